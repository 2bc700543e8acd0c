//! What a page says: its terms by section and its words, all by number.

use crate::passage::Passage;
use crate::tokens::{Gaps, Tokens};
use crate::write::lexicon::{Lexicon, Renumbering};

/// How often something is in each field of a section, in the order of [`crate::impact::FIELDS`].
pub(crate) type Counts = [u16; 4];

/// The field of running text.
pub(crate) const TEXT: usize = 3;

/// What a page says.
#[derive(Default)]
pub(crate) struct Reading {
    sections: Vec<Extent>,
    /// Terms that are in running text alone, as most are, and how often.
    plain: Vec<u32>,
    counts: Vec<u16>,
    /// Other terms.
    named: Vec<(u32, Counts)>,
    /// Words with how often they are in titles, headings and keywords, and in text.
    pub(crate) names: Vec<(u32, u32)>,
    pub(crate) prose: Vec<(u32, u32)>,
}

/// Where a section's terms end.
struct Extent {
    lengths: [u32; 4],
    plain: usize,
    named: usize,
}

/// What a section says.
pub(crate) struct Section<'a> {
    /// Terms in each field.
    pub(crate) lengths: [u32; 4],
    plain: &'a [u32],
    counts: &'a [u16],
    /// Terms that are not in running text alone.
    pub(crate) named: &'a [(u32, Counts)],
}

impl Section<'_> {
    /// Terms that are in running text alone, and how often.
    pub(crate) fn plain(&self) -> impl Iterator<Item = (u32, u16)> {
        self.plain.iter().copied().zip(self.counts.iter().copied())
    }
}

impl Reading {
    /// What the sections say, in order.
    pub(crate) fn sections(&self) -> impl Iterator<Item = Section<'_>> {
        let (mut plain, mut named) = (0, 0);
        self.sections.iter().map(move |extent| {
            let own = std::mem::replace(&mut plain, extent.plain)..extent.plain;
            let other = std::mem::replace(&mut named, extent.named)..extent.named;
            Section {
                lengths: extent.lengths,
                plain: &self.plain[own.clone()],
                counts: &self.counts[own],
                named: &self.named[other],
            }
        })
    }

    /// Terms in each field of each section.
    pub(crate) fn lengths(&self) -> impl Iterator<Item = &[u32; 4]> {
        self.sections.iter().map(|extent| &extent.lengths)
    }

    /// All terms, each as often as there are sections with it.
    pub(crate) fn terms(&self) -> impl Iterator<Item = u32> {
        self.plain.iter().copied().chain(self.named.iter().map(|&(term, _)| term))
    }

    /// All words, perhaps twice.
    pub(crate) fn words(&self) -> impl Iterator<Item = u32> {
        self.names.iter().chain(&self.prose).map(|&(word, _)| word)
    }

    /// Gives its terms and words the numbers that another lexicon has for them.
    pub(crate) fn translate(&mut self, terms: &[u32], words: &[u32]) {
        let own = self.plain.iter_mut().chain(self.named.iter_mut().map(|(term, _)| term));
        own.for_each(|term| *term = terms[*term as usize]);
        let own = self.names.iter_mut().chain(&mut self.prose);
        own.for_each(|(word, _)| *word = words[*word as usize]);
    }

    /// Gives its terms and words their new numbers, which they must have.
    pub(crate) fn renumber(&mut self, terms: &Renumbering, words: &Renumbering) {
        let new = |numbers: &Renumbering| numbers.iter().map(|number| number.unwrap_or_default()).collect();
        let (terms, words): (Vec<u32>, Vec<u32>) = (new(terms), new(words));
        self.translate(&terms, &words);
    }

    fn shrink(&mut self) {
        self.plain.shrink_to_fit();
        self.counts.shrink_to_fit();
        self.named.shrink_to_fit();
        self.names.shrink_to_fit();
        self.prose.shrink_to_fit();
    }
}

/// The fields of a passage in the order of [`crate::impact::FIELDS`].
pub(crate) fn fields(passage: &Passage) -> [&str; 4] {
    [&passage.title, &passage.keywords, &passage.heading, &passage.text]
}

/// Reads one page after the other.
#[derive(Default)]
pub(crate) struct Hand {
    pub(crate) lexicon: Lexicon,
    tokens: Tokens,
    terms: Tally<Counts>,
    names: Tally<u32>,
    prose: Tally<u32>,
}

impl Hand {
    /// Reads a page.
    pub(crate) fn read(&mut self, page: &[&Passage]) -> Reading {
        let mut reading = Reading::default();
        for passage in page {
            let mut lengths = [0; 4];
            for (at, text) in fields(passage).into_iter().enumerate() {
                lengths[at] = self.read_field(at, text);
            }
            for (term, counts) in self.terms.take() {
                match counts {
                    [0, 0, 0, count] => {
                        reading.plain.push(term);
                        reading.counts.push(count);
                    }
                    counts => reading.named.push((term, counts)),
                }
            }
            let (plain, named) = (reading.plain.len(), reading.named.len());
            reading.sections.push(Extent { lengths, plain, named });
        }
        reading.names.extend(self.names.take());
        reading.prose.extend(self.prose.take());
        reading.shrink();
        reading
    }

    /// Gives the number of terms.
    fn read_field(&mut self, at: usize, text: &str) -> u32 {
        let Hand { lexicon, tokens, terms, names, prose } = self;
        tokens.read(text, Gaps::Bridge);
        let words = if at == TEXT { prose } else { names };
        for item in tokens.items() {
            let met = lexicon.meet(tokens.text(item), item.kind);
            let count = &mut terms.of(met.term)[at];
            *count = count.saturating_add(1);
            if let Some(word) = met.word {
                let count = words.of(word);
                *count = count.saturating_add(1);
            }
        }
        u32::try_from(tokens.items().len()).unwrap_or(u32::MAX)
    }
}

/// Counts by number, most of which are nothing most of the time.
#[derive(Default)]
struct Tally<C> {
    counts: Vec<C>,
    touched: Vec<u32>,
}

impl<C: Copy + Default + PartialEq> Tally<C> {
    /// The count of a number, which is to be raised.
    fn of(&mut self, number: u32) -> &mut C {
        let at = number as usize;
        if at >= self.counts.len() {
            self.counts.resize(at + 1, C::default());
        }
        if self.counts[at] == C::default() {
            self.touched.push(number);
        }
        &mut self.counts[at]
    }

    /// All numbers whose counts were raised, which are nothing again.
    fn take(&mut self) -> impl Iterator<Item = (u32, C)> {
        let Tally { counts, touched } = self;
        touched.drain(..).map(|number| (number, std::mem::take(&mut counts[number as usize])))
    }
}
