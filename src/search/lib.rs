//! Search over one edition: the same schema, tokenizer, query and ranking for building, for the command line and for
//! the browser.
//!
//! - [`build`] turns [`Passage`]s, the sections of pages, into [`Files`]: the engine's segment, a word list for
//!   prefixes and slips, and what results show, all listed with checksums in [`MANIFEST`].
//! - [`Index::open`] checks and opens such files, [`Index::search`] asks them.
//!
//! The same passages give the same bytes, and the same bytes give the same answers, on every machine. Text goes
//! through one tokenizer, whether indexed, asked or marked in an excerpt; nothing here reads a file, a clock or a
//! random number that could be seen in the result.

mod analyze;
mod codec;
mod directory;
mod error;
mod excerpt;
mod expand;
mod fold;
mod function_words;
mod index;
mod lexicon;
mod manifest;
mod passage;
mod phrase;
mod query;
mod rank;
mod schema;
mod segment;
mod spelling;
mod stem;
mod store;
mod store_writer;
mod tokenize;
mod tokens;
mod words;
mod write;

pub use error::{BuildError, OpenError};
pub use excerpt::Fragment;
pub use index::{Hit, Index, Options, Results};
pub use passage::{Files, MANIFEST, Passage};
pub use write::build;
