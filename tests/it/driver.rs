//! Sites in folders of their own, the program as users run it, and what it leaves on the disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, OnceLock};

/// The files of a folder, by path with `/`.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// The repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The program.
pub(crate) fn answerbook() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_answerbook"));
    command.env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("SOURCE_DATE_EPOCH");
    command
}

/// A folder for this run; those of runs that are over are removed.
static SCRATCH: LazyLock<PathBuf> = LazyLock::new(|| {
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("it");
    fs::create_dir_all(&base).unwrap();
    for entry in fs::read_dir(&base).unwrap() {
        let entry = entry.unwrap();
        if !Path::new("/proc").join(entry.file_name()).exists() {
            _ = fs::remove_dir_all(entry.path());
        }
    }
    let path = base.join(std::process::id().to_string());
    fs::create_dir_all(&path).unwrap();
    path.canonicalize().unwrap()
});

/// A new folder that stays until the next run.
pub(crate) fn new_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let path = SCRATCH.join(COUNT.fetch_add(1, Ordering::Relaxed).to_string());
    fs::create_dir_all(&path).unwrap();
    path
}

/// What a site needs at the least.
pub(crate) const BOOK: &str = "[book]\ntitle = \"Test\"\n[audience]\ndefault = \"public\"\n";

/// A site in a folder of its own, gone afterwards. What lies beside it is watched, too.
pub(crate) struct Site {
    around: PathBuf,
}

impl Site {
    /// A site without any page.
    pub(crate) fn new() -> Self {
        Self::with_book(BOOK)
    }

    /// A site without any page that is configured so.
    pub(crate) fn with_book(book: &str) -> Self {
        let site = Self { around: new_folder() };
        site.folder("content").file("book.toml", book)
    }

    /// A folder in which there is no site yet.
    pub(crate) fn none() -> Self {
        let site = Self { around: new_folder() };
        fs::create_dir(site.root()).unwrap();
        site
    }

    /// The folder of `book.toml`.
    pub(crate) fn root(&self) -> PathBuf {
        self.around.join("site")
    }

    /// A path in the site.
    pub(crate) fn path(&self, inner: &str) -> PathBuf {
        self.root().join(inner)
    }

    /// A path beside the site, where nothing may appear.
    pub(crate) fn outside(&self, inner: &str) -> PathBuf {
        self.around.join(inner)
    }

    /// Writes a file and the folders above it.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Writes a file and the folders above it.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Makes a folder and those above it.
    pub(crate) fn folder(self, path: &str) -> Self {
        fs::create_dir_all(self.path(path)).unwrap();
        self
    }

    /// A symbolic link at `path`, which may lead anywhere.
    pub(crate) fn link(self, path: &str, target: impl AsRef<Path>) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
        self
    }

    /// A file of the site; empty where there is none.
    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_default()
    }

    /// Runs the program in the site's folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let output = answerbook().args(arguments).current_dir(self.root()).output().unwrap();
        Run::of(output)
    }

    /// Builds both editions, which must work.
    pub(crate) fn build(&self) -> &Self {
        self.run(&["build"]).ends_with(0);
        self
    }

    /// All files of an edition.
    pub(crate) fn edition(&self, name: &str) -> Files {
        files(&self.path("dist").join(name))
    }

    /// A file of the public edition as text.
    pub(crate) fn public(&self, path: &str) -> String {
        fs::read_to_string(self.path("dist/public").join(path)).unwrap()
    }

    /// Everything in the site's folder and beside it.
    pub(crate) fn everything(&self) -> Files {
        files(&self.around)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.around);
    }
}

/// Everything below a folder that is not a folder; links by where they lead.
pub(crate) fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    collect(folder, "", &mut found);
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if kind.is_dir() {
            found.insert(format!("{name}/"), Vec::new());
            collect(&path, &format!("{name}/"), found);
        } else if kind.is_symlink() {
            found.insert(name, fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes());
        } else if kind.is_file() {
            found.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// How a command ended, and what it said.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    pub(crate) fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The exit code must be this one.
    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }

    /// All of this must have been said, wherever.
    #[track_caller]
    pub(crate) fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(
                self.out.contains(word) || self.err.contains(word),
                "no {word:?} in:\n{}{}",
                self.out,
                self.err
            );
        }
        self
    }
}

/// The sample knowledge base, built once for all tests, as it is served under [`UNDER`].
pub(crate) fn sample() -> &'static Path {
    static SAMPLE: OnceLock<PathBuf> = OnceLock::new();
    SAMPLE.get_or_init(|| built(repository()))
}

/// The sample that is shown what its readers told: with the page *Content health*.
pub(crate) fn reported(report: &str) -> PathBuf {
    let book = book_of(repository());
    let (before, after) = book.split_once("[feedback]\n").unwrap();
    let folder = prepared(repository(), &format!("{before}[feedback]\nreport = \"report.json\"\n{after}"));
    fs::write(folder.join("report.json"), report).unwrap();
    built_in(&folder)
}

/// The manual, likewise.
pub(crate) fn manual() -> &'static Path {
    static MANUAL: OnceLock<PathBuf> = OnceLock::new();
    MANUAL.get_or_init(|| built(&repository().join("docs")))
}

/// The sample with the theme for paper, likewise.
pub(crate) fn paper() -> &'static Path {
    static PAPER: OnceLock<PathBuf> = OnceLock::new();
    PAPER.get_or_init(|| {
        let book = fs::read_to_string(repository().join("book.toml")).unwrap();
        let (default, paper) = ("name = \"default\"", "name = \"paper\"");
        assert!(book.contains(default));
        built_in(&prepared(repository(), &book.replace(default, paper)))
    })
}

/// Where sites are served in tests: nothing may depend on being at the root of a host.
pub(crate) const UNDER: &str = "/some/where/";

/// A site of the repository in a folder of its own, with an address under [`UNDER`]; the folder of its editions.
fn built(site: &Path) -> PathBuf {
    built_in(&prepared(site, &book_of(site)))
}

fn book_of(site: &Path) -> String {
    fs::read_to_string(site.join("book.toml")).unwrap()
}

/// The same with another `book.toml`, not yet built.
fn prepared(site: &Path, book: &str) -> PathBuf {
    let folder = new_folder();
    fs::write(folder.join("book.toml"), at_base(book)).unwrap();
    for beside in ["content", "logo.svg"].iter().filter(|name| site.join(name).exists()) {
        copy(&site.join(beside), &folder.join(beside));
    }
    folder
}

fn built_in(folder: &Path) -> PathBuf {
    Run::of(answerbook().arg("build").arg("--root").arg(folder).output().unwrap()).ends_with(0);
    folder.join("dist")
}

/// Copies a file or a folder.
pub(crate) fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        _ = fs::copy(from, to).unwrap();
        return;
    }
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let name = entry.unwrap().file_name();
        copy(&from.join(&name), &to.join(&name));
    }
}

/// The same `book.toml` with another `base-url`.
fn at_base(book: &str) -> String {
    let is_base = |line: &&str| line.starts_with("base-url");
    assert_eq!(book.lines().filter(is_base).count(), 1);
    let line = |line: &str| {
        if is_base(&line) { format!("base-url = \"{BASE}\"") } else { line.to_owned() }
    };
    book.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The address that sites are built for.
pub(crate) const BASE: &str = "https://help.example.com/some/where/";
