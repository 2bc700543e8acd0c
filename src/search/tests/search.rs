//! What a reader may rely on: what is found, what is not, in which order, and with which words marked.

use std::cell::RefCell;
use std::io;

use answerbook_search::{Filters, Hit, Options, Passage, Reader, Results, Settings, build};

fn page(url: &str, title: &str, text: &str) -> Passage {
    Passage {
        url: url.into(),
        title: title.into(),
        text: text.into(),
        lang: "en".into(),
        ..Passage::default()
    }
}

fn section(url: &str, title: &str, anchor: &str, heading: &str, text: &str) -> Passage {
    Passage { anchor: anchor.into(), heading: heading.into(), ..page(url, title, text) }
}

/// A small help centre in two languages and three scripts.
fn help_centre() -> Vec<Passage> {
    let zh = |url: &str, title: &str, text: &str, lang: &str| Passage {
        lang: lang.into(),
        ..page(url, title, text)
    };
    vec![
        page("returns/", "Return policy", "You may send goods back within thirty days. We pay the postage."),
        section(
            "returns/",
            "Return policy",
            "how",
            "How to send goods back",
            "Print the label of order ORD-2024-0017.",
        ),
        page(
            "refunds/",
            "Refunds",
            "Money is returned to the card you paid with, usually in five working days.",
        ),
        page("shipping/", "Shipping and delivery", "Parcels leave the warehouse in Tromsø the same day."),
        page("contact/", "Contact", "Write to support@example.com or call. Our café is open to visitors."),
        page(
            "account/",
            "Your account",
            "Subscriptions can be cancelled at any time. Reset the password in the settings.",
        ),
        zh(
            "zh/returns/",
            "退货政策",
            "自签收之日起7天无理由退货，运费由买家承担。VIP会员免运费。账号余额可退。",
            "zh-Hans",
        ),
        zh(
            "zh-hant/refunds/",
            "退款說明",
            "退款將在五個工作天內退回原付款帳戶。如需協助請聯絡客服。",
            "zh-Hant",
        ),
        Passage {
            keywords: "money back 保修".into(),
            ..page("warranty/", "Warranty", "Two years on everything.")
        },
    ]
}

type Source = Box<dyn FnMut(&str) -> io::Result<Vec<u8>>>;

/// An index whose files are at hand.
struct Index(RefCell<Reader<Source>>);

impl Index {
    fn search(&self, query: &str, options: &Options) -> Results {
        self.0.borrow_mut().search(query, options).expect("all files are there")
    }
}

fn open_with(passages: &[Passage], settings: &Settings) -> Index {
    let files = build(passages, settings).expect("passages can be indexed");
    let source = move |name: &str| files.get(name).cloned().ok_or_else(|| io::ErrorKind::NotFound.into());
    Index(RefCell::new(Reader::open(Box::new(source) as Source).expect("what was built can be opened")))
}

fn open(passages: &[Passage]) -> Index {
    open_with(passages, &Settings::default())
}

fn ask(query: &str) -> Results {
    open(&help_centre()).search(query, &Options::default())
}

fn urls(results: &Results) -> Vec<&str> {
    results.hits.iter().map(|hit| hit.url.as_str()).collect()
}

fn first(query: &str) -> String {
    ask(query).hits.first().map(|hit| hit.url.clone()).unwrap_or_default()
}

fn shown(hit: &Hit) -> String {
    hit.excerpt
        .iter()
        .map(|part| if part.marked { format!("[{}]", part.text) } else { part.text.clone() })
        .collect()
}

#[test]
fn words_are_found_in_all_their_forms() {
    assert_eq!(first("refund"), "refunds/");
    assert_eq!(first("REFUNDED"), "refunds/");
    assert_eq!(first("cancel subscription"), "account/");
    assert_eq!(first("tromso cafe"), "shipping/");
    assert_eq!(first("ｃａｆé"), "contact/");
}

#[test]
fn a_hit_leads_to_its_section_and_a_page_comes_once() {
    let results = ask("send goods back");
    assert_eq!(results.hits[0].url, "returns/#how");
    assert_eq!(results.hits[0].heading, "How to send goods back");
    assert_eq!(results.hits.iter().filter(|hit| hit.title == "Return policy").count(), 1);
    assert_eq!(results.total, results.hits.len());
}

