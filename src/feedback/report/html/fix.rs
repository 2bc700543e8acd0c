//! "What to fix first": in short, and as a table.

use super::super::model::{Counted, PageRow, Report};
use super::super::words::{many, number, percent, reason};
use super::charts::bar;
use super::comments::comments;
use super::{day, escape, language_name, shortened, small, title};
use crate::feedback::report::wilson::count;

/// So many pages are named at the top.
const SHORT: usize = 3;

/// So many rows are open; so many more are folded.
const OPEN: usize = 10;
const FOLDED: usize = 100;

/// So many reasons.
const REASONS: usize = 3;

/// Up to so many votes are no statistics: their reasons have no bars.
const FEW: u64 = 3;

const NAMES: &str = "<thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\">Page</th><th \
role=\"columnheader\" scope=\"col\" class=\"n worth\">Readers to help<small>estimate</small></th><th role=\"columnheader\" \
scope=\"col\" class=\"n no\">Said no</th><th role=\"columnheader\" scope=\"col\" class=\"n readers\">Readers</th><th \
role=\"columnheader\" scope=\"col\">Why</th></tr></thead>";

/// The first pages in a line each, which leads to the row.
pub(super) fn short(report: &Report) -> String {
    let line = |(at, row): (usize, &PageRow)| {
        let (first, second) = (row.reasons.first(), row.reasons.get(1).map_or(0, |counted| counted.count));
        let mostly = first.filter(|counted| counted.count > second);
        let mostly = mostly
            .map_or_else(String::new, |counted| format!(", mostly “{}”", escape(reason(&counted.name))));
        format!(
            "<li><a href=\"#fix-{}\"><span lang=\"{}\">{}</span></a> – {} of {} said no{mostly}</li>",
            at + 1,
            escape(&row.page.language),
            escape(&row.page.title),
            number(row.unhelpful),
            number(row.votes())
        )
    };
    let lines: String = report.to_fix().take(SHORT).enumerate().map(line).collect();
    if lines.is_empty() {
        return lines;
    }
    format!("<div class=\"short\"><h2>Fix first</h2><ol>{lines}</ol></div>\n")
}

pub(super) fn section(report: &Report) -> String {
    let most = report.to_fix().map(|row| row.worth).fold(0.0, f64::max);
    let rows = report.to_fix().enumerate().map(|(at, row)| self::row(at + 1, row, report, most));
    let mut open: Vec<String> = rows.collect();
    if open.is_empty() {
        return "<section><h2>What to fix first</h2><p>Nothing: nobody said no to what a page says now.</p></section>\n"
            .into();
    }
    let rest = open.split_off(open.len().min(OPEN));
    format!(
        "<section><h2>What to fix first</h2><p>Pages where a better text would help the most readers. Counted since each text \
         last changed.</p>{}{}</section>\n",
        table(&open.concat()),
        folded(rest)
    )
}

fn table(rows: &str) -> String {
    format!("<table class=\"wide fix\" role=\"table\">{NAMES}<tbody role=\"rowgroup\">{rows}</tbody></table>")
}

fn folded(rows: Vec<String>) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let name = many(rows.len() as u64, "more page", "more pages");
    let (rows, note) = shortened(rows, FOLDED);
    format!("<details class=\"rest\"><summary>{name}</summary>{}{note}</details>", table(&rows))
}

fn row(place: usize, row: &PageRow, report: &Report, most: f64) -> String {
    format!(
        "<tr role=\"row\" id=\"fix-{place}\"><th role=\"rowheader\" scope=\"row\"><span class=\"place\">{place}.</span> {}{}</th>\
         <td role=\"cell\" class=\"n worth\"><span>{}<span class=\"said\"> readers to help</span></span>{}</td><td role=\"cell\" class=\"n \
         no\">{} of {}<span class=\"said\"> said no</span> <small>{}</small></td><td role=\"cell\" class=\"n readers\">{}<span \
         class=\"said\"> readers</span></td><td role=\"cell\" class=\"why\">{}{}</td></tr>",
        title(&row.page, report),
        about(row),
        escape(&row.estimate()),
        bar(row.worth, most, "line-bar"),
        number(row.unhelpful),
        number(row.votes()),
        percent(row.share),
        number(row.readers),
        reasons(row),
        comments(row)
    )
}

/// What is known of a page, below its title.
fn about(row: &PageRow) -> String {
    let page = &row.page;
    // The title is the path already where the report knows no site.
    let path = match page.public {
        Some(_) => format!("<small class=\"path\">/{}</small>", escape(&page.page)),
        None => String::new(),
    };
    let internal = if page.public == Some(false) { "staff only".to_owned() } else { String::new() };
    let since = match (row.version.as_str(), row.changed) {
        ("", None) => String::new(),
        ("", Some(changed)) => format!("since {}", day(changed)),
        (version, None) => format!("version {}", escape(version)),
        (version, Some(changed)) => format!("version {}, since {}", escape(version), day(changed)),
    };
    let first = small(&[escape(&page.owner), language_name(&page.language), internal]);
    [path, first, small(&[since]), afterwards(row)].concat()
}

/// What readers did after they had read a page.
fn afterwards(row: &PageRow) -> String {
    let asked = many(row.waiting, "reader", "readers").replace(' ', "\u{a0}");
    let waiting = match row.waiting {
        0 => String::new(),
        _ => format!("{asked} asked to be told when it changes"),
    };
    let sent = match row.sent {
        0 => String::new(),
        sent => format!("{}\u{a0}then contacted\u{a0}us", number(sent)),
    };
    small(&[waiting, sent])
}

/// Reasons, drawn as shares of the votes that said no.
fn reasons(row: &PageRow) -> String {
    let name = |counted: &Counted| escape(reason(&counted.name));
    if row.unhelpful <= FEW {
        let few = row.reasons.iter().map(|counted| format!("{} {}", name(counted), number(counted.count)));
        return small(&few.collect::<Vec<_>>());
    }
    let line = |counted: &Counted| {
        let bar = bar(count(counted.count), count(row.unhelpful), "warn");
        format!(
            "<li><span>{}</span>{bar}<span class=\"n\">{}</span></li>",
            name(counted),
            number(counted.count)
        )
    };
    let lines: String = row.reasons.iter().take(REASONS).map(line).collect();
    if lines.is_empty() { lines } else { format!("<ul class=\"reasons\">{lines}</ul>") }
}
