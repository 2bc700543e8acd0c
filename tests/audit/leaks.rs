//! Things that must not be in a public edition, put there by hand in many forms.

use answerbook::audit::{AuditReport, Kind};

use crate::site::{Files, SITE, audited};

/// What is put where, and as what it must be found.
struct Leak {
    name: &'static str,
    file: &'static str,
    kind: Kind,
    spoil: fn(&mut Files, &str),
}

fn leak(name: &'static str, file: &'static str, kind: Kind, spoil: fn(&mut Files, &str)) -> Leak {
    Leak { name, file, kind, spoil }
}

/// Puts a text before the end of a file.
fn add(files: &mut Files, file: &str, text: &str) {
    let bytes = files.get_mut(file).unwrap();
    let at = (0..bytes.len()).rev().find(|at| bytes[*at..].starts_with(b"</")).unwrap_or(bytes.len());
    bytes.splice(at..at, text.bytes());
}

fn put(files: &mut Files, file: &str, bytes: &[u8]) {
    files.insert(file.to_owned(), bytes.to_vec());
}

/// Puts a text into the data block that the page has for search engines.
fn linked(files: &mut Files, file: &str, text: &str) {
    let page = String::from_utf8(files[file].clone()).unwrap();
    let spoilt = page.replacen("\"headline\":\"", &format!("\"headline\":\"{text} "), 1);
    assert_ne!(spoilt, page, "there is no such block");
    put(files, file, spoilt.as_bytes());
}

const PAGE: &str = "guide/index.html";

fn in_pages() -> Vec<Leak> {
    vec![
        leak("title in a page", PAGE, Kind::Title, |f, n| add(f, n, "<p>See Zebra escalation ladder.</p>")),
        leak("title in <title>", PAGE, Kind::Title, |f, n| {
            let page = String::from_utf8(f[n].clone()).unwrap().replacen(
                "<title>",
                "<title>Zebra escalation ladder · ",
                1,
            );
            put(f, n, page.as_bytes());
        }),
        leak("heading in the table of contents", PAGE, Kind::Heading, |f, n| {
            add(f, n, "<nav class=\"toc\"><a href=\"#x\">Quiet harbour protocol</a></nav>");
        }),
        leak("block's title", PAGE, Kind::Heading, |f, n| add(f, n, "<b>Gentle refusal of zebras</b>")),
        leak("tag", PAGE, Kind::Tag, |f, n| {
            add(f, n, "<li><a href=\"../search/?q=stripe-drill\">x</a></li>")
        }),
        leak("keyword", PAGE, Kind::Keyword, |f, n| {
            add(f, n, "<meta name=\"keywords\" content=\"clock, hippogriff\">")
        }),
        leak("picture's text", PAGE, Kind::Alt, |f, n| {
            add(f, n, "<img alt=\"A heron guarding three ledgers\">")
        }),
        leak("comment", PAGE, Kind::Comment, |f, n| {
            add(f, n, "<!-- ask Perpetua whether the mainspring survey is finished -->");
        }),
        leak("owner", PAGE, Kind::Owner, |f, n| add(f, n, "<dd>Ludmilla Quartermaine</dd>")),
        leak("link", PAGE, Kind::Link, |f, n| {
            add(f, n, "<a href='https://intranet.example/zebra-depot/keys'>x</a>")
        }),
        leak("reply", PAGE, Kind::Text, |f, n| {
            add(f, n, "<p>We cannot lend you any striped animal this season</p>")
        }),
        leak("quiz", PAGE, Kind::Text, |f, n| add(f, n, "<li>Behind the third umbrella stand</li>")),
        leak("summary", PAGE, Kind::Text, |f, n| {
            add(f, n, "<p data-x=\"Whom to wake when stripes appear.\"></p>")
        }),
        leak("rare word", PAGE, Kind::Word, |f, n| add(f, n, "<p>the quokkasaurus</p>")),
        leak("draft", PAGE, Kind::Title, |f, n| add(f, n, "<p>Unfinished gazebo manifesto</p>")),
    ]
}

