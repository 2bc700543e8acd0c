//! Values of a policy that another one has replaced: other pages still give them.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic};
use crate::kind::Kind;
use crate::path;
use crate::promises::clause;
use crate::promises::line::Form;
use crate::promises::script::Script;

/// A variable and the one that has taken its place.
struct Replaced<'a> {
    old: &'a str,
    new: &'a str,
    by: &'a Script<'a>,
    since: Option<Date>,
}

/// All places where a page in force gives a value that a policy gives no more. `gone` are the paths of superseded pages.
pub(crate) fn of(scripts: &[Script<'_>], gone: &BTreeSet<String>, today: Date) -> Vec<Diagnostic> {
    let is_in_force = |script: &&Script<'_>| script.front().effective.is_none_or(|day| day <= today);
    let replaced: Vec<Replaced<'_>> =
        scripts.iter().filter(is_in_force).flat_map(|script| by(scripts, script)).collect();
    let elsewhere = |script: &&Script<'_>| {
        script.kind != Kind::Announcement && !gone.contains(&script.document.place.path)
    };
    scripts.iter().filter(elsewhere).flat_map(|script| given(script, &replaced)).collect()
}

/// What a page has replaced: it uses `slot-2027` where the page before it has `slot`.
fn by<'a>(scripts: &'a [Script<'a>], script: &'a Script<'a>) -> Vec<Replaced<'a>> {
    let front = script.front();
    let before = front.supersedes.as_ref();
    let before = before.and_then(|named| path::join(script.document.place.folder(), &named.value));
    let Some(before) = before.and_then(|path| scripts.iter().find(|other| other.document.place.path == path))
    else {
        return Vec::new();
    };
    let (old, new) = (variables(before), variables(script));
    let is_next = |new: &str, old: &str| new.strip_prefix(old).is_some_and(|rest| rest.starts_with('-'));
    let pairs = new.difference(&old).flat_map(|new| old.iter().map(move |old| (*old, *new)));
    pairs
        .filter(|(old, new)| is_next(new, old))
        .map(|(old, new)| Replaced { old, new, by: script, since: front.effective })
        .collect()
}

fn variables<'a>(script: &'a Script<'a>) -> BTreeSet<&'a str> {
    script.lines().flat_map(|line| line.variables().map(|(name, _)| name)).collect()
}

fn given(script: &Script<'_>, replaced: &[Replaced<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for line in script.lines().filter(|line| line.form != Form::Note) {
        for (name, range) in line.variables() {
            let meant = |one: &&Replaced<'_>| {
                one.old == name
                    && one.by.language == script.language
                    && !std::ptr::eq(one.by, script)
                    && !line.variables().any(|(name, _)| name == one.new)
                    && !clause::is_past(&line.text[clause::sentence(&line.text, &range)])
            };
            let Some(one) = replaced.iter().find(meant) else { continue };
            let since = one.since.map_or_else(String::new, |day| format!(" since {day}"));
            let file = &one.by.document.path;
            let message = format!("`{name}` is no longer what holds: {file} has `{}`{since}", one.new);
            let help = format!("write `{{{{ {} }}}}`, or give `{name}` its value", one.new);
            found.push(Diagnostic::warning(Code::StaleDate, line.span(range), message).help(help));
        }
    }
    found
}
