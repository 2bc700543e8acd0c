//! Search as writers and owners meet it: `search-tests.toml`, `answerbook search`, pages to read next, and what the index
//! of the public edition knows.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::Value;

use crate::driver::{Files, Run, Site, repository};

/// A shop with a few pages, one of them for staff.
fn shop() -> Site {
    Site::new()
        .file("content/index.md", "# Shop\n\nWelcome.\n")
        .file(
            "content/policies/delivery.md",
            "---\naliases: [/shipping/]\n---\n# Delivery\n\nWe bring it.\n\n## Late parcels {#late}\n\nA parcel that is late comes \
             tomorrow.\n\n## Fees {#fees}\n\nThree coins.\n",
        )
        .file("content/policies/returns.md", "# Returns\n\nSend it back.\n\n## How {#how}\n\nIn its box.\n")
        .file("content/policies/slugged.md", "---\nslug: gift-cards\n---\n# Vouchers\n\nBuy a voucher.\n")
        .file(
            "content/desk/night.md",
            "---\naudience: internal\n---\n# Night desk\n\n## Keys {#keys}\n\nThe brass keys hang behind the door.\n",
        )
}

fn test(query: &str, expect: &str, more: &str) -> String {
    format!("[[test]]\nquery = \"{query}\"\nexpect = \"{expect}\"\n{more}\n")
}

/// What `check` says of the shop with these searches.
fn checked(tests: &str) -> Run {
    shop().file("search-tests.toml", tests).run(&["check", "--format", "short"])
}

#[test]
fn searches_that_find_their_page_are_silent() {
    let tests = [
        test("late parcel", "policies/delivery#late", "within = 1"),
        test("late parcel", "/policies/delivery.md#late", "lang = \"en\""),
        test("late parcel", "policies/delivery/", "within = 1"),
        test("delivery", "policies/delivery#delivery", "within = 1"),
        test("voucher", "policies/gift-cards", ""),
        test("voucher", "policies/slugged.md", ""),
        test("welcome", "/", ""),
        test("welcome", "index.md", ""),
        test("brass keys", "desk/night#keys", ""),
        test("brass keys", "desk/night", "edition = \"internal\""),
        test("late parcel", "policies/delivery", "edition = \"internal\""),
        test("late parcel", "policies/returns", "absent = true"),
    ];
    let run = checked(&tests.concat()).ends_with(0);
    assert_eq!(run.out, "");
}

#[test]
fn a_renamed_heading_fails_the_check_and_not_the_build() {
    let site = shop().file("search-tests.toml", test("late parcel", "policies/delivery#late", "within = 3"));
    site.run(&["check"]).ends_with(0);
    let page = site.text("content/policies/delivery.md").replace("{#late}", "{#overdue}");
    site.write("content/policies/delivery.md", page);
    let run = site.run(&["check"]).ends_with(1);
    run.says(&[
        "error[AB0028]: `policies/delivery` has no heading `#late`",
        "--> search-tests.toml:3:10",
        "expect = \"policies/delivery#late\"",
        "it has `#delivery`, `#overdue`, `#fees`",
    ]);
    site.build();
}

#[test]
fn a_miss_tells_the_rank() {
    let crowd = (0..60).fold(shop(), |site, number| {
        site.file(
            &format!("content/crowd/{number}.md"),
            format!("# Umbrella {number}\n\nUmbrella umbrella umbrella.\n"),
        )
    });
    let crowd = crowd.file(
        "content/low.md",
        "# Rain\n\nIn rain, and in other weather, some people carry an umbrella along.\n",
    );
    let tests = [
        test("umbrella", "low", "within = 3"),
        test("late parcel", "policies/delivery#fees", ""),
        test("zyzzyva", "policies/returns", ""),
        test("umbrella", "policies/returns", ""),
        test("late parcel", "policies/delivery", "absent = true"),
        test("umbrella weather rain", "low", "within = 1"),
    ];
    let run = crowd.file("search-tests.toml", tests.concat()).run(&["check"]).ends_with(1);
    let run = run.says(&[
        "`umbrella` does not find `low`",
        "not among the first 50",
        "`late parcel` leads to `policies/delivery#late` and not to `policies/delivery#fees`",
        "another heading of the page, at rank 1",
        "`zyzzyva` does not find `policies/returns`",
        "nothing is found at all",
        "the first are `crowd/",
        "`late parcel` finds `policies/delivery`, which must not be among the first 10",
        "5 errors",
    ]);
    assert!(!run.err.contains("umbrella weather rain"), "{}", run.err);
}