#[test]
fn names_stand_above_text() {
    let index = open(&[
        page("a/", "Opening hours", "Parking, parking and parking."),
        page("b/", "Parking", "Behind the house."),
        section("c/", "Visitors", "p", "Parking", "Behind the house."),
    ]);
    let results = index.search("parking", &Options::default());
    assert_eq!(urls(&results), ["b/", "c/#p", "a/"]);
}

#[test]
fn keywords_are_searched_like_titles() {
    assert_eq!(first("money back"), "warranty/");
    assert_eq!(first("保修"), "warranty/");
}

#[test]
fn codes_and_addresses_are_found_whole_and_in_parts() {
    for query in ["ORD-2024-0017", "ord20240017", "0017", "ORD-2024", "ord 2024 0017"] {
        assert_eq!(first(query), "returns/#how", "{query}");
    }
    for query in ["support@example.com", "example.com", "support"] {
        assert_eq!(first(query), "contact/", "{query}");
    }
}

#[test]
fn mixed_runs_are_found_by_either_side() {
    for query in ["VIP会员", "vip", "会员", "7天", "7天无理由", "無理由", "7 天"] {
        assert_eq!(first(query), "zh/returns/", "{query}");
    }
}

#[test]
fn any_two_neighbours_find_their_page_in_either_script() {
    for passage in help_centre().iter().filter(|passage| passage.lang.starts_with("zh")) {
        let index = open(&help_centre());
        let chars: Vec<char> = passage.text.chars().collect();
        let han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
        for len in 2..6 {
            for window in chars.windows(len).filter(|window| window.iter().all(han)) {
                let query: String = window.iter().collect();
                let results = index.search(&query, &Options::default());
                assert!(urls(&results).contains(&passage.url.as_str()), "{query}");
            }
        }
    }
}

#[test]
fn both_scripts_give_the_same_hits_and_scores() {
    for (simplified, traditional) in
        [("退款说明", "退款說明"), ("运费", "運費"), ("账号", "帳號"), ("联络客服", "聯絡客服")]
    {
        let (one, other) = (ask(simplified), ask(traditional));
        assert!(!one.hits.is_empty(), "{simplified}");
        let pairs = |results: &Results| {
            results.hits.iter().map(|hit| (hit.url.clone(), hit.score)).collect::<Vec<_>>()
        };
        assert_eq!(pairs(&one), pairs(&other), "{simplified}");
    }
}

#[test]
fn one_slip_is_forgiven_in_longer_words() {
    for query in ["refnud", "refnds", "reffund", "shpping", "subscribtion", "delivary", "pasword"] {
        assert!(!first(query).is_empty(), "{query}");
    }
    assert_eq!(first("subscripton"), "account/");
    assert_eq!(first("warramty"), "warranty/");
}

#[test]
fn the_last_word_may_be_unfinished() {
    for (query, url) in
        [("ref", "refunds/"), ("shi", "shipping/"), ("war", "warranty/"), ("reset pass", "account/")]
    {
        assert_eq!(first(query), url, "{query}");
    }
    assert!(ask("refu policy nothing").hits.iter().all(|hit| hit.url != "refunds/"));
}

#[test]
fn nothing_in_common_finds_nothing() {
    for query in ["", "   ", "zxqv wlmp", "!!! ???", "量子色动力学", "🙂", "quark gluon plasma of the"]
    {
        let results = ask(query);
        assert_eq!((results.total, results.hits.len()), (0, 0), "{query}");
    }
}

#[test]
fn questions_of_function_words_alone_mean_them() {
    assert_eq!(first("any time"), "account/");
    assert!(!urls(&ask("how to")).is_empty());
    let index = open(&[page("a/", "A", "请问如何办理"), page("b/", "B", "明天办理")]);
    assert_eq!(urls(&index.search("如何", &Options::default())), ["a/"]);
}

#[test]
fn words_that_are_nowhere_do_not_hide_the_others() {
    assert_eq!(first("warranty xylophone"), "warranty/");
    assert_eq!(first("how do i get my password reset please"), "account/");
}

#[test]
fn quotations_are_kept_unless_nothing_has_them() {
    let index =
        open(&[page("a/", "A", "the working days of the week"), page("b/", "B", "days when we are working")]);
    let found = |query| urls(&index.search(query, &Options::default())).join(" ");
    assert_eq!(found("\"working days\""), "a/");
    assert_eq!(found("\"days working\"").split(' ').count(), 2);
    assert_eq!(found("\"working days").split(' ').count(), 2);
    assert_eq!(found("working days"), "a/ b/");
}

