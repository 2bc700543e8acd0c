//! R4: the program killed at any moment leaves each edition old or new, whole, and no work for anybody.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use answerbook::publish::verify;

use crate::driver::{Files, Site, answerbook, files};

const EDITIONS: [&str; 2] = ["public", "internal"];

/// How often it is killed.
const KILLS: u32 = 80;

/// Pages of a site, and so the length of the moment in which a kill can do harm.
const PAGES: usize = 60;

/// Writes one of two states of a site: a third of the pages differ, a third comes and goes, a third stays.
fn put(site: &Site, state: &str) {
    for page in 0..PAGES {
        let path = format!("content/p{page}.md");
        match (page % 3, state) {
            (0, _) => site.write(&path, format!("# Page {page}\n\n{}", "the same ".repeat(200))),
            (1, "B") => _ = fs::remove_file(site.path(&path)),
            _ => site.write(&path, format!("# Page {page}\n\n{}\n\n![x](x.svg)", state.repeat(400))),
        }
    }
    site.write("content/x.svg", format!("<svg>{}</svg>", state.repeat(300_000)));
    site.write("content/staff.md", format!("---\ntitle: Staff\naudience: internal\n---\n{state}"));
    site.write("content/index.md", format!("# Home {state}"));
}

fn start(site: &Site) -> Child {
    answerbook()
        .args(["build", "-q"])
        .current_dir(site.root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What may lie in the output folder beside the editions.
fn leftovers(site: &Site) -> usize {
    fs::read_dir(site.path("dist"))
        .unwrap()
        .filter(|entry| !EDITIONS.contains(&entry.as_ref().unwrap().file_name().to_str().unwrap()))
        .count()
}

fn is_staging(site: &Site) -> bool {
    let names = fs::read_dir(site.path("dist")).unwrap().map(|entry| entry.unwrap().file_name());
    names.into_iter().any(|name| name.to_string_lossy().contains(".new-"))
}

/// Which folder an edition is in now: each publication makes a new one.
fn folder(site: &Site, edition: &str) -> Option<u64> {
    fs::metadata(site.path("dist").join(edition)).ok().map(|folder| folder.ino())
}

/// Waits busily: a kill is to come at any instant, not when a timer fires.
fn let_run(since: Instant, time: Duration) {
    while since.elapsed() < time {
        std::hint::spin_loop();
    }
}

/// When the first file of the new site is written, and when all is over.
fn usual_times(site: &Site) -> (Duration, Duration) {
    let since = Instant::now();
    let mut child = start(site);
    while !is_staging(site) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it wrote anything");
    }
    let staged = since.elapsed();
    assert!(child.wait().unwrap().success());
    (staged, since.elapsed())
}

#[test]
fn r4_killed_at_any_instant() {
    let site = Site::new();
    let states = ["A", "B"].map(|state| {
        put(&site, state);
        site.build();
        EDITIONS.map(|edition| files(&site.path("dist").join(edition)))
    });
    put(&site, "A");
    let (staged, whole) = usual_times(&site);
    let (mut seen, mut left) = ([0; 2], 0);
    for n in 0..KILLS {
        put(&site, ["A", "B"][n as usize / 4 % 2]);
        let before = EDITIONS.map(|edition| folder(&site, edition));
        let changed = |which: usize| folder(&site, EDITIONS[which]) != before[which];
        let at = (f64::from(n) * 0.618_033_988_749_895).fract();
        let mut child = start(&site);
        // From the beginning, from the first file that is written, and from each of the two moments that change a site.
        let (reached, span): (&dyn Fn() -> bool, _) = match n % 4 {
            0 => (&|| true, whole),
            1 => (&|| is_staging(&site), whole - staged),
            2 => (&|| changed(0), (whole - staged) / 4),
            _ => (&|| changed(1), (whole - staged) / 8),
        };
        while !reached() && child.try_wait().unwrap().is_none() {}
        let_run(Instant::now(), span.mul_f64(at));
        child.kill().unwrap();
        child.wait().unwrap();
        seen[which(&site, &states)] += 1;
        left += usize::from(leftovers(&site) > 0);
    }
    put(&site, "B");
    site.build();
    assert_eq!(leftovers(&site), 0, "the next build did not tidy up");
    assert_eq!(site.edition("public"), states[1][0]);
    assert_eq!(site.edition("internal"), states[1][1]);
    assert!(seen.iter().all(|times| *times > 10) && left > 20, "the kills missed the work: {seen:?}, {left}");
}

/// Which state the public edition is in; each edition must be in one of the two.
fn which(site: &Site, states: &[[Files; 2]; 2]) -> usize {
    let state = |number: usize| {
        let folder = site.path("dist").join(EDITIONS[number]);
        verify(&folder).unwrap();
        let found = files(&folder);
        let differences = states.each_ref().map(|state| difference(&state[number], &found));
        let which = differences.iter().position(Vec::is_empty);
        which.unwrap_or_else(|| panic!("{} is neither old nor new: {differences:?}", EDITIONS[number]))
    };
    state(1);
    state(0)
}

/// The files that only one of the two has, or that differ.
fn difference<'a>(one: &'a Files, other: &'a Files) -> Vec<&'a String> {
    let paths: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    paths.into_iter().filter(|path| one.get(*path) != other.get(*path)).collect()
}
