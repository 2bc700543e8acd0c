//! The ways in which pages differ from the examples by design, and how to take each of them back.

use std::collections::BTreeMap;

use crate::commonmark::has;
use crate::driver::html::{self, Piece};

/// A way to differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deviation {
    /// Headings have ids, and those below the page's own a link to themselves.
    Headings,
    /// Pictures load when they are needed.
    Lazy,
    /// Links that leave for another host say so.
    External,
    /// Tables stand in a box that scrolls.
    Tables,
    /// Comments are notes to other authors and are dropped.
    Comments,
    /// A picture with a title alone in its paragraph is a figure.
    Figures,
    /// Footnotes and tasks have names of their own.
    Classes,
    /// Addresses in raw HTML are looked up and written out encoded, as those of links are.
    Encoded,
    /// A tag that never ends is text: it would swallow the page.
    Unended,
}

const ALL: &[(&str, Deviation)] = &[
    ("headings", Deviation::Headings),
    ("lazy", Deviation::Lazy),
    ("external", Deviation::External),
    ("tables", Deviation::Tables),
    ("comments", Deviation::Comments),
    ("figures", Deviation::Figures),
    ("classes", Deviation::Classes),
    ("encoded", Deviation::Encoded),
    ("unended", Deviation::Unended),
];

/// The listed deviations by example: a line is a family, its examples and, behind `#`, the reason.
pub fn listed() -> BTreeMap<String, Vec<Deviation>> {
    let mut listed: BTreeMap<String, Vec<Deviation>> = BTreeMap::new();
    for line in
        include_str!("deviations.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty())
    {
        let (family, rest) = line.split_once(' ').unwrap();
        let (suite, numbers) = rest.split_once(' ').unwrap();
        let deviation = ALL.iter().find(|(name, _)| *name == family).unwrap().1;
        for number in numbers.split_whitespace() {
            listed.entry(format!("{suite} {number}")).or_default().push(deviation);
        }
    }
    listed
}

/// The families that, all taken back, make the two the same.
pub fn would_explain(expected: &str, found: &str) -> Vec<&'static str> {
    let mut pair = (html::normal(html::pieces(expected)), html::normal(html::pieces(found)));
    let mut needed = Vec::new();
    for (name, deviation) in ALL.iter() {
        let next = undo(*deviation, pair.0.clone(), pair.1.clone());
        if next != pair {
            needed.push(*name);
        }
        pair = next;
    }
    if html::normal(pair.0) == html::normal(pair.1) { needed } else { vec!["not explained"] }
}

/// Takes a deviation back, in what was expected or in what was found.
pub fn undo(deviation: Deviation, expected: Vec<Piece>, found: Vec<Piece>) -> (Vec<Piece>, Vec<Piece>) {
    match deviation {
        Deviation::Headings => (expected, headings(found)),
        Deviation::Lazy => (expected, without_attribute(found, "img", "loading", "lazy")),
        Deviation::External => (expected, without_attribute(found, "a", "rel", "external noopener")),
        Deviation::Tables => {
            (expected, without_box(found, |piece| has(piece, "div", "class", "table"), "div"))
        }
        Deviation::Comments => (html::normal(without_comments(expected)), found),
        Deviation::Figures => (expected, figures(found)),
        Deviation::Classes => (html::normal(classes(expected)), html::normal(classes(found))),
        Deviation::Encoded => (encoded(expected), found),
        Deviation::Unended => match found.as_slice() {
            [Piece::Text(text)] if text.starts_with('<') => (expected, Vec::new()),
            _ => (expected, found),
        },
    }
}

fn headings(found: Vec<Piece>) -> Vec<Piece> {
    let mut anchor = false;
    let outside = |piece: &Piece| {
        let before = anchor;
        anchor = has(piece, "a", "class", "anchor") || (anchor && *piece != Piece::End("a".into()));
        !before && !anchor
    };
    let without: Vec<Piece> = found.into_iter().filter(outside).collect();
    let heading = |name: &str| name.len() == 2 && name.starts_with('h') && name != "hr";
    let mut out: Vec<Piece> = Vec::new();
    for piece in without {
        match piece {
            Piece::Start(name, attributes) if heading(&name) => {
                out.push(Piece::Start(name, attributes.into_iter().filter(|(key, _)| key != "id").collect()));
            }
            other => out.push(other),
        }
    }
    html::normal(merged(out))
}

