//! The navigation of every language, and where each page stands in it.

use std::sync::Arc;

use crate::audience::Audience;
use crate::navigation::{self, Folders};
use crate::project;
use crate::roots::Roots;
use crate::site::{Map, Page, PageId, Redirect, Tree};
use crate::summaries::Summaries;
use crate::world::World;

/// A page's line: the tree and the node in it.
type Line = Option<(usize, usize)>;

/// All trees, and the line of each page.
pub(crate) fn all<A: Audience>(
    world: &World<A>,
    pages: &[Arc<Page<A>>],
    folders: &Folders<A>,
    (roots, summaries): (&Roots, &Summaries),
) -> Map<A> {
    let tree = |(language, root): &(String, String)| {
        let home = folders.all.get(root)?.page;
        if summaries.has(root) {
            let listed = project::listed(summaries, root, &world.by_document);
            return Some(navigation::by_summary(language, home, &pages[home.index()].title, &listed));
        }
        navigation::by_folders(root, language, folders, pages, &roots.others(root))
    };
    let trees: Vec<Tree<A>> = roots.all.iter().filter_map(tree).collect();
    let lines = lines(&trees, pages.len());
    Map { trees, lines }
}

fn lines<A>(trees: &[Tree<A>], pages: usize) -> Vec<Line> {
    let mut lines = vec![None; pages];
    for (tree, one) in trees.iter().enumerate() {
        for (node, line) in one.nodes.iter().enumerate() {
            if let Some(page) = line.page {
                lines[page.index()].get_or_insert((tree, node));
            }
        }
    }
    lines
}

/// Files at former addresses, and one at the root when the default language has a folder of its own.
pub(crate) fn redirects<A: Audience>(
    former: &[(String, PageId<A>)],
    trees: &[Tree<A>],
    roots: &Roots,
    pages: &[Arc<Page<A>>],
) -> Vec<Redirect<A>> {
    let mut redirects: Vec<Redirect<A>> =
        former.iter().map(|(path, page)| Redirect { path: path.clone(), page: *page }).collect();
    let has_home = pages.iter().any(|page| page.address.is_empty());
    if let Some(tree) = trees.first().filter(|_| !roots.default.is_empty() && !has_home) {
        redirects.push(Redirect { path: "index.html".into(), page: tree.home });
    }
    redirects
}
