//! What the one who builds and ships an index may rely on: the same bytes always, and no wrong answer from wrong ones.

use std::collections::BTreeSet;

use answerbook_search::{Files, Index, MANIFEST, OpenError, Options, Passage, build};

fn passages() -> Vec<Passage> {
    let page = |n: usize| Passage {
        url: format!("p{:02}/", n / 2),
        anchor: if n % 2 == 1 { format!("s{n}") } else { String::new() },
        title: format!("Page {}", n / 2),
        text: format!("Words of page {n}, 第{n}页的文字。 {}", "filling ".repeat(n)),
        lang: if n.is_multiple_of(3) { "zh-Hans".into() } else { "en".into() },
        ..Passage::default()
    };
    (0..40).map(page).collect()
}

fn files() -> Files {
    build(&passages()).expect("passages can be indexed")
}

#[test]
fn the_same_passages_give_the_same_bytes() {
    assert_eq!(files(), files());
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(files)).collect();
    assert!(threads.into_iter().all(|thread| thread.join().unwrap() == files()));
}

#[test]
fn the_order_of_pages_does_not_matter() {
    let mut turned = passages();
    turned.sort_by(|a, b| b.url.cmp(&a.url));
    assert_eq!(build(&turned).unwrap(), files());
}

#[test]
fn names_follow_content() {
    let mut other = passages();
    other[7].text.push_str(" more");
    let (one, other) = (files(), build(&other).unwrap());
    for (name, bytes) in &one {
        assert!(name == MANIFEST || other.get(name).is_none_or(|same| same == bytes), "{name}");
    }
}

#[test]
fn there_is_one_segment_without_stored_documents() {
    let files = files();
    let of_kind = |extension: &str| files.keys().filter(|name| name.ends_with(extension)).count();
    assert_eq!((of_kind(".idx"), of_kind(".term"), of_kind(".pos")), (1, 1, 1));
    let meta = files.iter().find(|(name, _)| name.starts_with("meta.")).map(|(_, bytes)| bytes).unwrap();
    let meta: serde_json::Value = serde_json::from_slice(meta).unwrap();
    assert_eq!(meta["segments"].as_array().unwrap().len(), 1);
    assert_eq!(meta["index_settings"]["docstore_compression"], "none");
}

#[test]
fn the_manifest_lists_every_other_file() {
    let files = files();
    let manifest: serde_json::Value = serde_json::from_slice(&files[MANIFEST]).unwrap();
    let rows = manifest["files"].as_array().unwrap();
    let listed: BTreeSet<&str> = rows.iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(listed, files.keys().map(String::as_str).filter(|&name| name != MANIFEST).collect());
    assert!(rows.iter().all(|row| row["bytes"] == files[row["name"].as_str().unwrap()].len()));
}

#[test]
fn a_missing_file_is_named() {
    for name in files().keys() {
        let mut files = files();
        files.remove(name);
        assert!(matches!(Index::open(files), Err(OpenError::Missing(missing)) if missing == *name));
    }
}

#[test]
fn a_truncated_file_is_named() {
    for (name, bytes) in files().iter().filter(|(_, bytes)| !bytes.is_empty()) {
        for len in [0, bytes.len() / 2, bytes.len() - 1] {
            let mut files = files();
            files.insert(name.clone(), bytes[..len].to_vec());
            let message = Index::open(files).err().map(|error| error.to_string());
            assert!(message.is_some_and(|message| message.contains(name.as_str())), "{name} cut to {len}");
        }
    }
}

#[test]
fn an_altered_file_is_named() {
    for (name, bytes) in &files() {
        for at in (0..bytes.len()).step_by(bytes.len() / 40 + 1) {
            let mut files = files();
            files.entry(name.clone()).and_modify(|bytes| bytes[at] ^= 0x20);
            let message = Index::open(files).err().map(|error| error.to_string());
            assert!(message.is_some_and(|message| message.contains(name.as_str())), "{name} at {at}");
        }
    }
}

#[test]
fn files_of_others_are_ignored() {
    let mut files = files();
    files.insert("engine.wasm".into(), vec![1, 2, 3]);
    let index = Index::open(files).unwrap();
    assert_eq!((index.pages(), index.sections()), (20, 40));
    assert_eq!(index.search("words", &Options::default()).total, 20);
}
