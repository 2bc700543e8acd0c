//! Runs the searches of `search-tests.toml`: each must find its page, in the edition that has it.

use std::collections::BTreeMap;

use answerbook_kernel::nearest;
use answerbook_kernel::search_test::{Expected, SearchTest, plain};
use answerbook_kernel::site::Page;
use answerbook_kernel::{Audience, Code, Diagnostic, Internal, Level, Public, Site};
use answerbook_search::{Hit, Options, ReadError, Reader};

use crate::engine::Edition;

/// Ranks are told up to this one.
const DEEPEST: usize = 50;
/// So many of the pages that are found before the expected one are named.
const NAMED: usize = 3;

/// Runs every test in its edition, as of a day.
///
/// # Errors
/// When the index of an edition cannot be read.
pub fn run(
    tests: &[SearchTest],
    public: &Edition<Public>,
    internal: &Edition<Internal>,
    today: Option<u32>,
) -> Result<Vec<Diagnostic>, ReadError> {
    let (inner, outer) = (Directory::of(&internal.site), Directory::of(&public.site));
    let (staff, customers): (Vec<&SearchTest>, Vec<&SearchTest>) = tests.iter().partition(|test| {
        let unsaid = || is_for_staff(&test.expect.value, &outer, &inner);
        test.edition.map_or_else(unsaid, |edition| edition == Level::Internal)
    });
    let (first, second) = rayon::join(
        || asked(public, &outer, (&customers, today), &|test| inner.has(test)),
        || asked(internal, &inner, (&staff, today), &|_| false),
    );
    let mut found = first?;
    found.extend(second?);
    Ok(found)
}

/// Whether only the internal edition has what a test expects; or has its page, where neither has the heading.
fn is_for_staff(
    expected: &Expected,
    public: &Directory<'_, Public>,
    internal: &Directory<'_, Internal>,
) -> bool {
    match internal.has(expected) {
        true => !public.has(expected),
        false => public.page(expected).is_none() && internal.page(expected).is_some(),
    }
}

/// Asks an edition.
fn asked<A: Audience>(
    edition: &Edition<A>,
    directory: &Directory<'_, A>,
    (tests, today): (&[&SearchTest], Option<u32>),
    elsewhere: &(dyn Fn(&Expected) -> bool + Sync),
) -> Result<Vec<Diagnostic>, ReadError> {
    let absent = || std::io::Error::from(std::io::ErrorKind::NotFound);
    let file = |name: &str| edition.output.value().get(&format!("search/{name}")).ok_or_else(absent);
    let mut reader = Reader::open(|name: &str| file(name).map(|bytes| bytes.to_vec()))?;
    let mut faults = Vec::new();
    for test in tests {
        faults.extend(match directory.page(&test.expect.value) {
            Some(page) if has_heading(page, &test.expect.value.heading) => {
                let options = Options { today, ..options(test, page) };
                judged(test, page, &reader.search(&test.query.value, &options)?.hits)
            }
            _ if elsewhere(&test.expect.value) => Some(not_here::<A>(test)),
            Some(page) => Some(no_heading(test, page)),
            None => Some(directory.no_page(test)),
        });
    }
    Ok(faults)
}

fn options<A: Audience>(test: &SearchTest, page: &Page<A>) -> Options {
    let lang = test.lang.as_ref().unwrap_or(&page.language);
    Options { limit: DEEPEST.max(test.within), lang: Some(lang.clone()), ..Options::default() }
}

/// What is wrong with the results of a test whose page there is.
fn judged<A: Audience>(test: &SearchTest, page: &Page<A>, hits: &[Hit]) -> Option<Diagnostic> {
    let at = hits.iter().position(|hit| parts(&hit.url).0 == page.address);
    let leads = at.is_some_and(|at| is_meant(page, &test.expect.value, parts(&hits[at].url).1));
    match at.map(|at| at + 1) {
        Some(rank) if test.absent => (rank <= test.within && leads).then(|| unwanted(test, rank)),
        None if test.absent => None,
        Some(rank) if !leads => Some(other_heading(test, rank, &hits[rank - 1])),
        Some(rank) => (rank > test.within).then(|| too_low(test, rank, hits)),
        None => Some(missed(test, hits)),
    }
}

/// Address and heading of a result.
fn parts(url: &str) -> (&str, &str) {
    url.split_once('#').unwrap_or((url, ""))
}

/// Whether a result leads to the place that is expected: the beginning of a page is also its title.
fn is_meant<A: Audience>(page: &Page<A>, expected: &Expected, anchor: &str) -> bool {
    let title = page.body.heading.as_ref().map_or("", |heading| heading.id.as_str());
    expected.heading.is_empty()
        || expected.heading == anchor
        || (anchor.is_empty() && expected.heading == title)
}

fn has_heading<A: Audience>(page: &Page<A>, heading: &str) -> bool {
    heading.is_empty() || headings(page).any(|known| known == heading)
}

fn headings<A: Audience>(page: &Page<A>) -> impl Iterator<Item = &str> {
    page.body.heading.iter().chain(&page.body.headings).map(|heading| heading.id.as_str())
}

/// The pages of an edition, by the ways in which a test may name them.
struct Directory<'a, A: Audience> {
    site: &'a Site<A>,
    pages: BTreeMap<String, &'a Page<A>>,
}

