//! A site in memory: files in, both editions out, and ways to look at them.

pub mod html;
pub mod place;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use answerbook_kernel::holed::{Hole, Holed, Part};
use answerbook_kernel::promises::{self, Asked, Record};
use answerbook_kernel::site::Target;
use answerbook_kernel::{
    Audience, Checked, Config, Corpus, Diagnostic, File, Internal, Page, Public, Site as Projected,
    SourcePath, Sources,
};

/// What most cases need: a site whose pages are public unless they say otherwise.
pub const TOML: &str = "[book]\ntitle = \"Site\"\n\n[audience]\ndefault = \"public\"\n";

/// The files of a site, by their paths from its root.
#[derive(Clone, Debug)]
pub struct Site {
    files: BTreeMap<String, Vec<u8>>,
}

/// A site seen by both audiences, with everything that was said on the way.
pub struct Built {
    files: BTreeMap<String, Vec<u8>>,
    pub public: Projected<Public>,
    pub internal: Projected<Internal>,
    /// Said of the site as it is read, whoever reads it.
    pub read: Vec<Diagnostic>,
    pub of_public: Vec<Diagnostic>,
    pub of_internal: Vec<Diagnostic>,
}

impl Site {
    /// A site with a configuration and no page.
    pub fn new() -> Self {
        Self { files: BTreeMap::from([("book.toml".to_string(), TOML.into())]) }
    }

    /// Another configuration.
    pub fn toml(self, text: &str) -> Self {
        self.at("book.toml", text)
    }

    /// A file of the source folder.
    pub fn file(self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.at(&format!("content/{path}"), bytes)
    }

    /// A file anywhere.
    pub fn at(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_string(), bytes.into());
        self
    }

    /// Parses and projects for both audiences.
    pub fn build(&self) -> Built {
        let toml = String::from_utf8(self.files["book.toml"].clone()).unwrap();
        let (config, mut read) = Config::parse(&toml).into_parts();
        let (corpus, faults) = Corpus::parse(&Arc::new(self.sources()), &config).into_parts();
        read.extend(faults);
        let (public, of_public) = Checked::into_parts(corpus.project::<Public>());
        let (internal, of_internal) = Checked::into_parts(corpus.project::<Internal>());
        Built { files: self.files.clone(), public, internal, read, of_public, of_internal }
    }

    /// What is wrong with what the texts promise on a day.
    pub fn promises(&self, today: &str) -> Vec<Diagnostic> {
        let text = |name: &str| self.files.get(name).map(|bytes| String::from_utf8(bytes.clone()).unwrap());
        let book = text("book.toml").unwrap();
        let (config, _) = Config::parse(&book).into_parts();
        let (corpus, _) = Corpus::parse(&Arc::new(self.sources()), &config).into_parts();
        let record = text(promises::FILE).map(|text| Record::parse(text.as_bytes()).into_parts().0);
        let today = today.parse().unwrap();
        corpus.promises(&Asked { today, record: record.as_ref(), book: &book })
    }

    fn sources(&self) -> Sources {
        let mut sources = Sources::default();
        for (path, bytes) in &self.files {
            let file = File::new(SourcePath::new(path), bytes.as_slice());
            match path.strip_prefix("content/") {
                Some(inside) => sources.content.insert(inside.into(), file),
                None if path == "book.toml" => {
                    sources.config = Some(std::str::from_utf8(bytes).unwrap().into());
                    None
                }
                None => sources.beside.insert(path.as_str().into(), file),
            };
        }
        sources
    }
}

impl Built {
    /// Whether nothing keeps either edition from being published.
    pub fn is_clean(&self) -> bool {
        self.all().iter().all(|(_, fault)| !fault.is_error())
    }

    /// Everything that was said, with the edition it was said of where only one was meant.
    pub fn all(&self) -> Vec<(&'static str, &Diagnostic)> {
        let both = |fault: &Diagnostic| self.of_public.contains(fault) && self.of_internal.contains(fault);
        let mut all: Vec<(&'static str, &Diagnostic)> = self.read.iter().map(|fault| ("", fault)).collect();
        all.extend(self.of_public.iter().map(|fault| (if both(fault) { "" } else { " public" }, fault)));
        all.extend(self.of_internal.iter().filter(|fault| !both(fault)).map(|fault| (" internal", fault)));
        all.sort_by_key(|(_, fault)| *fault);
        all.dedup();
        all
    }

    /// `error[AB0002] content/a.md:3:5`, with ` public` or ` internal` behind it when said of one edition alone.
    pub fn said(&self) -> Vec<String> {
        self.all().into_iter().map(|(edition, fault)| self.line(edition, fault)).collect()
    }

    /// One diagnostic in the short form of the suite.
    pub fn line(&self, edition: &str, fault: &Diagnostic) -> String {
        let at = place::line_and_column(self.files.get(fault.span.file.as_str()), fault.span.start);
        format!("{}[{}] {}:{at}{edition}", fault.severity.word(), fault.code, fault.span.file)
    }
}

/// The page at an address.
pub fn page<'s, A: Audience>(site: &'s Projected<A>, address: &str) -> Option<&'s Page<A>> {
    site.pages().map(|(_, page)| page).find(|page| page.address == address)
}

/// The HTML of a page's text, holes filled in the simplest way.
pub fn body<A: Audience>(site: &Projected<A>, page: &Page<A>) -> String {
    fill(site, page, &page.body.html)
}

/// A text with its holes filled: pages as `/address/`, files as `/asset/path`, words as their fallback.
pub fn fill<A: Audience>(site: &Projected<A>, page: &Page<A>, text: &Holed) -> String {
    let mut out = String::new();
    for part in text.parts() {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Hole(Hole::Destination(number)) => address(site, &page.targets[number], &mut out),
            Part::Hole(Hole::Facts(number)) => write!(out, "facts {number}").unwrap(),
            Part::Hole(Hole::Label(number)) => out.push_str(&page.body.labels.get(number).unwrap().fallback),
            Part::Hole(Hole::Question | Hole::Answer) => {}
        }
    }
    out
}

fn address<A: Audience>(site: &Projected<A>, target: &Target<A>, out: &mut String) {
    let hash = |fragment: &str| {
        if fragment.is_empty() { String::new() } else { format!("#{fragment}") }
    };
    let text = match target {
        Target::Page(id, fragment) => format!("/{}{}", site.page(*id).address, hash(fragment)),
        Target::Asset(path) => format!("/asset/{path}"),
        Target::Fragment(fragment) => hash(fragment),
        Target::External(raw) | Target::Broken(raw) => raw.clone(),
        Target::Beside(ups, rest) => format!("/{}{rest}", "../".repeat(*ups)),
        Target::Nothing => String::new(),
    };
    pulldown_cmark_escape::escape_href(out, &text).unwrap();
}
