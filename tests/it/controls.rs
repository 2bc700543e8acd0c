//! What a screen reader is told: whatever can be acted on has a name, on every kind of page and in three languages.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::looks::BROWSER;
use crate::stage::{all, server};
use crate::views::{Edition, LANGUAGES};

/// Roles of what is acted on, and of pictures that say something.
const ROLES: [&str; 14] = [
    "button",
    "checkbox",
    "combobox",
    "DisclosureTriangle",
    "image",
    "link",
    "listbox",
    "option",
    "radio",
    "searchbox",
    "switch",
    "tab",
    "textbox",
    "navigation",
];

/// What has no name, and how many have one.
fn nameless(tab: &mut Tab) -> (Vec<String>, usize) {
    let tree = tab.call("Accessibility.getFullAXTree", json!({}));
    let (mut faults, mut named) = (Vec::new(), 0);
    for node in tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] == false) {
        let role = node["role"]["value"].as_str().unwrap_or_default();
        let focusable = |node: &Value| {
            let all = node["properties"].as_array().into_iter().flatten();
            all.into_iter().any(|it| it["name"] == "focusable" && it["value"]["value"] == true)
        };
        if !ROLES.contains(&role) && (role == "RootWebArea" || !focusable(node)) {
            continue;
        }
        match node["name"]["value"].as_str().unwrap_or_default().trim() {
            "" => faults.push(format!("{role} {}", selector(tab, &node["backendDOMNodeId"]))),
            _ => named += 1,
        }
    }
    (faults, named)
}

/// Where a node is, for people.
fn selector(tab: &mut Tab, node: &Value) -> String {
    let object = tab.call("DOM.resolveNode", json!({ "backendNodeId": node }));
    let path = "function () { return this.outerHTML?.slice(0, 120) ?? this.nodeName; }";
    let asked = json!({ "objectId": object["object"]["objectId"], "functionDeclaration": path, "returnByValue": true });
    tab.call("Runtime.callFunctionOn", asked)["result"]["value"].to_string()
}

fn all_are_named(language: &str) {
    let home = LANGUAGES.iter().find(|(code, _)| *code == language).unwrap().1;
    let mut found = Vec::new();
    for edition in Edition::BOTH {
        let mut tab = BROWSER.tab();
        tab.window(1440, 900);
        tab.call("Accessibility.enable", json!({}));
        for view in all(edition, home) {
            view.show(&mut tab, &server(edition).url(&format!("{home}{}", view.page)));
            let (faults, named) = nameless(&mut tab);
            let what = format!("{} {language} {}", edition.name(), view.name);
            assert!(named > 20, "{what}: only {named} have a name");
            found.extend(faults.into_iter().map(|fault| format!("{what}: {fault}")));
            view.forget(&mut tab);
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn all_controls_are_named_in_english() {
    all_are_named("en");
}

#[test]
fn all_controls_are_named_in_simplified_chinese() {
    all_are_named("zh-Hans");
}

#[test]
fn all_controls_are_named_in_traditional_chinese() {
    all_are_named("zh-Hant");
}

#[test]
fn a_control_without_a_name_is_found() {
    let mut tab = BROWSER.tab();
    tab.call("Accessibility.enable", json!({}));
    tab.open(&server(Edition::Public).url("about/"));
    tab.evaluate("document.querySelector('main').append(document.createElement('button'), Object.assign(document.createElement('div'), { tabIndex: 0 }))");
    let (faults, _) = nameless(&mut tab);
    assert!(faults.iter().any(|fault| fault.starts_with("button")), "{faults:?}");
    assert_eq!(faults.len(), 2, "{faults:?}");
}