fn in_disguise() -> Vec<Leak> {
    vec![
        leak("split by tags", PAGE, Kind::Title, |f, n| {
            add(f, n, "<p>Ze<b>bra</b> esca<i>la</i>tion\n <em>lad</em>der</p>")
        }),
        leak("upper case", PAGE, Kind::Title, |f, n| add(f, n, "<p>ZEBRA ESCALATION LADDER</p>")),
        leak("entities", PAGE, Kind::Title, |f, n| {
            add(f, n, "<p>&#90;ebra&nbsp;esca&shy;lation &#x6c;adder</p>")
        }),
        leak("run across lines", PAGE, Kind::Text, |f, n| {
            add(f, n, "<p>and <em>count</em> slowly\nto twenty-one  before&#32;lifting the</p>");
        }),
        leak("escaped in JSON", "extra.json", Kind::Title, |f, n| {
            put(f, n, br#"{"a":"\u005aebra escalation\u0020ladder","b":"\"x\""}"#);
        }),
        leak("Chinese escaped in JSON", "extra.json", Kind::Title, |f, n| {
            put(f, n, br#"{"a":"\u5bc6\u4ee4\u624b\u518c"}"#);
        }),
        leak("Chinese run", PAGE, Kind::Text, |f, n| {
            add(f, n, "<p>紫色信封<b>必须</b>在午夜之前交给值班的</p>")
        }),
        leak("percent-encoded address", PAGE, Kind::Address, |f, n| {
            add(f, n, "<a href=\"../secret/%E5%AF%86%E4%BB%A4%E6%89%8B%E5%86%8C/\">x</a>");
        }),
        leak("address of one word", PAGE, Kind::Address, |f, n| add(f, n, "<a href=\"../secret/\">x</a>")),
        leak("split by tags in JSON-LD", PAGE, Kind::Title, |f, n| {
            linked(
                f,
                n,
                r"Ze\u003cb\u003ebra\u003c/b\u003e esca\u003ci class=x\u003Elation\u003c/i\u003e\n\u006cadder",
            );
        }),
        leak("Chinese in JSON-LD", PAGE, Kind::Text, |f, n| {
            linked(f, n, r"紫色信封\u003cb\u003e必须\u003c/b\u003e在午夜之前交给值班的");
        }),
        leak("address in JSON-LD", PAGE, Kind::Address, |f, n| {
            linked(f, n, "https://help.example/secret/zebra-runbook/");
        }),
        leak("binary file", "assets/x.bin", Kind::Title, |f, n| {
            put(f, n, b"\0\xff\xfe\0Zebra escalation ladder\0")
        }),
    ]
}

fn in_other_files() -> Vec<Leak> {
    vec![
        leak("run of words in a twin", "guide.md", Kind::Text, |f, n| {
            add(f, n, "\nCall us and *count* slowly to twenty-one before lifting the **receiver**\n");
        }),
        leak("title in a twin", "guide.md", Kind::Title, |f, n| {
            add(f, n, "\n- [Zebra *escalation* ladder](x.md)\n")
        }),
        leak("folder's name", "secret/zebra-runbook/index.html", Kind::Address, |f, n| put(f, n, b"x")),
        leak("file's name", "secret/zebra-runbook.md", Kind::Address, |f, n| put(f, n, b"x")),
        leak("alias", "old-zebra-page/index.html", Kind::Alias, |f, n| put(f, n, b"x")),
        leak("address in the sitemap", "sitemap.xml", Kind::Address, |f, n| {
            add(f, n, "<url><loc>https://help.example/secret/zebra-runbook/</loc></url>");
        }),
        leak("link in the feed", "feed.xml", Kind::Address, |f, n| {
            add(f, n, "<entry><link href=\"https://help.example/secret/zebra-runbook/\"/></entry>");
        }),
        leak("change note in the feed", "feed.xml", Kind::Change, |f, n| {
            add(f, n, "<summary>Marmot budget halved after the spring inquiry.</summary>");
        }),
        leak("variable in a script", "assets/x.js", Kind::Variable, |f, n| {
            put(f, n, b"const a='Orchid-Lantern-77'")
        }),
        leak("list for machines", "llms.txt", Kind::Title, |f, n| {
            add(f, n, "- [Zebra escalation ladder](x)\n")
        }),
        leak("robots", "robots.txt", Kind::Address, |f, n| add(f, n, "Disallow: /secret/\n")),
        leak("headers", "_headers", Kind::Address, |f, n| {
            add(f, n, "/secret/zebra-runbook/*\n  X-Robots-Tag: noindex\n")
        }),
        leak("bytes under another name", "assets/clock.zip", Kind::Asset, |f, n| {
            put(f, n, &SITE.sources["content/secret/ledger.zip"].clone());
        }),
        leak("file's own name", "assets/ledger-0123456789ab.zip", Kind::Asset, |f, n| put(f, n, b"other")),
        leak("hash of a file", "list.json", Kind::Asset, |f, n| {
            let hash = blake3_of_ledger();
            put(f, n, format!("{{\"assets/x-{hash}.zip\": 1}}").as_bytes());
        }),
    ]
}

fn blake3_of_ledger() -> String {
    let name = SITE.internal.keys().find(|path| path.starts_with("assets/ledger-")).unwrap();
    name["assets/ledger-".len()..][..12].to_owned()
}

fn found(report: &AuditReport, file: &str, kind: Kind) -> bool {
    report.leaks.iter().any(|leak| leak.edition == "public" && leak.file == file && leak.kind == kind)
}

fn each_is_found(leaks: &[Leak]) {
    for leak in leaks {
        let mut public = SITE.public.clone();
        (leak.spoil)(&mut public, leak.file);
        let report = audited(&public, &SITE.internal);
        let named: Vec<String> = report.leaks.iter().map(ToString::to_string).collect();
        assert!(found(&report, leak.file, leak.kind), "{}: {named:#?}", leak.name);
        assert!(report.leaks.iter().all(|found| found.file == leak.file), "{}: {named:#?}", leak.name);
        assert!(report.control.is_empty(), "{}: {:?}", leak.name, report.control);
    }
}

#[test]
fn a_clean_site_is_clean() {
    let report = audited(&SITE.public, &SITE.internal);
    let said: Vec<String> = report.leaks.iter().map(ToString::to_string).collect();
    assert!(report.is_clean(), "{said:#?} {:#?} {:#?}", report.control, report.altered);
    for kind in Kind::ALL.into_iter().filter(|kind| *kind != Kind::Comment) {
        assert!(report.figures[&kind].in_control > 0, "{kind}: {:?}", report.figures[&kind]);
    }
    assert!(report.figures[&Kind::Variable].weak > 0 && report.dropped() > 0);
    assert_eq!(report.public.files, SITE.public.len());
}

#[test]
fn leaks_in_pages_are_found() {
    each_is_found(&in_pages());
}

#[test]
fn leaks_in_disguise_are_found() {
    each_is_found(&in_disguise());
}

#[test]
fn leaks_in_other_files_are_found() {
    each_is_found(&in_other_files());
}

#[test]
fn a_leak_is_named_with_its_source() {
    let mut public = SITE.public.clone();
    add(&mut public, PAGE, "<p>the quokkasaurus</p>");
    let report = audited(&public, &SITE.internal);
    let leak = &report.leaks[0];
    assert_eq!(
        (leak.source.as_str(), leak.line, leak.fingerprint.as_str()),
        ("content/secret/zebra-runbook.md", 15, "quokkasaurus")
    );
    let at = &public[PAGE][leak.offset..];
    assert!(at.starts_with(b"quokkasaurus") && !report.is_clean());
    assert!(leak.to_string().starts_with("public/guide/index.html, byte "), "{leak}");
}

/// An edition with the search index of another.
fn with_index_of(files: &Files, other: &Files) -> Files {
    let is_index = |path: &str| path.starts_with("search/") && !path.ends_with(".html");
    let own = files.iter().filter(|(path, _)| !is_index(path));
    let index = other.iter().filter(|(path, _)| is_index(path));
    own.chain(index).map(|(path, bytes)| (path.clone(), bytes.clone())).collect()
}

#[test]
fn the_search_index_is_read() {
    let report = audited(&with_index_of(&SITE.public, &SITE.internal), &SITE.internal);
    assert!(report.leaks.iter().all(|leak| leak.file.starts_with("search/")), "{:?}", report.leaks);
    for kind in
        [Kind::Title, Kind::Heading, Kind::Address, Kind::Keyword, Kind::Variable, Kind::Text, Kind::Word]
    {
        assert!(report.leaks.iter().any(|leak| leak.kind == kind), "{kind}: {:?}", report.leaks);
    }
}

/// A group of words that mean the same is part of the index, and looked through with it.
#[test]
fn s15_words_that_mean_the_same_are_read() {
    let mut sources = SITE.sources.clone();
    let book = String::from_utf8(sources["book.toml"].clone()).unwrap();
    let staff = "[internal.search]\nsynonyms = [[\"clock\", \"wobblegong\"]]\n";
    sources.insert("book.toml".into(), format!("{book}{staff}").into_bytes());
    let site = crate::site::build(sources);
    let clean = crate::site::audited_with(&site.sources, &site.public, &site.internal);
    assert!(clean.is_clean(), "{clean:?}");
    let spoilt = with_index_of(&site.public, &site.internal);
    let report = crate::site::audited_with(&site.sources, &spoilt, &site.internal);
    assert!(report.leaks.iter().any(|leak| leak.fingerprint == "wobblegong"), "{:?}", report.leaks);
}

#[test]
fn a_whole_internal_page_in_the_public_edition_is_found() {
    let mut public = SITE.public.clone();
    for (path, bytes) in SITE.internal.iter().filter(|(path, _)| path.starts_with("secret/zebra")) {
        public.insert(path.clone(), bytes.clone());
    }
    let report = audited(&public, &SITE.internal);
    for kind in [
        Kind::Title,
        Kind::Heading,
        Kind::Address,
        Kind::Tag,
        Kind::Owner,
        Kind::Variable,
        Kind::Link,
        Kind::Text,
        Kind::Word,
    ] {
        assert!(report.leaks.iter().any(|leak| leak.kind == kind), "{kind}");
    }
}

/// Whatever is told, in whatever coat and whatever file: each alone is found, as what it is.
#[test]
fn every_kind_is_found_in_every_coat_and_file() {
    const SECRETS: [(&str, Kind); 9] = [
        ("Zebra escalation ladder", Kind::Title),
        ("Quiet harbour protocol", Kind::Heading),
        ("stripe-drill", Kind::Tag),
        ("hippogriff", Kind::Keyword),
        ("Ludmilla Quartermaine", Kind::Owner),
        ("orchid-lantern-77", Kind::Variable),
        ("Marmot budget halved after the spring inquiry.", Kind::Change),
        ("When the walrus committee convenes, nobody may forward parcels upstairs.", Kind::Text),
        ("quokkasaurus", Kind::Word),
    ];
    let coats: [fn(&str) -> String; 4] = [
        str::to_owned,
        str::to_uppercase,
        |text| text.replace(' ', "\n  "),
        |text| text.chars().map(|c| if c == 'a' { "%61".to_owned() } else { c.to_string() }).collect(),
    ];
    for file in [PAGE, "guide.md", "feed.xml", "llms.txt", "404.html", "assets/new.json"] {
        for coat in coats {
            let mut public = SITE.public.clone();
            public.entry(file.to_owned()).or_default();
            for (secret, _) in SECRETS {
                add(&mut public, file, &format!("\n\n{}\n\n", coat(secret)));
            }
            let report = audited(&public, &SITE.internal);
            for (secret, kind) in SECRETS {
                assert!(found(&report, file, kind), "{} in {file}: {:#?}", coat(secret), report.leaks);
            }
        }
    }
}
