//! Where files of search are broken, gone or another build's: an error and never a wrong answer.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::delivery::{asked, order, reading, told};
use crate::driver::{Site, copy, new_folder, sample};
use crate::host::{Host, Manners};

/// What may happen to a file.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Missing,
    Empty,
    Truncated,
    Flipped,
    /// It is the file of another site.
    Foreign,
}

impl Damage {
    const ALL: [Self; 5] = [Self::Missing, Self::Empty, Self::Truncated, Self::Flipped, Self::Foreign];

    fn does(self, file: &Path, other: &Path) {
        let mut bytes = fs::read(file).unwrap();
        let middle = bytes.len() / 2;
        match self {
            Self::Missing => return fs::remove_file(file).unwrap(),
            Self::Empty => bytes.clear(),
            Self::Truncated => bytes.truncate(bytes.len() - 5),
            Self::Flipped => bytes[middle] ^= 4,
            Self::Foreign => bytes = fs::read(other).unwrap(),
        }
        fs::write(file, bytes).unwrap();
    }
}

/// The only file whose path begins and ends so.
fn file(edition: &Path, folder: &str, end: &str) -> PathBuf {
    let files = crate::driver::files(edition);
    let mut fitting = files.keys().filter(|path| path.starts_with(folder) && path.ends_with(end));
    let found = fitting.next().unwrap_or_else(|| panic!("no {folder}…{end}"));
    assert_eq!(fitting.next(), None);
    edition.join(found)
}

/// Another site, whose index is another one.
fn other() -> PathBuf {
    let folder = new_folder();
    let site = Site::new().file("content/index.md", "# Elsewhere\n\nA warranty of another shop.\n");
    site.build();
    copy(&site.path("dist/public"), &folder);
    folder
}

fn is_error(answer: &Value) -> bool {
    matches!(answer["kind"].as_str(), Some("unreachable" | "damaged"))
}

#[test]
fn s13_a_broken_file_is_an_error_and_never_a_wrong_answer() {
    let other = other();
    let intact = told("en", "warranty");
    for (folder, end) in [("search/", "/head.bin"), ("search/", "manifest.json"), ("assets/engine-", ".wasm")]
    {
        for damage in Damage::ALL {
            let edition = new_folder();
            copy(&sample().join("public"), &edition);
            let broken = file(&edition, folder, end);
            damage.does(&broken, &file(&other, folder, end));
            let host = Host::start(&edition, Manners::default());
            let mut tab = reading(&host, "policies/warranty/");
            let answer = asked(&mut tab, "warranty", "en");
            // The engine is the same for all sites, and not every bit of the list is read.
            let harmless =
                matches!((end, damage), (".wasm", Damage::Foreign) | ("manifest.json", Damage::Flipped));
            let right = harmless
                && answer["results"].is_array()
                && order(&answer["results"], &host.url("")) == intact;
            assert!(is_error(&answer) || right, "{end} {damage:?}: {answer}");
            assert!(tab.evaluate("document.querySelector('main').innerText.length").as_u64().unwrap() > 200);
            assert_eq!(tab.evaluate("violations"), json!([]));
        }
    }
}

/// The files of an index besides its head.
fn blocks(edition: &Path) -> Vec<PathBuf> {
    let files = crate::driver::files(edition);
    let blocks = files
        .keys()
        .filter(|path| path.starts_with("search/") && path.ends_with(".bin") && !path.ends_with("/head.bin"));
    blocks.map(|path| edition.join(path)).collect()
}

/// A file of the same name in the index of the other edition.
fn namesake(block: &Path) -> PathBuf {
    let internal = sample().join("internal");
    let head = file(&internal, "search/", "/head.bin");
    head.with_file_name(block.file_name().unwrap())
}

#[test]
fn s13_broken_blocks_are_an_error() {
    for damage in Damage::ALL {
        let edition = new_folder();
        copy(&sample().join("public"), &edition);
        let all = blocks(&edition);
        assert!(all.len() > 10);
        for block in all.iter().filter(|block| namesake(block).is_file()) {
            damage.does(block, &namesake(block));
        }
        let host = Host::start(&edition, Manners::default());
        let answer = asked(&mut reading(&host, ""), "warranty", "en");
        assert!(is_error(&answer), "{damage:?}: {answer}");
    }
}

#[test]
fn s13_blocks_in_each_others_place_are_an_error() {
    let edition = new_folder();
    copy(&sample().join("public"), &edition);
    let all = blocks(&edition);
    let bytes: Vec<Vec<u8>> = all.iter().map(|block| fs::read(block).unwrap()).collect();
    for (block, other) in all.iter().zip(bytes.iter().cycle().skip(1)) {
        fs::write(block, other).unwrap();
    }
    let host = Host::start(&edition, Manners::default());
    let answer = asked(&mut reading(&host, ""), "warranty", "en");
    assert!(is_error(&answer), "{answer}");
}

#[test]
fn what_an_open_page_asks_after_a_new_publication_is_answered_by_the_new_index() {
    let edition = new_folder();
    copy(&sample().join("public"), &edition);
    let host = Host::start(&edition, Manners::default());
    let mut tab = reading(&host, "");
    assert!(asked(&mut tab, "warranty", "en")["total"].as_u64().unwrap() > 0);
    fs::remove_dir_all(edition.join("search")).unwrap();
    copy(&other().join("search"), &edition.join("search"));
    assert_eq!(asked(&mut tab, "another shop's doorway sofa", "en")["results"][0]["title"], "Elsewhere");
}

#[test]
fn s13_a_broken_worker_is_an_error() {
    for damage in [Damage::Missing, Damage::Empty, Damage::Truncated] {
        let edition = new_folder();
        copy(&sample().join("public"), &edition);
        let worker = file(&edition, "assets/search-worker-", ".js");
        damage.does(&worker, &worker);
        let host = Host::start(&edition, Manners::default());
        let mut tab = reading(&host, "");
        assert!(is_error(&asked(&mut tab, "warranty", "en")), "{damage:?}");
    }
}

#[test]
fn what_is_mended_is_found_again() {
    let edition = new_folder();
    copy(&sample().join("public"), &edition);
    let head = file(&edition, "search/", "/head.bin");
    let bytes = fs::read(&head).unwrap();
    Damage::Truncated.does(&head, &head);
    // The broken file is kept by the browser, and asked for again all the same.
    let kept = BTreeMap::from([(".bin", "max-age=31536000, immutable")]);
    let host = Host::start(&edition, Manners { kept, ..Manners::default() });
    let mut tab = reading(&host, "");
    assert!(is_error(&asked(&mut tab, "warranty", "en")));
    fs::write(&head, bytes).unwrap();
    assert!(asked(&mut tab, "warranty", "en")["total"].as_u64().unwrap() > 0);
}

#[test]
fn after_a_new_publication_the_new_index_is_asked() {
    let site = Site::new().file("content/index.md", "# Home\n\nApples and pears.\n");
    site.build();
    let edition = site.path("dist/public");
    // A list that the browser keeps although another has taken its place.
    let kept = BTreeMap::from([("manifest.json", "max-age=600")]);
    let host = Host::start(&edition, Manners { kept, ..Manners::default() });
    let mut tab = reading(&host, "");
    assert_eq!(asked(&mut tab, "apples", "en")["total"], 1);
    site.write("content/index.md", "# Home\n\nPlums and cherries.\n");
    site.build();
    tab.open(&host.url(""));
    assert_eq!(asked(&mut tab, "plums", "en")["total"], 1);
    assert_eq!(asked(&mut tab, "apples", "en")["total"], 0);
}
