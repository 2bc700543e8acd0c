//! The engine's one segment, opened: which sections hold a term, how often, where, and how long they are.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentReader;
use tantivy::postings::SegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{Index, InvertedIndexReader, TantivyError};

use crate::directory::Memory;
use crate::schema::{FIELDS, field};

/// One field of the segment.
pub(crate) struct FieldReader {
    terms: Arc<InvertedIndexReader>,
    lengths: FieldNormReader,
    /// Terms in this field, on average over the sections that have it at all.
    average: f32,
}

/// All fields, in the order of [`FIELDS`].
pub(crate) struct Segment {
    pub(crate) fields: Vec<FieldReader>,
    pub(crate) sections: u32,
}

impl Segment {
    /// Opens the files of the engine.
    pub(crate) fn open(files: Memory) -> Result<Segment, TantivyError> {
        let index = Index::open(files)?;
        let segments = index.searchable_segments()?;
        let [segment] = &segments[..] else {
            return Err(TantivyError::InvalidArgument(format!("{} segments instead of one", segments.len())));
        };
        let reader = SegmentReader::open(segment)?;
        let fields = (0..FIELDS.len()).map(|at| FieldReader::open(&reader, at)).collect::<Result<_, _>>()?;
        Ok(Segment { fields, sections: reader.max_doc() })
    }

    /// Whether any section has the term in any field.
    pub(crate) fn knows(&self, term: &str) -> bool {
        self.fields.iter().any(|field| field.frequency(term) > 0)
    }
}

impl FieldReader {
    fn open(reader: &SegmentReader, at: usize) -> Result<FieldReader, TantivyError> {
        let terms = reader.inverted_index(field(at))?;
        let lengths = reader.get_fieldnorms_reader(field(at))?;
        let filled = (0..reader.max_doc()).filter(|&section| lengths.fieldnorm_id(section) > 0).count();
        let average = terms.total_num_tokens() as f32 / filled.max(1) as f32;
        Ok(FieldReader { terms, lengths, average: average.max(1.0) })
    }

    /// Number of sections with the term.
    pub(crate) fn frequency(&self, term: &str) -> u32 {
        self.terms.terms().get(term).ok().flatten().map_or(0, |info| info.doc_freq)
    }

    /// The sections with the term and how often they have it.
    pub(crate) fn counts(&self, term: &str) -> Option<SegmentPostings> {
        self.postings(term, IndexRecordOption::WithFreqs)
    }

    /// The sections with the term and its places in them.
    pub(crate) fn places(&self, term: &str) -> Option<SegmentPostings> {
        self.postings(term, IndexRecordOption::WithFreqsAndPositions)
    }

    fn postings(&self, term: &str, option: IndexRecordOption) -> Option<SegmentPostings> {
        let info = self.terms.terms().get(term).ok().flatten()?;
        self.terms.read_postings_from_terminfo(&info, option).ok()
    }

    /// Length of a section in this field, 1 being the average.
    pub(crate) fn relative_length(&self, section: u32) -> f32 {
        self.lengths.fieldnorm(section) as f32 / self.average
    }
}
