//! A document as all its readers together have it, cut into sections and lines: what is looked through for promises.

use std::collections::BTreeMap;

use crate::audience::Level;
use crate::document::Document;
use crate::front::FrontMatter;
use crate::kind::Kind;
use crate::library::{self, Library};
use crate::promises::fronts;
use crate::promises::line::{Line, Readers};
use crate::promises::scribe;
use crate::span::Span;

/// A link of a section.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// The address, variables filled in.
    pub raw: String,
    /// Folder in the source folder that it begins in.
    pub folder: String,
    /// Where it stands.
    pub span: Span,
    /// Variables in it.
    pub variables: Vec<String>,
    /// Who reads it.
    pub readers: Readers,
}

/// A table of service levels made of variables.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    /// The variables whose names begin so.
    pub prefix: String,
    /// Where it stands.
    pub span: Span,
    /// Who reads it.
    pub readers: Readers,
}

/// What stands between two headings.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// 1 to 6; 0 for the text before the first heading and for the front matter.
    pub level: usize,
    /// The heading; what the section is called otherwise.
    pub title: String,
    /// The id that its author chose.
    pub id: Option<String>,
    /// The id by which the record knows it.
    pub name: String,
    /// The heading, or the place where it begins.
    pub span: Span,
    pub lines: Vec<Line>,
    pub links: Vec<Link>,
    /// As written, white space made one.
    pub written: String,
}

/// The text of a document.
#[derive(Debug)]
pub(crate) struct Script<'a> {
    pub document: &'a Document,
    pub language: String,
    /// The same for all translations.
    pub key: String,
    pub kind: Kind,
    pub level: Level,
    /// Front matter first, then the text before the first heading, then a section for each heading.
    pub sections: Vec<Section>,
    pub tables: Vec<Table>,
}

impl<'a> Script<'a> {
    /// Reads a document. What is wrong with it is told elsewhere.
    pub fn read(library: &Library<'a>, number: usize) -> Self {
        let document: &'a Document = &library.documents[number];
        let config = library.config;
        let language = document.front.lang.as_ref().and_then(|lang| config.find_language(&lang.value));
        let language = language.map_or_else(|| document.place.language.clone(), |known| known.code.clone());
        let cascaded =
            || library::cascaded(library, document, Level::Internal, |index| index.front.cascade.kind);
        let kind = document.front.kind.or_else(cascaded).unwrap_or_default();
        let value = |name: &str| {
            let public = config.vars.get(&language, name);
            public.or_else(|| config.internal_vars.get(&language, name)).map(str::to_string)
        };
        let mut sections = vec![fronts::section(document, &value)];
        let (text, tables) = scribe::sections(library, document, &value);
        sections.extend(text);
        let (key, level) = (document.place.key.clone(), library.level(number));
        Self { document, language, key, kind, level, sections, tables }
    }

    /// All lines.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.sections.iter().flat_map(|section| &section.lines)
    }

    /// What the page says about itself.
    pub fn front(&self) -> &FrontMatter {
        &self.document.front
    }
}

/// Which document is the original of each translation.
pub(crate) fn originals(scripts: &[Script<'_>], language: &str) -> Vec<(usize, usize)> {
    let own = |script: &Script<'_>| script.language == language && !script.front().draft;
    let originals: BTreeMap<&str, usize> = scripts
        .iter()
        .enumerate()
        .filter(|(_, script)| own(script))
        .map(|(number, script)| (script.key.as_str(), number))
        .collect();
    let pair = |(number, script): (usize, &Script<'_>)| {
        let original = *originals.get(script.key.as_str())?;
        (script.language != language && !script.front().draft).then_some((original, number))
    };
    scripts.iter().enumerate().filter_map(pair).collect()
}
