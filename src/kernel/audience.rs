//! Who may read: two audiences as types, and the marks that decide what each of them gets.

/// How far inside a reader stands. `Public < Internal`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// For everybody.
    Public,
    /// For staff.
    Internal,
}

impl Level {
    /// The word in front matter and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
        }
    }

    /// Exactly `public` or `internal`; nothing that merely looks like it.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "public" => Some(Self::Public),
            "internal" => Some(Self::Internal),
            _ => None,
        }
    }
}

mod sealed {
    pub trait Sealed {}
}

/// A kind of reader, known at compile time. There are two and cannot be a third.
pub trait Audience: sealed::Sealed + Copy + Send + Sync + std::fmt::Debug + 'static {
    /// The innermost level this reader may see.
    const SEES: Level;
    /// The name of this reader's edition: `public` or `internal`.
    const NAME: &'static str;

    /// Whether a page, section, include or note of this level is for this reader.
    fn admits(level: Level) -> bool {
        level <= Self::SEES
    }

    /// Whether a block marked for one edition belongs to this reader's edition.
    ///
    /// A block's mark is a set, not a level: `:::public` is for the public edition alone.
    fn keeps(mark: Level) -> bool {
        mark == Self::SEES
    }
}

/// Customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Public;

/// Staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Internal;

impl sealed::Sealed for Public {}
impl sealed::Sealed for Internal {}

impl Audience for Public {
    const SEES: Level = Level::Public;
    const NAME: &'static str = "public";
}

impl Audience for Internal {
    const SEES: Level = Level::Internal;
    const NAME: &'static str = "internal";
}
