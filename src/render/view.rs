//! What templates may see. Views are made from `Page<A>`, so nothing here was ever for somebody else.
//!
//! Every `path` is relative to the root of the edition (`policies/returns/`); a template writes
//! `{{ root }}{{ item.path }}`, so that one view serves pages at any depth. `Html` values are marked safe.

use serde::Serialize;
use tera::{Context, Value};

use crate::render::health::VotesView;

/// A date in both its forms.
#[derive(Clone, Debug, Serialize)]
pub struct DateView {
    /// `2026-11-22`, for `<time datetime>`.
    pub iso: String,
    /// As written in the page's language: `22 November 2026`, `2026年11月22日`.
    pub text: String,
    /// Its month, for the headings of lists by month: `November 2026`, `2026年11月`.
    pub month: String,
}

/// When a page ceases to be in force. The address of a page that does carries `?version`, so that it is not led on.
#[derive(Clone, Debug, Serialize)]
pub struct EndView {
    /// The day from which on another page takes its place; nothing where one has already.
    pub day: Option<DateView>,
    /// The day before, for `data-from`; empty where there is no `day`.
    pub eve: String,
}

/// What applies until a future version does.
#[derive(Clone, Debug, Serialize)]
pub struct MeanwhileView {
    /// The page.
    pub page: LinkView,
    /// Its version; may be empty.
    pub version: String,
    /// The day before it is in force, for `data-from`; empty for the first of all versions.
    pub eve: String,
    /// The day from which on it is not any more, for `data-until`: `2027-01-15`.
    pub until: String,
}

/// A page as others refer to it.
#[derive(Clone, Debug, Serialize)]
pub struct LinkView {
    /// Its title, plain text.
    pub title: String,
    /// From the root of the edition.
    pub path: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// `page`, `policy`, `faq`, `guide`, `course`, `lesson`, `reply`, `announcement`, `section`.
    pub kind: &'static str,
    /// For staff only (never set in the public edition).
    pub internal: bool,
    /// When it last changed.
    pub updated: Option<DateView>,
    /// Pages below it, for sections.
    pub count: usize,
    /// Minutes to read, at least 1; 0 for sections.
    pub minutes: usize,
    /// It has not changed since it was first published, as far as its changelog says.
    pub new: bool,
    /// BCP 47, where the page is written in another language than the list it stands in; else empty.
    pub lang: String,
    /// The name of that language in its own words.
    pub lang_name: String,
    /// Icon name of a category card, from front matter `extra.icon`; may be empty.
    pub icon: String,
    /// Whether staff are asked to acknowledge it (never in the public edition).
    pub acknowledge: Option<AskedView>,
    /// The day from which on it takes the place of another page.
    pub from: Option<DateView>,
    /// When another page takes its place.
    pub end: Option<EndView>,
}

/// What staff are asked to acknowledge. Whether somebody has, their own browser knows.
#[derive(Clone, Debug, Serialize)]
pub struct AskedView {
    /// What counts until the next change that matters: `2026-09-01 3.0`; may be empty.
    pub revision: String,
    /// `3.0`; may be empty.
    pub version: String,
    /// From which day on, and before which, the reader is asked: `2026-09-01/2027-01-01`; either may be left out.
    pub when: String,
}

/// One heading of the table of contents.
#[derive(Clone, Debug, Serialize)]
pub struct TocView {
    /// Fragment.
    pub id: String,
    /// Plain text.
    pub title: String,
    /// Headings below it (one level).
    pub children: Vec<TocView>,
}

/// The same page in one language.
#[derive(Clone, Debug, Serialize)]
pub struct LanguageView {
    /// BCP 47: `en`, `zh-Hans`.
    pub code: String,
    /// In its own words: `English`, `简体中文`.
    pub name: String,
    /// The translation, or that language's home where there is none.
    pub path: String,
    /// Whether `path` is this very page translated.
    pub translated: bool,
    /// Whether it is the language of this page.
    pub current: bool,
}

