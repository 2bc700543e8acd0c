//! A value and what was found wrong on the way to it.

use crate::diagnostic::Diagnostic;

/// The result of a stage: a value plus every diagnostic so far.
///
/// Parsing never fails; it gives a value and a list of faults.
#[derive(Clone, Debug)]
pub struct Checked<T> {
    value: T,
    diagnostics: Vec<Diagnostic>,
}

impl<T> Checked<T> {
    /// A value with nothing said about it.
    pub fn new(value: T) -> Self {
        Self { value, diagnostics: Vec::new() }
    }

    /// A value and what was found.
    pub fn with(value: T, diagnostics: Vec<Diagnostic>) -> Self {
        Self { value, diagnostics }
    }

    /// Runs the next stage; what was said before is kept.
    pub fn then<U>(self, stage: impl FnOnce(T) -> Checked<U>) -> Checked<U> {
        let mut next = stage(self.value);
        let mut diagnostics = self.diagnostics;
        diagnostics.append(&mut next.diagnostics);
        Checked { value: next.value, diagnostics }
    }

    /// Changes the value; nothing can go wrong in it.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Checked<U> {
        Checked { value: change(self.value), diagnostics: self.diagnostics }
    }

    /// The value, faults or not, for those that only look.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What was found.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Both halves.
    pub fn into_parts(self) -> (T, Vec<Diagnostic>) {
        (self.value, self.diagnostics)
    }

    /// The only way to a [`Clean`] value: there is none as long as an error stands.
    pub fn into_clean(self) -> Result<Clean<T>, Vec<Diagnostic>> {
        if self.diagnostics.iter().any(Diagnostic::is_error) {
            return Err(self.diagnostics);
        }
        Ok(Clean { value: self.value, warnings: self.diagnostics })
    }
}

/// A value with no error. The only thing that may be published.
#[derive(Clone, Debug)]
pub struct Clean<T> {
    value: T,
    warnings: Vec<Diagnostic>,
}

impl<T> Clean<T> {
    /// The value.
    pub fn get(&self) -> &T {
        &self.value
    }

    /// Warnings found on the way.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}
