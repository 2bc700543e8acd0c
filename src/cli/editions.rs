//! Which editions a command is about, and where they are.

use std::path::{Path, PathBuf};

use answerbook_kernel::{Audience, Config, Internal, Public};

/// `--edition`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Editions {
    /// For customers
    Public,
    /// For staff
    Internal,
    /// Both
    #[default]
    All,
}

impl Editions {
    /// Whether an audience's edition is meant.
    pub fn include<A: Audience>(self) -> bool {
        match self {
            Self::All => true,
            Self::Public => A::NAME == Public::NAME,
            Self::Internal => A::NAME == Internal::NAME,
        }
    }
}

/// One edition.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub enum One {
    /// For customers
    Public,
    /// For staff
    Internal,
}

impl One {
    /// The name of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
        }
    }
}

/// The folder that holds the editions: what was asked for, else what `book.toml` says.
pub fn out_folder(root: &Path, asked: Option<&Path>, config: &Config) -> PathBuf {
    match asked {
        Some(out) => out.to_owned(),
        None => root.join(&config.out),
    }
}
