//! `search-tests.toml`: searches that must keep finding their page.

use crate::audience::Level;
use crate::checked::Checked;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::fields::{At, Fields};
use crate::nearest;
use crate::node::{Node, Value};
use crate::path::SourcePath;
use crate::source::is_page;
use crate::span::Span;
use crate::toml_tree;

/// The name of the file, beside `book.toml`.
pub const FILE: &str = "search-tests.toml";

/// A page must be among so many when a test says nothing else: as many as the command line shows.
const WITHIN: usize = 10;

/// What a test may say.
const KEYS: [&str; 6] = ["query", "expect", "within", "lang", "edition", "absent"];

/// A search and the page that it must find.
#[derive(Clone, Debug, PartialEq)]
pub struct SearchTest {
    /// What the reader types.
    pub query: At<String>,
    /// The page.
    pub expect: At<Expected>,
    /// The last rank that is still good, from 1.
    pub within: usize,
    /// The reader's language; that of the page where the test names none.
    pub lang: Option<String>,
    /// The edition that is searched; the public one, where it has the page, when the test names none.
    pub edition: Option<Level>,
    /// The page must not be among those.
    pub absent: bool,
}

/// A page, and a place on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// By address or by source path, without slashes at its ends, without `.md` and the names of section pages.
    pub page: String,
    /// The id of a heading; empty for the page wherever on it.
    pub heading: String,
}

impl Expected {
    /// Reads `policies/returns#how`, written as an address or as the path of a source.
    pub fn parse(text: &str) -> Self {
        let (page, heading) = text.split_once('#').unwrap_or((text, ""));
        Self { page: plain(page), heading: heading.to_string() }
    }
}

/// A source path or an address in the form that both have in common.
pub fn plain(path: &str) -> String {
    let path = path.trim_matches('/');
    let path = if is_page(path) { path.rsplit_once('.').map_or(path, |(stem, _)| stem) } else { path };
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let section = ["index", "_index", "readme"].iter().any(|known| name.eq_ignore_ascii_case(known));
    if section { folder.to_string() } else { path.to_string() }
}

/// Reads the file; everything wrong in it is said, and the tests without a fault are kept.
pub fn parse(bytes: &[u8], config: &Config) -> Checked<Vec<SearchTest>> {
    let file = SourcePath::new(FILE);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let fault = Diagnostic::error(Code::NotUtf8, Span::new(&file, at..at + 1), "file is not UTF-8");
            return Checked::with(Vec::new(), vec![fault]);
        }
    };
    let (node, errors) = toml_tree::parse(text, 0);
    let syntax = |error: crate::node::SyntaxError| {
        Diagnostic::error(Code::ConfigSyntax, Span::new(&file, error.span), error.message)
    };
    let mut faults: Vec<Diagnostic> = errors.into_iter().map(syntax).collect();
    let mut fields = Fields::new(&node, &file, Severity::Error, &mut faults);
    let tests = tests(&mut fields, config);
    unknown(&mut fields, &["test"]);
    Checked::with(tests, faults)
}

fn tests(fields: &mut Fields<'_>, config: &Config) -> Vec<SearchTest> {
    let Some(node) = fields.node(&["test"]) else { return Vec::new() };
    let Value::List(items) = &node.value else {
        wrong(fields, node, "each test begins with `[[test]]`, in two brackets".into());
        return Vec::new();
    };
    items.iter().filter_map(|item| test(&mut fields.within(item), item, config)).collect()
}

/// One test; none where something in it is wrong.
fn test(fields: &mut Fields<'_>, node: &Node, config: &Config) -> Option<SearchTest> {
    let table = matches!(node.value, Value::Table(_));
    let query = text(fields, node, "query").filter(|_| table);
    let expect = text(fields, node, "expect").filter(|_| table);
    let within = within(fields);
    let lang = lang(fields, config);
    let edition = fields.word("edition", &[("public", Level::Public), ("internal", Level::Internal)]);
    let absent = fields.flag("absent").unwrap_or(false);
    unknown(fields, &KEYS);
    let expect = expect?;
    Some(SearchTest {
        query: query?,
        expect: At { value: Expected::parse(&expect.value), span: expect.span },
        within: within?,
        lang,
        edition: edition.map(|edition| edition.value),
        absent,
    })
}

/// A text that must be there and say something.
fn text(fields: &mut Fields<'_>, test: &Node, name: &'static str) -> Option<At<String>> {
    let Some(node) = fields.node(&[name]) else {
        if matches!(test.value, Value::Table(_)) {
            wrong(fields, test, format!("a test needs `{name}`"));
        }
        return None;
    };
    match &node.value {
        Value::Text(text) if text.trim().is_empty() => wrong(fields, node, format!("`{name}` is empty")),
        Value::Text(text) => return Some(fields.at(node, text.clone())),
        other => wrong(fields, node, format!("`{name}` must be text, found {}", other.kind())),
    }
    None
}

