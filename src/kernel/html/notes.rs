//! Footnotes, gathered where they stand and written at the end of the page in the order of their references.

use super::{Writer, escaped};

impl Writer<'_> {
    pub(super) fn reference(&mut self, name: &str) {
        let known = self.notes.order.iter().position(|(known, _)| known == name);
        let number = known.unwrap_or_else(|| {
            self.notes.order.push((name.to_string(), 0));
            self.notes.order.len() - 1
        });
        self.notes.order[number].1 += 1;
        let times = self.notes.order[number].1;
        let id = reference_id(name, times);
        let name = escaped(name);
        self.out.push_str(&format!(
            "<sup class=\"footnote-ref\"><a href=\"#fn-{name}\" id=\"{id}\" data-footnote-ref=\"\">{}</a></sup>",
            number + 1
        ));
    }

    pub(super) fn footnotes(&mut self) {
        let order = std::mem::take(&mut self.notes.order);
        let texts = std::mem::take(&mut self.notes.texts);
        if order.is_empty() {
            return;
        }
        self.block("<section class=\"footnotes\" data-footnotes=\"\">\n<ol>\n");
        for (number, (name, times)) in order.iter().enumerate() {
            let text = texts.get(name).map_or("", String::as_str);
            self.footnote(name, number + 1, *times, text);
        }
        self.out.push_str("</ol>\n</section>\n");
    }

    fn footnote(&mut self, name: &str, number: usize, times: usize, text: &str) {
        let back: Vec<String> = (1..=times).map(|time| self.back(name, number, time)).collect();
        let back = back.join(" ");
        self.out.push_str(&format!("<li id=\"fn-{}\">\n", escaped(name)));
        match text.trim_end().strip_suffix("</p>") {
            Some(head) => self.out.push_str(&format!("{head} {back}</p>\n")),
            None => self.out.push_str(&format!("{text}{back}\n")),
        }
        self.out.push_str("</li>\n");
    }

    fn back(&mut self, name: &str, number: usize, time: usize) -> String {
        let label = self.labels.character("footnote_back", "Back to reference");
        let index = if time == 1 { number.to_string() } else { format!("{number}-{time}") };
        let again =
            if time == 1 { String::new() } else { format!("<sup class=\"footnote-ref\">{time}</sup>") };
        format!(
            "<a href=\"#{}\" class=\"footnote-backref\" data-footnote-backref=\"\" data-footnote-backref-idx=\"{index}\" aria-label=\"{label} {index}\">↩{again}</a>",
            reference_id(name, time)
        )
    }
}

fn reference_id(name: &str, time: usize) -> String {
    let name = escaped(name);
    if time == 1 { format!("fnref-{name}") } else { format!("fnref-{name}-{time}") }
}
