//! One build at a time in an output folder. The lock is the system's, on a file: a dead process holds none.
//!
//! Whoever has it also tidies up: what killed runs left when it is taken, and the old sites while it is held.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use super::error::PublishError;
use super::sweep::Sweeper;
use super::{leftover, place};

/// The file in the output folder that is locked while a build is at work there.
pub(super) const FILE: &str = ".answerbook.lock";

/// The right to publish into an output folder, as long as the value lives.
///
/// Old sites are removed in the background; [`Lock::release`], or dropping, waits for that.
#[derive(Debug)]
pub struct Lock {
    out: PathBuf,
    /// Folders that were made for the lock file, innermost first.
    made: Vec<PathBuf>,
    sweeper: Sweeper,
    /// Dropped last.
    file: File,
}

impl Lock {
    /// Locks the output folder, which is made if it is missing, and sweeps away what killed runs left in it.
    ///
    /// Check the folder with [`super::PublishDir::check`] first.
    ///
    /// # Errors
    /// [`PublishError::Busy`] if another process has it; [`PublishError::Io`].
    pub fn take(out: &Path) -> Result<Self, PublishError> {
        let out = std::path::absolute(out)
            .and_then(|path| place::resolve(&path, Path::new("")))
            .map_err(PublishError::at("look at", out))?;
        let (file, made) = enter(&out)?;
        let mut lock = Self { sweeper: Sweeper::start(&out), out, made, file };
        sign(&mut lock.file).map_err(PublishError::at("write", &lock.out.join(FILE)))?;
        let left = leftover::recover(&lock.out).map_err(PublishError::at("tidy up", &lock.out))?;
        left.into_iter().for_each(|path| lock.remove_later(path));
        Ok(lock)
    }

    /// Waits until the old sites are removed, and gives the folder free.
    ///
    /// # Errors
    /// [`PublishError::OldSiteRemains`]: whatever was published stands all the same.
    pub fn release(mut self) -> Result<(), PublishError> {
        self.sweeper.finish()
    }

    /// Whether it is this output folder that is locked.
    pub(super) fn covers(&self, out: &Path) -> bool {
        place::same(&self.out, out)
    }

    /// Removes a folder in the background.
    pub(super) fn remove_later(&self, path: PathBuf) {
        self.sweeper.remove(path);
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The file goes while it is still locked: who opened it meanwhile sees that it is no longer there.
        _ = self.sweeper.finish();
        _ = fs::remove_file(self.out.join(FILE));
        _ = self.file.unlock();
        remove_empty(&self.made);
    }
}

/// Makes the folder if need be, and locks it. Another build that ends just now may take the folder away in between.
fn enter(out: &Path) -> Result<(File, Vec<PathBuf>), PublishError> {
    let (mut made, mut tries) = (Vec::new(), 100);
    loop {
        tries -= 1;
        match make_folders(out, &mut made).and_then(|()| acquire(out)) {
            Ok(file) => return Ok((file, made)),
            Err(PublishError::Io { source, .. }) if is_gone(&source) && tries > 0 => {}
            Err(error) => {
                remove_empty(&made);
                return Err(error);
            }
        }
    }
}

fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound
}

/// Makes the folder and those above it; adds those that were missing, innermost first.
fn make_folders(out: &Path, made: &mut Vec<PathBuf>) -> Result<(), PublishError> {
    let missing: Vec<&Path> = out.ancestors().take_while(|folder| !folder.exists()).collect();
    if missing.len() > made.len() {
        *made = missing.into_iter().map(Path::to_owned).collect();
    }
    fs::create_dir_all(out).map_err(PublishError::at("create", out))
}

/// A folder with anything in it stays, and so do those above it.
fn remove_empty(folders: &[PathBuf]) {
    _ = folders.iter().try_for_each(fs::remove_dir);
}

/// Opens and locks the file, again if its last owner removed it in between.
fn acquire(out: &Path) -> Result<File, PublishError> {
    let path = out.join(FILE);
    loop {
        let mut file = open(&path).map_err(PublishError::at("open", &path))?;
        match file.try_lock() {
            Ok(()) if is_at(&file, &path) => return Ok(file),
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(PublishError::Busy { path: out.to_owned(), pid: signature(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(PublishError::at("lock", &path)(error)),
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        // A link in the lock's place must not make us write to where it leads.
        options.custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed());
    }
    options.open(path)
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let open = file.metadata().ok().map(|meta| (meta.dev(), meta.ino()));
    open.is_some() && open == place::identity(path)
}

/// Where an open file cannot be removed, it is where it was.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())
}

fn signature(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}
