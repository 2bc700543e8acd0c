//! The version of a page as readers know it: what it says. A vote belongs to one.

use answerbook_kernel::Audience;
use answerbook_kernel::holed::Part;
use answerbook_kernel::site::Page;

/// A hole in what is hashed: no byte of any text.
const HOLE: &[u8] = &[0xff];

/// What the title and the text of a page say, in 16 hexadecimal digits; none for a page without a source.
///
/// Where its links lead and what the theme's words are stands in the holes of the text, of which only the places count.
pub fn hash<A: Audience>(page: &Page<A>) -> Option<String> {
    page.source.as_ref()?;
    let mut hasher = blake3::Hasher::new();
    hasher.update(page.title.as_bytes()).update(HOLE);
    for part in page.body.twin.parts() {
        match part {
            Part::Text(text) => hasher.update(text.as_bytes()),
            Part::Hole(_) => hasher.update(HOLE),
        };
    }
    Some(hasher.finalize().to_hex()[..16].to_owned())
}
