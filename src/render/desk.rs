//! What the home page tells a member of staff: what changed, what is to be reviewed, what there is to learn. Which of it
//! concerns the reader, the reader's browser decides: it alone knows the day, and what was read.

use std::collections::BTreeMap;

use answerbook_kernel::kind::Kind;
use answerbook_kernel::site::{Page, Tree};
use answerbook_kernel::{Audience, Level, PageId};
use jiff::civil::Date;
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
    /// Policies that come into force, the next first.
    pub coming: Vec<ComingView>,
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
    /// The day from which on another page takes its place, for `data-until`; may be empty.
    pub until: String,
    /// Who answers for it; may be empty.
    pub owner: String,
}

/// A policy that comes into force.
#[derive(Clone, Debug, Serialize)]
pub struct ComingView {
    /// The policy.
    pub page: LinkView,
    /// On which day.
    pub from: DateView,
    /// Thirty-one days earlier, for `data-from`: the line is shown in the thirty days before `from`.
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
                coming: self.coming(tree, shaper),
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
        let mut due: Vec<_> = self
            .of_language(tree)
            .filter_map(|(id, page)| Some((page.policy.superseded_on, page.policy.review()?, id)))
            .collect();
        // What is replaced one day may have been long ago, and takes no line from what is in force.
        due.sort_by_key(|(until, day, id)| (until.is_some(), *day, id.index()));
        due.truncate(MOST);
        due.sort_by_key(|(_, day, id)| (*day, id.index()));
        let line = |(until, day, id): (Option<Date>, Date, PageId<A>)| DueView {
            page: shaper.link(id),
            review_by: date::view(day, shaper.words),
            soon: before(day, 30),
            until: until.map_or_else(String::new, |day| day.to_string()),
            owner: self.site.page(id).policy.owner.clone(),
        };
        due.into_iter().map(line).collect()
    }

    fn coming(&self, tree: &Tree<A>, shaper: &Shaper<'_, A>) -> Vec<ComingView> {
        let begins = |(id, page): (PageId<A>, &Page<A>)| Some((page.policy.effective?, id));
        let mut coming: Vec<_> = self.of_language(tree).filter_map(begins).collect();
        // The last to come are the ones that may still be to come.
        coming.sort_by_key(|(day, id)| (std::cmp::Reverse(*day), id.index()));
        coming.truncate(MOST);
        coming.reverse();
        let line = |(day, id): (Date, PageId<A>)| ComingView {
            page: shaper.link(id),
            from: date::view(day, shaper.words),
            soon: before(day, 31),
            owner: self.site.page(id).policy.owner.clone(),
        };
        coming.into_iter().map(line).collect()
    }

    fn of_language<'s>(&'s self, tree: &'s Tree<A>) -> impl Iterator<Item = (PageId<A>, &'s Page<A>)> {
        self.site.pages().filter(|(_, page)| page.language == tree.language)
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

fn before(day: Date, days: i64) -> String {
    day.saturating_sub(jiff::Span::new().days(days)).to_string()
}