#[test]
fn a_page_that_is_found_too_late_tells_its_rank() {
    let crowd = (0..5).fold(shop(), |site, number| {
        site.file(&format!("content/crowd/{number}.md"), format!("# Umbrella {number}\n\nUmbrella.\n"))
    });
    let site = crowd
        .file(
            "content/low.md",
            "# Rain\n\nIn rain, and in other weather, some people carry an umbrella along.\n",
        )
        .file(
            "search-tests.toml",
            test("umbrella", "low", "within = 3") + &test("umbrella", "low", "within = 1"),
        );
    site.run(&["check"]).ends_with(1).says(&[
        "`umbrella` finds `low` at rank 6, not among the first 3",
        "`umbrella` finds `low` at rank 6, not the first",
        "rank 6 now",
    ]);
    site.write("search-tests.toml", test("umbrella", "low", "within = 6"));
    site.run(&["check"]).ends_with(0);
}

#[test]
fn a_page_that_is_not_there_comes_with_a_hint() {
    let tests = [
        test("a", "policies/delivry", ""),
        test("a", "policies/delivery#lat", ""),
        test("a", "shipping", ""),
        test("a", "desk/night", "edition = \"public\""),
        test("a", "desk/night#kees", ""),
        test("a", "nowhere/at/all", "absent = true"),
    ];
    let site = shop().file("search-tests.toml", tests.concat());
    let told: Value =
        serde_json::from_str(&site.run(&["check", "--format", "json"]).ends_with(1).out).unwrap();
    let told: Vec<(u64, &str, &str)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["line"].as_u64().unwrap(),
                one["message"].as_str().unwrap(),
                one["help"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    let expected = [
        (3, "there is no page `policies/delivry`", "did you mean `policies/delivery`?"),
        (7, "`policies/delivery` has no heading `#lat`", "did you mean `late`?"),
        (11, "there is no page `shipping`", "it is `policies/delivery` now"),
        (15, "`desk/night` is not in the public edition", "say `edition = \"internal\"`"),
        (19, "`desk/night` has no heading `#kees`", "did you mean `keys`?"),
        (
            23,
            "there is no page `nowhere/at/all`",
            "name it by its address, or by its path in the source folder",
        ),
    ];
    assert_eq!(told, expected);
}

#[test]
fn everything_wrong_with_the_file_is_told_in_one_run() {
    let run = checked(
        "[[test]]\nquery = \"\"\nexpect = 1\nwithin = 0\nwithn = 2\n[[test]]\nlang = \"fr\"\n[more]\n",
    )
    .ends_with(1);
    let lines: Vec<&str> = run.out.lines().collect();
    let expected = [
        "search-tests.toml:2:9: error[AB0007]: `query` is empty",
        "search-tests.toml:3:10: error[AB0007]: `expect` must be text, found a number",
        "search-tests.toml:4:10: error[AB0007]: `within` must be a whole number from 1",
        "search-tests.toml:5:1: error[AB0006]: unknown key `withn`",
        "search-tests.toml:6:1: error[AB0007]: a test needs `expect`",
        "search-tests.toml:6:1: error[AB0007]: a test needs `query`",
        "search-tests.toml:7:8: error[AB0007]: `fr` is no language of this site",
        "search-tests.toml:8:2: error[AB0006]: unknown key `more`",
    ];
    assert_eq!(lines, expected);
    checked("[[test]\n").ends_with(1).says(&["search-tests.toml:1:", "AB0020"]);
    shop().file("search-tests.toml", b"# \xff").run(&["check"]).ends_with(1).says(&["AB0018"]);
    shop().file("search-tests.toml", "").run(&["check"]).ends_with(0);
}

#[test]
fn the_sample_keeps_its_searches() {
    Run::of(crate::driver::answerbook().args(["check", "--root"]).arg(repository()).output().unwrap())
        .ends_with(0);
}

#[test]
fn a_batch_has_a_line_for_every_line() {
    let site = shop();
    site.build();
    let ask = |queries: &[u8]| {
        site.write("queries.txt", queries);
        let run = site.run(&["search", "--batch", "queries.txt"]).ends_with(0);
        run.out.lines().map(|line| serde_json::from_str::<Vec<Value>>(line).unwrap()).collect::<Vec<_>>()
    };
    let answers = ask("\u{feff}late parcel\r\n\r\nzyzzyva\n<script>\nvoucher".as_bytes());
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[0][0]["url"], "policies/delivery/#late");
    assert_eq!([answers[1].len(), answers[2].len(), answers[3].len()], [0, 0, 0]);
    assert_eq!(answers[4][0]["url"], "policies/gift-cards/");
    let keys: BTreeSet<&str> = answers[0][0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, BTreeSet::from(["heading", "lang", "score", "snippet", "title", "url"]));
    assert!(ask(b"").is_empty());
    site.write("queries.txt", b"late\nok \xff\n");
    site.run(&["search", "--batch", "queries.txt"]).ends_with(2).says(&["queries.txt", "line 2, byte 4"]);
    site.run(&["search", "--batch", "gone.txt"]).ends_with(2).says(&["gone.txt"]);
}

