//! Versions of a page: which of them is in force on the reader's day.

use crate::head::Head;

/// What a page that is not in force keeps of its score.
const NOT_IN_FORCE: f32 = 0.3;
/// Versions that are looked at from one to the one in force; a ring of them is an error of the site.
const LONGEST_LINE: usize = 8;

/// The versions of all pages on a day.
pub(crate) struct Versions<'a> {
    head: &'a Head,
    today: u32,
    /// Pages that are replaced later, each with what will.
    coming: Vec<(u32, u32)>,
}

impl<'a> Versions<'a> {
    /// On no day in particular, everything that replaces another page is in force.
    pub(crate) fn new(head: &'a Head, today: Option<u32>) -> Versions<'a> {
        let today = today.unwrap_or(u32::MAX);
        let later = |(number, page): (u32, &crate::head::Page)| {
            page.successor.filter(|_| page.until > today).map(|successor| (number, successor))
        };
        let coming = (0..).zip(&head.pages).filter_map(later).collect();
        Versions { head, today, coming }
    }

    /// Whether another page has taken its place.
    pub(crate) fn is_superseded(&self, page: u32) -> bool {
        let page = &self.head.pages[page as usize];
        page.successor.is_some() && page.until <= self.today
    }

    /// The day on which it takes the place of another page, if that is still to come.
    pub(crate) fn is_to_come(&self, page: u32) -> Option<u32> {
        let before = self.before(page)?;
        Some(self.head.pages[before as usize].until)
    }

    fn before(&self, page: u32) -> Option<u32> {
        self.coming.iter().find(|(_, successor)| *successor == page).map(|(before, _)| *before)
    }

    /// The next version on the way to the one in force: the one after it where that has come, the one before it where it has
    /// not come itself.
    pub(crate) fn nearer(&self, page: u32) -> Option<u32> {
        match self.head.pages[page as usize].successor {
            Some(successor) if self.is_superseded(page) => Some(successor),
            _ => self.before(page),
        }
    }

    /// All versions on that way.
    pub(crate) fn line(&self, page: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(self.nearer(page), |page| self.nearer(*page)).take(LONGEST_LINE)
    }

    /// What being in force or not does to its score.
    pub(crate) fn standing(&self, page: u32) -> f32 {
        if self.nearer(page).is_some() { NOT_IN_FORCE } else { 1.0 }
    }
}
