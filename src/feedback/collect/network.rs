//! Which network a request comes from: whoever has one address of it usually has its neighbours, too.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

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

    /// The network of who sent a request. On this machine it may be a proxy, which knows better: then the last address that it
    /// added counts, because all others are what the client said.
    pub(super) fn behind(peer: IpAddr, headers: &HeaderMap) -> Self {
        let told = headers.get_all(FORWARDED_FOR).iter().next_back();
        let told = told.and_then(|value| value.to_str().ok()).and_then(|list| list.rsplit(',').next());
        match told.and_then(|address| address.trim().parse().ok()) {
            Some(address) if is_here(peer) => Self::of(address),
            Some(_) | None => Self::of(peer),
        }
    }
}

/// Whether the other side runs on this machine.
pub(super) fn is_here(peer: IpAddr) -> bool {
    let peer = peer.to_canonical();
    peer == IpAddr::V4(Ipv4Addr::LOCALHOST) || peer == IpAddr::V6(Ipv6Addr::LOCALHOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(peer: &str, told: &[&str]) -> Network {
        let mut headers = HeaderMap::new();
        for value in told {
            headers.append(FORWARDED_FOR, value.parse().unwrap());
        }
        Network::behind(peer.parse().unwrap(), &headers)
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
    fn only_a_proxy_on_this_machine_is_believed() {
        let client = Network::of("198.51.100.1".parse().unwrap());
        assert_eq!(behind("127.0.0.1", &["203.0.113.7, 198.51.100.1"]), client);
        assert_eq!(behind("::1", &["198.51.100.1"]), client);
        assert_eq!(behind("127.0.0.1", &["203.0.113.7", "198.51.100.1"]), client);
        assert_eq!(behind("198.51.100.1", &["203.0.113.7"]), client);
        assert_eq!(behind("198.51.100.1", &[]), client);
        assert_eq!(behind("127.0.0.1", &["nobody"]), Network::of("127.0.0.1".parse().unwrap()));
    }
}
