//! I8: after any edits, what the preview shows is what a build of the same sources writes, byte for byte.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use answerbook::engine::Engine;
use answerbook::preview::Preview;
use answerbook::report;
use answerbook::serve::board::Side;
use answerbook::watch::Changes;
use answerbook_kernel::{Audience, Diagnostic, Internal, Public};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::driver::{Files, Site};

/// One thing that a writer does. Numbers choose among what there is.
#[derive(Clone, Debug)]
enum Edit {
    Front(usize, usize),
    Body(usize, usize),
    Create(usize),
    Delete(usize),
    Rename(usize, usize),
    MoveFolder(usize, usize),
    DeleteFolder(usize),
    Snippet(usize),
    Picture(usize),
    Book(usize),
    Theme(usize),
    Summary(usize),
    /// Everything that cannot be published is taken back.
    Mend,
    /// Several at once, as when a branch is switched.
    All(Vec<Edit>),
}

const FOLDERS: [&str; 6] = ["", "a/", "a/deep/", "b/", "zh-Hans/", "zh-Hans/a/"];

const FRONTS: [&str; 17] = [
    "title: One",
    "title: Two\nweight: 3",
    "title: Three\nsummary: In short.\ntags: [x, y]\nkeywords: [refund]",
    "title: For staff\naudience: internal",
    "title: A section\ncascade:\n  audience: internal\n  owner: Ann",
    "title: Asked\nkind: faq",
    "title: A rule\nkind: policy\nversion: \"2\"\neffective: 2026-01-01\nchanges:\n  - {date: 2026-02-01, version: \"2\", note: New., material: true}",
    "title: Elsewhere\nslug: elsewhere\naliases: [/old/]",
    "title: Later\ndraft: true",
    "title: Newer\nsupersedes: p1.md",
    "title: Beside\nrelated: [p2.md, p3.md]",
    "title: Broken\naudience: nobody",
    "title: [never closed",
    "titel: Misspelt",
    "",
    "title: In another language\nlang: zh-Hans",
    "title: With {{shop}}\nowner: Bea\nextra:\n  promoted: true",
];

const BODIES: [&str; 16] = [
    "Plain text about parcels and refunds.",
    "# Heading of its own\n\n## Part one\n\nText.\n\n## Part two\n\nMore about parcels.",
    "See [the other](p1.md) and [a part](p1.md#part-one).",
    "See [nowhere](missing.md).",
    "A picture: ![sea](sea.png) and [a file](paper.pdf).",
    "Before.\n\n:::internal\nOnly for staff: the code is 1234.\n:::\n\nAfter.",
    ":::internal\nNever closed.",
    "Says {{shop}} and {{#include snippet.txt}} too.",
    "Says {{unknown}}.",
    "## Can I return it?\n\nYes.\n\n## How long?\n\nTwo weeks.",
    "中文的段落，关于退款和包裹。",
    "See [up](../p0.md), [section](a/) and [deep](a/deep/).",
    "{{#include p1.md}}",
    "A note[^1].\n\n[^1]: At the foot, about refunds.",
    ":::sla\n:::\n",
    "<b>raw</b> <script>alert(1)</script> &amp; <img src=\"sea.png\">",
];

const BOOKS: [&str; 6] = [
    "[book]\ntitle = \"Test\"\n[check]\nbroken-links = \"warn\"\n[audience]\ndefault = \"public\"\n[vars]\nshop = \"Harbour\"\nsla.mail = \"1 day\"\n",
    "[book]\ntitle = \"Other\"\nbase-url = \"https://help.example.com/kb/\"\n[audience]\ndefault = \"public\"\n[vars]\nshop = \"Pine\"\nsla.mail = \"2 days\"\n",
    "[book]\ntitle = \"Test\"\n[languages.zh-Hans]\ntitle = \"测试\"\n[audience]\ndefault = \"public\"\n[vars]\nshop = \"Harbour\"\nsla.mail = \"1 day\"\n",
    "[book]\ntitle = \"Test\"\n[audience]\ndefault = \"internal\"\n[vars]\nshop = \"Harbour\"\nsla.mail = \"1 day\"\n",
    "[book\ntitle = ",
    "[book]\ntitle = \"Test\"\n[check]\nbroken-links = \"warn\"\nunknown-keys = \"warn\"\n[audience]\ndefault = \"public\"\n[vars]\nshop = \"Harbour\"\n",
];

