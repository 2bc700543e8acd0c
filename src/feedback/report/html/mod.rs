//! The report as a page to be forwarded: one file, without scripts, and with a policy that lets nothing be loaded. Every text that
//! is not ours is escaped (R17).

mod charts;
mod comments;
mod fix;
mod scale;
mod searches;
mod site;

use super::markdown::address;
use super::model::{PageRef, Report};
use super::words::{self, many, number, percent};
use crate::feedback::day::Day;
use crate::render::fill::escape;

const STYLE: &str = include_str!("report.css");

/// Nothing is loaded and nothing runs, whatever got into the text.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// How the numbers are made, for those who ask.
const NOTES: &str = "<section class=\"notes\"><h2>How to read this</h2><dl>\
<dt>Only since the page last changed</dt><dd>Votes and views of what a page said before count in the summary, not in the \
ranking: what was mended does not stay at the top.</dd>\
<dt>Readers to help</dt><dd>An estimate: readers since the page changed, times the share of them whom it surely does not \
help. That is the lower bound of the Wilson score interval (95&nbsp;%), so that one angry vote out of one \
does not outweigh forty out of a hundred. Where a page has more votes than views, because browsers that ask not to be \
followed send votes alone, its votes are its readers.</dd>\
<dt>Votes</dt><dd>One for each browser and version of a page; who changes the answer is counted once.</dd>\
<dt>Days</dt><dd>All days and weeks are in UTC. Charts show whole weeks.</dd></dl></section>";

/// The report.
pub fn text(report: &Report) -> String {
    let name = if report.title.is_empty() { "Feedback report".into() } else { escape(&report.title) };
    let sections = [
        header(report, &name),
        fix::short(report),
        facts(report),
        charts::weeks(report),
        fix::section(report),
        searches::misses(report),
        searches::unclicked(report),
        site::overdue(report),
        site::unseen(report),
        site::groups(report),
        NOTES.to_owned(),
    ];
    document(&format!("{name}: what to fix first"), &sections.concat())
}

/// A page of its own: its title, as HTML, and what stands on it.
pub(in crate::feedback) fn document(title: &str, sections: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{sections}\n</main>\n</body>\n</html>\n"
    )
}

fn header(report: &Report, name: &str) -> String {
    let mut about = format!("{} to {}", day(report.from), day(report.to));
    if let Some(owner) = &report.owner {
        about.push_str(&format!(" · pages of {}", escape(owner)));
    }
    if let Some(language) = &report.language {
        about.push_str(&format!(" · {}", language_name(language)));
    }
    format!("<header><p class=\"eyebrow\">What readers told us</p><h1>{name}</h1><p>{about}</p></header>\n")
}

/// The numbers at the top.
fn facts(report: &Report) -> String {
    let (summary, totals) = (&report.summary, &report.summary.totals);
    let mut facts = Vec::new();
    if let Some(share) = summary.helpful_share {
        let of = format!(
            "of {}, {}",
            many(totals.votes(), "vote", "votes"),
            many(summary.comments, "comment", "comments")
        );
        facts.push((percent(share), "say that it helped", of));
    }
    if totals.views > 0 {
        let of = match report.unseen.as_ref().map_or(0, Vec::len) as u64 {
            0 => String::new(),
            unseen => format!("nobody opened {}", many(unseen, "page", "pages")),
        };
        facts.push((number(totals.views), "page views", of));
    }
    let searches = totals.searches + totals.misses;
    if searches > 0 {
        let share = percent(super::wilson::share(totals.misses, searches));
        facts.push((
            number(totals.misses),
            "searches found nothing",
            format!("{share} of {}", number(searches)),
        ));
    }
    if totals.sent + totals.deflected > 0 {
        let of = match totals.deflected {
            0 => String::new(),
            deflected => format!("{} chose a suggested page", number(deflected)),
        };
        facts.push((number(totals.sent), "then contacted us", of));
    }
    if !report.overdue.is_empty() {
        let oldest =
            report.overdue.first().map_or_else(String::new, |row| format!("since {}", day(row.review_by)));
        facts.push((number(report.overdue.len() as u64), "reviews overdue", oldest));
    }
    let fact = |(value, name, of): &(String, &str, String)| {
        let more = if of.is_empty() { String::new() } else { format!("<dd>{of}</dd>") };
        format!("<div><dt>{name}</dt><dd>{value}</dd>{more}</div>")
    };
    format!("<dl class=\"facts\">{}</dl>\n", facts.iter().map(fact).collect::<String>())
}

/// A date that stays on one line.
pub(in crate::feedback) fn day(day: Day) -> String {
    words::day(day).replace(' ', "\u{a0}")
}

/// A title that leads to the page where its address is known.
fn title(page: &PageRef, report: &Report) -> String {
    let title = format!("<span lang=\"{}\">{}</span>", escape(&page.language), escape(&page.title));
    match address(page, report) {
        Some(address) => format!("<a href=\"{}\">{title}</a>", escape(&address)),
        None => title,
    }
}

/// What is said of a page in small print.
pub(in crate::feedback) fn small(parts: &[String]) -> String {
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { String::new() } else { format!("<small>{}</small>", parts.join(" · ")) }
}

/// The name of a language in its own words; its code where it has none.
pub(in crate::feedback) fn language_name(code: &str) -> String {
    escape(answerbook_kernel::lang::own_name(code))
}

/// The rows of a table, and a line that says how many there are besides.
fn shortened(rows: Vec<String>, most: usize) -> (String, String) {
    let more = rows.len().saturating_sub(most) as u64;
    let note = match more {
        0 => String::new(),
        more => {
            format!("<p>…and {}; the JSON and CSV forms have all of them.</p>", many(more, "more", "more"))
        }
    };
    (rows.into_iter().take(most).collect(), note)
}
