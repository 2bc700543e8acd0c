//! What axe-core finds on every kind of page: nothing, in both editions, light and dark, in three languages. What can be
//! acted on has a name there, as the browser tells it to screen readers.

use crate::browser::Tab;
use crate::controls::nameless;
use crate::looks::BROWSER;
use crate::stage::{all, server};
use crate::views::{Edition, LANGUAGES, View};

/// The engine, in the page but not of it: the page's policy is not asked.
const AXE: &str = include_str!("../axe/axe.min.js");

/// All that WCAG 2.2 asks for at level AA, and what is good practice beyond it.
const EVERYTHING: &str = "{ type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'] }";
/// What the width of a phone decides.
const TARGETS: &str = "{ type: 'rule', values: ['target-size'] }";
/// What the colours alone decide.
const COLOURS: &str = "{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }";

/// One after the other on a page that stays open.
const LOOKS: [(&str, u32, &str); 3] =
    [("light", 1440, EVERYTHING), ("dark", 1440, COLOURS), ("dark", 360, TARGETS)];

fn tab() -> Tab {
    let mut tab = BROWSER.tab();
    tab.before_pages(AXE);
    tab.window(1440, 900);
    tab
}

/// The engine in the page says what it finds. It measures nothing on a gradient, so the home page is looked at on its far end,
/// from which all other colours of it lead away from the colour of text; a number beside a step is not behind its text.
const READY: &str = "axe.configure({ checks: [{ id: 'color-contrast', options: { ignoreUnicode: true, ignoreLength: false, ignorePseudo: true, boldValue: 700, boldTextPt: 14, largeTextPt: 18,
        contrastRatio: { normal: { expected: 4.5 }, large: { expected: 3 } }, pseudoSizeThreshold: 0.25 } }] });
    document.querySelector('.hero')?.style.setProperty('background', 'var(--glow)')";

/// The rules that are broken, each with where; and contrasts that could not be measured, but for text below what floats.
fn faults(tab: &mut Tab, rules: &str, floats: bool) -> Vec<String> {
    let script = format!(
        "{READY}; axe.run(document, {{ runOnly: {rules}, rules: {{ 'target-size': {{ enabled: true }} }}, preload: false, resultTypes: ['violations', 'incomplete'] }})
            .then(({{ violations, incomplete }}) => {{
                const told = ({{ id, nodes }}) => nodes.map(node => [id, node.target.join(' '), ...[...node.any, ...node.all, ...node.none].map(check => check.message)].join(' '));
                const unmeasured = incomplete.filter(({{ id }}) => id === 'color-contrast')
                    .map(({{ id, nodes }}) => ({{ id, nodes: nodes.filter(node => !({floats} && node.any[0]?.data?.messageKey?.match(/Overlap|Obscur/))) }}));
                return [...violations, ...unmeasured].flatMap(told);
            }})"
    );
    let found = tab.evaluate(&script);
    found.as_array().unwrap().iter().map(|fault| fault.as_str().unwrap().to_owned()).collect()
}

/// Whether a view is not the same as one that is looked at in another edition or language but for its words: the edition for staff
/// shows all that customers see and more, and the two Chinese ones differ in their characters.
fn differs(view: &View, edition: Edition, language: &str) -> bool {
    match language {
        "zh-Hans" => view.is_plain() || edition == Edition::Internal,
        "zh-Hant" => view.is_plain() && edition == Edition::Internal,
        _ => true,
    }
}

fn nothing_is_found(language: &str) {
    let home = LANGUAGES.iter().find(|(code, _)| *code == language).unwrap().1;
    let mut found = Vec::new();
    for edition in Edition::BOTH {
        let mut tab = tab();
        for view in all(edition, home).filter(|view| differs(view, edition, language)) {
            for (scheme, width, rules) in LOOKS {
                tab.media(scheme, "screen");
                tab.window(width, 900);
                let what = format!("{} {language} {} {scheme} {width}", edition.name(), view.name);
                if rules == EVERYTHING {
                    view.show(&mut tab, &server(edition).url(&format!("{home}{}", view.page)));
                    let (nameless, named) = nameless(&mut tab);
                    assert!(named > 15, "{what}: only {named} have a name");
                    found.extend(nameless.into_iter().map(|it| format!("{what}: no name: {it}")));
                }
                let told = faults(&mut tab, rules, !view.is_plain());
                found.extend(told.into_iter().map(|fault| format!("{what}: {fault}")));
            }
            view.forget(&mut tab);
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn axe_finds_nothing_in_english() {
    nothing_is_found("en");
}

#[test]
fn axe_finds_nothing_in_simplified_chinese() {
    nothing_is_found("zh-Hans");
}

#[test]
fn axe_finds_nothing_in_traditional_chinese() {
    nothing_is_found("zh-Hant");
}

/// Were it not in the page, or told to look at nothing, all of the above would hold.
#[test]
fn axe_finds_what_is_wrong() {
    let mut tab = tab();
    tab.open(&server(Edition::Public).url("about/"));
    assert_eq!(faults(&mut tab, EVERYTHING, false), Vec::<String>::new());
    tab.evaluate(
        "for (const [name, given] of [['img', { src: 'data:,' }], ['h6', { textContent: 'Low' }], ['p', { textContent: 'Pale', style: 'color: #aaa' }], ['button', {}]])
            document.querySelector('main').append(Object.assign(document.createElement(name), given))",
    );
    let found = faults(&mut tab, EVERYTHING, false);
    for rule in ["image-alt", "color-contrast", "button-name", "heading-order"] {
        assert!(found.iter().any(|fault| fault.starts_with(rule)), "{rule} is not in {found:?}");
    }
}
