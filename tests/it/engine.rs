//! The engine in the browser: how large it is, what it was made of, and how it says what it found.

use std::fs;
use std::io::Write;

use answerbook_search::{Correction, Facet, Facets, Fragment, Hit, Results};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::driver::repository;

// Its own parts, since it is a workspace of its own, and the record that is written with it.
#[path = "../../src/browser/answer.rs"]
mod answer;
#[path = "../../src/browser/json.rs"]
mod json;
#[path = "../../src/xtask/src/wasm/record.rs"]
mod record;
#[allow(dead_code, reason = "who asks is in the browser")]
#[path = "../../src/browser/request.rs"]
mod request;

use record::{ENGINE, RECORD, Record};

/// What it may weigh on its way to the reader, in bytes.
const GZIP: usize = 235_000;
const BROTLI: usize = 190_000;
/// The scripts that load it.
const SCRIPTS: usize = 9_200;

#[test]
fn s1_the_engine_keeps_its_budget() {
    let engine = fs::read(repository().join(ENGINE)).unwrap();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&engine).unwrap();
    let gzip = encoder.finish().unwrap().len();
    let mut brotli = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut engine.as_slice(), &mut brotli, &parameters).unwrap();
    let brotli = brotli.len();
    assert!(gzip <= GZIP && brotli <= BROTLI, "{gzip} of {GZIP} with gzip, {brotli} of {BROTLI} with brotli");
}

#[test]
fn its_scripts_keep_theirs() {
    let folder = repository().join("themes/default/js");
    let sizes =
        ["search-client.js", "search-worker.js"].map(|name| fs::read(folder.join(name)).unwrap().len());
    assert!(sizes.iter().sum::<usize>() <= SCRIPTS, "{sizes:?} of {SCRIPTS}");
}

#[test]
fn the_engine_was_made_of_what_is_here() {
    let record = Record::parse(&fs::read_to_string(repository().join(RECORD)).unwrap());
    assert!(record.files.len() > 20 && !record.rustc.is_empty());
    let changed = record.differences(repository());
    assert!(changed.is_empty(), "{}\nrun `cargo xtask wasm`", changed.join("\n"));
}

/// Texts that JSON has to escape, and some that it has not.
const TEXTS: [&str; 6] = [
    "",
    "a \"b\" \\",
    "\u{0}\u{1f}\n\t\r\u{8}",
    "</script>\u{2028}\u{7f}",
    "退貨 🦀 é",
    "\u{fdd0}\u{10fffd}",
];

#[test]
fn answers_are_json_whatever_they_say() {
    for text in TEXTS {
        let own = || text.to_owned();
        let hit = Hit {
            url: own(),
            title: own(),
            heading: own(),
            breadcrumb: own(),
            lang: own(),
            kind: own(),
            superseded: true,
            from: (!text.is_empty()).then_some(20_270_115),
            internal: false,
            score: 12.345_678,
            excerpt: vec![Fragment { text: own(), marked: true }, Fragment { text: own(), marked: false }],
        };
        let facet = || vec![Facet { id: own(), title: own(), count: 3 }];
        let facets = Facets { category: facet(), kind: Vec::new(), lang: facet() };
        let correction = (!text.is_empty()).then(|| Correction { query: own() });
        let results = Results { total: 7, hits: vec![hit], facets, correction };
        let read: Value = serde_json::from_str(&json::text(&results)).unwrap();
        let expected = serde_json::json!({
            "total": 7,
            "results": [{
                "url": text, "title": text, "heading": text, "breadcrumb": text, "kind": text, "lang": text,
                "score": 12.345_678, "internal": false, "superseded": true,
                "from": (!text.is_empty()).then_some("2027-01-15"),
                "excerpt": [{ "text": text, "marked": true }, { "text": text, "marked": false }],
            }],
            "facets": {
                "category": [{ "id": text, "title": text, "count": 3 }],
                "kind": [],
                "lang": [{ "id": text, "title": text, "count": 3 }],
            },
            "correction": (!text.is_empty()).then_some(text),
        });
        assert_eq!(read, expected);
    }
}
