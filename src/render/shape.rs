//! Views of pages: what templates see, made from what the audience may know.

use std::collections::BTreeMap;

use answerbook_kernel::kind::Kind;
use answerbook_kernel::outline::Heading;
use answerbook_kernel::site::{Change, Page, Policy, Tree};
use answerbook_kernel::{Audience, Level, PageId, Site};

use crate::files::Files;
use crate::render::fill::{Filler, Parts};
use crate::render::versions::{self, eve};
use crate::render::view::{
    AskedView, ChangeView, DateView, LanguageView, LinkView, NavItemView, NavView, PageView, PolicyView,
    QuestionView, TocView,
};
use crate::render::{address, customers, date};
use crate::theme::Words;
use crate::version;

/// Words that a reader takes in per minute: 230 of a text in English (Brysbaert 2019, "How many words do we read per
/// minute?"), and as many as 260 characters of one in Chinese.
const WORDS_PER_MINUTE: usize = 230;

/// Sections with more pages than this show only the lines around the page.
pub const NAV_WHOLE: usize = 60;
/// How many lines before and after the page are shown then.
const NAV_AROUND: usize = 15;

/// Makes views for pages of one language.
pub struct Shaper<'a, A: Audience> {
    /// The site.
    pub site: &'a Site<A>,
    /// Published files.
    pub files: &'a Files,
    /// Words of the language.
    pub words: &'a Words,
    /// How many pages lie below each page, by page number.
    pub counts: &'a [usize],
    /// Pages by the key that translations share.
    pub translations: &'a BTreeMap<String, Vec<PageId<A>>>,
}

