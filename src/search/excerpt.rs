//! The part of a section that shows why it was found, in the words of the original.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::fold::{is_wide, is_word_char};
use crate::order;
use crate::query::{Part, Query};
use crate::rank::Weighed;
use crate::wanted::Wanted;

/// Width of an excerpt; characters of scripts without spaces count two.
const WIDTH: usize = 160;
/// Share of the room left over that goes before the first match: one third.
const BEFORE: usize = 3;

/// A piece of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fragment {
    /// Plain text, not HTML; spaces and line ends are single spaces.
    pub text: String,
    /// Whether it is what was searched for.
    pub marked: bool,
}

/// Which terms are to be marked.
pub(crate) struct Marks {
    /// Concept, and what showing it is worth.
    terms: Wanted<(usize, f32)>,
}

/// A match in the text.
struct Match {
    source: Range<usize>,
    concept: usize,
    worth: f32,
}

impl Marks {
    /// The terms of a query's concepts, without function words and hints.
    pub(crate) fn new(query: &Query, weighed: &[Weighed]) -> Marks {
        let mut terms = Wanted::new();
        for (number, (concept, weighed)) in query.concepts.iter().zip(weighed).enumerate() {
            if concept.part == Part::Content {
                // The words of a phrase that means the same are worth marking together only.
                for leaf in weighed.leaves.iter().filter(|leaf| leaf.terms.len() == 1 || leaf.is_run()) {
                    for (term, _) in &leaf.terms {
                        terms.add(term, (number, weighed.idf * leaf.weight));
                    }
                }
            }
        }
        Marks { terms }
    }

    /// About [`WIDTH`] of `text` around what was searched for; its beginning if nothing was.
    pub(crate) fn excerpt(&self, text: &str) -> Vec<Fragment> {
        let matches = self.matches(text);
        let window = window(text, best_run(text, &matches));
        let sources: Vec<Range<usize>> = matches.into_iter().map(|found| found.source).collect();
        fragments(text, window, &merged(sources))
    }

    fn matches(&self, text: &str) -> Vec<Match> {
        let mut matches: Vec<Match> = Vec::new();
        self.terms.find(text, |item, &(concept, worth)| {
            matches.push(Match { source: item.source.clone(), concept, worth });
        });
        order::all(matches, |a, b| comes_first(&a.source, &b.source))
    }
}

/// The bytes of the matches that together are worth most and fit into one excerpt.
fn best_run(text: &str, matches: &[Match]) -> Range<usize> {
    let widths: Vec<usize> = gaps(text, matches);
    let mut inside: BTreeMap<usize, usize> = BTreeMap::new();
    let (mut first, mut worth, mut best, mut range) = (0, 0.0, 0.0, 0..0);
    for (last, found) in matches.iter().enumerate() {
        let count = inside.entry(found.concept).or_insert(0);
        worth += if *count == 0 { found.worth } else { found.worth * 0.1 };
        *count += 1;
        while first < last && widths[last + 1] - widths[first] > WIDTH {
            worth -= leave(&mut inside, &matches[first]);
            first += 1;
        }
        if worth > best + 1e-4 {
            best = worth;
            range = matches[first].source.start..found.source.end;
        }
    }
    range
}

fn leave(inside: &mut BTreeMap<usize, usize>, found: &Match) -> f32 {
    let count = inside.entry(found.concept).or_insert(1);
    *count = count.saturating_sub(1);
    if *count == 0 { found.worth } else { found.worth * 0.1 }
}

/// Width of the text before each match, and after the last.
fn gaps(text: &str, matches: &[Match]) -> Vec<usize> {
    let (mut widths, mut at, mut width) = (Vec::with_capacity(matches.len() + 1), 0, 0);
    for start in
        matches.iter().map(|found| found.source.start).chain(matches.last().map(|found| found.source.end))
    {
        width += text.get(at..start).map_or(0, width_of);
        at = at.max(start);
        widths.push(width);
    }
    widths
}