/// Texts that stand next to each other as one.
fn merged(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for piece in pieces {
        match (out.last_mut(), piece) {
            (Some(Piece::Text(last)), Piece::Text(text)) => last.push_str(&text),
            (_, Piece::Text(text)) if text.is_empty() => {}
            (_, piece) => out.push(piece),
        }
    }
    out
}

fn without_attribute(found: Vec<Piece>, element: &str, attribute: &str, value: &str) -> Vec<Piece> {
    let change = |piece| match piece {
        Piece::Start(name, attributes) if name == element => {
            let kept =
                attributes.into_iter().filter(|(key, found)| !(key == attribute && found == value)).collect();
            Piece::Start(name, kept)
        }
        other => other,
    };
    found.into_iter().map(change).collect()
}

/// Drops the tags of a box, but not what is in it. Boxes of the same element may stand in it.
fn without_box(found: Vec<Piece>, is_box: impl Fn(&Piece) -> bool, element: &str) -> Vec<Piece> {
    let mut open: Vec<bool> = Vec::new();
    let mut out = Vec::new();
    for piece in found {
        let dropped = match &piece {
            Piece::Start(name, _) if name == element => {
                open.push(is_box(&piece));
                is_box(&piece)
            }
            Piece::End(name) if name == element => open.pop().unwrap_or(false),
            _ => false,
        };
        if !dropped {
            out.push(piece);
        }
    }
    merged(out)
}

fn without_comments(expected: Vec<Piece>) -> Vec<Piece> {
    merged(expected.into_iter().filter(|piece| !matches!(piece, Piece::Comment(_))).collect())
}

fn figures(found: Vec<Piece>) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut caption = false;
    for piece in found {
        match &piece {
            Piece::Start(name, _) if name == "figcaption" => caption = true,
            Piece::End(name) if name == "figcaption" => caption = false,
            _ if caption => {}
            Piece::Start(name, _) if name == "figure" => out.push(Piece::Start("p".into(), Vec::new())),
            Piece::End(name) if name == "figure" => out.push(Piece::End("p".into())),
            _ => out.push(piece),
        }
    }
    out
}

/// Without the attributes that only styles look at.
fn classes(pieces: Vec<Piece>) -> Vec<Piece> {
    let shown = |key: &str| key != "class" && key != "aria-label" && !key.starts_with("data-footnote");
    let change = |piece| match piece {
        Piece::Start(name, attributes) => {
            Piece::Start(name, attributes.into_iter().filter(|(key, _)| shown(key)).collect())
        }
        other => other,
    };
    numbered(pieces.into_iter().map(change).collect())
}

/// Footnotes by number, whatever they are called.
fn numbered(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut names: Vec<String> = Vec::new();
    let mut number = |value: &str| {
        let (hash, rest) = value.split_at(usize::from(value.starts_with('#')));
        let (kind, rest) = rest.split_at(if rest.starts_with("fnref") { 5 } else { 2.min(rest.len()) });
        let name = rest.trim_start_matches('-').to_string();
        if kind != "fn" && kind != "fnref" {
            return value.to_string();
        }
        let known = names.iter().position(|known| *known == name);
        let place = known.unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        format!("{hash}{kind}-{place}")
    };
    let change = |piece| match piece {
        Piece::Start(name, attributes) => {
            Piece::Start(name, attributes.into_iter().map(|(key, value)| (key, number(&value))).collect())
        }
        other => other,
    };
    pieces.into_iter().map(change).collect()
}

fn encoded(expected: Vec<Piece>) -> Vec<Piece> {
    let encode = |(key, value): (String, String)| {
        let mut out = String::new();
        let address = key == "href" || key == "src";
        // Writing to a String cannot fail.
        let _ = pulldown_cmark_escape::escape_href(&mut out, &value);
        (key, if address { out.replace("&amp;", "&") } else { value })
    };
    let change = |piece| match piece {
        Piece::Start(name, attributes) => Piece::Start(name, attributes.into_iter().map(encode).collect()),
        other => other,
    };
    expected.into_iter().map(change).collect()
}
