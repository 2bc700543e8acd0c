//! Which network a request comes from: whoever has one address of it usually has its neighbours, too.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use axum::http::{HeaderMap, HeaderName};

/// A network of 256 addresses, or of IPv6 what one customer is given at the most (a /48, RFC 6177).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Network {
    V4([u8; 3]),
    V6([u16; 3]),
}

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl Network {
    /// The network of an address.
    pub(super) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                Self::V4([a, b, c])
            }
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                Self::V6([a, b, c])
            }
        }
    }

    /// The network of who sent a request. A proxy knows better than the connection: then the last address that it added counts,
    /// because all others are what the client said.
    pub(super) fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> Self {
        let told = headers.get_all(FORWARDED_FOR).iter().next_back();
        let told = told.and_then(|value| value.to_str().ok()).and_then(|list| list.rsplit(',').next());
        match told.and_then(|address| address.trim().parse().ok()) {
            Some(address) if proxies.have(peer) => Self::of(address),
            Some(_) | None => Self::of(peer),
        }
    }
}

/// Who is believed about where requests come from: this machine, and those that were named.
#[derive(Clone, Debug, Default)]
pub(super) struct Proxies(pub(super) Vec<Proxy>);

impl Proxies {
    /// Whether the other side of a connection is one of them.
    pub(super) fn have(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        peer == IpAddr::V4(Ipv4Addr::LOCALHOST)
            || peer == IpAddr::V6(Ipv6Addr::LOCALHOST)
            || self.0.iter().any(|proxy| proxy.is(peer))
    }
}

/// A proxy, or all of a network: `10.88.0.1`, `10.88.0.0/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proxy {
    address: IpAddr,
    /// How many bits of the address count.
    bits: u8,
}

/// Why something is no proxy.
#[derive(Debug, thiserror::Error)]
#[error("a proxy is an address such as `10.88.0.1`, or a network such as `10.88.0.0/16`")]
pub struct ProxyError;

impl FromStr for Proxy {
    type Err = ProxyError;

    fn from_str(text: &str) -> Result<Self, ProxyError> {
        let (address, bits) =
            text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| ProxyError)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| ProxyError)?;
        if bits > most { Err(ProxyError) } else { Ok(Self { address, bits }) }
    }
}

impl Proxy {
    fn is(self, peer: IpAddr) -> bool {
        let (own, other, width) = match (self.address, peer) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (u128::from(own.to_bits()), u128::from(other.to_bits()), 32)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits(), other.to_bits(), 128),
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        (own ^ other).checked_shr(width - u32::from(self.bits)).unwrap_or(0) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(peer: &str, told: &[&str]) -> Network {
        let mut headers = HeaderMap::new();
        for value in told {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        let proxies = Proxies(vec!["10.88.0.0/16".parse().unwrap(), "2001:db8::1".parse().unwrap()]);
        Network::behind(peer.parse().unwrap(), &headers, &proxies)
    }

    #[test]
    fn neighbours_are_one_network() {
        let of = |address: &str| Network::of(address.parse().unwrap());
        assert_eq!(of("203.0.113.7"), of("203.0.113.200"));
        assert_eq!(of("203.0.113.7"), of("::ffff:203.0.113.9"));
        assert_ne!(of("203.0.113.7"), of("203.0.114.7"));
        assert_eq!(of("2001:db8:1:2::3"), of("2001:db8:1:ffff::4"));
        assert_ne!(of("2001:db8:1::"), of("2001:db8:2::"));
    }

    #[test]
    fn only_a_proxy_is_believed() {
        let client = Network::of("198.51.100.1".parse().unwrap());
        assert_eq!(behind("127.0.0.1", &["203.0.113.7, 198.51.100.1"]), client);
        assert_eq!(behind("::1", &["198.51.100.1"]), client);
        assert_eq!(behind("127.0.0.1", &["203.0.113.7", "198.51.100.1"]), client);
        assert_eq!(behind("10.88.3.4", &["198.51.100.1"]), client);
        assert_eq!(behind("::ffff:10.88.3.4", &["198.51.100.1"]), client);
        assert_eq!(behind("2001:db8::1", &["198.51.100.1"]), client);
        assert_ne!(behind("10.89.0.1", &["198.51.100.1"]), client);
        assert_ne!(behind("2001:db8::2", &["198.51.100.1"]), client);
        assert_eq!(behind("198.51.100.1", &["203.0.113.7"]), client);
        assert_eq!(behind("198.51.100.1", &[]), client);
        assert_eq!(behind("127.0.0.1", &["nobody"]), Network::of("127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn proxies_are_read() {
        for bad in ["", "proxy", "10.0.0.0/33", "10.0.0.0/x", "::/129", "10.0.0.0/8/8"] {
            assert!(bad.parse::<Proxy>().is_err(), "{bad}");
        }
        assert!("0.0.0.0/0".parse::<Proxy>().unwrap().is("203.0.113.7".parse().unwrap()));
    }
}
