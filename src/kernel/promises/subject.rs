//! What each variable is about: the words that stand beside it wherever it is used, in each language.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::config::Config;
use crate::promises::clause::{self, REACH};
use crate::promises::line::{CELL, Form, Line};
use crate::promises::quantity::{self, Quantity, What};
use crate::promises::script::{Script, Section};
use crate::promises::terms;
use crate::promises::unit::Family;

/// A variable whose value is a quantity.
#[derive(Debug)]
pub(crate) struct Subject {
    pub name: String,
    pub internal: bool,
    /// By language: the value, and as written.
    pub values: BTreeMap<String, (Vec<What>, String)>,
    pub family: Option<Family>,
    /// By language: in how many places each term stands beside it.
    beside: BTreeMap<String, BTreeMap<String, usize>>,
    /// By language: what stands before it in rows, and the words of its name.
    labels: BTreeMap<String, BTreeSet<BTreeSet<String>>>,
    /// By language: the words of its name and others for them.
    own: BTreeMap<String, BTreeSet<String>>,
    /// By language: in how many places it is used.
    uses: BTreeMap<String, usize>,
    /// By language: the words of each place where it is used, if they are enough to know the sentence again.
    frames: BTreeMap<String, BTreeSet<BTreeSet<String>>>,
}

/// All of them.
#[derive(Debug, Default)]
pub(crate) struct Subjects {
    pub all: Vec<Subject>,
    /// By language, family and term: beside how many variables the term stands.
    spread: BTreeMap<(String, Option<Family>, String), usize>,
    /// By language and family: how many variables are used.
    used: BTreeMap<(String, Option<Family>), usize>,
    /// By language and term: which variables it stands beside.
    index: BTreeMap<(String, String), Vec<usize>>,
}

/// How well words name a variable.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Match {
    /// Its number.
    pub subject: usize,
    /// How telling the words are that stand beside it elsewhere, too.
    pub score: f64,
    /// Which part of the words around the place are among them, from 0 to 1.
    pub share: f64,
    /// How like the label beside the place is to those that stand beside it elsewhere, or to its name, from 0 to 1.
    pub like: f64,
    /// How like all words beside the place are to those of one place where it is used, from 0 to 1.
    pub frame: f64,
    /// Whether there are several words beside the place, and each is one of its name.
    pub is_all_name: bool,
}

/// The fewest words by which a sentence is known again.
const FRAME: usize = 3;

/// Words for answering: what `sla` is about.
const ANSWERING: &str = "answer, answers, reply, replies, respond, response, 回复, 回覆, 答复, 答覆, 回应, 回應, 响应, \
    接听, 接聽, 时限, 時限, 回答, 首次";

/// Words for what is paid: what a `fee`, a `price` or a `cost` is about.
const PAYING: &str = "fee, cost, price, charge, pay, 费用, 費用, 运费, 運費, 收费, 收費, 价格, 價格";

