//! The tokenizer as tantivy wants it, for building only: queries use [`crate::tokenize`] directly.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::lexicon::{Lexicon, Role};
use crate::tokens::{Gaps, Kind, Tokens};

/// A lexicon that the tokenizers of all fields write to.
#[derive(Clone)]
pub(crate) struct SharedLexicon(Arc<Mutex<Lexicon>>);

impl SharedLexicon {
    /// Around an empty lexicon.
    pub(crate) fn new() -> SharedLexicon {
        SharedLexicon(Arc::new(Mutex::new(Lexicon::new())))
    }

    /// The lexicon; counting cannot leave it half-changed, so a poisoned lock is as good as any.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Lexicon> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Cuts the text of one field.
#[derive(Clone)]
pub(crate) struct Analyzer {
    lexicon: SharedLexicon,
    role: Role,
    tokens: Tokens,
}

impl Analyzer {
    /// For a field of the given role.
    pub(crate) fn new(lexicon: &SharedLexicon, role: Role) -> Analyzer {
        Analyzer {
            lexicon: lexicon.clone(),
            role,
            tokens: Tokens::default(),
        }
    }
}

impl Tokenizer for Analyzer {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        self.tokens.read(text, Gaps::Bridge);
        let lexicon = self.lexicon.lock();
        Stream {
            lexicon,
            role: self.role,
            tokens: &self.tokens,
            next: 0,
            token: Token::default(),
        }
    }
}

/// The terms of one text.
pub(crate) struct Stream<'a> {
    lexicon: MutexGuard<'a, Lexicon>,
    role: Role,
    tokens: &'a Tokens,
    next: usize,
    token: Token,
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some(item) = self.tokens.items().get(self.next) else {
            return false;
        };
        self.next += 1;
        let text = self.tokens.text(item);
        self.token.text.clear();
        match item.kind {
            Kind::Word | Kind::Whole { .. } => self.token.text.push_str(self.lexicon.count(text, self.role)),
            Kind::Single | Kind::Pair => self.token.text.push_str(text),
        }
        self.token.position = item.position as usize;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
