//! The grammar of directive lines: `:::name arguments` opens, `:::` closes.

use crate::audience::Level;
use crate::nearest;

/// What a directive is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Directive {
    /// Text for one edition alone.
    Only(Level),
    /// A callout.
    Callout(Callout),
    /// Folded text.
    Details,
    /// A numbered procedure.
    Steps,
    /// Canned text.
    Reply,
    /// Questions.
    Quiz,
    /// A situation to be played.
    Roleplay,
    /// What would be a good answer in a situation that is played.
    Answer,
    /// A film elsewhere.
    Video,
    /// A table of service levels.
    Sla,
}

/// Kinds of callout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callout {
    /// Worth knowing.
    Note,
    /// Makes it easier.
    Tip,
    /// Needed for success.
    Important,
    /// Can go wrong.
    Warning,
    /// Can do harm.
    Caution,
}

impl Callout {
    /// The word that names it, in directives and in classes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

const NAMES: &[(&str, Directive)] = &[
    ("internal", Directive::Only(Level::Internal)),
    ("public", Directive::Only(Level::Public)),
    ("note", Directive::Callout(Callout::Note)),
    ("tip", Directive::Callout(Callout::Tip)),
    ("important", Directive::Callout(Callout::Important)),
    ("warning", Directive::Callout(Callout::Warning)),
    ("caution", Directive::Callout(Callout::Caution)),
    ("details", Directive::Details),
    ("steps", Directive::Steps),
    ("reply", Directive::Reply),
    ("quiz", Directive::Quiz),
    ("roleplay", Directive::Roleplay),
    ("answer", Directive::Answer),
    ("video", Directive::Video),
    ("sla", Directive::Sla),
];

/// A line that is a directive, or looks so much like one that it must not pass as text.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// How many colons.
    pub colons: usize,
    /// What the line says.
    pub line: Line,
}

/// What a directive line says.
#[derive(Clone, Debug, PartialEq)]
pub enum Line {
    /// Opens a directive.
    Open {
        /// Which.
        directive: Directive,
        /// The rest of the line.
        arguments: String,
    },
    /// Closes the innermost directive with as many colons.
    Close,
    /// Is not understood.
    Bad {
        /// Why.
        message: String,
        /// What to do.
        help: String,
    },
}

/// The name of the directive, as an author writes it.
pub fn name(directive: Directive) -> &'static str {
    NAMES.iter().find(|(_, known)| *known == directive).map_or("", |(name, _)| name)
}

/// Reads a line; gives the byte at which the colons begin, whether a list marker stands before them, and the marker.
pub(crate) fn read(line: &str) -> Option<(usize, Marker)> {
    let start = prefix(line);
    let rest = &line[start..];
    let colons = rest.bytes().take_while(|byte| *byte == b':').count();
    let after = rest[colons..].trim_end_matches(['\n', '\r']);
    if after.starts_with('：') {
        return full_width(rest).map(|marker| (start, marker));
    }
    match colons {
        0 => full_width(rest).map(|marker| (start, marker)),
        1 => None,
        2 => misspelt(after).map(|marker| (start, marker)),
        _ => Some((start, Marker { colons, line: open_or_close(after) })),
    }
}

/// Whether what stands before the colons holds a list marker.
pub(crate) fn has_bullet(prefix: &str) -> bool {
    prefix.chars().any(|c| !matches!(c, ' ' | '\t' | '>'))
}

/// What may stand before a directive on its line: indentation, quotes and list markers.
fn prefix(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        at += bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
        let digits = bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let marker = match bytes.get(at + digits) {
            Some(b'.' | b')') if (1..=9).contains(&digits) => digits + 1,
            Some(b'-' | b'*' | b'+') if digits == 0 => 1,
            _ => return at,
        };
        if !matches!(bytes.get(at + marker), Some(b' ' | b'\t')) {
            return at;
        }
        at += marker;
    }
}

fn open_or_close(after: &str) -> Line {
    let text = after.trim();
    if text.is_empty() {
        return Line::Close;
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '_')).unwrap_or(text.len());
    let (word, arguments) = text.split_at(end);
    let separated = arguments.is_empty() || arguments.starts_with(char::is_whitespace);
    match NAMES.iter().find(|(name, _)| *name == word).filter(|_| separated) {
        Some((_, directive)) => Line::Open { directive: *directive, arguments: arguments.trim().to_string() },
        None => unknown(word),
    }
}

fn unknown(word: &str) -> Line {
    let names = NAMES.iter().map(|(name, _)| *name);
    let help = nearest::did_you_mean(word, names.clone()).unwrap_or_else(|| {
        format!("known are {}", names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
    });
    Line::Bad { message: format!("unknown directive `{word}`"), help }
}

/// `：：：internal`, typed with a Chinese input method.
fn full_width(rest: &str) -> Option<Marker> {
    let colons = rest.chars().take_while(|c| matches!(c, '：' | ':')).count();
    (colons >= 2).then(|| Marker {
        colons,
        line: Line::Bad {
            message: "directive with full-width colons".into(),
            help: "write `:::` with ASCII colons".into(),
        },
    })
}

/// `::internal`: one colon too few, and the text would be published.
fn misspelt(after: &str) -> Option<Marker> {
    let word = after.trim().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    NAMES.iter().any(|(name, _)| name.eq_ignore_ascii_case(word)).then(|| Marker {
        colons: 2,
        line: Line::Bad {
            message: "directive with two colons".into(),
            help: format!("write `:::{}`", word.to_ascii_lowercase()),
        },
    })
}

/// Where text that is not a directive line names an audience directive all the same.
pub(crate) fn stray_audience(text: &str) -> Option<usize> {
    text.match_indices(":::").map(|(at, _)| at).find(|at| {
        let word = text[*at..].trim_start_matches(':').trim_start();
        ["internal", "public"]
            .iter()
            .any(|name| word.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name)))
    })
}
