//! A made-up year of events, reported, and counted again by plain loops.

mod recount;
mod year;

use answerbook_kernel::Level;

use super::facts::{Hashes, PageFacts};
use super::model::{Proposal, Report};
use super::{Day, Scope, SiteFacts, Tally, csv, html, json, make, markdown};
use crate::feedback::event::{Event, Search, SearchClick, SearchMiss, Vote, What};

/// What the year was, of a site or of events alone.
fn report(events: &[Event], site: Option<&SiteFacts>, scope: &Scope) -> Report {
    let mut tally = Tally::new(scope, site);
    events.iter().for_each(|event| tally.add(event));
    make(&tally, site)
}

fn today() -> Day {
    Day("2026-11-28".parse().unwrap())
}

fn event(number: u32, page: &str, hash: &str, what: What) -> Event {
    Event {
        id: format!("event-{number:012}"),
        time: today().start() - 86_400 + i64::from(number),
        edition: Level::Public,
        language: "en".into(),
        page: page.into(),
        section: String::new(),
        hash: hash.into(),
        what,
    }
}

fn vote(ballot: &str, helpful: bool, comment: &str) -> What {
    let ballot = format!("ballot-of-{ballot:0>12}");
    What::Vote(Vote { helpful, ballot, turn: 0, reasons: Vec::new(), comment: comment.into(), follow: false })
}

#[test]
fn every_number_is_that_of_a_plain_recount() {
    let events = year::events(100_000);
    let site = year::site();
    let began = std::time::Instant::now();
    let scope = Scope { since: Some(year::first_day()), ..Scope::all(today()) };
    let made = report(&events, Some(&site), &scope);
    let took = began.elapsed();
    // Below a second where nothing else runs; it would be minutes if time grew with the square.
    assert!(took.as_secs() < 20, "{took:?}");
    recount::check(&made, &events, Some(&site), &scope);
    let alone = report(&events, None, &scope);
    recount::check(&alone, &events, None, &scope);
}

#[test]
fn filters_count_only_what_is_meant() {
    let events = year::events(20_000);
    let site = year::site();
    let language = Scope { language: Some("ZH-Hans".into()), ..Scope::all(today()) };
    recount::check(&report(&events, Some(&site), &language), &events, Some(&site), &language);
    let owner = Scope { owner: Some("Shipping".into()), ..Scope::all(today()) };
    recount::check(&report(&events, Some(&site), &owner), &events, Some(&site), &owner);
}

#[test]
fn the_order_of_events_makes_no_difference() {
    let (mut events, site, scope) = (year::events(5_000), year::site(), Scope::all(today()));
    let made = report(&events, Some(&site), &scope);
    events.reverse();
    assert_eq!(report(&events, Some(&site), &scope), made);
    let middle = events.len() / 3;
    events.rotate_left(middle);
    assert_eq!(report(&events, Some(&site), &scope), made);
}

#[test]
fn of_a_ballot_the_last_vote_counts() {
    let events = [
        event(1, "a/", "1111111111111111", vote("one", false, "bad")),
        event(3, "a/", "1111111111111111", vote("one", true, "")),
        event(2, "a/", "1111111111111111", vote("one", false, "worse")),
        event(4, "a/", "1111111111111111", vote("two", false, "")),
    ];
    let made = report(&events, None, &Scope::all(today()));
    let row = &made.pages[0];
    assert_eq!((row.helpful, row.unhelpful), (1, 1));
    // What was written stays, whatever was pressed later.
    let said: Vec<_> = row.comments.iter().map(|comment| (comment.text.as_str(), comment.helpful)).collect();
    assert_eq!(said, [("worse", true)]);
}

#[test]
fn only_what_a_page_says_now_is_ranked() {
    let events = [
        event(1, "a/", "old0000000000000", vote("one", false, "")),
        event(2, "a/", "old0000000000000", What::View),
        event(3, "a/", "new0000000000000", vote("two", true, "")),
        event(4, "a/", "new0000000000000", What::View),
    ];
    let made = report(&events, None, &Scope::all(today()));
    let row = &made.pages[0];
    assert_eq!((row.helpful, row.unhelpful, row.views), (1, 0, 1));
    assert_eq!((row.votes_before, row.views_before, row.worth), (1, 1, 0.0));
    assert_eq!(made.summary.totals.unhelpful, 1);
}

