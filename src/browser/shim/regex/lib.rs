//! No expression can be made, so that none can match: facets, wildcards and tokenizing by expressions, which would need
//! one, are not used in the browser.
#![forbid(unsafe_code)]

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// Why there is no expression.
#[derive(Clone, Debug)]
pub struct Error;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there are no regular expressions here")
    }
}

impl std::error::Error for Error {}

/// An expression, of which there is none.
#[derive(Clone, Debug)]
pub enum Regex {}

/// What it matched.
#[derive(Clone, Copy, Debug)]
pub struct Match<'h>(&'h str);

impl<'h> Match<'h> {
    /// Where it begins, in bytes.
    pub fn start(&self) -> usize {
        0
    }

    /// Where it ends, in bytes.
    pub fn end(&self) -> usize {
        self.0.len()
    }

    /// The text.
    pub fn as_str(&self) -> &'h str {
        self.0
    }
}

impl Regex {
    /// There is none.
    ///
    /// # Errors
    /// Always.
    pub fn new(_: &str) -> Result<Self, Error> {
        Err(Error)
    }

    /// Never called.
    pub fn as_str(&self) -> &str {
        match *self {}
    }

    /// Never called.
    pub fn is_match(&self, _: &str) -> bool {
        match *self {}
    }

    /// Never called.
    pub fn find<'h>(&self, _: &'h str) -> Option<Match<'h>> {
        match *self {}
    }

    /// Never called.
    pub fn find_iter<'h>(&self, _: &'h str) -> std::iter::Empty<Match<'h>> {
        match *self {}
    }

    /// Never called.
    pub fn replace_all<'h, R>(&self, _: &'h str, _: R) -> Cow<'h, str> {
        match *self {}
    }
}

impl FromStr for Regex {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::new(text)
    }
}

/// The text as it is: whoever wants an expression of it gets none.
pub fn escape(text: &str) -> String {
    text.into()
}
