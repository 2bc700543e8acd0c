//! What pages say to programs: search engines, browsers, feed readers.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::driver::{Files, Site, UNDER, files, sample};
use crate::find::{is_quiet, tab};
use crate::html::tags;
use crate::looks::public;

fn base() -> String {
    format!("https://help.example.com{UNDER}")
}

fn html(edition: &Files, page: &str) -> String {
    String::from_utf8(edition[&format!("{page}index.html")].clone()).unwrap()
}

/// The data block of a page.
fn linked(html: &str) -> Option<Value> {
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">")?;
    let (block, _) = rest.split_once("</script>").unwrap();
    assert!(!block.contains(['<', '>', '&']), "{block}");
    Some(serde_json::from_str(block).unwrap())
}

fn of_type(html: &str, kind: &str) -> Value {
    let block = linked(html).unwrap();
    assert_eq!(block["@context"], "https://schema.org");
    block["@graph"].as_array().unwrap().iter().find(|part| part["@type"] == kind).cloned().unwrap_or_default()
}

/// What a `<meta property>` says.
fn property(html: &str, name: &str) -> Vec<String> {
    let metas = tags(html).into_iter().filter(|tag| tag.name == "meta" && tag.get("property") == Some(name));
    metas.map(|tag| tag.get("content").unwrap_or_default().to_owned()).collect()
}

#[test]
fn pages_say_what_they_are() {
    let edition = files(&sample().join("public"));
    let returns = html(&edition, "policies/returns/");
    let trail = of_type(&returns, "BreadcrumbList");
    let items: Vec<Value> = trail["itemListElement"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| json!([item["position"], item["name"], item["item"]]))
        .collect();
    assert_eq!(
        items,
        [
            json!([1, "Home", base()]),
            json!([2, "Policies and standards", base() + "policies/"]),
            json!([3, "Returns", null])
        ]
    );
    let article = of_type(&returns, "Article");
    assert_eq!(
        json!([article["headline"], article["version"], article["author"]["name"]]),
        json!(["Returns", "3.0", "Harbour & Pine Help Centre"])
    );
    assert!(article["dateModified"].as_str().is_some_and(|day| day.len() == 10));
    assert_eq!(
        of_type(&html(&edition, "guides/report-damage/"), "TechArticle")["headline"],
        "Report damage or missing parts"
    );
    let home = of_type(&html(&edition, "zh-Hans/"), "WebSite");
    assert_eq!(
        home["potentialAction"]["target"]["urlTemplate"],
        base() + "zh-Hans/search/?q={search_term_string}"
    );
    assert_eq!(property(&returns, "og:url"), [base() + "policies/returns/"]);
    assert_eq!(property(&returns, "og:type"), ["article"]);
    assert_eq!(property(&html(&edition, ""), "og:type"), ["website"]);
    assert_eq!(property(&returns, "og:title"), ["Returns"]);
    assert!(property(&returns, "og:description")[0].starts_with("You have 60 days"));
}

#[test]
fn questions_are_told_with_their_answers() {
    let edition = files(&sample().join("public"));
    let page = of_type(&html(&edition, "faq/delivery/"), "FAQPage");
    let questions = page["mainEntity"].as_array().unwrap();
    let shown = html(&edition, "faq/delivery/").matches("<details class=\"question").count();
    assert_eq!(questions.len(), shown);
    for question in questions {
        let answer = question["acceptedAnswer"]["text"].as_str().unwrap();
        assert!(
            question["name"].as_str().is_some_and(|name| !name.is_empty()) && answer.len() > 20,
            "{question}"
        );
    }
}

#[test]
fn the_edition_for_staff_says_nothing_of_itself() {
    let edition = files(&sample().join("internal"));
    for (path, bytes) in edition.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8_lossy(bytes);
        assert!(
            linked(&html).is_none() && !html.contains("og:") && !html.contains("rel=\"canonical\""),
            "{path}"
        );
        let robots = tags(&html).into_iter().find(|tag| tag.get("name") == Some("robots"));
        assert_eq!(
            robots.and_then(|tag| tag.get("content").map(str::to_owned)).as_deref(),
            Some("noindex"),
            "{path}"
        );
    }
}

