//! The roster: a table of all members of staff, as spreadsheets write it (RFC 4180, and what is usual beside it).

use std::collections::HashMap;
use std::fmt;
use std::path::Path;

use super::names::folded;
use crate::feedback::record::Person;

/// Everybody of whom something is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Roster {
    /// In the order of the file.
    pub members: Vec<Member>,
    by_id: HashMap<String, usize>,
    /// The first of this name, and whether there is no other.
    by_name: HashMap<String, (usize, bool)>,
}

/// A member of staff.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// As it is written.
    pub name: String,
    /// What a proxy may know them by: what stands under `id`, `email` and `login`.
    pub ids: Vec<String>,
    /// Address of mail; may be empty.
    pub email: String,
    /// May be empty.
    pub team: String,
    /// Where they stand in the file, from 1.
    pub line: u64,
}

/// Something wrong at a place of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {what}")]
pub struct Fault {
    /// From 1.
    pub line: u64,
    /// From 1, in characters of the line; 1 where the whole line is meant.
    pub column: u64,
    /// What.
    pub what: String,
}

/// Why a file is no roster.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// It is not text.
    #[error("{0}:1: the line is not UTF-8")]
    Encoding(usize),
    /// What is wrong, each with its place.
    #[error("{}", Lines(.0))]
    Faults(Vec<Fault>),
}

impl RosterError {
    /// All that is wrong, each with its place in the file.
    pub fn at(&self, path: &Path) -> String {
        let lines = self.to_string();
        let lines: Vec<String> = lines.lines().map(|line| format!("{}:{line}", path.display())).collect();
        lines.join("\n")
    }
}

struct Lines<'f>(&'f [Fault]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, fault) in self.0.iter().enumerate() {
            write!(f, "{}{fault}", if at > 0 { "\n" } else { "" })?;
        }
        Ok(())
    }
}

/// A column that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Id,
    Email,
    Login,
    Team,
}

const COLUMNS: &str = "name, id, email, login, team";

impl Column {
    fn of(title: &str) -> Option<Self> {
        match folded(title).as_str() {
            "name" => Some(Self::Name),
            "id" => Some(Self::Id),
            "email" | "e-mail" | "mail" => Some(Self::Email),
            "login" | "user" | "username" => Some(Self::Login),
            "team" => Some(Self::Team),
            _ => None,
        }
    }
}

impl Roster {
    /// Reads a roster, and what is odd in it without being wrong.
    ///
    /// # Errors
    /// When it is none, or names somebody twice.
    pub fn parse(bytes: &[u8]) -> Result<(Self, Vec<Fault>), RosterError> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let before = &bytes[..error.valid_up_to()];
            RosterError::Encoding(before.iter().filter(|byte| **byte == b'\n').count() + 1)
        })?;
        let mut reading = Reading::default();
        reading.read(text);
        let (roster, faults) = (Self::of(reading.members, &mut reading.odd), reading.faults);
        match (roster, faults) {
            (Ok(roster), faults) if faults.is_empty() => Ok((roster, reading.odd)),
            (Ok(_), faults) => Err(RosterError::Faults(faults)),
            (Err(twice), mut faults) => {
                faults.extend(twice);
                Err(RosterError::Faults(faults))
            }
        }
    }

    fn of(members: Vec<Member>, odd: &mut Vec<Fault>) -> Result<Self, Vec<Fault>> {
        let mut roster = Self { members, ..Self::default() };
        let mut faults = Vec::new();
        for (at, member) in roster.members.iter().enumerate() {
            let fault = |what: String| Fault { line: member.line, column: 1, what };
            for id in &member.ids {
                if let Some(other) = roster.by_id.insert(folded(id), at).filter(|other| *other != at) {
                    let line = roster.members[other].line;
                    faults.push(fault(format!("`{id}` is somebody else already, in line {line}")));
                }
            }
            match roster.by_name.get(&folded(&member.name)).copied() {
                None => _ = roster.by_name.insert(folded(&member.name), (at, true)),
                Some((other, _)) => {
                    let (line, told) = (
                        roster.members[other].line,
                        !member.ids.is_empty() && !roster.members[other].ids.is_empty(),
                    );
                    let name = &member.name;
                    match told {
                        true => odd.push(fault(format!(
                            "`{name}` stands in line {line}, too: a name that was typed is neither's"
                        ))),
                        false => faults.push(fault(format!(
                            "`{name}` stands in line {line}, too, and nothing tells them apart"
                        ))),
                    }
                    roster.by_name.insert(folded(name), (other, false));
                }
            }
        }
        if faults.is_empty() { Ok(roster) } else { Err(faults) }
    }

    /// Whose record it is: by what a proxy or the person said, compared with ids first, and then with names.
    pub fn find(&self, person: &Person) -> Option<usize> {
        let said = [&person.login, &person.name]
            .into_iter()
            .map(|text| folded(text))
            .filter(|text| !text.is_empty());
        let said: Vec<String> = said.collect();
        let by_id = said.iter().find_map(|text| self.by_id.get(text).copied());
        let by_name = |text: &String| self.by_name.get(text).and_then(|(at, alone)| alone.then_some(*at));
        by_id.or_else(|| by_name(said.last()?))
    }
}

