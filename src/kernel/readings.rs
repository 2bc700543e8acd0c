//! The documents that an audience may read, as they are read for it.

use std::sync::Arc;

use rayon::prelude::*;

use crate::audience::Audience;
use crate::draft::Reading;
use crate::frame::Plan;
use crate::library::Library;
use crate::memory::Memory;

/// Documents by number, as they are read.
pub(crate) type Readings = Vec<(usize, Arc<Reading>)>;

/// Reads what a plan admits, but for what was read before and is still true.
pub(crate) fn read<A: Audience>(library: &Library<'_>, plan: &Plan, memory: &Memory<A>) -> Readings {
    let read = |number: &usize| {
        let known = memory.reading(&library.documents[*number].place.path);
        let known = known.filter(|known| known.holds::<A>(library, *number));
        (*number, known.map_or_else(|| Arc::new(Reading::of::<A>(library, *number)), Arc::clone))
    };
    plan.admitted.par_iter().map(read).collect()
}

/// The same where the documents are the same from outside, and so are their places in the list.
pub(crate) fn read_again<A: Audience>(library: &Library<'_>, plan: &Plan, last: &[Arc<Reading>]) -> Readings {
    debug_assert_eq!(plan.admitted.len(), last.len());
    let read = |(number, known): (&usize, &Arc<Reading>)| {
        let known = Some(known).filter(|known| known.holds_inside::<A>(library, *number));
        (*number, known.map_or_else(|| Arc::new(Reading::of::<A>(library, *number)), Arc::clone))
    };
    plan.admitted.par_iter().zip(last).map(read).collect()
}