#[test]
fn queries_cannot_do_harm() {
    let long = "退货 refund ".repeat(1_000);
    let endless = "a".repeat(10_000);
    let glued = "退".repeat(10_000);
    let naughty = [
        "\"",
        "\"\"\"",
        "\0\u{1}\u{1b}[31m",
        "title:refund AND (",
        "refund^9999999999",
        "*",
        "-",
        "-refund",
        "<b>refund</b>",
        "../../etc/passwd",
        "\u{202e}refund",
        "e\u{301}\u{301}\u{301}\u{301}",
        "''''",
        "a.b.c.d.e.f.g.h.i.j.k",
        "1.2.3.4.5",
        "\u{fdfa}",
        "ｶﾞｷﾞ",
        "İ",
        "ﬁ",
        &long,
        &endless,
        &glued,
    ];
    let index = open(&help_centre());
    for query in naughty {
        let results =
            index.search(query, &Options { limit: 3, lang: Some("x".into()), ..Options::default() });
        assert!(results.hits.len() <= 3);
        assert!(results.hits.iter().all(|hit| hit.score.is_finite()));
    }
}

#[test]
fn a_superseded_page_stays_below_its_successor() {
    let old = Passage {
        successor: Some("b-new/".into()),
        ..page("a-old/", "Return policy", "Send goods back in ten days.")
    };
    let index = open(&[old, page("b-new/", "Policy on returns", "Goods may be sent back. Ask us.")]);
    for query in ["return policy", "returns", "goods back"] {
        let results = index.search(query, &Options::default());
        assert_eq!(urls(&results), ["b-new/", "a-old/"], "{query}");
        assert!(results.hits[1].superseded);
    }
}

/// Three versions: which of them stands first is told by the day, whatever they say.
#[test]
fn the_version_in_force_stands_above_all_others() {
    let version = |url: &str, title: &str, next: Option<(&str, u32)>| Passage {
        successor: next.map(|(url, _)| url.to_owned()),
        until: next.map(|(_, day)| day),
        ..page(url, title, "The return policy: send goods back in ten days.")
    };
    let index = open(&[
        version("a/", "Goods", Some(("b/", 20_270_115))),
        version("b/", "Return policy, goods back", Some(("c/", 20_280_201))),
        version("c/", "Return policy of goods that come back", None),
    ]);
    let (first, second) = (Some(20_270_115), Some(20_280_201));
    for (today, order, marks) in [
        (Some(20_270_114), ["a/", "b/", "c/"], [(false, None), (false, first), (false, second)]),
        (Some(20_270_115), ["b/", "a/", "c/"], [(false, None), (true, None), (false, second)]),
        (Some(20_280_201), ["c/", "b/", "a/"], [(false, None), (true, None), (true, None)]),
        (None, ["c/", "b/", "a/"], [(false, None), (true, None), (true, None)]),
    ] {
        for query in ["return policy", "goods", "goods back"] {
            let results = index.search(query, &Options { today, ..Options::default() });
            let found = urls(&results);
            // The one before and the one after it may stand in either order.
            let is_between = today == first && found[1..] == [order[2], order[1]];
            assert!(found[0] == order[0] && (found == order || is_between), "{today:?} {query}: {found:?}");
            for (url, mark) in order.iter().zip(marks) {
                let Some(at) = found.iter().position(|own| own == url) else { continue };
                assert_eq!(
                    (results.hits[at].superseded, results.hits[at].from),
                    mark,
                    "{today:?} {query} {url}"
                );
            }
        }
    }
}

#[test]
fn the_readers_language_comes_first_and_others_follow() {
    let translated =
        |url: &str, lang: &str| Passage { lang: lang.into(), ..page(url, "GitHub", "How we use GitHub") };
    let index = open(&[translated("a/", "en"), translated("b/", "zh-Hans"), translated("c/", "zh-Hant")]);
    let order = |lang: &str| {
        let results = index.search("github", &Options { lang: Some(lang.into()), ..Options::default() });
        urls(&results).join(" ")
    };
    assert_eq!(order("en"), "a/ b/ c/");
    assert_eq!(order("zh-Hant"), "c/ b/ a/");
    assert_eq!(order("fr"), "a/ b/ c/");
}

