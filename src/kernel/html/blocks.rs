//! Blocks of plain Markdown: headings, quotes, code, tables, tasks.

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind};

use super::Writer;
use crate::directive::Callout;
use crate::reserved::{ANSWER, QUESTION};

impl Writer<'_> {
    pub(super) fn heading(&mut self, level: u8, id: &str) {
        let question = self.is_question(level);
        let staff = question && self.leave_internal();
        self.line();
        if question {
            self.out.push(QUESTION);
        }
        self.out.push_str(&format!("<h{level} id=\""));
        self.attribute(id);
        self.out.push_str(if staff { "\" class=\"staff-only\">" } else { "\">" });
    }

    /// Only headings outside of every list, quote and directive can divide a page into questions.
    fn is_question(&self, level: u8) -> bool {
        self.context.question_level == Some(level) && self.depth <= 1 && self.containers == 0
    }

    pub(super) fn end_heading(&mut self, level: u8) {
        let question = self.context.question_level == Some(level) && self.depth == 0 && self.containers == 0;
        if !question && level > 1 {
            let start = self.out.rfind(&format!("<h{level} id=\"")).map_or(0, |at| at + 8);
            let id = self.out[start..].split('"').next().unwrap_or_default().to_string();
            let label = self.labels.character("anchor", "Link to this section");
            self.out.push_str(&format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"{label}\">#</a>"));
        }
        self.out.push_str(&format!("</h{level}>\n"));
        if question {
            self.out.push(ANSWER);
            self.enter_internal();
        }
    }

    pub(super) fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        let callout = match kind {
            None => return self.block("<blockquote>\n"),
            Some(BlockQuoteKind::Note) => Callout::Note,
            Some(BlockQuoteKind::Tip) => Callout::Tip,
            Some(BlockQuoteKind::Important) => Callout::Important,
            Some(BlockQuoteKind::Warning) => Callout::Warning,
            Some(BlockQuoteKind::Caution) => Callout::Caution,
        };
        self.callout(callout, "");
    }

    pub(super) fn callout(&mut self, callout: Callout, title: &str) {
        let word = callout.word();
        self.block(&format!("<aside class=\"callout {word}\" role=\"note\">\n<p class=\"callout-title\">"));
        if title.is_empty() {
            let label = self.labels.character(word, word);
            self.out.push(label);
        } else {
            self.text(title);
        }
        self.out.push_str("</p>\n");
    }

    pub(super) fn code_block(&mut self, kind: &CodeBlockKind<'_>) {
        self.line();
        let language = match kind {
            CodeBlockKind::Fenced(info) => info.split([' ', ',', '\t']).next().unwrap_or_default(),
            CodeBlockKind::Indented => "",
        };
        if language.is_empty() {
            return self.out.push_str("<pre><code>");
        }
        self.out.push_str("<pre><code class=\"language-");
        self.attribute(language);
        self.out.push_str("\">");
    }

    pub(super) fn row(&mut self, head: bool) {
        let Some(table) = &mut self.table else { return };
        table.head = head;
        table.cell = 0;
        let first = !head && !table.rows;
        table.rows |= !head;
        self.out.push_str(match (head, first) {
            (true, _) => "<thead><tr>",
            (false, true) => "<tbody>\n<tr>",
            (false, false) => "<tr>",
        });
    }

    pub(super) fn cell(&mut self) {
        let Some(table) = &mut self.table else { return };
        let alignment = table.alignments.get(table.cell).copied().unwrap_or(Alignment::None);
        table.cell += 1;
        self.out.push_str(if table.head { "<th" } else { "<td" });
        self.out.push_str(match alignment {
            Alignment::None => ">",
            Alignment::Left => " align=\"left\">",
            Alignment::Center => " align=\"center\">",
            Alignment::Right => " align=\"right\">",
        });
    }

    pub(super) fn end_cell(&mut self) {
        let head = self.table.as_ref().is_some_and(|table| table.head);
        self.out.push_str(if head { "</th>" } else { "</td>" });
    }

    pub(super) fn end_table(&mut self) {
        let rows = self.table.take().is_some_and(|table| table.rows);
        self.out.push_str(if rows { "</tbody></table></div>\n" } else { "</table></div>\n" });
    }

    pub(super) fn task(&mut self, done: bool) {
        for (plain, task) in [
            ("<li>", "<li class=\"task\">"),
            ("<li><p>", "<li class=\"task\"><p>"),
            ("<li>\n<p>", "<li class=\"task\">\n<p>"),
        ] {
            if self.out.ends_with(plain) {
                self.out.truncate(self.out.len() - plain.len());
                self.out.push_str(task);
            }
        }
        let checked = if done { " checked=\"\"" } else { "" };
        self.out.push_str(&format!("<input type=\"checkbox\" disabled=\"\"{checked} /> "));
    }
}
