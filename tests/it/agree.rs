//! S12: the engine in a browser and the one on the command line give the same answers to whatever is asked: pages,
//! their order, the last bit of their scores, and how many there are.

use std::path::Path;

use answerbook_search::{Facet, Filters, MANIFEST, Options, Reader, Results};
use serde_json::{Value, json};

use crate::browser::Tab;
use crate::delivery::{CLIENT, order, reading};
use crate::driver::{files, manual, sample};
use crate::find::is_quiet;
use crate::host::{Host, Manners};

/// Before anything of the sample was replaced, between, and when everything is.
const DAYS: [u32; 3] = [20_240_101, 20_261_128, 20_270_115];
/// The languages of readers; one of them has no pages.
const LANGS: [&str; 5] = ["en", "zh-Hans", "zh-Hant", "fr", ""];
/// Questions that are asked in one go.
const BATCH: usize = 100;

/// Numbers that look random and are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn one<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }

    /// Neighbours, from one number of them to another.
    fn window<'a, T>(&mut self, items: &'a [T], least: usize, most: usize) -> &'a [T] {
        let length = (least + self.below(most - least + 1)).min(items.len());
        let start = self.below(items.len() - length + 1);
        &items[start..start + length]
    }
}

/// What the pages of an edition say, line by line.
struct Texts {
    headings: Vec<String>,
    questions: Vec<String>,
    lines: Vec<String>,
}

impl Texts {
    /// The Markdown twins of an edition.
    fn of(folder: &Path) -> Self {
        let twins = files(folder).into_iter().filter(|(path, _)| path.ends_with(".md"));
        let all: String = twins.map(|(_, bytes)| String::from_utf8(bytes).unwrap()).collect();
        let lines: Vec<String> = all.lines().filter(|line| line.len() > 8).map(str::to_owned).collect();
        let some = |fits: &dyn Fn(&str) -> bool| {
            let fitting = lines.iter().filter(|line| fits(line));
            fitting.map(|line| line.trim_matches(['#', ' ']).to_owned()).collect::<Vec<_>>()
        };
        let headings = some(&|line| line.starts_with('#'));
        let questions = some(&|line| line.ends_with(['?', '？']));
        Self { headings, questions, lines }
    }
}

