//! A small site with something internal of every kind, built and published once, and copies of it to spoil.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use answerbook::audit::{AuditReport, audit};
use answerbook::engine::Engine;
use answerbook::publish::{Lock, PublishDir, SiteFolders, publish};
use answerbook_kernel::{Internal, Public};

const BOOK: &str = r#"
[book]
title = "Tin House"
src = "content"
base-url = "https://help.example"
[languages.zh-Hans]
title = "锡屋"
[audience]
default = "public"
[vars]
company = "Tin House"
[internal.vars]
hotline = "orchid-lantern-77"
limit = "15"
"#;

const FILES: [(&str, &str); 9] = [
    ("book.toml", BOOK),
    (
        "content/index.md",
        "---\ntitle: Help\ntags: [start]\n---\n\nWelcome to {{ company }}, see [the guide](guide.md).\n\n\
         :::internal\n## Quiet harbour protocol\n\nWhen the walrus committee convenes, nobody may forward parcels \
         upstairs.\n\n![A heron guarding three ledgers](secret/heron.svg)\n:::\n",
    ),
    (
        "content/guide.md",
        "---\ntitle: Guide\nsummary: How to wind the clock.\nkind: policy\nchanges:\n  - date: 2026-01-02\n    note: The \
         clock winds twice a day.\n  - date: 2026-02-03\n    note: Marmot budget halved after the spring inquiry.\n    \
         audience: internal\n---\n\nWind the clock every morning before you open the door of the house.\n\n\
         <!-- ask Perpetua whether the mainspring survey is finished -->\n",
    ),
    (
        "content/secret/index.md",
        "---\ntitle: Backstairs\naudience: internal\ncascade:\n  audience: internal\n---\n\nOnly for us here below.\n",
    ),
    (
        "content/secret/zebra-runbook.md",
        "---\ntitle: Zebra escalation ladder\nsummary: Whom to wake when stripes appear.\nkind: policy\nversion: '1'\n\
         owner: Ludmilla Quartermaine\ntags: [stripe-drill]\nkeywords: [hippogriff]\naliases: [/old-zebra-page/]\n---\n\n\
         ## Saddle up *quickly* {#saddle}\n\nCall the night porter on {{ hotline }} and *count* slowly to twenty-one \
         before lifting the receiver again.\nNever mention the quokkasaurus in writing.\n\n:::reply Gentle refusal of \
         zebras\nWe cannot lend you any striped animal this season, however kindly you ask.\n:::\n\n:::quiz pass=50%\n\
         ### Where is the ladder kept?\n\n- [x] Behind the third umbrella stand\n- [ ] Nowhere\n:::\n\n\
         The [depot](https://intranet.example/zebra-depot/keys) has [the ledger](ledger.zip).\n",
    ),
    (
        "content/secret/密令手册.md",
        "---\ntitle: 密令手册\n---\n\n凡遇紫色信封必须在午夜之前交给值班的守塔人亲手保管。\n",
    ),
    ("content/secret/heron.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h7v9z\"/></svg>"),
    ("content/secret/ledger.zip", "PK\u{3}\u{4}ledger bytes that nobody outside has"),
    (
        "content/draft.md",
        "---\ntitle: Unfinished gazebo manifesto\ndraft: true\n---\n\nThe gazebo shall have seven corners and no roof whatsoever.\n",
    ),
];

/// A folder in memory, where there is some, gone afterwards.
pub(crate) struct Temp(PathBuf);

impl Temp {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() { memory } else { Path::new(env!("CARGO_TARGET_TMPDIR")) };
        let path =
            base.join(format!("audit-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
        fs::create_dir_all(&path).unwrap();
        Self(path.canonicalize().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

/// Paths to bytes.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The site with both of its editions.
pub(crate) struct Site {
    pub(crate) sources: Files,
    pub(crate) public: Files,
    pub(crate) internal: Files,
}

/// Built once for all tests.
pub(crate) static SITE: LazyLock<Site> = LazyLock::new(|| {
    let sources: Files =
        FILES.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    build(sources)
});

/// Builds and publishes a site.
pub(crate) fn build(sources: Files) -> Site {
    let temp = Temp::new();
    write(temp.path(), &sources);
    let (root, out) = (temp.path(), temp.path().join("dist"));
    let engine = Engine::load(root).unwrap();
    let folders = SiteFolders {
        root: root.to_owned(),
        sources: root.join("content"),
        themes: root.join("themes"),
        home: None,
        working: std::env::current_dir().unwrap(),
    };
    let public = engine.edition::<Public>().unwrap().into_clean().unwrap();
    let internal = engine.edition::<Internal>().unwrap().into_clean().unwrap();
    let public_dir = PublishDir::<Public>::check(&out, &folders).unwrap();
    let internal_dir = PublishDir::<Internal>::check(&out, &folders).unwrap();
    let lock = Lock::take(&out).unwrap();
    publish(&public, &public_dir, &lock).unwrap();
    publish(&internal, &internal_dir, &lock).unwrap();
    lock.release().unwrap();
    let read = |folder: &str| answerbook::disk::read_folder(&out.join(folder)).unwrap();
    Site { sources, public: read("public"), internal: read("internal") }
}

fn write(folder: &Path, files: &Files) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// What the audit says of the site with editions that were changed.
pub(crate) fn audited(public: &Files, internal: &Files) -> AuditReport {
    audited_with(&SITE.sources, public, internal)
}

/// The same for other sources.
pub(crate) fn audited_with(sources: &Files, public: &Files, internal: &Files) -> AuditReport {
    let temp = Temp::new();
    write(temp.path(), sources);
    write(&temp.path().join("dist/public"), public);
    write(&temp.path().join("dist/internal"), internal);
    audit(temp.path(), &temp.path().join("dist")).unwrap()
}
