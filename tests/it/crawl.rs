//! Every address that the sample and the manual name, asked of a static host under a sub-path: pages, files, anchors.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use crate::driver::{BASE, UNDER, files, manual, sample};
use crate::html::{Tag, tags, unescaped};
use crate::server::{Headers, Server, decoded};

#[test]
fn i11_every_link_of_the_sample_resolves() {
    crawl_both(sample(), 90);
}

#[test]
fn i11_every_link_of_the_manual_resolves() {
    crawl_both(manual(), 50);
}

/// The page for what is not there is shown at any depth, so it names everything from the root of the host, which is
/// that of `base-url`. The internal edition has none: that one page of it belongs to the root of a host.
fn crawl_both(dist: &Path, at_least: usize) {
    crawl(&dist.join("public"), UNDER, &[], at_least);
    crawl(&dist.join("internal"), UNDER, &["404.html"], at_least);
    crawl(&dist.join("internal"), "/", &[], at_least);
}

/// What is known of an address that was asked for.
struct Known {
    status: u16,
    ids: BTreeSet<String>,
}

struct Crawl {
    server: Server,
    /// The path that the edition is served below.
    under: &'static str,
    known: BTreeMap<String, Known>,
    open: VecDeque<String>,
    broken: BTreeSet<String>,
    /// Anchors that are asked for: by page, where from.
    anchors: Vec<(String, String, String)>,
}

fn crawl(folder: &Path, under: &'static str, except: &[&str], at_least: usize) {
    let server = Server::start(folder, under, Headers::Applied);
    let mut crawl = Crawl {
        server,
        under,
        known: BTreeMap::new(),
        open: VecDeque::new(),
        broken: BTreeSet::new(),
        anchors: Vec::new(),
    };
    // From the home as a reader, and from every file, so that what nothing links to is looked at, too.
    crawl.open.push_back(under.to_owned());
    let files = files(folder);
    let all = files.keys().filter(|path| !path.ends_with('/') && !except.contains(&path.as_str()));
    crawl.open.extend(all.map(|path| format!("{under}{}", encoded(path))));
    while let Some(path) = crawl.open.pop_front() {
        if !crawl.known.contains_key(&path) {
            crawl.visit(&path);
        }
    }
    crawl.check_anchors();
    assert_eq!(crawl.broken, BTreeSet::new());
    assert!(crawl.known.len() > at_least, "only {} addresses", crawl.known.len());
}

impl Crawl {
    fn visit(&mut self, path: &str) {
        let answer = self.server.get(path);
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let mut ids = BTreeSet::new();
        let links = match path.rsplit('.').next() {
            _ if answer.status != 200 => Vec::new(),
            Some("xml") => locations(&text),
            Some("txt") => text
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split_once(')'))
                .map(|(to, _)| to.to_owned())
                .collect(),
            _ if path.ends_with('/') || path.ends_with(".html") => {
                let tags = tags(&text);
                ids.extend(tags.iter().filter_map(|tag| tag.get("id")).map(str::to_owned));
                tags.iter().flat_map(references).collect()
            }
            _ => Vec::new(),
        };
        self.known.insert(path.to_owned(), Known { status: answer.status, ids });
        for link in links {
            self.follow(path, &link);
        }
    }

    fn follow(&mut self, from: &str, link: &str) {
        let (address, anchor) = link.split_once('#').unwrap_or((link, ""));
        let address = address.split('?').next().unwrap_or_default();
        let path = match address.strip_prefix(BASE) {
            Some(inner) => format!("{}{inner}", self.under),
            None if has_scheme(address) => return,
            None => resolved(from, address),
        };
        // A file that a page names is asked for once, and blamed on the first page that names it.
        if !self.known.contains_key(&path) {
            let status = self.server.get(&path).status;
            if status != 200 {
                self.broken.insert(format!("{from}: {link} gives {status}"));
            }
            self.open.push_back(path.clone());
        } else if self.known[&path].status != 200 {
            self.broken.insert(format!("{from}: {link} gives {}", self.known[&path].status));
        }
        if !anchor.is_empty() {
            self.anchors.push((path, decoded(anchor), from.to_owned()));
        }
    }

    fn check_anchors(&mut self) {
        for (path, anchor, from) in &self.anchors {
            // Browsers know the top of every page.
            if anchor != "top" && !self.known.get(path).is_some_and(|known| known.ids.contains(anchor)) {
                self.broken.insert(format!("{from}: {path} has no #{anchor}"));
            }
        }
    }
}

/// What a tag makes a browser load, or a reader follow.
fn references(tag: &Tag) -> Vec<String> {
    let mut found: Vec<String> = ["href", "src", "poster", "action", "cite"]
        .iter()
        .filter_map(|key| tag.get(key))
        .map(str::to_owned)
        .collect();
    if tag.get("http-equiv") == Some("refresh") {
        found.extend(
            tag.get("content").and_then(|content| content.split_once("url=")).map(|(_, url)| url.to_owned()),
        );
    }
    found
}

/// The addresses in a sitemap, a feed or a search description.
fn locations(xml: &str) -> Vec<String> {
    let in_tags = tags(xml);
    let mut found: Vec<String> =
        in_tags.iter().filter_map(|tag| tag.get("href").or(tag.get("template"))).map(str::to_owned).collect();
    for piece in xml.split("<loc>").skip(1) {
        found.extend(piece.split_once("</loc>").map(|(url, _)| unescaped(url)));
    }
    // `{searchTerms}` stands behind a question mark.
    found.iter().map(|url| url.split('?').next().unwrap_or_default().to_owned()).collect()
}

fn has_scheme(address: &str) -> bool {
    let scheme = address.split([':', '/', '?']).next().unwrap_or_default();
    address[scheme.len()..].starts_with(':') || address.starts_with("//")
}

/// A relative address, seen from a path.
pub(crate) fn resolved(from: &str, to: &str) -> String {
    if to.starts_with('/') {
        return to.to_owned();
    }
    if to.is_empty() {
        return from.to_owned();
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    let (last, folders) = to.rsplit_once('/').map_or((to, ""), |(folders, last)| (last, folders));
    for part in folders.split('/').filter(|part| !part.is_empty()) {
        match part {
            "." => {}
            ".." => _ = parts.pop(),
            other => parts.push(other),
        }
    }
    match last {
        ".." => {
            parts.pop();
            parts.push("");
        }
        "." => parts.push(""),
        other => parts.push(other),
    }
    parts.join("/")
}

/// A path of the disk as one of an address.
pub(crate) fn encoded(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