#[test]
fn the_answer_is_the_same_in_both_forms() {
    let site = shop();
    site.build();
    let json = site.run(&["search", "late parcel", "--format", "json"]).ends_with(0).out;
    let found: Vec<Value> = serde_json::from_str(&json).unwrap();
    let text = site.run(&["search", "late parcel"]).ends_with(0).out;
    assert!(text.contains(&format!("/{}", found[0]["url"].as_str().unwrap())), "{text}");
    assert!(text.contains("Delivery › Late parcels"), "{text}");
    site.run(&["search", "zyzzyva"]).ends_with(0).says(&["nothing found"]);
    site.run(&["search", "brass keys"]).ends_with(0).says(&["nothing found"]);
    site.run(&["search", "brass keys", "--edition", "internal"]).ends_with(0).says(&["/desk/night/#keys"]);
}

#[test]
fn without_an_edition_there_is_no_answer() {
    let site = shop();
    site.run(&["search", "late"]).ends_with(3).says(&["there is no public edition", "answerbook build"]);
    site.run(&["search", "late", "--out", "elsewhere"]).ends_with(3).says(&["elsewhere"]);
}

/// The files of the public index, by their paths in the edition.
fn index_files(site: &Site) -> Vec<String> {
    let all = site.edition("public").into_keys();
    all.filter(|path| path.starts_with("search/") && !path.ends_with(['/']) && !path.ends_with(".html"))
        .collect()
}

#[test]
fn a_missing_or_damaged_file_of_the_index_is_named() {
    let site = shop();
    site.build();
    let files = index_files(&site);
    assert!(files.len() >= 2, "{files:?}");
    for path in files {
        let whole = fs::read(site.path("dist/public").join(&path)).unwrap();
        let name = path.rsplit('/').next().unwrap();
        let place = format!("dist/public/{path}");
        fs::remove_file(site.path(&place)).unwrap();
        site.run(&["search", "late parcel"]).ends_with(3).says(&[name, "answerbook build"]);
        let mut altered = whole.clone();
        altered[whole.len() / 2] ^= 0x55;
        // An altered id in the manifest is noticed in the file that it leads to.
        let altered = if name == "manifest.json" { &b"{}"[..] } else { &altered };
        for bad in [&whole[..whole.len() / 2], altered, b""] {
            site.write(&place, bad);
            let run = site.run(&["search", "late parcel"]).ends_with(3).says(&[name]);
            assert_eq!(run.out, "");
        }
        site.write(&place, whole);
    }
    site.run(&["search", "late parcel"]).ends_with(0);
}

/// Every byte of an edition's index, unpacked.
fn unpacked(edition: &Files) -> Vec<u8> {
    let mut all = Vec::new();
    for (_, bytes) in edition.iter().filter(|(path, _)| path.starts_with("search/")) {
        let mut plain = Vec::new();
        match GzDecoder::new(&bytes[..]).read_to_end(&mut plain) {
            Ok(_) => all.extend(plain),
            Err(_) => all.extend(bytes),
        }
        all.push(b'\n');
    }
    all
}

fn holds(bytes: &[u8], word: &str) -> bool {
    String::from_utf8_lossy(bytes).to_lowercase().contains(&word.to_lowercase())
}