impl Subjects {
    /// Learns from all uses of variables.
    pub fn learn(config: &Config, scripts: &[Script<'_>]) -> Self {
        let mut subjects = Self { all: all(config), ..Self::default() };
        let numbers: BTreeMap<String, usize> =
            subjects.all.iter().enumerate().map(|(at, subject)| (subject.name.clone(), at)).collect();
        for script in scripts {
            for section in &script.sections {
                for line in &section.lines {
                    for (name, range) in line.variables() {
                        let Some(number) = numbers.get(name) else { continue };
                        let words = context(section, line, &range).0;
                        let label = if line.form == Form::Row { line.text.split(CELL).next() } else { None };
                        subjects.all[*number].meet(&script.language, words, label.map(terms::of));
                    }
                }
            }
        }
        subjects.name_themselves(config);
        subjects.count();
        subjects
    }

    /// The name of a variable is a word for it, where English is written.
    fn name_themselves(&mut self, config: &Config) {
        for subject in &mut self.all {
            let last = subject.name.rsplit('.').next().unwrap_or_default().replace('-', " ");
            let group = subject.name.split('.').next().unwrap_or_default();
            for language in config.languages.iter().map(|language| &language.code) {
                let uses = subject.uses.entry(language.clone()).or_default();
                *uses = (*uses).max(1);
                let uses = *uses;
                let beside = subject.beside.entry(language.clone()).or_default();
                subject.labels.entry(language.clone()).or_default().insert(terms::of(&last));
                let named = terms::of(&last);
                let mut words = named.clone();
                words.extend(terms::of(&group.replace('-', " ")));
                for row in config.synonyms.iter().map(|row| terms_of_all(row)) {
                    if words.iter().any(|word| row.contains(word)) {
                        words.extend(row);
                    }
                }
                if group == "sla" {
                    words.extend(terms::of(ANSWERING));
                }
                if named.iter().any(|word| terms::of("fee, price, cost").contains(word)) {
                    words.extend(terms::of(PAYING));
                }
                for word in &words {
                    beside.insert(word.clone(), uses);
                }
                subject.own.insert(language.clone(), words);
            }
        }
    }

    fn count(&mut self) {
        for (number, subject) in self.all.iter().enumerate() {
            for (language, beside) in &subject.beside {
                *self.used.entry((language.clone(), subject.family)).or_default() += 1;
                for term in beside.keys() {
                    let key = (language.clone(), subject.family, term.clone());
                    *self.spread.entry(key).or_default() += 1;
                    self.index.entry((language.clone(), term.clone())).or_default().push(number);
                }
            }
        }
    }

    /// The variables of a family that words name, the best first.
    pub fn named(&self, language: &str, family: Family, words: &Words) -> Vec<Match> {
        let mut scores: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
        for (near, term) in
            words.near.iter().map(|term| (true, term)).chain(words.around.iter().map(|term| (false, term)))
        {
            let Some(numbers) = self.index.get(&(language.to_string(), term.clone())) else { continue };
            for number in numbers.iter().filter(|number| self.all[**number].family == Some(family)) {
                let weight = self.weight(language, *number, term) * if near { 1.0 } else { 0.5 };
                let entry = scores.entry(*number).or_default();
                entry.0 += weight;
                entry.1 += usize::from(near && weight > 0.15);
            }
        }
        let all = words.near.len().max(1) as f64;
        let found = scores.into_iter().map(|(subject, (score, matched))| {
            let like = if words.bare { self.all[subject].likeness(language, &words.near) } else { 0.0 };
            let frame = most_like(self.all[subject].frames.get(language), &words.near);
            let own = self.all[subject].own.get(language);
            let is_all_name = words.near.len() >= 2 && own.is_some_and(|own| words.near.is_subset(own));
            let share = matched as f64 / all;
            Match { subject, score: score + like / 2.0, share, like, frame, is_all_name }
        });
        let mut found: Vec<Match> = found.collect();
        found.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.subject.cmp(&b.subject)));
        found
    }

    /// How much a term tells about a variable: more if it stands beside many of its uses and beside few other variables.
    fn weight(&self, language: &str, number: usize, term: &str) -> f64 {
        let subject = &self.all[number];
        let beside =
            subject.beside.get(language).and_then(|beside| beside.get(term)).copied().unwrap_or_default();
        let uses = subject.uses.get(language).copied().unwrap_or(1).max(1);
        let used = self.used.get(&(language.to_string(), subject.family)).copied().unwrap_or(1) as f64;
        let spread =
            self.spread.get(&(language.to_string(), subject.family, term.to_string())).copied().unwrap_or(1);
        let rare = ((used + 1.0) / (spread as f64 + 0.5)).ln() / (used + 1.0).ln();
        let often = (0.4 + beside as f64 / uses as f64).min(1.0);
        rare.max(0.0) * often
    }
}

impl Subject {
    /// How like words are to what stands before the variable in rows, or to its name: from 0 to 1.
    fn likeness(&self, language: &str, words: &BTreeSet<String>) -> f64 {
        most_like(self.labels.get(language), words)
    }

    fn meet(&mut self, language: &str, words: Words, label: Option<BTreeSet<String>>) {
        self.labels.entry(language.to_string()).or_default().extend(label);
        *self.uses.entry(language.to_string()).or_default() += 1;
        if words.near.len() >= FRAME {
            self.frames.entry(language.to_string()).or_default().insert(words.near.clone());
        }
        let beside = self.beside.entry(language.to_string()).or_default();
        for term in words.near {
            *beside.entry(term).or_default() += 1;
        }
    }
}

/// The terms of words that mean the same; a term of several words is none of them.
fn terms_of_all(row: &[String]) -> BTreeSet<String> {
    row.iter().filter(|words| !words.contains(' ')).flat_map(|word| terms::of(word)).collect()
}

/// How like words are to the likest of some sets of them: the share of what both have in all that either has (Jaccard).
fn most_like(known: Option<&BTreeSet<BTreeSet<String>>>, words: &BTreeSet<String>) -> f64 {
    let like = |known: &BTreeSet<String>| {
        let both = known.intersection(words).count();
        both as f64 / (known.len() + words.len() - both).max(1) as f64
    };
    known.into_iter().flatten().map(like).fold(0.0, f64::max)
}

/// The words beside a place.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// In its part of the sentence, or in its row.
    pub near: BTreeSet<String>,
    /// In the heading above it, and in the head of its column.
    pub around: BTreeSet<String>,
    /// There is a label beside it, and no more.
    pub bare: bool,
}

/// The words beside a place of a line, and the part of the line that they stand in.
pub(crate) fn context(section: &Section, line: &Line, range: &Range<usize>) -> (Words, Range<usize>) {
    let cell = if line.form == Form::Row { cell(&line.text, range) } else { 0..line.text.len() };
    let clause = clause::clause(&line.text, range);
    let clause = clause.start.max(cell.start)..clause.end.min(cell.end);
    let mut part = between(line, &clause, range);
    if terms::of(&without(line, &part, range)).is_empty() {
        part = clause;
    }
    let mut near = terms::of(&without(line, &part, range));
    // No label is as long as a sentence may be.
    let mut bare = cell.len() <= REACH && line.form != Form::Heading;
    bare = bare && terms::is_label(&without(line, &cell, range));
    let mut around = BTreeSet::new();
    if line.form == Form::Row {
        let label = line.text.split(CELL).next().unwrap_or_default();
        if cell.start > 0 {
            bare &= near.is_empty() && terms::is_label(label);
            near.extend(terms::of(label));
        }
        let column = line.text[..range.start].matches(CELL).count();
        around.extend(line.heads.get(column).map(|head| terms::of(head)).unwrap_or_default());
    } else if near.is_empty() {
        // A clause of the quantity alone belongs to what is beside it.
        part = clause::sentence(&line.text, range);
        near = terms::of(&without(line, &part, range));
    }
    if line.form != Form::Heading && section.level > 0 {
        around.extend(terms::of(&section.title));
    }
    let around = around.difference(&near).cloned().collect();
    (Words { near, around, bare }, part)
}

