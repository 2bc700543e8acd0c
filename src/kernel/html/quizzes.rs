//! Quizzes: the options without a hint, then the answers, folded.

use super::Writer;
use crate::quiz;
use crate::refine::Item;

impl Writer<'_> {
    pub(super) fn quiz(&mut self, items: &[Item<'_>], arguments: &str) -> usize {
        let length = quiz::length(items);
        let pass =
            crate::directive::attribute(arguments, "pass").unwrap_or("80").trim_end_matches('%').to_string();
        let pass = pass.parse::<u8>().unwrap_or(80).min(100);
        self.block(&format!("<div class=\"quiz\" data-pass=\"{pass}\">\n"));
        for part in quiz::parts(items.get(1..length - 1).unwrap_or_default()) {
            match part {
                quiz::Part::Other(items) => self.items(items),
                quiz::Part::Options(items) => self.options(items),
            }
        }
        self.block("</div>\n");
        length
    }

    /// The options without a hint, then the answers, folded.
    fn options(&mut self, items: &[Item<'_>]) {
        self.block("<ul class=\"options\">\n");
        for option in quiz::options(items) {
            self.out.push_str("<li class=\"option\"><label><input type=\"checkbox\" disabled=\"\" /> ");
            self.items(option.text);
            self.out.push_str("</label></li>\n");
        }
        let label = self.labels.character("show_answer", "Show the answer");
        self.out.push_str(&format!(
            "</ul>\n<details class=\"answer\">\n<summary>{label}</summary>\n<ul class=\"answers\">\n"
        ));
        for option in quiz::options(items) {
            let class = if option.right { "right" } else { "wrong" };
            let label = self.labels.character(class, class);
            self.out.push_str(&format!("<li class=\"{class}\"><strong>{label}</strong> "));
            self.items(option.text);
            if !option.explanation.is_empty() {
                self.out.push_str("<div class=\"explanation\">");
                self.items(option.explanation);
                self.out.push_str("</div>");
            }
            self.out.push_str("</li>\n");
        }
        self.out.push_str("</ul>\n</details>\n");
    }
}