const THEMES: [(&str, &str); 5] = [
    ("css/custom.css", "body { color: teal }"),
    ("templates/404.html", "<p>{{ page.title }} lost</p>"),
    ("templates/404.html", "<p>{{ page.title lost</p>"),
    (
        "templates/article.html",
        "{% block head %}{% endblock %}{% block before %}{% endblock %}{% block body %}{% endblock %}{% block after %}{% endblock %}{{ page.title }}{% if page.title == \"Three\" %}{{ throw(message=\"boom\") }}{% endif %}",
    ),
    ("i18n/en.toml", "search = \"Find\"\n"),
];

fn one() -> impl Strategy<Value = Edit> {
    let n = || 0..64_usize;
    prop_oneof![
        4 => (n(), n()).prop_map(|(page, what)| Edit::Front(page, what)),
        5 => (n(), n()).prop_map(|(page, what)| Edit::Body(page, what)),
        2 => n().prop_map(Edit::Create),
        2 => n().prop_map(Edit::Delete),
        2 => (n(), n()).prop_map(|(page, to)| Edit::Rename(page, to)),
        1 => (n(), n()).prop_map(|(from, to)| Edit::MoveFolder(from, to)),
        1 => n().prop_map(Edit::DeleteFolder),
        1 => n().prop_map(Edit::Snippet),
        1 => n().prop_map(Edit::Picture),
        1 => n().prop_map(Edit::Book),
        1 => n().prop_map(Edit::Theme),
        1 => n().prop_map(Edit::Summary),
        6 => Just(Edit::Mend),
    ]
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![9 => one(), 1 => proptest::collection::vec(one(), 2..6).prop_map(Edit::All)]
}

/// A site on the disk, and which of its paths were touched since somebody looked.
struct Desk {
    root: PathBuf,
    touched: BTreeSet<PathBuf>,
}

impl Desk {
    fn write(&mut self, path: &str, bytes: impl AsRef<[u8]>) {
        let full = self.root.join(path);
        // A file may lie where a folder is to be, as in any folder.
        if fs::create_dir_all(full.parent().unwrap()).is_ok() && fs::write(&full, bytes).is_ok() {
            self.touched.insert(path.into());
        }
    }

    fn pages(&self) -> Vec<String> {
        let all = crate::driver::files(&self.root.join("content"));
        all.into_keys().filter(|path| path.ends_with(".md") && !path.ends_with("SUMMARY.md")).collect()
    }

    fn page(&self, number: usize) -> Option<String> {
        let pages = self.pages();
        pages.get(number % pages.len().max(1)).map(|path| format!("content/{path}"))
    }

    fn parts(&self, path: &str) -> (String, String) {
        let text = fs::read_to_string(self.root.join(path)).unwrap();
        let rest = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
        rest.map_or((String::new(), text.clone()), |(front, body)| (front.into(), body.into()))
    }

    fn moved(&mut self, from: &str, to: &str) {
        let target = self.root.join(to);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        if !target.exists() && fs::rename(self.root.join(from), target).is_ok() {
            self.touched.extend([from.into(), to.into()]);
        }
    }

    fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Front(page, what) => {
                let Some(path) = self.page(*page) else { return };
                let body = self.parts(&path).1;
                self.write(&path, format!("---\n{}\n---\n{body}", FRONTS[what % FRONTS.len()]));
            }
            Edit::Body(page, what) => {
                let Some(path) = self.page(*page) else { return };
                let front = self.parts(&path).0;
                self.write(&path, format!("---\n{front}\n---\n{}\n", BODIES[what % BODIES.len()]));
            }
            Edit::Create(what) => {
                let name = if what % 5 == 0 { "index".into() } else { format!("p{}", what % 7) };
                let body = BODIES[what % BODIES.len()];
                let path = format!("content/{}{name}.md", FOLDERS[what % FOLDERS.len()]);
                self.write(&path, format!("---\n{}\n---\n{body}\n", FRONTS[what / 3 % FRONTS.len()]));
            }
            Edit::Delete(page) => {
                let Some(path) = self.page(*page) else { return };
                fs::remove_file(self.root.join(&path)).unwrap();
                self.touched.insert(path.into());
            }
            Edit::Rename(page, to) => {
                let Some(path) = self.page(*page) else { return };
                self.moved(&path, &format!("content/{}p{}.md", FOLDERS[to % FOLDERS.len()], to % 9));
            }
            Edit::MoveFolder(from, to) => {
                let from = ["a", "b", "a/deep", "zh-Hans/a"][from % 4];
                self.moved(
                    &format!("content/{from}"),
                    &format!("content/{}", ["b", "c", "a", "b/deep"][to % 4]),
                );
            }
            Edit::DeleteFolder(which) => {
                let path = format!("content/{}", ["a", "b", "c", "zh-Hans"][which % 4]);
                if fs::remove_dir_all(self.root.join(&path)).is_ok() {
                    self.touched.insert(path.into());
                }
            }
            Edit::Snippet(n) => {
                let folder = FOLDERS[n % 3];
                self.write(&format!("content/{folder}snippet.txt"), format!("snippet {n} of {{{{shop}}}}"));
            }
            Edit::Picture(n) => {
                let (folder, name) = (FOLDERS[n % 3], ["sea.png", "paper.pdf"][n / 3 % 2]);
                self.write(&format!("content/{folder}{name}"), vec![*n as u8; 40]);
            }
            Edit::Book(n) => self.write("book.toml", BOOKS[n % BOOKS.len()]),
            Edit::Theme(n) => self.theme(*n),
            Edit::Summary(n) => self.summary(*n),
            Edit::Mend => self.mend(),
            Edit::All(edits) => edits.iter().for_each(|edit| self.apply(edit)),
        }
    }

    /// What a build complains of is written anew.
    fn mend(&mut self) {
        let found = build(&self.root).found;
        for path in found.iter().filter(|one| one.is_error()).map(|one| one.span.file.as_str()) {
            if path.ends_with(".md") {
                self.write(path, "---\ntitle: Mended\n---\nText about refunds, see [one](p1.md).\n");
            } else if path == "book.toml" {
                self.write(path, BOOKS[0]);
            } else if fs::remove_file(self.root.join(path)).is_ok() {
                self.touched.insert(path.into());
            }
        }
    }

    fn theme(&mut self, n: usize) {
        let (path, text) = THEMES[n / 2 % THEMES.len()];
        let path = format!("themes/default/{path}");
        match n % 2 {
            0 => self.write(&path, text),
            _ => {
                if fs::remove_file(self.root.join(&path)).is_ok() {
                    self.touched.insert(path.into());
                }
            }
        }
    }

    fn summary(&mut self, n: usize) {
        let path = "content/SUMMARY.md";
        if n.is_multiple_of(3) {
            let lines: Vec<String> = self.pages().iter().map(|page| format!("- [Line]({page})")).collect();
            return self.write(path, format!("# Summary\n\n{}\n", lines.join("\n")));
        }
        if fs::remove_file(self.root.join(path)).is_ok() {
            self.touched.insert(path.into());
        }
    }
}

/// What a build makes of the sources: files if nothing is wrong, and what was found.
struct Clean {
    public: Option<Files>,
    internal: Option<Files>,
    found: Vec<Diagnostic>,
}

fn build(root: &Path) -> Clean {
    let engine = Engine::load(root).unwrap();
    let mut found = Vec::new();
    let public = edition::<Public>(&engine, &mut found);
    let internal = edition::<Internal>(&engine, &mut found);
    Clean { public, internal, found: report::tidy(found) }
}

fn edition<A: Audience>(engine: &Engine, found: &mut Vec<Diagnostic>) -> Option<Files> {
    let edition = engine.edition::<A>().unwrap();
    found.extend_from_slice(edition.output.diagnostics());
    let clean = edition.into_clean().ok()?;
    Some(clean.get().files().map(|(path, bytes)| (path.as_str().to_owned(), bytes.to_vec())).collect())
}

/// The last that was without errors is what is shown.
fn keep(good: &mut Option<Files>, clean: Option<Files>) {
    if clean.is_some() {
        *good = clean;
    }
}

