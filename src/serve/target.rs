//! What a request asks for: a path of the edition, never of the disk.

use percent_encoding::percent_decode_str;

/// Longer paths are no paths of ours.
const LONGEST: usize = 8 << 10;

/// Why a path is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadTarget {
    /// No browser asks for it.
    Odd,
    /// It is longer than any path of an edition.
    Long,
}

/// The path of a request in the edition, decoded, without the slash in front: `a/b/` or `a/b.css`, empty for the home page.
pub(super) fn inside(path: &str) -> Result<String, BadTarget> {
    if path.len() > LONGEST {
        return Err(BadTarget::Long);
    }
    let rest = path.strip_prefix('/').ok_or(BadTarget::Odd)?;
    if !has_whole_escapes(rest) {
        return Err(BadTarget::Odd);
    }
    let text = percent_decode_str(rest).decode_utf8().map_err(|_| BadTarget::Odd)?;
    let folders = text.strip_suffix('/').unwrap_or(&text);
    let odd_part = |part: &str| matches!(part, "" | "." | "..");
    let odd = text.chars().any(|c| c.is_control() || c == '\\') || folders.split('/').any(odd_part);
    if odd && !text.is_empty() { Err(BadTarget::Odd) } else { Ok(text.into_owned()) }
}

fn has_whole_escapes(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .all(|rest| rest.len() >= 2 && rest.as_bytes().iter().take(2).all(u8::is_ascii_hexdigit))
}

/// What is sent for a file, by the end of its name.
pub(super) fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    TYPES.iter().find(|(known, _)| *known == extension).map_or("application/octet-stream", |(_, kind)| kind)
}

const TYPES: &[(&str, &str)] = &[
    ("html", "text/html; charset=utf-8"),
    ("css", "text/css; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("wasm", "application/wasm"),
    ("md", "text/markdown; charset=utf-8"),
    ("txt", "text/plain; charset=utf-8"),
    ("csv", "text/csv; charset=utf-8"),
    ("xml", "application/xml"),
    ("ics", "text/calendar; charset=utf-8"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("apng", "image/apng"),
    ("bmp", "image/bmp"),
    ("ico", "image/x-icon"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("ogg", "audio/ogg"),
    ("mp4", "video/mp4"),
    ("webm", "video/webm"),
    ("mov", "video/quicktime"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r22_only_plain_paths_are_paths() {
        for (path, wanted) in
            [("/", ""), ("/a/b/", "a/b/"), ("/a%20b/%E6%B5%B7", "a b/海"), ("/c:/x", "c:/x"), ("/%", "")]
        {
            let expected = if path == "/%" { Err(BadTarget::Odd) } else { Ok(wanted.to_owned()) };
            assert_eq!(inside(path), expected, "{path}");
        }
        let long = format!("/{}", "a".repeat(64 << 10));
        assert_eq!(inside(&long), Err(BadTarget::Long));
        for path in [
            "",
            "*",
            "a",
            "//",
            "//evil.example/",
            "/a//b",
            "/../x",
            "/a/..",
            "/a/../b",
            "/./a",
            "/%2e%2e%2fx",
            "/%2e%2e/x",
            "/a%5c..%5cb",
            "/a\\b",
            "/%00",
            "/a%0d%0ab",
            "/%c0%ae%c0%ae/x",
            "/%ff",
            "/%zz",
            "/%2",
            "/a/%2F/b",
        ] {
            assert_eq!(inside(path), Err(BadTarget::Odd), "{path}");
        }
    }

    #[test]
    fn types_are_told_by_the_last_extension() {
        assert_eq!(content_type("a.b/x.tar.GZ"), "application/gzip");
        assert_eq!(content_type("search/engine.wasm"), "application/wasm");
        assert_eq!(content_type("search/1/head.bin"), "application/octet-stream");
        assert_eq!(content_type("a.html/b"), "application/octet-stream");
    }
}
