//! Which pages come near a query that found nothing: by pairs of characters that titles, keywords and headings share with it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::facts::SiteFacts;
use super::fold::{fold, is_wide};
use super::wilson::count;

/// From here on a page comes near.
const NEAR: f64 = 0.45;

/// So many pages are named.
const MOST: usize = 3;

/// The texts by which pages can be found.
pub(super) struct Near<'s> {
    /// Path, language, and whether customers may read it.
    pages: Vec<(&'s str, &'s str, bool)>,
    /// The page of each text, and the weight of all its pairs.
    texts: Vec<(usize, f64)>,
    /// The texts that have a pair of characters; texts of a page are neighbours.
    having: HashMap<String, Vec<usize>>,
    /// Paths by language and what their texts are when folded.
    exact: BTreeMap<(&'s str, String), &'s str>,
}

impl<'s> Near<'s> {
    /// All pages of a site.
    pub fn new(site: &'s SiteFacts) -> Self {
        let mut near =
            Self { pages: Vec::new(), texts: Vec::new(), having: HashMap::new(), exact: BTreeMap::new() };
        let mut pairs: Vec<BTreeSet<String>> = Vec::new();
        for (path, page) in &site.pages {
            let number = near.pages.len();
            near.pages.push((path, &page.language, page.public));
            for text in std::iter::once(&page.title).chain(&page.keywords).chain(&page.headings) {
                let folded = fold(text);
                for pair in self::pairs(&folded) {
                    near.having.entry(pair).or_default().push(pairs.len());
                }
                pairs.push(self::pairs(&folded));
                near.texts.push((number, 0.0));
                near.exact.entry((&page.language, folded)).or_insert(path);
            }
        }
        for (text, pairs) in pairs.iter().enumerate() {
            near.texts[text].1 = pairs.iter().map(|pair| near.weight(pair)).sum();
        }
        near
    }

    /// The page that has the query as a title, keyword or heading, if customers' or staff's edition has it.
    pub fn exact(&self, folded: &str, language: &str) -> Option<&'s str> {
        self.exact.get(&(language, folded.to_owned())).copied()
    }

    /// The paths that come near a folded query, the nearest first; for customers only those that they may read.
    ///
    /// How near is the share of the query's pairs that the page has, weighted by how rare they are on the site, and to two
    /// fifths how much the query is like the one text that is most like it: Dice (1945), "Measures of the amount of ecologic
    /// association between species", Ecology 26, p. 297–302.
    pub fn to(&self, folded: &str, language: &str, only_public: bool) -> Vec<&'s str> {
        let mut of_pages: BTreeMap<usize, f64> = BTreeMap::new();
        let mut of_texts: BTreeMap<usize, f64> = BTreeMap::new();
        let mut whole = 0.0;
        for pair in pairs(folded) {
            let weight = self.weight(&pair);
            whole += weight;
            let mut last = None;
            for text in self.having.get(&pair).into_iter().flatten() {
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
        let suits = |page: usize| {
            let (_, own, public) = self.pages[page];
            own == language && (public || !only_public)
        };
        let scores = of_pages.into_iter().filter(|(page, _)| suits(*page)).map(score);
        let mut best: Vec<(usize, f64)> = scores.filter(|(_, score)| *score >= NEAR).collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        best.into_iter().take(MOST).map(|(page, _)| self.pages[page].0).collect()
    }

    /// How rare a pair is among the texts (Spärck Jones 1972, "A statistical interpretation of term specificity").
    fn weight(&self, pair: &str) -> f64 {
        let all = count(self.texts.len() as u64);
        let having = self.having.get(pair).map_or(0, Vec::len);
        (1.0 + all / count(1 + having as u64)).ln()
    }
}

/// How alike two folded texts are, from 0 to 1 (Dice 1945).
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    let (a, b) = (pairs(a), pairs(b));
    let shared = a.intersection(&b).count();
    2.0 * count(shared as u64) / count(1.max(a.len() + b.len()) as u64)
}

/// Pairs of neighbouring characters of each word; begin and end of a word written with spaces around it count as characters.
fn pairs(folded: &str) -> BTreeSet<String> {
    let mut pairs = BTreeSet::new();
    for word in folded.split(' ') {
        let mut chars: Vec<char> = word.chars().collect();
        let bare = |c: Option<&char>| c.is_some_and(|c| !is_wide(*c));
        if bare(chars.first()) {
            chars.insert(0, '^');
        }
        if bare(chars.last()) {
            chars.push('$');
        }
        match chars.len() {
            0 | 1 => pairs.extend(chars.first().map(char::to_string)),
            _ => pairs.extend(chars.windows(2).map(|pair| pair.iter().collect())),
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_both_scripts() {
        assert_eq!(pairs("tv 退货").into_iter().collect::<Vec<_>>(), ["^t", "tv", "v$", "退货"]);
        assert!((likeness("refund", "refunds") - 2.0 * 6.0 / 15.0).abs() < 1e-9);
    }
}
