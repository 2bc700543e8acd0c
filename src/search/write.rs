//! Passages to files. The same passages give the same bytes, in whatever order they come and on whatever machine.

use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::thread;

use tantivy::directory::RamDirectory;
use tantivy::indexer::SingleSegmentIndexWriter;
use tantivy::schema::TantivyDocument;
use tantivy::store::Compressor;
use tantivy::tokenizer::TokenizerManager;
use tantivy::{Directory, Index, IndexSettings, TantivyError};

use crate::analyze::{self, Analyzer, WAITING};
use crate::error::BuildError;
use crate::manifest::{Bundle, Role, sha256};
use crate::passage::{Files, Passage};
use crate::schema::{NAMES, PROSE, field, schema};
use crate::{store_writer, words};

/// Size of the engine's first hash table follows from this; it is no limit.
const MEMORY: usize = 256 << 20;

/// The engine's description of an index, under its own name for it.
pub(crate) const META: &str = "meta.json";

/// What the engine calls the files of a segment.
const EXTENSIONS: [&str; 6] = ["fast", "fieldnorm", "idx", "pos", "store", "term"];

/// Builds the index of an edition.
///
/// # Errors
///
/// When there are more passages than 32 bits can number, or when the engine fails.
pub fn build(passages: &[Passage]) -> Result<Files, BuildError> {
    let sorted = sorted(passages)?;
    let (terms, taken) = sync_channel(WAITING);
    let (segment, lexicon) = thread::scope(|scope| {
        let cutter = scope.spawn(|| {
            let terms = terms;
            analyze::cut(&sorted, &terms)
        });
        (segment(&sorted, Analyzer::new(taken)), cutter.join())
    });
    let (segment, lexicon) =
        (segment?, lexicon.map_err(|_| TantivyError::SystemError("cutting failed".into()))?);
    let mut bundle = Bundle::default();
    segment.add_to(&mut bundle);
    bundle.add_hashed("words", "bin", Role::Words, words::write(&lexicon.entries()));
    let written = store_writer::write(&sorted);
    bundle.add_hashed("pages", "bin", Role::Pages, written.pages);
    for shard in written.shards {
        bundle.add_hashed("text", "bin", Role::Shard, shard);
    }
    Ok(bundle.finish()?)
}

/// By address, so that section numbers break ties; sections keep their order.
fn sorted(passages: &[Passage]) -> Result<Vec<&Passage>, BuildError> {
    u32::try_from(passages.len()).map_err(|_| BuildError::TooMany(passages.len()))?;
    let mut sorted: Vec<&Passage> = passages.iter().collect();
    sorted.sort_by(|a, b| a.url.cmp(&b.url));
    Ok(sorted)
}

/// The engine's files.
struct Segment {
    meta: Vec<u8>,
    /// Extension and bytes.
    files: Vec<(&'static str, Vec<u8>)>,
    /// What the engine called the segment.
    id: String,
}

/// The engine asks for the terms of each text in the order of passages and fields, which is the order they are cut in.
fn segment(passages: &[&Passage], analyzer: Analyzer) -> Result<Segment, TantivyError> {
    let directory = RamDirectory::create();
    let mut writer: SingleSegmentIndexWriter = Index::builder()
        .schema(schema())
        .settings(settings())
        .tokenizers(tokenizers(analyzer))
        .single_segment_index_writer(directory.clone(), MEMORY)?;
    for passage in passages {
        writer.add_document(document(passage))?;
    }
    let index = writer.finalize()?;
    let id = index.searchable_segment_ids()?.first().map(|id| id.uuid_string()).unwrap_or_default();
    let meta = directory.atomic_read(META.as_ref())?;
    Ok(Segment { meta, files: segment_files(&directory, &id)?, id })
}

fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::None,
        docstore_compress_dedicated_thread: false,
        ..IndexSettings::default()
    }
}

fn tokenizers(analyzer: Analyzer) -> TokenizerManager {
    let manager = TokenizerManager::new();
    manager.register(NAMES, analyzer.clone());
    manager.register(PROSE, analyzer);
    manager
}

/// Which fields a passage has. Their texts are with the analyzer, and the engine stores none of them.
fn document(passage: &Passage) -> TantivyDocument {
    let mut document = TantivyDocument::new();
    for (at, _) in analyze::fields(passage).iter().enumerate().filter(|(_, (text, _))| !text.is_empty()) {
        document.add_text(field(at), "");
    }
    document
}

fn segment_files(directory: &RamDirectory, id: &str) -> Result<Vec<(&'static str, Vec<u8>)>, TantivyError> {
    let mut files = Vec::new();
    for extension in EXTENSIONS {
        let path = PathBuf::from(format!("{id}.{extension}"));
        if directory.exists(&path)? {
            files.push((extension, directory.open_read(&path)?.read_bytes()?.to_vec()));
        }
    }
    Ok(files)
}

impl Segment {
    /// The engine names segments at random; here the name follows from the content.
    fn add_to(self, bundle: &mut Bundle) {
        let id = self.name();
        let meta = String::from_utf8_lossy(&self.meta).replace(&hyphenated(&self.id), &hyphenated(&id));
        bundle.add_hashed("meta", "json", Role::Meta, meta.into_bytes());
        for (extension, bytes) in self.files {
            bundle.add(format!("{id}.{extension}"), Role::Segment, bytes);
        }
    }

    fn name(&self) -> String {
        let hashes: Vec<String> =
            self.files.iter().map(|(extension, bytes)| extension.to_string() + &sha256(bytes)).collect();
        sha256(hashes.concat().as_bytes())[..32].to_owned()
    }
}

/// `8-4-4-4-12`, as a UUID is written in `meta.json`.
fn hyphenated(id: &str) -> String {
    let ends = [0, 8, 12, 16, 20, 32];
    let groups: Vec<&str> = ends.windows(2).filter_map(|pair| id.get(pair[0]..pair[1])).collect();
    groups.join("-")
}
