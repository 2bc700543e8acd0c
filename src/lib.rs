//! Answerbook.
pub mod output;
