//! A run of text as readers have it, such as a paragraph, a heading or the row of a table, with the way back to the file.

use std::ops::Range;
use std::sync::Arc;

use crate::audience::Level;
use crate::span::Span;

/// Stands for what is not to be read: code, a tag, a refused include. No word and no number goes across it.
pub(crate) const GAP: char = '\u{fffc}';

/// What stands between the cells of a row.
pub(crate) const CELL: &str = " | ";

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Running text.
    Text,
    /// A heading.
    Heading,
    /// A row of a table, its cells between [`CELL`]s.
    Row,
    /// The title of a directive.
    Title,
    /// A value of the front matter.
    Front,
    /// The note of a change.
    Note,
}

/// Who reads a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readers {
    /// Both editions have it.
    Everybody,
    /// One edition alone has it.
    Only(Level),
}

/// A run of a line that comes from one place.
#[derive(Clone, Debug)]
struct Piece {
    /// First byte in the line.
    at: usize,
    /// The bytes of the file.
    span: Span,
    /// Whether it is a copy of them.
    verbatim: bool,
    /// The variable that it is the value of.
    variable: Option<String>,
}

/// A line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// As readers have it: variables filled in, marks of Markdown gone.
    pub text: String,
    pub form: Form,
    pub readers: Readers,
    /// The heads of the table that it is a row of.
    pub heads: Arc<[String]>,
    /// Whether it is part of a quiz, in which wrong answers stand beside right ones.
    pub asked: bool,
    pieces: Vec<Piece>,
    /// Where a character stands that a backslash made into text.
    pub escaped: Vec<usize>,
    /// Raw tags, as written.
    pub tags: Vec<(String, Span)>,
}

impl Line {
    /// Nothing so far.
    pub fn new(form: Form, readers: Readers) -> Self {
        Self {
            text: String::new(),
            form,
            readers,
            heads: Arc::default(),
            asked: false,
            pieces: Vec::new(),
            escaped: Vec::new(),
            tags: Vec::new(),
        }
    }

    /// Appends text that stands in the file as it is.
    pub fn copy(&mut self, text: &str, span: Span) {
        let follows = self.pieces.last().is_some_and(|last| {
            last.verbatim
                && last.span.file == span.file
                && last.span.end == span.start
                && last.span.end - last.span.start == self.text.len() - last.at
        });
        match self.pieces.last_mut().filter(|_| follows) {
            Some(last) => last.span.end = span.end,
            None => self.pieces.push(Piece { at: self.text.len(), span, verbatim: true, variable: None }),
        }
        self.text.push_str(text);
    }

    /// Appends text that stands for something in the file.
    pub fn replace(&mut self, text: &str, span: Span, variable: Option<String>) {
        self.pieces.push(Piece { at: self.text.len(), span, verbatim: false, variable });
        self.text.push_str(text);
    }

    /// Cuts the line off.
    pub fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
        self.pieces.retain(|piece| piece.at < length);
    }

    fn piece(&self, at: usize) -> Option<usize> {
        let index = self.pieces.partition_point(|piece| piece.at <= at);
        index.checked_sub(1)
    }

    /// The place of a range.
    pub fn span(&self, range: Range<usize>) -> Span {
        let Some(first) = self.piece(range.start) else {
            return Span::start_of(&crate::source::config_path());
        };
        let last = self.piece(range.end.max(range.start + 1) - 1).unwrap_or(first);
        let (first, last) = (&self.pieces[first], &self.pieces[last]);
        let start = first.span.start + if first.verbatim { range.start - first.at } else { 0 };
        let end = match last.verbatim {
            true => last.span.start + (range.end - last.at),
            false => last.span.end,
        };
        if first.span.file == last.span.file && end >= start {
            Span::new(&first.span.file, start..end)
        } else {
            first.span.clone()
        }
    }

    /// The place of the whole line.
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// Whether no part of a range is the value of a variable.
    pub fn is_typed(&self, range: Range<usize>) -> bool {
        let first = self.piece(range.start).unwrap_or_default();
        let touched = self.pieces[first.min(self.pieces.len())..].iter();
        touched.take_while(|piece| piece.at < range.end).all(|piece| piece.variable.is_none())
    }

    /// The variables of the line, and the bytes that their values take.
    pub fn variables(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        self.pieces.iter().enumerate().filter_map(|(index, piece)| {
            let end = self.pieces.get(index + 1).map_or(self.text.len(), |next| next.at);
            Some((piece.variable.as_deref()?, piece.at..end))
        })
    }
}
