//! What the toolbar says about a page.

use answerbook_kernel::Audience;

use crate::preview::reading;
use crate::render::pages::Stage;
use crate::serve::board::{Facts, LanguageFacts, PolicyFacts};

/// The facts about the page at an address.
pub(super) fn of<A: Audience>(stage: &Stage<A>, address: &str) -> Option<Facts> {
    let page = stage.site.page(stage.site.find(address)?);
    let policy = &page.policy;
    let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
    let languages = stage.languages(page).into_iter().map(|language| LanguageFacts {
        code: language.code,
        name: language.name,
        path: language.path,
        translated: language.translated,
        current: language.current,
    });
    Some(Facts {
        source: page.source.as_ref().map(|source| source.as_str().to_string()),
        title: page.title.clone(),
        audience: page.level.name(),
        kind: page.kind.word(),
        words: page.body.words,
        reading: reading::of(&page.body.passages, &page.language),
        policy: (!policy.is_empty()).then(|| PolicyFacts {
            version: policy.version.clone(),
            effective: day(policy.effective),
            review_by: day(policy.review_by),
            owner: policy.owner.clone(),
        }),
        languages: languages.collect(),
    })
}
