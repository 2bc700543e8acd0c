//! A file that lines are added to, beside the site's sources but no part of them.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::error::PublishError;

/// A larger file takes no more lines.
const LARGEST: u64 = 16 << 20;

/// Lines that were added are on the disk, whatever happens to the machine afterwards.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    path: PathBuf,
    open: Option<File>,
    /// Whether the last line has an end.
    whole: Whole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whole {
    Yes,
    Unknown,
}

impl Journal {
    /// A file in a folder of its own; neither is made before there is a line.
    pub fn at(folder: &Path, name: &str) -> Self {
        Self { folder: folder.to_owned(), path: folder.join(name), open: None, whole: Whole::Unknown }
    }

    /// Adds a line, and returns once it is on the disk.
    ///
    /// # Errors
    /// When the file is full or the machine fails; then the line may be there in part, and no later one suffers from it.
    pub fn add(&mut self, line: &str) -> Result<(), PublishError> {
        self.write(line).map_err(PublishError::at("add a line to", &self.path))
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        if self.open.is_none() {
            self.open = Some(self.create()?);
        }
        let Some(file) = &mut self.open else { return Ok(()) };
        let size = file.metadata()?.len();
        if size + line.len() as u64 > LARGEST {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "it is full; move it away"));
        }
        // A line that broke off, when the disk was full or the machine died, is ended first.
        let start = if size > 0 && self.whole == Whole::Unknown { "\n" } else { "" };
        self.whole = Whole::Unknown;
        file.write_all(format!("{start}{line}\n").as_bytes())?;
        file.sync_data()?;
        self.whole = Whole::Yes;
        Ok(())
    }

    fn create(&self) -> io::Result<File> {
        match fs::create_dir(&self.folder) {
            Ok(()) => {
                // Nobody wants it in a repository.
                fs::write(self.folder.join(".gitignore"), "*\n")?;
                sync(self.folder.parent())?;
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
        if !fs::symlink_metadata(&self.folder)?.is_dir() {
            return Err(io::Error::new(io::ErrorKind::NotADirectory, "its folder is a link or a file"));
        }
        let no_follow = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or_default();
        let file = OpenOptions::new().append(true).create(true).custom_flags(no_follow).open(&self.path)?;
        sync(Some(&self.folder))?;
        Ok(file)
    }
}

/// The names in a folder are on the disk afterwards.
fn sync(folder: Option<&Path>) -> io::Result<()> {
    folder.map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
