//! The collector as it is run: the program itself, told to keep, killed, starved, flooded, and asked what it kept. Names of tests
//! begin with the number of the fault that they are about, where there is one.
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr, reason = "figures for who looks at the output")]

#[path = "collect/abuse.rs"]
mod abuse;
#[path = "collect/chores.rs"]
mod chores;
#[path = "collect/client.rs"]
mod client;
#[path = "collect/database.rs"]
mod database;
#[path = "collect/events.rs"]
mod events;
#[path = "collect/full.rs"]
mod full;
#[path = "collect/kill.rs"]
mod kill;
#[path = "collect/migrate.rs"]
mod migrate;
#[path = "collect/power.rs"]
mod power;
#[path = "collect/private.rs"]
mod private;
#[path = "collect/program.rs"]
mod program;
#[path = "collect/records.rs"]
mod records;
#[path = "collect/report.rs"]
mod report;
#[path = "collect/schema.rs"]
mod schema;
#[path = "collect/webhook.rs"]
mod webhook;
