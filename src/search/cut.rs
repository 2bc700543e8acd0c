//! Which sections answer a query at all: those that cover enough of it.

use crate::head::Head;
use crate::order;

/// Share of the query a section must cover to be shown at all.
const LEAST_COVER: f32 = 0.1;
/// Share of the best section's cover that others must reach.
const LEAST_OF_BEST: f32 = 0.3;
/// Unless so many sections reach that, the next best are shown as well, rather than next to nothing.
const ENOUGH: usize = 10;

/// What the whole query is worth and how strictly it is meant.
#[derive(Clone, Copy)]
pub(crate) struct Demand {
    /// The cover of a section that has everything.
    pub(crate) total: f32,
    /// 0 to 1.
    pub(crate) strict: f32,
}

impl Demand {
    /// The least cover that is shown, by the covers there are.
    fn least(self, covers: Vec<f32>) -> f32 {
        let highest = order::first(covers, ENOUGH, |a, b| a > b);
        let best = highest.first().copied().unwrap_or(0.0);
        let filled = highest.last().copied().unwrap_or(0.0);
        (LEAST_OF_BEST * best).min(filled).max(LEAST_COVER * self.total)
    }

    /// A score, weakened by what is lacking.
    pub(crate) fn weakened(self, score: f32, cover: f32) -> f32 {
        score * (1.0 - self.strict + self.strict * cover / self.total)
    }
}

/// What sections must cover. Those in the reader's language are measured by each other, so that they are not hidden by
/// what has been said in the words of the query in another language or script.
pub(crate) struct Cut<'a> {
    head: &'a Head,
    /// Number of the reader's language.
    lang: Option<u32>,
    own: f32,
    others: f32,
}

impl<'a> Cut<'a> {
    /// The cut for sections that cover so much each.
    pub(crate) fn new(covers: &[f32], demand: Demand, head: &'a Head, lang: Option<&str>) -> Cut<'a> {
        let same = |own: &String| lang.is_some_and(|lang| own.eq_ignore_ascii_case(lang));
        let lang = head.langs.iter().position(same).and_then(|number| u32::try_from(number).ok());
        let mut cut = Cut { head, lang, own: 0.0, others: 0.0 };
        let met = (0..).zip(covers).filter(|(_, cover)| **cover > 0.0);
        let own = met.clone().filter(|(section, _)| cut.is_own(*section)).map(|(_, cover)| *cover);
        (cut.own, cut.others) =
            (demand.least(own.collect()), demand.least(met.map(|(_, cover)| *cover).collect()));
        cut
    }

    /// Whether a section covers enough.
    pub(crate) fn passes(&self, section: u32, cover: f32) -> bool {
        let least = if self.is_own(section) { self.own } else { self.others };
        cover > 0.0 && cover >= least
    }

    fn is_own(&self, section: u32) -> bool {
        self.lang == Some(self.head.page(section).lang)
    }
}
