//! "What to fix first".

use super::super::model::{Comment, PageRow, Report};
use super::super::words::{day, many, number, percent, reason, worth};
use super::charts::bar;
use super::{escape, language_name, shortened, small, title};
use crate::feedback::report::wilson::count;

/// So many pages are shown.
const ROWS: usize = 15;

/// So many comments of a page are shown at once.
const OPEN: usize = 1;

/// So many reasons.
const REASONS: usize = 3;

pub(super) fn section(report: &Report) -> String {
    let most = report.to_fix().map(|row| row.worth).fold(0.0, f64::max);
    let rows: Vec<String> = report.to_fix().map(|row| self::row(row, report, most)).collect();
    if rows.is_empty() {
        return "<section><h2>What to fix first</h2><p>Nothing: no page has an unhelpful vote since it last changed.</p>\
                </section>\n"
            .into();
    }
    let (rows, note) = shortened(rows, ROWS);
    format!(
        "<section><h2>What to fix first</h2><p>Pages by how many readers a better text would help, since the text last \
         changed.</p><table class=\"wide fix\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" \
         scope=\"col\">Page</th><th role=\"columnheader\" scope=\"col\" class=\"worth\">Worth</th><th role=\"columnheader\" \
         scope=\"col\" class=\"n\">Unhelpful</th><th role=\"columnheader\" scope=\"col\" class=\"n\">Readers</th><th \
         role=\"columnheader\" scope=\"col\">Why</th></tr></thead><tbody role=\"rowgroup\">{rows}</tbody></table>{note}</section>\n"
    )
}

fn row(row: &PageRow, report: &Report, most: f64) -> String {
    let since = match (row.version.as_str(), row.changed) {
        ("", None) => String::new(),
        ("", Some(changed)) => format!("since {}", day(changed)),
        (version, None) => format!("version {}", escape(version)),
        (version, Some(changed)) => format!("version {}, since {}", escape(version), day(changed)),
    };
    let internal = if row.page.public == Some(false) { "staff only".to_owned() } else { String::new() };
    let about = small(&[escape(&row.page.owner), language_name(&row.page.language), internal, since]);
    let waiting = match row.waiting {
        0 => String::new(),
        waiting => format!("{} to be told of a change", many(waiting, "reader waits", "readers wait")),
    };
    let sent = match row.sent {
        0 => String::new(),
        sent => format!("{} went on to a person", number(sent)),
    };
    let more = if row.waiting + row.sent > 0 { small(&[waiting, sent]) } else { String::new() };
    format!(
        "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">{}{about}{more}</th><td role=\"cell\" class=\"worth\" \
         data-name=\"worth\">{}{}</td><td role=\"cell\" class=\"n\" data-name=\"unhelpful\">{} of {}<small>{}</small></td><td \
         role=\"cell\" class=\"n\" data-name=\"readers\">{}</td><td role=\"cell\" class=\"why\">{}{}</td></tr>",
        title(&row.page, report),
        worth(row.worth),
        bar(row.worth, most, "no"),
        number(row.unhelpful),
        number(row.votes()),
        percent(row.share),
        number(row.readers),
        reasons(row),
        comments(row)
    )
}

fn reasons(row: &PageRow) -> String {
    let most = row.reasons.first().map_or(0, |counted| counted.count);
    let line = |counted: &super::super::model::Counted| {
        let bar = bar(count(counted.count), count(most), "yes");
        format!(
            "<li><span>{}</span>{bar}<span>{}</span></li>",
            escape(&reason(&counted.name)),
            number(counted.count)
        )
    };
    let lines: String = row.reasons.iter().take(REASONS).map(line).collect();
    if lines.is_empty() { lines } else { format!("<ul class=\"reasons\">{lines}</ul>") }
}

fn comments(row: &PageRow) -> String {
    let quote = |comment: &Comment| {
        let verdict = if comment.helpful { " · helpful" } else { "" };
        format!(
            "<blockquote><span dir=\"auto\">{}</span><small>{}{verdict}</small></blockquote>",
            escape(&comment.text),
            day(comment.day)
        )
    };
    let open: String = row.comments.iter().take(OPEN).map(quote).collect();
    let folded: String = row.comments.iter().skip(OPEN).map(quote).collect();
    let more = row.comments.len().saturating_sub(OPEN) as u64 + row.more_comments;
    if folded.is_empty() {
        return open;
    }
    format!(
        "{open}<details><summary>{}</summary>{folded}</details>",
        many(more, "more comment", "more comments")
    )
}
