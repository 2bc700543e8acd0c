//! What the one who builds and ships an index may rely on: the same bytes always, and no wrong answer from wrong ones.

use std::io::Read;

use answerbook_search::{
    Dump, Files, MANIFEST, Options, Passage, ReadError, Reader, Results, Settings, build, in_memory,
};

/// Words that look like a language and are not repeated too often.
fn words(mut seed: u64, count: usize) -> String {
    let mut next = |limit: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % limit
    };
    let mut word = || {
        (0..2 + next(3))
            .map(|_| ["ka", "re", "lo", "mi", "tu", "ven", "dos", "pa"][next(8) as usize])
            .collect::<String>()
    };
    (0..count).map(|_| word() + " ").collect()
}

fn passages(pages: usize) -> Vec<Passage> {
    let page = |n: usize| Passage {
        url: format!("p{:04}/", n / 2),
        anchor: if n % 2 == 1 { format!("s{n}") } else { String::new() },
        title: format!("Page {} {}", n / 2, words(n as u64 / 2, 3)),
        text: format!("Words of page {n}, 第{n}页的文字。 {}", words(n as u64, 120)),
        lang: if (n / 2).is_multiple_of(3) { "zh-Hans".into() } else { "en".into() },
        ..Passage::default()
    };
    (0..2 * pages).map(page).collect()
}

fn files(pages: usize) -> Files {
    build(&passages(pages), &Settings::default()).expect("passages can be indexed")
}

const QUERIES: [&str; 7] = ["words", "第7页", "karelo mitu", "\"of page\"", "page 77", "vendoz", "rel"];

fn answers(files: &Files) -> Result<Vec<Results>, ReadError> {
    let mut reader = Reader::open(in_memory(files))?;
    QUERIES.iter().map(|query| reader.search(query, &Options::default())).collect()
}

#[test]
fn the_same_passages_give_the_same_bytes_in_whatever_order() {
    assert_eq!(files(400), files(400));
    let mut turned = passages(400);
    turned.sort_by(|a, b| b.url.cmp(&a.url));
    assert_eq!(build(&turned, &Settings::default()).unwrap(), files(400));
}

#[test]
fn another_text_gives_another_folder() {
    let mut other = passages(20);
    other[7].text.push_str(" more");
    let other = build(&other, &Settings::default()).unwrap();
    let shared: Vec<String> = files(20).into_keys().filter(|name| other.contains_key(name)).collect();
    assert_eq!(shared, [MANIFEST]);
}

#[test]
fn a_small_index_is_one_file_and_a_large_one_is_many() {
    assert_eq!(files(20).len(), 2);
    let many = files(1_000);
    assert!(many.len() > 100, "{}", many.len());
    let largest = many.iter().max_by_key(|(_, bytes)| bytes.len()).unwrap();
    assert!(largest.1.len() < 24_000, "{} has {}", largest.0, largest.1.len());
}

#[test]
fn a_query_reads_few_files() {
    let files = files(1_000);
    let mut read = 0;
    let source = |name: &str| {
        read += files[name].len();
        Ok(files[name].clone())
    };
    Reader::open(source).unwrap().search("karelo mitu", &Options::default()).unwrap();
    let all: usize = files.values().map(Vec::len).sum();
    assert!(read * 4 < all, "{read} of {all}");
}

/// Either the file is said to be wrong, or the answers are what they were.
fn said_or_harmless(files: &Files, good: &[Results], name: &str, what: &str) {
    match answers(files) {
        Ok(answers) => assert_eq!(answers, good, "{name} {what}"),
        Err(error) => assert!(error.to_string().contains(name) || name == MANIFEST, "{name} {what}: {error}"),
    }
}

#[test]
fn wrong_files_are_named_or_do_no_harm() {
    for pages in [20, 300] {
        let files = files(pages);
        let good = answers(&files).unwrap();
        for (name, bytes) in files.iter().step_by(if files.len() > 9 { 17 } else { 1 }) {
            let mut without = files.clone();
            without.remove(name);
            said_or_harmless(&without, &good, name, "missing");
            for len in [0, bytes.len() / 2, bytes.len() - 1] {
                let mut cut = files.clone();
                cut.insert(name.clone(), bytes[..len].to_vec());
                said_or_harmless(&cut, &good, name, "cut");
            }
            for at in (0..bytes.len()).step_by(bytes.len() / 8 + 1) {
                let mut altered = files.clone();
                altered.entry(name.clone()).and_modify(|bytes| bytes[at] ^= 0x20);
                said_or_harmless(&altered, &good, name, "altered");
            }
        }
    }
}

#[test]
fn the_first_file_altered_is_an_error_or_reads_the_same() {
    let files = files(20);
    let good = answers(&files).unwrap();
    let name = files.keys().find(|name| *name != MANIFEST).unwrap();
    for at in (10..files[name].len()).step_by(37) {
        let mut altered = files.clone();
        altered.entry(name.clone()).and_modify(|bytes| bytes[at] ^= 1);
        // A repetition may point to another place where the same was said: other bytes that mean the same.
        assert!(answers(&altered).map_or(true, |answers| answers == good), "{at}");
    }
}

#[test]
fn files_of_another_build_or_place_are_refused() {
    let (one, other) = (files(300), files(301));
    let good = answers(&one).unwrap();
    let folder = |files: &Files| files.keys().find(|name| *name != MANIFEST).unwrap()[..16].to_owned();
    for (name, bytes) in other.iter().filter(|(name, _)| *name != MANIFEST).step_by(11) {
        let mut mixed = one.clone();
        let place = name.replace(&folder(&other), &folder(&one));
        mixed.insert(place.clone(), bytes.clone());
        said_or_harmless(&mixed, &good, &place, "of another build");
    }
    let terms = |number: usize| format!("{}/t{number}.bin", folder(&one));
    let mut swapped = one.clone();
    (0..9).for_each(|number| drop(swapped.insert(terms(number), one[&terms(number + 1)].clone())));
    let error = answers(&swapped).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error.contains("another build"), "{error}");
}

#[test]
fn nothing_may_follow_a_file() {
    let mut files = files(20);
    let name = files.keys().find(|name| *name != MANIFEST).unwrap().clone();
    files.get_mut(&name).unwrap().push(0);
    assert!(answers(&files).is_err());
}

#[test]
fn a_dump_has_every_term_and_text() {
    for pages in [20, 300] {
        let files = files(pages);
        let dump = Dump::read(in_memory(&files)).unwrap();
        for passage in passages(pages) {
            assert!(dump.texts.contains(&passage.text) && dump.texts.contains(&passage.title));
            assert!(
                passage
                    .title
                    .to_lowercase()
                    .split_whitespace()
                    .all(|word| dump.words.iter().any(|known| known == word))
            );
        }
        assert!(dump.terms.iter().any(|term| term == "文字"));
    }
}

#[test]
fn files_are_single_gzip_members() {
    for (name, bytes) in files(20).iter().filter(|(name, _)| *name != MANIFEST) {
        let mut decoder = flate2::read::MultiGzDecoder::new(&bytes[..]);
        let mut payload = Vec::new();
        decoder.read_to_end(&mut payload).unwrap();
        assert_eq!(&bytes[4..8], [0; 4], "{name} has a time");
    }
}
