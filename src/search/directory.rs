//! The index's files in memory, as the engine wants to see them: to be read, never written, never locked or watched.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{DirectoryLock, FileHandle, Lock, OwnedBytes, WatchCallback, WatchHandle, WritePtr};

/// Files by name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(Arc<BTreeMap<PathBuf, OwnedBytes>>);

impl FromIterator<(String, Vec<u8>)> for Memory {
    fn from_iter<I: IntoIterator<Item = (String, Vec<u8>)>>(files: I) -> Memory {
        Memory(Arc::new(
            files.into_iter().map(|(name, bytes)| (name.into(), OwnedBytes::new(bytes))).collect(),
        ))
    }
}

impl Memory {
    fn get(&self, path: &Path) -> Result<OwnedBytes, OpenReadError> {
        self.0.get(path).cloned().ok_or_else(|| OpenReadError::FileDoesNotExist(path.to_owned()))
    }
}

impl Directory for Memory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(Arc::new(self.get(path)?))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::FileDoesNotExist(path.to_owned()))
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        Ok(self.0.contains_key(path))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::FileAlreadyExists(path.to_owned()))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.get(path).map(|bytes| bytes.to_vec())
    }

    fn atomic_write(&self, _path: &Path, _data: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::ReadOnlyFilesystem.into())
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
