//! When a program that goes on shall end.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Returns when the user or the system wants the program to end.
///
/// # Errors
/// When the system does not tell.
pub async fn is_asked_for() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        asked = tokio::signal::ctrl_c() => asked,
        _ = terminate.recv() => Ok(()),
    }
}
