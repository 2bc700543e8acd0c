//! "What readers looked for and did not find".

use super::super::model::{AskedBy, Miss, PageRef, Proposal, Report, Unclicked};
use super::super::words::{number, percent, readers};
use super::{escape, language_name, shortened, small, title};

/// So many queries are shown that found nothing, and so many that did.
const ROWS: usize = 25;
const UNCLICKED: usize = 15;

pub(super) fn misses(report: &Report) -> String {
    if report.misses.is_empty() {
        return String::new();
    }
    let row = |miss: &Miss| {
        format!(
            "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\"><span dir=\"auto\">{}</span>{}</th><td role=\"cell\" class=\"n\" \
             data-name=\"times\">{}</td><td role=\"cell\">{}</td></tr>",
            escape(&miss.query),
            small(&miss.asked.iter().map(asked).collect::<Vec<_>>()),
            number(miss.count),
            proposal(miss, report)
        )
    };
    let (rows, note) = shortened(report.misses.iter().map(row).collect(), ROWS);
    format!(
        "<section><h2>What readers looked for and did not find</h2><p>Queries without any result, and what would give them \
         one.</p><table class=\"wide\" role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" \
         scope=\"col\">Query</th><th role=\"columnheader\" scope=\"col\" class=\"n\">Times</th><th role=\"columnheader\" \
         scope=\"col\">What to do</th></tr></thead><tbody role=\"rowgroup\">{rows}</tbody></table>{note}</section>\n"
    )
}

/// `English staff 21`.
fn asked(by: &AskedBy) -> String {
    let staff = if by.edition == "internal" { " staff" } else { "" };
    format!("<span class=\"keep\">{}{staff} {}</span>", language_name(&by.language), number(by.count))
}

fn proposal(miss: &Miss, report: &Report) -> String {
    let other = |page: &PageRef| format!("<small>or: {}</small>", title(page, report));
    let first = miss.near.first().map_or_else(String::new, |page| title(page, report));
    match &miss.proposal {
        Some(Proposal::Keyword { .. }) => {
            let others: String = miss.near.iter().skip(1).map(other).collect();
            format!("Add it to <code>keywords</code> of {first}{others}")
        }
        Some(Proposal::Mended { page, title: name }) => {
            let known = miss.near.iter().find(|near| near.page == *page);
            format!("Found now: {}", known.map_or_else(|| escape(name), |known| title(known, report)))
        }
        Some(Proposal::Synonym { words }) => {
            let line = serde_json::to_string(words).unwrap_or_default();
            let table = if miss.is_public() { "[search]" } else { "[internal.search]" };
            format!("Add <code>{}</code> to <code>synonyms</code> of <code>{table}</code>", escape(&line))
        }
        Some(Proposal::Elsewhere { language, .. }) => {
            format!("Answered in {}: {first}", language_name(language))
        }
        Some(Proposal::Write) => "No page answers this. Write one.".into(),
        None => String::new(),
    }
}

pub(super) fn unclicked(report: &Report) -> String {
    if report.unclicked.is_empty() {
        return String::new();
    }
    let row = |row: &Unclicked| {
        format!(
            "<tr><th scope=\"row\"><span lang=\"{}\">{}</span>{}</th><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escape(&row.language),
            escape(&row.query),
            small(&[language_name(&row.language), readers(&row.edition).to_owned()]),
            format_args!("{} of {}", number(row.unclicked), number(row.searches)),
            percent(row.click_rate)
        )
    };
    let (rows, note) = shortened(report.unclicked.iter().map(row).collect(), UNCLICKED);
    let place = report.summary.mean_position.map_or_else(String::new, |place| {
        format!(" Results that were opened stood in place {place:.1} on average.")
    });
    format!(
        "<section><h2>What readers found and did not open</h2><p>Queries with results of which none was followed: titles or \
         summaries that promise something else.{place}</p><table><thead><tr><th scope=\"col\">Query</th><th scope=\"col\" \
         class=\"n\">Not opened</th><th scope=\"col\" class=\"n\">Opened</th></tr></thead><tbody>{rows}</tbody></table>{note}\
         </section>\n"
    )
}
