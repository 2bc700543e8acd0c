//! What is done with what was kept: copied, handed out, removed, looked at.

use answerbook_kernel::period::Period;
use clap::Args;
use jiff::civil::Date;

use super::{opened, period};
use crate::cli::Ending;
use crate::cli::print::Printer;
use crate::feedback::collect::{Webhook, oldest};
use crate::feedback::day::Day;
use crate::feedback::erase::{Wanted, erase};
use crate::feedback::export::{told, told_record};
use crate::feedback::migrate::migrate;
use crate::feedback::staff::erase::{Wanted as WantedRecords, erase as erase_records};
use crate::feedback::store::Address;

/// Copy all events and records into another store, also while new ones come in; goes on where it was interrupted
#[derive(Debug, Args)]
#[command(
    after_help = "Example: answerbook collect migrate --from sqlite:feedback.db --to postgres://answerbook@db/feedback"
)]
pub(super) struct Migrate {
    /// Where events are
    #[arg(long, value_name = "URL")]
    from: Address,
    /// Where they shall be
    #[arg(long, value_name = "URL")]
    to: Address,
}

impl Migrate {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let progress = printer.progress("copying");
        let stores = self.from.open_existing().and_then(|from| Ok((from, self.to.open()?)));
        let (mut from, mut to) = match stores {
            Ok(stores) => stores,
            Err(error) => {
                printer.error(&error, error.hint());
                return Ending::Failed;
            }
        };
        let copied =
            migrate(from.as_mut(), to.as_mut(), &mut |count| progress.set_message(format!("copied {count}")));
        progress.finish_and_clear();
        match copied {
            Ok(copied) => {
                let all =
                    "all of them are there: start the collector with the new store, then run this once more";
                let records = match copied.records {
                    0 => String::new(),
                    count => format!("; {count} records, {} of them new", copied.new_records),
                };
                printer.say(&format!("{} events, {} of them new{records}; {all}", copied.events, copied.new));
                Ending::Done
            }
            Err(error) => {
                printer.error(&error, Some("run it again: it goes on where it was interrupted"));
                Ending::Failed
            }
        }
    }
}

/// Write all events to standard output, as a line of JSON each; or the records of staff
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook collect export --since 2026-01-01 > events.jsonl
         answerbook collect export --person \"Anna Smith\" > anna.jsonl")]
pub(super) struct Export {
    /// Where events are
    #[arg(long, value_name = "URL", default_value = "sqlite:feedback.db")]
    db: Address,
    /// Only what happened on this day (UTC) or later
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// The records of staff, and not the events
    #[arg(long)]
    records: bool,
    /// The records of this person, by name or login, and not the events
    #[arg(long, value_name = "NAME")]
    person: Option<String>,
}

impl Export {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let since = self.since.map(|day| Day(day).start());
        let wanted = WantedRecords { person: self.person, ..WantedRecords::default() };
        opened(&self.db, printer, |store| {
            if self.records || wanted.person.is_some() {
                return store.each_record(&mut |record| {
                    if wanted.fits(&record) && since.is_none_or(|since| record.time >= since) {
                        printer.out(&format!("{}\n", told_record(&record)));
                    }
                });
            }
            store.each(since, None, &mut |event| printer.out(&format!("{}\n", told(&event))))
        })
    }
}

/// Remove events, or the records of a person, so that their bytes are gone from the store, too
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook collect erase --page policies/returns/ --containing \"my name\"
         answerbook collect erase --person \"Anna Smith\"