/// The last good rank; none where it is wrong.
fn within(fields: &mut Fields<'_>) -> Option<usize> {
    let Some(node) = fields.node(&["within"]) else { return Some(WITHIN) };
    let rank = match node.value {
        Value::Integer(number, _) => usize::try_from(number).ok().filter(|rank| *rank > 0),
        _ => None,
    };
    if rank.is_none() {
        wrong(fields, node, "`within` must be a whole number from 1".into());
    }
    rank
}

/// The code as the configuration writes it.
fn lang(fields: &mut Fields<'_>, config: &Config) -> Option<String> {
    let code = fields.text(&["lang"])?;
    if let Some(language) = config.find_language(&code.value) {
        return Some(language.code.clone());
    }
    let known = || config.languages.iter().map(|language| language.code.as_str());
    let list = known().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
    let help = nearest::did_you_mean(&code.value, known());
    let message = format!("`{}` is no language of this site", code.value);
    fields.push(
        Diagnostic::error(Code::WrongValue, code.span, message)
            .help(format!("it has {list}"))
            .maybe_help(help),
    );
    None
}

fn wrong(fields: &mut Fields<'_>, node: &Node, message: String) {
    let fault = fields.fault(Code::WrongValue, node, message);
    fields.push(fault);
}

/// Complains about every key that means nothing here. A test has no audience that could be misspelt, so this is not
/// left to [`Fields::finish`].
fn unknown(fields: &mut Fields<'_>, known: &[&'static str]) {
    for (key, node) in fields.rest() {
        let span = Span { start: key.span.start, end: key.span.end, ..fields.at(node, ()).span };
        let list = known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let fault = Diagnostic::error(Code::UnknownKey, span, format!("unknown key `{}`", key.name))
            .help(format!("known here: {list}"))
            .maybe_help(nearest::did_you_mean(&key.name, known.iter().copied()));
        fields.push(fault);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<SearchTest>, Vec<String>) {
        let (tests, faults) = parse(text.as_bytes(), &Config::default()).into_parts();
        let told = |fault: &Diagnostic| {
            let shown = text.get(fault.span.range()).unwrap_or_default();
            format!("{} `{shown}` {} {}", fault.code, fault.message, fault.help.clone().unwrap_or_default())
        };
        (tests, faults.iter().map(told).collect())
    }

    #[test]
    fn a_test_is_read() {
        let (tests, faults) = read(
            "[[test]]\nquery = \"late\"\nlang = \"EN\"\nexpect = \"/policies/delivery.md#late\"\nwithin = 3\n\
             edition = \"internal\"\nabsent = true\n\n[[test]]\nquery = \"x\"\nexpect = \"policies/index.md\"\n",
        );
        assert_eq!(faults, Vec::<String>::new());
        let [first, second] = &tests[..] else { panic!("{tests:?}") };
        assert_eq!(first.expect.value, Expected { page: "policies/delivery".into(), heading: "late".into() });
        assert_eq!((first.within, first.lang.as_deref(), first.absent), (3, Some("en"), true));
        assert_eq!(first.edition, Some(Level::Internal));
        assert_eq!(second.expect.value, Expected { page: "policies".into(), heading: String::new() });
        assert_eq!((second.within, &second.lang, second.edition), (10, &None, None));
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let (tests, faults) = read(
            "[[tests]]\n[[test]]\nquery = \" \"\nexpect = 5\nwithin = 0\nlang = \"eng\"\nedtion = \"internal\"\n\
             edition = \"publik\"\nabsent = 1\n[[test]]\nquery = \"a\"\n[[test]]\nquery = \"b\"\nexpect = \"b\"\n",
        );
        assert_eq!(tests.len(), 1);
        let expected = [
            "AB0007 `\" \"` `query` is empty ",
            "AB0007 `5` `expect` must be text, found a number ",
            "AB0007 `0` `within` must be a whole number from 1 ",
            "AB0007 `\"eng\"` `eng` is no language of this site did you mean `en`?",
            "AB0007 `\"publik\"` `edition` must be one of `public`, `internal` did you mean `public`?",
            "AB0007 `1` `absent` must be true or false, found a number ",
            "AB0006 `edtion` unknown key `edtion` did you mean `edition`?",
            "AB0007 `[[test]]` a test needs `expect` ",
            "AB0006 `tests` unknown key `tests` did you mean `test`?",
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn what_is_no_list_of_tests_is_told() {
        assert_eq!(
            read("[test]\nquery = \"a\"\n").1,
            ["AB0007 `[test]` each test begins with `[[test]]`, in two brackets "]
        );
        assert!(read("[[test]\n").1[0].starts_with("AB0020"));
        assert_eq!(read("test = [1]\n").1, ["AB0007 `1` expected keys and values, found a number "]);
        let (_, faults) = parse(b"# \xff", &Config::default()).into_parts();
        assert_eq!((faults[0].code, faults[0].span.start), (Code::NotUtf8, 2));
    }
}
