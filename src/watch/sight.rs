//! What the system tells, in our words.

use std::path::Path;
use std::time::Instant;

use notify::event::{AccessKind, AccessMode, CreateKind, Event, EventKind, ModifyKind, RenameMode};
use notify::{Error, ErrorKind};

use super::{Places, Shared, Sight};
use crate::disk::tree;

/// What an event means for each of its paths; nothing for those that change nothing.
fn sight(kind: EventKind) -> Option<Sight> {
    Some(match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Sight::Complete,
        EventKind::Create(_) => Sight::Created,
        EventKind::Modify(ModifyKind::Name(RenameMode::From)) | EventKind::Remove(_) => Sight::Gone,
        EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Sight::Complete,
        // Both halves were told before.
        EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => return None,
        EventKind::Modify(ModifyKind::Metadata(_)) => Sight::Touched,
        EventKind::Modify(_) | EventKind::Any => Sight::Written,
        EventKind::Access(_) | EventKind::Other => return None,
    })
}

/// Takes note of what the system tells.
pub(super) fn note(event: notify::Result<Event>, places: &Places, shared: &Shared) {
    let now = Instant::now();
    match event {
        Ok(event) if event.need_rescan() => shared.lock().gatherer.lose(now),
        Ok(event) => note_paths(&event, places, shared, now),
        Err(error) => {
            let mut state = shared.lock();
            state.gatherer.lose(now);
            if is_limit(&error) {
                state.broken = Some(reason(&error));
            }
        }
    }
    shared.news.notify_one();
}

fn note_paths(event: &Event, places: &Places, shared: &Shared, now: Instant) {
    let Some(sight) = sight(event.kind) else { return };
    for path in &event.paths {
        let Some(inside) = places.inside(path) else { continue };
        let folder = may_be_folder(event.kind) && tree::is_folder(path);
        let mut state = shared.lock();
        state.gatherer.see(inside, sight, now);
        if folder {
            state.folders.insert(path.clone());
        }
    }
}

/// Only what appears under a name can be a folder that nobody watches.
fn may_be_folder(kind: EventKind) -> bool {
    match kind {
        EventKind::Create(CreateKind::File) => false,
        EventKind::Create(_) | EventKind::Any => true,
        EventKind::Modify(ModifyKind::Name(mode)) => mode != RenameMode::From,
        _ => false,
    }
}

/// Whether the system cannot watch as much as is asked.
pub(super) fn is_limit(error: &Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        // Too many open files, in the process or in the system; no room for watches.
        ErrorKind::Io(error) => matches!(error.raw_os_error(), Some(23 | 24 | 28)),
        _ => false,
    }
}

/// Why the system cannot tell.
pub(super) fn reason(error: &Error) -> String {
    let path = error.paths.first().map_or(Path::new(""), |path| path).display();
    match error.kind {
        ErrorKind::MaxFilesWatch => {
            "the system watches no more folders (`fs.inotify.max_user_watches`)".to_owned()
        }
        _ => format!("the system cannot watch `{path}`: {error}"),
    }
}
