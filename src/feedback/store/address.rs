//! The address of a store, as it is typed.

use std::fmt;
use std::path::PathBuf;

use ::postgres::Config;
use ::postgres::config::Host;

use super::StoreError;

/// Where events are kept.
#[derive(Clone, Debug)]
pub enum Address {
    /// `sqlite:PATH`.
    Sqlite(PathBuf),
    /// `postgres://…`.
    Postgres(Box<Config>),
}

impl Address {
    /// Reads `sqlite:feedback.db` or `postgres://user:password@host/database`.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        // A password may stand in it.
        let wrong = || StoreError::Address(text.split(':').next().unwrap_or_default().to_owned());
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            let path = path.split('?').next().unwrap_or_default();
            return if path.is_empty() || path.starts_with(':') {
                Err(wrong())
            } else {
                Ok(Self::Sqlite(path.into()))
            };
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            let mut config: Config = text.parse().map_err(|source: ::postgres::Error| StoreError::Open {
                store: "postgres".into(),
                source: source.into(),
            })?;
            if config.get_application_name().is_none() {
                config.application_name("answerbook");
            }
            return Ok(Self::Postgres(Box::new(config)));
        }
        Err(wrong())
    }
}

impl std::str::FromStr for Address {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        Self::parse(text)
    }
}

/// Without user and password.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(config) => f.write_str(&shown(config)),
        }
    }
}

/// The address of a database without user and password.
pub(super) fn shown(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        Some(Host::Tcp(name)) => name.clone(),
        Some(Host::Unix(path)) => path.display().to_string(),
        None => String::new(),
    };
    format!("postgres://{host}/{}", config.get_dbname().or(config.get_user()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_passwords_are_not_shown() {
        for (text, shown) in [
            ("sqlite:feedback.db", "sqlite:feedback.db"),
            ("sqlite:/var/lib/a b.db", "sqlite:/var/lib/a b.db"),
            ("sqlite:///var/lib/a.db", "sqlite:/var/lib/a.db"),
            ("postgres://me:secret@db.example.com:5433/kb", "postgres://db.example.com/kb"),
            ("postgresql://me@/kb?host=/run/postgresql", "postgres:///run/postgresql/kb"),
        ] {
            assert_eq!(Address::parse(text).unwrap().to_string(), shown);
        }
        for text in ["", "feedback.db", "sqlite:", "sqlite::memory:", "mysql://me:secret@host/kb"] {
            let error = Address::parse(text).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
