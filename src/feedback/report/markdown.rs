//! The report as Markdown: readable in a terminal and in an issue.

use super::model::{AskedBy, Comment, Miss, PageRef, PageRow, Proposal, Report};
use super::words::{day, many, number, percent, readers, reason, worth};

/// So many rows of each table are shown.
const ROWS: usize = 20;

/// So many comments of each page.
const COMMENTS: usize = 3;

/// The report.
pub fn text(report: &Report) -> String {
    let mut out = head(report);
    section(&mut out, "What to fix first", &fix(report));
    section(&mut out, "What readers looked for and did not find", &misses(report));
    section(&mut out, "What readers found and did not open", &unclicked(report));
    section(&mut out, "Reviews overdue", &overdue(report));
    if let Some(unseen) = report.unseen.as_ref().filter(|unseen| !unseen.is_empty()) {
        let lines: Vec<String> = unseen.iter().map(|page| format!("- {}\n", link(page, report))).collect();
        section(&mut out, "Pages nobody opened", &shortened(lines));
    }
    section(&mut out, "By owner", &owners(report));
    section(&mut out, "By language", &languages(report));
    out
}

fn section(out: &mut String, title: &str, text: &str) {
    if !text.is_empty() {
        out.push_str(&format!("\n## {title}\n\n{text}"));
    }
}

fn head(report: &Report) -> String {
    let title = if report.title.is_empty() { String::new() } else { format!(": {}", escape(&report.title)) };
    let totals = &report.summary.totals;
    let share = report
        .summary
        .helpful_share
        .map_or_else(String::new, |share| format!(", {} helpful", percent(share)));
    let mut out = format!("# Feedback report{title}\n\n{} to {}", day(report.from), day(report.to));
    if let Some(owner) = &report.owner {
        out.push_str(&format!(", pages of {}", escape(owner)));
    }
    if let Some(language) = &report.language {
        out.push_str(&format!(", language {}", escape(language)));
    }
    out.push_str(&format!("\n\n- {}{share}\n", many(totals.votes(), "vote", "votes")));
    out.push_str(&format!("- {}\n", many(totals.views, "view", "views")));
    let searches = many(totals.searches + totals.misses, "search", "searches");
    out.push_str(&format!("- {searches}, {} found nothing\n", number(totals.misses)));
    let people = many(totals.sent, "reader", "readers");
    let chose = number(totals.deflected);
    out.push_str(&format!("- {people} then contacted us, {chose} chose a suggested page\n"));
    out
}

fn fix(report: &Report) -> String {
    let mut rows: Vec<String> = Vec::new();
    let mut said = String::new();
    for row in report.to_fix() {
        let reasons: Vec<String> = row
            .reasons
            .iter()
            .map(|counted| format!("{}: {}", reason(&counted.name), counted.count))
            .collect();
        rows.push(format!(
            "| {} | {} | {} of {} | {} | {} | {} |\n",
            escape(&row.estimate()),
            link(&row.page, report),
            number(row.unhelpful),
            number(row.votes()),
            number(row.readers),
            escape(&reasons.join("; ")),
            escape(&row.page.owner),
        ));
        if rows.len() <= ROWS {
            said.push_str(&comments(row));
        }
    }
    if rows.is_empty() {
        return "Nothing: no page has an unhelpful vote since it last changed.\n".into();
    }
    let names = "| readers to help | page | said no | readers | why | owner |\n| ---: | --- | ---: | ---: | --- | --- |\n";
    let said = if said.is_empty() { said } else { format!("\n### In readers' words\n{said}") };
    format!("{names}{}{said}", shortened(rows))
}

fn comments(row: &PageRow) -> String {
    if row.comments.is_empty() {
        return String::new();
    }
    let shown = row.comments.iter().take(COMMENTS);
    let line = |comment: &Comment| {
        let side = if comment.helpful { " (helpful)" } else { "" };
        format!("- {}{side}: {}\n", comment.day, escape(&comment.text))
    };
    let lines: String = shown.map(line).collect();
    format!("\n**{}**\n\n{lines}", escape(&row.page.title))
}

fn misses(report: &Report) -> String {
    let row = |miss: &Miss| {
        let by = |by: &AskedBy| format!("{} {} {}", by.language, readers(&by.edition), number(by.count));
        let asked: Vec<String> = miss.asked.iter().map(by).collect();
        format!(
            "| {} | {} | {} | {} |\n",
            number(miss.count),
            escape(&miss.query),
            escape(&asked.join(", ")),
            proposal(miss)
        )
    };
    table(
        "| times | query | who asked | what to do |\n| ---: | --- | --- | --- |\n",
        report.misses.iter().map(row),
    )
}

fn proposal(miss: &Miss) -> String {
    match &miss.proposal {
        Some(Proposal::Keyword { title, page }) => {
            format!("add it to `keywords` of {} (/{})", escape(title), escape(page))
        }
        Some(Proposal::Mended { title, page }) => {
            format!("found now: {} (/{})", escape(title), escape(page))
        }
        Some(Proposal::Synonym { words }) => {
            format!("add to `synonyms`: {}", escape(&serde_json::to_string(words).unwrap_or_default()))
        }
        Some(Proposal::Elsewhere { title, page, language }) => {
            format!("answered in {}: {} (/{})", escape(language), escape(title), escape(page))
        }
        Some(Proposal::Write) => "no page answers this: write one".into(),
        None => String::new(),
    }
}

