//! For a spreadsheet (RFC 4180).

use super::Due;
use crate::feedback::report::csv::cell_of;

/// A row for each line, below a row of names.
pub fn text(due: &Due) -> String {
    let mut out = String::from("day,days_left,what,title,version,owner,path,languages,url\r\n");
    for item in &due.items {
        let languages = item.languages.join(" ");
        let texts = [&item.title, &item.version, &item.owner, &item.path, &languages, &item.url];
        // A number computes nothing, whatever its sign.
        let mut cells = vec![item.day.to_string(), item.days.to_string(), item.what.word().to_owned()];
        cells.extend(texts.map(|text| cell_of(text)));
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}
