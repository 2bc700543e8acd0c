//! Texts that a page takes from other files, remembered so that it can be told later whether the page still says the same.

use std::cell::RefCell;
use std::sync::Arc;

use crate::audience::Level;
use crate::diagnostic::{Code, Diagnostic};
use crate::document::{self, Document};
use crate::library::Library;
use crate::path::SourcePath;
use crate::source::File;
use crate::span::Span;
use crate::stray;

/// What came of an include.
pub(crate) enum Included {
    /// There is no such file.
    Missing,
    /// It is for others.
    Denied,
    /// Its text, and where that begins in the file.
    Text {
        /// The file.
        file: SourcePath,
        /// First byte of the text in the file.
        at: usize,
        /// The text.
        text: Arc<str>,
        /// What is wrong with the file.
        faults: Vec<Diagnostic>,
    },
}

/// What stands at a path, for an audience.
enum Origin {
    Missing,
    Denied,
    Page(Arc<Document>),
    Text(File, Arc<[u8]>),
}

impl Origin {
    fn of(library: &Library<'_>, path: &str, sees: Level) -> Self {
        let Some(file) = library.sources.content.get(path).filter(|_| !library.is_apart(path)) else {
            return Self::Missing;
        };
        if let Some(index) = library.find(path) {
            let denied = library.level(index) > sees;
            return if denied { Self::Denied } else { Self::Page(Arc::clone(&library.documents[index])) };
        }
        // A text that is no page is for whom its folder is for, else for whom the site is.
        if library.folder_level(path).unwrap_or(library.config.default_audience) > sees {
            return Self::Denied;
        }
        file.bytes.as_ref().map_or(Self::Missing, |bytes| Self::Text(file.clone(), Arc::clone(bytes)))
    }

    /// Whether it is the very same; what is missing is told with names of other files, which may change.
    fn is_still(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Denied, Self::Denied) => true,
            (Self::Page(own), Self::Page(other)) => Arc::ptr_eq(own, other),
            (Self::Text(_, own), Self::Text(_, other)) => Arc::ptr_eq(own, other),
            (Self::Missing | Self::Denied | Self::Page(_) | Self::Text(..), _) => false,
        }
    }

    fn included(&self) -> Included {
        match self {
            Self::Missing => Included::Missing,
            Self::Denied => Included::Denied,
            Self::Page(document) => {
                let text = Arc::from(&document.text[document.body..]);
                Included::Text { file: document.path.clone(), at: document.body, text, faults: Vec::new() }
            }
            Self::Text(file, _) => text_of(file),
        }
    }
}

fn text_of(file: &File) -> Included {
    let mut faults = Vec::new();
    let text = document::utf8(file, &mut faults);
    faults.extend(stray::audience_lines(&text).into_iter().map(|line| {
        let span = Span::new(&file.path, line);
        Diagnostic::error(Code::Audience, span, "an included file has no front matter")
            .help("make it a page, put it into a section for staff, or use `:::internal` inside it")
    }));
    Included::Text { file: file.path.clone(), at: 0, text, faults }
}

/// What one page takes from other files, while it is read.
pub(crate) struct Inclusions<'a> {
    library: &'a Library<'a>,
    sees: Level,
    taken: RefCell<Taken>,
}

/// What a page took from where.
#[derive(Default)]
pub(crate) struct Taken(Vec<(String, Origin)>);

impl std::fmt::Debug for Taken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(path, _)| path)).finish()
    }
}

impl<'a> Inclusions<'a> {
    /// Nothing was taken yet.
    pub fn new(library: &'a Library<'a>, sees: Level) -> Self {
        Self { library, sees, taken: RefCell::default() }
    }

    /// The text to be included from a path.
    pub fn take(&self, path: &str) -> Included {
        let origin = Origin::of(self.library, path, self.sees);
        let included = origin.included();
        self.taken.borrow_mut().0.push((path.to_string(), origin));
        included
    }

    /// Everything that was taken.
    pub fn into_taken(self) -> Taken {
        self.taken.into_inner()
    }
}

impl Taken {
    /// Whether all of it would be taken again.
    pub fn holds(&self, library: &Library<'_>, sees: Level) -> bool {
        self.0.iter().all(|(path, origin)| origin.is_still(&Origin::of(library, path, sees)))
    }
}
