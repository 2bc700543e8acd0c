//! Reads the files of the suite.

use crate::driver::Site;

/// One case.
pub struct Case {
    /// Its heading.
    pub name: String,
    /// Its files.
    pub site: Site,
    /// The day on which the texts are looked at for what they promise.
    pub today: Option<String>,
    /// What must be said.
    pub said: Vec<Expected>,
    /// What pages must look like.
    pub pages: Vec<ExpectedPage>,
}

/// A diagnostic that must be there.
pub struct Expected {
    /// `error[AB0002] content/a.md:3:5 public`.
    pub line: String,
    /// A part of what it says.
    pub words: String,
}

/// A page as it must be.
pub struct ExpectedPage {
    pub edition: String,
    pub address: String,
    pub html: String,
}

/// The cases of a file.
pub fn read(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case {
                name: name.into(),
                site: Site::new(),
                today: None,
                said: Vec::new(),
                pages: Vec::new(),
            });
        } else if let Some(case) = cases.last_mut() {
            if let Some(said) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->")) {
                match said.strip_prefix("today ") {
                    Some(today) => case.today = Some(today.into()),
                    None => case.said.push(expected(said)),
                }
            } else if let Some((fence, info)) = opening(line) {
                let inner: String = lines
                    .by_ref()
                    .take_while(|line| *line != fence)
                    .map(|line| format!("{line}\n"))
                    .collect();
                block(case, info, inner);
            }
        }
    }
    cases
}

fn opening(line: &str) -> Option<(&str, &str)> {
    let end = line.find(|c| c != '`').unwrap_or(line.len());
    (end >= 3).then(|| line.split_at(end))
}

fn expected(said: &str) -> Expected {
    let (line, words) = said.split_once(": ").unwrap_or((said, ""));
    Expected { line: line.into(), words: words.into() }
}

fn block(case: &mut Case, info: &str, inner: String) {
    let words: Vec<&str> = info.split(' ').collect();
    if words[0] == "html" {
        let address = words.get(2).copied().unwrap_or_default().to_string();
        return case.pages.push(ExpectedPage { edition: words[1].into(), address, html: inner });
    }
    let bytes = words[2..].iter().fold(inner.into_bytes(), |bytes, flag| changed(bytes, flag));
    case.site = case.site.clone().at(words[1], bytes);
}

fn changed(bytes: Vec<u8>, flag: &str) -> Vec<u8> {
    let text = String::from_utf8(bytes).unwrap();
    match flag {
        "bom" => format!("\u{feff}{text}").into_bytes(),
        "crlf" => text.replace('\n', "\r\n").into_bytes(),
        "bytes" => unescaped(&text),
        flag => panic!("unknown flag {flag}"),
    }
}

fn unescaped(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut out = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        out.push(u8::from_str_radix(&part[..2], 16).unwrap());
        out.extend_from_slice(&part.as_bytes()[2..]);
    }
    out
}