/// The page in one of the languages that it is really there in, for search engines.
#[derive(Clone, Debug, Serialize)]
pub struct AlternateView {
    /// BCP 47; `x-default` for the version that readers of all other languages are sent to.
    pub code: String,
    /// From the root of the edition.
    pub path: String,
}

/// The side navigation: the pages of the section that the page is in.
#[derive(Clone, Debug, Serialize)]
pub struct NavView {
    /// The section.
    pub title: String,
    /// Its page, if it has one.
    pub path: Option<String>,
    /// Its pages and sub-sections in order; an item is current when its `path` equals the page's.
    pub items: Vec<NavItemView>,
}

/// One line of the side navigation.
#[derive(Clone, Debug, Serialize)]
pub struct NavItemView {
    /// Plain text.
    pub title: String,
    /// Where it leads; `None` for the title of a part.
    pub path: Option<String>,
    /// For staff only.
    pub internal: bool,
    /// `?version` where another page takes its place, or will; else empty.
    pub version: &'static str,
    /// Pages below, one level (an mdBook `SUMMARY.md` may nest; deeper ones are flattened into this list).
    pub children: Vec<NavItemView>,
}

/// The card of a policy. Empty strings and `None` are not shown.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyView {
    /// `2.1`.
    pub version: String,
    /// In force from.
    pub effective: Option<DateView>,
    /// Who answers for it.
    pub owner: String,
    /// To whom it applies.
    pub applies_to: String,
    /// Who approved it.
    pub approved_by: String,
    /// To be reviewed by.
    pub review_by: Option<DateView>,
    /// The page that this one replaces.
    pub supersedes: Option<LinkView>,
    /// The version of that page; may be empty.
    pub supersedes_version: String,
    /// The page that replaces this one.
    pub superseded_by: Option<LinkView>,
    /// When it does.
    pub end: Option<EndView>,
    /// What applies until `effective`, the latest first; where it replaces nothing, nothing.
    pub meanwhile: Vec<MeanwhileView>,
}

/// One line of a changelog or of what's new.
#[derive(Clone, Debug, Serialize)]
pub struct ChangeView {
    /// When.
    pub date: DateView,
    /// The day before, for `data-from`: a change is no news before its day.
    pub eve: String,
    /// In what's new: the day before the first change of its month; else empty.
    pub month_eve: String,
    /// The version it made; may be empty.
    pub version: String,
    /// What changed, plain text.
    pub note: String,
    /// Whether it changes what readers must do.
    pub material: bool,
    /// For staff only.
    pub internal: bool,
    /// The page that changed; only in what's new.
    pub page: Option<LinkView>,
}

/// One question of an FAQ page: a heading and what follows it. Only on pages of kind `faq`.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionView {
    /// Fragment.
    pub id: String,
    /// Inline HTML, safe.
    pub title: String,
    /// HTML, safe.
    pub body: String,
    /// For staff only (never set in the public edition).
    pub internal: bool,
}

