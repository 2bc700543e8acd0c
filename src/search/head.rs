//! What every query needs: the pages with the qualities they are ranked and counted by, and which block holds what.

use crate::codec::Reader;
use crate::frame::{Frame, WHOLE};
use crate::lists;
use crate::passage::Category;

/// Format of the blocks; a change of any of them, or of the tokenizer, raises it.
pub(crate) const VERSION: u32 = 3;

/// More entries than this in any table are a fault of the file.
const MOST: u32 = 1 << 24;

/// A page, as far as ranking and counting go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Page {
    /// Number of its first section.
    pub(crate) first: u32,
    /// Language, kind and category by number.
    pub(crate) lang: u32,
    pub(crate) kind: u32,
    pub(crate) category: u32,
    /// How recent its last update is: 0 to 3.
    pub(crate) recency: u32,
    /// The page that replaces it.
    pub(crate) successor: Option<u32>,
    /// The day from which on it does, such as 20270115; 0 for always.
    pub(crate) until: u32,
}

/// The head of an index.
#[derive(Clone, Default, Debug)]
pub(crate) struct Head {
    pub(crate) langs: Vec<String>,
    pub(crate) kinds: Vec<String>,
    pub(crate) categories: Vec<Category>,
    /// By address.
    pub(crate) pages: Vec<Page>,
    /// Page of each section.
    pub(crate) page_of: Vec<u32>,
    /// Whether a section is for staff alone.
    pub(crate) internal: Vec<bool>,
    /// First section of each block of texts.
    pub(crate) texts: Vec<u32>,
    /// The most frequent terms, which are in no block of terms: each with its number of sections and the length of its
    /// list, which is the block of that number.
    pub(crate) frequent: Vec<(String, u32, u32)>,
    /// What the terms of each block of terms begin from.
    pub(crate) terms: Vec<String>,
    /// First word of each block of words, by beginnings.
    pub(crate) words: Vec<String>,
    /// First word of each block of words, by endings.
    pub(crate) endings: Vec<String>,
    /// Groups of words and phrases that mean the same.
    pub(crate) synonyms: Vec<Vec<String>>,
    pub(crate) frame: Frame,
}

impl Head {
    /// Reads a head; `None` if the bytes are something else. The version has been read before.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Head> {
        let mut head = Head {
            langs: strings(reader)?,
            kinds: strings(reader)?,
            categories: list(reader, category)?,
            ..Head::default()
        };
        head.read_pages(reader)?;
        head.internal = column(reader, head.page_of.len())?.into_iter().map(|mark| mark == 1).collect();
        head.texts = starts(reader)?;
        head.frequent = frequent(reader)?;
        head.terms = strings(reader)?;
        head.words = strings(reader)?;
        head.endings = strings(reader)?;
        head.synonyms = list(reader, strings)?;
        head.frame = frame(reader)?;
        (reader.is_empty() && head.is_sound()).then_some(head)
    }

    fn read_pages(&mut self, reader: &mut Reader<'_>) -> Option<()> {
        let sections = list(reader, Reader::number)?;
        let columns: Vec<Vec<u32>> = (0..6).map(|_| column(reader, sections.len())).collect::<Option<_>>()?;
        for (at, count) in sections.into_iter().enumerate() {
            let first = u32::try_from(self.page_of.len()).ok()?;
            let number = u32::try_from(at).ok()?;
            if count > MOST || first > u32::MAX - MOST {
                return None;
            }
            self.page_of.extend(std::iter::repeat_n(number, count as usize));
            let [lang, kind, category, recency] = [0, 1, 2, 3].map(|column: usize| columns[column][at]);
            let successor = columns[4][at].checked_sub(1);
            let until = columns[5][at];
            self.pages.push(Page { first, lang, kind, category, recency, successor, until });
        }
        Some(())
    }

    /// Whether all numbers point to something.
    fn is_sound(&self) -> bool {
        let known = |page: &Page| {
            (page.lang as usize) < self.langs.len()
                && (page.kind as usize) < self.kinds.len()
                && (page.category as usize) < self.categories.len()
                && page.successor.is_none_or(|page| (page as usize) < self.pages.len())
        };
        self.pages.iter().all(known)
    }

    /// Number of sections.
    pub(crate) fn sections(&self) -> usize {
        self.page_of.len()
    }

    /// The page of a section.
    pub(crate) fn page(&self, section: u32) -> &Page {
        &self.pages[self.page_of[section as usize] as usize]
    }

    /// Whether a section is its page's first.
    pub(crate) fn is_first(&self, section: u32) -> bool {
        self.page(section).first == section
    }
}

fn list<'a, T>(reader: &mut Reader<'a>, one: impl Fn(&mut Reader<'a>) -> Option<T>) -> Option<Vec<T>> {
    let count = reader.number().filter(|&count| count < MOST)?;
    (0..count).map(|_| one(reader)).collect()
}

fn strings(reader: &mut Reader<'_>) -> Option<Vec<String>> {
    list(reader, |reader| reader.str().map(str::to_owned))
}

fn category(reader: &mut Reader<'_>) -> Option<Category> {
    Some(Category { id: reader.str()?.to_owned(), title: reader.str()?.to_owned() })
}

/// Numbers that seldom change from one to the next: each with how often it comes.
fn column(reader: &mut Reader<'_>, len: usize) -> Option<Vec<u32>> {
    let mut column = Vec::new();
    while column.len() < len {
        let (value, count) = (reader.number()?, reader.number()? as usize);
        if count == 0 || count > len - column.len() {
            return None;
        }
        column.extend(std::iter::repeat_n(value, count));
    }
    Some(column)
}

/// Numbers that grow, written as steps.
fn starts(reader: &mut Reader<'_>) -> Option<Vec<u32>> {
    let steps = list(reader, Reader::number)?;
    let mut sum = 0u32;
    steps
        .into_iter()
        .map(|step| {
            sum = sum.checked_add(step)?;
            Some(sum)
        })
        .collect()
}

/// Terms in order, each after what it shares with the one before.
fn frequent(reader: &mut Reader<'_>) -> Option<Vec<(String, u32, u32)>> {
    let count = reader.number().filter(|&count| count < MOST)?;
    let mut all: Vec<(String, u32, u32)> = Vec::new();
    let mut term = String::new();
    for _ in 0..count {
        lists::next_term(reader, &mut term)?;
        all.push((term.clone(), reader.number()?, reader.number()?));
    }
    Some(all)
}

fn frame(reader: &mut Reader<'_>) -> Option<Frame> {
    let mut frame = Frame { room: reader.number()? as usize, ..Frame::default() };
    let mut bytes = || {
        let len = reader.number()? as usize;
        reader.bytes(len).map(<[u8]>::to_vec)
    };
    (frame.before, frame.behind) = (bytes()?, bytes()?);
    for at in 0..WHOLE.len() {
        frame.whole[at] = bytes()?;
    }
    Some(frame)
}
