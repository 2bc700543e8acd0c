//! Events that are older than they may be are removed, every hour.

use std::io;
use std::thread;
use std::time::Duration;

use answerbook_kernel::period::Period;

use super::{Notice, Teller};
use crate::feedback::day::Day;
use crate::feedback::store::Address;

/// How often is looked.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// After a failure it is tried again sooner.
const SOON: Duration = Duration::from_secs(60);

/// Starts to remove what is older than a span, at once and then every hour.
pub(super) fn start(store: Address, keep: Period, tell: Teller) -> io::Result<()> {
    thread::Builder::new().name("retention".into()).spawn(move || {
        loop {
            let removed = store.open().and_then(|mut store| store.remove_before(oldest(keep)));
            match &removed {
                Ok(0) => {}
                Ok(count) => tell(Notice::Removed(*count)),
                Err(error) => tell(Notice::Failing(error)),
            }
            thread::sleep(if removed.is_ok() { EVERY } else { SOON });
        }
    })?;
    Ok(())
}

/// The start of the first day that is kept, in UTC, in seconds since 1970.
pub fn oldest(keep: Period) -> i64 {
    keep.before(Day::today().0).map_or(i64::MIN, |first| Day(first).start())
}
