//! What results show: addresses, titles, headings and texts, in shards of whole pages; and the small table that
//! ranking needs, which tells page, language, kind and marks of each section.
//!
//! Sections are numbered as in the index: pages by address, sections in the order of their page.

use crate::codec::Reader;

/// Mark of a section whose page has a successor.
pub(crate) const SUPERSEDED: u8 = 1;
/// Mark of a section that is for staff alone.
pub(crate) const INTERNAL: u8 = 2;

/// One page in the table.
struct Page {
    /// Number of its first section.
    first: u32,
    shard: u32,
    /// Number of pages before it in its shard.
    skip: u32,
    lang: u32,
    kind: u32,
}

/// The store, ready to be asked.
pub(crate) struct Store {
    langs: Vec<String>,
    kinds: Vec<String>,
    pages: Vec<Page>,
    /// Page of each section.
    page_of: Vec<u32>,
    marks: Vec<u8>,
    shards: Vec<Vec<u8>>,
}

/// What a result shows of a section.
pub(crate) struct Section<'a> {
    pub(crate) url: &'a str,
    pub(crate) title: &'a str,
    pub(crate) breadcrumb: &'a str,
    pub(crate) anchor: &'a str,
    pub(crate) heading: &'a str,
    pub(crate) text: &'a str,
}

impl Store {
    /// Reads the table; `None` if it is something else or does not fit the shards.
    pub(crate) fn read(table: &[u8], shards: Vec<Vec<u8>>) -> Option<Store> {
        let mut reader = Reader::new(table);
        let langs = read_names(&mut reader)?;
        let kinds = read_names(&mut reader)?;
        let mut store =
            Store { langs, kinds, pages: Vec::new(), page_of: Vec::new(), marks: Vec::new(), shards };
        let places = read_places(&mut reader)?;
        if places.0 != store.shards.len() || reader.number()? as usize != places.1.len() {
            return None;
        }
        for (shard, skip) in places.1 {
            store.read_page(&mut reader, shard, skip)?;
        }
        store.marks = reader.bytes(store.page_of.len())?.to_vec();
        reader.is_empty().then_some(store)
    }

    fn read_page(&mut self, reader: &mut Reader<'_>, shard: u32, skip: u32) -> Option<()> {
        let (sections, lang, kind) = (reader.number()?, reader.number()?, reader.number()?);
        let first = u32::try_from(self.page_of.len()).ok()?;
        let number = u32::try_from(self.pages.len()).ok()?;
        let known = (lang as usize) < self.langs.len() && (kind as usize) < self.kinds.len();
        if !known || sections as usize > u32::MAX as usize - self.page_of.len() || sections > MOST_SECTIONS {
            return None;
        }
        self.page_of.extend(std::iter::repeat_n(number, sections as usize));
        self.pages.push(Page { first, shard, skip, lang, kind });
        Some(())
    }

    /// Number of sections.
    pub(crate) fn sections(&self) -> usize {
        self.page_of.len()
    }

    /// Number of pages.
    pub(crate) fn pages(&self) -> usize {
        self.pages.len()
    }

    /// The page a section is part of. Pages are numbered by address.
    pub(crate) fn page_of(&self, section: u32) -> u32 {
        self.page_of[section as usize]
    }

    /// The language of a section's page.
    pub(crate) fn lang(&self, section: u32) -> &str {
        &self.langs[self.page(section).lang as usize]
    }

    /// The kind of a section's page.
    pub(crate) fn kind(&self, section: u32) -> &str {
        &self.kinds[self.page(section).kind as usize]
    }

    /// Whether the page has a successor.
    pub(crate) fn is_superseded(&self, section: u32) -> bool {
        self.marks[section as usize] & SUPERSEDED != 0
    }

    /// Whether the section is for staff alone.
    pub(crate) fn is_internal(&self, section: u32) -> bool {
        self.marks[section as usize] & INTERNAL != 0
    }

    fn page(&self, section: u32) -> &Page {
        &self.pages[self.page_of(section) as usize]
    }

    /// What to show of a section; `None` if its shard is not what was written, which checksums rule out.
    pub(crate) fn section(&self, section: u32) -> Option<Section<'_>> {
        let number = self.page_of(section) as usize;
        let page = &self.pages[number];
        let mut reader = Reader::new(self.shards.get(page.shard as usize)?);
        for before in number - page.skip as usize..number {
            skip_strings(&mut reader, 3 + 3 * self.sections_of(before))?;
        }
        let (url, title, breadcrumb) = (reader.str()?, reader.str()?, reader.str()?);
        skip_strings(&mut reader, 3 * (section - page.first) as usize)?;
        let (anchor, heading, text) = (reader.str()?, reader.str()?, reader.str()?);
        Some(Section { url, title, breadcrumb, anchor, heading, text })
    }

    fn sections_of(&self, page: usize) -> usize {
        let end = self.pages.get(page + 1).map_or(self.page_of.len(), |next| next.first as usize);
        end - self.pages[page].first as usize
    }
}

/// More sections than this in one page are a fault of the file.
const MOST_SECTIONS: u32 = 1 << 24;

fn read_names(reader: &mut Reader<'_>) -> Option<Vec<String>> {
    let count = reader.number()?;
    (0..count).map(|_| reader.str().map(str::to_owned)).collect()
}

/// The number of shards, and shard and place in it of each page.
fn read_places(reader: &mut Reader<'_>) -> Option<(usize, Vec<(u32, u32)>)> {
    let shards = reader.number()?;
    let mut places = Vec::new();
    for shard in 0..shards {
        let count = reader.number().filter(|&count| count < MOST_SECTIONS)?;
        places.extend((0..count).map(|skip| (shard, skip)));
    }
    Some((shards as usize, places))
}

fn skip_strings(reader: &mut Reader<'_>, count: usize) -> Option<()> {
    for _ in 0..count {
        let len = reader.number()?;
        reader.bytes(len as usize)?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::Passage;
    use crate::store_writer::write;

    fn passage(url: &str, heading: &str, lang: &str) -> Passage {
        Passage {
            url: url.to_owned(),
            heading: heading.to_owned(),
            lang: lang.to_owned(),
            text: "x".repeat(20_000),
            superseded: heading == "old",
            ..Passage::default()
        }
    }

    #[test]
    fn sections_come_back_from_their_shards() {
        let passages = [
            passage("a/", "", "en"),
            passage("a/", "old", "en"),
            passage("b/", "", "zh"),
            passage("c/", "", "en"),
        ];
        let written = write(&passages.iter().collect::<Vec<_>>());
        assert_eq!(written.shards.len(), 2);
        let store = Store::read(&written.pages, written.shards).unwrap();
        for (number, passage) in (0..).zip(&passages) {
            let section = store.section(number).unwrap();
            assert_eq!((section.url, section.heading), (passage.url.as_str(), passage.heading.as_str()));
            assert_eq!(store.lang(number), passage.lang);
            assert_eq!(store.is_superseded(number), passage.superseded);
        }
    }

    #[test]
    fn a_cut_table_is_refused() {
        let passages = [passage("a/", "", "en"), passage("b/", "", "zh")];
        let written = write(&passages.iter().collect::<Vec<_>>());
        for len in 0..written.pages.len() {
            assert!(Store::read(&written.pages[..len], written.shards.clone()).is_none(), "{len}");
        }
    }
}
