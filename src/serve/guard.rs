//! Who may ask. A web page from anywhere can make a reader's browser ask a server on the reader's own machine, so every
//! request must name this server as the user would, and come from nowhere or from our own pages.

use std::net::IpAddr;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};

/// Which requests are answered.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    /// Names that are ours beside those of every machine for itself, in lower case.
    names: Vec<String>,
    /// Whether the server can be reached from elsewhere, where it is known by addresses.
    reach: Reach,
    /// The ports of both editions.
    ports: [u16; 2],
}

/// From where a server can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// From this machine alone.
    Loopback,
    /// From other machines, too.
    Network,
}

impl Reach {
    /// From where a server at an address can be reached.
    pub fn of(address: IpAddr) -> Self {
        if address.is_loopback() { Self::Loopback } else { Self::Network }
    }
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("this name is not one of the preview's; start it with `--allow-host NAME` to allow it")]
    Host,
    #[error("pages of other sites may not ask the preview")]
    Origin,
}

/// What a request says about where it comes from.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const TARGET: HeaderName = HeaderName::from_static("sec-fetch-dest");

impl Guard {
    /// Lets in who calls the server by one of these names, or as every machine calls itself.
    pub(super) fn new(names: &[String], reach: Reach, ports: [u16; 2]) -> Self {
        Self { names: names.iter().map(|name| name.to_ascii_lowercase()).collect(), reach, ports }
    }

    /// Whether a request may be answered.
    pub(super) fn check(&self, request: &Parts) -> Result<(), Refusal> {
        let host = one(&request.headers, &header::HOST).ok_or(Refusal::Host)?.ok_or(Refusal::Host)?;
        // A target with a host of its own is meant for a proxy, or to confuse.
        let named = request.uri.authority().is_none_or(|authority| authority.as_str() == host);
        if !named || !self.is_ours(host) {
            return Err(Refusal::Host);
        }
        match one(&request.headers, &header::ORIGIN).ok_or(Refusal::Origin)? {
            Some(origin) if !self.is_own_origin(origin, host) => return Err(Refusal::Origin),
            Some(_) => return Ok(()),
            None => {}
        }
        let site = one(&request.headers, &SITE).ok_or(Refusal::Origin)?;
        let fine = matches!(site, None | Some("none" | "same-origin")) || is_navigation(request);
        if fine { Ok(()) } else { Err(Refusal::Origin) }
    }

    /// Whether the server is called so; any port will do, because it may have been forwarded.
    fn is_ours(&self, host: &str) -> bool {
        let Some((name, _)) = split(host) else { return false };
        if let Some(address) = address(&name) {
            return address.is_loopback() || self.reach == Reach::Network || self.names.contains(&name);
        }
        name == "localhost" || name.ends_with(".localhost") || self.names.contains(&name)
    }

    /// The origin of either edition, or the very origin that is asked.
    fn is_own_origin(&self, origin: &str, host: &str) -> bool {
        let Some((scheme, authority)) = origin.split_once("://") else { return false };
        match scheme {
            "http" if authority == host => true,
            // A name given by the user may stand for a proxy that speaks HTTPS; this machine's own names do not.
            "https" if authority == host => split(host).is_some_and(|(name, _)| self.names.contains(&name)),
            "http" => {
                let port = split(authority).and_then(|(_, port)| port).unwrap_or(80);
                self.is_ours(authority) && self.ports.contains(&port)
            }
            _ => false,
        }
    }
}

/// A header that must not come twice: nothing if it does or cannot be read, and what it says, if it is there.
fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Some(None),
        (Some(value), None) => value.to_str().ok().map(Some),
        (Some(_), Some(_)) => None,
    }
}

/// Somebody followed a link, or typed the address: the answer is shown to the reader and to no script.
fn is_navigation(request: &Parts) -> bool {
    let says = |name: &HeaderName, word: &str| one(&request.headers, name) == Some(Some(word));
    request.method == Method::GET && says(&MODE, "navigate") && says(&TARGET, "document")
}

/// Name, in lower case, and port of a `Host` header.
fn split(host: &str) -> Option<(String, Option<u16>)> {
    let (name, port) = match host.rfind(':') {
        Some(at) if !host.ends_with(']') => (&host[..at], Some(host[at + 1..].parse().ok()?)),
        _ => (host, None),
    };
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let plain = !name.is_empty() && !name.starts_with('.') && name.chars().all(fine);
    (plain || address(name).is_some()).then(|| (name.to_ascii_lowercase(), port))
}

