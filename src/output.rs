//! The finished bytes of an edition: a sorted map from path to bytes.
//!
//! The last door before the disk: two files that would be one somewhere, on a disk that ignores case or because one
//! of them would have to be a folder, are refused here, whatever was checked before.

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;
use std::sync::Arc;

use answerbook_kernel::{Audience, OutputPath};

/// The file at the root of every edition that lists all others. Only publishing writes it.
pub const MARKER: &str = "build.json";

/// Everything an edition consists of, but for its [`MARKER`]. Its tag comes from the site that it was made of.
#[derive(Clone, Debug)]
pub struct Output<A: Audience> {
    files: BTreeMap<OutputPath, Arc<[u8]>>,
    /// Every file and folder, in lower case. Only looked up, never walked.
    taken: HashMap<String, Holder>,
    audience: PhantomData<fn() -> A>,
}

/// What a place is used for, and by which file.
#[derive(Clone, Debug)]
enum Holder {
    File(OutputPath),
    FolderOf(OutputPath),
}

/// Two files that cannot both be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Collision {
    /// One path, two contents.
    #[error("`{0}` would be written twice")]
    Twice(OutputPath),
    /// Two paths that differ by case alone, which are one file on many disks and hosts.
    #[error("`{path}` and `{other}` differ only by case, and are one file on many systems")]
    Case {
        /// The one that came last.
        path: OutputPath,
        /// The one that was there.
        other: OutputPath,
    },
    /// One of the two would have to be a folder, too.
    #[error("`{file}` cannot be a file, because `{inside}` lies in a folder of that name")]
    FileAndFolder {
        /// The path that would be both.
        file: OutputPath,
        /// A file inside it.
        inside: OutputPath,
    },
    /// The name that the list of all files has, or something in a folder of that name.
    #[error("`{0}` takes the name of the list of all files, which is written when publishing")]
    Reserved(OutputPath),
}

impl<A: Audience> Default for Output<A> {
    fn default() -> Self {
        Self { files: BTreeMap::new(), taken: HashMap::new(), audience: PhantomData }
    }
}

impl<A: Audience> Output<A> {
    /// Adds a file; one that cannot stand beside those that are there is refused.
    pub fn insert(&mut self, path: OutputPath, bytes: impl Into<Arc<[u8]>>) -> Result<(), Collision> {
        self.claim(&path)?;
        self.files.insert(path, bytes.into());
        Ok(())
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&OutputPath, &Arc<[u8]>)> {
        self.files.iter()
    }

    /// One file.
    pub fn get(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.files.get(&OutputPath::new(path).ok()?)
    }

    /// How many files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The size of all files together, in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.values().map(|bytes| bytes.len() as u64).sum()
    }

    /// Takes the place of a file and the folders above it, or nothing at all.
    fn claim(&mut self, path: &OutputPath) -> Result<(), Collision> {
        let name = path.as_str().to_lowercase();
        if name.split('/').next() == Some(MARKER) {
            return Err(Collision::Reserved(path.clone()));
        }
        if let Some(holder) = self.taken.get(&name) {
            return Err(holder.against(path));
        }
        self.claim_folders(path, &name)?;
        self.taken.insert(name, Holder::File(path.clone()));
        Ok(())
    }

    /// From the innermost outwards; above a folder that is taken as one, all are.
    fn claim_folders(&mut self, path: &OutputPath, name: &str) -> Result<(), Collision> {
        let folders = || std::iter::successors(folder(name), |inner| folder(inner));
        let held = folders().find_map(|folder| self.taken.get(folder));
        if let Some(Holder::File(file)) = held {
            return Err(Collision::FileAndFolder { file: file.clone(), inside: path.clone() });
        }
        for folder in folders() {
            if self.taken.contains_key(folder) {
                break;
            }
            self.taken.insert(folder.to_owned(), Holder::FolderOf(path.clone()));
        }
        Ok(())
    }
}

impl Holder {
    /// Why a file at the same place cannot be.
    fn against(&self, path: &OutputPath) -> Collision {
        match self {
            Self::File(other) if other == path => Collision::Twice(path.clone()),
            Self::File(other) => Collision::Case { path: path.clone(), other: other.clone() },
            Self::FolderOf(inside) => Collision::FileAndFolder { file: path.clone(), inside: inside.clone() },
        }
    }
}

fn folder(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use answerbook_kernel::Public;

    fn insert_all(paths: &[&str]) -> Result<Output<Public>, Collision> {
        let mut output = Output::default();
        for path in paths {
            output.insert(OutputPath::new(path).unwrap(), path.as_bytes())?;
        }
        Ok(output)
    }

    fn refusal(paths: &[&str]) -> String {
        insert_all(paths).unwrap_err().to_string()
    }

    #[test]
    fn files_come_sorted_and_are_found() {
        let output = insert_all(&["b/index.html", "a.md", "a/index.html", "b/c/x"]).unwrap();
        let paths: Vec<&str> = output.files().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["a.md", "a/index.html", "b/c/x", "b/index.html"]);
        assert_eq!(output.get("b/c/x").map(|bytes| &bytes[..]), Some(&b"b/c/x"[..]));
        assert_eq!(output.get("../x"), None);
        assert_eq!(output.bytes(), 4 + 12 + 5 + 12);
    }

    #[test]
    fn what_cannot_stand_side_by_side_is_refused() {
        assert_eq!(refusal(&["a", "a"]), "`a` would be written twice");
        assert!(refusal(&["É/x", "é/X"]).contains("differ only by case"));
        assert!(refusal(&["a", "a/b/c"]).starts_with("`a` cannot be a file, because `a/b/c`"));
        assert!(refusal(&["a/b/c", "A"]).starts_with("`A` cannot be a file, because `a/b/c`"));
        assert!(refusal(&["a/b/c", "a/b"]).starts_with("`a/b` cannot be a file"));
        assert!(refusal(&["Build.json"]).contains("list of all files"));
        assert!(refusal(&["build.json/index.html"]).contains("list of all files"));
    }

    #[test]
    fn a_refused_file_leaves_nothing_behind() {
        let mut output = insert_all(&["a"]).unwrap();
        assert!(output.insert(OutputPath::new("a/b/c").unwrap(), *b"").is_err());
        assert!(output.insert(OutputPath::new("b").unwrap(), *b"").is_ok());
        assert_eq!(output.len(), 2);
    }
}