/// The page itself.
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// Plain text, for `<title>` and lists.
    pub title: String,
    /// Inline HTML of the heading, safe.
    pub heading: String,
    /// Fragment of the heading; may be empty.
    pub heading_id: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// From the root of the edition; `""` is the home page.
    pub path: String,
    /// The Markdown twin; empty when there is none (404, search).
    pub twin: String,
    /// What title and text say, as 16 hexadecimal digits: the same until they change, wherever links lead and whatever the
    /// theme is. Empty where there is no text of its own (404, search).
    pub hash: String,
    /// Whether staff are asked to acknowledge it (never in the public edition).
    pub acknowledge: Option<AskedView>,
    /// See [`LinkView::kind`].
    pub kind: &'static str,
    /// Name of the kind in the page's language: `Policy`, `政策`.
    pub kind_name: String,
    /// For staff only.
    pub internal: bool,
    /// HTML of the text, safe, without the page's heading. On FAQ pages, what stands before the first question.
    pub body: String,
    /// On FAQ pages.
    pub questions: Vec<QuestionView>,
    /// Table of contents; empty when `toc = false` or there are fewer than two headings.
    pub toc: Vec<TocView>,
    /// Free words.
    pub tags: Vec<String>,
    /// When it last changed.
    pub updated: Option<DateView>,
    /// The day before, for `data-from`, where that may be still to come: the page takes the place of another by then; else empty.
    pub updated_eve: String,
    /// Minutes to read, at least 1.
    pub minutes: usize,
    /// The last change of what readers must do, `2026-09-01 3.0`: what was learned or acknowledged before it, no longer counts;
    /// else the version; may be empty.
    pub revision: String,
    /// Quizzes in the text.
    pub quizzes: usize,
    /// Cards of role-plays in the text.
    pub cards: usize,
    /// Words (Chinese: characters).
    pub words: usize,
    /// Internal edition: absolute address of the same page in the public edition, to be given to a customer; empty when
    /// the page is for staff only, or without `base-url`. Always empty in the public edition.
    pub customer_link: String,
    /// Internal edition: path of what customers read of this page, where that is something else than `body`; else empty.
    pub customers: String,
    /// Whether to ask "was this helpful?".
    pub feedback: bool,
    /// On pages of kind `policy`, and any page that has one of its keys.
    pub policy: Option<PolicyView>,
    /// The changelog, newest first.
    pub changes: Vec<ChangeView>,
    /// Pages named by hand, in the same edition.
    pub related: Vec<LinkView>,
}

/// The site around the page, in the page's language.
#[derive(Clone, Debug, Serialize)]
pub struct SiteView {
    /// Absolute address of the root of the edition, with a slash at its end, for `hreflang`; empty without `base-url`, and
    /// in the internal edition.
    pub base: String,
    /// The title in this language.
    pub title: String,
    /// The description in this language.
    pub description: String,
    /// Home of this language.
    pub home: String,
    /// The search page of this language.
    pub search: String,
    /// The search description of this language, for browsers; empty where `base` is, since it has absolute addresses.
    pub opensearch: String,
    /// The what's-new page of this language; empty when there is none.
    pub news: String,
    /// The Atom feed of this language.
    pub feed: String,
    /// Where a reader without an answer is sent: an absolute address, `mailto:` and an address, or empty.
    pub contact: String,
    /// The page that offers answers before a reader asks a person; empty without `contact`.
    pub ask: String,
    /// Internal edition: absolute address of the root of the public edition, for what is copied out of it; empty without
    /// `base-url`, and in the public edition.
    pub public: String,
    /// Where events are sent: an absolute address, or empty.
    pub endpoint: String,
    /// Internal edition: where records of staff are sent, an absolute address, or empty. Always empty in the public edition.
    pub records: String,
    /// The logo, from the root of the edition; may be empty.
    pub logo: String,
    /// Absolute address of a picture of the site for links elsewhere: the logo, if it is no drawing; may be empty.
    pub image: String,
    /// Path of the site icon; may be empty.
    pub icon: String,
    /// Top-level sections of this language, for the header and the footer.
    pub sections: Vec<LinkView>,
}

/// A list of pages on a section page: one per sub-section, and one without a title for the section's own pages.
#[derive(Clone, Debug, Serialize)]
pub struct GroupView {
    /// The sub-section; `None` for the section's own pages.
    pub section: Option<LinkView>,
    /// Its pages, in order (the section's own: all; a sub-section's: the first six).
    pub pages: Vec<LinkView>,
}

