//! What stands beside a chart: round numbers at their own heights, and months.

use super::super::model::Week;
use super::super::wilson::count;
use super::super::words::{month, number};
use crate::feedback::day::Day;

/// So many months are named at the most: there is no room for more on a phone.
const MONTHS: usize = 4;

/// Half of a scale of round numbers that holds the highest value: the ticks are none, this, and twice this.
pub(super) fn half(most: u64) -> u64 {
    let mut power = 1_u64;
    while power.saturating_mul(20) < most {
        power *= 10;
    }
    let tenths = [10, 15, 20, 25, 30, 40, 50, 75, 100].map(|round| round * u128::from(power));
    let halves = tenths.iter().filter(|tenths| **tenths % 10 == 0).map(|tenths| tenths / 10);
    let holds = halves.into_iter().find(|half| half * 2 >= u128::from(most));
    holds.and_then(|half| u64::try_from(half).ok()).unwrap_or(most)
}

/// The numbers at the lines of a chart.
pub(super) fn numbers(half: u64) -> String {
    let numbers = [half.saturating_mul(2), half, 0].map(|value| format!("<span>{}</span>", number(value)));
    format!("<div class=\"scale\" aria-hidden=\"true\">{}</div>", numbers.concat())
}

/// Names of months below the weeks that they begin in; of so many steps each is as wide as the other.
pub(super) fn months(weeks: &[Week], steps: usize) -> String {
    let begins = |(at, week): (usize, &Week)| {
        let before = at.checked_sub(1).and_then(|before| weeks.get(before));
        let is_new = before.is_none_or(|before| before.monday.0.month() != week.monday.0.month());
        is_new.then_some((at, week.monday))
    };
    let begun: Vec<(usize, Day)> = weeks.iter().enumerate().filter_map(begins).collect();
    let each = begun.len().div_ceil(MONTHS).max(1);
    let mut shown: Vec<(usize, Day)> = begun.into_iter().step_by(each).collect();
    // The first month may have but few weeks left: its name would lie on the next one.
    if shown.get(1).is_some_and(|(at, _)| at * (MONTHS + 1) < steps) {
        shown.remove(0);
    }
    let mut year = None;
    let mut names = String::new();
    for (at, monday) in shown {
        let is_new = year.replace(monday.0.year()) != Some(monday.0.year());
        names.push_str(&tick(at, steps, monday, is_new));
    }
    format!("<div class=\"months\" aria-hidden=\"true\">{names}</div>")
}

fn tick(at: usize, steps: usize, monday: Day, with_year: bool) -> String {
    let left = 100.0 * count(at as u64) / count(steps.max(1) as u64);
    let year = if with_year { format!(" {}", monday.0.year()) } else { String::new() };
    format!("<span style=\"left:{left:.1}%\">{}{year}</span>", &month(monday.0)[..3])
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn scales_end_at_round_numbers_that_hold_all() {
        let tops = [0, 1, 3, 8, 46, 50, 51, 415, 1_001, 123_456].map(|most| 2 * half(most));
        assert_eq!(tops, [2, 2, 4, 8, 50, 50, 60, 500, 1_500, 150_000]);
        assert_eq!(half(u64::MAX), 10_000_000_000_000_000_000);
    }
}
