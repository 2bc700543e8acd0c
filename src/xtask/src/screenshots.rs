//! `cargo xtask screenshots`: to be looked at by people.

use std::fs;
use std::path::PathBuf;

use clap::Args;

use crate::browser::{Browser, Tab};
use crate::server::{Headers, Server};
use crate::{needs, repository};

/// Where from, where to.
#[derive(Debug, Args)]
pub(crate) struct Screenshots {
    /// Folder that holds the editions of the sample
    #[arg(long, value_name = "DIR", default_value = "dist")]
    dist: PathBuf,
    /// Folder for the pictures
    #[arg(long, value_name = "DIR", default_value = "target/screenshots")]
    out: PathBuf,
}

/// Kinds of pages and a page of each, seen from the home of a language.
const BOTH: [(&str, &str); 9] = [
    ("home", ""),
    ("section", "policies/"),
    ("article", "guides/measure-your-doorway/"),
    ("policy", "policies/returns/"),
    ("superseded", "policies/returns-2024/"),
    ("faq", "faq/delivery/"),
    ("search", "search/"),
    ("lost", "no/such/returns-page"),
    ("news", "whats-new/"),
];
const INTERNAL: [(&str, &str); 3] =
    [("course", "training/"), ("lesson", "training/how-we-serve/"), ("reply", "replies/greetings/")];
/// Of the policy: what to do on it, and what shows that it was done.
const ACTS: [(&str, &str, &str); 2] = [
    (
        "helpful",
        "document.querySelector('.helpful>[value=no]').click()",
        "document.querySelector('.helpful form')",
    ),
    (
        "changed",
        "document.querySelector('[name=follow]').click(); document.querySelector('.helpful form button').click(); \
         for (const key of Object.keys(localStorage).filter(key => key.includes('follow'))) \
         localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), hash: '' })); \
         sessionStorage.clear(); location.reload()",
        "document.querySelector('.changed p')",
    ),
];
const WIDTHS: [u32; 2] = [360, 1440];
const SCHEMES: [&str; 2] = ["light", "dark"];
const LANGUAGES: [(&str, &str); 2] = [("en", ""), ("zh-Hans", "zh-Hans/")];

impl Screenshots {
    /// A picture for each kind of page, edition, width, scheme and language.
    pub(crate) fn run(self) -> Result<(), String> {
        needs::make_sure()?;
        let (dist, out) = (repository().join(&self.dist), repository().join(&self.out));
        let said = |error: std::io::Error| format!("`{}`: {error}", out.display());
        fs::create_dir_all(&out).map_err(said)?;
        let browser = Browser::start(&out.join(".profile"));
        let mut tab = browser.tab();
        let mut count = 0;
        for (edition, more) in [("public", &[][..]), ("internal", &INTERNAL)] {
            let folder = dist.join(edition);
            if !folder.join("build.json").is_file() {
                return Err(format!(
                    "there is no edition in `{}`: run `cargo run --release -- build`",
                    folder.display()
                ));
            }
            let server = Server::start(&folder, "/", Headers::Applied);
            for ((kind, page), (language, home)) in each(BOTH.iter().chain(more), &LANGUAGES) {
                for (width, scheme) in each(&WIDTHS, &SCHEMES) {
                    let picture = take(&mut tab, &server.url(&format!("{home}{page}")), *width, scheme);
                    let name = format!("{edition}-{language}-{kind}-{width}-{scheme}.png");
                    fs::write(out.join(name), picture).map_err(said)?;
                    count += 1;
                }
            }
            for ((language, home), scheme) in each(LANGUAGES, &SCHEMES) {
                for width in WIDTHS {
                    take(&mut tab, &server.url(&format!("{home}policies/returns/")), width, scheme);
                    for (act, script, done) in ACTS {
                        tab.evaluate(script);
                        tab.until(done);
                        let name = format!("{edition}-{language}-{act}-{width}-{scheme}.png");
                        fs::write(out.join(name), decoded(&tab.picture())).map_err(said)?;
                        count += 1;
                    }
                    tab.evaluate("localStorage.clear(); sessionStorage.clear()");
                }
            }
        }
        eprintln!("{count} pictures in {}", out.display());
        Ok(())
    }
}

/// Every pair of the two.
fn each<'a, A: Copy + 'a, B>(
    first: impl IntoIterator<Item = A> + 'a,
    second: &'a [B],
) -> impl Iterator<Item = (A, &'a B)> {
    first.into_iter().flat_map(move |a| second.iter().map(move |b| (a, b)))
}

fn take(tab: &mut Tab, url: &str, width: u32, scheme: &str) -> Vec<u8> {
    tab.window(width, if width < 600 { 740 } else { 900 });
    tab.media(scheme, "screen");
    tab.open(url);
    decoded(&tab.picture())
}

/// The bytes of a text in base64 (RFC 4648).
fn decoded(text: &str) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter_map(|byte| DIGITS.iter().position(|digit| *digit == byte));
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_usize);
    for digit in digits {
        held = (held << 6 | digit) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.extend(u8::try_from(held >> bits & 0xff));
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64() {
        assert_eq!(decoded("QW5zd2Vy"), b"Answer");
        assert_eq!(decoded("QW5zd2U="), b"Answe");
        assert_eq!(decoded("QW5zdw=="), b"Answ");
        assert_eq!(decoded(""), b"");
    }
}
