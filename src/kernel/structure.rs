//! Which directive line opens what and which one closes it, found in the tree that Markdown makes of the text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::diagnostic::{Code, Diagnostic};
use crate::directive::{self, Directive, Line};
use crate::markdown;
use crate::text::{Text, Token, TokenKind};

/// What a directive line does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Role {
    /// Opens.
    Open(Directive, String),
    /// Closes.
    Close(Directive),
}

/// An audience block: who it is for and the bytes it takes, its own lines included.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Block {
    /// Which.
    pub directive: Directive,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// The directives of a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Structure {
    /// By token.
    pub roles: BTreeMap<usize, Role>,
    /// Blocks for one edition.
    pub blocks: Vec<Block>,
    /// Whether every line is understood and every directive is closed.
    pub sound: bool,
}

/// Finds the directives of a text. Where anything is amiss, the structure is not sound and nothing may be published.
pub(crate) fn find(text: &Text, faults: &mut Vec<Diagnostic>) -> Structure {
    if !text.tokens_in(&text.string).any(|(_, token)| matches!(token.kind, TokenKind::Marker(_))) {
        return Structure { sound: true, ..Structure::default() };
    }
    let mut finder = Finder {
        text,
        frames: vec![Frame::default()],
        structure: Structure { sound: true, ..Structure::default() },
        html: None,
        code: Inside::None,
        fenced: BTreeSet::new(),
        faults,
    };
    for (event, range) in markdown::events(&text.string) {
        finder.event(&event, range);
    }
    finder.finish()
}

/// What kind of code block the walk is in.
#[derive(Clone, Copy, PartialEq)]
enum Inside {
    None,
    Fenced,
    Indented,
}

/// A container of blocks: the document, a quote, a list item.
#[derive(Default)]
struct Frame {
    item: bool,
    start: usize,
    /// Directives open in this container.
    open: Vec<Open>,
    /// The audience block that began as the first thing in here, when it was closed, and nothing else stood here.
    sole: Option<usize>,
    children: usize,
}

struct Open {
    token: usize,
    directive: Directive,
    colons: usize,
    line: usize,
}

struct Finder<'a> {
    text: &'a Text,
    frames: Vec<Frame>,
    structure: Structure,
    html: Option<(usize, String)>,
    code: Inside,
    /// Directive lines that are code to be read.
    fenced: BTreeSet<usize>,
    faults: &'a mut Vec<Diagnostic>,
}

