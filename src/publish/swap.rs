//! Puts a finished folder in the place of another, in one step where the system can: whoever looks sees the old
//! site or the new one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::error::PublishError;
use super::{folder, stage::Staging, sweep};

/// Moves the staged edition to `path`. What lay there before lies then in the folder that is given back, if any.
///
/// When that turns out to be something we may not remove, it is put back, and nothing has changed.
pub(super) fn swap(staging: Staging, path: &Path, edition: &str) -> Result<Option<PathBuf>, PublishError> {
    let failed = || PublishError::at("move the new site to", path);
    if fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        fs::rename(staging.path(), path).map_err(failed())?;
        staging.keep();
        return Ok(None);
    }
    match exchange(staging.path(), path) {
        Ok(()) => after_exchange(staging, path, edition).map(Some),
        Err(error) if cannot(&error) => move_twice(staging, path, edition).map(Some),
        Err(error) => Err(failed()(error)),
    }
}

/// Between the check and the exchange somebody may have put something else there; until that is looked at, nothing is
/// removed, whatever happens.
fn after_exchange(staging: Staging, path: &Path, edition: &str) -> Result<PathBuf, PublishError> {
    let old = staging.path().to_owned();
    staging.keep();
    let Err(refusal) = inspect(&old, path, edition) else {
        return Ok(old);
    };
    exchange(&old, path).map_err(PublishError::at("put back what lay in", path))?;
    // Where the old thing was is now what was staged; if it cannot be removed, the next run sweeps it away.
    _ = sweep::remove_tree(&old);
    Err(refusal)
}

/// A step to the side and a step in. Should the program be killed between them, the next run puts the old one back.
fn move_twice(staging: Staging, path: &Path, edition: &str) -> Result<PathBuf, PublishError> {
    folder::refuse_content(path, edition)?;
    let old = staging.way_out();
    fs::rename(path, &old).map_err(PublishError::at("move away the old site in", path))?;
    if let Err(error) = fs::rename(staging.path(), path) {
        fs::rename(&old, path).map_err(PublishError::at("put back the old site in", path))?;
        return Err(PublishError::at("move the new site to", path)(error));
    }
    staging.keep();
    Ok(old)
}

/// What was swapped out must be what may be removed; a complaint names the place where it lay.
fn inspect(old: &Path, path: &Path, edition: &str) -> Result<(), PublishError> {
    folder::refuse_kind(old).and_then(|()| folder::refuse_content(old, edition)).map_err(
        |error| match error {
            PublishError::Refused { why, .. } => PublishError::refused(path, why),
            other => other,
        },
    )
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the system, or this file system, knows no exchange.
fn cannot(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::Output;
    use crate::publish::{Lock, leftover, verify};
    use answerbook_kernel::{OutputPath, Public};

    fn temp(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("answerbook-{name}-{}", std::process::id()));
        _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        path
    }

    fn staged(out: &Path, text: &str) -> Staging {
        let mut output = Output::<Public>::default();
        output.insert(OutputPath::new("a/b").unwrap(), text.as_bytes()).unwrap();
        let mut staging = Staging::create(out, "public").unwrap();
        staging.fill(&output).unwrap();
        staging
    }

    fn text(site: &Path) -> String {
        verify(site).unwrap();
        fs::read_to_string(site.join("a/b")).unwrap()
    }

    #[test]
    fn without_exchange_the_old_site_steps_aside() {
        let out = temp("aside");
        let public = out.join("public");
        assert_eq!(swap(staged(&out, "one"), &public, "public").unwrap(), None);
        let old = move_twice(staged(&out, "two"), &public, "public").unwrap();
        assert_eq!((text(&public), text(&old)), ("two".into(), "one".into()));
        fs::remove_dir_all(&out).unwrap();
    }

    #[test]
    fn killed_between_the_two_steps_the_old_site_comes_back() {
        let out = temp("back");
        let public = out.join("public");
        swap(staged(&out, "one"), &public, "public").unwrap();
        let next = staged(&out, "two");
        fs::rename(&public, next.way_out()).unwrap();
        next.keep();
        Lock::take(&out).unwrap().release().unwrap();
        assert_eq!(text(&public), "one");
        assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
        fs::remove_dir_all(&out).unwrap();
    }

    #[test]
    fn half_a_site_does_not_come_back() {
        let out = temp("half");
        let half = out.join(leftover::name("public", leftover::Way::Out, 0));
        fs::create_dir_all(half.join("a")).unwrap();
        Lock::take(&out).unwrap().release().unwrap();
        assert_eq!(fs::read_dir(&out).unwrap().count(), 0);
        fs::remove_dir_all(&out).unwrap();
    }

    #[test]
    fn a_step_that_fails_is_taken_back() {
        let out = temp("fails");
        let public = out.join("public");
        swap(staged(&out, "one"), &public, "public").unwrap();
        let gone = staged(&out, "two");
        fs::remove_dir_all(gone.path()).unwrap();
        let found = move_twice(gone, &public, "public").unwrap_err();
        assert!(found.to_string().contains("move the new site"), "{found}");
        assert_eq!(text(&public), "one");
        assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
        fs::remove_dir_all(&out).unwrap();
    }
}
