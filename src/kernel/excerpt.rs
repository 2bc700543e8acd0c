//! Whether a part of a file may be included: its blocks for one edition hold for the part as well.

use std::ops::Range;

use crate::audience::Level;
use crate::directive::{self, Directive, Line, Marker};
use crate::path::SourcePath;
use crate::selection;
use crate::span::Span;
use crate::structure;
use crate::text::{Text, Token, TokenKind};

/// Why a part of a file cannot be included.
pub(crate) enum Refused {
    /// It lies in a block for the other edition.
    Denied,
    /// It cannot be told what it is, and why.
    Unclear(String),
}

/// The bytes of a file that an include takes for a reader. Its blocks for the other edition are left out here already:
/// where it is included, even in code, it keeps its own audience.
pub(crate) fn take(text: &str, selected: &str, sees: Level) -> Result<Vec<Range<usize>>, Refused> {
    let ranges = selection::select(text, selected).map_err(Refused::Unclear)?;
    if !selected.is_empty() && text.contains("{{#") && nests(text) {
        return Err(unclear("a part of a file that includes other files cannot be included"));
    }
    let marked = marked(text);
    if !marked.tokens.iter().any(is_audience) {
        return Ok(trimmed(text, ranges));
    }
    // Lines are counted in the file, where readers of one edition must not feel what the other has.
    if selection::counts_lines(selected) {
        return Err(unclear("lines cannot be counted in a file that has text for one edition alone"));
    }
    let structure = structure::find(&marked, &mut Vec::new());
    if !structure.sound {
        return Err(unclear("the directives of the included file are not balanced"));
    }
    let blocks: Vec<(Directive, Range<usize>)> = structure
        .blocks
        .iter()
        .map(|block| (block.directive, marked.span(block.range.clone()).range()))
        .collect();
    for (directive, block) in &blocks {
        ranges.iter().try_for_each(|range| against(range, block, *directive, sees))?;
    }
    let cuts = blocks
        .into_iter()
        .filter(|(directive, _)| matches!(directive, Directive::Only(mark) if *mark != sees));
    let kept = cuts
        .fold(ranges, |ranges, (_, cut)| ranges.into_iter().flat_map(|range| without(range, &cut)).collect());
    Ok(trimmed(text, kept))
}

/// Whether a file includes others, whose blocks could reach into any part of it.
fn nests(text: &str) -> bool {
    ["{{#include", "{{#rustdoc_include", "{{#playground"].iter().any(|word| text.contains(word))
}

fn unclear(why: &str) -> Refused {
    Refused::Unclear(why.to_string())
}

/// What is left of a range without another.
fn without(range: Range<usize>, cut: &Range<usize>) -> [Range<usize>; 2] {
    [
        range.start..range.end.min(cut.start).max(range.start),
        range.start.max(cut.end).min(range.end)..range.end,
    ]
}

/// The line that holds the include has a line end of its own.
fn trimmed(text: &str, mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    while let Some(range) = ranges.pop() {
        let length = text[range.clone()].trim_end_matches(['\n', '\r']).len();
        if length > 0 {
            ranges.push(range.start..range.start + length);
            break;
        }
    }
    ranges
}

fn against(
    range: &Range<usize>,
    block: &Range<usize>,
    directive: Directive,
    sees: Level,
) -> Result<(), Refused> {
    let apart = range.end <= block.start || block.end <= range.start || range.is_empty();
    let around = range.start <= block.start && block.end <= range.end;
    if apart || around {
        return Ok(());
    }
    let inside = block.start < range.start && range.end < block.end;
    match directive {
        Directive::Only(mark) if inside && mark == sees => Ok(()),
        Directive::Only(_) if inside => Err(Refused::Denied),
        _ => Err(unclear("the part begins or ends within a block for one edition")),
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
        TokenKind::Marker(Marker { line: Line::Open { directive, .. }, .. }) => {
            matches!(directive, Directive::Only(_))
        }
        TokenKind::Marker(Marker { line: Line::Bad { .. }, .. }) => true,
        TokenKind::Marker(Marker { line: Line::Close, .. }) | TokenKind::Variable(_) | TokenKind::Denied => {
            false
        }
    }
}
