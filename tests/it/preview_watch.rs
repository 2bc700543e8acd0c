//! R23: what is seen of a site's files while editors, and other programs, do what they do.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use answerbook::watch::{Changes, How, Places, Watch};

use crate::driver::Site;

/// Longer than anything takes that happens at all.
const LONG: Duration = Duration::from_secs(20);
/// Longer than anything waits that was seen already.
const QUIET: Duration = Duration::from_millis(150);

fn site() -> Site {
    Site::new()
        .file("content/a.md", "# A")
        .file("content/b/c.md", "# C")
        .folder("dist/public")
        .folder("node_modules")
}

fn watch(site: &Site) -> Watch {
    Watch::start(Places::read(&site.root()), How::Told)
}

fn paths(changes: Changes) -> BTreeSet<String> {
    match changes {
        Changes::Paths(paths) => paths.iter().map(|path| path.display().to_string()).collect(),
        Changes::Everything => panic!("everything"),
    }
}

/// All that is told until nothing more is.
fn all(watch: &mut Watch) -> Vec<BTreeSet<String>> {
    let first = watch.next(LONG).expect("nothing was seen");
    let mut told = vec![paths(first.changes)];
    while let Some(batch) = watch.next(QUIET) {
        told.push(paths(batch.changes));
    }
    told
}

#[track_caller]
fn only(watch: &mut Watch, expected: &[&str]) {
    let expected: BTreeSet<String> = expected.iter().map(|path| (*path).to_owned()).collect();
    let told: BTreeSet<String> = all(watch).into_iter().flatten().collect();
    assert_eq!(told, expected);
}

#[test]
fn every_way_of_saving_is_a_change_of_one_file() {
    let site = site();
    let mut watch = watch(&site);
    let (a, b) = (site.path("content/a.md"), "content/a.md");
    fs::write(&a, "# in place").unwrap();
    only(&mut watch, &[b]);
    // vim
    fs::write(site.path("content/4913"), "").unwrap();
    fs::remove_file(site.path("content/4913")).unwrap();
    fs::rename(&a, site.path("content/a.md~")).unwrap();
    fs::write(&a, "# vim").unwrap();
    fs::remove_file(site.path("content/a.md~")).unwrap();
    only(&mut watch, &[b]);
    // JetBrains
    fs::write(site.path("content/a.md___jb_tmp___"), "# idea").unwrap();
    fs::rename(&a, site.path("content/a.md___jb_old___")).unwrap();
    fs::rename(site.path("content/a.md___jb_tmp___"), &a).unwrap();
    fs::remove_file(site.path("content/a.md___jb_old___")).unwrap();
    only(&mut watch, &[b]);
    // Through a hidden file, as rsync does.
    fs::write(site.path("content/.a.md.x"), "# rsync").unwrap();
    fs::rename(site.path("content/.a.md.x"), &a).unwrap();
    only(&mut watch, &[b]);
    // sed -i
    fs::write(site.path("content/sedX1"), "# sed").unwrap();
    fs::rename(site.path("content/sedX1"), &a).unwrap();
    only(&mut watch, &[b, "content/sedX1"]);
    // VS Code
    let mut file = OpenOptions::new().write(true).truncate(true).open(&a).unwrap();
    file.write_all(b"# code").unwrap();
    drop(file);
    only(&mut watch, &[b]);
}

#[test]
fn a_save_is_told_within_milliseconds() {
    let site = site();
    let mut watch = watch(&site);
    let mut times: Vec<Duration> = (0..40)
        .map(|number| {
            let start = Instant::now();
            fs::write(site.path("content/a.md"), format!("# {number}")).unwrap();
            watch.next(LONG).unwrap();
            start.elapsed()
        })
        .collect();
    times.sort();
    assert!(times[20] < Duration::from_millis(25), "{times:?}");
}

#[test]
fn what_is_no_part_of_the_site_is_not_told() {
    let site = site();
    let mut watch = watch(&site);
    site.write("dist/public/index.html", "x");
    site.write("node_modules/x/y.md", "x");
    site.write(".git/index", "x");
    site.write("notes.txt", "x");
    site.write("content/.hidden.swp", "x");
    site.write("content/#a.md#", "x");
    site.write("content/.cache/x.md", "x");
    _ = fs::read(site.path("content/a.md")).unwrap();
    assert_eq!(watch.next(QUIET), None);
    site.write("book.toml", format!("{}\n[theme]\nname = \"own\"\n", site.text("book.toml")));
    site.write("search-tests.toml", "");
    site.write("themes/own/css/site.css", "x");
    let told: BTreeSet<String> = all(&mut watch).into_iter().flatten().collect();
    for path in ["book.toml", "search-tests.toml", "themes"] {
        assert!(told.contains(path), "{path} in {told:?}");
    }
    site.write("themes/own/css/site.css", "y");
    only(&mut watch, &["themes/own/css/site.css"]);
}

/// Whether a change at a path would make its reader look at a file.
fn covers(told: &[BTreeSet<String>], path: &str) -> bool {
    Path::new(path).ancestors().any(|above| told.iter().flatten().any(|one| Path::new(one) == above))
}

