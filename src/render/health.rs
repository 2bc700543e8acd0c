//! What staff is told of what readers told: the page *Content health*, a line on each page, and what is popular on the home page.

use answerbook_kernel::site::{Page, Tree};
use answerbook_kernel::{Audience, PageId};
use serde::Serialize;

use crate::feedback::day::Day;
use crate::feedback::report;
use crate::feedback::report::model::{AskedBy, Comment, Miss, PageRow, Proposal};
use crate::render::date;
use crate::render::pages::Stage;
use crate::render::shape::Shaper;
use crate::render::view::{DateView, LinkView};
use crate::theme::Words;

/// The folder of the page below the home page of its language.
pub const FOLDER: &str = "content-health/";

/// So many lines of each list are shown.
const ROWS: usize = 20;

/// So many comments of a page.
const COMMENTS: usize = 3;

/// So many popular pages at the most, and at the least: fewer say nothing.
const POPULAR: usize = 6;
const FEWEST: usize = 3;

/// What readers say about the very text that is shown.
#[derive(Clone, Debug, Serialize)]
pub struct VotesView {
    /// Readers who found it helpful.
    pub helpful: u64,
    /// Readers who did not.
    pub unhelpful: u64,
    /// Both in words, in the language of the page.
    pub text: String,
}

/// The page *Content health*.
#[derive(Clone, Debug, Serialize)]
pub struct HealthView {
    /// The first day of the report.
    pub from: DateView,
    /// Its last day.
    pub to: DateView,
    /// What to fix first.
    pub pages: Vec<HealthRowView>,
    /// What was looked for and not found.
    pub misses: Vec<MissView>,
    /// Pages whose review is overdue.
    pub overdue: Vec<OverdueView>,
}

/// A page and what readers say about it.
#[derive(Clone, Debug, Serialize)]
pub struct HealthRowView {
    /// The page.
    pub page: LinkView,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// An estimate of how many readers a better text would help.
    pub worth: String,
    /// Votes that it did not help.
    pub unhelpful: u64,
    /// All votes.
    pub votes: u64,
    /// Readers since it changed.
    pub readers: u64,
    /// Readers who wait to be told of a change.
    pub waiting: u64,
    /// Why, most frequent first: each with `name` and `count`.
    pub reasons: Vec<ReasonView>,
    /// Comments, those of readers whom it did not help first.
    pub comments: Vec<CommentView>,
}

/// A reason and how often it was given.
#[derive(Clone, Debug, Serialize)]
pub struct ReasonView {
    /// In the words of the theme.
    pub name: String,
    /// How often.
    pub count: u64,
}

/// What a reader wrote.
#[derive(Clone, Debug, Serialize)]
pub struct CommentView {
    /// When.
    pub date: DateView,
    /// Whether the page helped.
    pub helpful: bool,
    /// Plain text.
    pub text: String,
}

/// A query that found nothing.
#[derive(Clone, Debug, Serialize)]
pub struct MissView {
    /// The query, plain text.
    pub query: String,
    /// How often in this language.
    pub count: u64,
    /// Who asked in this language: `public` for customers, `internal` for staff alone.
    pub edition: String,
    /// What to do: `keyword`, `mended`, `elsewhere` where a page of another language answers it, `synonym`, `write`, or empty.
    pub advice: &'static str,
    /// Pages that come near, the nearest first.
    pub near: Vec<LinkView>,
    /// For `synonym`, words that mean the same.
    pub words: Vec<String>,
}

/// A page whose review is overdue.
#[derive(Clone, Debug, Serialize)]
pub struct OverdueView {
    /// The page.
    pub page: LinkView,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// When it was due.
    pub review_by: DateView,
}

impl<A: Audience> Stage<A> {
    /// What readers say about a page, as long as it says what it said then.
    pub(super) fn votes(&self, page: &Page<A>, words: &Words) -> Option<VotesView> {
        let row = self.numbers.row(&page.address)?;
        let hash = crate::version::hash(page)?;
        if row.votes() == 0 || !row.hashes.values().any(|known| *known == hash) {
            return None;
        }
        let since = match (row.version.as_str(), row.changed) {
            ("", None) => ("votes", String::new()),
            ("", Some(Day(day))) => ("votes_date", date::view(day, words).text),
            (version, _) => ("votes_version", version.to_owned()),
        };
        let text = words.get(since.0).map_or("", String::as_str);
        let text = text
            .replace("{no}", &row.unhelpful.to_string())
            .replace("{all}", &row.votes().to_string())
            .replace("{n}", &since.1);
        Some(VotesView { helpful: row.helpful, unhelpful: row.unhelpful, text })
    }

