//! The only writer of the program (I7).
//!
//! An edition is written into a new folder beside its old self, with its list of files last, and then swapped in: at
//! every moment, whatever is killed or fails, the folder of an edition holds the old site or the new one, whole.
//! Nothing is removed that an earlier run did not write: the list of files, `build.json`, is also the sign by which a
//! folder is known as ours.
//!
//! ```text
//! PublishDir::check      may we write there?      refuses, touches nothing
//! Lock::take             are we alone?            sweeps away what killed runs left
//! publish                stage, list, swap        once for each edition
//! Lock::release          the old sites are gone
//! ```
//!
//! A killed program loses nothing, but a killed machine may: files are not forced to the disk one by one, so after a
//! power cut the last build may have to be made again.

mod error;
mod folder;
mod journal;
mod leftover;
mod lock;
mod marker;
mod new_file;
mod place;
mod reuse;
mod stage;
mod swap;
mod sweep;
mod verify;

use answerbook_kernel::{Audience, Clean};

pub use error::{PublishError, Refusal};
pub use folder::{PublishDir, SiteFolders};
pub use journal::Journal;
pub use lock::Lock;
pub use marker::{Entry, MARKER, Manifest};
pub use new_file::{write_new, write_over};
pub use verify::{Fault, VerifyError, verify};

use crate::output::Output;
use stage::Staging;

/// What was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// How many files, the list of them included.
    pub files: usize,
    /// Their size together.
    pub bytes: u64,
}

/// Writes an edition and puts it in the place of the old one, which the lock removes in the background.
///
/// # Errors
/// The old site stands, and nothing of the new one is left, whatever the error.
pub fn publish<A: Audience>(
    output: &Clean<Output<A>>,
    to: &PublishDir<A>,
    lock: &Lock,
) -> Result<Receipt, PublishError> {
    Stage::begin(to, lock)?.publish(output)
}

/// A place to write files ahead of time, while the rest of the edition is still being made. What is never published is
/// removed again.
#[derive(Debug)]
pub struct Stage<'l, A: Audience> {
    staging: Staging,
    to: PublishDir<A>,
    lock: &'l Lock,
}

impl<'l, A: Audience> Stage<'l, A> {
    /// An empty stage beside the old site.
    ///
    /// # Errors
    /// When the folder is not locked, or no folder can be made in it.
    pub fn begin(to: &PublishDir<A>, lock: &'l Lock) -> Result<Self, PublishError> {
        if !lock.covers(to.out()) {
            return Err(PublishError::NotLocked { path: to.out().to_owned() });
        }
        Ok(Self { staging: Staging::create(to.out(), A::NAME)?, to: to.clone(), lock })
    }

    /// Writes files that may become part of the edition.
    ///
    /// # Errors
    /// When one cannot be written.
    pub fn add(&mut self, output: &Output<A>) -> Result<(), PublishError> {
        self.staging.add(output)
    }

    /// Writes what is still missing, removes what does not belong, and puts the edition in the place of the old one.
    ///
    /// # Errors
    /// The old site stands, and nothing of the new one is left, whatever the error.
    pub fn publish(mut self, output: &Clean<Output<A>>) -> Result<Receipt, PublishError> {
        let receipt = self.staging.fill(output.get())?;
        if let Some(old) = swap::swap(self.staging, self.to.path(), A::NAME)? {
            self.lock.remove_later(old);
        }
        Ok(receipt)
    }
}
