//! What one person has learned of a course.

use std::collections::BTreeMap;

use super::facts::{Course, PageFacts, PageName, StaffFacts};
use super::training::{Gap, Missing, Paper, Test, Validity};
use crate::feedback::day::Day;
use crate::feedback::record::{Certificate, Deed, Quiz, Record};

/// What one person has learned of a course.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// Keys of lessons, and whether they were read as they are now.
    pub(super) lessons: BTreeMap<String, bool>,
    /// By key of the page, and name.
    pub(super) tests: BTreeMap<(String, String), Test>,
    pub(super) certificate: Option<Paper>,
}

impl Learned {
    pub(super) fn of(course: &Course, records: &[&Record], site: &StaffFacts, today: Day) -> Self {
        let mut learned = Self::default();
        for record in records {
            let Some(page) = site.page(&record.page) else { continue };
            if !belongs(course, record, page, site) {
                continue;
            }
            let current = site.is_current(page, &record.revision);
            match &record.deed {
                Deed::Acknowledge => {}
                Deed::Lesson(_) => *learned.lessons.entry(page.key.clone()).or_default() |= current,
                Deed::Quiz(quiz) => learned.test(page, quiz, record, current),
                Deed::Certificate(paper) => learned.paper(paper, record, current, today),
            }
        }
        learned.lessons.retain(|key, _| course.lessons.iter().any(|lesson| lesson.key == *key));
        learned
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lessons.is_empty() && self.tests.is_empty() && self.certificate.is_none()
    }

    /// The best attempt counts, and one at what the page says now before all others.
    fn test(&mut self, page: &PageFacts, quiz: &Quiz, record: &Record, current: bool) {
        let test = Test {
            page: record.page.clone(),
            title: page.title.clone(),
            quiz: quiz.quiz.clone(),
            score: quiz.score,
            points: quiz.of,
            day: Day::of(record.time),
            passed: quiz.passed,
            current,
            tries: 1,
        };
        let known = self
            .tests
            .entry((page.key.clone(), quiz.quiz.clone()))
            .or_insert_with(|| Test { tries: 0, ..test.clone() });
        let tries = known.tries + 1;
        let worth = |test: &Test| {
            (test.current, test.passed, u64::from(test.score) * 1_000_000 / u64::from(test.points.max(1)))
        };
        if worth(&test) > worth(known) {
            *known = test;
        }
        known.tries = tries;
    }

    /// A valid one counts before one that is not, and then the newest.
    fn paper(&mut self, paper: &Certificate, record: &Record, current: bool, today: Day) {
        let status = match (current, paper.expires) {
            (false, _) => Validity::Outdated,
            (true, Some(last)) if last < today => Validity::Expired,
            (true, _) => Validity::Valid,
        };
        let (day, verified) = (Day::of(record.time), record.person.is_verified());
        let given = Paper { day, number: paper.number.clone(), expires: paper.expires, status, verified };
        let worth = |paper: &Paper| (paper.status == Validity::Valid, paper.day);
        if self.certificate.as_ref().is_none_or(|known| worth(&given) >= worth(known)) {
            self.certificate = Some(given);
        }
    }

    /// What is missing, in the order in which it is learned.
    pub(super) fn gaps(&self, course: &Course) -> Vec<Gap> {
        let gap = |what, page: &PageName| Gap { what, page: page.page.clone(), title: page.title.clone() };
        let lesson = |lesson: &PageName| match self.lessons.get(&lesson.key) {
            Some(true) => None,
            Some(false) => Some(gap(Missing::LessonAgain, lesson)),
            None => Some(gap(Missing::Lesson, lesson)),
        };
        let test = |test: &Test| {
            let what = match (test.passed, test.current) {
                (true, true) => return None,
                (true, false) => Missing::TestAgain,
                (false, _) => Missing::Test,
            };
            Some(Gap { what, page: test.page.clone(), title: test.title.clone() })
        };
        let mut gaps: Vec<Gap> = course.lessons.iter().filter_map(lesson).collect();
        gaps.extend(self.tests.values().filter_map(test));
        if course.has_certificate {
            match self.certificate.as_ref().map(|paper| paper.status) {
                Some(Validity::Valid) => {}
                Some(Validity::Expired | Validity::Outdated) => {
                    gaps.push(gap(Missing::CertificateAgain, &course.page))
                }
                None => gaps.push(gap(Missing::Certificate, &course.page)),
            }
        }
        gaps
    }
}

/// Whether a record is of a course: it says so, or says no course and is about one of its pages.
fn belongs(course: &Course, record: &Record, page: &PageFacts, site: &StaffFacts) -> bool {
    match record.deed.course() {
        "" => page.key == course.page.key || course.lessons.iter().any(|lesson| lesson.key == page.key),
        path => site.page(path).is_some_and(|own| own.key == course.page.key),
    }
}
