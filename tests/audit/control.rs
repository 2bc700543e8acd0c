//! An audit that found nothing because it looked at nothing must not pass for a clean one.

use answerbook::audit::{AuditError, ControlFailure, Kind, View, audit, quick};
use answerbook::engine::Engine;
use answerbook_kernel::{Config, Internal, Public};

use crate::site::{Files, SITE, Temp, audited, audited_with, build};

fn without(files: &Files, start: &str) -> Files {
    files
        .iter()
        .filter(|(path, _)| !path.starts_with(start))
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect()
}

#[test]
fn a_missing_internal_edition_is_told() {
    let report = audited(&SITE.public, &Files::new());
    assert!(report.leaks.is_empty() && !report.is_clean());
    assert!(matches!(report.control[..], [ControlFailure::NoInternalEdition(_)]), "{:?}", report.control);
}

#[test]
fn a_missing_public_edition_is_an_error() {
    let temp = Temp::new();
    std::fs::write(temp.path().join("book.toml"), "").unwrap();
    let error = audit(temp.path(), &temp.path().join("dist")).unwrap_err();
    assert!(matches!(error, AuditError::NotBuilt(_)), "{error}");
}

#[test]
fn an_internal_edition_that_lacks_a_page_is_told() {
    // Gone from everywhere: its title and its address are nowhere left to be seen.
    let other = build(without(&SITE.sources, "content/secret/密"));
    let report = audited(&SITE.public, &other.internal);
    let lacks = |kind: Kind| {
        report.control.iter().any(
            |failure| matches!(failure, ControlFailure::SourceUnseen { kind: seen, source, .. } if *seen == kind && source.contains("密令")),
        )
    };
    assert!(lacks(Kind::Title) && lacks(Kind::Address), "{:?}", report.control);
}

#[test]
fn a_file_that_was_removed_is_told() {
    let report = audited(&SITE.public, &without(&SITE.internal, "secret/zebra-runbook/"));
    assert!(!report.is_clean());
    assert!(
        report.altered.iter().any(|fault| fault.contains("secret/zebra-runbook/index.html")),
        "{:?}",
        report.altered
    );
}

#[test]
fn an_internal_edition_that_is_the_public_one_proves_nothing() {
    let report = audited(&SITE.public, &SITE.public);
    let unseen = |kind: Kind| {
        report.control.iter().any(
            |failure| matches!(failure, ControlFailure::KindUnseen { kind: unseen, .. } if *unseen == kind),
        )
    };
    for kind in Kind::ALL.into_iter().filter(|kind| !matches!(kind, Kind::Comment | Kind::Owner)) {
        assert!(unseen(kind), "{kind}: {:?}", report.control);
    }
    for view in [View::Page, View::Twin, View::Names, View::SearchTexts, View::SearchWords, View::SearchTerms]
    {
        assert!(report.control.contains(&ControlFailure::ViewUnseen(view)), "{view:?}: {:?}", report.control);
    }
}

#[test]
fn each_way_of_reading_must_see_something() {
    for (start, end, view) in [
        ("search/", "", View::SearchTexts),
        ("search/", "", View::SearchWords),
        ("search/", "", View::SearchTerms),
        ("", ".md", View::Twin),
    ] {
        let fits = |path: &String| path.starts_with(start) && path.ends_with(end);
        let kept = SITE.internal.iter().filter(|(path, _)| !fits(path));
        let internal: Files = kept.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
        let report = audited(&SITE.public, &internal);
        assert!(report.control.contains(&ControlFailure::ViewUnseen(view)), "{view:?}: {:?}", report.control);
    }
}

#[test]
fn an_index_that_cannot_be_read_is_told() {
    let names = SITE.public.keys().filter(|path| path.starts_with("search/") && path.ends_with(".bin"));
    assert!(names.clone().count() > 0);
    for name in names {
        let whole = &SITE.public[name];
        let mut altered = whole.clone();
        altered[whole.len() / 2] ^= 0x55;
        for bad in [&b"\xff\xff\xff\xff\xff?"[..], &whole[..whole.len() / 2], &altered, b""] {
            let mut public = SITE.public.clone();
            public.insert(name.clone(), bad.to_vec());
            let report = audited(&public, &SITE.internal);
            let inside = name.trim_start_matches("search/");
            let told = report.control.iter().any(|failure| failure.to_string().contains(inside));
            assert!(told, "{name}: {:?}", report.control);
        }
    }
}

#[test]
fn a_page_that_became_internal_is_looked_for() {
    let mut sources = SITE.sources.clone();
    let guide = String::from_utf8(sources["content/guide.md"].clone()).unwrap();
    sources.insert(
        "content/guide.md".into(),
        guide.replacen("---\n", "---\naudience: internal\n", 1).into_bytes(),
    );
    let report = audited_with(&sources, &SITE.public, &SITE.internal);
    let stale =
        |file: &str| report.leaks.iter().any(|leak| leak.file == file && leak.source == "content/guide.md");
    for file in ["guide/index.html", "guide.md", "sitemap.xml", "feed.xml"] {
        assert!(stale(file), "{file}: {:?}", report.leaks);
    }
}

#[test]
fn what_cannot_be_read_counts_as_internal() {
    for front in [
        "audience: Public",
        "audience: [public]",
        "audience: 1",
        "a: [",
        "audience: 'internal'",
        "\"audience\": internal",
    ] {
        let mut sources = SITE.sources.clone();
        let text = format!(
            "---\ntitle: Guide\n{front}\n---\n\nWind the clock every morning before you open the door of the house.\n"
        );
        sources.insert("content/guide.md".into(), text.into_bytes());
        let report = audited_with(&sources, &SITE.public, &SITE.internal);
        assert!(report.leaks.iter().any(|leak| leak.file == "guide/index.html"), "{front}");
    }
}

#[test]
fn a_site_without_anything_internal_is_clean_at_once() {
    let mut sources = Files::new();
    sources.insert("book.toml".into(), b"[audience]\ndefault = \"public\"\n".to_vec());
    sources.insert("content/index.md".into(), b"# Home\n\nAll of this is for everybody.\n".to_vec());
    let site = build(sources);
    let report = audited_with(&site.sources, &site.public, &site.internal);
    assert!(report.is_clean() && report.fingerprints() == 0, "{report:?}");
}

#[test]
fn the_short_form_says_the_same() {
    let temp = Temp::new();
    for (path, bytes) in &SITE.sources {
        let path = temp.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let config = Config { src: "content".into(), ..Config::default() };
    let sources = answerbook::disk::read_sources(temp.path(), &config).unwrap();
    let engine = Engine::load(temp.path()).unwrap();
    let public = engine.edition::<Public>().unwrap().into_clean().unwrap();
    let internal = engine.edition::<Internal>().unwrap().into_clean().unwrap();
    let report = quick(temp.path(), &sources, public.get(), Some(internal.get())).unwrap();
    assert!(report.is_clean(), "{report:?}");
    // Only `build.json`, which is not among an edition's files before it is published, has the hashes of files whole.
    let mut whole = audited(&SITE.public, &SITE.internal).figures;
    let files = whole.get_mut(&Kind::Asset).unwrap();
    files.in_control = report.figures[&Kind::Asset].in_control;
    assert_eq!(report.figures, whole);
    let alone = quick(temp.path(), &sources, public.get(), None).unwrap();
    assert!(alone.is_clean() && alone.fingerprints() == report.fingerprints());
}
