//! Makes the engine's segment that [`crate::frame`] reads lists with.

use tantivy::directory::RamDirectory;
use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::TantivyDocument;
use tantivy::store::Compressor;
use tantivy::{Directory, Index, IndexSettings, TantivyError};

use crate::frame::{BEFORE, Frame, WHOLE, field, schema};
use crate::write::invert::Posting;

/// The least memory the engine accepts; it is given one empty document.
const MEMORY: usize = 15_000_000;

/// A segment with one list.
pub(crate) fn around(list: &[Posting]) -> Result<Frame, TantivyError> {
    let (others, lists) = (empty()?, with(list)?);
    let read = |extension: &str| {
        let files = if matches!(extension, "term" | "idx" | "pos") { &lists } else { &others };
        file(files, extension)
    };
    let idx = read("idx")?;
    let mut room = Vec::new();
    super::lists::encode(list, &mut room)?;
    let room = room.len();
    let mut frame = Frame {
        before: idx[..BEFORE].to_vec(),
        behind: idx[BEFORE + room..].to_vec(),
        room,
        ..Frame::default()
    };
    for (extension, bytes) in WHOLE.iter().zip(&mut frame.whole) {
        *bytes = read(extension)?;
    }
    Ok(frame)
}

/// Files of a segment under construction.
struct Made {
    directory: RamDirectory,
    id: String,
}

fn file(made: &Made, extension: &str) -> Result<Vec<u8>, TantivyError> {
    let path = format!("{}.{extension}", made.id);
    let handle = made.directory.get_file_handle(path.as_ref())?;
    Ok(handle.read_bytes(0..handle.len())?.to_vec())
}

fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::None,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}

/// A segment with an empty document.
fn empty() -> Result<Made, TantivyError> {
    let directory = RamDirectory::create();
    let builder = Index::builder().schema(schema()).settings(settings());
    let mut writer: SingleSegmentIndexWriter =
        builder.single_segment_index_writer(directory.clone(), MEMORY)?;
    writer.add_document(TantivyDocument::new())?;
    let index = writer.finalize()?;
    let id = index.searchable_segment_ids()?.first().map(|id| id.uuid_string()).unwrap_or_default();
    Ok(Made { directory, id })
}

/// The lists of a segment that has but one.
fn with(list: &[Posting]) -> Result<Made, TantivyError> {
    let directory = RamDirectory::create();
    let index = Index::create(directory.clone(), schema(), settings())?;
    let segment = index.new_segment();
    let mut serializer = InvertedIndexSerializer::open(&segment)?;
    let mut terms = serializer.new_field(field(), 0, None)?;
    terms.new_term(b"longest", u32::try_from(list.len()).unwrap_or(u32::MAX), true)?;
    list.iter().for_each(|posting| terms.write_doc(posting.section(), u32::from(posting.level()), &[]));
    terms.close_term()?;
    terms.close()?;
    serializer.close()?;
    let id = segment.id().uuid_string();
    Ok(Made { directory, id })
}
