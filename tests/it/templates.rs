//! The built-in templates as files: in every language they say the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::driver::repository;

/// Languages that have all templates; the first is the original.
pub(crate) const LANGUAGES: [&str; 3] = ["en", "zh-Hans", "zh-Hant"];

/// A value that a template declares.
#[derive(Debug, PartialEq)]
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) form: String,
    var: String,
    repeat: bool,
}

/// A template, taken apart without the program's help.
pub(crate) struct Sheet {
    pub(crate) values: Vec<Declared>,
    about: String,
    kind: String,
    front: String,
    body: String,
}

/// The names of all templates.
pub(crate) fn names() -> BTreeSet<String> {
    let of = |language: &str| -> BTreeSet<String> {
        let folder = repository().join("src/templates").join(language);
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| stem(&entry.unwrap().file_name().into_string().unwrap()))
            .collect()
    };
    let english = of(LANGUAGES[0]);
    LANGUAGES.iter().for_each(|language| assert_eq!(of(language), english, "{language}"));
    english
}

fn stem(name: &str) -> String {
    name.strip_suffix(".md").unwrap().to_string()
}

impl Sheet {
    pub(crate) fn read(language: &str, name: &str) -> Self {
        let path = repository().join("src/templates").join(language).join(format!("{name}.md"));
        let text = fs::read_to_string(path).unwrap();
        let [_, header, page] = text.splitn(3, "%%%\n").collect::<Vec<_>>()[..] else {
            panic!("{name}: no header")
        };
        let header: toml::Table = header.parse().unwrap();
        let word = |table: &toml::Table, key: &str| {
            table.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_string()
        };
        let mut values: Vec<Declared> = header["values"]
            .as_table()
            .unwrap()
            .iter()
            .map(|(name, value)| {
                let value = value.as_table().unwrap();
                let repeat = value.get("repeat").is_some_and(|flag| flag.as_bool() == Some(true));
                Declared { name: name.clone(), form: word(value, "type"), var: word(value, "var"), repeat }
            })
            .collect();
        values.sort_by(|a, b| a.name.cmp(&b.name));
        let [_, front, body] = page.splitn(3, "---\n").collect::<Vec<_>>()[..] else {
            panic!("{name}: no front matter")
        };
        Self {
            values,
            about: word(&header, "about"),
            kind: word(&header, "kind"),
            front: front.into(),
            body: body.into(),
        }
    }

    /// How often a value stands in the page.
    pub(crate) fn uses(&self, name: &str) -> usize {
        let written = format!("[[{name}]]");
        self.front.matches(&written).count() + self.body.matches(&written).count()
    }

    fn keys(&self) -> Vec<&str> {
        self.front.lines().filter_map(|line| line.split_once(':')).map(|(key, _)| key).collect()
    }
}

/// What must be the same in all translations of a section.
#[derive(Debug, PartialEq)]
struct Section {
    level: usize,
    id: String,
    values: BTreeMap<String, usize>,
    numbers: Vec<String>,
    rows: usize,
    steps: usize,
    items: usize,
    directives: Vec<String>,
}

fn sections(body: &str) -> Vec<Section> {
    let mut parts: Vec<String> = vec![String::new()];
    for line in body.lines() {
        if line.starts_with('#') {
            parts.push(String::new());
        }
        let part = parts.last_mut().unwrap();
        part.push_str(line);
        part.push('\n');
    }
    parts.iter().map(|part| section(part)).collect()
}

