//! What is known of the site beside votes and searches: reviews, pages that nobody opened, owners, languages.

use super::super::model::{LanguageRow, Overdue, OwnerRow, PageRef, Report};
use super::super::words::{many, number, worth};
use super::{day, escape, language_name, shortened, small, title};

/// So many rows are shown.
const ROWS: usize = 25;

/// So many pages that nobody opened.
const UNSEEN: usize = 45;

pub(super) fn overdue(report: &Report) -> String {
    if report.overdue.is_empty() {
        return String::new();
    }
    let row = |row: &Overdue| {
        let about = small(&[escape(&row.page.owner), language_name(&row.page.language)]);
        format!(
            "<tr><th scope=\"row\">{}{about}</th><td class=\"n\">{}<small>{} ago</small></td></tr>",
            title(&row.page, report),
            day(row.review_by),
            many(row.days.unsigned_abs(), "day", "days")
        )
    };
    let (rows, note) = shortened(report.overdue.iter().map(row).collect(), ROWS);
    format!(
        "<section><h2>Reviews overdue</h2><table><thead><tr><th scope=\"col\">Page</th><th scope=\"col\" class=\"n\">Was due\
         </th></tr></thead><tbody>{rows}</tbody></table>{note}</section>\n"
    )
}

pub(super) fn unseen(report: &Report) -> String {
    let Some(pages) = report.unseen.as_ref().filter(|pages| !pages.is_empty()) else { return String::new() };
    let line = |page: &PageRef| {
        format!(
            "<li>{}{}</li>",
            title(page, report),
            small(&[escape(&page.owner), language_name(&page.language)])
        )
    };
    let (lines, note) = shortened(pages.iter().map(line).collect(), UNSEEN);
    format!(
        "<section><h2>Pages nobody opened</h2><p>In the site, and not read once in this time.</p><ul class=\"pages\">{lines}\
         </ul>{note}</section>\n"
    )
}

pub(super) fn groups(report: &Report) -> String {
    let named = report.owners.iter().any(|row| !row.owner.is_empty());
    let owners = if named { owners(report) } else { String::new() };
    let languages = if report.languages.len() > 1 { languages(report) } else { String::new() };
    if owners.is_empty() && languages.is_empty() {
        return String::new();
    }
    format!("<div class=\"pair\">{owners}{languages}</div>\n")
}

fn owners(report: &Report) -> String {
    let row = |row: &OwnerRow| {
        let owner = if row.owner.is_empty() {
            "<span class=\"dim\">nobody</span>".into()
        } else {
            escape(&row.owner)
        };
        let votes = row.helpful + row.unhelpful;
        format!(
            "<tr><th scope=\"row\">{owner}<small>{}</small></th><td class=\"n\">{}</td><td class=\"n\">{} of {}</td><td \
             class=\"n\">{}</td></tr>",
            many(row.pages, "page", "pages"),
            escape(&worth(row.worth)),
            number(row.unhelpful),
            number(votes),
            number(row.overdue)
        )
    };
    let (rows, note) = shortened(report.owners.iter().map(row).collect(), ROWS);
    format!(
        "<section><h2>By owner</h2><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"By owner\"><table><thead><tr><th \
         scope=\"col\">Owner</th><th scope=\"col\" class=\"n\">Readers to help</th><th scope=\"col\" class=\"n\">Said no</th><th \
         scope=\"col\" class=\"n\">Overdue</th></tr></thead><tbody>{rows}</tbody></table></div>{note}</section>"
    )
}

fn languages(report: &Report) -> String {
    let row = |row: &LanguageRow| {
        let totals = &row.totals;
        format!(
            "<tr><th scope=\"row\"><span lang=\"{}\">{}</span></th><td class=\"n\">{}</td><td class=\"n\">{} of {}</td><td \
             class=\"n\">{}</td></tr>",
            escape(&row.language),
            language_name(&row.language),
            number(totals.views),
            number(totals.unhelpful),
            number(totals.votes()),
            number(totals.misses)
        )
    };
    let rows: String = report.languages.iter().map(row).collect();
    format!(
        "<section><h2>By language</h2><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"By language\"><table><thead><tr>\
         <th scope=\"col\">Language</th><th scope=\"col\" class=\"n\">Views</th><th scope=\"col\" class=\"n\">Said no</th><th \
         scope=\"col\" class=\"n\">Found nothing</th></tr></thead><tbody>{rows}</tbody></table></div></section>"
    )
}
