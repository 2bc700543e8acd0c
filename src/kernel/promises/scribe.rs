//! From the Markdown of a document, before anything is cut out of it, to sections of lines.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::audience::{Internal, Level};
use crate::compose;
use crate::directive::Directive;
use crate::document::Document;
use crate::inclusions::Inclusions;
use crate::library::Library;
use crate::markdown;
use crate::promises::line::{CELL, Form, GAP, Line, Readers};
use crate::promises::script::{Link, Section, Table};
use crate::reserved;
use crate::slug::Slugger;
use crate::span::Span;
use crate::structure::{self, Role, Structure};
use crate::text::{Text, TokenKind};
use crate::vars;

/// How the record calls the text before the first heading.
pub(crate) const BEGINNING: &str = "(beginning)";

/// The sections of a document's text, and its tables of service levels.
pub(crate) fn sections(
    library: &Library<'_>,
    document: &Document,
    value: &dyn Fn(&str) -> Option<String>,
) -> (Vec<Section>, Vec<Table>) {
    let mut unsaid = Vec::new();
    let inclusions = Inclusions::new(library, Level::Internal);
    let text = compose::compose::<Internal>(library, &inclusions, document, &mut unsaid);
    let structure = structure::find(&text, &mut unsaid);
    let start = Span::new(&document.path, document.body..document.body);
    let mut scribe = Scribe {
        text: &text,
        structure: &structure,
        value,
        folder: document.place.folder(),
        sections: vec![section(0, String::new(), start)],
        starts: vec![0],
        tables: Vec::new(),
        line: None,
        html: None,
        code: false,
        heads: Arc::default(),
        quizzes: 0,
        regions: regions(&structure),
    };
    for (event, range) in markdown::events(&text.string) {
        scribe.event(event, range);
    }
    scribe.finish()
}

fn section(level: usize, title: String, span: Span) -> Section {
    Section {
        level,
        title,
        id: None,
        name: String::new(),
        span,
        lines: Vec::new(),
        links: Vec::new(),
        written: String::new(),
    }
}

struct Scribe<'a> {
    text: &'a Text,
    structure: &'a Structure,
    value: &'a dyn Fn(&str) -> Option<String>,
    folder: &'a str,
    sections: Vec<Section>,
    /// Where each section begins in the text.
    starts: Vec<usize>,
    tables: Vec<Table>,
    line: Option<Line>,
    html: Option<(Range<usize>, String)>,
    code: bool,
    /// The heads of the table that was begun last.
    heads: Arc<[String]>,
    /// Quizzes that are open.
    quizzes: usize,
    /// Where it changes who reads the text.
    regions: Vec<(usize, Readers)>,
}

