//! The rules of a quiz, as they stand after its name: `:::quiz pass=80 pool=5 shuffle`.

use crate::nearest;

const NAMES: [&str; 3] = ["pass", "pool", "shuffle"];

/// Per cent, where nothing is said.
const PASS: u8 = 80;

/// The rules of a quiz.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rules {
    /// Per cent of the questions that must be answered right.
    pub pass: u8,
    /// How many questions are drawn for an attempt; all where nothing is said.
    pub pool: Option<usize>,
    /// Whether questions and answers come in another order each time.
    pub shuffle: bool,
}

/// What is wrong with a rule, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Why.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// Reads the rules; of what is wrong the usual holds.
pub(crate) fn read(arguments: &str) -> (Rules, Vec<Fault>) {
    let mut rules = Rules { pass: PASS, pool: None, shuffle: false };
    let mut faults = Vec::new();
    for word in arguments.split_whitespace() {
        let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        let fault = match (name, value) {
            ("pass", Some(value)) => match pass(value) {
                Some(pass) => {
                    rules.pass = pass;
                    continue;
                }
                None => wrong(
                    "`pass` is the share of right answers that is needed, in per cent",
                    "write `pass=80`",
                ),
            },
            ("pool", Some(value)) => match value.parse().ok().filter(|pool| *pool > 0) {
                Some(pool) => {
                    rules.pool = Some(pool);
                    continue;
                }
                None => wrong("`pool` is the number of questions in an attempt", "write `pool=5`"),
            },
            ("shuffle", None) => {
                rules.shuffle = true;
                continue;
            }
            ("shuffle", Some(_)) => wrong("`shuffle` has no value", "write `shuffle`"),
            ("pass" | "pool", None) => wrong(
                &format!("`{name}` needs a number"),
                &format!("write `{name}={}`", if name == "pass" { 80 } else { 5 }),
            ),
            _ => unknown(name),
        };
        faults.push(fault);
    }
    (rules, faults)
}

fn pass(value: &str) -> Option<u8> {
    value.strip_suffix('%').unwrap_or(value).parse().ok().filter(|pass| (1..=100).contains(pass))
}

fn wrong(message: &str, help: &str) -> Fault {
    Fault { message: message.into(), help: help.into() }
}

fn unknown(name: &str) -> Fault {
    let help = nearest::did_you_mean(name, NAMES)
        .unwrap_or_else(|| "known are `pass=80`, `pool=5` and `shuffle`".into());
    Fault { message: format!("a quiz has no rule `{name}`"), help }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read() {
        let read_well = |text| match read(text) {
            (rules, faults) if faults.is_empty() => rules,
            (_, faults) => panic!("{text}: {faults:?}"),
        };
        assert_eq!(read_well(""), Rules { pass: 80, pool: None, shuffle: false });
        assert_eq!(read_well("pass=75% shuffle pool=3"), Rules { pass: 75, pool: Some(3), shuffle: true });
        assert_eq!(read_well("pass=100").pass, 100);
    }

    #[test]
    fn what_is_no_rule_is_said() {
        for text in [
            "pass=0",
            "pass=101",
            "pass=x",
            "pass",
            "pool=0",
            "pool",
            "pool=-1",
            "shuffle=yes",
            "paas=80",
            "80",
        ] {
            assert_eq!(read(text).1.len(), 1, "{text}");
        }
        assert_eq!(read("pol=5").1[0].help, "did you mean `pool`?");
    }
}
