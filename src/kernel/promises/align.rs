//! Which section of a translation is which of its original.

use crate::promises::script::Section;

/// Pairs of sections, and those without another, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Alignment {
    pub pairs: Vec<(usize, usize)>,
    /// Sections of the original that the translation lacks.
    pub missing: Vec<usize>,
    /// Sections of the translation that the original lacks.
    pub surplus: Vec<usize>,
}

/// More sections than this, twice, are paired by their order alone.
const MOST: usize = 1_000;

/// Pairs sections in their order: equal levels, and where both authors chose an id, the same id.
pub(crate) fn align(original: &[Section], translation: &[Section]) -> Alignment {
    let fits = |(own, other): (&Section, &Section)| {
        own.level == other.level && (own.id.is_none() || other.id.is_none() || own.id == other.id)
    };
    let (n, m) = (original.len(), translation.len());
    let straight = n == m && original.iter().zip(translation).all(fits);
    if straight || n > MOST || m > MOST {
        let both = n.min(m);
        return Alignment {
            pairs: (0..both).map(|at| (at, at)).collect(),
            missing: (both..n).collect(),
            surplus: (both..m).collect(),
        };
    }
    let weight = |i: usize, j: usize| match fits((&original[i], &translation[j])) {
        true if original[i].id.is_some() && original[i].id == translation[j].id => 3,
        true => 2,
        false => 0,
    };
    let mut best = vec![vec![0_u32; m + 1]; n + 1];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            let paired = match weight(i, j) {
                0 => 0,
                weight => best[i + 1][j + 1] + weight,
            };
            best[i][j] = paired.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let mut alignment = Alignment::default();
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        let weight = weight(i, j);
        if weight > 0 && best[i][j] == best[i + 1][j + 1] + weight {
            alignment.pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if best[i][j] == best[i + 1][j] {
            alignment.missing.push(i);
            i += 1;
        } else {
            alignment.surplus.push(j);
            j += 1;
        }
    }
    alignment.missing.extend(i..n);
    alignment.surplus.extend(j..m);
    alignment
}
