//! The whole program, as users meet it: what they type, what lies on the disk afterwards, and what a browser makes of it.
//! Names of tests begin with the number of the invariant or of the fault that they are about, where there is one.
#![allow(clippy::unwrap_used)]

#[path = "it/agree.rs"]
mod agree;
#[path = "it/asking.rs"]
mod asking;
#[path = "it/assets.rs"]
mod assets;
#[path = "it/axe.rs"]
mod axe;
#[path = "it/behaviour.rs"]
mod behaviour;
#[path = "it/browser.rs"]
mod browser;
#[path = "it/collector.rs"]
mod collector;
#[path = "it/commands.rs"]
mod commands;
#[path = "it/controls.rs"]
mod controls;
#[path = "it/copying.rs"]
mod copying;
#[path = "it/crawl.rs"]
mod crawl;
#[path = "it/damage.rs"]
mod damage;
#[path = "it/delivery.rs"]
mod delivery;
#[path = "it/desk.rs"]
mod desk;
#[path = "it/diagnostics.rs"]
mod diagnostics;
#[path = "it/driver.rs"]
mod driver;
#[path = "it/endings.rs"]
mod endings;
#[path = "it/engine.rs"]
mod engine;
#[path = "it/feedback_end.rs"]
mod feedback_end;
#[path = "it/feedback_page.rs"]
mod feedback_page;
#[path = "it/find.rs"]
mod find;
#[path = "it/found.rs"]
mod found;
#[path = "it/host.rs"]
mod host;
#[path = "it/html.rs"]
mod html;
#[path = "it/inputs.rs"]
mod inputs;
#[path = "it/itself.rs"]
mod itself;
#[path = "it/keyboard.rs"]
mod keyboard;
#[path = "it/kill.rs"]
mod kill;
#[path = "it/looks.rs"]
mod looks;
#[path = "it/machines.rs"]
mod machines;
#[path = "it/names.rs"]
mod names;
#[path = "it/naughty.rs"]
mod naughty;
#[path = "it/paper.rs"]
mod paper;
#[path = "it/plain.rs"]
mod plain;
#[path = "it/preview.rs"]
mod preview;
#[path = "it/preview_browser.rs"]
mod preview_browser;
#[path = "it/preview_command.rs"]
mod preview_command;
#[path = "it/preview_equal.rs"]
mod preview_equal;
#[path = "it/preview_events.rs"]
mod preview_events;
#[path = "it/preview_faults.rs"]
mod preview_faults;
#[path = "it/preview_http.rs"]
mod preview_http;
#[path = "it/preview_votes.rs"]
mod preview_votes;
#[path = "it/preview_watch.rs"]
mod preview_watch;
#[path = "it/printing.rs"]
mod printing;
#[path = "it/promises.rs"]
mod promises;
#[path = "it/report.rs"]
mod report;
#[path = "it/same.rs"]
mod same;
#[path = "it/searches.rs"]
mod searches;
#[path = "it/server.rs"]
mod server;
#[path = "it/shift.rs"]
mod shift;
#[path = "it/stage.rs"]
mod stage;
#[path = "it/symlinks.rs"]
mod symlinks;
#[path = "it/theme.rs"]
mod theme;
#[path = "it/themes.rs"]
mod themes;
#[path = "it/views.rs"]
mod views;
#[path = "it/weight.rs"]
mod weight;
#[path = "it/xss.rs"]
mod xss;
