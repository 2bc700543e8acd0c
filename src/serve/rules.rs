//! The `_headers` file of an edition, as static hosts apply it, with what a preview needs to be otherwise.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// Headers by path.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules(Vec<Rule>);

#[derive(Clone, Debug)]
struct Rule {
    pattern: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Rules {
    /// Reads the file; lines that no host would understand are left out.
    pub(super) fn parse(text: &str) -> Self {
        let mut rules: Vec<Rule> = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim().starts_with('#')) {
            if !line.starts_with([' ', '\t']) {
                rules.push(Rule { pattern: line.trim().to_owned(), headers: Vec::new() });
            } else if let (Some(rule), Some(header)) = (rules.last_mut(), header(line)) {
                rule.headers.push(header);
            }
        }
        Self(rules)
    }

    /// Headers of a path, which begins with `/`. Of two rules for one header the later one counts.
    pub(super) fn of(&self, path: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for rule in self.0.iter().filter(|rule| fits(&rule.pattern, path)) {
            for (name, value) in &rule.headers {
                headers.insert(name.clone(), value.clone());
            }
        }
        headers
    }
}

fn header(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    Some((name.trim().parse().ok()?, value.trim().parse().ok()?))
}

/// `*` stands for anything, `:name` for anything but a slash.
fn fits(pattern: &str, path: &str) -> bool {
    if let Some(rest) = pattern.strip_prefix('*') {
        return (0..=path.len()).filter(|at| path.is_char_boundary(*at)).any(|at| fits(rest, &path[at..]));
    }
    if let Some(rest) = placeholder(pattern) {
        let end = path.find('/').unwrap_or(path.len());
        return end > 0 && fits(rest, &path[end..]);
    }
    match (pattern.chars().next(), path.chars().next()) {
        (None, None) => true,
        (Some(a), Some(b)) if a == b => fits(&pattern[a.len_utf8()..], &path[b.len_utf8()..]),
        _ => false,
    }
}

/// What follows a placeholder that stands here.
fn placeholder(pattern: &str) -> Option<&str> {
    let name =
        pattern.strip_prefix(':').filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    Some(name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

/// Whether a file has its name from its content.
pub(super) fn is_immutable(headers: &HeaderMap) -> bool {
    let control = headers.get(header::CACHE_CONTROL).and_then(|value| value.to_str().ok());
    control.is_some_and(|control| control.contains("immutable"))
}

/// Lets the preview's own scripts make markup, and its pages show the site's pages in frames. Nothing else: not even the address
/// that readers' events are sent to.
pub(super) fn admit_client(headers: &mut HeaderMap) {
    let Some(policy) = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|value| value.to_str().ok())
    else {
        return;
    };
    let directives = policy.split(';').map(|directive| match directive.trim() {
        "frame-ancestors 'none'" => "frame-ancestors 'self'".to_owned(),
        connect if connect.starts_with("connect-src 'self' ") => "connect-src 'self'".to_owned(),
        types if types.starts_with("trusted-types") => format!("{types} answerbook-preview"),
        other => other.to_owned(),
    });
    if let Ok(value) = directives.collect::<Vec<_>>().join("; ").parse() {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_those_of_static_hosts() {
        for (pattern, path) in [
            ("/*", "/"),
            ("/*", "/a/b"),
            ("/assets/*", "/assets/x.css"),
            ("/search/:index/:block", "/search/1f/head.bin"),
            ("/*.js", "/a/b.js"),
            ("/a/b", "/a/b"),
            ("/é/*", "/é/x"),
        ] {
            assert!(fits(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("/assets/*", "/asset"),
            ("/search/:index/:block", "/search/manifest.json"),
            ("/search/:index/:block", "/search/a/b/c"),
            ("/a", "/a/"),
            ("/*.js", "/a.jsx"),
            ("/:x", "/"),
        ] {
            assert!(!fits(pattern, path), "{pattern} {path}");
        }
    }

    #[test]
    fn the_later_rule_counts_and_nonsense_does_not() {
        let rules = Rules::parse(
            "  Lost: x\n# note\n/*\n  A: 1\n  B: 2\n  no header\n  Bad Name: x\n\n/a/*\n\tB: 3\n",
        );
        let headers = rules.of("/a/x");
        assert_eq!(
            (&headers["a"], &headers["b"], headers.len()),
            (&HeaderValue::from(1), &HeaderValue::from(3), 2)
        );
        assert_eq!(rules.of("/b").get("b"), Some(&HeaderValue::from(2)));
    }

    #[test]
    fn the_policy_gets_what_the_client_needs_and_no_more() {
        let policy = "default-src 'none'; connect-src 'self' https://votes.example.com; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types answerbook";
        let mut headers = Rules::parse(&format!("/*\n  Content-Security-Policy: {policy}")).of("/");
        admit_client(&mut headers);
        assert_eq!(
            headers[header::CONTENT_SECURITY_POLICY],
            "default-src 'none'; connect-src 'self'; frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types answerbook answerbook-preview"
        );
    }
}
