//! Answerbook.
pub mod audit;
pub mod cli;
pub mod disk;
pub mod engine;
pub mod files;
pub mod index;
pub mod integrity;
pub mod output;
pub mod publish;
pub mod related;
pub mod render;
pub mod report;
pub mod searches;
pub mod serve;
pub mod theme;
pub mod theme_files;
pub mod watch;