#[test]
fn s15_words_that_mean_the_same_tell_nothing_of_staff() {
    let book = "[book]\ntitle = \"T\"\n[audience]\ndefault = \"public\"\n[search]\nsynonyms = [[\"parcel\", \"Packet\"], \
                [\"Thunderbolt\", \"brass\"]]\n[internal.search]\nsynonyms = [[\"returns\", \"Boomerang\"]]\n";
    let site = shop().file("book.toml", book);
    site.build();
    let [public, internal] = ["public", "internal"].map(|edition| unpacked(&site.edition(edition)));
    for (word, open) in [("packet", true), ("thunderbolt", false), ("boomerang", false)] {
        assert_eq!(holds(&public, word), open, "{word}");
        assert!(holds(&internal, word), "{word}");
    }
    let ask =
        |query: &str, edition: &str| site.run(&["search", query, "--edition", edition]).ends_with(0).out;
    assert!(ask("packet", "public").contains("/policies/delivery/#late"));
    assert!(ask("boomerang", "public").contains("nothing found"));
    assert!(ask("boomerang", "internal").contains("/policies/returns/"));
    assert!(ask("thunderbolt", "internal").contains("/desk/night/#keys"));
}

#[test]
fn r13_the_public_edition_is_the_same_without_anything_internal() {
    let book = "[book]\ntitle = \"T\"\n[audience]\ndefault = \"public\"\n[search]\nsynonyms = [[\"brass\", \"copper\"]]\n";
    let guide = |number: usize| {
        format!(
            "# Guide {number}\n\nA parcel of brass copper lamps number {number} is late.\n\n:::internal\nsecret lamps\n:::\n"
        )
    };
    let site = (0..6).fold(shop().file("book.toml", book), |site, number| {
        site.file(&format!("content/guides/{number}.md"), guide(number)).file(
            &format!("content/desk/{number}.md"),
            format!("---\naudience: internal\n---\n{}", guide(number)),
        )
    });
    site.build();
    let before = site.edition("public");
    fs::remove_dir_all(site.path("content/desk")).unwrap();
    for number in 0..6 {
        let path = format!("content/guides/{number}.md");
        let open = site.text(&path).replace("\n:::internal\nsecret lamps\n:::\n", "");
        site.write(&path, open);
    }
    site.build();
    let after = site.edition("public");
    let names = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&before), names(&after));
    assert!(before.iter().all(|(path, bytes)| after[path] == *bytes));
}

