//! R16: strings that would run elsewhere, in every place that an author writes into, in a real browser that no policy
//! protects. Nothing runs, nothing is asked of anybody, and only what the safe list knows is in the page.

use answerbook::engine::Engine;
use answerbook_kernel::Public;
use serde_json::{Value, json};

use crate::browser::Tab;
use crate::driver::{Site, UNDER};
use crate::looks::{BROWSER, WATCH, complaints};
use crate::server::{Headers, Server};

/// A string a line. Each sets `__xss` if it gets to run.
const CORPUS: &str = include_str!("xss.txt");

const BOOK: &str = r#"
[book]
title = "T <img src=x onerror=__xss=1>"
description = "\"><script>__xss=1</script>"
base-url = "https://help.example.com/some/where/"
[audience]
default = "public"
[feedback]
contact = "https://help.example.com/?a=%22%3E&onload=__xss=1"
[check]
broken-links = "warn"
unknown-keys = "warn"
[vars]
picture = "<img src=x onerror=__xss=1>"
link = "javascript:__xss=1"
mark = "\" onmouseover=\"__xss=1"
"#;

fn corpus() -> Vec<&'static str> {
    let strings: Vec<_> =
        CORPUS.lines().filter(|line| !line.is_empty() && !line.starts_with("## ")).collect();
    assert!(strings.len() >= 100, "{}", strings.len());
    strings
}

/// A page with a string in every place. What could swallow the rest of the page stands last.
fn page(number: usize, text: &str) -> String {
    let q = json!(text).to_string();
    let kind = ["policy", "page", "faq", "guide", "reply", "announcement"][number % 6];
    let inline = text.replace('|', "\\|");
    format!(
        "---\ntitle: {q}\nsummary: {q}\ntags: [{q}]\nkeywords: [{q}]\nkind: {kind}\nowner: {q}\nversion: {q}\n\
         approved-by: {q}\napplies-to: {q}\neffective: 2026-01-01\nchanges:\n  - date: 2026-01-01\n    version: {q}\n    note: {q}\n\
         extra:\n  icon: {q}\n  promoted: true\n---\n\n\
         word {text}\n\n## {text}\n\nA question?\n\n### Deeper {text} {{#a{number}}}\n\n\
         [{text}](<{text}>) [x]({text}) [y](<{text}> \"{text}\") ![{text}](<{text}>) ![z](other.svg \"{text}\") <{text}>\n\n\
         > [!NOTE]\n> word {text}\n\n\
         | {inline} | b |\n| --- | --- |\n| {inline} | `{inline}` |\n\n\
         ```{text}\n{text}\n```\n\n~~~html {text}\n{text}\n~~~\n\n\
         Footnote[^1] `{text}` **{text}** {{{{ picture }}}} [v]({{{{ link }}}}) {{{{ mark }}}}\n\n[^1]: word {text}\n\n\
         - [ ] word {text}\n- word {text}\n\nTerm {text}\n: word {text}\n\n\
         :::details {text}\nword {text}\n:::\n\n:::note {text}\ninside\n:::\n\n:::reply {text}\nword {text}\n:::\n\n\
         :::video https://video.example/{number} \n:::\n\n\
         [ref]: <{text}> '{text}'\n\n[ref] [attachment {text}](evil.txt)\n\n\
         <p title=\"{text}\" class='{text}' id={text}>{text}</p>\n\n<a href=\"{text}\">{text}</a> <img src='{text}' alt=\"{text}\">\n\n\
         <details {text}><summary>{text}</summary>\n\n{text}\n\n</details>\n\n<{text}>\n\n{text}\n"
    )
}

fn site() -> Site {
    let mut site = Site::with_book(BOOK)
        .file("content/index.md", "# Home\n")
        .file("content/evil.txt", "text")
        .file("content/other.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
    for (number, text) in corpus().iter().enumerate() {
        site = site.file(&format!("content/x{number}.md"), page(number, text));
    }
    site
}

/// Pretends to be a reader who touches everything, and tells what should not be there.
const LOOK: &str = r"(() => {
  const found = [];
  const elements = new Set(`script,style,iframe,frame,object,embed,base,template,math,textarea,select,audio,video,link,meta,
    marquee,applet,foreignobject,animate,set,use,noscript,plaintext,xmp,portal`.split(/[\s,]+/));
  for (const element of document.body.querySelectorAll('*')) {
    if (elements.has(element.localName.toLowerCase())) found.push(element.outerHTML.slice(0, 200));
    if (element.localName === 'form' && !element.matches('.search')) found.push(element.outerHTML.slice(0, 200));
    for (const { name, value } of element.attributes) {
      if (/^on|^style$|^srcdoc$|^srcset$|^formaction$|^ping$|^xlink/i.test(name)) found.push(`${element.localName} ${name}=${value}`);
      if (/^(href|src|action|cite|poster|data|background)$/i.test(name)) {
        let scheme = 'bad:';
        try { scheme = new URL(value, location).protocol; } catch { continue; }
        if (!/^(https?|mailto|tel|sms|ftp|irc|ircs|matrix|xmpp):$/.test(scheme)) found.push(`${element.localName} ${name}=${value}`);
      }
    }
    for (const kind of ['mouseover', 'mouseenter', 'pointerdown', 'focus', 'focusin', 'toggle', 'animationstart', 'wheel', 'error', 'load'])
      element.dispatchEvent(new Event(kind));
  }
  for (const fold of document.querySelectorAll('details')) fold.open = true;
  if (window.__xss) found.push('it ran');
  return found;
})()";

