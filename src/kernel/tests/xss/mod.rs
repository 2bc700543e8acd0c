//! R16: whatever an author writes, with raw HTML reduced to the safe list, what comes out is on the list.

use answerbook_kernel::{Audience, Page, Site as Projected};

use crate::driver::html::{self, Piece};
use crate::driver::{self, Site};

const TOML: &str = "[book]\ntitle = \"Site\"\n[audience]\ndefault = \"public\"\n[check]\nbroken-links = \"warn\"\n\
    unknown-keys = \"warn\"\n[vars]\nevil = '''EVIL'''\n";

/// Elements that a page may consist of.
const ELEMENTS: &str = "a abbr acronym area article aside b bdi bdo blockquote br button caption center cite code col \
    colgroup data dd del details dfn div dl dt em fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr \
    i img input ins kbd label legend li map mark nav ol p pre q rp rt rtc ruby s samp section small span strike strong \
    sub summary sup table tbody td th thead time tr tt u ul var wbr";

/// Attributes that an element may have.
const ATTRIBUTES: &str = "align alt aria-hidden aria-label axis char charoff charset checked cite class colspan coords \
    data-copy data-footnote-backref data-footnote-backref-idx data-footnote-ref data-footnotes data-pass datetime dir \
    disabled headers height hidden href hreflang id lang loading name open rel role rowspan scope shape size span src \
    start summary tabindex title type valign width";

fn strings() -> Vec<&'static str> {
    include_str!("strings.txt").lines().filter(|line| !line.is_empty()).collect()
}

/// Everything an author controls, with the same string in it.
fn sites(string: &str) -> Vec<Site> {
    let yaml = string.replace('\'', "''");
    let toml = TOML.replace("EVIL", &string.replace("'''", ""));
    let front =
        format!("---\ntitle: '{yaml}'\nsummary: '{yaml}'\ntags: ['{yaml}']\nextra:\n  x: '{yaml}'\n---\n");
    let places = [
        format!("{string}\n"),
        format!("text {string} text\n"),
        format!("<div>{string}</div>\n\n<div title='{string}' id=\"{string}\" class={string}>\n"),
        format!("# {string}\n\n## {string} {{#{string}}}\n"),
        format!("[{string}]({string}) [x](<{string}> \"{string}\") ![{string}]({string} '{string}')\n"),
        format!("[x][r] [y]({{{{ evil }}}})\n\n[r]: <{string}> '{string}'\n"),
        format!("<a href=\"{string}\">x</a> <a href={string}>y</a> <img src='{string}' alt='{string}'>\n"),
        format!("```{string}\n{string}\n```\n\n    {string}\n\n`{string}`\n"),
        format!(":::note {string}\n{string}\n:::\n\n:::details {string}\n:::\n\n:::reply {string}\n:::\n"),
        format!(
            ":::quiz pass={string}\n- [x] {string}\n  {string}\n:::\n\n:::video https://{string} {string}\n:::\n"
        ),
        format!(
            "| {string} |\n|---|\n| {string} |\n\nTerm {string}\n: {string}\n\nx[^{string}]\n\n[^{string}]: {string}\n"
        ),
        "{{ evil }} <p title=\"{{ evil }}\">{{ evil }}</p>\n\n:::note {{ evil }}\n:::\n".to_string(),
        format!(
            "<math><mtext><table><mglyph><style>{string}</style></table></mtext></math>\n\n<svg>{string}</svg>\n"
        ),
        format!(
            "<noscript><p title=\"</noscript>{string}\"></noscript> <textarea>{string}</textarea>{string}\n"
        ),
        format!(
            "- {string}\n- > {string}\n\n<!-- {string} --> <![CDATA[{string}]]> <?{string}?> <!{string}>\n"
        ),
    ];
    places.iter().map(|text| Site::new().toml(&toml).file("page.md", format!("{front}{text}"))).collect()
}

#[test]
fn nothing_runs() {
    let strings = strings();
    assert!(strings.len() >= 150, "{} strings", strings.len());
    let mut wrong: Vec<String> = Vec::new();
    for string in strings {
        for site in sites(string) {
            let built = site.build();
            wrong.extend(
                built
                    .public
                    .pages()
                    .flat_map(|(_, page)| faults(&built.public, page))
                    .map(|fault| format!("{fault} from {string}")),
            );
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}

fn faults<A: Audience>(site: &Projected<A>, page: &Page<A>) -> Vec<String> {
    let text = driver::body(site, page) + &driver::fill(site, page, &page.body.heading_html);
    html::pieces(&text).iter().flat_map(fault).collect()
}

fn fault(piece: &Piece) -> Vec<String> {
    match piece {
        Piece::Start(name, attributes) => {
            let mut wrong: Vec<String> = attributes
                .iter()
                .filter(|(key, value)| is_bad(key, value))
                .map(|a| format!("<{name}> has {a:?}"))
                .collect();
            if !ELEMENTS.split_whitespace().any(|known| known == name) {
                wrong.push(format!("<{name}>"));
            }
            wrong
        }
        Piece::Comment(text) => vec![format!("<!--{text}-->")],
        Piece::Doctype => vec!["a document type".into()],
        Piece::Text(_) | Piece::End(_) => Vec::new(),
    }
}

fn is_bad(key: &str, value: &str) -> bool {
    let unknown = !ATTRIBUTES.split_whitespace().any(|known| known == key);
    let address = matches!(key, "href" | "src" | "cite");
    unknown || (address && !is_safe(value))
}

/// An address as a browser reads it: control characters and white space around it and inside of its scheme are dropped.
fn is_safe(value: &str) -> bool {
    let read: String =
        value.trim_matches(|c: char| c <= ' ').chars().filter(|c| !"\t\r\n".contains(*c)).collect();
    let Some((scheme, _)) = read.split_once(':') else {
        return true;
    };
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    let known = ["http", "https", "mailto", "tel", "sms", "ftp", "irc", "ircs", "matrix", "xmpp"];
    !is_scheme || known.contains(&scheme.to_ascii_lowercase().as_str())
}

#[test]
fn the_checker_sees_what_is_wrong() {
    let bad = [
        "<script>",
        "<p onclick=x>",
        "<a href='java\tscript:x'>",
        "<a href=' JaVaScRiPt:x'>",
        "<!-- -->",
        "<svg>",
        "<img src=data:x>",
        "<p style=x>",
        "<!DOCTYPE x>",
        "<form>",
        "<a href='\u{1}javascript:x'>",
    ];
    for html in bad {
        assert!(!html::pieces(html).iter().flat_map(fault).collect::<Vec<_>>().is_empty(), "{html}");
    }
}

/// What an author opens must not swallow what comes after the page, nor close what was opened before it.
#[test]
fn every_element_is_closed() {
    let void = ["area", "br", "col", "hr", "img", "input", "wbr"];
    for string in strings() {
        for site in sites(string) {
            let built = site.build();
            let page = driver::page(&built.public, "page/").unwrap();
            let mut open: Vec<String> = Vec::new();
            for piece in html::pieces(&driver::body(&built.public, page)) {
                match piece {
                    Piece::Start(name, _) if !void.contains(&name.as_str()) => open.push(name),
                    Piece::End(name) => assert_eq!(open.pop(), Some(name), "{string}"),
                    _ => {}
                }
            }
            assert!(open.is_empty(), "{string} leaves {open:?} open");
        }
    }
}
