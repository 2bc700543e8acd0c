//! A request: limit, the reader's day, language, categories, kinds, languages and query, each on a line of its own; lists by
//! tabs. A day is written `2027-01-15`; whatever is none counts as the end of time. The query comes last, and may have any number
//! of lines.
#![forbid(unsafe_code)]

use answerbook_search::{Filters, Options};

/// What is asked.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    pub(crate) query: &'a str,
    pub(crate) options: Options,
}

impl<'a> Request<'a> {
    /// Reads one; none where a line is missing or is not what it must be.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let mut lines = text.splitn(7, '\n');
        let limit = lines.next()?.parse().ok()?;
        let today = lines.next()?.replace('-', "").parse().ok();
        let lang = Some(lines.next()?).filter(|lang| !lang.is_empty()).map(str::to_owned);
        let filters =
            Filters { category: list(lines.next()?), kind: list(lines.next()?), lang: list(lines.next()?) };
        Some(Self { query: lines.next()?, options: Options { limit, lang, filters, today } })
    }
}

fn list(line: &str) -> Vec<String> {
    line.split('\t').filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_lists() {
        let request =
            Request::parse(b"10\n2027-01-15\nzh-Hans\na\tb\n\npolicy\nfirst\nsecond\tthird").unwrap();
        assert_eq!(request.query, "first\nsecond\tthird");
        assert_eq!(request.options.today, Some(20_270_115));
        assert_eq!((request.options.limit, request.options.lang.as_deref()), (10, Some("zh-Hans")));
        let filters = request.options.filters;
        assert_eq!((filters.category.len(), filters.kind.len()), (2, 0));
        assert_eq!(filters.lang, ["policy"]);
    }

    #[test]
    fn what_is_no_request() {
        for bytes in [
            &b""[..],
            b"10\n1\nen\n\n\n",
            b"ten\n1\nen\n\n\n\nx",
            b"-1\n1\nen\n\n\n\nx",
            b"1\n1\n\n\n\n\n\xff",
        ] {
            assert!(Request::parse(bytes).is_none(), "{bytes:?}");
        }
        assert!(Request::parse(b"1\n1\n\n\n\n\n").is_some_and(|request| request.options.lang.is_none()));
    }
}
