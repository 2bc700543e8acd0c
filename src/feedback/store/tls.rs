//! Encrypted connections to a database: certificates are those that the machine trusts.

use std::error::Error;

use ::postgres::Config;
use ::postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How a database is spoken to.
pub(super) enum Manner {
    /// As it is.
    Plain,
    /// Encrypted, by somebody who proves to be who he says.
    Encrypted(MakeRustlsConnect),
}

impl Manner {
    /// Everything that leaves the machine is encrypted, unless the address says `sslmode=disable`.
    pub(super) fn of(config: &Config) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let plain = match config.get_ssl_mode() {
            SslMode::Disable => true,
            SslMode::Prefer => config.get_hosts().iter().all(is_here),
            _ => false,
        };
        if plain {
            return Ok(Self::Plain);
        }
        provide();
        match MakeRustlsConnect::with_native_certs() {
            Ok((connect, _)) => Ok(Self::Encrypted(connect)),
            Err(errors) => match errors.into_iter().next() {
                Some(error) => Err(error.into()),
                None => Err("this machine trusts no certificates".into()),
            },
        }
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    }
}

/// The cipher suites that all connections use.
fn provide() {
    // That there already is one is as good.
    _ = rustls::crypto::ring::default_provider().install_default();
}
