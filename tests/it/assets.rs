//! Files beside pages: published because a page refers to them (I10), under names that say what is in them (I11).

use std::collections::BTreeSet;

use crate::driver::{Files, Site, files, manual, sample};
use crate::html::tags;

#[test]
fn i10_what_no_page_refers_to_is_not_published() {
    let site = Site::new()
        .file(
            "content/index.md",
            "# Home\n\n[form](form.pdf) ![plan](plan.svg)\n\n:::internal\n[rates](rates.csv)\n:::\n",
        )
        .file("content/form.pdf", "the form")
        .file("content/plan.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        .file("content/rates.csv", "the rates")
        .file("content/forgotten.pdf", "forgotten")
        .file("content/.hidden", "hidden");
    site.build();
    let public = site.edition("public");
    let internal = site.edition("internal");
    let holds = |files: &Files, bytes: &str| files.values().any(|found| found == bytes.as_bytes());
    assert!(holds(&public, "the form") && holds(&internal, "the form"));
    assert!(!holds(&public, "the rates") && holds(&internal, "the rates"));
    for never in ["forgotten", "hidden"] {
        assert!(!holds(&public, never) && !holds(&internal, never));
        assert!(!internal.keys().any(|path| path.contains(never)));
    }
}

#[test]
fn i11_what_pages_load_is_there_and_named_by_its_content() {
    let site = Site::new()
        .file("content/index.md", "# Home\n\n![a](a.svg) [b](b.txt)\n")
        .file("content/a.svg", "<svg/>")
        .file("content/b.txt", "one");
    site.build();
    let before = site.edition("public");
    site.write("content/b.txt", "two");
    site.build();
    let after = site.edition("public");
    let assets = |files: &Files| -> BTreeSet<String> {
        files.keys().filter(|path| path.starts_with("assets/b-")).cloned().collect()
    };
    assert!(assets(&before).len() == 1 && assets(&before).is_disjoint(&assets(&after)));
    for folder in [site.path("dist"), sample().to_owned(), manual().to_owned()] {
        for edition in ["public", "internal"] {
            check(&files(&folder.join(edition)));
        }
    }
}

/// Everything under `assets/` has its hash in its name, and every reference to it leads to a file.
fn check(edition: &Files) {
    let assets = edition.iter().filter(|(path, _)| path.starts_with("assets/") && !path.ends_with('/'));
    for (path, bytes) in assets {
        let hash = blake3::hash(bytes).to_hex();
        assert!(path.contains(&format!("-{}", &hash[..12])), "{path}");
    }
    let pages = edition.iter().filter(|(path, _)| path.ends_with(".html"));
    for (path, bytes) in pages.clone() {
        let html = std::str::from_utf8(bytes).unwrap();
        for tag in tags(html) {
            let loaded =
                matches!(tag.name.as_str(), "script" | "img") || tag.get("rel") == Some("stylesheet");
            let Some(address) = tag.get("src").or(tag.get("href")).filter(|_| loaded) else {
                continue;
            };
            let at = address.rfind("assets/").unwrap_or_else(|| panic!("{path} loads {address}"));
            assert!(edition.contains_key(&address[at..]), "{path} loads {address}");
        }
    }
    assert!(pages.count() > 1);
}
