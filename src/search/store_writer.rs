//! Writes what [`crate::store`] reads.

use std::collections::BTreeSet;

use crate::codec::{put_len, put_str};
use crate::passage::Passage;
use crate::store::{INTERNAL, SUPERSEDED};

/// A shard is closed when it holds this many bytes: small enough to be fetched for one result.
const SHARD_BYTES: usize = 32 * 1024;

/// The files of a store.
pub(crate) struct Written {
    /// The table.
    pub(crate) pages: Vec<u8>,
    /// The shards, in order.
    pub(crate) shards: Vec<Vec<u8>>,
}

/// Writes passages that are sorted by address.
pub(crate) fn write(passages: &[&Passage]) -> Written {
    let (mut shards, mut counts) = (Vec::new(), Vec::new());
    let (mut shard, mut count) = (Vec::new(), 0);
    for page in pages_of(passages) {
        put_page(&mut shard, page);
        count += 1;
        if shard.len() >= SHARD_BYTES {
            shards.push(std::mem::take(&mut shard));
            counts.push(std::mem::take(&mut count));
        }
    }
    if count > 0 {
        shards.push(shard);
        counts.push(count);
    }
    Written { pages: table(passages, &counts), shards }
}

fn pages_of<'p, 'a>(passages: &'p [&'a Passage]) -> impl Iterator<Item = &'p [&'a Passage]> {
    passages.chunk_by(|one, next| one.url == next.url)
}

fn put_page(out: &mut Vec<u8>, page: &[&Passage]) {
    let first = page[0];
    [&first.url, &first.title, &first.breadcrumb].iter().for_each(|text| put_str(out, text));
    for section in page {
        [&section.anchor, &section.heading, &section.text].iter().for_each(|text| put_str(out, text));
    }
}

fn table(passages: &[&Passage], shard_counts: &[usize]) -> Vec<u8> {
    let mut out = Vec::new();
    let langs = put_names(&mut out, passages.iter().map(|passage| passage.lang.as_str()));
    let kinds = put_names(&mut out, passages.iter().map(|passage| passage.kind.as_str()));
    put_len(&mut out, shard_counts.len());
    shard_counts.iter().for_each(|&count| put_len(&mut out, count));
    put_len(&mut out, pages_of(passages).count());
    for page in pages_of(passages) {
        put_len(&mut out, page.len());
        put_len(&mut out, rank_of(&langs, &page[0].lang));
        put_len(&mut out, rank_of(&kinds, &page[0].kind));
    }
    out.extend(passages.iter().map(|passage| marks(passage)));
    out
}

fn put_names<'a>(out: &mut Vec<u8>, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let names: Vec<&str> = names.collect::<BTreeSet<_>>().into_iter().collect();
    put_len(out, names.len());
    names.iter().for_each(|name| put_str(out, name));
    names
}

fn rank_of(names: &[&str], name: &str) -> usize {
    names.binary_search(&name).unwrap_or(0)
}

fn marks(passage: &Passage) -> u8 {
    let mark = |set: bool, mark: u8| if set { mark } else { 0 };
    mark(passage.superseded, SUPERSEDED) | mark(passage.internal, INTERNAL)
}
