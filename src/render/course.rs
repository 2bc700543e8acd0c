//! Courses: which pages are their lessons, in which order, and where a page stands in them. What a reader has learned, the
//! reader's browser alone knows.

use std::collections::BTreeMap;

use answerbook_kernel::kind::Kind;
use answerbook_kernel::site::{Page, Tree};
use answerbook_kernel::{Audience, PageId, Site};
use serde::Serialize;

use crate::render::pages::Stage;
use crate::render::shape::{self, Shaper};
use crate::render::view::LinkView;

/// A course as its own page shows it.
#[derive(Clone, Debug, Serialize)]
pub struct CourseView {
    /// Its lessons, in order.
    pub lessons: Vec<LessonView>,
    /// Lessons that are there in the main language alone; they do not count.
    pub foreign: Vec<LinkView>,
    /// How long all of them take.
    pub minutes: usize,
    /// How many tests are among them.
    pub tests: usize,
    /// Whether there is a certificate.
    pub certificate: bool,
    /// For how long a certificate is valid, as in ISO 8601: `P3M`; empty where it is valid until something changes.
    pub valid: String,
}

/// A lesson of a course.
#[derive(Clone, Debug, Serialize)]
pub struct LessonView {
    /// The page.
    pub page: LinkView,
    /// The last change of what readers must do: what was learned before it is to be learned again; may be empty.
    pub revision: String,
    /// How many tests the page has.
    pub quizzes: usize,
}

/// Where a page stands in a course.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceView {
    /// The course.
    pub course: LinkView,
    /// The first lesson is 1.
    pub number: usize,
    /// How many lessons there are.
    pub of: usize,
    /// The lesson before.
    pub previous: Option<LinkView>,
    /// The lesson after.
    pub next: Option<LinkView>,
    /// How long the lesson takes.
    pub minutes: usize,
}

/// The courses of a site.
#[derive(Debug, Default)]
pub struct Courses<A> {
    /// Lessons by the number of the course's page.
    lessons: BTreeMap<usize, Vec<PageId<A>>>,
    /// Courses by the number of a page that is a lesson, with its place in each.
    places: BTreeMap<usize, Vec<(PageId<A>, usize)>>,
}

impl<A: Audience> Courses<A> {
    /// Finds the courses of a site.
    pub fn of(site: &Site<A>) -> Self {
        let mut courses = Self { lessons: BTreeMap::new(), places: BTreeMap::new() };
        for (id, page) in site.pages().filter(|(_, page)| page.kind == Kind::Course) {
            let lessons = lessons(site, id, page);
            for (at, lesson) in lessons.iter().enumerate() {
                courses.places.entry(lesson.index()).or_default().push((id, at));
            }
            courses.lessons.insert(id.index(), lessons);
        }
        courses
    }

    /// The lessons of a course in order; none of other pages.
    pub fn lessons(&self, course: PageId<A>) -> &[PageId<A>] {
        self.lessons.get(&course.index()).map_or(&[], Vec::as_slice)
    }

    fn places(&self, page: PageId<A>) -> &[(PageId<A>, usize)] {
        self.places.get(&page.index()).map_or(&[], Vec::as_slice)
    }
}

/// The lessons that a course names, each once; else the pages of its folder, but not those of a course below it.
fn lessons<A: Audience>(site: &Site<A>, id: PageId<A>, page: &Page<A>) -> Vec<PageId<A>> {
    let mut lessons: Vec<PageId<A>> = Vec::new();
    for lesson in page.training.lessons.iter().filter(|lesson| **lesson != id) {
        if !lessons.contains(lesson) {
            lessons.push(*lesson);
        }
    }
    match site.line(id) {
        Some((tree, node)) if page.training.lessons.is_empty() => below(site, tree, node),
        _ => lessons,
    }
}

fn below<A: Audience>(site: &Site<A>, tree: &Tree<A>, node: usize) -> Vec<PageId<A>> {
    let mut lessons = Vec::new();
    for child in &tree.nodes[node].children {
        let page = tree.nodes[*child].page;
        if page.is_some_and(|id| site.page(id).kind == Kind::Course) {
            continue;
        }
        lessons.extend(page.filter(|id| !site.page(*id).is_section));
        lessons.extend(below(site, tree, *child));
    }
    lessons
}

impl<A: Audience> Stage<A> {
    /// What the page of a course says of it; nothing of other pages.
    pub(super) fn course(&self, id: PageId<A>, shaper: &Shaper<'_, A>) -> Option<CourseView> {
        let page = self.site.page(id);
        if page.kind != Kind::Course {
            return None;
        }
        let ids = self.backdrop.courses.lessons(id);
        let lesson = |lesson: &PageId<A>| LessonView {
            page: self.lesson_link(*lesson, page, shaper),
            revision: self.site.page(*lesson).revision(),
            quizzes: self.site.page(*lesson).body.quizzes,
        };
        let lessons: Vec<LessonView> = ids.iter().map(lesson).collect();
        let foreign = match self.site.line(id) {
            Some((tree, node)) if page.training.lessons.is_empty() => self.untranslated(tree, node, shaper),
            _ => Vec::new(),
        };
        let certificate = page.training.certificate;
        let valid = certificate.and_then(|certificate| certificate.valid);
        Some(CourseView {
            minutes: ids.iter().map(|id| shape::shown_minutes(self.site.page(*id))).sum(),
            tests: lessons.iter().map(|lesson| lesson.quizzes).sum(),
            lessons,
            foreign,
            certificate: certificate.is_some(),
            valid: valid.map_or_else(String::new, answerbook_kernel::period::Period::iso),
        })
    }

    /// The courses that a page is a lesson of.
    pub(super) fn places(&self, id: PageId<A>, shaper: &Shaper<'_, A>) -> Vec<PlaceView> {
        let place = |(course, at): &(PageId<A>, usize)| {
            let lessons = self.backdrop.courses.lessons(*course);
            let link = |lesson: &PageId<A>| self.lesson_link(*lesson, self.site.page(id), shaper);
            PlaceView {
                course: self.lesson_link(*course, self.site.page(id), shaper),
                number: at + 1,
                of: lessons.len(),
                previous: at.checked_sub(1).and_then(|at| lessons.get(at)).map(link),
                next: lessons.get(at + 1).map(link),
                minutes: shape::shown_minutes(self.site.page(id)),
            }
        };
        self.backdrop.courses.places(id).iter().map(place).collect()
    }

    /// A link that tells the language of a page if it is another one.
    fn lesson_link(&self, id: PageId<A>, from: &Page<A>, shaper: &Shaper<'_, A>) -> LinkView {
        let same = self.site.page(id).language == from.language;
        if same { shaper.link(id) } else { shaper.foreign(id) }
    }
}
