//! One piece of work shared out among the cores.

use std::panic::resume_unwind;
use std::thread;

/// What `work` gives for each share of the items, in their order. Shares have `least` items or more, so that little work
/// is done at once and here.
pub(crate) fn shares<T: Sync, R: Send>(items: &[T], least: usize, work: impl Fn(&[T]) -> R + Sync) -> Vec<R> {
    let most = items.len() / least.max(1);
    let hands = if most > 1 { thread::available_parallelism().map_or(1, usize::from).min(most) } else { 1 };
    if hands == 1 {
        return vec![work(items)];
    }
    let work = &work;
    thread::scope(|scope| {
        let shares = items.chunks(items.len().div_ceil(hands));
        let hands: Vec<_> = shares.map(|share| scope.spawn(move || work(share))).collect();
        // A hand that panics has met a fault of the program, which is to be seen.
        hands.into_iter().map(|hand| hand.join().unwrap_or_else(|fault| resume_unwind(fault))).collect()
    })
}
