//! What is due: policies to be reviewed, and those that come into force. A value, and its forms for people, calendars and programs.

pub mod csv;
pub mod ics;
pub mod json;
pub mod markdown;
pub mod text;

use std::collections::BTreeMap;

use answerbook_kernel::site::Page;
use answerbook_kernel::{Audience, Level, PageId, Site};
use jiff::civil::Date;

use crate::render::address;

/// What is asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// The day it is.
    pub today: Date,
    /// The last day that is looked at.
    pub until: Date,
    /// Only what this person or team answers for.
    pub owner: Option<String>,
    /// Only this language (BCP 47, any case).
    pub language: Option<String>,
}

/// What is to be done, or happens, on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A page is to be reviewed by that day.
    Review,
    /// A page comes into force.
    Begins,
}

impl What {
    /// For programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Begins => "begins",
        }
    }

    /// In a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Review => "review",
            Self::Begins => "comes into force",
        }
    }
}

/// One line: a page, with its translations where they share owner, version and day.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// When.
    pub day: Date,
    /// Days until then: 0 on the day itself, less when it has passed.
    pub days: i32,
    /// What.
    pub what: What,
    /// Title of the page in the first of its languages.
    pub title: String,
    /// Its version; may be empty.
    pub version: String,
    /// Who answers for it; may be empty.
    pub owner: String,
    /// Its source, from the folder of the site.
    pub path: String,
    /// BCP 47, in the order of the site.
    pub languages: Vec<String>,
    /// Where customers read it: an absolute address; empty without `base-url`, and for what is for staff.
    pub url: String,
}

impl Item {
    /// Whether its day has passed.
    pub fn is_overdue(&self) -> bool {
        self.what == What::Review && self.days < 0
    }

    /// Title and version.
    pub fn name(&self) -> String {
        if self.version.is_empty() { self.title.clone() } else { format!("{} {}", self.title, self.version) }
    }

    /// The day, as seen from today: `in 3 days`.
    pub fn when(&self) -> String {
        match self.days {
            0 => "today".into(),
            1 => "tomorrow".into(),
            -1 => "1 day ago".into(),
            days if days < 0 => format!("{} days ago", days.unsigned_abs()),
            days => format!("in {days} days"),
        }
    }
}

/// Everything that is due, the earliest day first.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The day it is.
    pub today: Date,
    /// The last day that was looked at.
    pub until: Date,
    /// Title of the site.
    pub site: String,
    /// Where customers read it, with a slash at its end; may be empty.
    pub base: String,
    /// Whether any page says when it is to be reviewed or comes into force.
    pub has_days: bool,
    /// The lines.
    pub items: Vec<Item>,
}

/// What makes translations share a line, in the order of lines.
type Line = (Date, What, String, String, String);

impl Due {
    /// What is due on a site.
    pub fn of<A: Audience>(site: &Site<A>, scope: &Scope) -> Self {
        let base = site.config().base_url.clone().unwrap_or_default();
        let mut lines: BTreeMap<Line, Vec<PageId<A>>> = BTreeMap::new();
        let mut has_days = false;
        for (id, page) in site.pages() {
            has_days |= page.policy.review_by.or(page.policy.effective).is_some();
            if !scope.concerns(page) {
                continue;
            }
            for (day, what) in days(page, scope) {
                let (key, owner, version) =
                    (page.key.clone(), page.policy.owner.clone(), page.policy.version.clone());
                lines.entry((day, what, key, owner, version)).or_default().push(id);
            }
        }
        let order: Vec<&str> = site.trees().iter().map(|tree| tree.language.as_str()).collect();
        let rank = |id: &PageId<A>| order.iter().position(|code| *code == site.page(*id).language);
        let items = lines.into_iter().filter_map(|(line, mut ids)| {
            ids.sort_by_key(|id| (rank(id), id.index()));
            let pages: Vec<&Page<A>> = ids.iter().map(|id| site.page(*id)).collect();
            item(line, &pages, &base, scope.today)
        });
        Self {
            today: scope.today,
            until: scope.until,
            site: site.config().language().title.clone(),
            items: items.collect(),
            base,
            has_days,
        }
    }

    /// Whether anything is overdue.
    pub fn is_overdue(&self) -> bool {
        self.items.iter().any(Item::is_overdue)
    }

    /// The lines in three parts, each with its heading: what is overdue, what is to be reviewed, what comes into force.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, Vec<&Item>)> {
        let part = |item: &Item| match item.what {
            _ if item.is_overdue() => "Overdue",
            What::Review => "To be reviewed",
            What::Begins => "Coming into force",
        };
        let of = move |heading: &'static str| {
            (heading, self.items.iter().filter(|item| part(item) == heading).collect::<Vec<_>>())
        };
        ["Overdue", "To be reviewed", "Coming into force"]
            .map(of)
            .into_iter()
            .filter(|(_, items)| !items.is_empty())
    }

    /// What is said where there is no line.
    fn nothing(&self) -> String {
        if self.has_days {
            format!("nothing is due until {}", self.until)
        } else {
            "no page says when it is to be reviewed or comes into force".into()
        }
    }
}

impl Scope {
    fn concerns<A: Audience>(&self, page: &Page<A>) -> bool {
        self.owner.as_ref().is_none_or(|owner| *owner == page.policy.owner)
            && self.language.as_ref().is_none_or(|code| code.eq_ignore_ascii_case(&page.language))
    }
}

/// The days of a page that are asked for: of what is no longer in force there are none.
fn days<A: Audience>(page: &Page<A>, scope: &Scope) -> impl Iterator<Item = (Date, What)> {
    let policy = &page.policy;
    let is_over = policy.is_superseded(scope.today);
    let review = policy.review().filter(|day| *day <= scope.until && !is_over);
    let begins = policy.effective.filter(|day| *day > scope.today && *day <= scope.until);
    review.map(|day| (day, What::Review)).into_iter().chain(begins.map(|day| (day, What::Begins)))
}

fn item<A: Audience>(line: Line, pages: &[&Page<A>], base: &str, today: Date) -> Option<Item> {
    let (day, what, _, owner, version) = line;
    let first = pages.first()?;
    let is_read = !base.is_empty() && first.level == Level::Public && first.source.is_some();
    Some(Item {
        day,
        days: (day - today).get_days(),
        what,
        title: first.title.clone(),
        version,
        owner,
        path: first.source.as_ref().map_or_else(String::new, |path| path.as_str().to_owned()),
        languages: pages.iter().map(|page| page.language.clone()).collect(),
        url: if is_read { format!("{base}{}", address::path(&first.address)) } else { String::new() },
    })
}
