//! Files that only internal text has to do with: their names, their bytes and the hashes of these.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use answerbook_kernel::SourcePath;
use sha2::{Digest, Sha256};

use super::AuditError;
use super::lines::Reader;
use super::markdown::Find;
use super::prints::{About, Check, Place, Prints};
use super::report::Kind;
use super::site::{File, Page, Site};
use super::views;
use crate::disk;

/// How many of the first letters of its hash the name of a published file has.
const IN_NAME: usize = 12;

/// The bytes of internal files.
#[derive(Debug, Default)]
pub(super) struct Digests {
    /// Size and SHA-256 to the number of the file's fingerprint.
    by_content: BTreeMap<(u64, [u8; 32]), u32>,
    sizes: BTreeSet<u64>,
}

impl Digests {
    /// The fingerprint of a file with these bytes.
    pub fn find(&self, bytes: &[u8]) -> Option<u32> {
        let size = bytes.len() as u64;
        if !self.sizes.contains(&size) {
            return None;
        }
        self.by_content.get(&(size, Sha256::digest(bytes).into())).copied()
    }

    /// Follows the fingerprints to their new numbers.
    pub fn renumber(&mut self, new: impl Fn(u32) -> u32) {
        self.by_content.values_mut().for_each(|number| *number = new(*number));
    }
}

/// Adds the fingerprints of internal files.
pub(super) fn add(root: &Path, site: &Site, prints: &mut Prints) -> Result<Digests, AuditError> {
    let uses = Uses::of(site);
    let mut digests = Digests::default();
    for file in site.files.iter().filter(|file| uses.is_internal(file)) {
        let bytes = match &file.bytes {
            Some(bytes) => bytes.clone(),
            None => Arc::from(disk::read_file(root, &SourcePath::new(&*file.shown))?),
        };
        if is_public_too(&bytes, site, &uses) {
            continue;
        }
        let expected = uses.linked.contains(&file.path);
        add_file(file, &bytes, expected, prints, &mut digests);
    }
    Ok(digests)
}

/// Whether a file that is not internal has the same bytes: then they are no secret. Media are not compared.
fn is_public_too(bytes: &[u8], site: &Site, uses: &Uses) -> bool {
    let public = site.files.iter().filter(|other| !uses.is_internal(other));
    public.filter_map(|other| other.bytes.as_deref()).any(|other| other == bytes)
}

fn add_file(file: &File, bytes: &Arc<[u8]>, expected: bool, prints: &mut Prints, digests: &mut Digests) {
    let about = if expected { About::new(Kind::Asset) } else { About::new(Kind::Asset).unproven() };
    let place = |text: &str| Place {
        path: file.shown.clone(),
        line: 1,
        text: Arc::from(text.as_bytes()),
        group: u32::MAX,
    };
    let name = file.path.rsplit('/').next().unwrap_or(&file.path);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    prints.value(About { check: Check::Name, ..about.unproven() }, place(stem));
    let sha: [u8; 32] = Sha256::digest(&**bytes).into();
    let hex: String = sha.iter().map(|byte| format!("{byte:02x}")).collect();
    prints.value(about.unproven(), place(&hex));
    let number = u32::try_from(prints.all.len()).unwrap_or(u32::MAX);
    prints.value(about, place(&blake3::hash(bytes).to_hex()[..IN_NAME]));
    // An empty file is nobody's.
    if !bytes.is_empty() && prints.all.len() > number as usize {
        digests.sizes.insert(bytes.len() as u64);
        digests.by_content.insert((bytes.len() as u64, sha), number);
    }
    add_text(file, bytes, prints);
}

/// The text of a file that has some.
fn add_text(file: &File, bytes: &Arc<[u8]>, prints: &mut Prints) {
    if views::is_binary(bytes) {
        return;
    }
    let place =
        prints.place(Place { path: file.shown.clone(), line: 1, text: bytes.clone(), group: u32::MAX });
    views::read(&file.path, bytes, &mut |view| {
        prints.runs(About::new(Kind::Text).unproven(), place, view.tokens);
    });
}

/// Which files are named where.
#[derive(Debug, Default)]
struct Uses {
    /// Paths that internal text links to or shows.
    linked: BTreeSet<String>,
    /// Names that internal text has.
    internal: BTreeSet<String>,
    /// Names that public text has.
    public: BTreeSet<String>,
}

impl Uses {
    fn of(site: &Site) -> Self {
        let mut uses = Self::default();
        for page in site.pages.iter().filter(|page| page.has_more() && page.reader != Reader::Nobody) {
            uses.link(page);
            uses.internal.extend(names(&page.only(Reader::Internal, &page.text)));
        }
        uses.internal.retain(|name| site.files.iter().any(|file| file.path.to_lowercase().ends_with(name)));
        if !uses.internal.is_empty() {
            let pages = site.pages.iter().filter(|page| page.reader == Reader::Public);
            uses.public = pages.flat_map(|page| names(&page.only(Reader::Public, &page.text))).collect();
            uses.public.extend(names(site.config_text.as_bytes()));
        }
        uses
    }

    fn link(&mut self, page: &Page) {
        let folder = page.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (find, range) in &page.clean.finds {
            if *find == Find::Link && page.reader_at(range.start) == Reader::Internal {
                let address = String::from_utf8_lossy(&page.text[range.clone()]).into_owned();
                self.linked.extend(answerbook_kernel::path::join(folder, address.trim_matches(['<', '>'])));
            }
        }
    }

    fn is_internal(&self, file: &File) -> bool {
        let name = file.path.rsplit('/').next().unwrap_or(&file.path).to_lowercase();
        match file.reader {
            Some(Reader::Internal | Reader::Nobody) => true,
            Some(Reader::Public) | None => self.internal.contains(&name) && !self.public.contains(&name),
        }
    }
}

/// Everything that looks like the name of a file, in lower case.
fn names(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let inner = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '%' | '+' | '@');
    let words = text.split(|c: char| !inner(c)).filter(|word| word.trim_matches('.').contains('.'));
    let decode = |word: &str| percent_encoding::percent_decode_str(word).decode_utf8_lossy().to_lowercase();
    words.map(|word| decode(word.trim_end_matches('.'))).collect()
}