fn unclicked(report: &Report) -> String {
    let row = |row: &super::model::Unclicked| {
        format!(
            "| {} of {} | {} | {} | {} |\n",
            number(row.unclicked),
            number(row.searches),
            escape(&row.query),
            escape(&row.language),
            percent(row.click_rate)
        )
    };
    table(
        "| not opened | query | language | opened |\n| ---: | --- | --- | ---: |\n",
        report.unclicked.iter().map(row),
    )
}

fn overdue(report: &Report) -> String {
    let row = |row: &super::model::Overdue| {
        let days = number(row.days.unsigned_abs());
        format!(
            "| {} | {days} | {} | {} |\n",
            row.review_by,
            link(&row.page, report),
            escape(&row.page.owner)
        )
    };
    table("| due | days ago | page | owner |\n| --- | ---: | --- | --- |\n", report.overdue.iter().map(row))
}

fn owners(report: &Report) -> String {
    let row = |row: &super::model::OwnerRow| {
        let [pages, votes, unhelpful, overdue] =
            [row.pages, row.helpful + row.unhelpful, row.unhelpful, row.overdue].map(number);
        let owner = if row.owner.is_empty() { "nobody".into() } else { escape(&row.owner) };
        format!(
            "| {owner} | {} | {pages} | {unhelpful} of {votes} | {overdue} |\n",
            escape(&worth(row.worth))
        )
    };
    let names =
        "| owner | readers to help | pages | said no | overdue |\n| --- | ---: | ---: | ---: | ---: |\n";
    table(names, report.owners.iter().filter(|_| !report.title.is_empty()).map(row))
}

fn languages(report: &Report) -> String {
    let row = |row: &super::model::LanguageRow| {
        let totals = &row.totals;
        let [views, votes, unhelpful, misses] =
            [totals.views, totals.votes(), totals.unhelpful, totals.misses].map(number);
        format!("| {} | {views} | {unhelpful} of {votes} | {misses} |\n", escape(&row.language))
    };
    let names =
        "| language | views | said no | searches that found nothing |\n| --- | ---: | ---: | ---: |\n";
    table(names, report.languages.iter().map(row))
}

fn table(names: &str, rows: impl Iterator<Item = String>) -> String {
    let rows: Vec<String> = rows.collect();
    if rows.is_empty() { String::new() } else { format!("{names}{}", shortened(rows)) }
}

/// The first lines, and how many there are besides.
fn shortened(lines: Vec<String>) -> String {
    let more = lines.len().saturating_sub(ROWS) as u64;
    let shown: String = lines.into_iter().take(ROWS).collect();
    if more == 0 { shown } else { format!("{shown}\n…and {}.\n", many(more, "more", "more")) }
}

/// The title, leading to the page where its address is known.
fn link(page: &PageRef, report: &Report) -> String {
    match address(page, report) {
        Some(address) => format!("[{}]({address})", escape(&page.title)),
        None => escape(&page.title),
    }
}

/// The address of a page that customers may read.
pub(super) fn address(page: &PageRef, report: &Report) -> Option<String> {
    let known = page.public == Some(true) && !report.base.is_empty();
    // Parentheses would end the address of a Markdown link.
    let path = crate::render::address::path(&page.page).replace('(', "%28").replace(')', "%29");
    known.then(|| format!("{}{path}", report.base))
}

/// Text of others on one line, so that it stays text: no markup, no link, nobody who is mentioned (R17).
pub fn escape(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if is_markup(c, rest.peek().copied(), &out) {
            out.push('\\');
        }
        out.push(c);
        if matches!(c, '@' | '#') {
            // An invisible joiner: GitHub looks for names and numbers after Markdown was read.
            out.push('\u{2060}');
        }
    }
    out
}

/// Whether a character would be markup, with what stands around it; addresses become links by themselves.
fn is_markup(c: char, next: Option<char>, before: &str) -> bool {
    match c {
        '&' => next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '#'),
        '!' => next == Some('['),
        ':' => next == Some('/'),
        '.' => before.to_ascii_lowercase().ends_with("www"),
        _ => "\\`*_[]<>#|~$@".contains(c),
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn text_of_readers_stays_text() {
        assert_eq!(escape("**no** <b>\n# [x](y) |"), "\\*\\*no\\*\\* \\<b\\> \\#\u{2060} \\[x\\](y) \\|");
        assert_eq!(escape("@you, https://x.example"), "\\@\u{2060}you, https\\://x.example");
        assert_eq!(escape("A & B &lt; www.x.example. 3.5!"), "A & B \\&lt; www\\.x.example. 3.5!");
        assert_eq!(escape("退货，好吗？"), "退货，好吗？");
    }
}
