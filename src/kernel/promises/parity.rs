//! Whether a translation says the numbers, the ways to reach somebody and the links that its original says.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::destination::{self, Form};
use crate::diagnostic::{Code, Diagnostic};
use crate::path;
use crate::place;
use crate::promises::align::{self, Alignment};
use crate::promises::numeral::Amount;
use crate::promises::quantity::{self, What};
use crate::promises::script::{Script, Section};
use crate::promises::unit::Unit;
use crate::span::Span;

/// Something that both must say.
struct Said {
    what: What,
    by_the_way: bool,
    /// The number in it.
    number: Option<Amount>,
    /// Where it stands.
    places: Vec<Place>,
}

/// One of the places of something that is said.
struct Place {
    /// As readers have it.
    shown: String,
    span: Span,
    /// The variable whose value it is.
    variable: Option<String>,
}

impl Said {
    fn first(&self) -> &Place {
        &self.places[0]
    }

    /// The place that most likely was meant to be what stands at another one.
    fn like(&self, other: &Place) -> &Place {
        let same =
            self.places.iter().find(|place| place.variable.is_some() && place.variable == other.variable);
        let typed = || self.places.iter().rev().find(|place| place.variable.is_none());
        same.or_else(typed).unwrap_or_else(|| self.first())
    }
}

/// Where an original and its translation disagree.
pub(crate) fn between(config: &Config, original: &Script<'_>, translation: &Script<'_>) -> Vec<Diagnostic> {
    let alignment = align::align(&original.sections[1..], &translation.sections[1..]);
    let mut found = sections(original, translation, &alignment);
    let pairs = alignment.pairs.iter().map(|(own, other)| (own + 1, other + 1));
    for (own, other) in std::iter::once((0, 0)).chain(pairs) {
        let (own, other) = (&original.sections[own], &translation.sections[other]);
        found.extend(numbers(config, own, other));
        found.extend(links(config, (original, own), (translation, other)));
    }
    found
}

/// Sections that only one of them has.
fn sections(original: &Script<'_>, translation: &Script<'_>, alignment: &Alignment) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let file = &translation.document.path;
    for at in &alignment.missing {
        let section = &original.sections[at + 1];
        if section.level == 0 && section.lines.is_empty() {
            continue;
        }
        // Behind the last section before it that the translation has.
        let before = alignment.pairs.iter().rev().find(|(own, _)| own < at);
        let before = before.map(|(_, other)| &translation.sections[other + 1]);
        let place = before.filter(|section| section.level > 0).map(|section| section.span.clone());
        let message = format!("the original has a section that is missing here: `{}`", section.title);
        let place = place.unwrap_or_else(|| translation.sections[0].span.clone());
        let place = if place.file == *file { place } else { Span::start_of(file) };
        found.push(
            Diagnostic::warning(Code::Parity, place, message)
                .label(section.span.clone(), "in the original")
                .help("translate the section, or give both headings the same id if they are one"),
        );
    }
    for at in &alignment.surplus {
        let section = &translation.sections[at + 1];
        if section.level == 0 && section.lines.is_empty() {
            continue;
        }
        let message = format!("the original has no section `{}`", section.title);
        found.push(
            Diagnostic::warning(Code::Parity, section.span.clone(), message)
                .label(original.sections[0].span.clone(), "the original")
                .help("remove it, add it to the original, or give both headings the same id if they are one"),
        );
    }
    found
}

/// What a section says that can be compared, each thing once.
fn said(config: &Config, section: &Section) -> Vec<Said> {
    let mut all: BTreeMap<What, Said> = BTreeMap::new();
    for line in &section.lines {
        for found in quantity::read(&line.text) {
            let what = match found.what {
                What::Web(address) => What::Web(own_page(config, &address)),
                what => what,
            };
            let mut variables = line.variables().filter(|(_, range)| range.contains(&found.range.start));
            let place = Place {
                shown: line.text[found.range.clone()].trim().to_string(),
                variable: variables.next().map(|(name, _)| name.to_string()),
                span: line.span(found.range),
            };
            let said =
                || Said { what: what.clone(), by_the_way: true, number: found.number, places: Vec::new() };
            let known = all.entry(what.clone()).or_insert_with(said);
            known.by_the_way &= found.by_the_way;
            known.places.push(place);
        }
    }
    let mut said: Vec<Said> = all.into_values().collect();
    said.sort_by(|a, b| a.first().span.cmp(&b.first().span));
    said
}