impl<A: Audience> Shaper<'_, A> {
    /// A page as others refer to it.
    pub fn link(&self, id: PageId<A>) -> LinkView {
        let page = self.site.page(id);
        LinkView {
            title: page.title.clone(),
            path: address::path(&page.address),
            summary: page.summary.clone(),
            kind: self.kind(page),
            internal: is_internal(page.level, A::SEES),
            updated: page.updated.map(|day| date::view(day, self.words)),
            count: self.counts[id.index()],
            minutes: shown_minutes(page),
            new: is_new(page),
            lang: String::new(),
            lang_name: String::new(),
            icon: page.extra.get("icon").cloned().unwrap_or_default(),
            acknowledge: self.asked(page),
            from: page.policy.supersedes.and(self.day(page.policy.effective)),
            end: self.end(page),
        }
    }

    /// What staff are asked to acknowledge: a policy that is in force on the day of the reader.
    fn asked(&self, page: &Page<A>) -> Option<AskedView> {
        if !page.acknowledge || A::SEES != Level::Internal {
            return None;
        }
        let day = |page: &Page<A>| page.policy.effective.map(|day| day.to_string());
        let until = match page.policy.superseded_by {
            // Replaced, whatever the day.
            Some(successor) => day(self.site.page(successor))?,
            None => String::new(),
        };
        Some(AskedView {
            revision: page.revision(),
            version: page.policy.version.clone(),
            when: format!("{}/{until}", day(page).unwrap_or_default()),
        })
    }

    pub(super) fn day(&self, day: Option<jiff::civil::Date>) -> Option<DateView> {
        day.map(|day| date::view(day, self.words))
    }

    /// A page of another language than the list that it stands in.
    pub fn foreign(&self, id: PageId<A>) -> LinkView {
        let lang = self.site.page(id).language.clone();
        let lang_name = answerbook_kernel::lang::own_name(&lang).to_string();
        LinkView { lang, lang_name, ..self.link(id) }
    }

    fn kind(&self, page: &Page<A>) -> &'static str {
        if page.is_section && page.kind != Kind::Course { "section" } else { page.kind.word() }
    }

    /// The page itself.
    pub fn page(&self, id: PageId<A>) -> PageView {
        let page = self.site.page(id);
        let filler = Filler::of(page, self.site, self.files, self.words);
        // A section lists its pages, and shows its own text whole.
        let parts = match page.is_section {
            true => Parts { before: filler.html(&page.body.html), questions: Vec::new() },
            false => filler.parts(&page.body.html),
        };
        let heading = filler.html(&page.body.heading_html);
        PageView {
            title: page.title.clone(),
            heading: if heading.is_empty() { crate::render::fill::escape(&page.title) } else { heading },
            heading_id: page.body.heading.as_ref().map_or_else(String::new, |heading| heading.id.clone()),
            summary: page.summary.clone(),
            path: address::path(&page.address),
            customer_link: self.customer_link(page),
            customers: customers::link(page),
            twin: address::path(&twin(page)),
            hash: version::hash(page).unwrap_or_default(),
            acknowledge: self.asked(page),
            kind: self.kind(page),
            kind_name: self.kind_name(page.kind),
            internal: is_internal(page.level, A::SEES),
            questions: parts.questions.into_iter().map(question).collect(),
            body: parts.before,
            toc: if page.toc { toc(&page.body.headings) } else { Vec::new() },
            tags: page.tags.clone(),
            updated: page.updated.map(|day| date::view(day, self.words)),
            updated_eve: versions::updated_eve(page),
            minutes: minutes(page),
            revision: page.revision(),
            quizzes: page.body.quizzes,
            cards: page.body.cards,
            words: page.body.words,
            feedback: page.feedback,
            policy: self.policy(page),
            changes: page.changes.iter().map(|change| self.change(change, None)).collect(),
            related: self.site.related(id).map(|id| self.link(id)).collect(),
        }
    }

    fn customer_link(&self, page: &Page<A>) -> String {
        let base = self.site.config().base_url.as_deref().filter(|_| A::SEES == Level::Internal);
        match base {
            Some(base) if page.level == Level::Public && page.source.is_some() => {
                base.to_string() + &address::path(&page.address)
            }
            _ => String::new(),
        }
    }

    fn kind_name(&self, kind: Kind) -> String {
        self.words.get(&format!("kind_{}", kind.word())).cloned().unwrap_or_default()
    }

    fn policy(&self, page: &Page<A>) -> Option<PolicyView> {
        let Policy {
            version,
            effective,
            owner,
            applies_to,
            approved_by,
            review_by: _,
            supersedes,
            superseded_by,
            superseded_on: _,
        } = &page.policy;
        let is_policy = page.kind == Kind::Policy && !page.is_section;
        let is_version = supersedes.is_some() || superseded_by.is_some();
        if !is_policy && version.is_empty() && !is_version {
            return None;
        }
        Some(PolicyView {
            version: version.clone(),
            effective: self.day(*effective),
            owner: owner.clone(),
            applies_to: applies_to.clone(),
            approved_by: approved_by.clone(),
            review_by: self.day(page.policy.review()),
            supersedes: supersedes.map(|id| self.link(id)),
            supersedes_version: supersedes
                .map_or_else(String::new, |id| self.site.page(id).policy.version.clone()),
            superseded_by: superseded_by.map(|id| self.link(id)),
            end: self.end(page),
            meanwhile: self.meanwhile(page),
        })
    }

    /// A line of a changelog, or of what's new when it names its page.
    pub fn change(&self, change: &Change, page: Option<PageId<A>>) -> ChangeView {
        ChangeView {
            date: date::view(change.date, self.words),
            eve: eve(change.date),
            month_eve: String::new(),
            version: change.version.clone(),
            note: change.note.clone(),
            material: change.material,
            internal: is_internal(change.level, A::SEES),
            page: page.map(|id| self.link(id)),
        }
    }

    /// The same page in every language of the site.
    pub fn languages(&self, page: &Page<A>) -> Vec<LanguageView> {
        let trees = self.site.trees();
        if trees.len() < 2 {
            return Vec::new();
        }
        let same = self.translations.get(page.key.as_str()).map_or(&[][..], Vec::as_slice);
        trees
            .iter()
            .map(|tree| {
                let twin =
                    same.iter().map(|id| self.site.page(*id)).find(|other| other.language == tree.language);
                let home = self.site.page(tree.home);
                LanguageView {
                    code: tree.language.clone(),
                    name: answerbook_kernel::lang::own_name(&tree.language).to_string(),
                    path: address::path(&twin.unwrap_or(home).address),
                    translated: twin.is_some(),
                    current: tree.language == page.language,
                }
            })
            .collect()
    }

    /// The side navigation of a section: a line of the tree and those below it.
    ///
    /// Of a course that is its lessons in their order, wherever they lie, and then what else lies in its folder.
    pub fn nav(&self, tree: &Tree<A>, node: usize, lessons: &[PageId<A>]) -> NavView {
        let line = &tree.nodes[node];
        let page = line.page.map(|id| self.site.page(id));
        let mut items = self.items(tree, &line.children, 1);
        if !lessons.is_empty() {
            let course: Vec<NavItemView> =
                (1..).zip(lessons).map(|(number, id)| self.step(number, *id)).collect();
            items.retain(|item| item.path.is_none() || course.iter().all(|lesson| lesson.path != item.path));
            items.splice(0..0, course);
        }
        // Where all of it is for staff, that is said once.
        if page.is_some_and(|page| is_internal(page.level, A::SEES)) {
            items.iter_mut().for_each(|item| item.internal = false);
        }
        NavView { title: line.title.clone(), path: page.map(|page| address::path(&page.address)), items }
    }

    fn step(&self, number: usize, id: PageId<A>) -> NavItemView {
        let page = self.site.page(id);
        NavItemView {
            title: format!("{number}. {}", page.title),
            path: Some(address::path(&page.address)),
            internal: is_internal(page.level, A::SEES),
            version: versions::query(page),
            children: Vec::new(),
        }
    }

    /// The side navigation of a long section: only the lines around one of them.
    pub fn nav_around(&self, tree: &Tree<A>, section: usize, node: usize) -> NavView {
        let line = &tree.nodes[section];
        let at = line.children.iter().position(|child| *child == node).unwrap_or_default();
        let last = (at + NAV_AROUND + 1).min(line.children.len());
        let path = line.page.map(|id| address::path(&self.site.page(id).address));
        let near = &line.children[at.saturating_sub(NAV_AROUND)..last];
        NavView { title: line.title.clone(), path, items: self.items(tree, near, 1) }
    }

    /// Lines of the navigation, two levels deep; what lies deeper follows in the same list.
    fn items(&self, tree: &Tree<A>, nodes: &[usize], depth: usize) -> Vec<NavItemView> {
        let mut items = Vec::new();
        for node in nodes {
            let line = &tree.nodes[*node];
            let page = line.page.map(|id| self.site.page(id));
            let below = if tree.from_summary || depth == 0 {
                self.items(tree, &line.children, 0)
            } else {
                Vec::new()
            };
            let (children, flat) = if depth > 0 { (below, Vec::new()) } else { (Vec::new(), below) };
            items.push(NavItemView {
                title: line.title.clone(),
                path: page.map(|page| address::path(&page.address)),
                internal: page.is_some_and(|page| is_internal(page.level, A::SEES)),
                version: page.map_or("", versions::query),
                children,
            });
            items.extend(flat);
        }
        items
    }
}

