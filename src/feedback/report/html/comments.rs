//! What readers wrote about a page.

use super::super::model::{Comment, PageRow};
use super::super::words::many;
use super::{day, escape};

/// The newest complaint, and the other comments in a fold; praise is no reason to fix anything, and never stands first.
pub(super) fn comments(row: &PageRow) -> String {
    let complaint = row.comments.iter().position(|comment| !comment.helpful);
    let open = complaint.and_then(|at| row.comments.get(at)).map_or_else(String::new, quote);
    let others = row.comments.iter().enumerate().filter(|(at, _)| Some(*at) != complaint);
    let folded: String = others.map(|(_, comment)| quote(comment)).collect();
    if folded.is_empty() {
        return open;
    }
    let all = row.comments.len() as u64 + row.more_comments;
    let summary = match complaint {
        Some(_) => many(all - 1, "more comment", "more comments"),
        None => many(all, "comment", "comments"),
    };
    format!("{open}<details><summary>{summary}</summary>{folded}</details>")
}

fn quote(comment: &Comment) -> String {
    let side = if comment.helpful { " · helpful" } else { "" };
    format!(
        "<blockquote><span dir=\"auto\">{}</span><small>{}{side}</small></blockquote>",
        escape(&comment.text),
        day(comment.day)
    )
}