/// A file while it is read.
#[derive(Default)]
struct Reading {
    members: Vec<Member>,
    faults: Vec<Fault>,
    odd: Vec<Fault>,
}

impl Reading {
    fn read(&mut self, text: &str) {
        // What spreadsheets say for themselves.
        let (said, text, skipped) = match text.split_once('\n') {
            Some((first, rest)) if first.trim_end().len() == 5 && first.starts_with("sep=") => {
                (first.as_bytes().get(4).copied(), rest, 1)
            }
            _ => (None, text, 0),
        };
        let separator = said.unwrap_or_else(|| separator(text));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .has_headers(false)
            .from_reader(text.as_bytes());
        let mut columns: Option<Vec<Option<Column>>> = None;
        // Empty lines are passed over before a line is read, and count.
        let (mut seen, mut line) = (0, 1 + skipped);
        for record in reader.records() {
            // Everything that is text is a table.
            let Ok(cells) = record else { continue };
            let start = cells.position().map_or(0, |place| usize::try_from(place.byte()).unwrap_or_default());
            let blank = text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
            line += text[seen..start + blank].matches('\n').count() as u64;
            seen = start + blank;
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            // No name has two lines: a quote that is not closed would swallow the people below it.
            if let Some(at) = cells.iter().position(|cell| cell.trim_end().contains('\n')) {
                let what = "the quote is not closed on its line".to_owned();
                self.fault(line, place(&cells, at), what);
                continue;
            }
            match &columns {
                None => columns = Some(self.titles(&cells, line)),
                Some(columns) => self.member(columns, &cells, line),
            }
        }
        if columns.is_none() {
            self.fault(1, 1, format!("there is no line with the names of the columns: {COLUMNS}"));
        }
    }

    fn fault(&mut self, line: u64, column: u64, what: String) {
        self.faults.push(Fault { line, column, what });
    }

    fn titles(&mut self, cells: &csv::StringRecord, line: u64) -> Vec<Option<Column>> {
        let mut columns = Vec::new();
        for (at, title) in cells.iter().enumerate() {
            let (column, place) = (Column::of(title), place(cells, at));
            if column.is_none() && !title.trim().is_empty() {
                let what = format!("the column `{}` is not used; those that are: {COLUMNS}", title.trim());
                self.odd.push(Fault { line, column: place, what });
            }
            if column.is_some() && columns.contains(&column) {
                self.fault(line, place, format!("there is a second column `{}`", title.trim()));
            }
            columns.push(column);
        }
        if !columns.contains(&Some(Column::Name)) {
            self.fault(line, 1, "there is no column `name`".into());
        }
        columns
    }

    fn member(&mut self, columns: &[Option<Column>], cells: &csv::StringRecord, line: u64) {
        let mut member = Member { line, ..Member::default() };
        for (at, cell) in cells.iter().map(str::trim).enumerate() {
            let Some(column) = columns.get(at) else {
                if !cell.is_empty() {
                    let what = format!("`{cell}` stands in no column: there are {} of them", columns.len());
                    self.fault(line, place(cells, at), what);
                }
                continue;
            };
            let text = cell.to_owned();
            match column {
                Some(Column::Name) => member.name = text,
                Some(Column::Team) => member.team = text,
                Some(Column::Email) => member.email = text,
                Some(Column::Id | Column::Login) if !cell.is_empty() => member.ids.push(text),
                Some(Column::Id | Column::Login) | None => {}
            }
        }
        if !member.email.is_empty() {
            member.ids.push(member.email.clone());
        }
        if member.name.is_empty() && columns.contains(&Some(Column::Name)) {
            self.fault(line, 1, "there is no name".into());
        }
        self.members.push(member);
    }
}

