//! What is served of our own: the scripts that show the toolbar, and pages for when there is no other.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use rust_embed::RustEmbed;

use super::target;

/// Scripts, styles and pages.
#[derive(RustEmbed)]
#[folder = "src/serve/client"]
struct Client;

/// The page that is shown before there is any.
const EMPTY: &str = "empty.html";

/// What our own pages may do: load from here, and show the site's pages.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; \
    trusted-types answerbook-preview";

/// One of our own files.
pub(super) fn file(name: &str) -> Option<Response<Body>> {
    let file = Client::get(name)?;
    Some(answer(StatusCode::OK, target::content_type(name), Body::from(file.data)))
}

/// What a browser sees before anything was built: nothing, but our scripts wait in it.
pub(super) fn empty() -> Response<Body> {
    let page = Client::get(EMPTY).map_or_else(Default::default, |file| file.data);
    let page = with_client(&page, "");
    unbuilt(answer(StatusCode::SERVICE_UNAVAILABLE, target::content_type(EMPTY), Body::from(page)))
}

/// What others are told before anything was built.
pub(super) fn not_yet() -> Response<Body> {
    let text = "nothing was built yet\n";
    unbuilt(answer(StatusCode::SERVICE_UNAVAILABLE, target::content_type("txt.txt"), Body::from(text)))
}

fn unbuilt(mut answer: Response<Body>) -> Response<Body> {
    answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}

/// An answer that is no file of the edition.
pub(super) fn answer(status: StatusCode, kind: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A line of text for people.
pub(super) fn words(status: StatusCode, text: &str) -> Response<Body> {
    answer(status, "text/plain; charset=utf-8", Body::from(format!("{text}\n")))
}

/// A page with our script before every other, and the hash of the page as it was.
pub(super) fn with_client(page: &[u8], hash: &str) -> Vec<u8> {
    let line = format!("<script src=\"/.answerbook/client.js\" data-hash=\"{hash}\"></script>");
    let at = after_head(page).unwrap_or_default();
    [&page[..at], line.as_bytes(), &page[at..]].concat()
}

/// Where the head of a page begins, or what comes first after the type of the document.
fn after_head(page: &[u8]) -> Option<usize> {
    let end_of = |tag: &[u8]| {
        let begins = |window: &[u8]| window.eq_ignore_ascii_case(tag);
        let start = page.windows(tag.len()).position(begins)?;
        let rest = &page[start + tag.len()..];
        let tag_ends = rest.first().is_some_and(|next| matches!(next, b'>' | b' ' | b'\n' | b'\t'));
        let close = rest.iter().position(|byte| *byte == b'>')?;
        tag_ends.then_some(start + tag.len() + close + 1)
    };
    end_of(b"<head").or_else(|| end_of(b"<!doctype"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn put(page: &str, expected: &str) {
        let expected =
            expected.replace('#', "<script src=\"/.answerbook/client.js\" data-hash=\"1f\"></script>");
        assert_eq!(String::from_utf8(with_client(page.as_bytes(), "1f")).unwrap(), expected);
    }

    #[test]
    fn the_client_comes_before_every_other_script() {
        put(
            "<!doctype html><html><head><script src=x></script>",
            "<!doctype html><html><head>#<script src=x></script>",
        );
        put("<HTML><HEAD lang=\"a\">x<head>", "<HTML><HEAD lang=\"a\">#x<head>");
        put("<!doctype html>\n<title>x</title><header>", "<!doctype html>#\n<title>x</title><header>");
        put("text", "#text");
        put("", "#");
        put("<head", "#<head");
    }
}
