//! Walks over lines of the navigation.

use answerbook_kernel::site::Tree;
use answerbook_kernel::{Audience, PageId, Site};

/// The pages of a line that are no sections.
pub fn pages<A: Audience>(tree: &Tree<A>, node: usize) -> Vec<PageId<A>> {
    let below = tree.nodes[node].children.iter().filter(|child| tree.nodes[**child].children.is_empty());
    below.filter_map(|child| tree.nodes[*child].page).collect()
}

/// The sections below a line.
pub fn sections<A: Audience>(tree: &Tree<A>, node: usize) -> Vec<(usize, PageId<A>)> {
    let below = tree.nodes[node].children.iter().filter(|child| !tree.nodes[**child].children.is_empty());
    below.filter_map(|child| Some((*child, tree.nodes[*child].page?))).collect()
}

/// Everything below a line, and the line itself, in reading order.
pub fn order<A: Audience>(tree: &Tree<A>, node: usize) -> Vec<PageId<A>> {
    let mut order = Vec::new();
    let mut open = vec![node];
    while let Some(at) = open.pop() {
        order.extend(tree.nodes[at].page);
        open.extend(tree.nodes[at].children.iter().rev());
    }
    order
}

/// How many pages lie below each page.
pub fn counts<A: Audience>(site: &Site<A>) -> Vec<usize> {
    let mut counts = vec![0; site.pages().len()];
    for tree in site.trees() {
        for (node, line) in tree.nodes.iter().enumerate() {
            if !line.children.is_empty() || line.page.is_none() || node == 0 {
                continue;
            }
            let above = std::iter::successors(line.parent, |at| tree.nodes[*at].parent);
            for id in above.filter_map(|at| tree.nodes[at].page) {
                counts[id.index()] += 1;
            }
        }
    }
    counts
}
