//! The order in which readers meet pages: by folders, or by a `SUMMARY.md`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::audience::Audience;
use crate::kind::Kind;
use crate::site::{Node, Page, PageId, Tree};
use crate::summary::Entry;

/// Folders of the site of one audience, with what lies in them.
#[derive(Debug)]
pub(crate) struct Folders<A> {
    /// By folder in the source.
    pub all: BTreeMap<String, Folder<A>>,
}

/// A folder that becomes a section.
#[derive(Debug)]
pub(crate) struct Folder<A> {
    /// Its page.
    pub page: PageId<A>,
    /// Pages that lie in it, but for its own.
    pub pages: Vec<PageId<A>>,
    /// Folders in it, by their paths.
    pub folders: Vec<String>,
}

/// The navigation of a language whose root is a folder; folders that are roots of other languages are left out.
pub(crate) fn by_folders<A: Audience>(
    root: &str,
    language: &str,
    folders: &Folders<A>,
    pages: &[Arc<Page<A>>],
    other_roots: &[String],
) -> Option<Tree<A>> {
    let home = folders.all.get(root)?.page;
    let mut tree = Tree { language: language.to_string(), home, nodes: Vec::new(), from_summary: false };
    let mut open = vec![(root.to_string(), None)];
    while let Some((path, parent)) = open.pop() {
        let Some(folder) = folders.all.get(&path) else { continue };
        let node = add(&mut tree, &pages[folder.page.index()].title, Some(folder.page), parent);
        for child in ordered(folder, folders, pages, other_roots) {
            match child {
                Child::Page(page) => {
                    add(&mut tree, &pages[page.index()].title, Some(page), Some(node));
                }
                // Sections are opened afterwards, so the line is only kept free here.
                Child::Folder(path) => open.push((path, Some(node))),
            }
        }
    }
    sort_children(&mut tree, pages);
    Some(tree)
}

enum Child<A> {
    Page(PageId<A>),
    Folder(String),
}

fn ordered<A: Audience>(
    folder: &Folder<A>,
    folders: &Folders<A>,
    _pages: &[Arc<Page<A>>],
    other_roots: &[String],
) -> Vec<Child<A>> {
    let pages = folder.pages.iter().map(|page| Child::Page(*page));
    let inner = folder
        .folders
        .iter()
        .filter(|path| !other_roots.contains(path) && folders.all.contains_key(*path))
        .map(|path| Child::Folder(path.clone()));
    pages.chain(inner).collect()
}

/// Weight first, then news by date, then titles; addresses decide what is left.
fn sort_children<A: Audience>(tree: &mut Tree<A>, pages: &[Arc<Page<A>>]) {
    let key = |node: &Node<A>| {
        let page = node.page.map(|page| &pages[page.index()]);
        let weight = page.and_then(|page| page.weight).unwrap_or(i64::MAX);
        let newest = page.filter(|page| page.kind == Kind::Announcement).and_then(|page| page.updated);
        let title = natural(&node.title);
        (weight, std::cmp::Reverse(newest), title, page.map(|page| page.address.clone()))
    };
    let keys: Vec<_> = tree.nodes.iter().map(key).collect();
    for node in &mut tree.nodes {
        node.children.sort_by(|a, b| keys[*a].cmp(&keys[*b]));
    }
}

/// A title for sorting: lower case, numbers by their value.
fn natural(title: &str) -> Vec<(u64, String)> {
    let mut parts = vec![(0, String::new())];
    let mut number = String::new();
    for c in title.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if !number.is_empty() {
            parts.push((number.parse().unwrap_or(u64::MAX), String::new()));
            number.clear();
        }
        if let Some(last) = parts.last_mut() {
            last.1.push(c);
        }
    }
    if !number.is_empty() {
        parts.push((number.parse().unwrap_or(u64::MAX), String::new()));
    }
    parts
}

fn add<A>(tree: &mut Tree<A>, title: &str, page: Option<PageId<A>>, parent: Option<usize>) -> usize {
    let index = tree.nodes.len();
    tree.nodes.push(Node { title: title.to_string(), page, parent, children: Vec::new() });
    if let Some(parent) = parent {
        tree.nodes[parent].children.push(index);
    }
    index
}

/// The navigation that a summary gives; lines whose pages this audience may not see are left out.
pub(crate) fn by_summary<A: Audience>(
    language: &str,
    home: PageId<A>,
    home_title: &str,
    entries: &[(Entry, Option<PageId<A>>)],
) -> Tree<A> {
    let mut tree = Tree { language: language.to_string(), home, nodes: Vec::new(), from_summary: true };
    add(&mut tree, home_title, Some(home), None);
    let mut open: Vec<usize> = Vec::new();
    let mut part: Option<usize> = None;
    for (entry, page) in entries {
        if entry.is_part {
            part = Some(add(&mut tree, &entry.title, None, Some(0)));
            open.clear();
            continue;
        }
        open.truncate(entry.depth);
        if *page == Some(home) {
            continue;
        }
        let parent = open.last().copied().or(part).unwrap_or(0);
        let visible = page.is_some() || entry.path.is_none();
        let node = if visible { add(&mut tree, &entry.title, *page, Some(parent)) } else { parent };
        open.push(node);
    }
    drop_empty(&mut tree);
    compacted(tree)
}

/// Parts without a page in them would tell that something was there.
fn drop_empty<A>(tree: &mut Tree<A>) {
    for index in (1..tree.nodes.len()).rev() {
        let empty = tree.nodes[index].page.is_none() && tree.nodes[index].children.is_empty();
        if let (true, Some(parent)) = (empty, tree.nodes[index].parent) {
            tree.nodes[parent].children.retain(|child| *child != index);
            tree.nodes[index].parent = None;
        }
    }
}

/// The tree without the lines that nothing leads to: their titles would tell as well.
fn compacted<A>(tree: Tree<A>) -> Tree<A> {
    let kept = |index: usize, node: &Node<A>| index == 0 || node.parent.is_some();
    let mut places = Vec::with_capacity(tree.nodes.len());
    let mut next = 0;
    for (index, node) in tree.nodes.iter().enumerate() {
        places.push(next);
        next += usize::from(kept(index, node));
    }
    let nodes =
        tree.nodes.into_iter().enumerate().filter(|(index, node)| kept(*index, node)).map(|(_, node)| Node {
            parent: node.parent.map(|parent| places[parent]),
            children: node.children.iter().map(|child| places[*child]).collect(),
            ..node
        });
    Tree { nodes: nodes.collect(), ..tree }
}
