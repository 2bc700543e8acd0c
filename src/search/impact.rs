//! How much a term says about a section, as one small number: what the engine keeps as the frequency of the term.
//!
//! The contributions of all fields (BM25F: Robertson, Zaragoza and Taylor 2004) are added up when the index is built
//! and kept on a logarithmic scale ("impacts": Anh and Moffat 2005), so that a query reads one short list for each
//! term and neither lengths nor fields.

/// What a match in one field is worth.
pub(crate) struct Field {
    /// What its BM25 part is multiplied with.
    pub(crate) boost: f32,
    /// BM25's b: how much longer fields are held back, 0 to 1.
    #[cfg_attr(not(feature = "write"), expect(dead_code, reason = "only building needs it"))]
    pub(crate) length: f32,
}

/// Title, keywords, heading and text.
pub(crate) const FIELDS: [Field; 4] = [
    Field { boost: 3.0, length: 0.5 },
    Field { boost: 3.0, length: 0.5 },
    Field { boost: 2.0, length: 0.5 },
    Field { boost: 1.0, length: 0.75 },
];

/// BM25's k1: how fast repetition stops counting; between 1.2 and 2 by the experience of its authors.
#[cfg(feature = "write")]
const SATURATION: f32 = 1.5;
/// The smallest impact that is told from others.
const LEAST: f32 = 0.25;
/// Logarithm of the step from one level to the next: 15.6 %.
const STEP: f32 = 0.145;
/// The highest level.
pub(crate) const LEVELS: u32 = 31;

/// How much a field holds back what is in it; `relative` is its length, 1 being average.
#[cfg(feature = "write")]
pub(crate) fn norm(field: &Field, relative: f32) -> f32 {
    SATURATION * (1.0 - field.length + field.length * relative)
}

/// The part of BM25 that depends on the section: `count` occurrences in a field with a [`norm`].
#[cfg(feature = "write")]
pub(crate) fn part(field: &Field, count: u32, norm: f32) -> f32 {
    let count = count as f32;
    field.boost * count * (SATURATION + 1.0) / (count + norm)
}

/// The level of an impact, 1 to [`LEVELS`].
#[cfg(feature = "write")]
fn level(impact: f32) -> u32 {
    let steps = libm::roundf(libm::logf((impact / LEAST).max(1.0)) / STEP) as u32;
    (1 + steps).min(LEVELS)
}

/// Where each level begins: an index has millions of levels, and a logarithm takes longer than a few comparisons.
#[cfg(feature = "write")]
pub(crate) struct Scale([f32; LEVELS as usize]);

#[cfg(feature = "write")]
impl Scale {
    pub(crate) fn new() -> Scale {
        Scale(std::array::from_fn(
            |below| if below == 0 { f32::NEG_INFINITY } else { least(below as u32 + 1) },
        ))
    }

    /// The level of an impact, 1 to [`LEVELS`].
    pub(crate) fn level(&self, impact: f32) -> u8 {
        self.0.partition_point(|&least| least <= impact) as u8
    }
}

/// The smallest impact that has a level. Between positive numbers lie those whose bits lie between theirs.
#[cfg(feature = "write")]
fn least(of: u32) -> f32 {
    let (mut below, mut reached) = (0, f32::MAX.to_bits());
    while reached - below > 1 {
        let middle = below + (reached - below) / 2;
        if level(f32::from_bits(middle)) < of { below = middle } else { reached = middle }
    }
    f32::from_bits(reached)
}

/// The impacts of all levels, by level; nothing at 0.
pub(crate) fn impacts() -> [f32; LEVELS as usize + 1] {
    let mut impacts = [0.0; LEVELS as usize + 1];
    for (steps, impact) in (0u8..).zip(&mut impacts[1..]) {
        *impact = LEAST * libm::expf(f32::from(steps) * STEP);
    }
    impacts
}

#[cfg(all(test, feature = "write"))]
mod tests {
    use super::*;

    #[test]
    fn levels_and_impacts_agree_to_a_step() {
        let impacts = impacts();
        for percent in 30..2_000 {
            let impact = percent as f32 / 100.0;
            let back = impacts[level(impact) as usize];
            assert!((back / impact).ln().abs() <= STEP, "{impact} {back}");
        }
        assert_eq!((level(0.0), level(1e9)), (1, LEVELS));
    }

    #[test]
    fn the_scale_gives_every_impact_its_level() {
        let scale = Scale::new();
        let around = |least: &f32| (least.to_bits() - 2_000..least.to_bits() + 2_000).map(f32::from_bits);
        let wide = (0..100_000).map(|step| step as f32 * 0.001);
        for impact in scale.0[1..].iter().flat_map(around).chain(wide).chain([1e9]) {
            assert_eq!(u32::from(scale.level(impact)), level(impact), "{impact}");
        }
    }
}
