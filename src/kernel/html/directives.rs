//! What directives become.

use super::Writer;
use crate::directive::Directive;
use crate::levels::Cell;
use crate::reserved::{self, DESTINATIONS};

impl Writer<'_> {
    pub(super) fn open(&mut self, directive: Directive, arguments: &str) {
        self.containers += usize::from(!matches!(directive, Directive::Only(_)));
        match directive {
            Directive::Only(_) => self.open_internal(),
            Directive::Callout(callout) => self.callout(callout, arguments),
            Directive::Details => {
                self.block("<details class=\"details\">\n<summary>");
                self.title_or_label(arguments, "details", "Details");
                self.out.push_str("</summary>\n");
            }
            Directive::Steps => self.block("<div class=\"steps\">\n"),
            Directive::Reply => self.open_reply(arguments),
            Directive::Quiz => {}
            Directive::Roleplay => self.open_roleplay(arguments),
            Directive::Answer => self.open_model(arguments),
            Directive::Video => self.video(arguments),
            Directive::Sla => {}
        }
    }

    pub(super) fn close(&mut self, directive: Directive) {
        self.containers =
            self.containers.saturating_sub(usize::from(!matches!(directive, Directive::Only(_))));
        match directive {
            Directive::Only(_) => self.close_internal(),
            Directive::Callout(_) => self.block("</aside>\n"),
            Directive::Details | Directive::Answer => self.block("</details>\n"),
            Directive::Steps | Directive::Roleplay => self.block("</div>\n"),
            Directive::Reply => {
                self.replies = self.replies.saturating_sub(1);
                self.block("</div>\n</div>\n");
            }
            Directive::Quiz | Directive::Video | Directive::Sla => self.line(),
        }
    }

    /// In the edition for everybody, `:::public` leaves no trace; in the one for staff, internal text is marked. On a page for staff
    /// all text is internal, but in a canned reply it says what is not to be sent.
    fn open_internal(&mut self) {
        let marks = self.context.marks_internal || (self.context.for_staff && self.replies > 0);
        let mark = marks.then(|| self.mark_internal());
        self.marked.push(mark);
    }

    fn mark_internal(&mut self) -> (usize, usize) {
        let label = self.labels.character("internal", "Internal");
        let start = self.out.len();
        self.block(&format!("<div class=\"internal-block\">\n<p class=\"internal-label\">{label}</p>\n"));
        (start, self.out.len())
    }

    fn close_internal(&mut self) {
        if self.marked.pop().flatten().is_some() {
            self.block("</div>\n");
        }
    }

    /// A question divides the page, so a block for staff ends before it and begins again below it; whether there is one.
    pub(super) fn leave_internal(&mut self) -> bool {
        let Some(Some((start, end))) = self.marked.last().copied() else { return false };
        if self.out.len() == end {
            self.out.truncate(start);
        } else {
            self.block("</div>\n");
        }
        true
    }

    pub(super) fn enter_internal(&mut self) {
        if let Some(Some(_)) = self.marked.last() {
            let mark = self.mark_internal();
            if let Some(last) = self.marked.last_mut() {
                *last = Some(mark);
            }
        }
    }

    pub(super) fn title_or_label(&mut self, title: &str, key: &'static str, fallback: &str) {
        if title.is_empty() {
            let label = self.labels.character(key, fallback);
            self.out.push(label);
        } else {
            self.text(title);
        }
    }

    fn open_reply(&mut self, title: &str) {
        self.replies += 1;
        self.block("<div class=\"reply\">\n<div class=\"reply-head\"><span class=\"reply-title\">");
        self.title_or_label(title, "reply", "Reply");
        self.out.push_str("</span>");
        for (form, key, fallback) in [("plain", "copy_plain", "Copy as plain text"), ("rich", "copy", "Copy")]
        {
            let label = self.labels.character(key, fallback);
            self.out.push_str(&format!(
                "<button type=\"button\" class=\"js copy\" data-copy=\"{form}\">{label}</button>"
            ));
        }
        self.out.push_str("</div>\n<div class=\"reply-body\">\n");
    }

    /// The arguments begin with the reserved character of the address.
    fn video(&mut self, arguments: &str) {
        let mut characters = arguments.chars();
        let Some(address) = characters.next().filter(|c| reserved::index(&DESTINATIONS, *c).is_some()) else {
            return;
        };
        self.block(&format!(
            "<p><a class=\"video\" rel=\"external noopener\" href=\"{address}\"><span class=\"video-title\">"
        ));
        self.title_or_label(characters.as_str().trim(), "video", "Watch the video");
        self.out.push_str("</span></a></p>\n");
    }

    pub(super) fn service_levels(&mut self, rows: &[Vec<Cell>]) {
        let Some((head, rows)) = rows.split_first() else { return };
        self.block("<div class=\"table sla\"><table>\n<thead>");
        self.plain_row(head, "th");
        self.out.push_str("</thead>\n<tbody>\n");
        for row in rows {
            self.plain_row(row, "td");
        }
        self.out.push_str("</tbody></table></div>\n");
    }

    fn plain_row(&mut self, cells: &[Cell], element: &str) {
        self.out.push_str("<tr>");
        for cell in cells {
            self.out.push_str(&format!("<{element}>"));
            match cell {
                Cell::Text(text) => self.text(text),
                Cell::Label { key, fallback } => {
                    let label = self.labels.character(key, fallback);
                    self.out.push(label);
                }
            }
            self.out.push_str(&format!("</{element}>"));
        }
        self.out.push_str("</tr>\n");
    }
}
