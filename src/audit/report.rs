//! What an audit found, in words of one line each.

use std::collections::BTreeMap;
use std::fmt;

use super::failure::ControlFailure;

/// What kind of fingerprint it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The title of a page.
    Title,
    /// A heading, or the title of a block.
    Heading,
    /// The address of a page.
    Address,
    /// A former address of a page.
    Alias,
    /// The name, the bytes or the hash of a file.
    Asset,
    /// A tag.
    Tag,
    /// A word that readers search for.
    Keyword,
    /// Who owns or approved a page, whom it applies to, and other facts about it.
    Owner,
    /// The value of a variable.
    Variable,
    /// The target of a link.
    Link,
    /// A note of a changelog.
    Change,
    /// What a picture says.
    Alt,
    /// A note between authors.
    Comment,
    /// A run of words or characters.
    Text,
    /// A single word.
    Word,
}

impl Kind {
    /// All kinds, in the order in which one goes before another when a text is of both.
    pub const ALL: [Self; 15] = [
        Self::Title,
        Self::Heading,
        Self::Address,
        Self::Alias,
        Self::Asset,
        Self::Tag,
        Self::Keyword,
        Self::Owner,
        Self::Variable,
        Self::Link,
        Self::Change,
        Self::Alt,
        Self::Comment,
        Self::Text,
        Self::Word,
    ];

    /// As it is called in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Address => "address",
            Self::Alias => "alias",
            Self::Asset => "file",
            Self::Tag => "tag",
            Self::Keyword => "keyword",
            Self::Owner => "owner",
            Self::Variable => "variable",
            Self::Link => "link",
            Self::Change => "change note",
            Self::Alt => "picture's text",
            Self::Comment => "comment",
            Self::Text => "text",
            Self::Word => "word",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Where a fingerprint was looked for: one way of reading a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    /// What readers of HTML, XML and SVG see.
    Page,
    /// Tags, attributes and comments.
    Tags,
    /// Markdown without its markup.
    Twin,
    /// Any other file as it is.
    Plain,
    /// Names of files and folders.
    Names,
    /// Texts that search shows.
    SearchTexts,
    /// The word list of search.
    SearchWords,
    /// The term dictionary of search.
    SearchTerms,
    /// The bytes of a file as a whole.
    Bytes,
}

impl View {
    /// As it is called in a sentence.
    pub fn word(self) -> &'static str {
        match self {
            Self::Page => "text of pages",
            Self::Tags => "tags and attributes",
            Self::Twin => "Markdown",
            Self::Plain => "other files",
            Self::Names => "names of files",
            Self::SearchTexts => "texts of the search index",
            Self::SearchWords => "word list of the search index",
            Self::SearchTerms => "term dictionary of the search index",
            Self::Bytes => "bytes of files",
        }
    }
}

/// Something internal in a finished edition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// `public`; or `internal`, for a draft or a comment, which belong into neither.
    pub edition: &'static str,
    /// The file of the edition, with `/`.
    pub file: String,
    /// Byte of the file, from 0; 0 where the place is a name or the file as a whole.
    pub offset: usize,
    /// How the file was read.
    pub view: View,
    /// What kind of fingerprint.
    pub kind: Kind,
    /// The fingerprint, shortened.
    pub fingerprint: String,
    /// The source, relative to the site's root.
    pub source: String,
    /// The line of the source, from 1.
    pub line: usize,
    /// How often more of the same kind and source were met in this file.
    pub more: usize,
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { edition, file, offset, kind, fingerprint, source, line, .. } = self;
        write!(f, "{edition}/{file}, byte {offset}: {kind} `{fingerprint}` of {source}:{line}")?;
        match self.more {
            0 => Ok(()),
            more => write!(f, ", and {more} more"),
        }
    }
}

/// Counts of one kind of fingerprint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Fingerprints that were looked for.
    pub fingerprints: usize,
    /// Those of them that were found in the internal edition.
    pub in_control: usize,
    /// Not looked for, because public text has them too.
    pub dropped: usize,
    /// Not looked for, because they are too short to mean anything, such as `15`.
    pub weak: usize,
}

/// What was swept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Files.
    pub files: usize,
    /// Bytes.
    pub bytes: u64,
}

/// The result of an audit.
#[derive(Clone, Debug, Default)]
pub struct AuditReport {
    /// Everything internal that was found where it must not be.
    pub leaks: Vec<Leak>,
    /// Why the audit itself is in doubt.
    pub control: Vec<ControlFailure>,
    /// Editions that are not as they were published.
    pub altered: Vec<String>,
    /// By kind of fingerprint.
    pub figures: BTreeMap<Kind, Count>,
    /// Of the public edition.
    pub public: Swept,
    /// Of the internal edition.
    pub internal: Swept,
}

impl AuditReport {
    /// Whether nothing leaked and the audit can be trusted.
    pub fn is_clean(&self) -> bool {
        self.leaks.is_empty() && self.control.is_empty() && self.altered.is_empty()
    }

    /// Fingerprints looked for, of all kinds.
    pub fn fingerprints(&self) -> usize {
        self.figures.values().map(|count| count.fingerprints).sum()
    }

    /// Fingerprints not looked for because public text has them too.
    pub fn dropped(&self) -> usize {
        self.figures.values().map(|count| count.dropped).sum()
    }

    /// Fingerprints found in the internal edition.
    pub fn in_control(&self) -> usize {
        self.figures.values().map(|count| count.in_control).sum()
    }
}

impl fmt::Display for AuditReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} fingerprints looked for in {} files ({} bytes), {} of them found in the internal edition, {} shared \
             with public text; {} leaks",
            self.fingerprints(),
            self.public.files,
            self.public.bytes,
            self.in_control(),
            self.dropped(),
            self.leaks.len()
        )
    }
}
