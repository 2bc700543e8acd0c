//! From Markdown events to what a page consists of: variables filled in, addresses noted, directives in their places,
//! heading ids given out. Everything after this only writes it down in one form or another.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use crate::config::RawHtml;
use crate::destination::{Destination, Use};
use crate::diagnostic::{Code, Diagnostic};
use crate::directive::{self, Directive};
use crate::levels::Cell;
use crate::markdown;
use crate::quiz;
use crate::quiz_check::{self, Places};
use crate::raw::{self, Finds};
use crate::reserved::{self, DESTINATIONS};
use crate::slug::Slugger;
use crate::structure::{Role, Structure};
use crate::text::{Text, Token, TokenKind};
use crate::values::Value;
use crate::vars;

/// Raw HTML nested deeper than this is refused: looking through it takes time by the square of its depth.
const DEEPEST_RAW: usize = 500;

/// One thing of a page.
#[derive(Clone, Debug)]
pub(crate) enum Item<'a> {
    /// A Markdown event, its texts final.
    Markdown(Event<'a>),
    /// Raw HTML between blocks, its addresses replaced.
    RawBlock(String),
    /// Raw HTML within a line, its addresses replaced.
    RawInline(String),
    /// A directive begins.
    Open(Directive, String),
    /// A directive ends.
    Close(Directive),
    /// A table of service levels.
    Levels(Vec<Vec<Cell>>),
    /// `[_]` of an answer to be typed in.
    Blank,
}

/// What a page consists of.
#[derive(Debug, Default)]
pub(crate) struct Refined<'a> {
    /// In order.
    pub items: Vec<Item<'a>>,
    /// Addresses, by number.
    pub destinations: Vec<Destination>,
    /// Ids that raw HTML brings along.
    pub raw_ids: Vec<String>,
    /// Whether there is raw HTML.
    pub has_raw: bool,
}

/// How variables are looked up.
pub(crate) trait Values {
    /// The value of a variable in the page's language, or what is wrong with it; a literal is left as written.
    fn value(&self, token: &Token, name: &str) -> Result<Value, Box<Diagnostic>>;
    /// The table that `:::sla` asks for, or why there is none.
    fn levels(&self, arguments: &str) -> Result<Vec<Vec<Cell>>, String>;
}

/// Refines a text.
pub(crate) fn refine<'a>(
    text: &'a Text,
    structure: &Structure,
    values: &dyn Values,
    raw_html: RawHtml,
    faults: &mut Vec<Diagnostic>,
) -> Refined<'a> {
    let mut refiner = Refiner {
        text,
        structure,
        values,
        raw_html,
        faults,
        slugger: Slugger::default(),
        out: Refined::default(),
        depth: 0,
        raw_depth: 0,
        html: None,
        code: false,
        headings: Vec::new(),
        open: Vec::new(),
        places: Places::default(),
    };
    for (event, range) in markdown::events(&text.string) {
        refiner.event(event, range);
        if refiner.depth > markdown::DEEPEST || refiner.raw_depth > DEEPEST_RAW {
            refiner.too_deep();
            break;
        }
    }
    refiner.name_headings();
    refiner.look_at_quizzes();
    refiner.out
}

struct Refiner<'a, 'b> {
    text: &'a Text,
    structure: &'b Structure,
    values: &'b dyn Values,
    raw_html: RawHtml,
    faults: &'b mut Vec<Diagnostic>,
    slugger: Slugger,
    out: Refined<'a>,
    depth: usize,
    /// Elements of raw HTML that are open, as far as can be told without a browser.
    raw_depth: usize,
    html: Option<(Range<usize>, String)>,
    code: bool,
    /// Where headings begin among the items, and the ids their authors chose.
    headings: Vec<(usize, Option<String>)>,
    /// Directives that are open.
    open: Vec<Directive>,
    /// Where quizzes and their lists stand.
    places: Places,
}

