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
        [json!([1, "Policies and standards", base() + "policies/"]), json!([2, "Returns", null])]
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

/// A site in three languages, of which the third lacks the page that the others have, and the first one of theirs.
fn trilingual() -> Site {
    let book = TRILINGUAL.replace("[audience]", "[languages.zh-Hant]\ntitle = \"測試\"\n[audience]");
    let page = |title: &str| {
        format!("---\ntitle: {title}\nchanges:\n  - {{date: 2026-01-02, note: Told.}}\n---\nText.\n")
    };
    Site::with_book(&book)
        .file("content/both.md", page("Both"))
        .file("content/alone.md", page("Alone"))
        .file("content/zh-Hans/both.md", page("两种"))
        .file("content/zh-Hans/chinese.md", page("中文"))
        .file("content/zh-Hant/chinese.md", page("中文"))
}

/// The lines of a sitemap, by path: the languages that each names.
fn located(sitemap: &str) -> std::collections::BTreeMap<String, Vec<String>> {
    let line = |line: &str| {
        let (path, rest) = line.strip_prefix("<url><loc>https://help.example.com/")?.split_once("</loc>")?;
        let codes = rest.split("hreflang=\"").skip(1).filter_map(|rest| rest.split('"').next());
        Some((path.to_owned(), codes.map(str::to_owned).collect()))
    };
    sitemap.lines().filter_map(line).collect()
}

#[test]
fn the_sitemap_says_which_version_is_for_everybody() {
    let lines = located(&trilingual().build().public("sitemap.xml"));
    assert_eq!(lines["both/"], ["en", "zh-Hans", "x-default"]);
    assert_eq!(lines["zh-Hans/both/"], lines["both/"]);
    assert_eq!(lines["alone/"], [""; 0], "there is no other version");
    assert_eq!(lines["zh-Hant/chinese/"], ["zh-Hans", "zh-Hant"], "none in the default language");
    assert_eq!(lines["zh-Hant/whats-new/"], ["en", "zh-Hans", "zh-Hant", "x-default"]);
    assert!(!lines.keys().any(|path| path.contains("search")));
}

#[test]
fn pages_that_are_not_to_be_listed_say_nothing() {
    let edition = files(&sample().join("public"));
    for page in ["search/index.html", "ask/index.html", "404.html", "terms/index.html"] {
        let html = String::from_utf8_lossy(&edition[page]).into_owned();
        assert!(
            linked(&html).is_none() && !html.contains("og:") && !html.contains("rel=\"alternate\" hreflang"),
            "{page}"
        );
    }
    let news = of_single(&html(&edition, "whats-new/"));
    assert_eq!([&news["@type"], &news["itemListElement"][1]["name"]], ["BreadcrumbList", "What’s new"]);
}

/// The only thing of a data block.
fn of_single(html: &str) -> Value {
    let graph = linked(html).unwrap()["@graph"].as_array().unwrap().clone();
    assert_eq!(graph.len(), 1);
    graph[0].clone()
}

#[test]
fn a_home_page_without_a_summary_has_the_description_of_the_site() {
    let book = TRILINGUAL.replace("[languages", "description = \"All of it.\"\n[languages");
    let home = Site::with_book(&book).file("content/index.md", "# Welcome\n").build().public("index.html");
    assert_eq!([property(&home, "og:title"), property(&home, "og:description")], [["Test"], ["All of it."]]);
    let cards = tags(&home).into_iter().filter(|tag| tag.get("name") == Some("twitter:card"));
    assert_eq!(cards.count(), 1);
}

#[test]
fn a_course_tells_its_own_lessons() {
    let lesson = |title: &str| format!("---\ntitle: {title}\nextra:\n  minutes: 5\n---\nText.\n");
    let course = "---\ntitle: Course\nkind: course\nsummary: To learn.\ncascade:\n  kind: lesson\n---\n";
    let edition = Site::with_book(TRILINGUAL)
        .file("content/learn/index.md", course)
        .file("content/learn/one.md", lesson("One"))
        .file("content/learn/two.md", lesson("Two"))
        .file("content/learn/staff.md", "---\ntitle: For staff\naudience: internal\n---\nText.\n")
        .file("content/zh-Hans/learn/index.md", course)
        .file("content/zh-Hans/learn/one.md", lesson("一"))
        .build()
        .edition("public");
    let told = |page: &str| {
        let course = of_type(&html(&edition, page), "Course");
        let parts = course["hasPart"].as_array().unwrap().iter().map(|part| part["name"].clone());
        (parts.collect::<Vec<_>>(), course["hasCourseInstance"]["courseWorkload"].clone())
    };
    assert_eq!(told("learn/"), (vec![json!("One"), json!("Two")], json!("PT10M")));
    assert_eq!(told("zh-Hans/learn/"), (vec![json!("一")], json!("PT5M")));
    let chinese = html(&edition, "zh-Hans/learn/");
    assert!(chinese.contains("hreflang=\"en\">Two</a>"), "the missing lesson is offered");
    assert_eq!(chinese.matches("data-lesson=").count(), 1, "and not counted");
}

