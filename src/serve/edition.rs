//! Which of the two editions a door leads to.

use super::board::{Moment, Side};

/// An edition, where it is a value and no type: the server does not make pages, it only passes them on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edition {
    Public,
    Internal,
}

impl Edition {
    pub(super) const BOTH: [Self; 2] = [Self::Public, Self::Internal];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
        }
    }

    pub(super) fn other(self) -> Self {
        match self {
            Self::Public => Self::Internal,
            Self::Internal => Self::Public,
        }
    }

    /// Its part of a moment.
    pub(super) fn side(self, moment: &Moment) -> &Side {
        match self {
            Self::Public => &moment.public,
            Self::Internal => &moment.internal,
        }
    }

    /// Its place in lists of both.
    pub(super) fn index(self) -> usize {
        match self {
            Self::Public => 0,
            Self::Internal => 1,
        }
    }
}