/// Whether two things are the same as far as both say.
fn agree(one: &Said, other: &Said) -> bool {
    // "It was 60", where the other says 60 秒.
    let bare = |one: &Said, other: &Said| match (&one.what, &other.what) {
        // Small numbers in words stand beside everything.
        (What::Measure(Unit::Count, count), What::Measure(..)) => {
            let tells = !one.by_the_way || count.as_whole().is_some_and(|count| count >= 10);
            tells && other.number == Some(*count)
        }
        (What::Measure(Unit::Count, count), What::Clock(minutes)) => {
            let hour = count.as_whole().filter(|_| minutes % 60 == 0);
            hour.is_some_and(|hour| hour == minutes / 60 || hour + 12 == minutes / 60)
        }
        _ => false,
    };
    bare(one, other) || bare(other, one) || same(&one.what, &other.what)
}

/// The same for what they say alone.
fn same(one: &What, other: &What) -> bool {
    match (one, other) {
        (What::Day(one), What::Day(other)) => {
            // The year may be understood; a day that is gone is gone.
            let year = one.year == other.year || one.year.is_none() || other.year.is_none();
            one.month == other.month && one.day == other.day && year
        }
        (What::Day(day), What::Measure(Unit::Year, year))
        | (What::Measure(Unit::Year, year), What::Day(day)) => {
            day.year.is_some() && day.year == year.as_whole()
        }
        // A year, and a bare number that could be one.
        (What::Measure(Unit::Year, one), What::Measure(Unit::Count, other))
        | (What::Measure(Unit::Count, one), What::Measure(Unit::Year, other)) => one == other,
        (What::Telephone(one), What::Telephone(other)) => {
            one.ends_with(other.as_str()) || other.ends_with(one.as_str())
        }
        (one, other) => one == other,
    }
}

/// Whether one could stand where the other stands, so that the two are one disagreement.
fn compares(one: &What, other: &What) -> bool {
    match (one, other) {
        (What::Measure(one, _), What::Measure(other, _)) => {
            one.family() == other.family() || [one, other].contains(&&Unit::Count)
        }
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    }
}

fn numbers(config: &Config, original: &Section, translation: &Section) -> Vec<Diagnostic> {
    let (own, other) = (said(config, original), said(config, translation));
    let without = |one: &[Said], two: &[Said]| -> Vec<usize> {
        let alone = |said: &Said| !said.by_the_way && !two.iter().any(|two| agree(said, two));
        (0..one.len()).filter(|at| alone(&one[*at])).collect()
    };
    let (mut missing, surplus) = (without(&own, &other), without(&other, &own));
    let mut found = Vec::new();
    for at in surplus {
        let here = other[at].first();
        let partner = missing.iter().position(|own_at| compares(&own[*own_at].what, &other[at].what));
        found.push(match partner.map(|partner| &own[missing.remove(partner)]) {
            Some(there) => differs(here, there.first()),
            None => Diagnostic::warning(
                Code::Parity,
                here.span.clone(),
                format!("`{}` is not in the original", here.shown),
            )
            .label(original.span.clone(), "this section of the original does not say it")
            .help("remove it, or add it to the original"),
        });
    }
    for at in missing {
        let there = own[at].first();
        // Of what the translation says more often than the original, one should have become this.
        let often = |said: &&Said| {
            let own_times = own.iter().find(|own| agree(own, said)).map_or(0, |own| own.places.len());
            compares(&said.what, &own[at].what) && own_times > 0 && said.places.len() > own_times
        };
        if let Some(said) = other.iter().find(often) {
            found.push(differs(said.like(there), there));
            continue;
        }
        let message = format!("the original says `{}`, this section does not", there.shown);
        found.push(
            Diagnostic::warning(Code::Parity, translation.span.clone(), message)
                .label(there.span.clone(), "in the original")
                .help("say it here too, or remove it from the original"),
        );
    }
    found
}