fn look(tab: &mut Tab, server: &Server, path: &str, what: &str) {
    tab.load(&server.url(path));
    assert_eq!(tab.evaluate(LOOK), json!([]), "{path}: {what}");
    assert_eq!(tab.evaluate("window.__xss === undefined"), true, "{path}: {what}");
    let events = tab.events();
    let told = events.iter().filter(|event| {
        let method = event["method"].as_str().unwrap();
        ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Page.javascriptDialogOpening"]
            .contains(&method)
    });
    assert_eq!(told.collect::<Vec<_>>(), Vec::<&Value>::new(), "{path}: {what}");
    let sent = events.iter().filter(|event| event["method"] == "Network.requestWillBeSent");
    let strange: Vec<&Value> = sent.filter(|event| !is_expected(&event["params"], server)).collect();
    assert!(strange.is_empty(), "{path}: {what}: {strange:?}");
}

/// The page itself, once; scripts and styles of the edition; what searches; and pictures that are not there, from nowhere else.
fn is_expected(request: &Value, server: &Server) -> bool {
    let url = request["request"]["url"].as_str().unwrap();
    match request["type"].as_str().unwrap() {
        "Document" => request["redirectResponse"].is_null() && request["initiator"]["type"] == "other",
        "Script" | "Stylesheet" => url.starts_with(&server.url("assets/")),
        // What searches, once the field is touched.
        "Fetch" => ["assets/", "search/"].iter().any(|folder| url.starts_with(&server.url(folder))),
        "Image" | "Other" => {
            url.starts_with(&server.url("")) || url.to_lowercase().starts_with("data:image/svg+xml,%3csvg")
        }
        _ => false,
    }
}

/// The public edition, whatever the audit thinks of such pages.
fn render(site: &Site) {
    let edition = Engine::load(&site.root()).unwrap().edition::<Public>().unwrap();
    let output = edition.into_clean().unwrap();
    for (path, bytes) in output.get().files() {
        site.write(&format!("rendered/{path}"), bytes);
    }
}

#[test]
fn r16_nothing_that_an_author_writes_runs() {
    let site = site();
    render(&site);
    let server = Server::start(&site.path("rendered"), UNDER, Headers::Ignored);
    let mut tab = BROWSER.tab();
    for (number, text) in corpus().iter().enumerate() {
        look(&mut tab, &server, &format!("x{number}/"), text);
    }
    for path in ["", "search/", "whats-new/", "404.html"] {
        look(&mut tab, &server, path, "all of them");
    }
}

/// The same as a search.
#[test]
fn r17_nothing_that_a_reader_types_runs() {
    let site = Site::new().file("content/index.md", "# Home\n").file("content/a.md", "# A\n");
    site.build();
    let server = Server::start(&site.path("dist/public"), "/", Headers::Ignored);
    let mut tab = BROWSER.tab();
    for text in corpus() {
        let query: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        look(&mut tab, &server, &format!("search/?q={query}"), text);
    }
}

/// The control: with `raw-html = "trusted"` such a string does run, so the tests above would see it.
#[test]
fn r16_the_control_runs() {
    let book =
        "[book]\ntitle = \"T\"\n[audience]\ndefault = \"public\"\n[security]\nraw-html = \"trusted\"\n";
    let site = Site::with_book(book).file("content/index.md", "# Home\n\n<svg onload=\"__xss=1\"></svg>\n");
    site.build();
    let server = Server::start(&site.path("dist/public"), "/", Headers::Ignored);
    let mut tab = BROWSER.tab();
    tab.before_pages(WATCH);
    tab.open(&server.url(""));
    tab.until("window.__xss === 1");
    assert_ne!(tab.evaluate(LOOK), json!([]));
    // And with the headers that the edition asks for, it does not, and that is noticed.
    let server = Server::start(&site.path("dist/public"), "/", Headers::Applied);
    tab.open(&server.url(""));
    assert_eq!(tab.evaluate("window.__xss === undefined"), true);
    assert_eq!(tab.evaluate("violations.length"), 1);
    assert_eq!(complaints(&tab.events()).len(), 1);
}