/// The cell of a row that a place is in.
fn cell(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind(CELL).map_or(0, |at| at + CELL.len());
    start..text[range.end..].find(CELL).map_or(text.len(), |at| range.end + at)
}

/// What stands between the quantities before and after a place.
fn between(line: &Line, clause: &Range<usize>, range: &Range<usize>) -> Range<usize> {
    let found = quantity::read(&line.text[clause.clone()]).into_iter();
    let found = found.map(|found| found.range.start + clause.start..found.range.end + clause.start);
    let values: Vec<Range<usize>> = line.variables().map(|(_, range)| range).chain(found).collect();
    let start = values.iter().map(|value| value.end).filter(|end| *end <= range.start).max();
    let end = values.iter().map(|value| value.start).filter(|start| *start >= range.end).min();
    let start = start.unwrap_or(0).max(clause.start);
    // What follows belongs to the next one, if this one has words before it.
    let named = !terms::of(&line.text[start.min(range.start)..range.start]).is_empty();
    let end = end.map(|end| if named { range.end } else { end });
    start..end.unwrap_or(usize::MAX).min(clause.end)
}

/// A part of a line without its quantities and the values of its variables.
fn without(line: &Line, part: &Range<usize>, range: &Range<usize>) -> String {
    let mut cuts: Vec<Range<usize>> = line.variables().map(|(_, range)| range).collect();
    cuts.push(range.clone());
    let text = &line.text[part.clone()];
    cuts.extend(
        quantity::read(text)
            .into_iter()
            .map(|found| found.range.start + part.start..found.range.end + part.start),
    );
    cuts.sort_by_key(|cut| (cut.start, cut.end));
    let (mut out, mut at) = (String::new(), part.start);
    for cut in cuts {
        if cut.start >= at && cut.start <= part.end {
            out.push_str(&line.text[at..cut.start]);
            out.push(' ');
        }
        at = at.max(cut.end.min(part.end));
    }
    out.push_str(&line.text[at.min(part.end)..part.end]);
    out
}

fn all(config: &Config) -> Vec<Subject> {
    let tables = [(&config.vars, false), (&config.internal_vars, true)];
    let named = tables
        .into_iter()
        .flat_map(|(vars, internal)| vars.common.keys().map(move |name| (vars, name, internal)));
    let subject = |(vars, name, internal): (&crate::vars::Vars, &String, bool)| {
        let mut values = BTreeMap::new();
        for language in &config.languages {
            let value = vars.get(&language.code, name)?;
            if let Some(said) = only(value) {
                values.insert(language.code.clone(), (said, value.to_string()));
            }
        }
        let family =
            values.values().next().and_then(|(said, _): &(Vec<What>, String)| said.first()?.family());
        let family = family.filter(|family| *family != Family::Count);
        let useful = family.is_some()
            || values
                .values()
                .any(|(said, _)| matches!(said.first(), Some(What::Telephone(_) | What::Email(_))));
        useful.then(|| Subject {
            name: name.clone(),
            internal,
            values,
            family,
            beside: BTreeMap::new(),
            labels: BTreeMap::new(),
            uses: BTreeMap::new(),
            frames: BTreeMap::new(),
            own: BTreeMap::new(),
        })
    };
    named.filter_map(subject).collect()
}

/// What a value says, if it is nothing but one quantity or a range.
fn only(value: &str) -> Option<Vec<What>> {
    let found = quantity::read(value);
    let covered: usize = found.iter().map(|found| found.range.len()).sum();
    let joints = value.len() - covered;
    let one = matches!(found.as_slice(), [_]) && joints == 0;
    let range = matches!(found.as_slice(), [first, _] if first.to_next) && joints <= 8;
    (one || range).then(|| found.into_iter().map(|found| found.what).collect())
}

/// The quantities of a text, with those of a range together.
pub(crate) fn runs(found: Vec<Quantity>) -> Vec<(Range<usize>, Vec<Quantity>)> {
    let mut runs: Vec<(Range<usize>, Vec<Quantity>)> = Vec::new();
    let mut open = false;
    for quantity in found {
        let next = quantity.to_next;
        match runs.last_mut().filter(|_| open) {
            Some((range, run)) => {
                range.end = quantity.range.end;
                run.push(quantity);
            }
            None => runs.push((quantity.range.clone(), vec![quantity])),
        }
        open = next;
    }
    runs
}
