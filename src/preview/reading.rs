//! How hard a text is to read, by measures that need no dictionary.

use answerbook_kernel::outline::Passage;

use crate::serve::board::Reading;

/// Shorter texts say nothing about the rest.
const FEWEST_WORDS: usize = 30;
const FEWEST_CHARACTERS: usize = 60;

/// The measure for the language that a text is mostly written in; none for a text that is too short.
pub(super) fn of(passages: &[Passage], language: &str) -> Option<Reading> {
    let counts = passages.iter().fold(Counts::default(), |counts, passage| counts.with(&passage.text));
    if language.starts_with("zh") { counts.length() } else { counts.grade() }
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    letters: usize,
    words: usize,
    sentences: usize,
    /// Characters of Chinese.
    characters: usize,
}

impl Counts {
    fn with(mut self, text: &str) -> Self {
        for line in text.lines().filter(|line| line.chars().any(char::is_alphanumeric)) {
            // A line is a sentence of its own, whether it ends in a full stop (a paragraph) or in none (a list).
            let ends = line.char_indices().filter(|(at, c)| ends_sentence(*c, &line[at + c.len_utf8()..]));
            let inner = ends.filter(|(at, _)| line[*at..].chars().any(char::is_alphanumeric)).count();
            self.sentences += inner + 1;
            self.characters += line.chars().filter(|c| is_han(*c)).count();
            for word in line.split(|c: char| c.is_whitespace() || is_han(c)) {
                let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
                self.letters += letters;
                self.words += usize::from(letters > 0);
            }
        }
        self
    }

    /// Years of school by the Automated Readability Index (Senter and Smith 1967, AMRL-TR-66-220).
    fn grade(self) -> Option<Reading> {
        if self.words < FEWEST_WORDS {
            return None;
        }
        let (letters, words) = (self.letters as f32, self.words as f32);
        let value = 4.71 * (letters / words) + 0.5 * (words / self.sentences.max(1) as f32) - 21.43;
        Some(reading("grade", value.max(0.0), 9.0, 13.0))
    }

    /// Characters in a sentence: Chinese is read by sentences, and long ones are what makes it hard.
    fn length(self) -> Option<Reading> {
        if self.characters < FEWEST_CHARACTERS {
            return None;
        }
        Some(reading("length", self.characters as f32 / self.sentences.max(1) as f32, 25.0, 40.0))
    }
}

fn reading(measure: &'static str, value: f32, easy: f32, fair: f32) -> Reading {
    let verdict = match value {
        value if value <= easy => "easy",
        value if value <= fair => "fair",
        _ => "hard",
    };
    Reading { measure, value: (value * 10.0).round() / 10.0, verdict }
}

/// A full stop ends a sentence only before white space, or it stands in a number.
fn ends_sentence(c: char, rest: &str) -> bool {
    match c {
        '。' | '！' | '？' | '；' => true,
        '.' | '!' | '?' => rest.chars().next().is_none_or(char::is_whitespace),
        _ => false,
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(text: &str, language: &str) -> Option<Reading> {
        of(&[Passage { text: text.into(), ..Passage::default() }], language)
    }

    #[test]
    fn short_words_in_short_sentences_are_easy() {
        let easy = measured(&"You can send it back. We will pay for it. ".repeat(8), "en").unwrap();
        let hard = "Notwithstanding aforementioned contractual obligations, reimbursement applications necessitate \
                    comprehensive documentation substantiating merchandise deterioration attributable exclusively to \
                    transportation circumstances beyond reasonable organisational responsibility or anticipation ";
        let hard = measured(&hard.repeat(3), "en").unwrap();
        assert_eq!((easy.measure, easy.verdict), ("grade", "easy"));
        assert_eq!(hard.verdict, "hard");
        assert!(easy.value < hard.value);
    }

    #[test]
    fn numbers_and_lists_make_no_sentences_longer() {
        let paragraph = measured(&"It costs 3.50 in all shops of the town. ".repeat(6), "en").unwrap();
        let list = measured(&"It costs 3.50 in all shops of the town\n".repeat(6), "en").unwrap();
        assert_eq!(paragraph, list);
    }

    #[test]
    fn chinese_is_measured_by_its_sentences() {
        let short = measured(&"请在十四天内把商品寄回给我们。".repeat(8), "zh-Hans").unwrap();
        assert_eq!((short.measure, short.value, short.verdict), ("length", 14.0, "easy"));
        let long = "依照前述条款之规定并考虑到商品在运输途中可能出现的各种不可预见的情况之后方可提出退款申请并附上全部必要的证明材料。";
        assert_eq!(measured(&long.repeat(2), "zh-Hant").unwrap().verdict, "hard");
    }

    #[test]
    fn a_few_words_say_nothing() {
        assert_eq!(measured("Hello there.", "en"), None);
        assert_eq!(measured("你好。", "zh-Hans"), None);
    }
}
