//! For a calendar: iCalendar (RFC 5545), an event of a whole day for each line, with a reminder a week before.

use super::{Due, Item, What};

/// Octets of a line, without its end (RFC 5545, 3.1).
const WIDTH: usize = 75;

/// The calendar. The same lines on the same day give the same bytes, and an event keeps its identity when its day is moved.
pub fn text(due: &Due) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Answerbook//due//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("X-WR-CALNAME:{}", escaped(&due.site)),
    ];
    due.items.iter().for_each(|item| event(due, item, &mut lines));
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn event(due: &Due, item: &Item, lines: &mut Vec<String>) {
    let (summary, category) = match item.what {
        What::Review => (format!("Review: {}", item.name()), "Review"),
        What::Begins => (format!("Comes into force: {}", item.name()), "Comes into force"),
    };
    let summary = escaped(&summary);
    let digits = |day: jiff::civil::Date| day.strftime("%Y%m%d").to_string();
    lines.push("BEGIN:VEVENT".to_owned());
    lines.push(format!("UID:{}", identity(due, item)));
    lines.push(format!("DTSTAMP:{}T000000Z", digits(due.today)));
    lines.push(format!("DTSTART;VALUE=DATE:{}", digits(item.day)));
    lines.push(format!("SUMMARY:{summary}"));
    lines.push(format!("DESCRIPTION:{}", escaped(&description(item))));
    lines.push(format!("CATEGORIES:{category}"));
    // A day on which something is to be done leaves room for all else.
    lines.push("TRANSP:TRANSPARENT".to_owned());
    if !item.url.is_empty() {
        lines.push(format!("URL:{}", item.url));
    }
    lines.extend(["BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P7D"].map(str::to_owned));
    lines.push(format!("DESCRIPTION:{summary}"));
    lines.extend(["END:VALARM", "END:VEVENT"].map(str::to_owned));
}

fn description(item: &Item) -> String {
    let owner = Some(format!("Owner: {}", item.owner)).filter(|_| !item.owner.is_empty());
    let languages = Some(format!("Languages: {}", item.languages.join(", ")));
    let file = Some(format!("File: {}", item.path)).filter(|_| !item.path.is_empty());
    let parts: Vec<String> = [owner, languages, file].into_iter().flatten().collect();
    parts.join("\n")
}

/// Of the site and the page, not of the day: a calendar moves the event that it knows.
fn identity(due: &Due, item: &Item) -> String {
    let site = if due.base.is_empty() { &due.site } else { &due.base };
    let hash = blake3::hash(format!("{site}\n{}\n{:?}", item.path, item.what).as_bytes()).to_hex();
    format!("{}@answerbook", &hash[..32])
}

/// A text as a value (RFC 5545, 3.3.11); it has no characters that no value may have.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A line with its end, folded between characters.
fn folded(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut room = WIDTH;
    for c in line.chars() {
        if c.len_utf8() > room {
            out.push_str("\r\n ");
            room = WIDTH - 1;
        }
        room -= c.len_utf8();
        out.push(c);
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_folded_between_characters() {
        for text in ["", "short", &"x".repeat(75), &"x".repeat(76), &"退貨🦀".repeat(40), &"é".repeat(200)]
        {
            let line = folded(text);
            assert!(line.split("\r\n").all(|part| part.len() <= WIDTH), "{line:?}");
            assert_eq!(line.strip_suffix("\r\n").unwrap().replace("\r\n ", ""), *text);
        }
        assert_eq!(folded(&"x".repeat(75)).matches("\r\n").count(), 1);
    }

    #[test]
    fn values_hold_no_signs_of_the_format() {
        assert_eq!(escaped("a,b;c\\d\ne\u{7}f"), "a\\,b\\;c\\\\d\\ne f");
    }
}
