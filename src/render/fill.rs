//! Fills the holes of a page's text: addresses, facts about files, words of the interface.

use std::fmt::Write;

use answerbook_kernel::holed::{Hole, Holed, Part};
use answerbook_kernel::labels::Labels;
use answerbook_kernel::site::{Page, Target};
use answerbook_kernel::{Audience, Level, PageId, Site};

use crate::files::Files;
use crate::render::address;
use crate::render::versions::{QUERY, replaces};
use crate::theme::Words;

/// What holes are filled with.
pub struct Filler<'a, A: Audience> {
    /// The site.
    pub site: &'a Site<A>,
    /// Address of the page.
    pub address: &'a str,
    /// Where the addresses of the text lead, by number.
    pub targets: &'a [Target<A>],
    /// Words of the interface in the text, by number.
    pub labels: &'a Labels,
    /// Published files.
    pub files: &'a Files,
    /// Words in the page's language.
    pub words: &'a Words,
}

/// HTML in parts: before the first question, and each question's heading and answer.
#[derive(Debug, Default)]
pub struct Parts {
    /// What stands before the first question, or everything.
    pub before: String,
    /// Heading (the whole element) and answer of each question.
    pub questions: Vec<(String, String)>,
}

impl<'a, A: Audience> Filler<'a, A> {
    /// For the text of a page.
    pub fn of(page: &'a Page<A>, site: &'a Site<A>, files: &'a Files, words: &'a Words) -> Self {
        let (targets, labels) = (&page.targets, &page.body.labels);
        Self { site, address: &page.address, targets, labels, files, words }
    }

    /// The text as HTML.
    pub fn html(&self, text: &Holed) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 8);
        for part in text.parts() {
            self.part(part, &mut out);
        }
        out
    }

    /// The text as HTML, divided at questions.
    pub fn parts(&self, text: &Holed) -> Parts {
        let mut parts = Parts::default();
        let mut out = String::with_capacity(text.len());
        for part in text.parts() {
            match part {
                Part::Hole(Hole::Question) => {
                    let done = std::mem::take(&mut out);
                    match parts.questions.last_mut() {
                        Some((_, answer)) => *answer = done,
                        None => parts.before = done,
                    }
                    parts.questions.push((String::new(), String::new()));
                }
                Part::Hole(Hole::Answer) => {
                    let heading = std::mem::take(&mut out);
                    if let Some(question) = parts.questions.last_mut() {
                        question.0 = heading;
                    }
                }
                part => self.part(part, &mut out),
            }
        }
        match parts.questions.last_mut() {
            Some((_, answer)) => *answer = out,
            None => parts.before = out,
        }
        parts
    }

    fn part(&self, part: Part<'_>, out: &mut String) {
        match part {
            Part::Text(text) => out.push_str(text),
            Part::Hole(Hole::Destination(number)) => self.address(number, out),
            Part::Hole(Hole::Facts(number)) => self.facts(number, out),
            Part::Hole(Hole::Label(number)) => self.label(number, out),
            Part::Hole(Hole::Question | Hole::Answer) => {}
        }
    }

    /// The hole stands between quotes, so that a picture's size can be added after the address.
    fn address(&self, number: usize, out: &mut String) {
        let Some(target) = self.targets.get(number) else { return };
        out.push_str(&self.seen(target));
        if self.is_for_staff(target) && out.rfind('<').is_some_and(|at| is_link(&out[at..])) {
            out.push_str("\" data-staff=\"");
        }
        let shown = out.rfind('<').is_some_and(|at| out[at..].starts_with("<img "));
        if let Target::Asset(asset) = target
            && shown
            && let Some((width, height)) = self.files.get(asset).and_then(|file| file.dimensions)
        {
            // Writing to a String cannot fail.
            let _ = write!(out, "\" width=\"{width}\" height=\"{height}");
        }
    }

    /// The address that a target has. A newer version that names an older one means that very version.
    fn seen(&self, target: &Target<A>) -> String {
        let address = address::of(target, self.address, self.site, self.files);
        let older = match target {
            Target::Page(id, _) => self.site.page(*id),
            _ => return address,
        };
        let own = self.site.find(self.address).map(|id| self.site.page(id));
        if older.policy.superseded_by.is_none() || !own.is_some_and(|own| replaces(self.site, own, older)) {
            return address;
        }
        let (path, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
        format!("{path}{QUERY}{fragment}")
    }

    /// Whether a customer cannot go where an address leads: what staff copy for one keeps no such link.
    fn is_for_staff(&self, target: &Target<A>) -> bool {
        if A::SEES == Level::Public {
            return false;
        }
        match target {
            Target::Page(page, fragment) => !self.has_public(*page, fragment),
            Target::External(address) => {
                self.own(address).is_some_and(|(page, id)| !self.has_public(page, id))
            }
            // Whether another page publishes a file of a page for staff is not looked for.
            Target::Asset(_) | Target::Fragment(_) | Target::Beside(..) => self.is_staff_page(),
            Target::Broken(_) | Target::Nothing => true,
        }
    }

    fn is_staff_page(&self) -> bool {
        self.site.find(self.address).is_some_and(|page| self.site.page(page).level == Level::Internal)
    }

    /// Whether customers have a page, and the place on it.
    fn has_public(&self, page: PageId<A>, fragment: &str) -> bool {
        let page = self.site.page(page);
        let body = page.wording.as_ref().map_or(&page.body, |wording| &wording.body);
        page.level == Level::Public && (fragment.is_empty() || body.ids.contains(fragment))
    }

    /// The page that an absolute address of the public edition names.
    fn own<'t>(&self, address: &'t str) -> Option<(PageId<A>, &'t str)> {
        let path = address.strip_prefix(self.site.config().base_url.as_deref()?)?;
        let (path, fragment) = path.split_once('#').unwrap_or((path, ""));
        let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
        let page = self.site.find(&path).or_else(|| self.site.find(&format!("{path}/")))?;
        Some((page, fragment))
    }

    fn facts(&self, number: usize, out: &mut String) {
        if let Some(Target::Asset(path)) = self.targets.get(number)
            && let Some(file) = self.site.assets().get(path)
        {
            out.push_str(&escape(&path.extension().to_uppercase()));
            out.push_str(", ");
            out.push_str(&size(file.size));
        }
    }

    fn label(&self, number: usize, out: &mut String) {
        if let Some(label) = self.labels.get(number) {
            let word = self.words.get(&label.key).unwrap_or(&label.fallback);
            out.push_str(&escape(word));
        }
    }
}

/// Whether a tag that is open leads somewhere, or shows a file.
fn is_link(tag: &str) -> bool {
    tag.starts_with("<a ") || tag.starts_with("<img ")
}

/// A size as readers know it: kilobytes of a thousand bytes.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Text for HTML, in attributes too.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#x27;"),
            c => out.push(c),
        }
    }
    out
}
