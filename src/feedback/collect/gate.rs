//! Who may send events and records: pages of the owner's editions, and no network too many of them.

use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use answerbook_kernel::Level;
use axum::http::{HeaderMap, header};
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::network::Network;

/// A network may send so many times its rate at once.
const BURST: u32 = 3;

/// From so many networks on, those that have been quiet are forgotten.
const CROWD: usize = 10_000;

/// Scheme, host and port of an edition, as browsers write them (RFC 6454).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

/// Why something is no origin.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is not an address that begins with `https://` or `http://`, with a name in letters of ASCII (`xn--…`)"
)]
pub struct OriginError(String);

impl FromStr for Origin {
    type Err = OriginError;

    /// Reads the address of an edition, which may have a path.
    fn from_str(text: &str) -> Result<Self, OriginError> {
        let wrong = || OriginError(text.to_owned());
        let (scheme, rest) = text.split_once("://").ok_or_else(wrong)?;
        let scheme = scheme.to_ascii_lowercase();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        let usual = match scheme.as_str() {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(wrong()),
        };
        let host = authority.strip_suffix(usual).unwrap_or(&authority);
        let fine = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        if host.is_empty() || !host.chars().all(fine) {
            return Err(wrong());
        }
        Ok(Self(format!("{scheme}://{host}")))
    }
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It comes from no page of ours.
    Origin,
    /// Its network has to wait for so many seconds.
    Rate(u64),
}

type Limiter = RateLimiter<Network, HashMapStateStore<Network>, DefaultClock>;

/// Lets in who may send events.
#[derive(Debug)]
pub(super) struct Gate {
    public: Vec<Origin>,
    internal: Vec<Origin>,
    limiter: Limiter,
}

impl Gate {
    /// A gate for these origins, and so many requests a second from one network.
    pub(super) fn new(public: Vec<Origin>, internal: Vec<Origin>, rate: u32) -> Self {
        let rate = NonZeroU32::new(rate).unwrap_or(NonZeroU32::MIN);
        let burst = rate.saturating_mul(NonZeroU32::new(BURST).unwrap_or(NonZeroU32::MIN));
        let limiter = RateLimiter::hashmap(Quota::per_second(rate).allow_burst(burst));
        Self { public, internal, limiter }
    }

    /// Whether a network may send one more request.
    pub(super) fn admit(&self, network: Network) -> Result<(), Refusal> {
        if self.limiter.len() > CROWD {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&network).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            Refusal::Rate((wait + Duration::from_millis(999)).as_secs().max(1))
        })
    }

    /// The origin of a request, as it is allowed to be.
    pub(super) fn origin<'h>(&self, headers: &'h HeaderMap) -> Result<&'h str, Refusal> {
        let origin = told_origin(headers)?;
        let allowed = self.public.iter().chain(&self.internal).any(|one| one.0 == origin);
        if allowed { Ok(origin) } else { Err(Refusal::Origin) }
    }

    /// The origin of a request, if it is one of an edition.
    pub(super) fn origin_of<'h>(&self, headers: &'h HeaderMap, edition: Level) -> Result<&'h str, Refusal> {
        let origin = told_origin(headers)?;
        if self.may_tell(origin, edition) { Ok(origin) } else { Err(Refusal::Origin) }
    }

    /// Whether pages at an origin may tell of an edition: customers' pages know nothing of the internal one.
    pub(super) fn may_tell(&self, origin: &str, edition: Level) -> bool {
        let origins = match edition {
            Level::Public => &self.public,
            Level::Internal => &self.internal,
        };
        origins.iter().any(|one| one.0 == origin)
    }
}

/// The origin that a request says it has, once.
fn told_origin(headers: &HeaderMap) -> Result<&str, Refusal> {
    let mut told = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (told.next(), told.next()) else { return Err(Refusal::Origin) };
    origin.to_str().map_err(|_| Refusal::Origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(rate: u32) -> Gate {
        let origin = |text: &str| text.parse().unwrap();
        Gate::new(vec![origin("https://Help.example.com:443/kb/")], vec![origin("http://[::1]:4001")], rate)
    }

    fn origin(values: &[&str]) -> Result<String, Refusal> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::ORIGIN, value.parse().unwrap());
        }
        gate(1).origin(&headers).map(str::to_owned)
    }

    #[test]
    fn r29_only_own_origins_are_let_in() {
        for own in ["https://help.example.com", "http://[::1]:4001"] {
            assert_eq!(origin(&[own]), Ok(own.to_owned()));
        }
        for foreign in
            ["", "null", "https://evil.example", "http://help.example.com", "https://help.example.com.evil"]
        {
            assert_eq!(origin(&[foreign]), Err(Refusal::Origin), "{foreign}");
        }
        assert_eq!(origin(&[]), Err(Refusal::Origin));
        assert_eq!(origin(&["https://help.example.com"; 2]), Err(Refusal::Origin));
        for bad in ["help.example.com", "ftp://a", "https://", "https://a b", "https://a@b"] {
            assert!(bad.parse::<Origin>().is_err(), "{bad}");
        }
    }

    #[test]
    fn each_origin_tells_of_its_own_edition() {
        let gate = gate(1);
        assert!(gate.may_tell("https://help.example.com", Level::Public));
        assert!(!gate.may_tell("https://help.example.com", Level::Internal));
        assert!(gate.may_tell("http://[::1]:4001", Level::Internal));
    }

    #[test]
    fn r29_a_network_that_sends_too_much_waits_and_others_do_not() {
        let gate = gate(2);
        let (loud, quiet) = (Network::V4([203, 0, 113]), Network::V4([198, 51, 100]));
        let let_in = (0..100).filter(|_| gate.admit(loud).is_ok()).count();
        assert!((6..=7).contains(&let_in), "{let_in}");
        assert_eq!(gate.admit(loud), Err(Refusal::Rate(1)));
        assert_eq!(gate.admit(quiet), Ok(()));
    }
}