impl Finder<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.html = Some((range.start, String::new())),
            Event::End(TagEnd::HtmlBlock) => self.html_block(),
            Event::Html(html) => match &mut self.html {
                Some((_, block)) => block.push_str(html),
                None => self.misplaced(html),
            },
            Event::Start(tag) => self.start(tag, range.start),
            Event::End(TagEnd::CodeBlock) => {
                self.end_code(range);
                self.leave(Inside::None);
            }
            Event::End(_) => self.leave(self.code),
            Event::Text(text) if self.code == Inside::Fenced => self.literal(text),
            // The text of a tight list item stands in it without a paragraph around it.
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => {
                self.child();
                self.misplaced(text);
            }
            _ => self.child(),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, at: usize) {
        match tag {
            Tag::CodeBlock(CodeBlockKind::Fenced(_)) => self.code = Inside::Fenced,
            Tag::CodeBlock(CodeBlockKind::Indented) => self.code = Inside::Indented,
            _ => {}
        }
        self.child();
        self.frames.push(Frame { item: matches!(tag, Tag::Item), start: at, ..Frame::default() });
    }

    /// In fenced code a directive line is meant to be read.
    fn literal(&mut self, text: &str) {
        self.fenced.extend(self.text.tokens_in(text).map(|(index, _)| index));
    }

    /// A fence that is never closed was most likely forgotten, and what follows would be published as code.
    fn end_code(&mut self, range: Range<usize>) {
        let string = &self.text.string[range.clone()];
        let last =
            string.trim_end().rsplit('\n').next().unwrap_or_default().trim_start_matches([' ', '\t', '>']);
        let closed = string.trim_end().contains('\n') && (last.starts_with("```") || last.starts_with("~~~"));
        if self.code != Inside::Fenced || closed {
            return;
        }
        let only = |token: &&Token| match &token.kind {
            TokenKind::Marker(marker) => {
                matches!(marker.line, Line::Open { directive: Directive::Only(_), .. })
            }
            TokenKind::Variable(_) | TokenKind::Denied => false,
        };
        if let Some(token) = self.text.tokens_in(string).map(|(_, token)| token).find(only) {
            self.structure.sound = false;
            let fault =
                Diagnostic::error(Code::MisplacedDirective, token.span.clone(), "directive is not read here");
            let opening = self.text.span(range.start..range.start + 3);
            self.faults
                .push(fault.label(opening, "this code is never closed").help("close the code before it"));
        }
    }

    /// Notes that something other than an audience block stands in the current container.
    fn child(&mut self) {
        if let Some(frame) = self.frames.last_mut()
            && frame.open.is_empty()
        {
            frame.children += 1;
            frame.sole = None;
        }
    }

    fn leave(&mut self, code: Inside) {
        self.code = code;
        if self.frames.len() < 2 {
            return;
        }
        if let Some(frame) = self.frames.pop() {
            self.close_frame(frame);
        }
    }

    fn close_frame(&mut self, frame: Frame) {
        for open in frame.open {
            self.structure.sound = false;
            let span = self.text.tokens[open.token].span.clone();
            let message = format!("`:::{}` is not closed", directive::name(open.directive));
            self.faults.push(
                Diagnostic::error(Code::UnbalancedDirective, span, message)
                    .help("end it with a line of as many colons, inside the same list or quote"),
            );
        }
        // A list item that holds nothing but text for one edition goes with it, or an empty bullet would tell.
        if frame.item
            && let Some(block) = frame.sole.and_then(|index| self.structure.blocks.get_mut(index))
        {
            block.range.start = line_start(&self.text.string, frame.start);
        }
    }

    fn html_block(&mut self) {
        let Some((at, html)) = self.html.take() else { return };
        match self.text.marker(&html) {
            Some(token) => self.marker(token, at),
            None => {
                self.misplaced(&html);
                self.child();
            }
        }
    }

    fn marker(&mut self, token: usize, at: usize) {
        let TokenKind::Marker(marker) = &self.text.tokens[token].kind else { return };
        match &marker.line {
            Line::Open { directive, arguments } => {
                let role = Role::Open(*directive, arguments.clone());
                self.structure.roles.insert(token, role);
                self.open(Open { token, directive: *directive, colons: marker.colons, line: at });
            }
            Line::Close => self.close(token, marker.colons, at),
            Line::Bad { message, help } => {
                self.structure.sound = false;
                let span = self.text.tokens[token].span.clone();
                let fault = Diagnostic::error(Code::UnknownDirective, span, message.clone());
                self.faults.push(fault.help(help.clone()));
            }
        }
    }

    fn open(&mut self, open: Open) {
        let Some(frame) = self.frames.last_mut() else { return };
        if frame.open.is_empty() && !matches!(open.directive, Directive::Only(_)) {
            frame.children += 1;
            frame.sole = None;
        }
        frame.open.push(open);
    }

    fn close(&mut self, token: usize, colons: usize, at: usize) {
        let Some(frame) = self.frames.last_mut() else { return };
        let Some(open) = frame.open.pop_if(|open| open.colons == colons) else {
            return self.unopened(token, colons);
        };
        self.structure.roles.insert(token, Role::Close(open.directive));
        if let Directive::Only(_) = open.directive {
            let start = block_start(&self.text.string, open.line, token_at(self.text, open.token, open.line));
            let end = line_end(&self.text.string, at);
            self.structure.blocks.push(Block { directive: open.directive, range: start..end });
            if frame.open.is_empty() {
                let alone = frame.children == 0;
                frame.children += 1;
                frame.sole = alone.then_some(self.structure.blocks.len() - 1);
            }
        }
    }

    fn unopened(&mut self, token: usize, colons: usize) {
        self.structure.sound = false;
        let span = self.text.tokens[token].span.clone();
        let inner = self.frames.last().and_then(|frame| frame.open.last());
        let mut fault = Diagnostic::error(
            Code::UnbalancedDirective,
            span,
            format!("`{}` closes nothing here", ":".repeat(colons)),
        );
        if let Some(open) = inner {
            let place = self.text.tokens[open.token].span.clone();
            fault = fault.label(place, format!("this is open, with {} colons", open.colons));
        }
        self.faults
            .push(fault.help("a directive ends with as many colons as it began, in the same list or quote"));
    }

    fn misplaced(&mut self, html: &str) {
        let found: Vec<_> = self
            .text
            .tokens_in(html)
            .filter(|(_, token)| matches!(token.kind, TokenKind::Marker(_)))
            .collect();
        for (_, token) in found {
            self.structure.sound = false;
            self.faults.push(
                Diagnostic::error(Code::MisplacedDirective, token.span.clone(), "directive is not read here").help(
                    "inside raw HTML and indented code it would be published as text; use a fenced block for an example",
                ),
            );
        }
    }

    fn finish(mut self) -> Structure {
        while let Some(frame) = self.frames.pop() {
            self.close_frame(frame);
        }
        self.lost();
        self.structure
    }

    /// Every line must have been met, as a directive or as code; one that Markdown swallowed is not understood.
    fn lost(&mut self) {
        if !self.structure.sound {
            return;
        }
        for (index, token) in self.text.tokens_in(&self.text.string) {
            let marker = matches!(token.kind, TokenKind::Marker(_));
            if marker && !self.structure.roles.contains_key(&index) && !self.fenced.contains(&index) {
                self.structure.sound = false;
                let fault = Diagnostic::error(
                    Code::MisplacedDirective,
                    token.span.clone(),
                    "directive is not read here",
                );
                self.faults.push(fault.help("put an empty line before it"));
            }
        }
    }
}

fn token_at(text: &Text, token: usize, line: usize) -> usize {
    let character = crate::reserved::character(&crate::reserved::TOKENS, token).unwrap_or_default();
    text.string[line..].find(character).map_or(line, |at| line + at) - "<?".len()
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// Where a block begins: at its line, or after the list marker that stands on its line.
fn block_start(text: &str, block: usize, token: usize) -> usize {
    let start = line_start(text, block);
    if directive::has_bullet(&text[start..token]) { token } else { start }
}
