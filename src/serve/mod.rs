//! Preview over HTTP: what the engine last made of the sources, shown to writers and to nobody else.

pub mod board;
