//! Search over one edition: the same tokenizer, query and ranking for building, for the command line and for the
//! browser.
//!
//! - [`build`] turns [`Passage`]s, the sections of pages, into [`Files`]: the lists of all terms in the engine's format,
//!   word lists for prefixes and slips, and what results show, in blocks small enough to be fetched one by one.
//! - [`Index::open`] opens the first of them, [`Index::step`] answers a query or says which blocks it needs, and
//!   [`Index::supply`] takes them. `Reader` does so for files that are at hand.
//!
//! The same passages give the same bytes, and the same bytes give the same answers, on every machine. Text goes
//! through one tokenizer, whether indexed, asked or marked in an excerpt; nothing here reads a file, a clock or a
//! random number that could be seen in the result.
//!
//! Without the feature `write` only what answers queries is there, for the browser.

mod answer;
mod close;
mod codec;
mod cut;
mod error;
mod excerpt;
mod expand;
mod facets;
mod fold;
mod frame;
mod function_words;
mod head;
mod impact;
mod index;
mod lists;
mod order;
mod passage;
mod query;
mod rank;
mod rare;
mod seams;
mod shelf;
mod spelling;
mod stem;
mod store;
mod synonyms;
mod tokenize;
mod tokens;
mod versions;
mod wanted;
mod words;

#[cfg(feature = "write")]
mod dump;
#[cfg(feature = "write")]
mod reader;
#[cfg(feature = "write")]
mod related;
#[cfg(feature = "write")]
mod write;

#[cfg(feature = "write")]
pub use dump::Dump;
#[cfg(feature = "write")]
pub use error::BuildError;
pub use error::OpenError;
pub use excerpt::Fragment;
pub use index::{Correction, Facet, Facets, Filters, Hit, Index, Options, Results, Step};
pub use passage::{Category, Files, MANIFEST, Passage, Settings};
#[cfg(feature = "write")]
pub use reader::{ReadError, Reader, in_memory};
#[cfg(feature = "write")]
pub use write::{Draft, Readings, Unpacked, build};
