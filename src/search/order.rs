//! Putting the few things of one query in order.
//!
//! The standard library's sorts are faster on long lists, but each type that is sorted by them costs a browser three
//! kilobytes; a heap costs a tenth of that, and finds the best of many without ordering the rest.

/// The first `count` items in the order that `before` tells, which no two items share.
pub(crate) fn first<T>(mut items: Vec<T>, count: usize, before: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let before = &before;
    (0..items.len() / 2).rev().for_each(|at| sink(&mut items, at, before));
    let mut out = Vec::new();
    while out.len() < count && !items.is_empty() {
        out.push(items.swap_remove(0));
        sink(&mut items, 0, before);
    }
    out
}

/// All items in order.
pub(crate) fn all<T>(items: Vec<T>, before: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let count = items.len();
    first(items, count, before)
}

/// Moves an item of a heap down until none below comes before it.
fn sink<T>(items: &mut [T], mut at: usize, before: &impl Fn(&T, &T) -> bool) {
    loop {
        let mut least = at;
        for below in [2 * at + 1, 2 * at + 2] {
            if below < items.len() && before(&items[below], &items[least]) {
                least = below;
            }
        }
        if least == at {
            return;
        }
        items.swap(at, least);
        at = least;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_come_in_order() {
        for len in 0..60u32 {
            let items: Vec<u32> = (0..len).map(|n| (n * 37 + 11) % 61).collect();
            let mut sorted = items.clone();
            sorted.sort_unstable();
            assert_eq!(all(items.clone(), |a, b| a < b), sorted);
            assert_eq!(first(items, 7, |a, b| a < b), sorted[..sorted.len().min(7)]);
        }
    }
}
