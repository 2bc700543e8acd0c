//! The engine's segment, of which the lists of terms are read one at a time.
//!
//! A frame holds the files of a segment of tantivy with a single list, the longest. All other lists of the index
//! have the same format and fit into its place, so the engine's own reader decodes whichever has been fetched.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, OwnedBytes, WatchCallback, WatchHandle, WritePtr};
use tantivy::index::{SegmentId, SegmentReader};
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Directory, HasLen, Index, IndexSettings, InvertedIndexReader, TantivyError};

/// The engine's files that are kept as they are.
pub(crate) const WHOLE: [&str; 5] = ["term", "pos", "fieldnorm", "fast", "store"];
/// Bytes before the first list in the engine's file of lists.
#[cfg(feature = "write")]
pub(crate) const BEFORE: usize = 8;
/// The name of the segment, which is the same in all indexes.
pub(crate) const SEGMENT: &str = "00000000000000000000000000000000";

/// The files of a segment with one list, which is left out.
#[derive(Clone, Default, Debug)]
pub(crate) struct Frame {
    /// The files named in [`WHOLE`].
    pub(crate) whole: [Vec<u8>; 5],
    /// What stands before the list.
    pub(crate) before: Vec<u8>,
    /// What stands behind it.
    pub(crate) behind: Vec<u8>,
    /// The room for the list, in bytes.
    pub(crate) room: usize,
}

/// The schema: one field of terms, whose frequencies are levels of [`crate::impact`].
pub(crate) fn schema() -> Schema {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_fieldnorms(false)
        .set_index_option(IndexRecordOption::WithFreqs)
        .set_tokenizer("raw");
    builder.add_text_field("terms", TextOptions::default().set_indexing_options(indexing));
    builder.build()
}

/// The one field.
pub(crate) fn field() -> Field {
    Field::from_field_id(0)
}

/// Reads lists by the engine's own reader.
pub(crate) struct Lists {
    place: Place,
    reader: Arc<InvertedIndexReader>,
}

impl Lists {
    /// Opens the frame of an index with so many sections.
    pub(crate) fn open(frame: Frame, sections: u32) -> Result<Lists, TantivyError> {
        let place = Place::default();
        let directory = FrameFiles::new(frame, place.clone());
        let index = Index::create(directory, schema(), IndexSettings::default())?;
        let id = SegmentId::from_uuid_string(SEGMENT)
            .map_err(|_| TantivyError::InvalidArgument(SEGMENT.to_owned()))?;
        let segment = index.segment(index.new_segment_meta(id, sections));
        let reader = SegmentReader::open(&segment)?.inverted_index(field())?;
        Ok(Lists { place, reader })
    }

    /// A list of so many sections.
    pub(crate) fn read(&self, sections: u32, bytes: OwnedBytes) -> Option<SegmentPostings> {
        let range = 0..bytes.len();
        self.place.put(bytes);
        let info = TermInfo { doc_freq: sections, postings_range: range, positions_range: 0..0 };
        self.reader.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqs).ok()
    }
}

/// Where the list lies that is read next.
#[derive(Clone, Default)]
struct Place(Arc<RwLock<Option<OwnedBytes>>>);

impl Place {
    fn put(&self, bytes: OwnedBytes) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(bytes);
    }

    fn get(&self, range: Range<usize>) -> Option<OwnedBytes> {
        let bytes = self.0.read().unwrap_or_else(PoisonError::into_inner).clone()?;
        (range.end <= bytes.len()).then(|| bytes.slice(range))
    }
}

/// The engine's file of lists: its ends, and between them the room for one list.
struct ListsFile {
    before: OwnedBytes,
    behind: OwnedBytes,
    room: usize,
    place: Place,
}

impl std::fmt::Debug for ListsFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ListsFile")
    }
}

impl HasLen for ListsFile {
    fn len(&self) -> usize {
        self.before.len() + self.room + self.behind.len()
    }
}

impl FileHandle for ListsFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let (start, end) = (self.before.len(), self.before.len() + self.room);
        let part = if range.end <= start {
            Some(self.before.slice(range))
        } else if range.start >= end {
            let range = range.start - end..range.end - end;
            (range.end <= self.behind.len()).then(|| self.behind.slice(range))
        } else {
            range.start.checked_sub(start).and_then(|from| self.place.get(from..range.end - start))
        };
        part.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// The frame as the engine wants to see it: to be read, never written, never locked or watched.
#[derive(Clone, Debug)]
struct FrameFiles(Arc<[(PathBuf, Arc<dyn FileHandle>)]>);

impl FrameFiles {
    fn new(frame: Frame, place: Place) -> FrameFiles {
        let path = |extension: &str| PathBuf::from(format!("{SEGMENT}.{extension}"));
        let lists = ListsFile {
            before: OwnedBytes::new(frame.before),
            behind: OwnedBytes::new(frame.behind),
            room: frame.room,
            place,
        };
        let whole = WHOLE.iter().zip(frame.whole).map(|(extension, bytes)| {
            let file: Arc<dyn FileHandle> = Arc::new(OwnedBytes::new(bytes));
            (path(extension), file)
        });
        let lists: Arc<dyn FileHandle> = Arc::new(lists);
        FrameFiles(whole.chain([(path("idx"), lists)]).collect())
    }

    fn find(&self, path: &Path) -> Option<&Arc<dyn FileHandle>> {
        self.0.iter().find(|(own, _)| own == path).map(|(_, file)| file)
    }
}

impl Directory for FrameFiles {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.find(path).cloned().ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::FileDoesNotExist(path.to_owned()))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.find(path).is_some())
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::FileAlreadyExists(path.to_owned()))
    }

    /// The engine looks for its own notes, of which there are none.
    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        Err(OpenReadError::FileDoesNotExist(path.to_owned()))
    }

    /// The engine notes that the index exists, which is known.
    fn atomic_write(&self, _path: &Path, _data: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    /// The default would sleep until the lock is free, which a browser cannot.
    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}
