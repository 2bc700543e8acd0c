//! What the home page tells a member of staff: what changed, what is to be reviewed, what there is to learn. Which of it
//! concerns the reader, the reader's browser decides: it alone knows the day, and what was read.

use std::collections::BTreeMap;

use answerbook_kernel::kind::Kind;
use answerbook_kernel::site::{Page, Tree};
use answerbook_kernel::{Audience, Level, PageId};
use serde::Serialize;

use crate::render::pages::Stage;
use crate::render::shape::Shaper;
use crate::render::view::{ChangeView, DateView, LinkView};
use crate::render::{address, date};

/// Lines of each list; the home page is no archive.
const MOST: usize = 20;
/// Lessons of a course that are told; a longer course is followed on its own page.
const LESSONS: usize = 60;

/// What the home page of the edition for staff says besides.
#[derive(Clone, Debug, Serialize)]
pub struct DeskView {
    /// The newest changes, to be shown to who has not read them.
    pub changes: Vec<ChangeView>,
    /// Policies in force, those to be reviewed soonest first.
    pub due: Vec<DueView>,
    /// What is to be acknowledged, that which changed last first.
    pub acknowledge: Vec<LinkView>,
    /// How many more pages are to be acknowledged than are listed.
    pub acknowledge_more: usize,
    /// Courses.
    pub courses: Vec<TrainingView>,
}

/// A policy that is to be reviewed.
#[derive(Clone, Debug, Serialize)]
pub struct DueView {
    /// The policy.
    pub page: LinkView,
    /// By which day.
    pub review_by: DateView,
    /// Thirty days earlier, from when on it is worth a line: `2026-11-22`.
    pub soon: String,
    /// Who answers for it; may be empty.
    pub owner: String,
}

/// A course.
#[derive(Clone, Debug, Serialize)]
pub struct TrainingView {
    /// Its page.
    pub page: LinkView,
    /// How many lessons it has.
    pub lessons: usize,
    /// Revisions of its lessons by their paths, as JSON: what was learned counts as long as its revision is the same.
    pub revisions: String,
}

impl<A: Audience> Stage<A> {
    /// What is told to staff on the home page of a language; nothing to customers.
    pub(super) fn desk(&self, tree: &Tree<A>, shaper: &Shaper<'_, A>) -> Option<DeskView> {
        (A::SEES == Level::Internal).then(|| {
            let mut acknowledge = self.asked(tree, shaper);
            let acknowledge_more = acknowledge.len().saturating_sub(MOST);
            acknowledge.truncate(MOST);
            DeskView {
                changes: self.news(&tree.language, shaper).into_iter().take(MOST).collect(),
                due: self.due(tree, shaper),
                acknowledge,
                acknowledge_more,
                courses: self.courses(tree, shaper),
            }
        })
    }

    fn asked(&self, tree: &Tree<A>, shaper: &Shaper<'_, A>) -> Vec<LinkView> {
        let ids = self.site.pages().filter(|(_, page)| page.acknowledge && page.language == tree.language);
        let mut asked: Vec<(Option<jiff::civil::Date>, LinkView)> = ids
            .map(|(id, page)| {
                let changed = page.changes.iter().find(|change| change.material).map(|change| change.date);
                (changed.or(page.policy.effective), shaper.link(id))
            })
            .filter(|(_, link)| link.acknowledge.is_some())
            .collect();
        // Sorted stably: pages of a day stay in the order of their addresses.
        asked.sort_by(|(a, _), (b, _)| b.cmp(a));
        asked.into_iter().map(|(_, link)| link).collect()
    }

    fn due(&self, tree: &Tree<A>, shaper: &Shaper<'_, A>) -> Vec<DueView> {
        let in_force = |page: &Page<A>| page.language == tree.language && page.policy.superseded_by.is_none();
        let mut due: Vec<_> = self
            .site
            .pages()
            .filter(|(_, page)| in_force(page))
            .filter_map(|(id, page)| Some((page.policy.review_by?, id)))
            .collect();
        due.sort_by_key(|(day, id)| (*day, id.index()));
        let line = |(day, id): (jiff::civil::Date, PageId<A>)| DueView {
            page: shaper.link(id),
            review_by: date::view(day, shaper.words),
            soon: day.saturating_sub(jiff::Span::new().days(30)).to_string(),
            owner: self.site.page(id).policy.owner.clone(),
        };
        due.into_iter().take(MOST).map(line).collect()
    }

    fn courses(&self, tree: &Tree<A>, shaper: &Shaper<'_, A>) -> Vec<TrainingView> {
        let course = |line: &answerbook_kernel::site::Node<A>| {
            let id = line.page.filter(|id| self.site.page(*id).kind == Kind::Course)?;
            let lessons = self.backdrop.courses.lessons(id).iter().take(LESSONS);
            let lessons = lessons.map(|id| self.site.page(*id));
            let revisions: BTreeMap<String, String> =
                lessons.map(|page| (address::path(&page.address), page.revision())).collect();
            (!revisions.is_empty()).then(|| TrainingView {
                page: shaper.link(id),
                lessons: revisions.len(),
                revisions: serde_json::json!(revisions).to_string(),
            })
        };
        let mut courses: Vec<TrainingView> = tree.nodes.iter().filter_map(course).collect();
        courses.truncate(MOST);
        courses
    }
}
