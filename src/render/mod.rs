//! From a site and a theme to pages, feeds and lists: `Site<A>` → path → bytes.
//!
//! Everything here knows only what the audience may know. `view.rs` is the contract with templates; `shape.rs` makes
//! views; `backdrop.rs` holds what pages share; `pages.rs` and `extras.rs` render them; `items.rs` knows all files; the other
//! modules write one kind of file each.

pub mod address;
pub mod alternates;
pub mod backdrop;
pub mod catalog;
pub mod course;
pub mod customers;
pub mod date;
pub mod desk;
pub mod extras;
pub mod feed;
pub mod fill;
pub mod headers;
pub mod health;
pub mod items;
pub mod lines;
pub mod linked;
pub mod numbers;
pub mod pages;
pub mod shape;
pub mod sitemap;
pub mod twins;
pub mod versions;
pub mod view;

use answerbook_kernel::{Audience, Level, Site};

/// `base-url`, which only the edition for everybody has an address under.
pub fn public_base<A: Audience>(site: &Site<A>) -> Option<String> {
    site.config().base_url.clone().filter(|_| A::SEES == Level::Public)
}