/// Where the links under an article lead.
fn related(html: &str) -> Vec<String> {
    let Some((_, rest)) = html.split_once("<section class=\"related\">") else { return Vec::new() };
    let list = rest.split_once("</section>").unwrap().0;
    list.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

const TOPICS: [&str; 8] = [
    "lantern wick paraffin",
    "saddle bridle stirrup",
    "chisel mallet dovetail",
    "kettle descaler limescale",
    "violin rosin fingerboard",
    "canoe paddle gunwale",
    "beehive smoker honeycomb",
    "loom shuttle treadle",
];

/// Three sections with a page for each topic, so that those about the same are in different ones.
fn topics() -> Site {
    let sections =
        ["care", "repair", "trade"].iter().flat_map(|section| TOPICS.map(|topic| (section, topic)));
    sections.fold(shop(), |site, (section, topic)| {
        let name = topic.split(' ').next().unwrap();
        let text =
            format!("# {section} of the {name}\n\nAll about {topic}: how the {topic} is looked after.\n");
        site.file(&format!("content/{section}/{name}.md"), text)
    })
}

#[test]
fn pages_to_read_next_are_near_and_not_linked_already() {
    let page =
        |front: &str| format!("---\n{front}\n---\n# Lantern\n\nAll about the lantern wick paraffin.\n");
    let site = topics()
        .file("content/care/kettle.md", page("related: [../policies/returns.md, ../repair/lantern.md]"))
        .file("content/policies/lantern-old.md", page("kind: policy"))
        .file("content/policies/lantern-new.md", page("kind: policy\nsupersedes: lantern-old.md"))
        .file("content/desk/lantern.md", page("audience: internal"));
    site.build();
    let chosen = related(&site.public("care/kettle/index.html"));
    assert_eq!(chosen[..2], ["../../policies/returns/", "../../repair/lantern/"]);
    assert_eq!(chosen.iter().collect::<BTreeSet<_>>().len(), 4, "{chosen:?}");
    let [third, fourth] = [&chosen[2], &chosen[3]].map(|path| path.trim_start_matches("../"));
    for path in [third, fourth] {
        assert!(["policies/lantern-new/", "trade/lantern/"].contains(&path), "{chosen:?}");
    }
    assert!(related(&site.public("policies/lantern-old/index.html")).is_empty());
    assert!(related(&site.public("care/index.html")).is_empty());
}

#[test]
fn s15_pages_to_read_next_are_those_of_the_edition() {
    let site = topics().file(
        "content/desk/lantern.md",
        "---\naudience: internal\n---\n# Lantern\n\nAll about the lantern wick paraffin.\n",
    );
    site.build();
    let internal = site.edition("internal");
    let of = |path: &str| related(&String::from_utf8_lossy(&internal[path]));
    assert!(of("desk/lantern/index.html").contains(&"../../repair/lantern/".to_owned()));
    assert!(of("repair/lantern/index.html").contains(&"../../desk/lantern/".to_owned()));
    let mut lists = 0;
    for (path, bytes) in site.edition("public").iter().filter(|(path, _)| path.ends_with("/index.html")) {
        let links = related(&String::from_utf8_lossy(bytes));
        lists += usize::from(!links.is_empty());
        assert!(links.len() <= 4 && !links.iter().any(|link| link.contains("desk")), "{path}: {links:?}");
    }
    assert!(lists >= 20, "{lists}");
}

/// Everything that an edition's index holds.
fn dump(edition: &Files) -> answerbook_search::Dump {
    let absent = || std::io::Error::from(std::io::ErrorKind::NotFound);
    let source = |name: &str| edition.get(&format!("search/{name}")).cloned().ok_or_else(absent);
    answerbook_search::Dump::read(source).unwrap()
}

/// All words of an index.
fn words_of(dump: &answerbook_search::Dump) -> BTreeSet<String> {
    let texts = dump.words.iter().chain(&dump.names).chain(&dump.texts);
    texts.flat_map(|text| words(text)).collect()
}

/// Words of a text as anybody would cut it: letters and digits, in lower case.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// Every word of the pages that an edition publishes, its names and its configuration: what is known anyway.
fn published(edition: &Files) -> BTreeSet<String> {
    // The hashes of all files are no words.
    let said = |path: &str| path != "build.json" && (!path.starts_with("search/") || path.ends_with(".html"));
    let pages = edition.iter().filter(|(path, _)| said(path));
    pages
        .flat_map(|(path, bytes)| {
            let mut all = words(path);
            all.extend(words(&String::from_utf8_lossy(bytes)));
            all
        })
        .collect()
}

/// Words of sources that stand in no page of the public edition. A pair of Chinese characters is none: it stands inside of others.
fn only_internal(public: &Files, internal: &Files, said: &str) -> BTreeSet<String> {
    let open: BTreeSet<String> = published(public).into_iter().chain(words(said)).collect();
    let long = |word: &String| if word.is_ascii() { word.len() > 3 } else { word.chars().count() > 2 };
    published(internal).into_iter().filter(|word| long(word) && !open.contains(word)).collect()
}

/// Front matter of public pages of the sample, whose keywords are searched and not shown; and the words for everybody that mean
/// the same.
fn keywords(folder: &std::path::Path) -> String {
    let book = std::fs::read_to_string(repository().join("book.toml")).unwrap();
    let synonyms = book.split("\n[search]").nth(1).unwrap().split("\n[").next().unwrap();
    let mut all = synonyms.to_owned();
    for (path, bytes) in crate::driver::files(folder).iter().filter(|(path, _)| path.ends_with(".md")) {
        let text = String::from_utf8_lossy(bytes);
        let folders = ["operations/", "replies/", "team-leads/", "training/"];
        let hidden =
            folders.iter().any(|folder| path.contains(folder)) || text.contains("\naudience: internal\n");
        let front = text.split("\n---").next().unwrap_or_default();
        all.extend((!hidden).then(|| front.to_owned()));
    }
    all
}

#[test]
fn s15_the_terms_of_the_public_index_are_those_of_public_text() {
    let sample = crate::driver::sample();
    let [public, internal] =
        ["public", "internal"].map(|edition| crate::driver::files(&sample.join(edition)));
    let secret = only_internal(&public, &internal, &keywords(&repository().join("content")));
    assert!(secret.len() > 100, "{secret:?}");
    let [outer, inner] = [dump(&public), dump(&internal)];
    let [known, all] = [words_of(&outer), words_of(&inner)];
    let leaked: Vec<&String> = secret.iter().filter(|word| known.contains(*word)).collect();
    assert!(leaked.is_empty(), "{leaked:?}");
    // A term is the beginning of a word, but for its last letter; pairs of characters are no words.
    let stem = |term: &&String| term.len() > 3 && term.bytes().all(|byte| byte.is_ascii_alphabetic());
    let explained = |term: &str| {
        let start = &term[..term.len() - 1];
        known.range(start.to_owned()..).next().is_some_and(|word| word.starts_with(start))
    };
    let strange: Vec<&String> = outer.terms.iter().filter(stem).filter(|term| !explained(term)).collect();
    assert!(strange.is_empty() && outer.terms.len() > 1000, "{strange:?}");
    assert!(outer.terms.len() < inner.terms.len());
    let found = secret.iter().filter(|word| all.contains(*word)).count();
    assert!(found * 2 > secret.len(), "{found} of {}", secret.len());
}

/// A word for every place where staff may say something.
const CANARIES: [&str; 12] = [
    "quokkatitle",
    "quokkasummary",
    "quokkatag",
    "quokkakeyword",
    "quokkaslug",
    "quokkaheading",
    "quokkabody",
    "quokkacell",
    "quokkablock",
    "quokkareply",
    "quokkaincluded",
    "quokkasynonym",
];

#[test]
fn r12_no_index_but_that_of_staff_has_a_word_of_theirs() {
    let book = "[book]\ntitle = \"T\"\n[audience]\ndefault = \"public\"\n[internal.search]\nsynonyms = [[\"parcel\", \"Quokkasynonym\"]]\n";
    let page = "---\ntitle: Quokkatitle\nsummary: Quokkasummary.\ntags: [Quokkatag]\nkeywords: [Quokkakeyword]\nslug: quokkaslug\n\
                audience: internal\n---\n\n## Quokkaheading\n\nQuokkabody.\n\n| a |\n|---|\n| Quokkacell |\n\n\
                {{#include snippet.txt}}\n\n:::reply Quokkareply\ntext\n:::\n";
    let site = shop()
        .file("book.toml", book)
        .file("content/desk/canary.md", page)
        .file("content/desk/snippet.txt", "Quokkaincluded\n")
        .file("content/policies/mixed.md", "# Mixed\n\nFor all.\n\n:::internal\nQuokkablock\n:::\n");
    site.build();
    let [public, internal] = ["public", "internal"].map(|edition| site.edition(edition));
    let [outer, inner] = [dump(&public), dump(&internal)];
    let all = |dump: &answerbook_search::Dump| {
        let texts = dump.terms.iter().chain(&dump.words).chain(&dump.names).chain(&dump.texts);
        texts.fold(String::new(), |all, text| all + &text.to_lowercase() + "\n")
    };
    for canary in CANARIES {
        assert!(!all(&outer).contains(canary) && !holds(&unpacked(&public), canary), "{canary}");
        assert!(all(&inner).contains(canary), "{canary}");
    }
}

#[test]
fn tests_that_are_no_file_fail_the_check() {
    let site = shop().file("search-tests.toml/note.txt", "A folder.\n");
    let run = site.run(&["check"]);
    assert!(run.code.is_some_and(|code| code > 0), "{:?}", run.code);
    run.says(&["search-tests.toml", "not a file"]);
}

#[test]
fn the_home_page_is_named_in_words() {
    let tests = [test("welcome", "../x", ""), test("welcome", "/#gone", ""), test("zyzzyva", "/", "")];
    let run = checked(&tests.concat()).ends_with(1);
    assert!(!format!("{}{}", run.out, run.err).contains("``"), "{}{}", run.out, run.err);
    let said = format!("{}{}", run.out, run.err);
    assert!(said.contains("the home page has no heading `#gone`"), "{said}");
    assert!(said.contains("`zyzzyva` does not find the home page"), "{said}");
}