/// One says this, the other that.
fn differs(here: &Place, there: &Place) -> Diagnostic {
    let message = format!("`{}` here, `{}` in the original", here.shown, there.shown);
    Diagnostic::warning(Code::Parity, here.span.clone(), message)
        .label(there.span.clone(), "in the original")
        .help("make both say the same")
}

/// Where the links of a section lead: pages without their language, other hosts without a slash at the end.
fn targets<'s>(config: &Config, script: &Script<'_>, section: &'s Section) -> BTreeMap<String, &'s Span> {
    let mut targets = BTreeMap::new();
    for link in &section.links {
        let target = match destination::form(&link.raw) {
            Form::External => match link.raw.split_once(':') {
                Some(("tel", _)) => None,
                _ => Some(own_page(config, &link.raw)),
            },
            Form::Local { path, .. } if !path.is_empty() => Some(page(config, script, &link.folder, path)),
            Form::Local { .. } | Form::Fragment(_) | Form::Unsafe => None,
        };
        if let Some(target) = target {
            targets.entry(target).or_insert(&link.span);
        }
    }
    targets
}

/// A web address; for pages of the site without the language.
fn own_page(config: &Config, address: &str) -> String {
    let inside = config.base_url.as_deref().and_then(|base| address.strip_prefix(base));
    let key = inside.map(|inside| place::Place::of(inside, config).key);
    key.as_deref().unwrap_or(address).trim_end_matches('/').to_string()
}

/// A page or file, the same for all languages.
fn page(config: &Config, script: &Script<'_>, folder: &str, written: &str) -> String {
    let decoded = percent_encoding::percent_decode_str(written).decode_utf8_lossy();
    let joined = match decoded.strip_prefix('/') {
        Some(rooted) => Some(rooted.to_string()),
        None => path::join(folder, &decoded),
    };
    let joined = joined.unwrap_or_else(|| format!("{} {decoded}", script.key));
    let key = place::Place::of(&joined, config).key;
    let key = key.trim_end_matches('/');
    let key = ["index.md", "_index.md", "README.md", ".md"]
        .iter()
        .find_map(|end| key.strip_suffix(end))
        .unwrap_or(key);
    key.trim_end_matches('/').to_string()
}

fn links(
    config: &Config,
    (original, own): (&Script<'_>, &Section),
    (translation, other): (&Script<'_>, &Section),
) -> Vec<Diagnostic> {
    let (theirs, ours) = (targets(config, original, own), targets(config, translation, other));
    let shown =
        |target: &str| if target.is_empty() { "the home page".to_string() } else { format!("`{target}`") };
    let surplus = ours.iter().filter(|(target, _)| !theirs.contains_key(*target));
    let missing = theirs.iter().filter(|(target, _)| !ours.contains_key(*target));
    let (surplus, mut missing): (Vec<_>, Vec<_>) = (surplus.collect(), missing.collect());
    let mut found = Vec::new();
    for (target, span) in surplus {
        let here = shown(target);
        let warning = |message| Diagnostic::warning(Code::Parity, (*span).clone(), message);
        found.push(match missing.is_empty() {
            false => {
                let (there, place) = missing.remove(0);
                warning(format!("link to {here}, in the original to {}", shown(there)))
                    .label((*place).clone(), "in the original")
                    .help("let both lead to the same page")
            }
            true => warning(format!("link to {here}, which the original does not have"))
                .label(own.span.clone(), "this section of the original does not link to it")
                .help("remove it, or add it to the original"),
        });
    }
    for (target, place) in missing {
        let message = format!("the original links to {}, this section does not", shown(target));
        found.push(
            Diagnostic::warning(Code::Parity, other.span.clone(), message)
                .label((*place).clone(), "in the original")
                .help("add the link here too, or remove it from the original"),
        );
    }
    found
}