fn width_of(text: &str) -> usize {
    text.chars().map(width).sum()
}

fn width(c: char) -> usize {
    if is_wide(c) { 2 } else { 1 }
}

/// A stretch of text around `core` that is [`WIDTH`] wide and begins and ends between words.
fn window(text: &str, core: Range<usize>) -> Range<usize> {
    let room = WIDTH.saturating_sub(width_of(&text[core.clone()]));
    let start = start_before(text, core.start, room / BEFORE);
    let used = width_of(&text[start..core.start]);
    let mut end = end_after(text, core.end, room - used.min(room));
    if text[end..].trim().is_empty() {
        end = text.len();
        let left = WIDTH.saturating_sub(width_of(&text[core.start..end]));
        return start_before(text, core.start, left)..end;
    }
    start..end
}

/// Where to begin: after the end of a sentence if there is one in reach, else between words.
fn start_before(text: &str, from: usize, room: usize) -> usize {
    let mut used = 0;
    let (mut word, mut sentence) = (from, None);
    for (at, c) in text[..from].char_indices().rev() {
        used += width(c);
        if used > room {
            return sentence.unwrap_or(word);
        }
        if is_sentence_end(c) && at + c.len_utf8() < from {
            sentence = Some(at + c.len_utf8());
        }
        if !is_word_char(c) || is_wide(c) {
            word = if c.is_whitespace() { at + c.len_utf8() } else { at };
        }
    }
    0
}

fn is_sentence_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '；' | '\n')
}

/// Where to end: between words.
fn end_after(text: &str, from: usize, room: usize) -> usize {
    let (mut used, mut word) = (0, from);
    for (at, c) in text[from..].char_indices() {
        if !is_word_char(c) || is_wide(c) {
            word = from + at;
        }
        used += width(c);
        if used > room {
            return word;
        }
    }
    text.len()
}

fn comes_first(a: &Range<usize>, b: &Range<usize>) -> bool {
    (a.start, a.end) < (b.start, b.end)
}

fn merged(mut sources: Vec<Range<usize>>) -> Vec<Range<usize>> {
    sources = order::all(sources, comes_first);
    let mut out: Vec<Range<usize>> = Vec::new();
    for source in sources {
        match out.last_mut() {
            Some(last) if source.start <= last.end => last.end = last.end.max(source.end),
            _ => out.push(source),
        }
    }
    out
}

fn fragments(text: &str, window: Range<usize>, marks: &[Range<usize>]) -> Vec<Fragment> {
    let mut out = Collector::default();
    if !text[..window.start].trim().is_empty() {
        out.push("…", false);
    }
    let mut at = window.start;
    for mark in marks.iter().filter(|mark| mark.start >= window.start && mark.end <= window.end) {
        out.push(&text[at..mark.start], false);
        out.push(&text[mark.clone()], true);
        at = mark.end;
    }
    out.push(&text[at..window.end], false);
    if !text[window.end..].trim().is_empty() {
        out.push("…", false);
    }
    out.finish()
}

/// Gathers fragments and makes white space single.
#[derive(Default)]
struct Collector {
    out: Vec<Fragment>,
    spaced: bool,
}

impl Collector {
    fn push(&mut self, text: &str, marked: bool) {
        for c in text.chars() {
            if c.is_whitespace() || c.is_control() {
                self.spaced = true;
                continue;
            }
            let space = std::mem::take(&mut self.spaced) && !self.out.is_empty();
            let same = self.out.last().is_some_and(|last| last.marked == marked);
            if space && !same && marked {
                self.add(' ', false);
            } else if space {
                self.add(' ', marked);
            }
            self.add(c, marked);
        }
    }

    fn add(&mut self, c: char, marked: bool) {
        match self.out.last_mut() {
            Some(last) if last.marked == marked => last.text.push(c),
            _ => self.out.push(Fragment { text: c.into(), marked }),
        }
    }

    fn finish(self) -> Vec<Fragment> {
        self.out
    }
}