fn section(text: &str) -> Section {
    let heading = text.lines().next().filter(|line| line.starts_with('#')).unwrap_or_default();
    let id = heading.split_once("{#").map_or("", |(_, id)| id.trim_end_matches('}')).to_string();
    let count = |starts: fn(&str) -> bool| text.lines().filter(|line| starts(line)).count();
    let step = |line: &str| {
        line.split_once(". ")
            .is_some_and(|(number, _)| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()))
    };
    let words =
        |line: &str| line.split([' ', '=']).filter(|word| word.is_ascii()).collect::<Vec<_>>().join(" ");
    Section {
        level: heading.chars().take_while(|c| *c == '#').count(),
        id,
        values: values(text),
        numbers: numbers(text),
        rows: count(|line| line.starts_with('|')),
        steps: text.lines().filter(|line| step(line)).count(),
        items: count(|line| line.starts_with("- ")),
        directives: text
            .lines()
            .filter(|line| line.starts_with(":::"))
            .map(|line| {
                let titled = [":::details", "::::roleplay"].into_iter().find(|name| line.starts_with(name));
                titled.map_or_else(|| words(line), String::from)
            })
            .collect(),
    }
}

fn values(text: &str) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for name in text.split("[[").skip(1).filter_map(|rest| rest.split("]]").next()) {
        *found.entry(name.to_string()).or_default() += 1;
    }
    found
}

/// Numbers written in digits, sorted; neither ids nor the marks of steps.
fn numbers(text: &str) -> Vec<String> {
    let line = |line: &str| {
        let line = line.split_once(" {#").map_or(line, |(before, _)| before);
        let mark = line.find(". ").filter(|at| line[..*at].chars().all(|c| c.is_ascii_digit()));
        line[mark.unwrap_or_default()..]
            .split(|c: char| !c.is_ascii_digit())
            .map(String::from)
            .collect::<Vec<_>>()
    };
    let mut found: Vec<String> = text.lines().flat_map(line).filter(|number| !number.is_empty()).collect();
    found.sort();
    found
}

#[test]
fn templates_declare_what_they_use() {
    for language in LANGUAGES {
        for name in names() {
            let sheet = Sheet::read(language, &name);
            let declared: BTreeSet<&str> = sheet.values.iter().map(|one| one.name.as_str()).collect();
            let mut used = values(&format!("{}{}", sheet.front, sheet.body));
            used.retain(|name, _| !["title", "kind", "today"].contains(&name.as_str()));
            let used: BTreeSet<&str> = used.keys().map(String::as_str).collect();
            assert_eq!(declared, used, "{language}/{name}");
            assert!(!sheet.about.is_empty() && !sheet.kind.is_empty(), "{language}/{name}");
        }
    }
}

#[test]
fn translations_say_the_same() {
    for name in names() {
        let english = Sheet::read(LANGUAGES[0], &name);
        for language in &LANGUAGES[1..] {
            let other = Sheet::read(language, &name);
            assert_eq!(other.values, english.values, "{language}/{name}");
            assert_eq!(other.kind, english.kind, "{language}/{name}");
            assert_eq!(other.keys(), english.keys(), "{language}/{name}");
            let (others, originals) = (sections(&other.body), sections(&english.body));
            assert_eq!(others.len(), originals.len(), "{language}/{name}");
            for (section, original) in others.iter().zip(&originals) {
                assert_eq!(section, original, "{language}/{name}");
            }
        }
    }
}

/// Words of one script in the other, and words that belong to the other side of the strait.
#[test]
fn each_script_has_its_own_words() {
    let strangers: [(&str, &[&str]); 2] = [
        ("zh-Hans", &["個", "這", "們", "裡", "電子郵件", "工作天", "客訴", "「"]),
        (
            "zh-Hant",
            &[
                "个",
                "这",
                "们",
                "里",
                "邮件",
                "工作日",
                "投诉",
                "投訴",
                "“",
                "渠道",
                "信息",
                "質量",
                "視頻",
                "默認",
                "屏幕",
                "鏈接",
            ],
        ),
    ];
    for (language, words) in strangers {
        for name in names() {
            let path = repository().join("src/templates").join(language).join(format!("{name}.md"));
            let text = fs::read_to_string(path).unwrap();
            let found: Vec<&&str> = words.iter().filter(|word| text.contains(**word)).collect();
            assert!(found.is_empty(), "{language}/{name}: {found:?}");
        }
    }
}