#[test]
fn folders_that_come_and_go_are_told_with_all_that_is_in_them() {
    let site = site();
    let mut watch = watch(&site);
    site.write("content/new/deep/er/page.md", "# new");
    assert!(covers(&all(&mut watch), "content/new/deep/er/page.md"));
    site.write("content/new/deep/er/page.md", "# newer");
    only(&mut watch, &["content/new/deep/er/page.md"]);
    fs::rename(site.path("content/new"), site.path("content/old")).unwrap();
    let told = all(&mut watch);
    assert!(covers(&told, "content/new/deep") && covers(&told, "content/old/deep"), "{told:?}");
    site.write("content/old/deep/er/page.md", "# older");
    only(&mut watch, &["content/old/deep/er/page.md"]);
    fs::remove_dir_all(site.path("content")).unwrap();
    assert!(covers(&all(&mut watch), "content"));
    site.write("content/b/again.md", "# again");
    assert!(covers(&all(&mut watch), "content/b/again.md"));
    site.write("content/b/again.md", "# and again");
    only(&mut watch, &["content/b/again.md"]);
}

#[test]
fn r23_a_branch_switch_is_few_batches_and_nothing_is_missed() {
    let site = Site::new();
    for number in 0..5_000 {
        site.write(&format!("content/{}/{number}.md", number % 50), format!("# {number}"));
    }
    let mut watch = watch(&site);
    for number in 0..5_000 {
        let path = site.path(&format!("content/{}/{number}.md", number % 50));
        match number % 10 {
            0 => fs::remove_file(path).unwrap(),
            _ => fs::write(path, format!("# switched {number}")).unwrap(),
        }
    }
    let first = watch.next(LONG).unwrap();
    let mut batches = vec![first.changes];
    while let Some(batch) = watch.next(QUIET) {
        batches.push(batch.changes);
    }
    assert!(batches.len() <= 5, "{} batches", batches.len());
    let everything = batches.contains(&Changes::Everything);
    let told: BTreeSet<PathBuf> = batches
        .into_iter()
        .filter_map(|changes| if let Changes::Paths(paths) = changes { Some(paths) } else { None })
        .flatten()
        .collect();
    assert!(everything || told.len() == 5_000, "{}", told.len());
}

#[test]
fn r23_a_flood_of_saves_ends_with_the_last() {
    let site = site();
    let mut watch = watch(&site);
    let path = site.path("content/a.md");
    let writer = std::thread::spawn(move || {
        (0..10_000).for_each(|number| fs::write(&path, format!("# {number}")).unwrap());
    });
    let mut seen = String::new();
    while !seen.ends_with("9999") {
        watch.next(LONG).expect("the last save was not told");
        seen = site.text("content/a.md");
    }
    writer.join().unwrap();
}

#[test]
fn other_places_are_watched_from_then_on() {
    let site = site().file("pages/a.md", "# A");
    let mut watch = watch(&site);
    site.write("pages/a.md", "# B");
    assert_eq!(watch.next(QUIET), None);
    site.write("book.toml", "[book]\ntitle = \"T\"\nsrc = \"pages\"\n");
    only(&mut watch, &["book.toml"]);
    watch.set(Places::read(&site.root()));
    assert_eq!(watch.next(LONG).unwrap().changes, Changes::Everything);
    site.write("content/a.md", "# not any more");
    assert_eq!(watch.next(QUIET), None);
    site.write("pages/a.md", "# C");
    only(&mut watch, &["pages/a.md"]);
}

#[test]
fn a_source_folder_that_is_a_link_is_watched_where_it_leads() {
    let site = site();
    fs::rename(site.path("content"), site.outside("elsewhere")).unwrap();
    let site = site.link("content", "../elsewhere");
    let mut watch = watch(&site);
    fs::write(site.outside("elsewhere/b/c.md"), "# B").unwrap();
    only(&mut watch, &["content/b/c.md"]);
    let mut polled = Watch::start(Places::read(&site.root()), How::Looking);
    fs::write(site.outside("elsewhere/b/c.md"), "# CC").unwrap();
    only(&mut polled, &["content/b/c.md"]);
}

#[test]
fn files_can_be_looked_at_instead() {
    let site = site();
    let mut watch = Watch::start(Places::read(&site.root()), How::Looking);
    assert_eq!(watch.next(Duration::ZERO), None);
    site.write("content/a.md", "# B");
    site.write("content/new/x.md", "# X");
    fs::remove_file(site.path("content/b/c.md")).unwrap();
    site.write("dist/public/x", "x");
    let told: BTreeSet<String> = {
        let first = paths(watch.next(LONG).unwrap().changes);
        let second = watch.next(Duration::from_millis(700)).map(|batch| paths(batch.changes));
        first.into_iter().chain(second.into_iter().flatten()).collect()
    };
    let expected = ["content/a.md", "content/b/c.md", "content/new/x.md"];
    assert_eq!(told, expected.iter().map(|path| (*path).to_owned()).collect());
}