/// What stands in an answer for staff is in no data block, and the audit of the build has looked there.
#[test]
fn answers_for_staff_are_not_told() {
    let faq = "---\ntitle: Asked\nkind: faq\n---\n## Late?\n\nWait two days.\n\n:::internal\nThe marmot budget pays for it.\n:::\n\n## Lost?\n\nAsk us.\n";
    let site = Site::with_book(TRILINGUAL).file("content/asked.md", faq);
    site.run(&["build"]).ends_with(0).says(&["0 leaks"]);
    let page = of_type(&site.public("asked/index.html"), "FAQPage");
    assert_eq!(page["mainEntity"][0]["acceptedAnswer"]["text"], "Wait two days.");
    let path = site.path("dist/public/asked/index.html");
    let leaking = site.public("asked/index.html").replacen(
        "Wait two days.",
        "The marmot\\u0020bud\\u003cb\\u003eget pays for it.",
        1,
    );
    std::fs::write(path, leaking).unwrap();
    site.run(&["audit"]).ends_with(1).says(&["asked/index.html"]);
}

#[test]
fn a_section_of_questions_shows_its_own() {
    let site = Site::with_book(TRILINGUAL)
        .file(
            "content/faq/index.md",
            "---\ntitle: Questions\nkind: faq\n---\nFirst.\n\n## Lost?\n\nAsk us.\n",
        )
        .file("content/faq/a.md", "---\ntitle: A\n---\nText.\n");
    let page = site.build().public("faq/index.html");
    let (_, main) = page.split_once("<main").unwrap();
    assert!(main.contains("Ask us.") && linked(&page).unwrap().to_string().contains("BreadcrumbList"));
}

#[test]
fn sections_without_a_translation_are_offered_too() {
    let site = Site::with_book(TRILINGUAL)
        .file("content/guides/index.md", "# Guides\n")
        .file("content/guides/one.md", "# One\n")
        .file("content/zh-Hans/index.md", "# 首页\n");
    let edition = site.build().edition("public");
    let offered = |page: &str| html(&edition, page).contains("lang=\"en\" hreflang=\"en\">Guides</a>");
    assert!(offered("zh-Hans/") && offered("zh-Hans/search/") && !offered("search/"));
}

#[test]
fn each_language_has_a_search_description_and_a_feed_of_its_own() {
    let site = trilingual();
    let edition = site.build().edition("public");
    let text = |path: &str| String::from_utf8(edition[path].clone()).unwrap();
    let description = text("zh-Hant/opensearch.xml");
    for line in [
        "<ShortName>測試</ShortName>",
        "<Description>測試</Description>",
        "<Language>zh-Hant</Language>",
        "template=\"https://help.example.com/zh-Hant/search/?q={searchTerms}\"",
        "rel=\"self\" template=\"https://help.example.com/zh-Hant/opensearch.xml\"",
    ] {
        assert!(description.contains(line), "{line} in {description}");
    }
    assert!(text("opensearch.xml").contains("https://help.example.com/search/?q="));
    assert!(html(&edition, "zh-Hant/chinese/").contains("href=\"../../zh-Hant/opensearch.xml\""));
    assert!(text("llms.txt").contains("](https://help.example.com/zh-Hans/both.md)"));
    let link = "<link rel=\"alternate\" type=\"text/html\" hreflang=\"zh-Hans\" href=\"https://help.example.com/zh-Hans/both/\"/>";
    assert!(text("zh-Hans/feed.xml").contains(link));
    // Without an address of its own an edition still names its entries by what is an IRI, and each by another.
    let internal = String::from_utf8(site.edition("internal")["feed.xml"].clone()).unwrap();
    let ids: BTreeSet<&str> =
        internal.split("<id>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    assert!(ids.len() == 3 && ids.iter().all(|id| id.starts_with("urn:uuid:") && id.len() == 45), "{ids:?}");
}