#[test]
fn votes_stand_for_views_that_are_not_known() {
    let votes: Vec<Event> =
        (0..10).map(|n| event(n, "a/", "1111111111111111", vote(&n.to_string(), n > 4, ""))).collect();
    let made = report(&votes, None, &Scope::all(today()));
    assert_eq!((made.pages[0].readers, made.pages[0].worth), (10, 2.37));
    assert_eq!(made.unseen, None);
}

/// A site of two pages in English, one of them for staff.
fn small_site() -> SiteFacts {
    let page = |title: &str, public, keywords: &[&str]| PageFacts {
        title: title.into(),
        language: "en".into(),
        public,
        keywords: keywords.iter().map(|word| (*word).to_owned()).collect(),
        hashes: Hashes::default(),
        ..PageFacts::default()
    };
    let pages = [
        ("returns/".to_owned(), page("Returns and refunds", true, &["cooling off"])),
        ("delivery/".to_owned(), page("Delivery times", true, &[])),
        ("waivers/".to_owned(), page("Refund waivers", false, &[])),
    ];
    SiteFacts { title: "Help".into(), base: "https://help.example/".into(), pages: pages.into() }
}

#[test]
fn a_miss_comes_with_what_to_do() {
    let miss =
        |number, query: &str| event(number, "", "", What::SearchMiss(SearchMiss { query: query.into() }));
    let search =
        |number, query: &str| event(number, "", "", What::Search(Search { query: query.into(), results: 2 }));
    let click = What::SearchClick(SearchClick {
        query: "warranty".into(),
        search: "event-000000000010".into(),
        to: "x/".into(),
        position: 2,
    });
    let events = [
        miss(1, "Refunding"),
        miss(2, "ＲＥＦＵＮＤＩＮＧ"),
        miss(3, "zebra crossing"),
        miss(4, "cooling-off"),
        miss(5, "waranties"),
        search(10, "warranty"),
        event(11, "", "", click),
    ];
    let made = report(&events, Some(&small_site()), &Scope::all(today()));
    let proposals: Vec<_> = made
        .misses
        .iter()
        .map(|miss| (miss.query.as_str(), miss.count, miss.proposal.clone().unwrap()))
        .collect();
    let returns = || ("returns/".to_owned(), "Returns and refunds".to_owned());
    let ((page, title), (mended, its_title)) = (returns(), returns());
    let words = vec!["warranty".to_owned(), "waranties".to_owned()];
    assert_eq!(
        proposals,
        [
            ("Refunding", 2, Proposal::Keyword { page, title }),
            ("cooling-off", 1, Proposal::Mended { page: mended, title: its_title }),
            ("waranties", 1, Proposal::Synonym { words }),
            ("zebra crossing", 1, Proposal::Write),
        ]
    );
    // What only staff may read is no answer for customers.
    assert!(made.misses.iter().all(|miss| miss.near.iter().all(|page| page.page != "waivers/")));
}

#[test]
fn a_query_has_one_row_whoever_asked() {
    let miss = |number, edition, language: &str, query: &str| Event {
        edition,
        language: language.into(),
        ..event(number, "", "", What::SearchMiss(SearchMiss { query: query.into() }))
    };
    let events = [
        miss(1, Level::Internal, "en", "付款"),
        miss(2, Level::Internal, "en", "付款"),
        miss(3, Level::Public, "de", "付款"),
        miss(4, Level::Internal, "en", "Zahlung"),
    ];
    let mut site = small_site();
    let chinese =
        PageFacts {
            title: "付款".into(), language: "zh-Hans".into(), public: true, ..PageFacts::default()
        };
    site.pages.insert("zh-Hans/payments/".into(), chinese);
    let made = report(&events, Some(&site), &Scope::all(today()));
    let [row, other] = made.misses.as_slice() else { panic!("{:#?}", made.misses) };
    let asked: Vec<_> =
        row.asked.iter().map(|by| (by.edition.as_str(), by.language.as_str(), by.count)).collect();
    assert_eq!((row.count, asked), (3, vec![("internal", "en", 2), ("public", "de", 1)]));
    let (page, title, language) = ("zh-Hans/payments/".into(), "付款".into(), "zh-Hans".into());
    assert_eq!(row.proposal, Some(Proposal::Elsewhere { page, title, language }));
    assert_eq!(other.proposal, Some(Proposal::Write));
    let html = html::text(&made);
    assert!(html.contains("English staff 2</span> · <span class=\"keep\">Deutsch 1</span>"), "{html}");
    assert!(html.contains("Answered in 简体中文: "), "{html}");
}

