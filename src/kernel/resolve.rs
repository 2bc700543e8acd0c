//! Where addresses lead: looked up by source path, checked down to the heading, refused where the reader may not go.

use percent_encoding::percent_decode_str;

use crate::audience::{Audience, Level};
use crate::body::Body;
use crate::config::RawHtml;
use crate::destination::{self, Destination, Form, Use};
use crate::diagnostic::{Code, Diagnostic};
use crate::draft::Draft;
use crate::library::Library;
use crate::nearest;
use crate::path::{self, SourcePath};
use crate::site::{PageId, Target};
use crate::span::Span;
use crate::stray;
use crate::world::World;

/// What addresses can lead to, for one audience.
pub(crate) struct Resolver<'a, A: Audience> {
    pub library: &'a Library<'a>,
    pub world: &'a World<A>,
    pub drafts: &'a [Draft],
    /// The ids of a document's page in the edition for staff.
    pub internal_ids: &'a (dyn Fn(usize) -> std::collections::BTreeSet<String> + Sync),
}

/// Where an address stands.
#[derive(Clone, Copy)]
pub(crate) struct From<'a> {
    /// Folder in the source folder that relative addresses begin in.
    pub folder: &'a str,
    /// Address of the page.
    pub address: &'a str,
    /// The page's own document.
    pub document: Option<usize>,
    /// The text it stands in, for addresses that are only fragments.
    pub body: &'a Body,
}

/// What a path in the source names.
enum Found<A> {
    Page(PageId<A>),
    Asset(SourcePath),
    /// It is there, but not for this audience; its path.
    Denied(String),
    Draft(String),
    Nothing,
}

