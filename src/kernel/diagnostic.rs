//! What is wrong with the content, as plain data: printing is somebody else's work.

use crate::span::Span;

/// How bad it is. An error keeps the site from being published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing with an error can be published.
    Error,
    /// Worth mending; published all the same.
    Warning,
}

impl Severity {
    /// The word printed for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// A further place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What stands there.
    pub text: String,
}

/// One fault, where it stands, and what to do about it.
///
/// There is no way to make one without a place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diagnostic {
    /// Where; first, so that diagnostics sort by place.
    pub span: Span,
    /// Which kind of fault.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What the marked text is; may be empty.
    pub note: String,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            code,
            severity: Severity::Error,
            message: message.into(),
            note: String::new(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// A warning at `span`.
    pub fn warning(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Says what the marked text is.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Points at one more place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do, if there is something to say.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// The same fault with another weight.
    #[must_use]
    pub fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// Whether it keeps the site from being published.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal,)+) => {
        /// The kinds of fault. Each has a number that never changes and a page in the manual.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// All of them, by number.
            pub const ALL: &[Code] = &[$(Code::$name,)+];

            /// The number: `AB0002`.
            pub fn number(self) -> u16 {
                match self { $(Code::$name => $number,)+ }
            }

            /// One line that says what it is about.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc,)+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// broken link
    BrokenLink = 1,
    /// public page uses something internal
    InternalFromPublic = 2,
    /// broken anchor
    BrokenAnchor = 3,
    /// missing asset
    MissingAsset = 4,
    /// front matter cannot be read
    FrontMatterSyntax = 5,
    /// unknown key
    UnknownKey = 6,
    /// wrong type or value
    WrongValue = 7,
    /// audience is not understood
    Audience = 8,
    /// directive is not balanced
    UnbalancedDirective = 9,
    /// unknown directive
    UnknownDirective = 10,
    /// directive where it cannot be read
    MisplacedDirective = 11,
    /// unknown variable
    UnknownVariable = 12,
    /// internal variable in public text
    InternalVariable = 13,
    /// include cannot be resolved
    Include = 14,
    /// include in a circle
    IncludeCircle = 15,
    /// two pages with one address
    AddressTaken = 16,
    /// address or file name that cannot be published
    BadName = 17,
    /// file is not UTF-8
    NotUtf8 = 18,
    /// template error
    Template = 19,
    /// configuration cannot be read
    ConfigSyntax = 20,
    /// link with an unsafe scheme
    UnsafeLink = 21,
    /// symbolic link that is not followed
    Symlink = 22,
    /// `SUMMARY.md` cannot be understood
    Summary = 23,
    /// nested too deeply
    TooDeep = 24,
    /// directive is used wrongly
    DirectiveUse = 25,
    /// path leads outside of the source folder
    OutsideSource = 26,
    /// theme is not complete
    Theme = 27,
    /// search does not find its page
    SearchTest = 28,
    /// placeholder is not filled in
    Placeholder = 29,
    /// day has passed
    StaleDate = 30,
    /// value of a variable is typed by hand
    TypedByHand = 31,
    /// translation says something else
    Parity = 32,
    /// translation is behind its original
    Behind = 33,
    /// pages replace each other wrongly
    Succession = 35,
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AB{:04}", self.number())
    }
}

impl std::str::FromStr for Code {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits = text.trim().trim_start_matches(['A', 'B', 'a', 'b']);
        let number: u16 = digits.parse().map_err(|_| ())?;
        Self::ALL.iter().copied().find(|code| code.number() == number).ok_or(())
    }
}
