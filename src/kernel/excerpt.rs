//! Whether a part of a file may be included: its blocks for one edition hold for the part as well.

use std::ops::Range;

use crate::audience::Level;
use crate::directive::{self, Directive, Line, Marker};
use crate::path::SourcePath;
use crate::selection;
use crate::span::Span;
use crate::structure;
use crate::text::{Text, Token, TokenKind};

/// What came of looking at a part of a file.
pub(crate) enum Excerpt {
    /// It may be included.
    Free,
    /// It lies in a block for the other edition.
    Denied,
    /// It cannot be told, and why.
    Unclear(&'static str),
}

/// Looks at the selected ranges of a file.
pub(crate) fn check(text: &str, ranges: &[Range<usize>], selected: &str, sees: Level) -> Excerpt {
    let marked = marked(text);
    if !marked.tokens.iter().any(is_audience) {
        return Excerpt::Free;
    }
    // Lines are counted in the file, where readers of one edition must not feel what the other has.
    if selection::counts_lines(selected) {
        return Excerpt::Unclear("lines cannot be counted in a file that has text for one edition alone");
    }
    let structure = structure::find(&marked, &mut Vec::new());
    if !structure.sound {
        return Excerpt::Unclear("no part can be taken of a file whose directives are not balanced");
    }
    let blocks = structure.blocks.iter().map(|block| (block.directive, marked.span(block.range.clone()).range()));
    let verdicts = blocks.flat_map(|(directive, block)| {
        ranges.iter().map(move |range| against(range, &block, directive, sees)).collect::<Vec<_>>()
    });
    verdicts.fold(Excerpt::Free, worse)
}

fn against(range: &Range<usize>, block: &Range<usize>, directive: Directive, sees: Level) -> Excerpt {
    let apart = range.end <= block.start || block.end <= range.start || range.is_empty();
    let around = range.start <= block.start && block.end <= range.end;
    if apart || around {
        return Excerpt::Free;
    }
    let inside = block.start < range.start && range.end < block.end;
    match directive {
        Directive::Only(mark) if inside && mark == sees => Excerpt::Free,
        Directive::Only(_) if inside => Excerpt::Denied,
        _ => Excerpt::Unclear("the part begins or ends within a block for one edition"),
    }
}

fn worse(a: Excerpt, b: Excerpt) -> Excerpt {
    match (a, b) {
        (Excerpt::Free, other) | (other, Excerpt::Free) => other,
        (Excerpt::Unclear(why), _) | (_, Excerpt::Unclear(why)) => Excerpt::Unclear(why),
        (Excerpt::Denied, Excerpt::Denied) => Excerpt::Denied,
    }
}

/// The file with its directive lines as tokens; places are bytes of the file.
fn marked(text: &str) -> Text {
    let file = SourcePath::new("");
    let mut out = Text::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        match directive::read(line) {
            Some((start, marker)) => {
                let end = line.trim_end_matches(['\n', '\r']).len();
                out.push_verbatim(&file, at, &line[..start]);
                out.push_token(token(&file, at + start..at + end, marker));
                out.push_verbatim(&file, at + end, &line[end..]);
            }
            None => out.push_verbatim(&file, at, line),
        }
        at += line.len();
    }
    out
}

fn token(file: &SourcePath, range: Range<usize>, marker: Marker) -> Token {
    Token { span: Span::new(file, range), literal: String::new(), kind: TokenKind::Marker(marker) }
}

fn is_audience(token: &Token) -> bool {
    match &token.kind {
        TokenKind::Marker(Marker { line: Line::Open { directive, .. }, .. }) => matches!(directive, Directive::Only(_)),
        TokenKind::Marker(Marker { line: Line::Bad { .. }, .. }) => true,
        TokenKind::Marker(Marker { line: Line::Close, .. }) | TokenKind::Variable(_) | TokenKind::Denied => false,
    }
}
