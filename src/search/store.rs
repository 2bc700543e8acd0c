//! What results show: addresses, titles, headings and texts, in blocks of neighbouring sections.

use tantivy::directory::OwnedBytes;

use crate::codec::Reader;
use crate::head::Head;
use crate::shelf::{Kind, Shelf};

/// What a result shows of a section.
#[derive(Clone, Default, Debug, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) url: String,
    pub(crate) title: String,
    pub(crate) breadcrumb: String,
    pub(crate) anchor: String,
    pub(crate) heading: String,
    pub(crate) text: String,
}

/// A section; `None` if its block has to be fetched first.
pub(crate) fn section(shelf: &Shelf, head: &Head, number: u32) -> Option<Section> {
    let at = head.texts.partition_point(|&first| first <= number).checked_sub(1)?;
    let block = shelf.get(Kind::Pages, u32::try_from(at).ok()?)?;
    let first = head.texts[at];
    // A block that is not what was written has no such section, which is as good as an empty one.
    Some(sections(&block, head, first).nth((number - first) as usize).unwrap_or_default())
}

/// The sections of a block whose first has the given number.
pub(crate) fn sections<'a>(
    block: &'a OwnedBytes,
    head: &'a Head,
    first: u32,
) -> impl Iterator<Item = Section> + 'a {
    let mut reader = Reader::new(block);
    let mut page = [""; 3];
    (first..).map_while(move |number| {
        if reader.is_empty() {
            return None;
        }
        if number == first || head.is_first(number) {
            page = three(&mut reader)?;
        }
        let own = three(&mut reader)?;
        let [url, title, breadcrumb, anchor, heading, text] =
            [page[0], page[1], page[2], own[0], own[1], own[2]].map(str::to_owned);
        Some(Section { url, title, breadcrumb, anchor, heading, text })
    })
}

fn three<'a>(reader: &mut Reader<'a>) -> Option<[&'a str; 3]> {
    Some([reader.str()?, reader.str()?, reader.str()?])
}
