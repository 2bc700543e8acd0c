//! Where something stands: a file and a range of bytes in it.

use std::ops::Range;

use crate::path::SourcePath;

/// A range of bytes in one source file. Every diagnostic has one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file, relative to the site's root.
    pub file: SourcePath,
    /// First byte.
    pub start: usize,
    /// One past the last byte; equal to `start` for a place between two bytes.
    pub end: usize,
}

impl Span {
    /// The span of `range` in `file`.
    pub fn new(file: &SourcePath, range: Range<usize>) -> Self {
        Self { file: file.clone(), start: range.start, end: range.end.max(range.start) }
    }

    /// The very beginning of a file, for faults of the file as a whole.
    pub fn start_of(file: &SourcePath) -> Self {
        Self::new(file, 0..0)
    }

    /// The bytes.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}
