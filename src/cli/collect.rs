//! `answerbook collect`.

mod chores;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use answerbook_kernel::period::Period;
use clap::{Args, Subcommand};

use crate::cli::Ending;
use crate::cli::print::Printer;
use crate::feedback::collect::{
    CollectError, Collector, HeaderName, Identity, Notice, Origin, Proxy, Settings, Teller, Webhook,
};
use crate::feedback::store::{Address, StoreError};
use chores::{DeadLetters, Erase, Export, Migrate, Verify};

/// What holds the words that are asked for with the report.
const TOKEN: &str = "ANSWERBOOK_REPORT_TOKEN";

/// What holds the secret that webhooks are signed with.
const SECRET: &str = "ANSWERBOOK_WEBHOOK_SECRET";

/// Keep what readers tell: votes, comments, searches; and what staff have read and learned
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(
    after_help = "Example: answerbook collect --origin https://help.example.com --pages dist/public/build.json

The report is shown at /report to who knows the words in ANSWERBOOK_REPORT_TOKEN.
Letters to webhooks are signed with the secret in ANSWERBOOK_WEBHOOK_SECRET."
)]
pub struct Collect {
    #[command(subcommand)]
    chore: Option<Chore>,
    /// Where events are kept: `sqlite:PATH` or `postgres://USER@HOST/DATABASE`
    #[arg(long, value_name = "URL", default_value = "sqlite:feedback.db")]
    db: Address,
    /// Where to listen; a proxy with HTTPS stands before it
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:4080")]
    listen: SocketAddr,
    /// Address of the public edition, whose pages may send events; may be repeated
    #[arg(long, value_name = "URL", required = true)]
    origin: Vec<Origin>,
    /// Address of the internal edition; may be repeated
    #[arg(long, value_name = "URL")]
    internal_origin: Vec<Origin>,
    /// `build.json` of an edition: events about other pages are refused; may be repeated
    #[arg(long, value_name = "FILE")]
    pages: Vec<PathBuf>,
    /// Requests a second from one network
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,
    /// Address or network of a web server on another machine that stands before this one; may be repeated
    #[arg(long, value_name = "ADDR")]
    proxy: Vec<Proxy>,
    /// Header in which a proxy on this machine, or one of `--proxy`, says who a member of staff is; without it the name that they type is taken
    #[arg(long, value_name = "NAME")]
    identity_header: Option<HeaderName>,
    /// Header in which that proxy says their name
    #[arg(long, value_name = "NAME", requires = "identity_header")]
    identity_name_header: Option<HeaderName>,
    /// Remove events after this time, such as `24 months`; without it they stay
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    keep: Option<Period>,
    /// Remove records of staff after this time; without it they stay
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    keep_records: Option<Period>,
    /// Forward events: an address, with `slack:` before it for Slack, and `#vote,search-miss` behind it for some types only; may be repeated
    #[arg(long, value_name = "URL")]
    webhook: Vec<Webhook>,
    /// Folder of the site, whose titles and owners the report shows
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

/// What is done with what was kept.
#[derive(Debug, Subcommand)]
enum Chore {
    Migrate(Migrate),
    Export(Export),
    Erase(Erase),
    DeadLetters(DeadLetters),
    Verify(Verify),
}

fn period(text: &str) -> Result<Period, String> {
    Period::parse(text).ok_or_else(|| "must be a time such as `24 months` or `90 days`".into())
}

/// A secret from the environment; an empty one is none.
fn secret(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|secret| !secret.is_empty())
}

impl Collect {
    pub(super) fn run(self, printer: &Printer) -> Ending {
        match self.chore {
            Some(Chore::Migrate(chore)) => chore.run(printer),
            Some(Chore::Export(chore)) => chore.run(printer),
            Some(Chore::Erase(chore)) => chore.run(printer),
            Some(Chore::DeadLetters(chore)) => chore.run(printer),
            Some(Chore::Verify(chore)) => chore.run(printer),
            None => self.collect(printer),
        }
    }

    fn collect(self, printer: &Printer) -> Ending {
        let store = self.db.to_string();
        if self.pages.is_empty() {
            printer.say("note: without `--pages` events about pages that do not exist are taken, too");
        }
        let is_staffed = !self.internal_origin.is_empty();
        let whose = match &self.identity_header {
            Some(header) => format!("whom a proxy names in `{header}`"),
            None => "whoever types a name".into(),
        };
        let settings = Settings {
            store: self.db,
            listen: self.listen,
            public: self.origin,
            internal: self.internal_origin,
            pages: self.pages,
            rate: self.rate,
            proxies: self.proxy,
            token: secret(TOKEN),
            keep: self.keep,
            keep_records: self.keep_records,
            identity: self.identity_header.map(|login| Identity { login, name: self.identity_name_header }),
            webhooks: self.webhook.into_iter().map(|webhook| webhook.signed(secret(SECRET))).collect(),
            root: self.root,
        };
        let collector = match Collector::start(settings, &teller(*printer)) {
            Ok(collector) => collector,
            Err(error) => {
                printer.error(&error, hint(&error));
                return Ending::Failed;
            }
        };
        printer.say(&format!("events   http://{}/v1/events, kept in {store}", collector.address()));
        if is_staffed {
            printer.say(&format!("records  http://{}/v1/records, of {whose}", collector.address()));
        }
        match collector.run() {
            Ok(()) => Ending::Done,
            Err(error) => {
                printer.error(&error, None);
                Ending::Failed
            }
        }
    }
}

fn hint(error: &CollectError) -> Option<&'static str> {
    match error {
        CollectError::Store(error) => error.hint(),
        CollectError::Manifest(_) => {
            Some("name the `build.json` that a build wrote into the folder of an edition")
        }
        CollectError::Listen { .. } => {
            Some("another program may listen there: choose another with `--listen`")
        }
        CollectError::Machine(_) => None,
    }
}

/// Says what happens, and never where a request came from.
fn teller(printer: Printer) -> Teller {
    Arc::new(move |notice| match notice {
        Notice::Failing(error) => {
            printer.error(error, Some("readers' browsers keep their events and send them again"))
        }
        Notice::Mended => printer.say("events are kept again"),
        Notice::Removed { events, records: 0 } => {
            printer.say(&format!("removed {events} events that were old enough"))
        }
        Notice::Removed { events, records } => {
            printer.say(&format!("removed {events} events and {records} records that were old enough"))
        }
        Notice::Dead(why) => printer.alarm(&format!("warning: a webhook did not take an event: {why}")),
        Notice::Manifest(error) => printer.error(error, Some("the last list of pages stays in use")),
    })
}

/// Opens a store, or says why not.
fn opened(
    db: &Address,
    printer: &Printer,
    work: impl FnOnce(&mut dyn crate::feedback::store::Store) -> Result<(), StoreError>,
) -> Ending {
    match db.open_existing().and_then(|mut store| work(store.as_mut())) {
        Ok(()) => Ending::Done,
        Err(error) => {
            printer.error(&error, error.hint());
            Ending::Failed
        }
    }
}
