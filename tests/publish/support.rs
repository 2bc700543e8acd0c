//! A place to play in, outputs to publish, and a way to see whether anything changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use answerbook::output::Output;
use answerbook::publish::{Lock, PublishDir, PublishError, Receipt, SiteFolders, publish, verify};
use answerbook_kernel::{Audience, Checked, Clean, OutputPath, Public};

/// A folder of its own for each test, gone afterwards.
pub(crate) struct Temp(PathBuf);

impl Temp {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("publish-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = base().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path.canonicalize().unwrap())
    }

    pub(crate) fn path(&self, inner: &str) -> PathBuf {
        self.0.join(inner)
    }

    /// Writes a file and the folders above it.
    pub(crate) fn file(&self, path: &str, text: &str) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn folder(&self, path: &str) -> &Self {
        fs::create_dir_all(self.path(path)).unwrap();
        self
    }

    /// A link at `path` that leads to `target`, both in this folder.
    pub(crate) fn link(&self, path: &str, target: &str) -> &Self {
        std::os::unix::fs::symlink(self.path(target), self.path(path)).unwrap();
        self
    }

    /// The site in `site`, with a home and a working folder beside it.
    pub(crate) fn site(&self) -> SiteFolders {
        SiteFolders {
            root: self.path("site"),
            sources: self.path("site/content"),
            themes: self.path("site/themes"),
            home: Some(self.path("home/me")),
            working: self.path("work"),
        }
    }

    /// Everything in here: kind, length or target, and content.
    pub(crate) fn all(&self) -> BTreeMap<PathBuf, String> {
        let mut all = BTreeMap::new();
        describe(&self.0, &mut all);
        all
    }

    pub(crate) fn publish<A: Audience>(&self, output: &Clean<Output<A>>) -> Result<Receipt, PublishError> {
        publish_to(&self.path("site/dist"), &self.site(), output)
    }
}

/// Memory where there is some: thousands of files come and go.
fn base() -> &'static Path {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { memory } else { Path::new(env!("CARGO_TARGET_TMPDIR")) }
}

impl Drop for Temp {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

fn describe(folder: &Path, all: &mut BTreeMap<PathBuf, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let kind = path.symlink_metadata().unwrap().file_type();
        let text = if kind.is_symlink() {
            format!("link to {:?}", fs::read_link(&path).unwrap())
        } else if kind.is_dir() {
            describe(&path, all);
            "folder".to_owned()
        } else {
            format!("file {:?}", fs::read(&path).unwrap())
        };
        all.insert(path, text);
    }
}

/// The whole sequence of a build.
pub(crate) fn publish_to<A: Audience>(
    out: &Path,
    site: &SiteFolders,
    output: &Clean<Output<A>>,
) -> Result<Receipt, PublishError> {
    let to = PublishDir::check(out, site)?;
    let lock = Lock::take(out)?;
    let receipt = publish(output, &to, &lock)?;
    lock.release()?;
    Ok(receipt)
}

/// An output of these files.
pub(crate) fn output<A: Audience>(files: &[(&str, &str)]) -> Clean<Output<A>> {
    let mut output = Output::default();
    for (path, text) in files {
        output.insert(OutputPath::new(path).unwrap(), text.as_bytes()).unwrap();
    }
    clean(output)
}

/// A site of some size: a third of its files is the same whatever the word, a third is named by it.
pub(crate) fn sized(word: &str, count: u32) -> Clean<Output<Public>> {
    let mut output = Output::default();
    for n in 0..count {
        let page = format!("<p>{word} {n}</p>").repeat(40);
        for (path, text) in [
            (format!("s{}/page-{n}/index.html", n % 7), page.as_str()),
            (format!("s{}/page-{n}.md", n % 7), "the same in all"),
            (format!("assets/{word}-{n}.css"), word),
        ] {
            output.insert(OutputPath::new(path).unwrap(), text.as_bytes()).unwrap();
        }
    }
    clean(output)
}

fn clean<A: Audience>(output: Output<A>) -> Clean<Output<A>> {
    Checked::new(output).into_clean().unwrap()
}

/// Whether a folder holds exactly this output, by its own list and by comparison.
pub(crate) fn is_exactly(folder: &Path, output: &Clean<Output<Public>>) -> bool {
    let listed = verify(folder).unwrap();
    let same = |(path, bytes): (&OutputPath, &std::sync::Arc<[u8]>)| {
        fs::read(folder.join(path.as_str())).is_ok_and(|found| found[..] == bytes[..])
    };
    listed.files.len() == output.get().len() && output.get().files().all(same)
}

/// The names in a folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}