impl<'a> Refiner<'a, '_> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.html = Some((range, String::new())),
            Event::End(TagEnd::HtmlBlock) => self.html_block(),
            Event::Html(html) => match &mut self.html {
                Some((_, block)) => block.push_str(&html),
                None => self.raw(&html, range, Item::RawInline),
            },
            Event::InlineHtml(html) => self.raw(&html, range, Item::RawInline),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code => self.code_text(text),
            Event::Text(text) => {
                self.look_for_stray(&text, range);
                let text = self.fill(text);
                self.markdown(Event::Text(text));
            }
            Event::Code(code) => {
                let code = self.literal(code);
                self.markdown(Event::Code(code));
            }
            other => self.markdown(other),
        }
    }

    fn markdown(&mut self, event: Event<'a>) {
        self.out.items.push(Item::Markdown(event));
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        self.depth += 1;
        if matches!(tag, Tag::List(_)) && self.open.contains(&Directive::Quiz) {
            self.places.lists.push(range.clone());
        }
        let tag = match tag {
            Tag::CodeBlock(kind) => {
                self.code = true;
                Tag::CodeBlock(self.info(kind))
            }
            Tag::Heading { level, .. } => {
                self.headings.push((self.out.items.len(), None));
                Tag::Heading { level, id: None, classes: Vec::new(), attrs: Vec::new() }
            }
            Tag::Link { link_type, dest_url, title, id } => {
                let dest_url = match link_type {
                    LinkType::Email => CowStr::from(format!("mailto:{dest_url}")),
                    _ => dest_url,
                };
                let (dest_url, title) = self.address(dest_url, title, range, Use::Link);
                Tag::Link { link_type, dest_url, title, id }
            }
            Tag::Image { link_type, dest_url, title, id } => {
                let (dest_url, title) = self.address(dest_url, title, range, Use::Embed);
                Tag::Image { link_type, dest_url, title, id }
            }
            other => other,
        };
        self.markdown(Event::Start(tag));
    }

    fn end(&mut self, tag: TagEnd) {
        self.depth = self.depth.saturating_sub(1);
        if tag == TagEnd::CodeBlock {
            self.code = false;
        }
        if matches!(tag, TagEnd::Heading(_)) {
            let chosen = self.chosen_id();
            if let Some((_, place)) = self.headings.last_mut() {
                *place = chosen;
            }
        }
        self.markdown(Event::End(tag));
    }

    fn info(&mut self, kind: CodeBlockKind<'a>) -> CodeBlockKind<'a> {
        match kind {
            CodeBlockKind::Fenced(info) => CodeBlockKind::Fenced(self.literal(info)),
            CodeBlockKind::Indented => CodeBlockKind::Indented,
        }
    }

    fn code_text(&mut self, text: CowStr<'a>) {
        let text = self.literal(text);
        self.markdown(Event::Text(text));
    }

    /// Code is left as it was written; but what may not be included may not be included there either.
    fn literal(&mut self, text: CowStr<'a>) -> CowStr<'a> {
        if !text.as_bytes().contains(&reserved::LEAD) {
            return text;
        }
        let denied: Vec<_> =
            self.text.tokens_in(&text).filter(|(_, token)| matches!(token.kind, TokenKind::Denied)).collect();
        for (_, token) in denied {
            self.faults.push(denied_include(token));
        }
        CowStr::from(self.text.literal(&text))
    }

    /// Fills in variables.
    fn fill(&mut self, text: CowStr<'a>) -> CowStr<'a> {
        if !text.as_bytes().contains(&reserved::LEAD) {
            return text;
        }
        CowStr::from(self.filled(&text, |value| Cow::Borrowed(value)))
    }

    fn filled(&mut self, text: &str, escape: impl Fn(&str) -> Cow<'_, str>) -> String {
        let mut out = String::with_capacity(text.len());
        for character in text.chars() {
            match reserved::index(&reserved::TOKENS, character).and_then(|index| self.text.tokens.get(index))
            {
                Some(token) => out.push_str(&escape(&self.token(token))),
                None => out.push(character),
            }
        }
        out
    }

    fn token(&mut self, token: &Token) -> String {
        let fault = match &token.kind {
            TokenKind::Variable(name) => match self.values.value(token, name) {
                Ok(value) => {
                    self.faults.extend(value.fault);
                    return value.text;
                }
                Err(fault) => *fault,
            },
            TokenKind::Denied => denied_include(token),
            TokenKind::Marker(_) => return String::new(),
        };
        self.faults.push(fault);
        String::new()
    }

    /// `:::internal` in the middle of a line is no directive: its text would be published.
    fn look_for_stray(&mut self, text: &str, range: Range<usize>) {
        if ["!internal", "!public"].iter().any(|alert| text.eq_ignore_ascii_case(alert)) {
            let fault =
                Diagnostic::error(Code::UnknownDirective, self.text.span(range), "unknown kind of alert");
            return self.faults.push(fault.help("write `:::internal` and `:::` around the text"));
        }
        let Some(at) = directive::stray_audience(text) else { return };
        let escaped = at == 0 && self.text.string[..range.start].ends_with('\\');
        if !escaped {
            let start = (range.start + at).min(range.end);
            let span = self.text.span(start..(start + 3).min(range.end));
            self.faults.push(
                Diagnostic::error(Code::MisplacedDirective, span, "directive is not on a line of its own")
                    .help("put it on a line of its own, or write it as code if it is meant to be read"),
            );
        }
    }

    fn address(
        &mut self,
        address: CowStr<'a>,
        title: CowStr<'a>,
        range: Range<usize>,
        usage: Use,
    ) -> (CowStr<'a>, CowStr<'a>) {
        let raw = self.fill(address).to_string();
        let character = self.destination(raw, self.address_range(range), usage);
        (CowStr::from(character), self.fill(title))
    }

    /// The part of an inline link that is its address, or the whole of it.
    fn address_range(&self, range: Range<usize>) -> Range<usize> {
        let written = &self.text.string[range.clone()];
        match written.rfind("](") {
            Some(open) if written.ends_with(')') => {
                let inner = &written[open + 2..written.len() - 1];
                let pointed = inner.strip_prefix('<').and_then(|rest| rest.find('>')).map(|end| end + 2);
                let address =
                    pointed.unwrap_or_else(|| inner.split_whitespace().next().unwrap_or_default().len());
                range.start + open + 2..range.start + open + 2 + address
            }
            _ => range,
        }
    }

    fn destination(&mut self, raw: String, range: Range<usize>, usage: Use) -> String {
        let Some(character) = reserved::character(&DESTINATIONS, self.out.destinations.len()) else {
            if self.faults.last().is_none_or(|last| last.code != Code::TooDeep) {
                let message = "too many links in one page";
                self.faults.push(Diagnostic::error(Code::TooDeep, self.text.span(range), message));
            }
            return String::new();
        };
        let span = self.text.span(range);
        self.out.destinations.push(Destination { raw, span, usage });
        character.to_string()
    }

    fn html_block(&mut self) {
        let Some((range, html)) = self.html.take() else { return };
        let role = self.text.marker(&html).and_then(|token| self.structure.roles.get(&token));
        match role {
            Some(Role::Open(directive, arguments)) => {
                self.depth += 1;
                self.open(*directive, arguments, range);
            }
            Some(Role::Close(directive)) => {
                self.depth = self.depth.saturating_sub(1);
                _ = self.open.pop();
                self.out.items.push(Item::Close(*directive));
            }
            None => self.raw(&html, range, Item::RawBlock),
        }
    }

    fn open(&mut self, directive: Directive, arguments: &str, range: Range<usize>) {
        let arguments = self.filled_arguments(arguments, &range);
        self.look_at_place(directive, &range);
        self.open.push(directive);
        match directive {
            Directive::Video => {
                let arguments = self.video(&arguments, range);
                self.out.items.push(Item::Open(directive, arguments));
            }
            Directive::Sla => {
                self.out.items.push(Item::Open(directive, String::new()));
                match self.values.levels(&arguments) {
                    Ok(rows) => self.out.items.push(Item::Levels(rows)),
                    Err(message) => self.misused(message, range),
                }
            }
            _ => self.out.items.push(Item::Open(directive, arguments)),
        }
    }

    /// The title of a film behind the reserved character of its address.
    fn video(&mut self, arguments: &str, range: Range<usize>) -> String {
        let (address, title) = arguments.split_once(char::is_whitespace).unwrap_or((arguments, ""));
        if !address.starts_with("https://") {
            self.misused("`:::video` needs an address that begins with `https://`".into(), range);
            return String::new();
        }
        self.destination(address.to_string(), range, Use::Link) + title
    }

    /// Some directives have a meaning in others alone.
    fn look_at_place(&mut self, directive: Directive, range: &Range<usize>) {
        let inside = |wanted: Directive| self.open.contains(&wanted);
        let message = match directive {
            Directive::Answer if inside(Directive::Answer) => "`:::answer` stands in another one",
            Directive::Answer if !inside(Directive::Roleplay) => {
                "`:::answer` stands outside of a `:::roleplay`"
            }
            Directive::Roleplay if inside(Directive::Roleplay) => "`:::roleplay` stands in another one",
            Directive::Quiz if inside(Directive::Quiz) => "`:::quiz` stands in another one",
            _ => "",
        };
        if directive == Directive::Quiz {
            self.places.quizzes.push(range.clone());
        }
        if !message.is_empty() {
            self.misused(message.into(), range.clone());
        }
    }

    fn look_at_quizzes(&mut self) {
        if self.places.quizzes.is_empty() {
            return;
        }
        quiz::mark_blanks(&mut self.out.items);
        for fault in quiz_check::faults(&self.out.items, &self.places) {
            let diagnostic =
                Diagnostic::error(Code::DirectiveUse, self.text.span(fault.range), fault.message);
            self.faults.push(diagnostic.help(fault.help));
        }
    }

    fn misused(&mut self, message: String, range: Range<usize>) {
        self.faults.push(Diagnostic::error(Code::DirectiveUse, self.text.span(range), message));
    }

    /// Variables in the title of a directive.
    fn filled_arguments(&mut self, arguments: &str, range: &Range<usize>) -> String {
        let mut out = String::new();
        let mut rest = arguments;
        while let Some(open) = rest.find("{{") {
            let Some(close) = rest[open..].find("}}").map(|close| open + close) else { break };
            let name = rest[open + 2..close].trim().to_string();
            if !vars::is_name(&name) {
                out.push_str(&rest[..open + 2]);
                rest = &rest[open + 2..];
                continue;
            }
            out.push_str(&rest[..open]);
            let span = self.text.span(range.clone());
            let literal = rest[open..close + 2].to_string();
            out.push_str(&self.token(&Token { span, literal, kind: TokenKind::Variable(name) }));
            rest = &rest[close + 2..];
        }
        out + rest
    }

    fn raw(&mut self, html: &str, range: Range<usize>, item: fn(String) -> Item<'a>) {
        self.look_for_stray(html, range.clone());
        let html = self.filled(html, |value| Cow::Owned(escape(value)));
        let clean = raw::rewrite(&html, &mut RawFinds { refiner: self, at: range.start });
        if !clean.trim().is_empty() {
            self.out.has_raw = true;
            self.out.items.push(item(clean));
        }
    }

    fn too_deep(&mut self) {
        let end = self.text.string.len();
        let message = format!("blocks are nested more than {} deep", markdown::DEEPEST);
        let span = self.text.span(0..end.min(1));
        self.faults.push(Diagnostic::error(Code::TooDeep, span, message));
        self.out = Refined::default();
        self.headings.clear();
        self.places = Places::default();
    }

    /// Ids are given out at the end, so that those an author chose are never taken by others.
    fn name_headings(&mut self) {
        let headings = std::mem::take(&mut self.headings);
        for id in headings.iter().filter_map(|(_, chosen)| chosen.as_deref()) {
            self.slugger.claim(id);
        }
        for (start, chosen) in headings {
            let id = chosen.unwrap_or_else(|| self.slugger.id(&heading_text(&self.out.items[start..])));
            if let Some(Item::Markdown(Event::Start(Tag::Heading { id: place, .. }))) =
                self.out.items.get_mut(start)
            {
                *place = Some(CowStr::from(id));
            }
        }
    }

    /// Takes `{#id}` off the end of the heading that the items end with.
    fn chosen_id(&mut self) -> Option<String> {
        let texts = self.out.items.iter().rev().map_while(text_of).count();
        let first = self.out.items.len() - texts;
        let joined: String = self.out.items[first..].iter().filter_map(text_of).collect();
        let trimmed = joined.trim_end();
        let open = trimmed.rfind('{').filter(|_| trimmed.ends_with('}'))?;
        let inner = trimmed[open + 1..trimmed.len() - 1].trim_start_matches(':');
        let id = inner.split_whitespace().find_map(|word| word.strip_prefix('#'))?.to_string();
        let kept = joined[..open].trim_end().to_string();
        self.out.items.truncate(first);
        if !kept.is_empty() {
            self.markdown(Event::Text(CowStr::from(kept)));
        }
        (!id.is_empty()).then_some(id)
    }
}

fn text_of<'i>(item: &'i Item<'_>) -> Option<&'i str> {
    match item {
        Item::Markdown(Event::Text(text)) => Some(text),
        _ => None,
    }
}

/// The plain text of the heading that begins the items.
fn heading_text(items: &[Item<'_>]) -> String {
    let mut out = String::new();
    for item in items {
        match item {
            Item::Markdown(Event::End(TagEnd::Heading(_))) => break,
            Item::Markdown(Event::Text(text) | Event::Code(text)) => out.push_str(text),
            Item::Markdown(Event::SoftBreak | Event::HardBreak) => out.push(' '),
            _ => {}
        }
    }
    out
}

fn denied_include(token: &Token) -> Diagnostic {
    Diagnostic::error(Code::InternalFromPublic, token.span.clone(), "public page includes an internal file")
        .help("put the include inside `:::internal`, or publish the file")
}

fn escape(value: &str) -> String {
    value
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

struct RawFinds<'r, 'a, 'b> {
    refiner: &'r mut Refiner<'a, 'b>,
    at: usize,
}

impl Finds for RawFinds<'_, '_, '_> {
    fn address(&mut self, element: &str, value: &str, at: usize) -> String {
        let start = (self.at + at).min(self.refiner.text.string.len());
        let end = (start + value.len() + 2).min(self.refiner.text.string.len());
        let usage = if matches!(element, "a" | "area") { Use::Link } else { Use::Embed };
        let text = &self.refiner.text.string;
        let range = if text.is_char_boundary(start) && text.is_char_boundary(end) {
            start..end
        } else {
            self.at..self.at
        };
        self.refiner.destination(value.to_string(), range, usage)
    }

    fn id(&mut self, value: &str) {
        self.refiner.out.raw_ids.push(value.to_string());
    }

    fn tag(&mut self, name: &str) {
        let depth = &mut self.refiner.raw_depth;
        match name.strip_prefix('/') {
            Some(_) => *depth = depth.saturating_sub(1),
            None if raw::closes_itself(name) => {}
            None => *depth += 1,
        }
    }

    fn drops(&self, element: &str) -> bool {
        self.refiner.raw_html == RawHtml::Sanitize && crate::sanitize::OURS.contains(&element)
    }
}