/// Where a cell begins, as far as its line is written without quotes.
fn place(cells: &csv::StringRecord, at: usize) -> u64 {
    let before: usize = cells.iter().take(at).map(|cell| cell.chars().count() + 1).sum();
    before as u64 + 1
}

/// The sign between cells: the one that the first line has most of.
fn separator(text: &str) -> u8 {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        counts.iter_mut().filter(|(sign, _)| *sign == byte && !quoted).for_each(|(_, count)| *count += 1);
    }
    counts.into_iter().max_by_key(|(sign, count)| (*count, *sign == b',')).map_or(b',', |(sign, _)| sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        match Roster::parse(text.as_bytes()) {
            Ok((_, odd)) => odd.iter().map(|fault| format!("odd {fault}")).collect(),
            Err(error) => error.to_string().lines().map(str::to_owned).collect(),
        }
    }

    fn person(login: &str, name: &str) -> Person {
        Person { name: name.into(), login: login.into(), typed: String::new() }
    }

    #[test]
    fn rosters_are_read_as_spreadsheets_write_them() {
        let comma = "name,email,team\r\n\"Smith, Anna\",anna@example.com,Returns\r\n王小明,,退货\r\n,,\r\n";
        let semicolon = "\u{feff}Name;E-Mail;Team\nSmith, Anna;anna@example.com;Returns\n\n王小明;;退货\n";
        let told = "sep=;\r\nname;email;team\r\n\"Smith, Anna\";anna@example.com;Returns\r\n王小明;;退货\r\n";
        let tab = "team\tname\temail\nReturns\tSmith, Anna\tanna@example.com\n退货\t王小明\t\n";
        for text in [comma, semicolon, told, tab] {
            let (roster, odd) = Roster::parse(text.as_bytes()).unwrap();
            let named: Vec<_> =
                roster.members.iter().map(|one| (one.name.as_str(), one.team.as_str())).collect();
            assert_eq!(named, [("Smith, Anna", "Returns"), ("王小明", "退货")], "{text}");
            assert_eq!(
                (odd, roster.members[0].ids.as_slice()),
                (vec![], &["anna@example.com".to_owned()][..])
            );
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, said) in [
            ("", &["1:1: there is no line with the names of the columns: name, id, email, login, team"][..]),
            ("email\na@b.c\n", &["1:1: there is no column `name`"]),
            ("name,name\nA,B\n", &["1:6: there is a second column `name`"]),
            ("name,team\n,x\n", &["2:1: there is no name"]),
            ("name\nA\nB,C\n", &["3:3: `C` stands in no column: there are 1 of them"]),
            ("name,id\nA,1\nB,1\n", &["3:1: `1` is somebody else already, in line 2"]),
            ("name,id,login\nA,1,x\nB,X,2\n", &["3:1: `X` is somebody else already, in line 2"]),
            ("name\nA b\n\na  B\n", &["4:1: `a  B` stands in line 2, too, and nothing tells them apart"]),
            (
                "name,id\nA,1\nA,2\n",
                &["odd 3:1: `A` stands in line 2, too: a name that was typed is neither's"],
            ),
            (
                "name,phone\nA,1\n",
                &["odd 1:6: the column `phone` is not used; those that are: name, id, email, login, team"],
            ),
        ] {
            assert_eq!(faults(text), said, "{text:?}");
        }
        let latin = Roster::parse(b"name\nA\nJos\xe9\n").unwrap_err();
        assert_eq!(latin.at(Path::new("a.csv")), "a.csv:3:1: the line is not UTF-8");
    }

    #[test]
    fn records_find_their_owner() {
        let text = "name,id,email,login\nAnna Smith,7,anna@example.com,asmith\nBob,8,,\nBob,9,,\n王小明,,,\n";
        let (roster, _) = Roster::parse(text.as_bytes()).unwrap();
        for (login, name, found) in [
            ("asmith", "Somebody", Some(0)),
            ("ANNA@example.com", "x", Some(0)),
            ("7", "7", Some(0)),
            ("unknown", "anna  smith", Some(0)),
            ("", "Anna Smith", Some(0)),
            ("", "anna@example.com", Some(0)),
            ("", "Bob", None),
            ("9", "Bob", Some(2)),
            ("", "王 小明", Some(3)),
            ("", "Eve", None),
            ("eve", "Eve", None),
            ("", "", None),
        ] {
            assert_eq!(roster.find(&person(login, name)), found, "{login} {name}");
        }
    }
}
