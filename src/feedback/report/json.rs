//! The report as JSON, and back: what the next build shows to staff and, of what is popular, to customers.

use serde::Deserialize;

use super::model::{FORMAT, Report};

/// Why a text is no report.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not what `report --format json` prints.
    #[error("it is not a report: {0}")]
    Json(#[from] serde_json::Error),
    /// Another version printed it.
    #[error("it has format {0}, and this version reads format {FORMAT}")]
    Format(u32),
}

/// What every version of the JSON says.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// The report as JSON, with a line break at its end.
pub fn text(report: &Report) -> String {
    // Nothing in it can fail.
    serde_json::to_string_pretty(report).unwrap_or_default() + "\n"
}

/// Reads what [`text`] wrote.
///
/// # Errors
/// When something else did.
pub fn parse(bytes: &[u8]) -> Result<Report, ReadError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Head { format } = serde_json::from_slice(bytes)?;
    if format != FORMAT {
        return Err(ReadError::Format(format));
    }
    Ok(serde_json::from_slice(bytes)?)
}
