//! Texts with numbers that stay what they are, and their order, which is kept while texts are added.

use std::sync::Arc;

/// Texts by number, and in order.
#[derive(Default)]
pub(crate) struct Sorted {
    texts: Vec<Arc<str>>,
    /// Numbers by the order of their texts; those that were added since are missing.
    order: Vec<u32>,
}

impl Sorted {
    /// Adds a text that is not there yet.
    pub(crate) fn push(&mut self, text: Arc<str>) {
        self.texts.push(text);
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// All texts by number.
    pub(crate) fn texts(&self) -> &[Arc<str>] {
        &self.texts
    }

    /// Puts what was added in its place.
    pub(crate) fn settle(&mut self) {
        let texts = &self.texts;
        let mut added: Vec<u32> = (0u32..).take(texts.len()).skip(self.order.len()).collect();
        added.sort_unstable_by(|&a, &b| texts[a as usize].cmp(&texts[b as usize]));
        let mut order = Vec::with_capacity(texts.len());
        let mut rest = &self.order[..];
        for number in added {
            let text = &texts[number as usize];
            let (before, behind) =
                rest.split_at(rest.partition_point(|&other| texts[other as usize] < *text));
            order.extend_from_slice(before);
            order.push(number);
            rest = behind;
        }
        order.extend_from_slice(rest);
        self.order = order;
    }

    /// Numbers and texts in order, as of the last [`Sorted::settle`].
    pub(crate) fn in_order(&self) -> impl Iterator<Item = (u32, &Arc<str>)> {
        self.order.iter().map(|&number| (number, &self.texts[number as usize]))
    }

    /// Keeps the texts that are given a new number; those follow each other as the old ones did.
    pub(crate) fn renumber(&mut self, numbers: &[Option<u32>]) {
        let mut at = 0..;
        self.texts.retain(|_| at.next().is_some_and(|number: usize| numbers[number].is_some()));
        self.order = self.order.iter().filter_map(|&number| numbers[number as usize]).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(sorted: &Sorted) -> Vec<(u32, &str)> {
        sorted.in_order().map(|(number, text)| (number, &**text)).collect()
    }

    #[test]
    fn what_is_added_and_what_is_left_stays_in_order() {
        let mut sorted = Sorted::default();
        ["m", "c", "x"].iter().for_each(|text| sorted.push((*text).into()));
        sorted.settle();
        ["z", "a", "n"].iter().for_each(|text| sorted.push((*text).into()));
        sorted.settle();
        assert_eq!(all(&sorted), [(4, "a"), (1, "c"), (0, "m"), (5, "n"), (2, "x"), (3, "z")]);
        sorted.renumber(&[Some(0), None, Some(1), None, Some(2), Some(3)]);
        assert_eq!(all(&sorted), [(2, "a"), (0, "m"), (3, "n"), (1, "x")]);
        assert_eq!(sorted.texts().iter().map(|text| &**text).collect::<String>(), "mxan");
    }
}