/// What every template gets. Values that only some templates need are empty elsewhere.
#[derive(Debug)]
pub struct View {
    /// From this page to the root of the edition: `./`, `../`, `../../`; the path of `base-url` on the 404 page.
    pub root: String,
    /// `public` or `internal`.
    pub edition: &'static str,
    /// Absolute address of this page; empty without `base-url`, and in the internal edition.
    pub canonical: String,
    /// What the page is, as JSON-LD for a data block, safe; empty without `canonical`, and on pages that
    /// search engines should not list.
    pub linked: String,
    /// What is the same for all pages of a language: `lang`, `t`, `site`, `assets`.
    pub common: Common,
    /// The page.
    pub page: PageView,
    /// From the top section down to the page's own.
    pub breadcrumb: Vec<LinkView>,
    /// The languages of the site, when there is more than one.
    pub languages: Vec<LanguageView>,
    /// Where `canonical` is: the page in each language that it is there in, if these are several.
    pub alternates: Vec<AlternateView>,
    /// The section that the page is in: a [`NavView`].
    pub nav: Value,
    /// The page before, in reading order within the section.
    pub previous: Option<LinkView>,
    /// The page after.
    pub next: Option<LinkView>,
    /// Section pages and home: what is listed. On the search page and the 404 page: every section.
    pub groups: Value,
    /// Home: every section with its pages, as on the search page: [`GroupView`]s.
    pub contents: Value,
    /// Home, and the page before a person is asked: pages with `extra.promoted: true`, at most six.
    pub promoted: Vec<LinkView>,
    /// Home: the newest six changes; what's new: all of them.
    pub news: Vec<ChangeView>,
    /// Home, and the page before a person is asked: three to six pages that readers of this edition read most, if the last report on feedback says so.
    pub popular: Vec<LinkView>,
    /// Home: `2026-12-31`, from which day on they may not be popular any more.
    pub popular_until: String,
    /// On the page of a course: a [`CourseView`](crate::render::course::CourseView).
    pub course: Value,
    /// On lessons of a course: the place in each, as [`PlaceView`](crate::render::course::PlaceView)s.
    pub places: Value,
    /// Internal edition, home: a [`DeskView`](crate::render::desk::DeskView).
    pub desk: Value,
    /// Internal edition: whether there is anything on the page that is to be acknowledged, itself or what it lists.
    pub asks: bool,
    /// Internal edition: what readers say about the text of this page.
    pub votes: Option<VotesView>,
    /// Internal edition: path of the page *Content health*; empty without a report, and in the public edition.
    pub health_page: String,
    /// On the page *Content health*: a [`HealthView`](crate::render::health::HealthView).
    pub health: Value,
}

/// What is the same for all pages of a language.
#[derive(Clone, Debug)]
pub struct Common {
    /// BCP 47.
    pub lang: String,
    /// Texts of the interface: `t.search`, from `i18n/<lang>.toml`.
    pub t: Value,
    /// The site: a [`SiteView`].
    pub site: Value,
    /// Names of the theme's own files to their published paths: `assets["css/site.css"]`.
    pub assets: Value,
}

impl View {
    /// The names that templates use.
    pub fn into_context(self) -> Context {
        let mut context = Context::new();
        context.insert("root", &self.root);
        context.insert("edition", self.edition);
        context.insert("canonical", &self.canonical);
        context.insert("linked", &self.linked);
        context.insert("lang", &self.common.lang);
        context.insert_value("t", self.common.t);
        context.insert_value("site", self.common.site);
        context.insert_value("assets", self.common.assets);
        context.insert("page", &self.page);
        context.insert("breadcrumb", &self.breadcrumb);
        context.insert("languages", &self.languages);
        context.insert("alternates", &self.alternates);
        context.insert_value("nav", self.nav);
        context.insert("previous", &self.previous);
        context.insert("next", &self.next);
        context.insert_value("groups", self.groups);
        context.insert_value("contents", self.contents);
        context.insert("promoted", &self.promoted);
        context.insert("news", &self.news);
        context.insert("popular", &self.popular);
        context.insert("popular_until", &self.popular_until);
        context.insert_value("course", self.course);
        context.insert_value("places", self.places);
        context.insert_value("desk", self.desk);
        context.insert("asks", &self.asks);
        context.insert("votes", &self.votes);
        context.insert("health_page", &self.health_page);
        context.insert_value("health", self.health);
        context
    }
}
