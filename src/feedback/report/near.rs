//! Which pages come near a query that found nothing: by runs of characters that titles, keywords and headings
//! share with it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::facts::SiteFacts;
use super::fold::{fold, is_wide};
use super::wilson::count;

/// From here on a page comes near.
const NEAR: f64 = 0.45;

/// The texts by which pages can be found.
pub(super) struct Near<'s> {
    /// Path, language, and whether customers may read it.
    pages: Vec<(&'s str, &'s str, bool)>,
    /// The page of each text, and the weight of all its runs.
    texts: Vec<(usize, f64)>,
    /// The texts that have a run of characters; texts of a page are neighbours.
    having: HashMap<String, Vec<usize>>,
    /// Paths by language and what their texts are when folded.
    exact: BTreeMap<(&'s str, String), &'s str>,
}

impl<'s> Near<'s> {
    /// All pages of a site.
    pub fn new(site: &'s SiteFacts) -> Self {
        let mut near =
            Self { pages: Vec::new(), texts: Vec::new(), having: HashMap::new(), exact: BTreeMap::new() };
        let mut texts: Vec<BTreeSet<String>> = Vec::new();
        for (path, page) in &site.pages {
            let number = near.pages.len();
            near.pages.push((path, &page.language, page.public));
            for text in std::iter::once(&page.title).chain(&page.keywords).chain(&page.headings) {
                let folded = fold(text);
                for run in runs(&folded) {
                    near.having.entry(run).or_default().push(texts.len());
                }
                texts.push(runs(&folded));
                near.texts.push((number, 0.0));
                near.exact.entry((&page.language, folded)).or_insert(path);
            }
        }
        for (text, runs) in texts.iter().enumerate() {
            near.texts[text].1 = runs.iter().map(|run| near.weight(run)).sum();
        }
        near
    }

    /// The page that has the query as a title, keyword or heading, if customers' or staff's edition has it.
    pub fn exact(&self, folded: &str, language: &str) -> Option<&'s str> {
        self.exact.get(&(language, folded.to_owned())).copied()
    }

    /// Paths and languages of pages that come near a folded query, the nearest first; for customers only those that they may read.
    ///
    /// How near is the share of the query's runs that the page has, weighted by how rare they are on the site, and to two
    /// fifths how much the query is like the one text that is most like it: Dice (1945), "Measures of the amount of ecologic
    /// association between species", Ecology 26, p. 297–302.
    pub fn to(&self, folded: &str, only_public: bool) -> Vec<(&'s str, &'s str)> {
        let mut of_pages: BTreeMap<usize, f64> = BTreeMap::new();
        let mut of_texts: BTreeMap<usize, f64> = BTreeMap::new();
        let mut whole = 0.0;
        for run in runs(folded) {
            let weight = self.weight(&run);
            whole += weight;
            let mut last = None;
            for text in self.having.get(&run).into_iter().flatten() {
                let page = self.texts[*text].0;
                *of_texts.entry(*text).or_default() += weight;
                if last.replace(page) != Some(page) {
                    *of_pages.entry(page).or_default() += weight;
                }
            }
        }
        let mut likeness: BTreeMap<usize, f64> = BTreeMap::new();
        for (text, shared) in of_texts {
            let (page, all) = self.texts[text];
            let best = likeness.entry(page).or_default();
            *best = best.max(2.0 * shared / (whole + all));
        }
        let score = |(page, shared): (usize, f64)| {
            let like = likeness.get(&page).copied().unwrap_or_default();
            (page, 0.6 * shared / whole + 0.4 * like)
        };
        let scores = of_pages.into_iter().filter(|(page, _)| self.pages[*page].2 || !only_public).map(score);
        let mut best: Vec<(usize, f64)> = scores.filter(|(_, score)| *score >= NEAR).collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.into_iter().map(|(page, _)| (self.pages[page].0, self.pages[page].1)).collect()
    }

    /// How rare a run is among the texts (Spärck Jones 1972, "A statistical interpretation of term specificity").
    fn weight(&self, run: &str) -> f64 {
        let all = count(self.texts.len() as u64);
        let having = self.having.get(run).map_or(0, Vec::len);
        (1.0 + all / count(1 + having as u64)).ln()
    }
}

/// How alike two folded texts are, from 0 to 1 (Dice 1945).
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (runs(a), runs(b));
    let shared = a.intersection(&b).count();
    2.0 * count(shared as u64) / count(1.max(a.len() + b.len()) as u64)
}

/// Runs of neighbouring characters of each word: two where a word is written without spaces around it, else three, with its begin
/// and end as characters.
fn runs(folded: &str) -> BTreeSet<String> {
    let mut runs = BTreeSet::new();
    for word in folded.split(' ') {
        let wide = word.chars().any(is_wide);
        let chars: Vec<char> = match wide {
            true => word.chars().collect(),
            false => "^".chars().chain(word.chars()).chain("$".chars()).collect(),
        };
        let length = if wide { 2 } else { 3 };
        match chars.len() < length {
            true => runs.extend(Some(chars.into_iter().collect()).filter(|run: &String| !run.is_empty())),
            false => runs.extend(chars.windows(length).map(|run| run.iter().collect())),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_both_scripts() {
        assert_eq!(
            runs("tv 退货期 票").into_iter().collect::<Vec<_>>(),
            ["^tv", "tv$", "票", "货期", "退货"]
        );
        assert!((likeness("refund", "refunds") - 2.0 * 5.0 / 13.0).abs() < 1e-9);
    }
}
