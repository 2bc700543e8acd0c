//! Addresses as browsers read them: relative, percent-encoded.

use answerbook_kernel::site::Target;
use answerbook_kernel::{Audience, Site};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::files::Files;

/// What may stand in a path as it is: RFC 3986's unreserved characters and the sub-delimiters that HTML leaves alone.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'/')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b':')
    .remove(b'@');

/// What an author's own address may keep as it is: everything that already means something there.
const FOREIGN: &AsciiSet = &PATH.remove(b'%').remove(b'?').remove(b'#').remove(b'&').remove(b'\'');

/// A path of the edition, encoded.
pub fn path(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// A fragment, encoded; letters of any script stay as they are in the id. Browsers know them, and encoded they would be a good
/// part of a page in Chinese.
pub fn fragment(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    let mut letter = [0; 4];
    for c in id.chars() {
        let text = c.encode_utf8(&mut letter);
        if c.is_alphanumeric() { out.push_str(text) } else { out.push_str(&path(text)) }
    }
    out
}

/// From a page to the root of the edition: `./`, `../`, `../../`.
pub fn root(address: &str) -> String {
    let depth = address.matches('/').count();
    if depth == 0 { "./".into() } else { "../".repeat(depth) }
}

/// The address that a target has, seen from a page, ready for an attribute's value; empty for what is not to be written.
pub fn of<A: Audience>(target: &Target<A>, from: &str, site: &Site<A>, files: &Files) -> String {
    let root = root(from);
    match target {
        Target::Page(page, id) => hash(format!("{root}{}", path(&site.page(*page).address)), id),
        Target::Asset(file) => format!("{root}{}", files.published(file).unwrap_or_default()),
        Target::Fragment(id) => hash(String::new(), id),
        Target::External(address) | Target::Broken(address) => foreign(address),
        Target::Beside(ups, rest) => format!("{root}{}{}", "../".repeat(*ups), foreign(rest)),
        Target::Nothing => String::new(),
    }
}

fn hash(address: String, id: &str) -> String {
    if id.is_empty() { address } else { format!("{address}#{}", fragment(id)) }
}

/// An author's own address: nothing in it can end the attribute that it is written into.
fn foreign(address: &str) -> String {
    utf8_percent_encode(address, FOREIGN).to_string().replace('&', "&amp;").replace('\'', "&#x27;")
}
