//! What a page is, said to search engines: JSON-LD 1.1 in the vocabulary of schema.org, with the properties that Google's
//! documentation on structured data asks for. Public pages with an address of their own alone have it.

use answerbook_kernel::Audience;
use answerbook_kernel::kind::Kind;
use answerbook_kernel::outline::Passage;
use answerbook_kernel::site::Page;
use serde_json::{Map, Value, json};

use crate::render::view::{LinkView, View};

/// Where the site around a page stands.
pub struct Around<'a> {
    /// Absolute address of the root of the edition, with a slash at its end.
    pub base: &'a str,
    /// The title of the site in the page's language.
    pub site: &'a str,
    /// The home page of the language, from the root.
    pub home: &'a str,
    /// The search page of the language, from the root.
    pub search: &'a str,
    /// The name of the home page in a breadcrumb.
    pub start: &'a str,
}

/// The text of a data block: no character in it can end the block or open another.
pub fn text<A: Audience>(page: &Page<A>, view: &View, around: &Around<'_>) -> String {
    let is_home = view.page.path == around.home;
    let mut graph = Vec::new();
    if is_home {
        graph.push(site(view, around));
    } else {
        graph.push(breadcrumb(view, around));
    }
    match page.kind {
        _ if is_home => {}
        Kind::Faq => graph.extend(questions(page, view)),
        Kind::Course => graph.push(course(view, around)),
        _ if page.is_section => {}
        Kind::Page | Kind::Policy | Kind::Guide | Kind::Lesson | Kind::Reply | Kind::Announcement => {
            graph.push(article(page, view, around));
        }
    }
    sealed(&json!({ "@context": "https://schema.org", "@graph": graph }).to_string())
}

fn sealed(json: &str) -> String {
    let mut sealed = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => sealed.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => sealed.push(c),
        }
    }
    sealed
}

fn site(view: &View, around: &Around<'_>) -> Value {
    json!({
        "@type": "WebSite",
        "name": around.site,
        "url": view.canonical,
        "inLanguage": view.common.lang,
        "potentialAction": {
            "@type": "SearchAction",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{}{}?q={{search_term_string}}", around.base, around.search) },
            "query-input": "required name=search_term_string",
        },
    })
}

fn breadcrumb(view: &View, around: &Around<'_>) -> Value {
    let above = view.breadcrumb.iter().map(|LinkView { title, path, .. }| (title.as_str(), path.as_str()));
    let trail = std::iter::once((around.start, around.home)).chain(above);
    let item = |(at, (name, path)): (usize, (&str, &str))| json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": format!("{}{path}", around.base) });
    let mut items: Vec<Value> = trail.enumerate().map(item).collect();
    // The last is the page itself, which needs no address.
    items.push(json!({ "@type": "ListItem", "position": items.len() + 1, "name": view.page.title }));
    json!({ "@type": "BreadcrumbList", "itemListElement": items })
}

fn article<A: Audience>(page: &Page<A>, view: &View, around: &Around<'_>) -> Value {
    let kind = match page.kind {
        Kind::Guide => "TechArticle",
        Kind::Announcement => "NewsArticle",
        _ => "Article",
    };
    let mut article = about(kind, "headline", view);
    if !page.policy.version.is_empty() {
        article.insert("version".into(), json!(page.policy.version));
    }
    article.insert("author".into(), owner(around));
    article.into()
}

/// <https://developers.google.com/search/docs/appearance/structured-data/course-info>
fn course(view: &View, around: &Around<'_>) -> Value {
    let mut course = about("Course", "name", view);
    course.insert("description".into(), json!(view.page.summary));
    course.insert("provider".into(), owner(around));
    let groups = serde_json::to_value(&view.groups).unwrap_or_default();
    let pages = groups.as_array().into_iter().flatten().filter_map(|group| group["pages"].as_array());
    let part = |lesson: &Value| {
        let url = format!("{}{}", around.base, lesson["path"].as_str().unwrap_or_default());
        json!({ "@type": "LearningResource", "name": lesson["title"], "url": url })
    };
    let parts: Vec<Value> = pages.flatten().map(part).collect();
    course.insert("hasPart".into(), parts.into());
    course.into()
}

/// What a page about something has in common, whatever it is.
fn about(kind: &str, name: &str, view: &View) -> Map<String, Value> {
    let mut about = Map::new();
    about.insert("@type".into(), json!(kind));
    about.insert(name.into(), json!(view.page.title));
    if let Some(updated) = &view.page.updated {
        about.insert("dateModified".into(), json!(updated.iso));
    }
    about
}

fn owner(around: &Around<'_>) -> Value {
    json!({ "@type": "Organization", "name": around.site })
}

/// <https://developers.google.com/search/docs/appearance/structured-data/faqpage>: the answers as plain text, in full.
fn questions<A: Audience>(page: &Page<A>, view: &View) -> Option<Value> {
    let passages = &page.body.passages;
    let at = |id: &str| passages.iter().position(|passage| passage.id == id);
    let starts: Vec<usize> = view.page.questions.iter().filter_map(|question| at(&question.id)).collect();
    let questions: Vec<Value> = starts
        .iter()
        .enumerate()
        .map(|(number, start)| {
            let end = starts.get(number + 1).copied().unwrap_or(passages.len());
            question(&passages[*start..end.max(start + 1)])
        })
        .collect();
    (!questions.is_empty()).then(|| json!({ "@type": "FAQPage", "mainEntity": questions }))
}

fn question(passages: &[Passage]) -> Value {
    let texts = passages.iter().enumerate().flat_map(|(at, passage)| {
        let heading = Some(passage.heading.as_str()).filter(|_| at > 0);
        heading.into_iter().chain(std::iter::once(passage.text.as_str()))
    });
    let answer: Vec<&str> = texts.map(str::trim).filter(|text| !text.is_empty()).collect();
    let name = passages.first().map_or("", |passage| &passage.heading);
    json!({ "@type": "Question", "name": name, "acceptedAnswer": { "@type": "Answer", "text": answer.join("\n\n") } })
}