impl<'a, A: Audience> Directory<'a, A> {
    fn of(site: &'a Site<A>) -> Self {
        let mut pages = BTreeMap::new();
        let src = format!("{}/", site.config().src);
        for (_, page) in site.pages() {
            if let Some(source) = &page.source {
                let path = source.as_str();
                pages.insert(plain(path.strip_prefix(&src).unwrap_or(path)), page);
            }
        }
        // An address goes before the source of another page.
        pages.extend(site.pages().map(|(_, page)| (plain(&page.address), page)));
        Self { site, pages }
    }

    fn page(&self, expected: &Expected) -> Option<&'a Page<A>> {
        self.pages.get(&expected.page).copied()
    }

    fn has(&self, expected: &Expected) -> bool {
        self.page(expected).is_some_and(|page| has_heading(page, &expected.heading))
    }

    fn no_page(&self, test: &SearchTest) -> Diagnostic {
        let wanted = &test.expect.value.page;
        let moved = self.site.redirects().iter().find(|redirect| plain(&redirect.path).starts_with(wanted));
        let moved =
            moved.filter(|redirect| redirect.path.trim_end_matches("index.html").trim_matches('/') == wanted);
        let address = |page: &Page<A>| page.address.trim_end_matches('/').to_string();
        // The home page is named by a slash, which is near to nothing.
        let named = self.pages.keys().map(String::as_str).filter(|name| !name.is_empty());
        let help = match moved {
            Some(redirect) => Some(format!("it is {} now", shown(&address(self.site.page(redirect.page))))),
            None => nearest::did_you_mean(wanted, named),
        };
        fault(test, format!("there is no page `{wanted}`"), "no such page".into())
            .help("name it by its address, or by its path in the source folder")
            .maybe_help(help)
    }
}

fn fault(test: &SearchTest, message: String, note: String) -> Diagnostic {
    Diagnostic::error(Code::SearchTest, test.expect.span.clone(), message).note(note)
}

/// A page in a sentence.
fn shown(page: &str) -> String {
    if page.is_empty() { "the home page".to_string() } else { format!("`{page}`") }
}

/// The page and its heading in a sentence.
fn name(expected: &Expected) -> String {
    match (expected.page.as_str(), expected.heading.as_str()) {
        (page, "") => shown(page),
        ("", heading) => format!("`/#{heading}`"),
        (page, heading) => format!("`{page}#{heading}`"),
    }
}

/// The page and its heading, as the results have them.
fn found(hit: &Hit) -> String {
    let (page, heading) = parts(&hit.url);
    name(&Expected { page: page.trim_end_matches('/').to_string(), heading: heading.to_string() })
}

fn not_here<A: Audience>(test: &SearchTest) -> Diagnostic {
    let message = format!("{} is not in the {} edition", name(&test.expect.value), A::NAME);
    fault(test, message, "for `internal` only".into()).help("say `edition = \"internal\"`")
}

fn no_heading<A: Audience>(test: &SearchTest, page: &Page<A>) -> Diagnostic {
    let Expected { page: address, heading } = &test.expect.value;
    let known = headings(page).map(|id| format!("`#{id}`")).collect::<Vec<_>>();
    let all = match known.len() {
        0 => "the page has no headings".to_string(),
        _ => format!("it has {}", known.join(", ")),
    };
    fault(test, format!("{} has no heading `#{heading}`", shown(address)), "no such heading".into())
        .help(all)
        .maybe_help(nearest::did_you_mean(heading, headings(page)))
}

fn other_heading(test: &SearchTest, rank: usize, hit: &Hit) -> Diagnostic {
    let (query, name) = (&test.query.value, name(&test.expect.value));
    let message = format!("`{query}` leads to {} and not to {name}", found(hit));
    fault(test, message, format!("another heading of the page, at rank {rank}"))
        .help("give the heading or its text the readers' words, or expect the other one")
}

fn too_low(test: &SearchTest, rank: usize, hits: &[Hit]) -> Diagnostic {
    let (query, name) = (&test.query.value, name(&test.expect.value));
    let message = format!("`{query}` finds {name} at rank {rank}, not {}", among(test.within));
    fault(test, message, format!("rank {rank} now")).help(better(&hits[..rank - 1]))
}

fn missed(test: &SearchTest, hits: &[Hit]) -> Diagnostic {
    let (query, name) = (&test.query.value, name(&test.expect.value));
    let message = format!("`{query}` does not find {name}");
    let note = match hits.len() {
        0 => "nothing is found at all".to_string(),
        _ => format!("not among the first {}", DEEPEST.max(test.within)),
    };
    let help = if hits.is_empty() {
        "give the page the readers' words as `keywords`, or name them under `synonyms` in `book.toml`"
            .to_string()
    } else {
        better(hits)
    };
    fault(test, message, note).help(help)
}

fn unwanted(test: &SearchTest, rank: usize) -> Diagnostic {
    let (query, name) = (&test.query.value, name(&test.expect.value));
    let message = format!("`{query}` finds {name}, which must not be {}", among(test.within));
    fault(test, message, format!("rank {rank} now"))
}

fn among(within: usize) -> String {
    if within == 1 { "the first".into() } else { format!("among the first {within}") }
}

/// What is found before the page.
fn better(before: &[Hit]) -> String {
    let names: Vec<String> = before.iter().take(NAMED).map(found).collect();
    format!(
        "the first are {}; give the page the readers' words as `keywords`, or mend the test",
        names.join(", ")
    )
}
