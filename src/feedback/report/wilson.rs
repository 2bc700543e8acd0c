//! How sure a share is: three of three say less than ninety of a hundred.

/// The quantile of the normal distribution for an interval of 95 %.
const Z: f64 = 1.96;

/// The lower bound of the 95 % score interval for a share of `part` in `whole`, between 0 and 1; 0 where nobody was asked.
///
/// Wilson (1927), "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical
/// Association 22, p. 209–212.
pub fn lower_bound(part: u64, whole: u64) -> f64 {
    if whole == 0 || part == 0 {
        return 0.0;
    }
    let n = count(whole);
    let share = count(part) / n;
    let squared = Z * Z;
    let middle = share + squared / (2.0 * n);
    let margin = Z * (share * (1.0 - share) / n + squared / (4.0 * n * n)).sqrt();
    (middle - margin) / (1.0 + squared / n)
}

/// What share `part` is of `whole`; 0 where there is nothing.
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { count(part) / count(whole) }
}

/// A number of things as a number to divide.
#[allow(clippy::cast_precision_loss, reason = "nobody counts beyond 2 to the power of 52")]
pub fn count(number: u64) -> f64 {
    number as f64
}

/// Rounded to so many decimals, so that a report can be compared as text.
pub fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Newcombe (1998), "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, table I,
    /// method 3, gives these lower bounds.
    #[test]
    fn bounds_are_those_of_the_literature() {
        for (part, whole, bound) in [(81, 263, 0.2553), (15, 148, 0.0624), (0, 20, 0.0), (1, 29, 0.0061)] {
            assert!((lower_bound(part, whole) - bound).abs() < 0.000_05, "{part} of {whole}");
        }
        assert_eq!(lower_bound(0, 0), 0.0);
    }

    #[test]
    fn more_answers_make_surer() {
        assert!(lower_bound(3, 3) < lower_bound(90, 100));
        assert!(lower_bound(1, 1) < lower_bound(10, 20));
    }
}
