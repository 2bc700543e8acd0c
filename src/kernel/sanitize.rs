//! The safe list for raw HTML, applied to a whole page so that what authors open is closed.

use std::borrow::Cow;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};

use crate::reserved;

/// Elements that only we may write: they take input or look like controls.
pub(crate) const OURS: [&str; 2] = ["input", "button"];

/// Elements of ours beyond ammonia's own safe list.
const ELEMENTS: [&str; 6] = ["input", "button", "section", "fieldset", "legend", "label"];

/// Attributes allowed on every element.
const ATTRIBUTES: [&str; 14] = [
    "id",
    "class",
    "lang",
    "dir",
    "title",
    "hidden",
    "aria-label",
    "aria-hidden",
    "role",
    "data-footnotes",
    "data-pass",
    "data-pool",
    "data-shuffle",
    "data-copy",
];

/// Class names that the default theme knows.
const CLASSES: [&str; 47] = [
    "anchor",
    "attachment",
    "attachment-meta",
    "answer",
    "callout",
    "callout-title",
    "caution",
    "copy",
    "details",
    "footnote-backref",
    "footnote-ref",
    "footnotes",
    "important",
    "internal-block",
    "internal-label",
    "note",
    "option",
    "options",
    "question",
    "quiz",
    "quiz-title",
    "reply",
    "reply-body",
    "reply-head",
    "reply-title",
    "right",
    "sla",
    "steps",
    "table",
    "task",
    "tasks",
    "tip",
    "video",
    "video-title",
    "warning",
    "wrong",
    "explanation",
    "solutions",
    "ask-single",
    "ask-multiple",
    "ask-order",
    "ask-fill",
    "blank",
    "mixed",
    "roleplay",
    "roleplay-title",
    "model",
];

/// Schemes that a link may have.
pub(crate) const SCHEMES: [&str; 10] =
    ["http", "https", "mailto", "tel", "sms", "ftp", "irc", "ircs", "matrix", "xmpp"];

static SANITIZER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(ELEMENTS)
        .add_generic_attributes(ATTRIBUTES)
        .add_tag_attributes(
            "a",
            ["rel", "data-footnote-ref", "data-footnote-backref", "data-footnote-backref-idx"],
        )
        .add_tag_attributes("img", ["loading"])
        .add_tag_attributes("ol", ["start"])
        .add_tag_attributes("input", ["type", "checked", "disabled"])
        .add_tag_attributes("button", ["type"])
        .add_tag_attributes("details", ["open"])
        .link_rel(None)
        .url_schemes(SCHEMES.into_iter().collect())
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(attribute);
    builder
});

/// Reduces the HTML of a page to the safe list.
pub(crate) fn clean(html: &str) -> String {
    SANITIZER.clean(html).to_string()
}

fn attribute<'v>(_element: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match name {
        "class" => classes(value),
        "href" | "src" | "cite" => known_address(value).then_some(Cow::Borrowed(value)),
        _ => Some(Cow::Borrowed(value)),
    }
}

fn classes(value: &str) -> Option<Cow<'_, str>> {
    let known = |class: &&str| CLASSES.contains(class) || class.starts_with("language-");
    let kept: Vec<&str> = value.split_whitespace().filter(known).collect();
    (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")))
}

/// An address that was not looked up could name anything; only those that were, and fragments, are let through.
fn known_address(value: &str) -> bool {
    value.starts_with('#') || value.chars().any(|c| reserved::index(&reserved::DESTINATIONS, c).is_some())
}
