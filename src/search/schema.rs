//! The fields of the index and how much a match in each of them is worth.

use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};

/// The tokenizer of what names a page or a section.
pub(crate) const NAMES: &str = "answerbook-names";
/// The tokenizer of running text; cuts the same way, but is counted apart.
pub(crate) const PROSE: &str = "answerbook-prose";

/// One field: its name in the index, its tokenizer, its weight.
pub(crate) struct Spec {
    pub(crate) name: &'static str,
    pub(crate) tokenizer: &'static str,
    /// What its BM25 score is multiplied with.
    pub(crate) boost: f32,
    /// BM25's b: how much longer fields are held back, 0 to 1.
    pub(crate) length: f32,
}

/// All fields, in the order of their numbers.
pub(crate) const FIELDS: [Spec; 4] = [
    Spec { name: "title", tokenizer: NAMES, boost: 3.0, length: 0.5 },
    Spec { name: "keywords", tokenizer: NAMES, boost: 3.0, length: 0.5 },
    Spec { name: "heading", tokenizer: NAMES, boost: 2.0, length: 0.5 },
    Spec { name: "text", tokenizer: PROSE, boost: 1.0, length: 0.75 },
];

/// The schema, its fields numbered as in [`FIELDS`].
pub(crate) fn schema() -> Schema {
    let mut builder = Schema::builder();
    for spec in &FIELDS {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(spec.tokenizer)
            .set_fieldnorms(true)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        builder.add_text_field(spec.name, TextOptions::default().set_indexing_options(indexing));
    }
    builder.build()
}

/// The field with the given place in [`FIELDS`].
pub(crate) fn field(at: usize) -> Field {
    Field::from_field_id(u32::try_from(at).unwrap_or(u32::MAX))
}
