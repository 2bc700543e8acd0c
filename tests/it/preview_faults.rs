//! What the preview must not forget, and what it must not remember.

use std::fs;
use std::io::Read;

use answerbook::engine::Engine;
use answerbook::preview::Preview;
use answerbook::serve::board::{Showing, Side};
use answerbook::watch::Changes;
use answerbook_kernel::Public;
use flate2::read::GzDecoder;

use crate::driver::Site;

const BOOK: &str = "[book]\ntitle = \"Test\"\n[audience]\ndefault = \"public\"\n";

struct Desk {
    site: Site,
    preview: Preview,
}

impl Desk {
    fn new(site: Site) -> Self {
        let mut preview = Preview::new(&site.root());
        preview.advance(&Changes::Everything).unwrap();
        preview.settle();
        Self { site, preview }
    }

    fn save(&mut self, path: &str, text: &str) {
        self.site.write(path, text);
        self.preview.advance(&Changes::Paths([path.into()].into())).unwrap();
    }

    fn public(&self) -> Side {
        self.preview.moment().public
    }

    fn shown(&self, path: &str) -> String {
        let bytes = self.public().showing.unwrap().file(path);
        bytes.map_or_else(String::new, |bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// A template that fails on some pages.
const PICKY: &str = "{% block head %}{% endblock %}{% block before %}{% endblock %}{% block body %}{% endblock %}{% block after %}{% endblock %}<p>{{ page.title }}</p>\
    {% if page.title == \"Second\" %}{{ throw(message=\"boom\") }}{% endif %}";

#[test]
fn a_fault_is_not_forgotten_over_a_change_elsewhere() {
    let site = Site::with_book(BOOK)
        .file("themes/default/templates/article.html", PICKY)
        .file("content/a.md", "# First")
        .file("content/b.md", "# Other");
    let mut desk = Desk::new(site);
    assert_eq!(desk.preview.found(), []);
    desk.save("content/a.md", "# Second");
    for text in ["# One", "# Two", "# Three"] {
        assert!(desk.public().stale);
        assert!(desk.shown("a/index.html").contains("First"));
        desk.save("content/b.md", text);
        if text == "# Two" {
            desk.preview.settle();
        }
    }
    desk.save("content/a.md", "# Third");
    desk.preview.settle();
    assert_eq!(desk.preview.found(), []);
    assert!(desk.shown("a/index.html").contains("Third"));
    assert!(desk.shown("b/index.html").contains("Three"));
}

#[test]
fn pages_that_no_source_has_are_looked_through() {
    let note = |note: &str| format!("---\nchanges:\n  - {{date: 2026-01-01, note: {note}}}\n---\n# A");
    let news = "{% for change in news %}{% if change.note == \"boom\" %}{{ throw(message=\"boom\") }}{% endif %}{% endfor %}";
    let site = Site::with_book(BOOK)
        .file("themes/default/templates/news.html", news)
        .file("content/a.md", note("fine"));
    let mut desk = Desk::new(site);
    assert!(!desk.public().stale);
    desk.save("content/a.md", &note("boom"));
    desk.preview.settle();
    assert!(desk.public().stale);
    desk.save("content/a.md", &note("fine again"));
    desk.preview.settle();
    assert!(!desk.public().stale);
}

/// All that an index says, as far as it is text.
fn texts(showing: &dyn Showing, head: &str) -> Option<String> {
    let bytes = showing.file(&format!("search/{head}"))?;
    let mut text = Vec::new();
    GzDecoder::new(&*bytes).read_to_end(&mut text).unwrap();
    Some(String::from_utf8_lossy(&text).into_owned())
}

#[test]
fn r15_what_was_public_is_in_no_index_that_can_be_asked_for() {
    let site = Site::with_book(BOOK)
        .file("content/a.md", "# A\n\nAbout kumquats.")
        .file("content/b.md", "# B\n\nAbout parcels.");
    let mut desk = Desk::new(site);
    let head = |desk: &Desk| {
        let manifest: serde_json::Value = serde_json::from_str(&desk.shown("search/manifest.json")).unwrap();
        manifest["head"].as_str().unwrap().to_owned()
    };
    let before = head(&desk);
    assert!(texts(&*desk.public().showing.unwrap(), &before).unwrap().contains("kumquats"));
    desk.save("content/a.md", "---\naudience: internal\n---\n# A\n\nAbout kumquats.");
    desk.preview.settle();
    let showing = desk.public().showing.unwrap();
    assert_eq!(texts(&*showing, &before), None);
    assert!(!texts(&*showing, &head(&desk)).unwrap().contains("kumquats"));
}

#[test]
fn a_page_in_another_language_than_its_folder_does_not_change_the_list_of_others() {
    let book =
        "[book]\ntitle = \"Test\"\n[languages.zh-Hans]\ntitle = \"测试\"\n[audience]\ndefault = \"public\"\n";
    let mut site = Site::with_book(book);
    for (path, text) in [
        ("index.md", "# Home"),
        ("zh-Hans/index.md", "# 首页"),
        ("a/index.md", "# Section"),
        ("a/p.md", "---\nlang: zh-Hans\n---\n# Pages"),
        ("a/q.md", "# Queues"),
        ("zh-Hans/a/index.md", "# 部分"),
        ("zh-Hans/a/q.md", "# 队列"),
        ("zh-Hans/a/r.md", "# 规则"),
    ] {
        site = site.file(&format!("content/{path}"), text);
    }
    let edition = Engine::load(&site.root()).unwrap().edition::<Public>().unwrap().into_clean().ok().unwrap();
    let page = |name: &str| {
        let (_, bytes) = edition.get().files().find(|(path, _)| path.as_str() == name).unwrap();
        let text = String::from_utf8_lossy(bytes).into_owned();
        text[text.find("class=\"side\"").unwrap()..].to_owned()
    };
    assert!(
        page("zh-Hans/a/q/index.html").contains("规则") && !page("zh-Hans/a/q/index.html").contains("Queues")
    );
    assert!(page("a/p/index.html").contains("Queues") && !page("a/p/index.html").contains("规则"));
}

#[test]
fn what_is_read_is_watched() {
    use answerbook::disk::names::may_be_content;
    for name in ["a.md", "target", "snippet.txt", "~a", "#a", "a#", "4913.md"] {
        assert!(may_be_content(name), "{name}");
    }
    for name in [".git", "node_modules", "a.md~", "4913", "#a.md#", "a.md___jb_tmp___"] {
        assert!(!may_be_content(name), "{name}");
    }
    let site = Site::with_book(BOOK)
        .file("content/a.md", "# A\n\n{{#include b.txt~}}")
        .file("content/b.txt~", "scratch")
        .file("content/node_modules/x.md", "# Package")
        .file("content/c~/x.md", "# Copy")
        .file("content/target/x.md", "# Target");
    let desk = Desk::new(site);
    assert!(desk.public().stale, "what an editor left behind is not included");
    fs::write(desk.site.path("content/a.md"), "# A").unwrap();
    let desk = Desk::new(desk.site);
    let showing = desk.public().showing.unwrap();
    assert!(showing.file("target/x/index.html").is_some());
    assert!(showing.file("node_modules/x/index.html").is_none() && showing.file("c~/x/index.html").is_none());
}