/// Every page names its translations, itself, and the one for everybody else; each of them says the same of it.
#[test]
fn translations_name_each_other() {
    let edition = files(&sample().join("public"));
    let alternates = |html: &str| -> BTreeSet<(String, String)> {
        let links =
            tags(html).into_iter().filter(|tag| tag.name == "link" && tag.get("rel") == Some("alternate"));
        links.filter_map(|tag| Some((tag.get("hreflang")?.to_owned(), tag.get("href")?.to_owned()))).collect()
    };
    let mut several = 0;
    for (path, bytes) in edition.iter().filter(|(path, _)| path.ends_with("/index.html")) {
        let own = alternates(&String::from_utf8_lossy(bytes));
        let Some((_, main)) = own.iter().find(|(code, _)| code == "x-default") else { continue };
        assert!(own.contains(&("en".to_owned(), main.clone())), "{path}: {own:?}");
        several += usize::from(own.len() > 2);
        for (_, address) in &own {
            let other = format!("{}index.html", address.strip_prefix(&base()).unwrap());
            let other = crate::server::decoded(&other);
            assert_eq!(alternates(&String::from_utf8_lossy(&edition[&other])), own, "{path} and {other}");
        }
    }
    assert!(several > 40, "{several}");
}

/// The policy of the pages forbids scripts in them, not data.
#[test]
fn a_data_block_breaks_no_policy_and_cannot_be_ended() {
    let mut tab = tab(1200, 800);
    tab.open(&public().url("faq/delivery/"));
    assert_eq!(
        tab.evaluate("JSON.parse(document.querySelector('script[type$=json]').textContent)['@graph'].length"),
        2
    );
    is_quiet(&mut tab);
    let book = "[book]\ntitle = \"A </script><script>alert(1)</script>\"\nbase-url = \"https://help.example.com\"\n[audience]\ndefault = \"public\"\n";
    let site = Site::with_book(book).file("content/a.md", "---\ntitle: 'B </script><!-- <script> & \u{2028}'\nkind: faq\n---\n## C `</script>`?\n\nD `<!--` yes, it can be said.\n");
    let page = site.build().public("a/index.html");
    assert_eq!(page.matches("</script>").count(), 2, "the script of every page, and the block");
    assert_eq!(of_type(&page, "FAQPage")["mainEntity"][0]["name"], "C </script>?");
}

const TRILINGUAL: &str = "[book]\ntitle = \"Test\"\nbase-url = \"https://help.example.com\"\n[languages.zh-Hans]\ntitle = \"测试\"\n[audience]\ndefault = \"public\"\n";

#[test]
fn what_is_not_translated_is_offered_in_the_main_language() {
    let site = Site::with_book(TRILINGUAL)
        .file("content/guides/index.md", "# Guides\n")
        .file("content/guides/both.md", "---\ntitle: Both\n---\nOne.\n")
        .file("content/guides/only.md", "---\ntitle: Only here\nsummary: Told once.\n---\nTwo.\n")
        .file("content/guides/secret.md", "---\ntitle: Secret\naudience: internal\n---\nThree.\n")
        .file("content/zh-Hans/guides/index.md", "# 指南\n")
        .file("content/zh-Hans/guides/both.md", "---\ntitle: 两种\n---\n一。\n");
    let edition = site.build().edition("public");
    let list = html(&edition, "zh-Hans/guides/");
    let link = tags(&list).into_iter().find(|tag| {
        tag.name == "a" && tag.get("hreflang") == Some("en") && tag.get("href") == Some("../../guides/only/")
    });
    assert_eq!(link.unwrap().get("lang"), Some("en"));
    assert!(list.contains("<span class=\"badge\" lang=\"en\">English</span>") && !list.contains("Secret"));
    assert!(!list.contains("href=\"../../guides/both/\" lang"), "what is translated is not offered twice");
    // It is no page of that language.
    assert!(!edition.contains_key("zh-Hans/guides/only/index.html"));
    assert!(
        !html(&edition, "guides/")
            .contains("hreflang=\"zh-Hans\" href=\"https://help.example.com/zh-Hans/guides/only")
    );
    assert!(html(&site.edition("internal"), "zh-Hans/guides/").contains("Secret"));
}

#[test]
fn new_pages_are_told_from_changed_ones() {
    let page = |changes: &str| format!("---\ntitle: P\nchanges:\n{changes}---\nText.\n");
    let one = "  - {date: 2026-01-01, note: First}\n";
    let site = Site::new()
        .file("content/a/index.md", "# A\n")
        .file("content/a/fresh.md", page(one))
        .file("content/a/changed.md", page(&format!("  - {{date: 2026-02-01, note: Second}}\n{one}")));
    let list = html(&site.build().edition("public"), "a/");
    let badge = |path: &str| {
        let (_, list) = list.split_once("class=\"list\"").unwrap();
        let (_, rest) = list.split_once(&format!("href=\"../a/{path}/\"")).unwrap();
        rest.split_once("hidden>").unwrap().1.split('<').next().unwrap().to_owned()
    };
    assert_eq!([badge("fresh"), badge("changed")], ["New", "Updated"]);
}
