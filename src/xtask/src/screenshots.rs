//! `cargo xtask screenshots`: to be looked at by people.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use clap::Args;

use crate::browser::{Browser, Tab};
use crate::contact_sheet::{self, Picture};
use crate::server::{Headers, Server};
use crate::views::{Edition, LANGUAGES, VIEWS, View};
use crate::{base64, needs, repository};

/// What is looked at; without a choice, everything.
#[derive(Debug, Args)]
pub(crate) struct Screenshots {
    /// Folder that holds the editions of the sample
    #[arg(long, value_name = "DIR", default_value = "dist")]
    dist: PathBuf,
    /// Folder for the pictures and `index.html`, which shows them side by side
    #[arg(long, value_name = "DIR", default_value = "target/screenshots")]
    out: PathBuf,
    /// Only views whose name begins so: `home`, `search`, `quiz`; may be given more than once
    #[arg(long, value_name = "VIEW")]
    only: Vec<String>,
    /// Only in this language
    #[arg(long, value_name = "CODE")]
    lang: Vec<String>,
    /// Only this wide
    #[arg(long, value_name = "PIXELS", default_values_t = [360, 768, 1440])]
    width: Vec<u32>,
    /// Only `public` or `internal`
    #[arg(long, value_name = "NAME")]
    edition: Vec<String>,
    /// The whole page, not the window that a reader sees first
    #[arg(long)]
    full_page: bool,
}

const SCHEMES: [&str; 2] = ["light", "dark"];

/// An edition in a language, which a tab of its own walks through.
struct Walk<'a> {
    chosen: &'a Screenshots,
    out: &'a Path,
    server: &'a Server,
    folder: &'a Path,
    edition: Edition,
    language: (&'static str, &'static str),
}

impl Screenshots {
    /// A picture for each view, edition, language, width and scheme, and the paper that the page makes.
    pub(crate) fn run(self) -> Result<(), String> {
        needs::make_sure()?;
        let (dist, out) = (repository().join(&self.dist), repository().join(&self.out));
        let said = |error: std::io::Error| format!("`{}`: {error}", out.display());
        fs::create_dir_all(&out).map_err(said)?;
        let chosen = |given: &[String], name: &str| given.is_empty() || given.iter().any(|it| it == name);
        let editions = Edition::BOTH.into_iter().filter(|it| chosen(&self.edition, it.name()));
        let mut hosts = Vec::new();
        for edition in editions {
            let folder = dist.join(edition.name());
            if !folder.join("build.json").is_file() {
                return Err(format!(
                    "there is no edition in `{}`: run `cargo run -- build`",
                    folder.display()
                ));
            }
            hosts.push((edition, Server::start(&folder, "/", Headers::Applied), folder));
        }
        let browser = Browser::start(&out.join(".profile"));
        let languages = LANGUAGES.into_iter().filter(|(code, _)| chosen(&self.lang, code));
        let walks = languages.flat_map(|language| {
            hosts.iter().map(move |(edition, server, folder)| (language, *edition, server, folder))
        });
        let pictures = thread::scope(|scope| {
            let walking = walks.map(|(language, edition, server, folder)| {
                let walk = Walk { chosen: &self, out: &out, server, folder, edition, language };
                let tab = browser.tab();
                scope.spawn(move || walk.run(tab))
            });
            let walking: Vec<_> = walking.collect();
            let walked =
                walking.into_iter().map(|walk| walk.join().map_err(|_| "a tab has failed".to_owned())?);
            walked.collect::<Result<Vec<_>, String>>()
        })?;
        let pictures = pictures.concat();
        if pictures.is_empty() {
            let names: Vec<&str> = VIEWS.iter().map(|view| view.name).collect();
            return Err(format!("there is nothing of that to see; views are {}", names.join(", ")));
        }
        let sheet = out.join("index.html");
        fs::write(&sheet, contact_sheet::of(&pictures)).map_err(said)?;
        eprintln!("{} pictures: see {}", pictures.len(), sheet.display());
        Ok(())
    }

    fn wants(&self, view: &View) -> bool {
        self.only.is_empty() || self.only.iter().any(|name| view.name.starts_with(name.as_str()))
    }
}

impl Walk<'_> {
    fn run(&self, mut tab: Tab) -> Result<Vec<Picture>, String> {
        let home = self.language.1;
        let mut pictures = Vec::new();
        for view in VIEWS.iter().filter(|view| self.chosen.wants(view) && view.is_in(self.folder, home)) {
            for width in &self.chosen.width {
                for scheme in SCHEMES {
                    tab.window(*width, if *width < 600 { 740 } else { 900 });
                    tab.media(scheme, "screen");
                    view.show(&mut tab, &self.server.url(&format!("{home}{}", view.page)));
                    let picture = if self.chosen.full_page { tab.picture() } else { tab.window_picture() };
                    pictures.push(self.keep(view, &format!("{width}-{scheme}.png"), &picture)?);
                    view.forget(&mut tab);
                }
            }
            if view.is_plain() {
                tab.media("light", "print");
                let paper = tab.call("Page.printToPDF", serde_json::json!({ "preferCSSPageSize": true }));
                pictures.push(self.keep(view, "print.pdf", paper["data"].as_str().unwrap_or_default())?);
            }
        }
        Ok(pictures)
    }

    fn keep(&self, view: &View, what: &str, base64: &str) -> Result<Picture, String> {
        let (edition, language) = (self.edition.name(), self.language.0);
        let file = format!("{}-{edition}-{language}-{what}", view.name);
        fs::write(self.out.join(&file), base64::decoded(base64))
            .map_err(|error| format!("`{file}`: {error}"))?;
        Ok(Picture { view: view.name, row: format!("{edition} {language}"), what: what.to_owned(), file })
    }
}