#[test]
fn praise_is_never_what_a_page_is_to_be_mended_for() {
    let mut events = vec![
        event(1, "a/", "1111111111111111", vote("one", false, "Where is it?")),
        event(2, "a/", "1111111111111111", vote("two", true, "Perfect!")),
        event(3, "b/", "1111111111111111", vote("three", false, "")),
        event(4, "b/", "1111111111111111", vote("four", true, "Great!")),
    ];
    let made = report(&events, None, &Scope::all(today()));
    let a = made.pages.iter().find(|row| row.page.page == "a/").unwrap();
    let said: Vec<_> = a.comments.iter().map(|comment| (comment.text.as_str(), comment.helpful)).collect();
    assert_eq!(said, [("Where is it?", false), ("Perfect!", true)]);
    let html = html::text(&made);
    assert!(html.contains("<td role=\"cell\" class=\"why\"><details><summary>1 comment</summary>"), "{html}");
    assert_eq!(html.matches(" · helpful</small>").count(), 2, "{html}");
    events.truncate(1);
    assert!(!html::text(&report(&events, None, &Scope::all(today()))).contains("<details>"));
}

/// What a reader can type, in every place that it gets to.
const NASTY: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'`]](javascript:alert(3)) =1+1 & ![x](http://x.example)";

#[test]
fn r17_text_of_readers_stays_text() {
    let events = [
        event(1, NASTY, "1111111111111111", vote("one", false, NASTY)),
        event(2, "", "", What::SearchMiss(SearchMiss { query: NASTY.into() })),
        event(3, "", "", What::Search(Search { query: NASTY.into(), results: 1 })),
        event(4, "", "", What::Search(Search { query: NASTY.into(), results: 1 })),
        event(5, "", "", What::Search(Search { query: NASTY.into(), results: 1 })),
    ];
    let made = report(&events, None, &Scope::all(today()));
    assert_eq!(json::parse(json::text(&made).as_bytes()).unwrap(), made);
    let html = html::text(&made);
    assert_eq!(html.matches("&lt;script&gt;alert(1)").count(), 5, "{html}");
    // The one link leads to a row of the same page.
    let html = html.replacen("<a href=\"#fix-1\">", "", 1);
    assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<a "), "{html}");
    assert!(html.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'"));
    let markdown = markdown::text(&made);
    assert!(markdown.contains("\\<script\\>"), "{markdown}");
    // What is left when all that is escaped is taken away.
    let bare = ["\\]", "\\:", "\\<"].iter().fold(markdown.clone(), |text, escaped| text.replace(escaped, ""));
    assert!(!bare.contains("](") && !bare.contains('<') && !bare.contains("://"), "{markdown}");
}

#[test]
fn r30_a_spreadsheet_computes_nothing() {
    let formula = "=HYPERLINK(\"https://x.example\",\"here\")";
    let events = [
        event(1, "=1+1", "1111111111111111", vote("one", false, formula)),
        event(2, "", "", What::SearchMiss(SearchMiss { query: "@SUM(A1:A9)".into() })),
    ];
    let made = report(&events, None, &Scope::all(today()));
    for table in [csv::Table::Pages, csv::Table::Searches, csv::Table::Comments] {
        let text = csv::text(&made, table);
        assert!(text.ends_with("\r\n") && text.lines().count() >= 2);
        for cell in text.split(['\n', ',']).map(|cell| cell.trim_start_matches('"')) {
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{text}");
        }
    }
    assert!(csv::text(&made, csv::Table::Comments).contains("'=HYPERLINK(\"\"https"));
}
