//! Kinds of page.

/// What a page is for; it decides the template and what a reader is offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An article.
    #[default]
    Page,
    /// A rule with an owner, a version and a review date.
    Policy,
    /// Questions and answers.
    Faq,
    /// How to do something.
    Guide,
    /// A path through lessons.
    Course,
    /// One step of a course.
    Lesson,
    /// Canned text for staff.
    Reply,
    /// News.
    Announcement,
}

impl Kind {
    /// Words of front matter.
    pub const WORDS: &[(&'static str, Self)] = &[
        ("page", Self::Page),
        ("policy", Self::Policy),
        ("faq", Self::Faq),
        ("guide", Self::Guide),
        ("course", Self::Course),
        ("lesson", Self::Lesson),
        ("reply", Self::Reply),
        ("announcement", Self::Announcement),
    ];

    /// The word of front matter.
    pub fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Policy => "policy",
            Self::Faq => "faq",
            Self::Guide => "guide",
            Self::Course => "course",
            Self::Lesson => "lesson",
            Self::Reply => "reply",
            Self::Announcement => "announcement",
        }
    }
}
