//! What a screen reader is told: whatever can be acted on has a name. Every kind of page is asked in `axe.rs`, where it is open.

use serde_json::{Value, json};

use crate::browser::Tab;
use crate::looks::BROWSER;
use crate::stage::server;
use crate::views::Edition;

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
pub(crate) fn nameless(tab: &mut Tab) -> (Vec<String>, usize) {
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

#[test]
fn a_control_without_a_name_is_found() {
    let mut tab = BROWSER.tab();
    tab.open(&server(Edition::Public).url("about/"));
    tab.evaluate("document.querySelector('main').append(document.createElement('button'), Object.assign(document.createElement('div'), { tabIndex: 0 }))");
    let (faults, _) = nameless(&mut tab);
    assert!(faults.iter().any(|fault| fault.starts_with("button")), "{faults:?}");
    assert_eq!(faults.len(), 2, "{faults:?}");
}