/// An address written as one: `127.0.0.1` or `[::1]`.
fn address(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(six) => six.parse().ok().map(IpAddr::V6),
        None => name.parse().ok().map(IpAddr::V4),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::Request;

    fn guard(reach: Reach) -> Guard {
        Guard::new(&["Preview.Example.com".into()], reach, [4000, 4001])
    }

    fn asked(method: Method, headers: &[(&str, &str)]) -> Result<(), Refusal> {
        let mut request = Request::builder().method(method).uri("/a/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        guard(Reach::Loopback).check(&request.body(()).unwrap().into_parts().0)
    }

    #[test]
    fn r21_names_of_this_machine_are_ours_and_no_others() {
        let host = |host: &str| asked(Method::GET, &[("host", host)]);
        let ours = ["localhost", "localhost:4000", "LOCALHOST:1", "docs.localhost:4000", "127.0.0.1:4000"];
        for name in
            ours.iter().chain(&["[::1]:4000", "[::1]", "preview.example.com", "preview.example.com:443"])
        {
            assert_eq!(host(name), Ok(()), "{name}");
        }
        let foreign =
            ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "192.168.1.5:4000"];
        let broken =
            ["", ":4000", "localhost:x", "localhost:4000:4000", "[::1", "::1", "a@localhost", ".localhost"];
        for name in foreign.iter().chain(&broken).chain(&["0.0.0.0:4000", "notlocalhost", "localhost:99999"])
        {
            assert_eq!(host(name), Err(Refusal::Host), "{name}");
        }
        assert_eq!(asked(Method::GET, &[]), Err(Refusal::Host));
        assert_eq!(asked(Method::GET, &[("host", "localhost"), ("host", "evil")]), Err(Refusal::Host));
    }

    #[test]
    fn r21_addresses_are_names_only_where_others_can_reach_us() {
        let request = Request::get("/").header("host", "192.168.1.5:4000").body(()).unwrap().into_parts().0;
        assert_eq!(guard(Reach::Network).check(&request), Ok(()));
        assert_eq!(guard(Reach::Loopback).check(&request), Err(Refusal::Host));
    }

    #[test]
    fn r21_foreign_origins_are_refused() {
        let from = |origin: &str| asked(Method::POST, &[("host", "localhost:4000"), ("origin", origin)]);
        for origin in ["http://localhost:4000", "http://localhost:4001", "http://127.0.0.1:4001"] {
            assert_eq!(from(origin), Ok(()), "{origin}");
        }
        let foreign =
            ["https://evil.example", "null", "http://localhost:3000", "http://localhost", "file://"];
        for origin in foreign.iter().chain(&[
            "http://evil.example:4000",
            "https://localhost:4000",
            "https://localhost:4001",
            "",
            "x://localhost:4000",
        ]) {
            assert_eq!(from(origin), Err(Refusal::Origin), "{origin}");
        }
    }

    #[test]
    fn r21_a_name_that_was_allowed_may_stand_for_a_proxy_with_https() {
        let from = |origin: &str| asked(Method::POST, &[("host", "preview.example.com"), ("origin", origin)]);
        assert_eq!(from("https://preview.example.com"), Ok(()));
        assert_eq!(from("https://preview.example.com:8443"), Err(Refusal::Origin));
    }

    #[test]
    fn r21_other_sites_may_link_to_us_and_nothing_else() {
        let host = ("host", "localhost:4000");
        let navigation = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];
        let frame = [("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
        let script = [("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")];
        for site in ["cross-site", "same-site"] {
            let asked = |method, how: [(&str, &str); 2]| {
                asked(method, &[host, ("sec-fetch-site", site), how[0], how[1]])
            };
            assert_eq!(asked(Method::GET, navigation), Ok(()));
            assert_eq!(asked(Method::POST, navigation), Err(Refusal::Origin));
            assert_eq!(asked(Method::GET, frame), Err(Refusal::Origin));
            assert_eq!(asked(Method::GET, script), Err(Refusal::Origin));
        }
        assert_eq!(
            asked(Method::GET, &[host, ("sec-fetch-site", "same-origin"), script[0], script[1]]),
            Ok(())
        );
    }
}