Everything that is said must fit. Records of staff are removed by `--person` and `--id` alone. Backups and copies keep what they have.")]
pub(super) struct Erase {
    /// Where events are
    #[arg(long, value_name = "URL", default_value = "sqlite:feedback.db")]
    db: Address,
    /// The event, ballot or record of this id; may be repeated
    #[arg(long, value_name = "ID")]
    id: Vec<String>,
    /// The records of this person, by name or login, and no events
    #[arg(long, value_name = "NAME", conflicts_with = "containing")]
    person: Option<String>,
    /// What is about this page, from the root of its edition
    #[arg(long, value_name = "PATH")]
    page: Option<String>,
    /// Comments and queries with these words
    #[arg(long, value_name = "TEXT")]
    containing: Option<String>,
    /// What happened before this day (UTC)
    #[arg(long, value_name = "DATE")]
    before: Option<Date>,
    /// What is older than this, such as `24 months`
    #[arg(long, value_name = "PERIOD", value_parser = period, conflicts_with = "before")]
    older_than: Option<Period>,
    /// Show them and remove nothing
    #[arg(long)]
    dry_run: bool,
}

impl Erase {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        let before = self.before.map(|day| Day(day).start()).or(self.older_than.map(oldest));
        let of = self.person.is_some() || (!self.id.is_empty() && self.containing.is_none());
        let (ids, person, page) = (self.id.clone(), self.person, self.page.clone());
        let records = of.then_some(WantedRecords { ids, person: person.clone(), page, before });
        let wanted = Wanted { ids: self.id, page: self.page, containing: self.containing, before };
        if wanted.is_empty() && person.is_none() {
            return printer.misuse(
                "nothing says which events or records",
                "name them by `--id`, `--person`, `--page`, `--containing` or `--before`",
            );
        }
        opened(&self.db, printer, |store| {
            // No event says whose it is.
            let events = if person.is_some() { Vec::new() } else { wanted.find(store)? };
            let records = records.map_or(Ok(Vec::new()), |wanted| wanted.find(store))?;
            if self.dry_run {
                events.iter().for_each(|event| printer.out(&format!("{}\n", told(event))));
                records.iter().for_each(|record| printer.out(&format!("{}\n", told_record(record))));
                printer.say(&format!("{} would be removed", counted(events.len(), records.len())));
                return Ok(());
            }
            // Also where nothing is found: an earlier attempt may have left bytes.
            let gone = if person.is_some() { 0 } else { erase(store, &events)? };
            let gone_records = if of { erase_records(store, &records)? } else { 0 };
            printer.say(&format!("removed {}", counted(gone, gone_records)));
            Ok(())
        })
    }
}

/// `3 events`, `3 events and 1 records`.
fn counted<N: std::fmt::Display + PartialEq + Default>(events: N, records: N) -> String {
    if records == N::default() {
        return format!("{events} events");
    }
    format!("{events} events and {records} records")
}

/// Show which events webhooks did not take, or send them once more
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook collect dead-letters --resend https://example.com/hook")]
pub(super) struct DeadLetters {
    /// Where events are
    #[arg(long, value_name = "URL", default_value = "sqlite:feedback.db")]
    db: Address,
    /// Send those of this webhook once more
    #[arg(long, value_name = "WEBHOOK")]
    resend: Option<Webhook>,
}

impl DeadLetters {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        opened(&self.db, printer, |store| match self.resend {
            Some(webhook) => {
                let (taken, left) = webhook.signed(super::secret(super::SECRET)).resend(store)?;
                printer.say(&format!("{taken} letters were taken, {left} were not"));
                Ok(())
            }
            None => {
                for (name, why) in store.notes("dead:")? {
                    printer.out(&format!("{}\t{why}\n", name.rsplit(':').next().unwrap_or_default()));
                }
                Ok(())
            }
        })
    }
}

/// Look whether a store is whole
#[derive(Debug, Args)]
#[command(after_help = "Example: answerbook collect verify --db sqlite:feedback.db")]
pub(super) struct Verify {
    /// Where events are
    #[arg(long, value_name = "URL", default_value = "sqlite:feedback.db")]
    db: Address,
}

impl Verify {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        opened(&self.db, printer, |store| {
            let made_of = store.verify()?;
            let mut count = 0_u64;
            store.each(None, None, &mut |_| count += 1)?;
            let mut records = 0_u64;
            store.each_record(&mut |_| records += 1)?;
            printer.say(&format!("{}, all of it whole ({made_of})", counted(count, records)));
            Ok(())
        })
    }
}
