//! The report as CSV (RFC 4180), a table at a time.

use super::model::{Miss, PageRef, Proposal, Report};

/// Which table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Table {
    /// A row for each page, the most to gain first.
    #[default]
    Pages,
    /// A row for each query that found nothing, and for each whose results were not followed.
    Searches,
    /// A row for each comment.
    Comments,
}

/// The table, with a line of names above it.
pub fn text(report: &Report, table: Table) -> String {
    match table {
        Table::Pages => pages(report),
        Table::Searches => searches(report),
        Table::Comments => comments(report),
    }
}

fn pages(report: &Report) -> String {
    let mut csv = Csv::new(&[
        "page",
        "title",
        "language",
        "owner",
        "kind",
        "version",
        "changed",
        "worth",
        "readers",
        "views",
        "helpful",
        "unhelpful",
        "share",
        "low",
        "reasons",
        "comments",
        "waiting",
        "sent",
        "votes_before",
        "views_before",
    ]);
    for row in &report.pages {
        let reasons: Vec<String> =
            row.reasons.iter().map(|reason| format!("{} {}", reason.name, reason.count)).collect();
        let comments = row.comments.len() as u64 + row.more_comments;
        let PageRef { page, title, language, owner, .. } = &row.page;
        let texts = [page, title, language, owner, &row.kind, &row.version].map(Clone::clone);
        let changed = row.changed.map_or_else(String::new, |day| day.to_string());
        let counts = [row.readers, row.views, row.helpful, row.unhelpful].map(|number| number.to_string());
        let shares = [row.share, row.low].map(|number| number.to_string());
        let rest = [comments, row.waiting, row.sent, row.votes_before, row.views_before];
        let mut cells: Vec<String> = texts.into();
        cells.extend([changed, row.worth.to_string()]);
        cells.extend(counts.into_iter().chain(shares));
        cells.push(reasons.join("; "));
        cells.extend(rest.map(|number| number.to_string()));
        csv.row(&cells);
    }
    csv.text
}

fn searches(report: &Report) -> String {
    let mut csv = Csv::new(&[
        "found",
        "query",
        "edition",
        "language",
        "searches",
        "unclicked",
        "click_rate",
        "near",
        "proposal",
    ]);
    for row in &report.misses {
        let near: Vec<&str> = row.near.iter().map(|page| page.page.as_str()).collect();
        let near = near.join(" ");
        let count = row.count.to_string();
        let proposal = proposal(row);
        let [editions, languages] = [editions(row), languages(row)].map(|words| words.join(" "));
        csv.row(&["no", &row.query, &editions, &languages, &count, "", "", &near, &proposal]);
    }
    for row in &report.unclicked {
        let [searches, unclicked] = [row.searches, row.unclicked].map(|number| number.to_string());
        let rate = row.click_rate.to_string();
        csv.row(&["yes", &row.query, &row.edition, &row.language, &searches, &unclicked, &rate, "", ""]);
    }
    csv.text
}

/// Who asked, each once.
fn editions(miss: &Miss) -> Vec<&str> {
    once(miss.asked.iter().map(|asked| asked.edition.as_str()))
}

fn languages(miss: &Miss) -> Vec<&str> {
    once(miss.asked.iter().map(|asked| asked.language.as_str()))
}

fn once<'w>(words: impl Iterator<Item = &'w str>) -> Vec<&'w str> {
    let mut seen = Vec::new();
    words.for_each(|word| {
        if !seen.contains(&word) {
            seen.push(word)
        }
    });
    seen
}

fn proposal(miss: &Miss) -> String {
    match &miss.proposal {
        Some(Proposal::Keyword { page, .. }) => format!("keyword of {page}"),
        Some(Proposal::Mended { page, .. }) => format!("found now: {page}"),
        Some(Proposal::Synonym { words }) => {
            format!("synonym of {}", words.first().map_or("", String::as_str))
        }
        Some(Proposal::Elsewhere { page, language, .. }) => format!("answered in {language} by {page}"),
        Some(Proposal::Write) => "write a page".into(),
        None => String::new(),
    }
}

fn comments(report: &Report) -> String {
    let mut csv = Csv::new(&["day", "page", "title", "language", "helpful", "comment"]);
    for row in &report.pages {
        for comment in &row.comments {
            let PageRef { page, title, language, .. } = &row.page;
            let helpful = if comment.helpful { "yes" } else { "no" };
            csv.row(&[&comment.day.to_string(), page, title, language, helpful, &comment.text]);
        }
    }
    csv.text
}

/// Rows that end with CRLF, as RFC 4180 asks.
pub(in crate::feedback) struct Csv {
    pub(in crate::feedback) text: String,
}

impl Csv {
    pub(in crate::feedback) fn new(names: &[&str]) -> Self {
        let mut csv = Self { text: String::new() };
        csv.row(names);
        csv
    }

    pub(in crate::feedback) fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        let cells: Vec<String> = cells.iter().map(|cell| cell_of(cell.as_ref())).collect();
        self.text.push_str(&cells.join(","));
        self.text.push_str("\r\n");
    }
}

/// A cell that a spreadsheet takes for text: what would be computed begins with an apostrophe (R30), also where a spreadsheet that
/// divides cells by other signs would begin one. No number of a report is negative.
pub fn cell_of(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut begins = true;
    for c in text.chars() {
        if begins && computes(c) {
            safe.push('\'');
        }
        begins =
            matches!(c, ';' | ',' | '|' | '"') || (begins && (c == ' ' || is_unseen(c))) || c.is_control();
        safe.push(c);
    }
    if safe.contains([',', '"', ';', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

/// What a formula begins with. Spreadsheets for Chinese and Japanese take signs of full width for the same.
fn computes(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' | '﹦' | '﹢' | '﹣' | '−'
    )
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}' | '\u{a0}')
}

#[cfg(test)]
mod tests {
    use super::cell_of;

    #[test]
    fn cells_are_quoted_and_compute_nothing() {
        for (text, cell) in [
            ("plain", "plain"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "\"'\r'=1\""),
            ("x;=1+1;y", "\"x;'=1+1;y\""),
            ("hello\n=1+1", "\"hello\n'=1+1\""),
            ("\u{feff}=1", "\u{feff}'=1"),
            ("−1", "'−1"),
            ("a-b = c", "a-b = c"),
            ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""),
        ] {
            assert_eq!(cell_of(text), cell);
        }
    }
}