    /// What is read most in a language, and the day from which on that may not be so any more; nothing if it is little.
    pub(super) fn popular(&self, page: &Page<A>, shaper: &Shaper<'_, A>) -> Option<(Vec<LinkView>, String)> {
        let (paths, until) = self.numbers.popular(&page.language)?;
        let suits = |id: &PageId<A>| {
            let other = self.site.page(*id);
            other.language == page.language
                && other.source.is_some()
                && !other.is_section
                && *other.address != page.address
        };
        let known = paths.iter().filter_map(|path| self.site.find(path)).filter(suits);
        let links: Vec<LinkView> = known.take(POPULAR).map(|id| shaper.link(id)).collect();
        (links.len() >= FEWEST).then(|| (links, until.to_string()))
    }

    /// The page *Content health* of a language.
    pub(super) fn health(&self, tree: &Tree<A>, shaper: &Shaper<'_, A>) -> Option<HealthView> {
        let report = self.numbers.report()?;
        let day = |Day(day)| date::view(day, shaper.words);
        let of_language = |language: &str| language == tree.language;
        let rows = report.to_fix().filter(|row| of_language(&row.page.language));
        let mut misses: Vec<MissView> =
            report.misses.iter().filter_map(|miss| self.miss(miss, &tree.language, shaper)).collect();
        misses.sort_by_key(|miss| std::cmp::Reverse(miss.count));
        misses.truncate(ROWS);
        let overdue = report.overdue.iter().filter(|row| of_language(&row.page.language));
        let still_due = |id: PageId<A>| {
            let policy = &self.site.page(id).policy;
            let due = policy
                .review()
                .filter(|due| Day(*due) < report.made && !policy.is_superseded(report.made.0))?;
            let owner = policy.owner.clone();
            Some(OverdueView { page: shaper.link(id), owner, review_by: date::view(due, shaper.words) })
        };
        Some(HealthView {
            from: day(report.from),
            to: day(report.to),
            pages: rows.filter_map(|row| self.health_row(row, shaper)).take(ROWS).collect(),
            misses,
            overdue: overdue
                .filter_map(|row| still_due(self.site.find(&row.page.page)?))
                .take(ROWS)
                .collect(),
        })
    }

    fn health_row(&self, row: &PageRow, shaper: &Shaper<'_, A>) -> Option<HealthRowView> {
        let id = self.site.find(&row.page.page)?;
        let reason = |counted: &report::model::Counted| {
            let word = shaper.words.get(&format!("feedback_{}", counted.name)).cloned();
            ReasonView { name: word.unwrap_or_else(|| counted.name.replace('-', " ")), count: counted.count }
        };
        let comment = |comment: &Comment| CommentView {
            date: date::view(comment.day.0, shaper.words),
            helpful: comment.helpful,
            text: comment.text.clone(),
        };
        Some(HealthRowView {
            page: shaper.link(id),
            owner: self.site.page(id).policy.owner.clone(),
            worth: row.estimate(),
            unhelpful: row.unhelpful,
            votes: row.votes(),
            readers: row.readers,
            waiting: row.waiting,
            reasons: row.reasons.iter().map(reason).collect(),
            comments: row.comments.iter().take(COMMENTS).map(comment).collect(),
        })
    }

    /// What was looked for in a language in vain, if it was.
    fn miss(&self, miss: &Miss, language: &str, shaper: &Shaper<'_, A>) -> Option<MissView> {
        let asked: Vec<&AskedBy> = miss.asked.iter().filter(|asked| asked.language == language).collect();
        let edition = asked.iter().map(|asked| asked.edition.as_str()).max()?;
        let is_here = miss.near.first().is_none_or(|page| page.language == language);
        let near = miss.near.iter().filter_map(|page| self.site.find(&page.page));
        let (advice, words) = match &miss.proposal {
            Some(Proposal::Elsewhere { .. }) => ("elsewhere", Vec::new()),
            _ if !is_here => ("elsewhere", Vec::new()),
            Some(Proposal::Keyword { .. }) => ("keyword", Vec::new()),
            Some(Proposal::Mended { .. }) => ("mended", Vec::new()),
            Some(Proposal::Synonym { words }) => ("synonym", words.clone()),
            Some(Proposal::Write) => ("write", Vec::new()),
            None => ("", Vec::new()),
        };
        Some(MissView {
            query: miss.query.clone(),
            count: asked.iter().map(|asked| asked.count).sum(),
            edition: edition.to_owned(),
            advice,
            near: near.map(|id| shaper.link(id)).collect(),
            words,
        })
    }

    /// The path of the page *Content health* of a language; empty where there is none.
    pub(super) fn health_path(&self, language: &str) -> String {
        let tree = self.site.trees().iter().find(|tree| tree.language == language);
        match tree.filter(|_| self.numbers.report().is_some()) {
            Some(tree) => super::address::path(&format!("{}{FOLDER}", self.site.page(tree.home).address)),
            None => String::new(),
        }
    }
}