#[test]
fn what_another_script_says_in_the_words_of_the_query_hides_nothing() {
    let of = |url: &str, lang: &str, title: &str, text: &str| Passage {
        lang: lang.into(),
        ..page(url, title, text)
    };
    let mut pages: Vec<Passage> =
        (0..9).map(|n| of(&format!("hant/{n}/"), "zh-Hant", "營業時間", "早上九點開門。")).collect();
    pages.push(of("hans/", "zh-Hans", "搜索", "例如：退款什么时候到账"));
    pages.push(of("hant/", "zh-Hant", "退款政策", "我們會在五天內退回款項。"));
    let index = open(&pages);
    for query in ["退款什么时候到账", "退款什麼時候到賬"] {
        let options = Options { lang: Some("zh-Hant".into()), ..Options::default() };
        assert_eq!(urls(&index.search(query, &options)), ["hant/", "hans/"], "{query}");
    }
}

#[test]
fn few_matches_are_filled_up_with_the_next_best() {
    let index = open(&[
        page("a/", "Cancelling a subscription abroad", "Write to us."),
        page("b/", "Subscription", "Prices and terms."),
        page("c/", "Weather", "It rains."),
    ]);
    let results = index.search("cancel subscription abroad today", &Options::default());
    assert_eq!(urls(&results), ["a/", "b/"]);
}

#[test]
fn the_seam_between_two_words_is_no_word() {
    let filler = |n: usize| page(&format!("n{n:02}/"), "附则", "申请工伤认定。职工伤病。办理认定手续。");
    let mut pages: Vec<Passage> = (0..8).map(filler).collect();
    pages.push(page("seam/", "附则", "中伤认清"));
    pages.push(page("word/", "附则", "工伤"));
    let results = open(&pages).search("工伤认", &Options { limit: 20, ..Options::default() });
    let place = |url: &str| urls(&results).iter().position(|own| *own == url);
    assert!(place("word/") < place("seam/"), "{:?}", urls(&results));
}

#[test]
fn the_beginning_of_a_name_is_enough_even_where_it_is_a_word() {
    let index = open(&[
        page("a/", "Tools", "Every dev has them on a desk of their own."),
        page("b/", "Development", "How it is done."),
    ]);
    assert_eq!(urls(&index.search("dev", &Options::default())), ["b/", "a/"]);
}

#[test]
fn equals_are_in_the_order_of_their_addresses() {
    let pages: Vec<Passage> =
        (0..30).rev().map(|n| page(&format!("p{n:02}/"), "Same", "Same words")).collect();
    let results = open(&pages).search("same", &Options::default());
    assert_eq!(results.total, 30);
    assert_eq!(urls(&results), (0..10).map(|n| format!("p{n:02}/")).collect::<Vec<_>>());
}

#[test]
fn excerpts_mark_words_in_the_original() {
    let results = ask("returning money");
    assert!(
        shown(&results.hits[0]).starts_with("[Money] is [returned] to the card"),
        "{}",
        shown(&results.hits[0])
    );
    assert!(shown(&ask("cafe").hits[0]).contains("[café]"));
    assert!(shown(&ask("passw").hits[0]).contains("[password]"));
    assert!(shown(&ask("support@example.com").hits[0]).contains("[support@example.com]"));
}

#[test]
fn excerpts_mark_across_scripts() {
    assert!(shown(&ask("運費").hits[0]).contains("[运费]"));
    assert!(shown(&ask("退回原付款账户").hits[0]).contains("[退回原付款帳戶]"));
}

#[test]
fn excerpts_are_short_and_around_the_match() {
    let text = format!("{} The needle\n\n\tlies here. {}", "Hay. ".repeat(400), "More hay. ".repeat(400));
    let index = open(&[page("a/", "Barn", &text)]);
    let results = index.search("needle", &Options::default());
    let shown = shown(&results.hits[0]);
    assert!(shown.contains("The [needle] lies here."), "{shown}");
    assert!(shown.starts_with('…') && shown.ends_with('…'));
    assert!((100..=180).contains(&shown.chars().count()), "{}", shown.chars().count());
    let by_title = index.search("barn", &Options::default());
    assert!(by_title.hits[0].excerpt[0].text.starts_with("Hay. Hay."));
}

