//! Markdown ready to be parsed: includes in place, variables and directive lines as reserved characters, and the way
//! back from every byte to the file it came from.

use std::ops::Range;

use crate::directive::Marker;
use crate::path::SourcePath;
use crate::reserved::{self, TOKENS};
use crate::span::Span;

/// Something that stands in the text as one reserved character.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    /// Where it stands in its file.
    pub span: Span,
    /// What the author wrote.
    pub literal: String,
    /// What it is.
    pub kind: TokenKind,
}

/// What a token is.
#[derive(Clone, Debug)]
pub(crate) enum TokenKind {
    /// `{{ name }}`.
    Variable(String),
    /// A directive line.
    Marker(Marker),
    /// An include of something this edition may not know.
    Denied,
}

/// A run of the text that comes from one place.
#[derive(Clone, Debug)]
struct Piece {
    /// First byte in the composed text.
    at: usize,
    /// The file.
    file: SourcePath,
    /// First byte in the file.
    source: usize,
    /// Bytes in the file, when the run is not a copy of them.
    replaced: Option<usize>,
}

/// The composed text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    /// What is parsed.
    pub string: String,
    pieces: Vec<Piece>,
    /// What the reserved characters stand for.
    pub tokens: Vec<Token>,
}

impl Text {
    /// Appends bytes of a file as they are.
    pub fn push_verbatim(&mut self, file: &SourcePath, source: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        let follows = self.pieces.last().is_some_and(|last| {
            last.replaced.is_none()
                && last.file == *file
                && last.source + (self.string.len() - last.at) == source
        });
        if !follows {
            self.pieces.push(Piece { at: self.string.len(), file: file.clone(), source, replaced: None });
        }
        self.string.push_str(text);
    }

    /// Appends a token; `false` when there are too many.
    pub fn push_token(&mut self, token: Token) -> bool {
        let Some(character) = reserved::character(&TOKENS, self.tokens.len()) else { return false };
        self.pieces.push(Piece {
            at: self.string.len(),
            file: token.span.file.clone(),
            source: token.span.start,
            replaced: Some(token.span.end - token.span.start),
        });
        match token.kind {
            // A processing instruction is the shortest block that may stand anywhere, interrupts a paragraph, and
            // ends on its own line: Markdown itself then says in which list or quote the directive stands.
            TokenKind::Marker(_) => {
                self.string.push_str("<?");
                self.string.push(character);
                self.string.push_str("?>");
            }
            TokenKind::Variable(_) | TokenKind::Denied => self.string.push(character),
        }
        self.tokens.push(token);
        true
    }

    /// The place in its file of a range of the text.
    pub fn span(&self, range: Range<usize>) -> Span {
        let (file, start) = self.source(range.start, false);
        let (end_file, end) = self.source(range.end.max(range.start + 1) - 1, true);
        let end = if end_file == file && end >= start { end } else { start };
        Span::new(&file, start..end)
    }

    /// The file and byte that a byte of the text comes from; with `after`, one past it.
    fn source(&self, at: usize, after: bool) -> (SourcePath, usize) {
        let index = self.pieces.partition_point(|piece| piece.at <= at).saturating_sub(1);
        let Some(piece) = self.pieces.get(index) else { return (SourcePath::new(""), 0) };
        let offset = match piece.replaced {
            Some(length) if after => length,
            Some(_) => 0,
            None => at - piece.at + usize::from(after),
        };
        (piece.file.clone(), piece.source + offset)
    }

    /// The same text without some ranges, which are sorted and do not overlap.
    pub fn without(&self, ranges: &[Range<usize>]) -> Self {
        let mut kept = Self { tokens: self.tokens.clone(), ..Self::default() };
        let mut at = 0;
        for range in ranges {
            kept.copy(self, at..range.start);
            at = range.end;
        }
        kept.copy(self, at..self.string.len());
        kept
    }

    fn copy(&mut self, from: &Self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let shift = self.string.len();
        let first = from.pieces.partition_point(|piece| piece.at <= range.start).saturating_sub(1);
        for piece in from.pieces[first..].iter().take_while(|piece| piece.at < range.end) {
            let skipped = range.start.saturating_sub(piece.at);
            let source = piece.source + if piece.replaced.is_some() { 0 } else { skipped };
            self.pieces.push(Piece {
                at: shift + piece.at.max(range.start) - range.start,
                source,
                ..piece.clone()
            });
        }
        self.string.push_str(&from.string[range]);
    }

    /// The index of the marker that a whole HTML block is, if it is one.
    pub fn marker(&self, html: &str) -> Option<usize> {
        let inner = html.trim().strip_prefix("<?")?.strip_suffix("?>")?;
        let mut characters = inner.chars();
        let index = reserved::index(&TOKENS, characters.next()?)?;
        characters.next().is_none().then_some(index)
    }

    /// The tokens that a text contains.
    pub fn tokens_in<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, &'a Token)> {
        let lead = text.as_bytes().contains(&reserved::LEAD);
        let characters = if lead { text.chars() } else { "".chars() };
        characters
            .filter_map(|c| reserved::index(&TOKENS, c))
            .filter_map(|index| Some((index, self.tokens.get(index)?)))
    }

    /// The text as the author wrote it: for code, where nothing is replaced.
    pub fn literal(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(|c| reserved::index(&TOKENS, c).is_some()) {
            let character = rest[at..].chars().next().unwrap_or_default();
            let token = reserved::index(&TOKENS, character).and_then(|index| self.tokens.get(index));
            let (mut before, mut after) = rest.split_at(at);
            after = &after[character.len_utf8()..];
            if token.is_some_and(|token| matches!(token.kind, TokenKind::Marker(_))) {
                before = before.strip_suffix("<?").unwrap_or(before);
                after = after.strip_prefix("?>").unwrap_or(after);
            }
            out.push_str(before);
            out.push_str(token.map_or("", |token| &token.literal));
            rest = after;
        }
        out.push_str(rest);
        out
    }
}
