//! HTML as a browser's tokenizer reads it, and a normal form of it for comparing.
//!
//! No element that changes how a tokenizer reads what follows is on the safe list, so what the tokenizer sees in safe
//! HTML is what a browser sees.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// A piece of HTML.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// A start tag with its attributes, sorted.
    Start(String, Vec<(String, String)>),
    /// An end tag.
    End(String),
    /// Text, entities decoded.
    Text(String),
    /// A comment, or what counts as one.
    Comment(String),
    /// A document type.
    Doctype,
}

#[derive(Default)]
struct Sink(RefCell<Vec<Piece>>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut pieces = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                let attribute = |a: html5ever::Attribute| (a.name.local.to_string(), a.value.to_string());
                let mut attributes: Vec<_> = tag.attrs.into_iter().map(attribute).collect();
                attributes.sort();
                pieces.push(match tag.kind {
                    TagKind::StartTag => Piece::Start(name, attributes),
                    TagKind::EndTag => Piece::End(name),
                });
            }
            Token::CharacterTokens(text) => match pieces.last_mut() {
                Some(Piece::Text(last)) => last.push_str(&text),
                _ => pieces.push(Piece::Text(text.to_string())),
            },
            Token::CommentToken(text) => pieces.push(Piece::Comment(text.to_string())),
            Token::DoctypeToken(_) => pieces.push(Piece::Doctype),
            Token::NullCharacterToken | Token::EOFToken | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

/// The pieces of a text.
pub fn pieces(html: &str) -> Vec<Piece> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

/// White space that shows nothing is dropped, the rest of it folded, but for what is preformatted.
pub fn normal(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut preformatted = 0_usize;
    for piece in pieces {
        match &piece {
            Piece::Start(name, _) if name == "pre" => preformatted += 1,
            Piece::End(name) if name == "pre" => preformatted = preformatted.saturating_sub(1),
            _ => {}
        }
        match piece {
            Piece::Text(text) if preformatted == 0 => push_text(&mut out, &folded(&text)),
            Piece::Text(text) => push_text(&mut out, &text),
            other => {
                if is_block(&other) && preformatted == 0 {
                    trim_end(&mut out);
                }
                out.push(other);
            }
        }
    }
    trim_end(&mut out);
    out
}

fn folded(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let space = c.is_ascii_whitespace();
        if !(space && out.ends_with(' ')) {
            out.push(if space { ' ' } else { c });
        }
    }
    out
}

fn push_text(out: &mut Vec<Piece>, text: &str) {
    let text = match out.last() {
        None => text.trim_start(),
        Some(Piece::Start(name, _)) if name == "br" => text.trim_start(),
        Some(piece) if is_block(piece) && !matches!(piece, Piece::Start(name, _) if name == "pre") => {
            text.trim_start()
        }
        Some(_) => text,
    };
    match out.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ if text.is_empty() => {}
        _ => out.push(Piece::Text(text.to_string())),
    }
}

fn trim_end(out: &mut Vec<Piece>) {
    if let Some(Piece::Text(text)) = out.last_mut() {
        text.truncate(text.trim_end().len());
        if text.is_empty() {
            out.pop();
        }
    }
}

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "canvas",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "iframe",
    "li",
    "object",
    "ol",
    "p",
    "pre",
    "script",
    "section",
    "style",
    "summary",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

fn is_block(piece: &Piece) -> bool {
    match piece {
        Piece::Start(name, _) | Piece::End(name) => BLOCKS.contains(&name.as_str()),
        Piece::Text(_) | Piece::Comment(_) | Piece::Doctype => false,
    }
}

/// HTML in its normal form, one piece a line, for comparing and for showing.
pub fn shown(pieces: &[Piece]) -> String {
    let lines: Vec<String> = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Start(name, attributes) => {
                let list: String =
                    attributes.iter().map(|(name, value)| format!(" {name}={value:?}")).collect();
                format!("<{name}{list}>")
            }
            Piece::End(name) => format!("</{name}>"),
            Piece::Text(text) => format!("{text:?}"),
            Piece::Comment(text) => format!("<!--{text}-->"),
            Piece::Doctype => "<!doctype>".into(),
        })
        .collect();
    lines.join("\n")
}
