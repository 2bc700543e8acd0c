//! Events and records that are older than they may be are removed, every hour, each after their own time.

use std::io;
use std::thread;
use std::time::Duration;

use answerbook_kernel::period::Period;

use super::{Notice, Teller};
use crate::feedback::day::Day;
use crate::feedback::store::{Address, Store, StoreError};

/// How often is looked.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// After a failure it is tried again sooner.
const SOON: Duration = Duration::from_secs(60);

/// How long what is kept stays; for ever without a span.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spans {
    pub(super) events: Option<Period>,
    pub(super) records: Option<Period>,
}

impl Spans {
    fn sweep(self, store: &mut dyn Store) -> Result<(u64, u64), StoreError> {
        let events = self.events.map_or(Ok(0), |keep| store.remove_before(oldest(keep)))?;
        let records = self.records.map_or(Ok(0), |keep| store.remove_records_before(oldest(keep)))?;
        Ok((events, records))
    }
}

/// Starts to remove what is older than its span, at once and then every hour.
pub(super) fn start(store: Address, keep: Spans, tell: Teller) -> io::Result<()> {
    if keep.events.is_none() && keep.records.is_none() {
        return Ok(());
    }
    thread::Builder::new().name("retention".into()).spawn(move || {
        loop {
            let removed = store.open().and_then(|mut store| keep.sweep(store.as_mut()));
            match &removed {
                Ok((0, 0)) => {}
                Ok((events, records)) => tell(Notice::Removed { events: *events, records: *records }),
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
