//! Quizzes: the answers without a hint, then which are right, folded; scripts make a test of it. Cards of role-plays.

use super::Writer;
use crate::quiz::{self, Ask, Choice, Part, Question};
use crate::quiz_rules;
use crate::refine::Item;

impl Writer<'_> {
    pub(super) fn quiz(&mut self, items: &[Item<'_>], arguments: &str) -> usize {
        let length = quiz::length(items);
        let (rules, _) = quiz_rules::read(arguments);
        let pool = rules.pool.map_or_else(String::new, |pool| format!(" data-pool=\"{pool}\""));
        let shuffle = if rules.shuffle { " data-shuffle=\"\"" } else { "" };
        self.block(&format!("<div class=\"quiz\" data-pass=\"{}\"{pool}{shuffle}>\n", rules.pass));
        self.containers += 1;
        self.parts(quiz::inside(&items[..length]));
        self.containers = self.containers.saturating_sub(1);
        self.block("</div>\n");
        length
    }

    fn parts(&mut self, items: &[Item<'_>]) {
        for part in quiz::parts(items) {
            match part {
                Part::Other(items) => self.items(items),
                Part::Block(block) => {
                    self.items(&block[..1]);
                    self.parts(quiz::inside(block));
                    self.items(&block[block.len() - 1..]);
                }
                Part::Question(question) => self.question(&question),
            }
        }
    }

    fn question(&mut self, question: &Question<'_, '_>) {
        let ask = question.ask;
        self.block(&format!("<div class=\"ask-{}\">\n", ask.word()));
        self.items(question.text);
        let choices = quiz::choices(question.list);
        match ask {
            Ask::Single => self.options(&choices, "radio"),
            Ask::Multiple => self.options(&choices, "checkbox"),
            Ask::Order => self.steps_mixed(&choices),
            Ask::Fill => self.block("<p class=\"blank\"></p>\n"),
        }
        self.answers(ask, &choices);
        self.out.push_str("</div>\n");
    }

    fn options(&mut self, choices: &[Choice<'_, '_>], control: &str) {
        self.block("<ul class=\"options\">\n");
        for choice in choices {
            let input = format!("<li class=\"option\"><label><input type=\"{control}\" disabled=\"\" /> ");
            self.out.push_str(&input);
            self.items(choice.text);
            self.out.push_str("</label></li>\n");
        }
        self.out.push_str("</ul>\n");
    }

    fn steps_mixed(&mut self, choices: &[Choice<'_, '_>]) {
        self.block("<ul class=\"options mixed\">\n");
        for at in mixed(choices) {
            self.out.push_str("<li>");
            self.items(choices[at].text);
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ul>\n");
    }

    /// Which answers are right, and why.
    fn answers(&mut self, ask: Ask, choices: &[Choice<'_, '_>]) {
        let label = self.labels.character("show_answer", "Show the answer");
        let list = if ask == Ask::Order { "ol" } else { "ul" };
        self.out.push_str(&format!(
            "<details class=\"answer\">\n<summary>{label}</summary>\n<{list} class=\"solutions\">\n"
        ));
        for choice in choices {
            match ask {
                Ask::Order => self.out.push_str("<li>"),
                Ask::Single | Ask::Multiple | Ask::Fill => self.verdict(choice.right),
            }
            match ask {
                Ask::Fill => self.text(&choice.alternatives().join(" | ")),
                Ask::Single | Ask::Multiple | Ask::Order => self.items(choice.text),
            }
            if !choice.explanation.is_empty() {
                self.out.push_str("<div class=\"explanation\">");
                self.items(choice.explanation);
                self.out.push_str("</div>");
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str(&format!("</{list}>\n</details>\n"));
    }

    fn verdict(&mut self, right: bool) {
        let class = if right { "right" } else { "wrong" };
        let label = self.labels.character(class, class);
        self.out.push_str(&format!("<li class=\"{class}\"><strong>{label}</strong> "));
    }

    pub(super) fn open_roleplay(&mut self, title: &str) {
        self.block("<div class=\"roleplay\">\n<p class=\"roleplay-title\">");
        self.title_or_label(title, "roleplay", "Role play");
        self.out.push_str("</p>\n");
    }

    pub(super) fn open_model(&mut self, title: &str) {
        self.block("<details class=\"model\">\n<summary>");
        self.title_or_label(title, "model_answer", "A good answer");
        self.out.push_str("</summary>\n");
    }
}

/// An order that is not the right one and does not tell it, and yet is the same for every build.
fn mixed(choices: &[Choice<'_, '_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..choices.len()).collect();
    order.sort_by_key(|at| scattered(&choices[*at].plain()));
    if order.is_sorted() {
        order.rotate_left(1);
    }
    order
}

/// FNV-1a: all that is wanted is that it has nothing to do with the order.
fn scattered(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
