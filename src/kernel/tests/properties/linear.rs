//! R19: twice as much text takes about twice as long, however it is made, and depth ends with a diagnostic.

use std::time::{Duration, Instant};

use crate::driver::Site;
use crate::properties::nopanic::LITERALS;

fn time(text: &str) -> Duration {
    let site = Site::new().file("a.md", text);
    let start = Instant::now();
    drop(site.build());
    start.elapsed()
}

/// The shortest of a few runs: other work on the machine only ever makes it longer.
fn shortest(text: &str, runs: usize) -> Duration {
    (0..runs).map(|_| time(text)).min().unwrap()
}

/// Four times the text must not take twelve times as long, where sixteen would be the square; what is done in no time says
/// nothing.
fn grows_too_fast(one: &str) -> Option<String> {
    let (small, large) = (one.repeat(5_000), one.repeat(20_000));
    let once = time(&large);
    if once < Duration::from_millis(400) {
        return None;
    }
    let ratio = |large: Duration| large.as_secs_f64() / shortest(&small, 3).as_secs_f64().max(0.001);
    let fine = |ratio: f64| ratio < 12.0;
    if fine(ratio(once)) {
        return None;
    }
    let large_time = shortest(&large, 3);
    let ratio = ratio(large_time);
    let told = large_time >= Duration::from_millis(400) && !fine(ratio);
    told.then(|| format!("{one:?}: {ratio:.1} times as long, {large_time:?}"))
}

fn check(ones: impl Iterator<Item = String>) {
    let wrong: Vec<String> = ones.filter_map(|one| grows_too_fast(&one)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_literal_repeated() {
    check(
        LITERALS
            .iter()
            .flat_map(|literal| [(*literal).to_string(), format!("{literal}\n"), format!("{literal} x ")]),
    );
}

#[test]
fn pairs_of_literals_repeated() {
    let pairs =
        LITERALS.iter().enumerate().map(|(at, first)| (first, LITERALS[(at * 7 + 3) % LITERALS.len()]));
    check(pairs.map(|(first, second)| format!("{first}{second}\n")));
}

#[test]
fn depth_ends_with_a_diagnostic() {
    let depth = 100_000;
    let directives: String = (0..depth).map(|at| format!("{}note\n", ":".repeat(3 + at % 50))).collect();
    let texts = [
        ">".repeat(depth),
        "> ".repeat(depth),
        "- ".repeat(depth) + "x",
        "1. ".repeat(depth) + "x",
        directives,
        "<div>".repeat(depth),
        "<b>".repeat(depth),
    ];
    for text in texts {
        let start = Instant::now();
        let built = Site::new().file("a.md", text.as_str()).build();
        assert!(!built.is_clean(), "{} is fine", &text[..20]);
        assert!(built.all().len() < 200_000);
        assert!(start.elapsed() < Duration::from_secs(20), "{} took {:?}", &text[..20], start.elapsed());
    }
}

#[test]
fn includes_do_not_explode() {
    let mut site = Site::new();
    for level in 0..14 {
        site =
            site.file(&format!("p{level}.txt"), format!("{{{{#include p{}.txt}}}}\n", level + 1).repeat(10));
    }
    let start = Instant::now();
    let built = site.file("a.md", "{{#include p0.txt}}\n").file("p14.txt", "text\n").build();
    assert!(built.said().iter().any(|line| line.contains("AB0024")), "{:?}", built.said());
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}