impl<A: Audience> Resolver<'_, A> {
    /// Where a destination leads.
    pub fn target(
        &self,
        destination: &Destination,
        from: From<'_>,
        faults: &mut Vec<Diagnostic>,
    ) -> Target<A> {
        match destination::form(&destination.raw) {
            Form::External => self.external(destination, from, faults),
            Form::Unsafe => self.unsafe_scheme(destination, faults),
            Form::Fragment(fragment) | Form::Local { path: "", fragment }
                if destination.usage == Use::Link =>
            {
                let fragment = decode(fragment);
                if self.anchor_holds(&fragment, (from.body, from.document), destination, faults) {
                    Target::Fragment(fragment)
                } else if A::SEES == Level::Public
                    && from.document.is_some_and(|own| (self.internal_ids)(own).contains(&fragment))
                {
                    Target::Nothing
                } else {
                    Target::Broken(destination.raw.clone())
                }
            }
            Form::Fragment(fragment) => self.local(destination, from, ("", fragment), faults),
            Form::Local { path, fragment } => self.local(destination, from, (path, fragment), faults),
        }
    }

    fn local(
        &self,
        destination: &Destination,
        from: From<'_>,
        (path, fragment): (&str, &str),
        faults: &mut Vec<Diagnostic>,
    ) -> Target<A> {
        let decoded = decode(path);
        let Some(joined) = joined(from.folder, &decoded) else {
            return self.beside(destination, from.folder, &decoded, fragment, faults);
        };
        match self.find(&joined, &decoded, from, destination.usage) {
            Found::Page(page) => self.page(page, fragment, destination, faults),
            Found::Asset(path) => Target::Asset(path),
            Found::Denied(path) => {
                faults.push(self.denied(destination, &path));
                Target::Nothing
            }
            Found::Draft(path) => {
                self.broken(destination, faults, |fault| fault.note(format!("`{path}` is a draft")));
                Target::Broken(destination.raw.clone())
            }
            Found::Nothing => {
                let help = self.nearest_path(&joined);
                self.broken(destination, faults, |fault| fault.maybe_help(help));
                Target::Broken(destination.raw.clone())
            }
        }
    }

    fn page(
        &self,
        page: PageId<A>,
        fragment: &str,
        destination: &Destination,
        faults: &mut Vec<Diagnostic>,
    ) -> Target<A> {
        let fragment = decode(fragment);
        let draft = &self.drafts[page.index()];
        if !fragment.is_empty()
            && !self.anchor_holds(&fragment, (&draft.body, draft.document), destination, faults)
        {
            return Target::Page(page, String::new());
        }
        Target::Page(page, fragment)
    }

    /// An address of the public site itself is no way around what may be linked to.
    fn external(&self, destination: &Destination, from: From<'_>, faults: &mut Vec<Diagnostic>) -> Target<A> {
        let base = self.library.config.base_url.as_deref();
        let own = base.and_then(|base| destination.raw.strip_prefix(base));
        let path = own.map(|rest| decode(rest.split(['#', '?']).next().unwrap_or(rest)));
        let joined = path.as_deref().and_then(|path| path::join("", path)).filter(|path| !path.is_empty());
        if let (Some(joined), Some(path)) = (joined, path)
            && let Found::Denied(denied) = self.find(&joined, &format!("/{path}"), from, destination.usage)
        {
            faults.push(self.denied(destination, &denied));
            return Target::Nothing;
        }
        Target::External(destination.raw.clone())
    }

    /// Tries what authors of different tools mean by a path.
    fn find(&self, joined: &str, written: &str, from: From<'_>, usage: Use) -> Found<A> {
        let content = &self.library.sources.content;
        let bare = joined.trim_end_matches('/');
        if let Some(document) = self.library.find(bare) {
            return self.document(document);
        }
        if content.contains_key(bare) && !self.library.is_apart(bare) {
            return self.asset(bare);
        }
        if usage == Use::Embed {
            return Found::Nothing;
        }
        let stem = bare.strip_suffix(".html").or_else(|| bare.strip_suffix(".htm"));
        let stem = stem.map_or(bare, |stem| {
            stem.strip_suffix("index").map_or(stem, |folder| folder.trim_end_matches('/'))
        });
        let candidates = [format!("{stem}.md"), format!("{stem}.markdown")];
        if let Some(document) = candidates.iter().find_map(|path| self.library.find(path)) {
            return self.document(document);
        }
        if let Some(page) = self.world.by_folder.get(stem) {
            return Found::Page(*page);
        }
        if self.world.folders.contains(stem) {
            return Found::Denied(format!("{stem}/"));
        }
        self.published(stem, written, from)
    }

    /// A path may also be the address of a page, absolute or as seen from the page's own address.
    fn published(&self, stem: &str, written: &str, from: From<'_>) -> Found<A> {
        let relative = path::join(from.address, written.trim_start_matches('/'));
        let absolute = path::join("", stem);
        let relative = if written.starts_with('/') { None } else { relative };
        for candidate in [absolute, relative].into_iter().flatten() {
            let address = candidate.trim_end_matches("index.html").trim_end_matches('/').to_string() + "/";
            if let Some(page) = self.at(&address) {
                return Found::Page(page);
            }
        }
        Found::Nothing
    }

    /// The page at an address, or at what was one.
    fn at(&self, address: &str) -> Option<PageId<A>> {
        let now = self.drafts.binary_search_by(|draft| draft.address.as_str().cmp(address)).ok();
        now.map(PageId::new).or_else(|| self.world.by_former.get(address).copied())
    }

    fn document(&self, document: usize) -> Found<A> {
        let path = self.library.documents[document].place.path.clone();
        match self.world.by_document[document] {
            Some(page) => Found::Page(page),
            None if !A::admits(self.library.level(document)) => Found::Denied(path),
            None if self.library.documents[document].front.draft => Found::Draft(path),
            None => Found::Nothing,
        }
    }

    /// A file is for whom its folder is for; a text that marks parts of itself cannot be handed out as it is.
    fn asset(&self, path: &str) -> Found<A> {
        let level = self.library.folder_level(path).unwrap_or(Level::Public);
        let file = &self.library.sources.content[path];
        let text = file
            .bytes
            .as_deref()
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .filter(|_| A::SEES == Level::Public);
        if !A::admits(level) || text.is_some_and(stray::marks_audience) {
            return Found::Denied(path.to_string());
        }
        Found::Asset(file.path.clone())
    }

    fn anchor_holds(
        &self,
        fragment: &str,
        (body, document): (&Body, Option<usize>),
        destination: &Destination,
        faults: &mut Vec<Diagnostic>,
    ) -> bool {
        if has_place(body, fragment) {
            return true;
        }
        let hidden = document
            .filter(|_| A::SEES == Level::Public)
            .is_some_and(|document| (self.internal_ids)(document).contains(fragment));
        if hidden {
            let message = "public page links to a heading that is internal";
            faults.push(
                Diagnostic::error(Code::InternalFromPublic, destination.span.clone(), message)
                    .note(format!("`#{fragment}` is for `internal` only")),
            );
        } else {
            faults.push(
                Diagnostic::error(
                    Code::BrokenAnchor,
                    destination.span.clone(),
                    format!("broken anchor `#{fragment}`"),
                )
                .with_severity(self.library.config.broken_links)
                .maybe_help(nearest::did_you_mean(fragment, body.ids.iter().map(String::as_str))),
            );
        }
        false
    }

    fn denied(&self, destination: &Destination, path: &str) -> Diagnostic {
        let verb = match destination.usage {
            Use::Link => "links to",
            Use::Embed => "embeds",
        };
        let thing = if path.ends_with('/') {
            "section"
        } else if crate::source::is_page(path) {
            "page"
        } else {
            "file"
        };
        let mut fault = Diagnostic::error(
            Code::InternalFromPublic,
            destination.span.clone(),
            format!("public page {verb} an internal {thing}"),
        )
        .note(format!("`{path}` is for `internal` only"))
        .help("put the paragraph inside `:::internal`, or publish the target");
        if let Some(document) = self.library.find(path) {
            let document = &self.library.documents[document];
            let place = document.front.audience.as_ref().map(|at| at.span.clone());
            let place = place
                .filter(|span| span.file == document.path)
                .unwrap_or_else(|| Span::start_of(&document.path));
            fault = fault.label(place, "the target is internal");
        }
        fault
    }

    fn broken(
        &self,
        destination: &Destination,
        faults: &mut Vec<Diagnostic>,
        more: impl FnOnce(Diagnostic) -> Diagnostic,
    ) {
        let (code, message) = match destination.usage {
            Use::Link => (Code::BrokenLink, format!("broken link to `{}`", shown(&destination.raw))),
            Use::Embed => (Code::MissingAsset, format!("missing file `{}`", shown(&destination.raw))),
        };
        let fault = Diagnostic::error(code, destination.span.clone(), message);
        faults.push(more(fault.with_severity(self.library.config.broken_links)));
    }

    fn unsafe_scheme(&self, destination: &Destination, faults: &mut Vec<Diagnostic>) -> Target<A> {
        if self.library.config.raw_html == RawHtml::Trusted {
            return Target::External(destination.raw.clone());
        }
        let message = format!("link with an unsafe scheme: `{}`", shown(&destination.raw));
        faults.push(
            Diagnostic::error(Code::UnsafeLink, destination.span.clone(), message)
                .with_severity(self.library.config.broken_links)
                .help("links may begin with `https:`, `http:`, `mailto:`, `tel:` and a few more"),
        );
        Target::Nothing
    }

    /// A page beside the site on the same host cannot be checked; anything else outside is refused.
    fn beside(
        &self,
        destination: &Destination,
        folder: &str,
        path: &str,
        fragment: &str,
        faults: &mut Vec<Diagnostic>,
    ) -> Target<A> {
        let page = path.ends_with(".html") || path.ends_with(".htm") || path.ends_with('/');
        if destination.usage == Use::Link && page {
            let depth = folder.split('/').filter(|part| !part.is_empty()).count();
            let ups = path.split('/').filter(|part| *part == "..").count();
            let rest: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "..")).collect();
            let hash = if fragment.is_empty() { String::new() } else { format!("#{fragment}") };
            return Target::Beside(ups.saturating_sub(depth), rest.join("/") + &hash);
        }
        let message = format!("`{}` leads outside of the source folder", shown(path));
        faults.push(
            Diagnostic::error(Code::OutsideSource, destination.span.clone(), message)
                .with_severity(self.library.config.broken_links)
                .help("copy the file into the source folder"),
        );
        Target::Nothing
    }

    /// The path that was most likely meant, among those this audience may know.
    fn nearest_path(&self, path: &str) -> Option<String> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let same = |candidate: &str| candidate.rsplit('/').next() == Some(name);
        let moved = self
            .library
            .names()
            .find(|candidate| same(candidate))
            .map(|found| format!("did you mean `{found}`?"));
        moved.or_else(|| nearest::did_you_mean(path, self.library.names()))
    }
}

/// Whether an address may end in a fragment: a place on the page, or what browsers understand by themselves. Which places a page
/// has that could not be read nobody knows, and one fault would be told as many.
pub(crate) fn has_place(body: &Body, fragment: &str) -> bool {
    let known = fragment == "top" || fragment.is_empty() || fragment.starts_with(":~:");
    known || body.unread || body.ids.contains(fragment)
}

fn joined(folder: &str, written: &str) -> Option<String> {
    let base = if written.starts_with('/') { "" } else { folder };
    path::join(base, written)
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_string(), std::borrow::Cow::into_owned)
}

/// An address for a message: not longer than a line.
fn shown(raw: &str) -> String {
    let mut short: String = raw.chars().take(80).flat_map(char::escape_debug).collect();
    if raw.chars().count() > 80 {
        short.push('…');
    }
    short
}
