//! The audit of finished editions: a clean site is clean, each of many leaks put in by hand is found and named (R12,
//! R15), and an audit that cannot prove itself says so.
#![allow(clippy::unwrap_used)]

#[path = "audit/control.rs"]
mod control;
#[path = "audit/leaks.rs"]
mod leaks;
#[path = "audit/site.rs"]
mod site;
