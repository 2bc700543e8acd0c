//! The two ports of the preview: the public edition, and the internal one beside it.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr, TcpListener};

/// Where people expect a preview.
pub const USUAL: u16 = 4000;

/// How many pairs are tried before giving up.
const PAIRS: u16 = 100;

/// Which ports are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// The usual ones, or others if they are taken.
    Any,
    /// This one and the next, and no others. With 0 the system chooses.
    Exactly(u16),
}

/// Two ports that listen.
#[derive(Debug)]
pub struct Doors {
    pub(super) public: TcpListener,
    pub(super) internal: TcpListener,
    addresses: [SocketAddr; 2],
}

/// Why nothing listens.
#[derive(Debug, thiserror::Error)]
pub enum DoorError {
    /// Another program has the port.
    #[error("port {port} is taken by another program")]
    Taken {
        /// Which.
        port: u16,
        /// The first of the next two that are free.
        free: Option<u16>,
    },
    /// The last port has none beside it.
    #[error("the internal edition needs the port after {0}, and there is none")]
    NoNext(u16),
    /// The system refuses.
    #[error("cannot listen at {address}")]
    Refused {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

impl Doors {
    /// Listens at two ports of an address.
    ///
    /// # Errors
    /// When the wish cannot be granted.
    pub fn open(host: IpAddr, wish: Wish) -> Result<Self, DoorError> {
        match wish {
            Wish::Exactly(0) => {
                (0..PAIRS).find_map(|_| Self::pair(host, 0).ok()).map_or_else(|| Self::pair(host, 0), Ok)
            }
            Wish::Exactly(port) => Self::pair(host, port).map_err(|error| error.offering(host, port)),
            Wish::Any => Self::free(host, USUAL),
        }
    }

    /// The first pair of free ports from one on.
    fn free(host: IpAddr, from: u16) -> Result<Self, DoorError> {
        let starts = (0..PAIRS).map_while(|pair| from.checked_add(pair * 2));
        let mut tried = starts.map(|port| Self::pair(host, port));
        let taken = |result: &Result<Self, DoorError>| matches!(result, Err(DoorError::Taken { .. }));
        match tried.find(|result| !taken(result)) {
            Some(result) => result,
            None => Err(DoorError::Taken { port: from, free: None }),
        }
    }

    fn pair(host: IpAddr, port: u16) -> Result<Self, DoorError> {
        let public = listen(SocketAddr::new(host, port))?;
        let first = public.local_addr().map_err(refused(SocketAddr::new(host, port)))?;
        let next = first.port().checked_add(1).ok_or(DoorError::NoNext(first.port()))?;
        let second = SocketAddr::new(host, next);
        Ok(Self { public, internal: listen(second)?, addresses: [first, second] })
    }

    /// Where the public and the internal edition are.
    pub fn addresses(&self) -> [SocketAddr; 2] {
        self.addresses
    }
}

fn listen(address: SocketAddr) -> Result<TcpListener, DoorError> {
    let listener = TcpListener::bind(address).map_err(refused(address))?;
    listener.set_nonblocking(true).map_err(refused(address))?;
    Ok(listener)
}

fn refused(address: SocketAddr) -> impl FnOnce(io::Error) -> DoorError {
    move |source| match source.kind() {
        ErrorKind::AddrInUse => DoorError::Taken { port: address.port(), free: None },
        _ => DoorError::Refused { address, source },
    }
}

impl DoorError {
    /// Looks for ports that are free, for who asked for some that are not.
    fn offering(self, host: IpAddr, asked: u16) -> Self {
        match self {
            Self::Taken { port, .. } => {
                let open = asked.checked_add(2).and_then(|next| Doors::free(host, next).ok());
                Self::Taken { port, free: open.map(|doors| doors.addresses[0].port()) }
            }
            other => other,
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Taken { free: Some(port), .. } => Some(format!("this one is free: `--port {port}`")),
            Self::Taken { free: None, .. } => Some("name another one with `--port`".to_owned()),
            Self::NoNext(_) => Some("name a lower one with `--port`".to_owned()),
            Self::Refused { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn r24_a_taken_port_is_named_and_another_one_offered() {
        let doors = Doors::open(HERE, Wish::Exactly(0)).unwrap();
        for address in doors.addresses() {
            let error = Doors::open(HERE, Wish::Exactly(address.port())).unwrap_err();
            let DoorError::Taken { free: Some(free), .. } = error else { panic!("{error}") };
            assert!(error.hint().unwrap().contains(&free.to_string()));
            assert!(Doors::open(HERE, Wish::Exactly(free)).is_ok(), "what was offered is free");
        }
    }

    #[test]
    fn without_a_wish_the_next_pair_is_taken() {
        let first = Doors::open(HERE, Wish::Any).unwrap();
        let second = Doors::open(HERE, Wish::Any).unwrap();
        assert!(second.addresses()[0].port() >= first.addresses()[0].port() + 2);
        assert_eq!(second.addresses()[0].port() % 2, 0);
    }

    #[test]
    fn the_last_port_has_no_next() {
        assert!(matches!(
            Doors::open(HERE, Wish::Exactly(u16::MAX)),
            Err(DoorError::NoNext(_) | DoorError::Taken { .. })
        ));
    }
}
