//! `_headers`, which several static hosts apply as it is, and which the manual translates for the others.

use std::collections::BTreeSet;

use answerbook_kernel::site::{Page, Target};
use answerbook_kernel::{Audience, Level, Site};

/// The file.
pub fn text<A: Audience>(site: &Site<A>) -> String {
    let mut text = format!("/*\n  Content-Security-Policy: {}\n", policy(site));
    text.push_str("  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n");
    text.push_str("  Permissions-Policy: camera=(), geolocation=(), microphone=()\n");
    if A::SEES == Level::Internal {
        text.push_str("  X-Robots-Tag: noindex, nofollow\n");
    }
    let who = if A::SEES == Level::Internal { "private" } else { "public" };
    for named_by_content in ["/assets/*", "/search/:index/:block"] {
        text.push_str(&format!("{named_by_content}\n  Cache-Control: {who}, max-age=31536000, immutable\n"));
    }
    // It names the others, and has one name for ever.
    text.push_str("/search/manifest.json\n  Cache-Control: no-cache\n");
    text
}

/// The content security policy (CSP Level 3): nothing from elsewhere but the pictures that pages show, and no text turned into
/// script but the address of search's own worker (Trusted Types).
fn policy<A: Audience>(site: &Site<A>) -> String {
    let config = site.config();
    // Customers' pages do not know that there are records of staff.
    let records = config.records_endpoint.as_ref().filter(|_| A::SEES == Level::Internal);
    let endpoints = [config.feedback_endpoint.as_ref(), records].into_iter().flatten();
    let endpoints: BTreeSet<String> = endpoints.filter_map(|endpoint| origin(&endpoint.value)).collect();
    let endpoint: String = endpoints.into_iter().map(|origin| format!(" {origin}")).collect();
    let pictures: String = pictures(site).into_iter().map(|origin| format!(" {origin}")).collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:{pictures}; \
         font-src 'self'; connect-src 'self'{endpoint}; worker-src 'self'; manifest-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
         trusted-types answerbook"
    )
}

/// Hosts that pictures are shown from.
fn pictures<A: Audience>(site: &Site<A>) -> BTreeSet<String> {
    site.pages().flat_map(|(_, page)| shown(page)).collect()
}

fn shown<A: Audience>(page: &Page<A>) -> impl Iterator<Item = String> {
    let uses = page.body.destinations.iter().zip(page.targets.iter());
    uses.filter(|(destination, _)| destination.usage == answerbook_kernel::destination::Use::Embed)
        .filter_map(|(_, target)| match target {
            Target::External(address) => origin(address),
            _ => None,
        })
}

/// Scheme and host of a web address, if nothing in it could mean more than that in a policy.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let fine = matches!(scheme, "http" | "https")
        && !host.is_empty()
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'));
    fine.then(|| format!("{scheme}://{host}").to_lowercase())
}
