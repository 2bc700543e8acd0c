//! In a clean site every page has an address of its own, and the address leads back to it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::driver::Site;
use answerbook_kernel::OutputPath;
use answerbook_kernel::site::Target;

#[test]
fn address_and_page_are_one_to_one() {
    let path = "([a-cA-C é漢]{1,3}/){0,2}[a-cA-C é漢]{1,3}";
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&prop::collection::btree_set(path, 1..6), |paths| {
        let mut site = Site::new();
        for path in &paths {
            site = site.file(&format!("{path}.md"), format!("# Page {path}\n"));
        }
        let addresses: Vec<String> =
            site.build().public.pages().map(|(_, page)| page.address.clone()).collect();
        if !site.build().is_clean() {
            return Ok(());
        }
        let unique: BTreeSet<String> = addresses.iter().map(|address| address.to_lowercase()).collect();
        prop_assert_eq!(unique.len(), addresses.len());
        for address in &addresses {
            let path = format!("{address}index.html");
            prop_assert!(OutputPath::new(&path).is_ok(), "{}", path);
        }
        let links: String = addresses.iter().map(|address| format!("[x](</{address}>)\n")).collect();
        let linked = site.file("links.md", links).build();
        let page = linked.public.pages().map(|(_, page)| page).find(|page| page.address == "links/").unwrap();
        for (target, address) in page.targets.iter().zip(&addresses) {
            let Target::Page(id, _) = target else {
                return Err(TestCaseError::fail(format!("{address} leads to {target:?}")));
            };
            prop_assert_eq!(&linked.public.page(*id).address, address);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|fault| panic!("{fault}"));
}
