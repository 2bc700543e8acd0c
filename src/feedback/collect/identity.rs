//! Who sends records: as the proxy says that asked for their password, where that is configured, else as they typed.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderName};

use super::network::Proxies;
use crate::feedback::record::Person;
use crate::feedback::record::wire::plain_name;

/// The longest name or id that a proxy may say, in characters.
const LONGEST: usize = 200;

/// The headers in which a proxy says who is behind it.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Has what the person is known by: a user's name, an id, an address of mail.
    pub login: HeaderName,
    /// Has the person's name.
    pub name: Option<HeaderName>,
}

/// Who is behind a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sender {
    /// A trusted proxy says so.
    Known { login: String, name: String },
    /// Nobody is asked to: what was typed counts.
    Typed,
}

/// It was to be said who it is, and was not, or not by one who is believed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unknown;

impl Sender {
    /// Who is behind a request, as far as it can be known.
    pub(super) fn of(
        identity: Option<&Identity>,
        peer: IpAddr,
        headers: &HeaderMap,
        proxies: &Proxies,
    ) -> Result<Self, Unknown> {
        let Some(identity) = identity else { return Ok(Self::Typed) };
        if !proxies.have(peer) {
            return Err(Unknown);
        }
        let login = said(headers, &identity.login).ok_or(Unknown)?;
        let name = identity.name.as_ref().and_then(|name| said(headers, name));
        Ok(Self::Known { name: name.unwrap_or_else(|| login.clone()), login })
    }

    /// The person, who typed a name.
    pub(super) fn person(&self, typed: String) -> Result<Person, Unknown> {
        match self {
            Self::Known { login, name } => Ok(Person { name: name.clone(), login: login.clone(), typed }),
            Self::Typed if typed.is_empty() => Err(Unknown),
            Self::Typed => Ok(Person { name: typed.clone(), login: String::new(), typed }),
        }
    }
}

/// What a header says, once: of two the one may be the client's.
fn said(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut values = headers.get_all(name).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let text = plain_name(std::str::from_utf8(value.as_bytes()).ok()?);
    let fine = !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    fine.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sender(peer: &str, told: &[(&'static str, &str)]) -> Result<Sender, Unknown> {
        let identity = Identity {
            login: HeaderName::from_static("x-forwarded-user"),
            name: Some(HeaderName::from_static("x-name")),
        };
        let mut headers = HeaderMap::new();
        for (name, value) in told {
            let value = axum::http::HeaderValue::from_bytes(value.as_bytes()).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        let proxies = Proxies(vec!["10.88.0.0/16".parse().unwrap()]);
        Sender::of(Some(&identity), peer.parse().unwrap(), &headers, &proxies)
    }

    #[test]
    fn only_a_trusted_proxy_says_who_it_is() {
        let known = |login: &str, name: &str| Ok(Sender::Known { login: login.into(), name: name.into() });
        let anna = ("x-forwarded-user", "anna");
        assert_eq!(sender("127.0.0.1", &[anna]), known("anna", "anna"));
        assert_eq!(sender("10.88.3.4", &[anna, ("x-name", "Анна 王")]), known("anna", "Анна 王"));
        assert_eq!(sender("127.0.0.2", &[anna]), Err(Unknown));
        assert_eq!(sender("203.0.113.1", &[anna]), Err(Unknown));
        assert_eq!(sender("127.0.0.1", &[]), Err(Unknown));
        assert_eq!(sender("127.0.0.1", &[("x-forwarded-user", "")]), Err(Unknown));
        assert_eq!(sender("127.0.0.1", &[("x-name", "Anna")]), Err(Unknown));
        assert_eq!(sender("127.0.0.1", &[anna, ("x-forwarded-user", "boss")]), Err(Unknown));
        assert_eq!(sender("127.0.0.1", &[anna, ("x-name", "A"), ("x-name", "B")]), known("anna", "anna"));
    }

    #[test]
    fn what_was_typed_is_believed_only_where_nothing_else_is_asked_for() {
        let known = Sender::Known { login: "anna".into(), name: "Anna Smith".into() };
        let person = known.person("Boss".into()).unwrap();
        assert_eq!((person.name.as_str(), person.typed.as_str()), ("Anna Smith", "Boss"));
        assert!(person.is_verified());
        let typed = Sender::of(None, "203.0.113.1".parse().unwrap(), &HeaderMap::new(), &Proxies::default());
        assert_eq!(typed, Ok(Sender::Typed));
        assert_eq!(Sender::Typed.person(String::new()), Err(Unknown));
        assert!(!Sender::Typed.person("Anna".into()).unwrap().is_verified());
    }
}