fn words(line: &str) -> Vec<&str> {
    line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// A word with one slip: a letter is missing, doubled, another, or has changed places.
fn mistyped(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.below(letters.len());
    match dice.below(4) {
        0 => _ = letters.remove(at),
        1 => letters.insert(at, letters[at]),
        2 => letters[at] = *dice.one(&['e', 'x', '退']),
        _ => letters.swap(at, at.saturating_sub(1)),
    }
    letters.into_iter().collect()
}

/// One of the ways in which people ask.
fn query(way: usize, texts: &Texts, dice: &mut Dice) -> String {
    let line = dice.one(&texts.lines);
    let words = words(line);
    if words.is_empty() {
        return line.clone();
    }
    let letters: Vec<char> = line.chars().filter(|c| c.is_alphanumeric()).collect();
    match way % 9 {
        0 => dice.one(&texts.headings).clone(),
        1 => dice.one(&texts.questions).clone(),
        2 => dice.word(&words).chars().take(3).collect(),
        3 => mistyped(dice.word(&words), dice),
        4 => format!("\"{}\"", dice.window(&words, 2, 4).join(" ")),
        5 => dice.window(&letters, 2, 6).iter().collect(),
        6 => format!("{} {}", dice.word(&words), mistyped(dice.word(&words), dice)),
        7 => [dice.word(&words), dice.word(&words), dice.word(&words)].join(" "),
        _ => dice.window(&words, 1, 5).join(" "),
    }
}

/// Something asked.
struct Question {
    query: String,
    options: Options,
}

/// Filters in every second question, of what there is to filter by.
fn filters(known: &Results, dice: &mut Dice) -> Filters {
    let facets = &known.facets;
    // What belongs nowhere is counted, but cannot be asked for.
    let mut one = |facets: &[Facet]| {
        let ids: Vec<&String> = facets.iter().map(|facet| &facet.id).filter(|id| !id.is_empty()).collect();
        if ids.is_empty() { Vec::new() } else { vec![(*dice.one(&ids)).clone()] }
    };
    let (category, kind, lang) = (one(&facets.category), one(&facets.kind), one(&facets.lang));
    match dice.below(6) {
        0 => Filters { category, ..Filters::default() },
        1 => Filters { kind, ..Filters::default() },
        2 => Filters { kind, lang, ..Filters::default() },
        _ => Filters::default(),
    }
}

fn questions(texts: &Texts, known: &Results, count: usize) -> Vec<Question> {
    let mut dice = Dice(0x5eed_1234_5678_9abc);
    let question = |way: usize| {
        let lang = Some(*dice.one(&LANGS)).filter(|lang| !lang.is_empty()).map(str::to_owned);
        let filters = filters(known, &mut dice);
        let today = Some(*dice.one(&DAYS));
        Question { query: query(way, texts, &mut dice), options: Options { limit: 10, lang, filters, today } }
    };
    (0..count).map(question).collect()
}

/// An answer as it is compared.
type Answer = (usize, Vec<(String, u32)>, Option<String>);

fn native(results: Results) -> Answer {
    let hits = results.hits.into_iter().map(|hit| (hit.url, hit.score.to_bits())).collect();
    (results.total, hits, results.correction.map(|correction| correction.query))
}

fn browsers(answer: &Value, base: &str) -> Answer {
    let total = usize::try_from(answer["total"].as_u64().unwrap()).unwrap();
    (total, order(&answer["results"], base), answer["correction"].as_str().map(str::to_owned))
}

/// What the client answers, one question after the other.
fn asked(tab: &mut Tab, questions: &[Question]) -> Vec<Value> {
    let written = questions.iter().map(|Question { query, options }| {
        let Filters { category, kind, lang } = &options.filters;
        let filters = json!({ "category": category, "kind": kind, "lang": lang });
        let day = options.today.unwrap();
        let day = format!("{}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100);
        let own = options.lang.as_deref().unwrap_or_default();
        json!([query, { "limit": options.limit, "lang": own, "filters": filters, "day": day }])
    });
    let written = Value::from_iter(written);
    let script = format!(
        "{CLIENT}.then(async ({{ search }}) => {{
            const answers = [];
            for (const [query, options] of {written}) answers.push(await search(query, options));
            return answers.map(({{ total, correction, results }}) =>
                ({{ total, correction, results: results.map(({{ url, score }}) => ({{ url, score }})) }}));
        }})"
    );
    tab.evaluate(&script).as_array().unwrap().clone()
}

/// Compares the answers to so many questions about an edition.
fn agree(folder: &Path, count: usize) {
    let source = |name: &str| std::fs::read(folder.join("search").join(name));
    let mut reader = Reader::open(source).unwrap_or_else(|error| panic!("{MANIFEST}: {error}"));
    let texts = Texts::of(folder);
    let known = reader.search(&texts.headings.join(" "), &Options::default()).unwrap();
    let host = Host::start(folder, Manners::default());
    let mut tab = reading(&host, "");
    let (mut found, mut corrected) = (0, 0);
    for batch in questions(&texts, &known, count).chunks(BATCH) {
        for (Question { query, options }, answer) in batch.iter().zip(asked(&mut tab, batch)) {
            let expected = native(reader.search(query, options).unwrap());
            assert_eq!(browsers(&answer, &host.url("")), expected, "{query:?} {options:?}");
            found += usize::from(expected.0 > 0);
            corrected += usize::from(expected.2.is_some());
        }
    }
    // They do not agree on nothing.
    assert!(found > count / 2 && corrected > count / 50, "{found} found, {corrected} corrected, of {count}");
    is_quiet(&mut tab);
}

#[test]
fn s12_both_engines_agree_on_the_sample() {
    agree(&sample().join("public"), 700);
}

#[test]
fn s12_both_engines_agree_on_the_manual() {
    agree(&manual().join("public"), 300);
}
