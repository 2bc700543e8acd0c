//! Where the pages of an audience are: all that follows from a site as it is seen from outside.

use std::collections::HashMap;
use std::sync::Arc;

use crate::addresses;
use crate::audience::Audience;
use crate::diagnostic::Diagnostic;
use crate::draft::Draft;
use crate::library::Library;
use crate::outside::Outside;
use crate::roots::Roots;
use crate::site::PageId;
use crate::summaries::Summaries;
use crate::world::World;

/// The page of each folder that has one.
pub(crate) type Sections = HashMap<String, usize>;

/// Which documents there are for an audience, before they are read.
#[derive(Debug)]
pub(crate) struct Plan {
    /// What it was made of.
    pub outside: Arc<Outside>,
    pub sections: Arc<Sections>,
    pub summaries: Summaries,
    /// Documents that the audience may read.
    pub admitted: Vec<usize>,
    pub roots: Roots,
    /// What is wrong with summaries.
    faults: Vec<Diagnostic>,
}

/// Where their pages are.
#[derive(Debug)]
pub(crate) struct Frame<A> {
    pub plan: Arc<Plan>,
    pub world: World<A>,
    /// Files that lead from a former address to a page.
    pub former: Vec<(String, PageId<A>)>,
    /// What is wrong with addresses.
    faults: Vec<Diagnostic>,
}

impl Plan {
    /// Which documents there are for audience `A`.
    pub fn of<A: Audience>(library: &Library<'_>) -> Self {
        let mut faults = Vec::new();
        let summaries = Summaries::read(library, &mut faults);
        let admitted = admitted::<A>(library, &summaries);
        let roots = Roots::of(library, &admitted);
        let (outside, sections) = (Arc::clone(library.outside), Arc::clone(library.sections()));
        Self { outside, sections, summaries, admitted, roots, faults }
    }
}

impl<A: Audience> Frame<A> {
    /// Where the pages are.
    pub fn of(library: &Library<'_>, plan: Arc<Plan>, drafts: &[Draft]) -> Self {
        let mut faults = Vec::new();
        let addresses = addresses::check::<A>(library, drafts, &plan.roots, &mut faults);
        let world = World::of(library, drafts, &plan.roots, addresses.known);
        Self { plan, world, former: addresses.former, faults }
    }

    /// What is wrong with summaries and addresses.
    pub fn faults(&self) -> impl Iterator<Item = &Diagnostic> {
        self.plan.faults.iter().chain(&self.faults)
    }
}

/// The documents that this audience may read.
fn admitted<A: Audience>(library: &Library<'_>, summaries: &Summaries) -> Vec<usize> {
    let documents = library.documents.iter().enumerate();
    documents
        .filter(|(_, document)| !document.front.draft)
        .filter(|(number, _)| A::admits(library.level(*number)))
        .filter(|(number, document)| summaries.list(*number, &document.place))
        .map(|(number, _)| number)
        .collect()
}
