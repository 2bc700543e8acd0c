//! Publishing: what is refused (R1), what a kill (R4), a fault (R5), another build (R8) or a reader (R10) meets, and
//! what lies there afterwards (R6).
#![allow(clippy::unwrap_used)]

#[path = "publish/child.rs"]
mod child;
#[path = "publish/content.rs"]
mod content;
#[path = "publish/fault.rs"]
mod fault;
#[path = "publish/kill.rs"]
mod kill;
#[path = "publish/lock.rs"]
mod lock;
#[path = "publish/refuse.rs"]
mod refuse;
#[path = "publish/support.rs"]
mod support;
