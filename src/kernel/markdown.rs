//! The dialect: CommonMark with the extensions that the manual names.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

/// Blocks nested deeper than this are refused.
pub(crate) const DEEPEST: usize = 100;

/// The extensions.
pub(crate) fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

/// Parses Markdown into events with their byte ranges.
pub(crate) fn events(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    Parser::new_ext(text, options()).into_offset_iter()
}
