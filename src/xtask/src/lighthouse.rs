//! `cargo xtask lighthouse`: what Google's own measure says of the sample, served as a good static host would.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use serde_json::Value;

use crate::server::{Headers, Server};
use crate::{needs, repository};

/// A report is comparable with one of the same version alone.
const VERSION: &str = "13.5.0";

const PAGES: [(&str, &str); 3] =
    [("home", ""), ("article", "guides/measure-your-doorway/"), ("faq", "faq/delivery/")];
const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

/// A machine that has other work takes points from speed, and gives none: the best of these counts.
const TRIES: usize = 3;

/// Where from, where to.
#[derive(Debug, Args)]
pub(crate) struct Lighthouse {
    /// Folder that holds the editions of the sample
    #[arg(long, value_name = "DIR", default_value = "dist")]
    dist: PathBuf,
    /// Folder for the reports
    #[arg(long, value_name = "DIR", default_value = "target/lighthouse")]
    out: PathBuf,
    /// The browser
    #[arg(long, value_name = "FILE", default_value = "/usr/bin/chromium")]
    chrome: PathBuf,
    /// Only pages whose name begins so: `home`, `article`, `faq`
    #[arg(long, value_name = "PAGE", default_value = "")]
    only: String,
}

impl Lighthouse {
    /// Four scores for each page; whatever is less than 100 is a failure.
    pub(crate) fn run(self) -> Result<(), String> {
        needs::make_sure()?;
        let (folder, out) = (repository().join(&self.dist).join("public"), repository().join(&self.out));
        if !folder.join("build.json").is_file() {
            return Err(format!("there is no edition in `{}`: run `cargo run -- build`", folder.display()));
        }
        fs::create_dir_all(&out).map_err(|error| format!("`{}`: {error}", out.display()))?;
        let server = Server::start(&folder, "/", Headers::Applied);
        let mut lost = Vec::new();
        for (name, page) in PAGES.into_iter().filter(|(name, _)| name.starts_with(&self.only)) {
            let mut report = self.judge(&server.url(page), &out.join(name))?;
            for _ in 1..TRIES {
                if score(&report, "performance") < 100 {
                    report = self.judge(&server.url(page), &out.join(name))?;
                }
            }
            let scores = CATEGORIES.map(|category| (category, score(&report, category)));
            let said = scores.map(|(category, score)| format!("{category} {score}"));
            eprintln!("{name}: {}", said.join(", "));
            for (category, score) in scores.into_iter().filter(|(_, score)| *score < 100) {
                lost.push(format!("{name}: {category} {score}: {}", costs(&report, category).join("; ")));
            }
        }
        eprintln!("reports are in {}", out.display());
        if lost.is_empty() { Ok(()) } else { Err(lost.join("\n")) }
    }

    fn judge(&self, url: &str, report: &Path) -> Result<Value, String> {
        let mut command = Command::new("npx");
        command
            .args(["--yes", &format!("lighthouse@{VERSION}"), url, "--quiet"])
            .arg(format!("--only-categories={}", CATEGORIES.join(",")))
            .args([
                "--output=json",
                "--output=html",
                "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
            ])
            .arg(format!("--output-path={}", report.display()))
            .env("CHROME_PATH", &self.chrome)
            .env("LIGHTHOUSE_DISABLE_TELEMETRY", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let status = command.status().map_err(|error| format!("npx, which comes with Node: {error}"))?;
        if !status.success() {
            return Err(format!("Lighthouse has failed on {url}: see above"));
        }
        let file = report.with_extension("report.json");
        let text = fs::read_to_string(&file).map_err(|error| format!("`{}`: {error}", file.display()))?;
        serde_json::from_str(&text).map_err(|error| format!("`{}`: {error}", file.display()))
    }
}

/// Of a hundred.
fn score(report: &Value, category: &str) -> u64 {
    let score = report["categories"][category]["score"].as_f64().unwrap_or_default();
    format!("{:.0}", score * 100.0).parse().unwrap_or_default()
}

/// The audits of a category that cost points, the dearest first.
fn costs(report: &Value, category: &str) -> Vec<String> {
    let audits = report["categories"][category]["auditRefs"].as_array().into_iter().flatten();
    let mut costs: Vec<(f64, String)> = audits
        .filter_map(|reference| {
            let (weight, audit) =
                (reference["weight"].as_f64()?, &report["audits"][reference["id"].as_str()?]);
            let lost = weight * (1.0 - audit["score"].as_f64()?);
            let said = format!(
                "{}: {} {}",
                reference["id"].as_str()?,
                audit["title"].as_str()?,
                audit["displayValue"].as_str().unwrap_or_default()
            );
            (lost > 0.0).then(|| (lost, said.trim_end().to_owned()))
        })
        .collect();
    costs.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    costs.into_iter().map(|(_, said)| said).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{costs, score};

    #[test]
    fn what_costs_points_is_named() {
        let report = json!({
            "categories": { "seo": { "score": 0.86, "auditRefs": [
                { "id": "small", "weight": 1 }, { "id": "large", "weight": 3 },
                { "id": "fine", "weight": 5 }, { "id": "only-said", "weight": 0 }, { "id": "not-asked", "weight": 2 } ] } },
            "audits": {
                "small": { "title": "Small", "score": 0.5, "displayValue": "3 of 6" },
                "large": { "title": "Large", "score": 0 },
                "fine": { "title": "Fine", "score": 1 },
                "only-said": { "title": "Said", "score": 0 },
                "not-asked": { "title": "Not", "score": null } }
        });
        assert_eq!(score(&report, "seo"), 86);
        assert_eq!(costs(&report, "seo"), ["large: Large", "small: Small 3 of 6"]);
    }
}
