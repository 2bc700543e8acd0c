//! Addresses that a page names, as written and as understood.

use crate::sanitize::SCHEMES;
use crate::span::Span;

/// What names an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// A link.
    Link,
    /// A picture or another thing that is shown in the page.
    Embed,
}

/// An address as the author wrote it.
#[derive(Clone, Debug)]
pub struct Destination {
    /// Variables filled in, entities decoded.
    pub raw: String,
    /// Where.
    pub span: Span,
    /// What for.
    pub usage: Use,
}

/// What an address looks like before anything is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form<'a> {
    /// Another host, or another program.
    External,
    /// A scheme that may run something.
    Unsafe,
    /// A place on the same page.
    Fragment(&'a str),
    /// A path in the site, and a fragment.
    Local {
        /// Decoded later; as written.
        path: &'a str,
        /// Without `#`.
        fragment: &'a str,
    },
}

/// Tells what form an address has.
pub(crate) fn form(raw: &str) -> Form<'_> {
    if raw.chars().any(char::is_control) {
        return Form::Unsafe;
    }
    if let Some(scheme) = scheme(raw) {
        let safe = SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme));
        return if safe { Form::External } else { Form::Unsafe };
    }
    if raw.starts_with("//") {
        return Form::External;
    }
    match raw.split_once('#') {
        Some(("", fragment)) => Form::Fragment(fragment),
        Some((path, fragment)) => Form::Local { path: without_query(path), fragment },
        None => Form::Local { path: without_query(raw), fragment: "" },
    }
}

/// Whether a link leaves for another host, which its `rel` says.
pub(crate) fn leaves(raw: &str) -> bool {
    let web = scheme(raw)
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"));
    web || raw.starts_with("//")
}

/// Whether a link leads to a file to be kept rather than to a page.
pub(crate) fn is_attachment(raw: &str) -> bool {
    let Form::Local { path, .. } = form(raw) else { return false };
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((_, extension)) = name.rsplit_once('.') else { return false };
    let page = ["md", "markdown", "html", "htm"].iter().any(|page| extension.eq_ignore_ascii_case(page));
    !page && !extension.is_empty() && extension.chars().all(|c| c.is_ascii_alphanumeric())
}

fn without_query(path: &str) -> &str {
    path.split_once('?').map_or(path, |(path, _)| path)
}

fn scheme(raw: &str) -> Option<&str> {
    let raw = raw.trim_start();
    let (scheme, _) = raw.split_once(':')?;
    let valid = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    valid.then_some(scheme)
}
