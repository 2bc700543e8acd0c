//! The filter: what one audience may not read is cut out of the text before anything else looks at it.
//!
//! This is the place where text for staff leaves the public edition. It is short so that every reviewer reads it.
//! After it, no later stage can tell that anything was there: it works on bytes, not on a tree, and what remains is
//! exactly the file with those lines deleted.

use std::ops::Range;

use crate::audience::Audience;
use crate::directive::Directive;
use crate::structure::Structure;
use crate::text::Text;

/// The text as audience `A` may read it. Where the structure is not sound, nothing may be read.
pub(crate) fn admit<A: Audience>(text: Text, structure: &Structure) -> Text {
    if !structure.sound {
        return Text::default();
    }
    let cuts = cuts::<A>(structure);
    if cuts.is_empty() { text } else { text.without(&cuts) }
}

/// The bytes that are not for this audience, sorted, without overlap.
fn cuts<A: Audience>(structure: &Structure) -> Vec<Range<usize>> {
    let mut cuts: Vec<Range<usize>> = structure
        .blocks
        .iter()
        .filter(|block| matches!(block.directive, Directive::Only(mark) if !A::keeps(mark)))
        .map(|block| block.range.clone())
        .collect();
    cuts.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    cuts.dedup_by(|inner, outer| inner.end <= outer.end);
    cuts
}