#[test]
fn an_index_of_nothing_answers_nothing() {
    let index = open(&[]);
    assert_eq!(index.search("refund", &Options::default()), Results::default());
    let blank = open(&[page("a/", "", "")]);
    assert_eq!(blank.search("refund", &Options::default()).total, 0);
}

#[test]
fn synonyms_hold_both_ways_and_across_languages() {
    let group = ["refund", "money back", "退款"].map(str::to_owned).to_vec();
    let settings = Settings { synonyms: vec![group], ..Settings::default() };
    let index = open_with(&help_centre(), &settings);
    let found = |query: &str| {
        index.search(query, &Options::default()).hits.into_iter().map(|hit| hit.url).collect::<Vec<_>>()
    };
    assert!(found("refund").contains(&"zh-hant/refunds/".to_owned()));
    assert!(found("退款").contains(&"refunds/".to_owned()));
    assert!(found("money back").contains(&"zh-hant/refunds/".to_owned()));
    assert!(!ask("退款").hits.iter().any(|hit| hit.url == "refunds/"));
}

#[test]
fn what_was_meant_is_said() {
    assert_eq!(ask("reset pasword").correction.map(|one| one.query).as_deref(), Some("reset password"));
    assert_eq!(
        ask("Subscripton, cancel it").correction.map(|one| one.query).as_deref(),
        Some("subscriptions, cancel it")
    );
    assert_eq!(ask("reset password").correction, None);
    assert_eq!(ask("zzzzzz").correction, None);
}

#[test]
fn filters_narrow_down_and_counts_show_what_else_there_is() {
    let of = |url: &str, kind: &str, lang: &str| Passage {
        kind: kind.into(),
        lang: lang.into(),
        ..page(url, "Parcel", "Where is my parcel")
    };
    let index = open(&[
        of("a/", "faq", "en"),
        of("b/", "faq", "en"),
        of("c/", "policy", "en"),
        of("d/", "faq", "zh-Hans"),
    ]);
    let filters = Filters { kind: vec!["faq".into()], lang: vec!["en".into()], ..Filters::default() };
    let results = index.search("parcel", &Options { filters, ..Options::default() });
    assert_eq!(urls(&results), ["a/", "b/"]);
    let counts = |facets: &[answerbook_search::Facet]| {
        facets.iter().map(|one| (one.id.clone(), one.count)).collect::<Vec<_>>()
    };
    assert_eq!(counts(&results.facets.kind), [("faq".to_owned(), 2), ("policy".to_owned(), 1)]);
    assert_eq!(counts(&results.facets.lang), [("en".to_owned(), 2), ("zh-Hans".to_owned(), 1)]);
}

#[test]
fn among_equals_the_recent_comes_first() {
    let of = |url: &str, date: Option<i32>| Passage { date, ..page(url, "Parcel", "Where is my parcel") };
    let index = open(&[of("a/", None), of("b/", Some(10_000)), of("c/", Some(20_000))]);
    assert_eq!(urls(&index.search("parcel", &Options::default())), ["c/", "a/", "b/"]);
}

#[test]
fn a_page_that_has_the_rest_elsewhere_comes_before_one_that_lacks_it() {
    let index = open(&[
        section("a/", "Gifts", "", "", "Give a sofa. Wrapped on return."),
        page("b/", "Returns", "Send it back."),
        section("b/", "Returns", "what", "What can come back", "Chairs and every sofa, unused."),
        page("c/", "Returns of old orders", "Send it back."),
    ]);
    assert_eq!(urls(&index.search("returns", &Options::default()))[2], "a/");
    let found = index.search("return sofa", &Options::default());
    assert_eq!(urls(&found)[0], "b/#what");
}

#[test]
fn what_a_site_is_about_is_found_beside_words_that_it_lacks() {
    let mut pages: Vec<Passage> =
        (0..30).map(|n| page(&format!("p{n:02}/"), &format!("Note {n}"), "All about delivery.")).collect();
    pages.push(page("delivery/", "Delivery", "When delivery comes and what delivery costs."));
    pages.push(page("status/", "Status", "The status of things."));
    let index = open(&pages);
    for query in ["klarna delivery", "delivery to scotland", "express delivery"] {
        assert_eq!(urls(&index.search(query, &Options::default()))[0], "delivery/", "{query}");
    }
    assert!(urls(&index.search("delivery status", &Options::default())).contains(&"delivery/"));
}
