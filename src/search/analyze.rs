//! Texts cut into terms ahead of the engine, on a thread of their own, and handed over in the order it asks for them.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::lexicon::{Lexicon, Role};
use crate::passage::Passage;
use crate::tokens::{Gaps, Kind, Tokens};

/// Passages that are cut before they are handed over together.
const BATCH: usize = 256;
/// Batches that may wait to be taken.
pub(crate) const WAITING: usize = 8;

/// The terms of one text: where each ends among all of them, and its place in the text.
#[derive(Clone, Default, Debug)]
pub(crate) struct Terms {
    text: String,
    items: Vec<(u32, u32)>,
}

impl Terms {
    fn of(text: &str, role: Role, lexicon: &mut Lexicon, tokens: &mut Tokens) -> Terms {
        tokens.read(text, Gaps::Bridge);
        let mut terms = Terms {
            text: String::with_capacity(tokens.arena.len()),
            items: Vec::with_capacity(tokens.items.len()),
        };
        for item in tokens.items() {
            let text = tokens.text(item);
            let term = match item.kind {
                Kind::Word | Kind::Whole { .. } => lexicon.count(text, role),
                Kind::Single | Kind::Pair => text,
            };
            terms.text.push_str(term);
            let end = u32::try_from(terms.text.len()).unwrap_or(u32::MAX);
            terms.items.push((end, item.position));
        }
        terms
    }
}

/// The fields of a passage in the order of [`crate::schema::FIELDS`], with the role of each.
pub(crate) fn fields(passage: &Passage) -> [(&str, Role); 4] {
    [
        (&passage.title, Role::Name),
        (&passage.keywords, Role::Name),
        (&passage.heading, Role::Name),
        (&passage.text, Role::Prose),
    ]
}

/// Cuts all passages, in order, and gives the words that were met.
pub(crate) fn cut(passages: &[&Passage], to: &SyncSender<Vec<Terms>>) -> Lexicon {
    let mut lexicon = Lexicon::new();
    let mut tokens = Tokens::default();
    for batch in passages.chunks(BATCH) {
        let texts = batch.iter().flat_map(|passage| fields(passage)).filter(|(text, _)| !text.is_empty());
        let terms = texts.map(|(text, role)| Terms::of(text, role, &mut lexicon, &mut tokens));
        // Nobody takes them any more when the engine has failed, which its own error tells.
        if to.send(terms.collect()).is_err() {
            break;
        }
    }
    lexicon
}

/// Gives the engine, for each text it asks about, the terms that were cut for it.
#[derive(Clone)]
pub(crate) struct Analyzer {
    source: Arc<Mutex<Source>>,
}

struct Source {
    from: Receiver<Vec<Terms>>,
    ready: VecDeque<Terms>,
}

impl Analyzer {
    /// That takes what comes from `from`.
    pub(crate) fn new(from: Receiver<Vec<Terms>>) -> Analyzer {
        Analyzer { source: Arc::new(Mutex::new(Source { from, ready: VecDeque::new() })) }
    }
}

impl Source {
    fn next(&mut self) -> Terms {
        while self.ready.is_empty() {
            match self.from.recv() {
                Ok(batch) => self.ready.extend(batch),
                Err(_) => return Terms::default(),
            }
        }
        self.ready.pop_front().unwrap_or_default()
    }
}

impl Tokenizer for Analyzer {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, _: &'a str) -> Stream {
        let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
        Stream { terms: source.next(), next: 0, start: 0, token: Token::default() }
    }
}

/// The terms of one text.
pub(crate) struct Stream {
    terms: Terms,
    next: usize,
    start: u32,
    token: Token,
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(&(end, position)) = self.terms.items.get(self.next) else {
            return false;
        };
        self.next += 1;
        self.token.text.clear();
        self.token.text.push_str(&self.terms.text[self.start as usize..end as usize]);
        self.token.position = position as usize;
        self.start = end;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