/// What is shown is what should be, and nothing else of what was ever there.
fn compare(side: &Side, clean: Option<Files>, good: &mut Option<Files>, ever: &mut BTreeSet<String>) {
    assert_eq!(side.stale, clean.is_none());
    keep(good, clean);
    let Some(good) = good else { return assert!(side.showing.is_none()) };
    let showing = side.showing.as_ref().unwrap();
    let mut differing = BTreeMap::new();
    for (path, bytes) in &*good {
        let shown = showing.file(path);
        if shown.as_deref() != Some(bytes.as_slice()) {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).chars().take(20_000).collect::<String>();
            differing.insert(path.clone(), (shown.map(|bytes| text(&bytes)), text(bytes)));
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
    let gone = ever.iter().filter(|path| !good.contains_key(*path));
    let still: Vec<_> = gone.filter(|path| showing.file(path).is_some()).collect();
    assert!(still.is_empty(), "{still:?}");
    ever.extend(good.keys().cloned());
}

/// How many states were compared, and how many of them had no error.
static COMPARED: AtomicUsize = AtomicUsize::new(0);
static CLEAN: AtomicUsize = AtomicUsize::new(0);

fn play(edits: &[Edit]) {
    let site = Site::with_book(BOOKS[0]);
    let mut desk = Desk { root: site.root(), touched: BTreeSet::new() };
    for number in 0..9 {
        desk.apply(&Edit::Create(number));
    }
    let mut preview = Preview::new(&desk.root);
    preview.advance(&Changes::Everything).unwrap();
    let (mut good, mut ever) = ([None, None], [BTreeSet::new(), BTreeSet::new()]);
    for (step, edit) in edits.iter().enumerate() {
        desk.touched.clear();
        desk.apply(edit);
        preview.advance(&Changes::Paths(std::mem::take(&mut desk.touched))).unwrap();
        let clean = build(&desk.root);
        // Often the next save comes before everything has been computed.
        if step % 3 == 1 {
            keep(&mut good[0], clean.public);
            keep(&mut good[1], clean.internal);
            continue;
        }
        COMPARED.fetch_add(1, Ordering::Relaxed);
        CLEAN.fetch_add(usize::from(clean.public.is_some()), Ordering::Relaxed);
        preview.settle();
        let moment = preview.moment();
        assert_eq!(preview.found(), clean.found, "after {:?}", &edits[..=step]);
        let [public, internal] = &mut good;
        let [ever_public, ever_internal] = &mut ever;
        compare(&moment.public, clean.public, public, ever_public);
        compare(&moment.internal, clean.internal, internal, ever_internal);
    }
}

/// Cases that are played each time; `PREVIEW_CASES` asks for more.
const CASES: u32 = 12;

#[test]
fn i8_the_preview_shows_what_a_build_writes() {
    let cases = std::env::var("PREVIEW_CASES").map_or(CASES, |cases| cases.parse().unwrap());
    let seed = std::env::var("PREVIEW_SEED").map_or(7, |seed| seed.parse().unwrap());
    let config = Config { cases, max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner
        .run(&proptest::collection::vec(edit(), 4..16), |edits| {
            play(&edits);
            Ok(())
        })
        .unwrap();
    let (compared, clean) = (COMPARED.load(Ordering::Relaxed), CLEAN.load(Ordering::Relaxed));
    assert!(clean * 3 > compared, "only {clean} of {compared} states could be shown");
}

/// Other pages say of a page whether it is new: that is part of the outline of the site.
#[test]
fn i6_a_page_that_is_no_longer_new_is_called_changed_elsewhere() {
    let changes = |more: &str| {
        format!("---\ntitle: P\nchanges:\n  - {{date: 2026-02-01, note: One}}\n{more}---\nText.\n")
    };
    let site =
        Site::with_book(BOOKS[0]).file("content/a/index.md", "# A\n").file("content/a/p.md", changes(""));
    let mut preview = Preview::new(&site.root());
    preview.advance(&Changes::Everything).unwrap();
    preview.settle();
    let page = |preview: &Preview| {
        let moment = preview.moment();
        let bytes = moment.public.showing.as_ref().unwrap().file("a/index.html").unwrap();
        String::from_utf8(bytes.to_vec()).unwrap()
    };
    assert!(page(&preview).contains(">New</span>"));
    site.write("content/a/p.md", changes("  - {date: 2026-01-01, note: Two}\n"));
    preview.advance(&Changes::Paths(["content/a/p.md".into()].into())).unwrap();
    preview.settle();
    assert!(page(&preview).contains(">Updated</span>"));
}
