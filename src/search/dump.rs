//! Everything that can be read in an index, for those who check what it gives away.

use std::io;

use tantivy::directory::OwnedBytes;

use crate::error::OpenError;
use crate::head::Head;
use crate::lists;
use crate::reader::{ReadError, Reader};
use crate::shelf::Kind;
use crate::store;
use crate::words::{backwards, words};

/// All texts of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dump {
    /// All terms: stems of words, pairs and single characters.
    pub terms: Vec<String>,
    /// All words as written, folded.
    pub words: Vec<String>,
    /// Addresses, titles, breadcrumbs, anchors, headings and texts of sections, one after the other.
    pub texts: Vec<String>,
    /// Languages, kinds, categories and synonyms.
    pub names: Vec<String>,
}

impl Dump {
    /// Reads all files of an index from a source as [`Reader::open`] takes it.
    ///
    /// # Errors
    ///
    /// When a file is missing or not what was written.
    pub fn read(source: impl FnMut(&str) -> io::Result<Vec<u8>>) -> Result<Dump, ReadError> {
        let mut reader = Reader::open(source)?;
        let head = reader.index().head.clone();
        let terms = head.frequent.iter().map(|(term, ..)| term.clone()).collect();
        let mut dump = Dump { terms, names: names(&head), ..Dump::default() };
        for block in reader.blocks(Kind::Terms, head.terms.len())? {
            dump.terms.extend(lists::entries(&block).map(|(term, _)| term));
        }
        for block in reader.blocks(Kind::Words, head.words.len())? {
            dump.words.extend(words(&block).into_iter().map(|word| word.text));
        }
        for block in reader.blocks(Kind::Endings, head.endings.len())? {
            dump.words.extend(words(&block).into_iter().map(|word| backwards(&word.text)));
        }
        let texts = reader.blocks(Kind::Pages, head.texts.len())?;
        for (block, &first) in texts.iter().zip(&head.texts) {
            dump.texts.extend(store::sections(block, &head, first).flat_map(strings));
        }
        Ok(dump)
    }
}

fn names(head: &Head) -> Vec<String> {
    let categories = head.categories.iter().flat_map(|category| [&category.id, &category.title]);
    let synonyms = head.synonyms.iter().flatten();
    let firsts = head.terms.iter().chain(&head.words);
    let endings = head.endings.iter().map(|word| backwards(word));
    head.langs
        .iter()
        .chain(&head.kinds)
        .chain(categories)
        .chain(synonyms)
        .chain(firsts)
        .cloned()
        .chain(endings)
        .collect()
}

fn strings(section: store::Section) -> [String; 6] {
    let store::Section { url, title, breadcrumb, anchor, heading, text } = section;
    [url, title, breadcrumb, anchor, heading, text]
}

impl<F: FnMut(&str) -> io::Result<Vec<u8>>> Reader<F> {
    fn blocks(&mut self, kind: Kind, count: usize) -> Result<Vec<OwnedBytes>, ReadError> {
        (0..u32::try_from(count).unwrap_or(u32::MAX)).map(|number| self.block(kind, number)).collect()
    }

    fn block(&mut self, kind: Kind, number: u32) -> Result<OwnedBytes, ReadError> {
        if let Some(block) = self.index().shelf.get(kind, number) {
            return Ok(block);
        }
        let name = crate::shelf::text((kind, number));
        self.fetch(&name)?;
        let missing = || ReadError::Other { name, fault: OpenError::Malformed };
        self.index().shelf.get(kind, number).ok_or_else(missing)
    }
}