impl Scribe<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Html(html) => match &mut self.html {
                Some((_, block)) => block.push_str(&html),
                None => self.tag(&html, range),
            },
            Event::InlineHtml(html) => self.tag(&html, range),
            Event::Text(_) if self.code => {}
            Event::Text(text) => self.words(&text, range),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.gap(range),
            Event::SoftBreak | Event::HardBreak => {
                let span = self.text.span(range.clone());
                self.line_at(range.start, Form::Text).replace(" ", span, None);
            }
            Event::FootnoteReference(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some((range, String::new()));
            }
            Tag::CodeBlock(_) => {
                self.flush();
                self.code = true;
            }
            Tag::Heading { level, .. } => {
                self.flush();
                let span = self.text.span(range.clone());
                self.sections.push(section(*level as usize, String::new(), span));
                self.starts.push(range.start);
                self.line_at(range.start, Form::Heading);
            }
            Tag::TableHead | Tag::TableRow => {
                self.flush();
                self.line_at(range.start, Form::Row);
            }
            Tag::TableCell => {
                let span = self.text.span(range.start..range.start);
                let line = self.line_at(range.start, Form::Row);
                if !line.text.is_empty() {
                    line.replace(CELL, span, None);
                }
            }
            Tag::Link { link_type, dest_url, .. } => self.link(*link_type, dest_url, range),
            Tag::Image { .. }
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Superscript
            | Tag::Subscript => {}
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::CodeBlock => self.code = false,
            TagEnd::Heading(_) => self.heading(range),
            TagEnd::TableHead => {
                let heads =
                    self.line.as_ref().map(|line| line.text.split(CELL).map(str::to_string).collect());
                self.flush();
                self.heads = heads.unwrap_or_default();
            }
            TagEnd::TableRow => {
                let heads = Arc::clone(&self.heads);
                if let Some(line) = &mut self.line {
                    line.heads = heads;
                }
                self.flush();
            }
            TagEnd::TableCell
            | TagEnd::Image
            | TagEnd::Link
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript => {}
            _ => self.flush(),
        }
    }

    fn readers(&self, at: usize) -> Readers {
        let index = self.regions.partition_point(|(start, _)| *start <= at);
        index.checked_sub(1).map_or(Readers::Everybody, |index| self.regions[index].1)
    }

    fn line_at(&mut self, at: usize, form: Form) -> &mut Line {
        let readers = if self.line.is_none() { self.readers(at) } else { Readers::Everybody };
        self.line.get_or_insert_with(|| Line::new(form, readers))
    }

    fn flush(&mut self) {
        let Some(mut line) = self.line.take() else { return };
        line.asked = self.quizzes > 0;
        let something = !line.text.trim().is_empty() || !line.tags.is_empty();
        if let Some(section) = self.sections.last_mut().filter(|_| something) {
            section.lines.push(line);
        }
    }

    fn gap(&mut self, range: Range<usize>) {
        let span = self.text.span(range.clone());
        self.line_at(range.start, Form::Text).replace(GAP.encode_utf8(&mut [0; 4]), span, None);
    }

    /// Text, with variables filled in.
    fn words(&mut self, text: &str, range: Range<usize>) {
        let copied = self.text.string.get(range.clone()).is_some_and(|written| written == text);
        if !copied {
            let span = self.text.span(range.clone());
            return self.line_at(range.start, Form::Text).replace(text, span, None);
        }
        if self.text.string[..range.start].ends_with('\\') {
            let line = self.line_at(range.start, Form::Text);
            line.escaped.push(line.text.len());
        }
        let mut at = range.start;
        for part in text.split_inclusive(is_token) {
            let plain = part.trim_end_matches(is_token);
            if !plain.is_empty() {
                let span = self.text.span(at..at + plain.len());
                self.line_at(at, Form::Text).copy(plain, span);
            }
            if let Some(token) = part[plain.len()..].chars().next() {
                self.token(token, at + plain.len());
            }
            at += part.len();
        }
    }

    fn token(&mut self, token: char, at: usize) {
        let token = reserved::index(&reserved::TOKENS, token).and_then(|index| self.text.tokens.get(index));
        let Some(token) = token else { return };
        if let TokenKind::Variable(name) = &token.kind {
            let value = (self.value)(name);
            let (known, shown) = (value.is_some().then(|| name.clone()), value.unwrap_or_default());
            self.line_at(at, Form::Text).replace(&shown, token.span.clone(), known);
        } else {
            let span = token.span.clone();
            self.line_at(at, Form::Text).replace(GAP.encode_utf8(&mut [0; 4]), span, None);
        }
    }

    fn tag(&mut self, html: &str, range: Range<usize>) {
        let span = self.text.span(range.clone());
        let literal = self.text.literal(html);
        let line = self.line_at(range.start, Form::Text);
        line.tags.push((literal, span.clone()));
        line.replace(GAP.encode_utf8(&mut [0; 4]), span, None);
    }

    fn link(&mut self, kind: LinkType, address: &str, range: Range<usize>) {
        let mail = if kind == LinkType::Email { "mailto:" } else { "" };
        let mut raw = String::from(mail);
        let mut variables = Vec::new();
        for c in address.chars() {
            let token = reserved::index(&reserved::TOKENS, c).and_then(|index| self.text.tokens.get(index));
            match token.map(|token| &token.kind) {
                Some(TokenKind::Variable(name)) => {
                    raw.push_str(&(self.value)(name).unwrap_or_default());
                    variables.push(name.clone());
                }
                Some(_) => {}
                None => raw.push(c),
            }
        }
        let readers = self.readers(range.start);
        let link =
            Link { raw, folder: self.folder.to_string(), span: self.text.span(range), variables, readers };
        if let Some(section) = self.sections.last_mut() {
            section.links.push(link);
        }
    }

    fn heading(&mut self, range: Range<usize>) {
        let Some(mut line) = self.line.take() else { return };
        let trimmed = line.text.trim_end();
        let open = trimmed.rfind("{#").filter(|_| trimmed.ends_with('}'));
        let id = open.map(|open| trimmed[open + 2..trimmed.len() - 1].trim().to_string());
        let end = open.map_or(trimmed.len(), |open| trimmed[..open].trim_end().len());
        line.truncate(end);
        let Some(section) = self.sections.last_mut() else { return };
        section.id = id;
        section.title = line.text.trim().to_string();
        section.span = if line.text.is_empty() { self.text.span(range) } else { line.whole() };
        section.lines.push(line);
    }

    /// A directive, or raw HTML between blocks.
    fn html_block(&mut self) {
        let Some((range, html)) = self.html.take() else { return };
        let Some(token) = self.text.marker(&html) else { return self.raw(&html, &range) };
        let span = self.text.tokens[token].span.clone();
        match self.structure.roles.get(&token) {
            Some(Role::Open(Directive::Sla, arguments)) => {
                let name = arguments.split_whitespace().next().unwrap_or_default();
                let prefix = if name.is_empty() { Some("sla") } else { name.strip_prefix("vars.") };
                let readers = self.readers(range.start);
                let table = |prefix: &str| Table { prefix: prefix.to_string(), span, readers };
                self.tables.extend(prefix.map(table));
            }
            Some(Role::Open(Directive::Details | Directive::Reply | Directive::Callout(_), title)) => {
                self.title(title, &span, range.start);
            }
            Some(Role::Open(Directive::Quiz, _)) => self.quizzes += 1,
            Some(Role::Close(Directive::Quiz)) => self.quizzes = self.quizzes.saturating_sub(1),
            _ => {}
        }
    }

    /// The title of a directive; it stands in its line as it is.
    fn title(&mut self, title: &str, span: &Span, at: usize) {
        if title.is_empty() {
            return;
        }
        let start = span.end - title.len().min(span.end - span.start);
        let mut line = Line::new(Form::Title, self.readers(at));
        let mut done = 0;
        while let Some(open) = title[done..].find("{{").map(|open| done + open) {
            let Some(close) = title[open..].find("}}").map(|close| open + close + 2) else { break };
            let name = title[open + 2..close - 2].trim();
            let place = |range: Range<usize>| Span::new(&span.file, start + range.start..start + range.end);
            line.copy(&title[done..open], place(done..open));
            match (self.value)(name).filter(|_| vars::is_name(name)) {
                Some(value) => line.replace(&value, place(open..close), Some(name.to_string())),
                None => line.copy(&title[open..close], place(open..close)),
            }
            done = close;
        }
        line.copy(&title[done..], Span::new(&span.file, start + done..start + title.len()));
        if let Some(section) = self.sections.last_mut() {
            section.lines.push(line);
        }
    }

    /// The text between raw tags; what is in comments, scripts and styles nobody reads.
    fn raw(&mut self, html: &str, range: &Range<usize>) {
        let beginning = html.trim_start().to_ascii_lowercase();
        if ["<!--", "<script", "<style", "<?", "<!"].iter().any(|start| beginning.starts_with(start)) {
            return;
        }
        let written = &self.text.string[range.clone()];
        let Some(shift) = written.find(html.trim_end()).map(|shift| range.start + shift) else { return };
        let mut at = 0;
        while at < html.len() {
            let rest = &html[at..];
            let end = if rest.starts_with('<') {
                let end = rest.find('>').map_or(rest.len(), |end| end + 1);
                self.tag(&rest[..end], shift + at..shift + (at + end).min(html.trim_end().len()));
                end
            } else {
                let end = rest.find('<').unwrap_or(rest.len());
                let length = rest[..end].trim_end().len();
                self.words(&rest[..length], shift + at..shift + at + length);
                end
            };
            at += end;
        }
        self.flush();
    }

    fn finish(mut self) -> (Vec<Section>, Vec<Table>) {
        self.flush();
        let mut slugger = Slugger::default();
        self.sections.iter().filter_map(|section| section.id.as_deref()).for_each(|id| {
            slugger.claim(id);
        });
        self.starts.push(self.text.string.len());
        for (index, section) in self.sections.iter_mut().enumerate() {
            let written = &self.text.string[self.starts[index]..self.starts[index + 1]];
            let words = self.text.literal(written);
            section.written = words.split_whitespace().collect::<Vec<_>>().join(" ");
            section.name = match &section.id {
                _ if section.level == 0 => BEGINNING.to_string(),
                Some(id) => id.clone(),
                None => slugger.id(&section.title),
            };
            if section.level == 0 {
                section.title = "the beginning".into();
                section.span = section.lines.first().map_or(section.span.clone(), Line::whole);
            }
        }
        (self.sections, self.tables)
    }
}

fn is_token(c: char) -> bool {
    reserved::index(&reserved::TOKENS, c).is_some()
}

/// Where each run of text for the same readers begins; of blocks within blocks, the inner one decides.
fn regions(structure: &Structure) -> Vec<(usize, Readers)> {
    let mut blocks: Vec<(Range<usize>, Readers)> = structure
        .blocks
        .iter()
        .filter_map(|block| match block.directive {
            Directive::Only(level) => Some((block.range.clone(), Readers::Only(level))),
            _ => None,
        })
        .collect();
    blocks.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut regions = Vec::new();
    let mut open: Vec<(usize, Readers)> = Vec::new();
    for (range, readers) in blocks {
        close(&mut open, &mut regions, range.start);
        regions.push((range.start, readers));
        open.push((range.end, readers));
    }
    close(&mut open, &mut regions, usize::MAX);
    regions
}

/// Ends the blocks that end before a place.
fn close(open: &mut Vec<(usize, Readers)>, regions: &mut Vec<(usize, Readers)>, before: usize) {
    while let Some((end, _)) = open.pop_if(|(end, _)| *end <= before) {
        regions.push((end, open.last().map_or(Readers::Everybody, |(_, readers)| *readers)));
    }
}
