//! What a writer sees in the browser while the sources change.

use std::fs;
use std::path::PathBuf;
use std::thread;

use answerbook::preview;
use answerbook::watch::How;
use serde_json::json;

use crate::browser::Tab;
use crate::collector::Collector;
use crate::driver::Site;
use crate::find::{press, tab, type_in};
use crate::looks::complaints;
use crate::preview::Preview;

/// The toolbar, with all it shows.
const BAR: &str = "(document.querySelector('answerbook-preview')?.shadowRoot ?? document.createElement('p'))";

/// A site that is served while it is written.
struct Desk {
    _site: Site,
    root: PathBuf,
    preview: Preview,
}

impl Desk {
    fn new(book: &str, pages: &[(&str, &str)]) -> Self {
        let mut site = Site::with_book(book);
        for (path, text) in pages {
            site = site.file(&format!("content/{path}"), text);
        }
        let (root, preview) = (site.root(), Preview::at(site.root()));
        let (folder, board) = (root.clone(), preview.board.clone());
        thread::spawn(move || preview::run(&folder, &board, How::Told, |_| ()));
        Self { _site: site, root, preview }
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// An address of the public edition (0) or of the internal one (1).
    fn url(&self, edition: usize, path: &str) -> String {
        format!("http://{}/{path}", self.preview.addresses[edition])
    }

    /// A tab at a page that is live.
    fn open(&self, path: &str) -> Tab {
        let mut tab = tab(1200, 700);
        // Until something was built there is a page that waits for it.
        tab.load(&self.url(0, path));
        tab.until(&format!("document.querySelector('main') && {BAR}.textContent.includes('Live')"));
        tab.evaluate("window.kept = true");
        tab
    }
}

const BOOK: &str = "[book]\ntitle = \"Test\"\n[audience]\ndefault = \"public\"\n";

fn long() -> String {
    let parts = (0..60).map(|n| format!("## Part {n}\n\nParagraph {n} about parcels.\n\n"));
    format!("---\ntitle: Long\n---\n{}", parts.collect::<String>())
}

fn says(text: &str) -> String {
    format!("document.querySelector('main').textContent.includes({})", json!(text))
}

/// Whether an answer below the search field is about a page.
fn found(title: &str) -> String {
    format!(
        "[...document.querySelectorAll('.panel:not([hidden]) .hit-title')].some(hit => hit.textContent.includes({}))",
        json!(title)
    )
}

fn bar_says(text: &str) -> String {
    format!("{BAR}.textContent.includes({})", json!(text))
}

/// Nothing in the console but the browser's own word on pages that are not there. An answer without a body is told as given up, and
/// an index that is still being made, or has just been replaced, is not there either: the field asks again.
fn is_quiet(tab: &mut Tab) {
    const EXPECTED: [&str; 3] = ["Failed to load resource", "\"canceled\":true", "/search/"];
    assert_eq!(tab.evaluate("violations"), json!([]));
    let said: Vec<String> = complaints(&tab.events())
        .into_iter()
        .filter(|line| !EXPECTED.iter().any(|expected| line.contains(expected)))
        .collect();
    assert_eq!(said, Vec::<String>::new());
}

#[test]
fn a_save_is_seen_in_place() {
    let long = long();
    let folded = "---\ntitle: Asked\nkind: faq\n---\n## Late?\n\nAsk us.\n\n## Lost?\n\nAsk them.\n";
    // With an address, pages have data for search engines, too, which changes with the text.
    let book = BOOK.replace("[audience]", "base-url = \"https://help.example.com\"\n[audience]");
    let desk = Desk::new(&book, &[("long.md", &long), ("asked.md", folded)]);
    let mut tab = desk.open("long/");
    tab.evaluate("document.getElementById('part-30').scrollIntoView()");
    let place = "Math.round(document.getElementById('part-30').getBoundingClientRect().top)";
    let before = tab.evaluate(place);
    desk.write(
        "content/long.md",
        &long.replace("Paragraph 31 about", "Paragraph 31 says something new about"),
    );
    tab.until(&says("says something new"));
    // What is inserted above moves nothing of what is looked at.
    desk.write(
        "content/long.md",
        &long.replace("Paragraph 3 about", "One more.\n\nTwo more.\n\nParagraph 3 about"),
    );
    tab.until(&says("Two more."));
    tab.until(&format!("Math.abs({place} - {before}) < 2"));
    assert_eq!(tab.evaluate("window.kept"), true);
    // The title in every place that shows it.
    desk.write("content/long.md", &long.replace("title: Long", "title: Longest"));
    tab.until(
        "document.querySelector('h1').textContent === 'Longest' && document.title.startsWith('Longest')",
    );
    // A stylesheet is exchanged.
    desk.write("themes/default/css/custom.css", "h1 { letter-spacing: 7px }");
    tab.until("getComputedStyle(document.querySelector('h1')).letterSpacing === '7px'");
    assert_eq!(tab.evaluate("window.kept"), true);
    is_quiet(&mut tab);

    let mut tab = desk.open("asked/");
    tab.evaluate("document.querySelector('#late').open = true");
    tab.evaluate(
        "(field => { field.value = 'l'; field.dispatchEvent(new Event('input', { bubbles: true })) })\
         (document.querySelector('.faq input'))",
    );
    desk.write("content/asked.md", &folded.replace("Ask them.", "Ask nobody."));
    tab.until(&says("Ask nobody."));
    assert_eq!(tab.evaluate("document.querySelector('#late').open"), true);
    assert_eq!(tab.evaluate("document.querySelector('.faq input').value"), "l");
    assert_eq!(tab.evaluate("window.kept"), true);
    is_quiet(&mut tab);
}

#[test]
fn r24_errors_lie_over_the_last_good_page_until_they_are_mended() {
    let page = "---\ntitle: Rule\n---\n# Rule\n\nFirst text.\n";
    let desk = Desk::new(BOOK, &[("rule.md", page)]);
    let mut tab = desk.open("rule/");
    let broken = [
        ("content/rule.md", page.replace("First text.", ":::internal\nNever closed."), "content/rule.md:6:1"),
        ("content/rule.md", page.replace("title: Rule", "title: [never"), "content/rule.md:"),
        (
            "content/rule.md",
            page.replace("First", "[<img src=x onerror=kept=0>](gone.md)"),
            "content/rule.md:6:30",
        ),
        ("book.toml", BOOK.replace("default = ", "defualt = "), "book.toml:4:1"),
        (
            "themes/default/templates/article.html",
            "{% extends \"base.html\" %}{{ page. }}".into(),
            "article.html:1:",
        ),
    ];
    for (path, text, place) in broken {
        let mended = fs::read_to_string(desk.root.join(path)).ok();
        desk.write(path, &text);
        tab.until(&format!("{} && {}", bar_says("showing the last good version"), bar_says(place)));
        assert_eq!(tab.evaluate(&says("First text.")), true, "{path}");
        match mended {
            Some(text) => desk.write(path, &text),
            None => fs::remove_file(desk.root.join(path)).unwrap(),
        }
        tab.until(&format!("!{BAR}.querySelector('.sheet:not([hidden])') && {}", bar_says("No problems")));
    }
    desk.write("content/rule.md", &page.replace("First", "Second"));
    tab.until(&says("Second text."));
    assert_eq!(tab.evaluate("window.kept"), true);
    is_quiet(&mut tab);
}

#[test]
fn r24_a_site_that_is_broken_from_the_start_shows_why_and_then_itself() {
    let desk = Desk::new(BOOK, &[("index.md", "---\ntitle: [never\n---\n")]);
    let mut tab = tab(1200, 700);
    tab.go(&desk.url(0, ""));
    tab.until(&bar_says("content/index.md:"));
    desk.write("content/index.md", "---\ntitle: Home\n---\nAll is well.\n");
    tab.until("document.querySelector('main')?.textContent.includes('All is well.')");
    fs::remove_dir_all(desk.root.join("content")).unwrap();
    tab.until(&bar_says("the source folder"));
    desk.write("content/index.md", "---\ntitle: Home\n---\nIt is back.\n");
    tab.until("document.querySelector('main')?.textContent.includes('It is back.')");
}

#[test]
fn pages_come_and_go_and_are_found() {
    let desk = Desk::new(
        BOOK,
        &[
            ("index.md", "---\ntitle: Home\n---\nWelcome.\n"),
            ("a/index.md", "---\ntitle: Section\n---\n"),
            ("a/one.md", "---\ntitle: One\n---\nOne.\n"),
            ("a/two.md", "---\ntitle: Two\n---\nTwo.\n"),
        ],
    );
    let mut tab = desk.open("a/one/");
    desk.write("content/a/three.md", "---\ntitle: Brand new\n---\nAbout hovercrafts.\n");
    tab.until(
        "[...document.querySelectorAll('nav a')].some(link => link.textContent.trim() === 'Brand new')",
    );
    assert_eq!(tab.evaluate("window.kept"), true);
    // Search that was used before finds what was written since.
    type_in(&mut tab, "hovercraft");
    tab.until(&found("Brand new"));
    desk.write("content/a/two.md", "---\ntitle: Two\n---\nAbout zeppelins.\n");
    tab.evaluate("document.activeElement.select()");
    type_in(&mut tab, "zeppelins");
    tab.until(&found("Two"));
    fs::remove_file(desk.root.join("content/a/one.md")).unwrap();
    tab.until(&bar_says("no longer in the public edition"));
    assert_eq!(tab.evaluate(&says("One.")), true);
    desk.write("content/a/one.md", "---\ntitle: One\n---\nOne again.\n");
    tab.until("document.querySelector('main')?.textContent.includes('One again.')");
}

#[test]
fn editions_lead_to_each_other_and_votes_stay_here() {
    let collector = Collector::start();
    let book = format!("{BOOK}[feedback]\nendpoint = \"{}\"\n", collector.endpoint());
    let desk = Desk::new(
        &book,
        &[
            ("index.md", "---\ntitle: Home\n---\nWelcome.\n"),
            ("both.md", "---\ntitle: Both\n---\nFor all.\n\n:::internal\nFor staff.\n:::\n"),
            ("staff.md", "---\ntitle: Staff\naudience: internal\n---\nFor staff alone.\n"),
        ],
    );
    let mut tab = desk.open("both/");
    let other = format!("{BAR}.querySelector('.switch a')");
    assert_eq!(tab.evaluate(&format!("{other}.href")), json!(desk.url(1, "both/")));
    assert_eq!(tab.evaluate(&says("For staff.")), false);
    tab.evaluate("document.querySelector('.helpful button').click()");
    let kept = desk.root.join(".answerbook/preview-feedback.jsonl");
    tab.until(&format!(
        "/[1-9]/.test([...{BAR}.querySelectorAll('button')].at(-2)?.textContent + {BAR}.textContent)"
    ));
    while !fs::read_to_string(&kept).is_ok_and(|text| text.contains("both/")) {
        tab.until("true");
    }
    // A text that is another one is asked about anew.
    tab.until("document.querySelector('.helpful>[value=yes]').ariaPressed === 'true'");
    desk.write("content/both.md", "---\ntitle: Both\n---\nFor all of you.\n\n:::internal\nFor staff.\n:::\n");
    tab.until(&says("For all of you."));
    tab.until("document.querySelector('.helpful>[value=yes]').ariaPressed === 'false'");
    type_in(&mut tab, "xqzzvw");
    tab.until("document.querySelector('.panel')?.textContent.includes('xqzzvw')");
    press(&mut tab, "Escape");
    tab.evaluate(&format!("{BAR}.querySelector('button.feedback').click()"));
    tab.until(&format!("{} && {}", bar_says("Found nothing for “xqzzvw”"), bar_says("Helpful")));
    tab.until(&bar_says("1 vote (1 helpful) · 1 search found nothing"));
    assert_eq!(collector.asked(), 0, "what happens in the preview is no reader's");
    is_quiet(&mut tab);
    tab.evaluate(&format!("{other}.click()"));
    tab.until("document.documentElement?.dataset.edition === 'internal' && document.querySelector('main')");
    tab.until(&says("For staff."));
    tab.load(&desk.url(1, "staff/"));
    tab.until(&format!("{BAR}.querySelector('.switch .off')?.textContent.includes('Public')"));
}
