//! Where there is one thread, no pool of them can be had, and work is done where it is given out.
#![forbid(unsafe_code)]

use std::fmt;
use std::marker::PhantomData;

/// Why there is no pool.
#[derive(Debug)]
pub struct ThreadPoolBuildError;

impl fmt::Display for ThreadPoolBuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is one thread")
    }
}

impl std::error::Error for ThreadPoolBuildError {}

/// A pool, of which there is none.
pub enum ThreadPool {}

/// Work that ends before the scope does.
pub struct Scope<'s>(PhantomData<&'s mut &'s ()>);

impl<'s> Scope<'s> {
    /// Does it at once.
    pub fn spawn<B: FnOnce(&Scope<'s>) + Send + 's>(&self, body: B) {
        body(self);
    }
}

impl ThreadPool {
    /// Never called.
    pub fn scope<'s, F: FnOnce(&Scope<'s>) -> R + Send, R: Send>(&self, _: F) -> R {
        match *self {}
    }

    /// Never called.
    pub fn spawn<F: FnOnce() + Send + 'static>(&self, _: F) {
        match *self {}
    }

    /// Never called.
    pub fn install<F: FnOnce() -> R + Send, R: Send>(&self, _: F) -> R {
        match *self {}
    }
}

/// Asks for a pool, in vain.
#[derive(Default)]
pub struct ThreadPoolBuilder(());

impl ThreadPoolBuilder {
    /// No wishes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Changes nothing.
    pub fn num_threads(self, _: usize) -> Self {
        self
    }

    /// Changes nothing.
    pub fn thread_name<F: FnMut(usize) -> String + 'static>(self, _: F) -> Self {
        self
    }

    /// Changes nothing.
    pub fn panic_handler<F: Fn(Box<dyn std::any::Any + Send>) + Send + Sync + 'static>(self, _: F) -> Self {
        self
    }

    /// There is none.
    ///
    /// # Errors
    /// Always.
    pub fn build(self) -> Result<ThreadPool, ThreadPoolBuildError> {
        Err(ThreadPoolBuildError)
    }
}
