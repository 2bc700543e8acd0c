//! What the kernel promises, driven through its public interface: one binary, one module per promise.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod commonmark;
mod driver;
mod passages;
mod properties;
mod suite;
mod template;
mod types;
mod xss;
