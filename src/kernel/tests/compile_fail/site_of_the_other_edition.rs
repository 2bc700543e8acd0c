//! What is for staff is not taken where the public's is wanted.
use answerbook_kernel::{Corpus, Public, Site};

fn publish(_: &Site<Public>) {}

fn all(corpus: &Corpus) {
    publish(corpus.project::<answerbook_kernel::Internal>().value());
}

fn main() {}