/// Whether the last change of a page is its first.
pub fn is_new<A: Audience>(page: &Page<A>) -> bool {
    match &*page.changes {
        [] => page.kind == Kind::Announcement,
        [only] => page.updated == Some(only.date),
        _ => false,
    }
}

/// Only the edition for staff marks what is for staff.
pub fn is_internal(level: Level, sees: Level) -> bool {
    level == Level::Internal && sees == Level::Internal
}

/// The Markdown twin: beside the page's folder, or in it for sections.
pub fn twin<A: Audience>(page: &Page<A>) -> String {
    if page.source.is_none() {
        return String::new();
    }
    if page.is_section {
        return format!("{}index.md", page.address);
    }
    format!("{}.md", page.address.trim_end_matches('/'))
}

/// Minutes that other pages say it takes: what its author says, else by its length.
pub fn shown_minutes<A: Audience>(page: &Page<A>) -> usize {
    let said = page.training.minutes.and_then(|minutes| usize::try_from(minutes).ok());
    let said = said.or_else(|| page.extra.get("minutes").and_then(|text| text.parse().ok()));
    said.unwrap_or_else(|| minutes(page))
}

fn minutes<A: Audience>(page: &Page<A>) -> usize {
    if page.is_section { 0 } else { page.body.words.div_ceil(WORDS_PER_MINUTE).max(1) }
}

/// A question from its heading element and its answer.
fn question((element, body): (String, String)) -> QuestionView {
    let id =
        element.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default().to_string();
    let internal = element.split('>').next().is_some_and(|tag| tag.contains("class=\"staff-only\""));
    QuestionView { id, title: inner(&element).to_string(), body, internal }
}

/// The inside of an element that is the whole of a text.
fn inner(element: &str) -> &str {
    let start = element.find('>').map_or(0, |at| at + 1);
    let end = element.rfind("</").unwrap_or(element.len());
    element.get(start..end).unwrap_or_default()
}

/// Two levels of headings. Questions of a quiz are none: which of them are asked is not known.
fn toc(headings: &[Heading]) -> Vec<TocView> {
    let top = headings.iter().filter(|heading| !heading.asks).map(|heading| heading.level).min().unwrap_or(2);
    let mut toc: Vec<TocView> = Vec::new();
    for heading in headings.iter().filter(|heading| heading.level <= top + 1 && !heading.asks) {
        let entry =
            TocView { id: address::fragment(&heading.id), title: heading.text.clone(), children: Vec::new() };
        match toc.last_mut() {
            Some(last) if heading.level > top => last.children.push(entry),
            _ => toc.push(entry),
        }
    }
    if headings.iter().filter(|heading| !heading.asks).count() < 2 { Vec::new() } else { toc }
}
