//! The answer to a request, as the page gets it.
#![forbid(unsafe_code)]

use answerbook_search::{Correction, Facet, Facets, Fragment, Hit, Results};

use super::json::{Json, object};

impl Json for Results {
    fn write(&self, out: &mut String) {
        object(
            out,
            &[
                ("total", &self.total),
                ("results", &self.hits),
                ("facets", &self.facets),
                ("correction", &self.correction),
            ],
        );
    }
}

impl Json for Hit {
    fn write(&self, out: &mut String) {
        object(
            out,
            &[
                ("url", &self.url),
                ("title", &self.title),
                ("heading", &self.heading),
                ("breadcrumb", &self.breadcrumb),
                ("kind", &self.kind),
                ("lang", &self.lang),
                ("score", &self.score),
                ("internal", &self.internal),
                ("superseded", &self.superseded),
                ("from", &self.from.map(date)),
                ("excerpt", &self.excerpt),
            ],
        );
    }
}

/// A day as it is written.
fn date(day: u32) -> String {
    format!("{:04}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100)
}

impl Json for Fragment {
    fn write(&self, out: &mut String) {
        object(out, &[("text", &self.text), ("marked", &self.marked)]);
    }
}

impl Json for Facets {
    fn write(&self, out: &mut String) {
        object(out, &[("category", &self.category), ("kind", &self.kind), ("lang", &self.lang)]);
    }
}

impl Json for Facet {
    fn write(&self, out: &mut String) {
        object(out, &[("id", &self.id), ("title", &self.title), ("count", &self.count)]);
    }
}

impl Json for Correction {
    fn write(&self, out: &mut String) {
        self.query.write(out);
    }
}
