//! What there is to see: a page of each kind, and what a reader does on it. The tests and the screenshots look at the same.

use std::path::Path;

use crate::browser::Tab;

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Edition {
    Public,
    Internal,
}

impl Edition {
    pub(crate) const BOTH: [Self; 2] = [Self::Public, Self::Internal];

    /// Its folder.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Internal => "internal",
        }
    }
}

/// The languages of the sample, and where each begins.
pub(crate) const LANGUAGES: [(&str, &str); 3] =
    [("en", ""), ("zh-Hans", "zh-Hans/"), ("zh-Hant", "zh-Hant/")];

/// A page in a state.
#[derive(Debug)]
pub(crate) struct View {
    pub(crate) name: &'static str,
    /// Its address, seen from the home of a language.
    pub(crate) page: &'static str,
    /// What is done on it, and what shows that it was done.
    act: Option<(&'static str, &'static str)>,
}

const fn page(name: &'static str, page: &'static str) -> View {
    View { name, page, act: None }
}

const fn act(name: &'static str, page: &'static str, script: &'static str, done: &'static str) -> View {
    View { name, page, act: Some((script, done)) }
}

const FOUND: &str = "document.querySelector('.answers:not([hidden]) .hit')";

/// What the reader does who has learned everything.
macro_rules! learned {
    ($more:literal) => {
        concat!(
            "(() => {
    const lessons = [...document.querySelectorAll('[data-lesson]')].map(({ dataset }) => [dataset.lesson, { revision: dataset.revision, at: Date.now() }]);
    const at = name => `answerbook:${name}:internal:${new URL(document.body.dataset.root, location).pathname}`;
    const update = () => document.dispatchEvent(new CustomEvent('answerbook:updated'));
    localStorage[at('learned')] = JSON.stringify(Object.fromEntries(lessons));
    update();\n",
            $more,
            "})()"
        )
    };
}

/// All of them; those for staff are in the internal edition alone.
pub(crate) const VIEWS: [View; 44] = [
    page("home", ""),
    page("section", "policies/"),
    page("article", "guides/measure-your-doorway/"),
    page("contact", "contact/"),
    page("policy", "policies/returns/"),
    page("superseded", "policies/returns-2024/?version"),
    page("faq", "faq/delivery/"),
    page("announcements", "announcements/"),
    page("announcement", "announcements/2026-09-returns-sixty-days/"),
    page("news", "whats-new/"),
    page("search", "search/"),
    page("ask", "ask/"),
    page("lost", "no/such/returns-page"),
    page("course", "training/"),
    page("lesson", "training/how-we-serve/"),
    page("quiz", "training/quarterly-test/"),
    page("reply", "replies/greetings/"),
    page("runbook", "operations/escalation-runbook/"),
    page("health", "content-health/"),
    act("search-empty", "search/?q=qzzvwxk", "0", "document.querySelector('.empty:not([hidden])')"),
    act("search-results", "search/?q=Kelmouth", "0", FOUND),
    act(
        "search-filtered",
        "search/?q=Kelmouth&lang=en&kind=policy",
        "document.querySelectorAll('.facets').forEach(box => { box.open = true; })",
        "document.querySelector('.answers:not([hidden]) .hit') && document.querySelector('.chips button')",
    ),
    act("search-slip", "search/?q=Kelmoutth", "0", "document.querySelector('.meant:not([hidden]) a')"),
    act(
        "box",
        "policies/returns/",
        "(field => { field.focus(); field.value = 'Kelmouth'; })(document.querySelector('.search input'))",
        "document.querySelector('.panel:not([hidden]) [role=option]')",
    ),
    act(
        "box-home",
        "",
        "(field => { field.focus(); field.value = 'Kelmouth'; })(document.querySelector('.search input'))",
        "document.querySelector('.panel:not([hidden]) [role=option]')",
    ),
    act(
        "box-empty",
        "policies/returns/",
        "(field => { field.focus(); field.value = 'qzzvwxk'; })(document.querySelector('.search input'))",
        "document.querySelector('.panel:not([hidden]) .panel-title')",
    ),
    act(
        "ask-offers",
        "ask/",
        "(field => { field.focus(); field.value = 'Kelmouth'; field.dispatchEvent(new Event('input', { bubbles: true })); })(document.querySelector('.ask input'))",
        "document.querySelector('.offers .hit')",
    ),
    act(
        "menu",
        "guides/",
        "document.querySelector('.menu summary').click()",
        "document.querySelector('.menu[open]')",
    ),
    act(
        "languages",
        "guides/",
        "[...document.querySelectorAll('.menu summary')].at(-1).click()",
        "[...document.querySelectorAll('.menu')].at(-1).open",
    ),
    act(
        "contents",
        "policies/returns/",
        "document.querySelector('.toc').open = true",
        "document.querySelector('.toc[open]')",
    ),
    act(
        "faq-open",
        "faq/delivery/",
        "document.querySelector('.filter button').click()",
        "!document.querySelector('.question:not([open])')",
    ),
    act(
        "feedback",
        "policies/returns/",
        "document.querySelector('.helpful>[value=no]').click()",
        "document.querySelector('.helpful form')",
    ),
    act("changed", "policies/returns/", FOLLOW, "document.querySelector('.changed p')"),
    act(
        "redline",
        "policies/returns/",
        "document.querySelector('.policy button').click()",
        "document.querySelector('.policy+.redline')",
    ),
    act("reread", "policies/returns/", REREAD, "document.querySelector('.reread')"),
    act(
        "acknowledged",
        "operations/escalation-runbook/",
        "(form => { form.elements.name.value = 'Anna'; form.querySelector('.button').click(); })(document.querySelector('.acknowledge form'))",
        "document.querySelector('.acknowledge form[hidden]')",
    ),
    act(
        "acknowledge-again",
        "operations/escalation-runbook/",
        AGAIN,
        "document.querySelector('.again:not([hidden])')",
    ),
    page("cards", "training/role-play/"),
    act(
        "card",
        "training/role-play/",
        "document.querySelector('.deck .button').click()",
        "document.querySelectorAll('.roleplay:not([hidden])').length === 1",
    ),
    act(
        "quiz-missing",
        GRADES,
        "document.querySelector('.foot .button').click()",
        "document.activeElement.closest('.answers-given')",
    ),
    act("quiz-failed", GRADES, FAIL, "document.querySelector('.result.is-wrong')"),
    act("award", "training/returns-desk/", AWARD, "document.querySelector('#ab-name')"),
    act("certificate", "training/returns-desk/", CERTIFICATE, "document.querySelector('.certificate')"),
    act("certificate-void", "training/returns-desk/", VOID, "document.querySelector('.certificate.is-void')"),
];

/// The reader has read another text of the policy.
const REREAD: &str = "if (!sessionStorage.reread) {
    sessionStorage.reread = true;
    const { dataset } = document.body, root = new URL(dataset.root, location).pathname;
    const blocks = [{ kind: 'h1', text: document.querySelector('h1').textContent }, { kind: 'p', text: '14' }];
    fetch(document.querySelector('meta[data-words]').dataset.words).then(said => said.json()).then(words => {
        localStorage.setItem(`answerbook:text:${document.documentElement.dataset.edition}:${root}:read:${dataset.path}`, JSON.stringify({ hash: '', at: Date.now() - 30 * 864e5, blocks, words }));
        location.reload();
    });
}";

/// The reader has acknowledged an earlier version.
const AGAIN: &str = "if (!sessionStorage.again) {
    sessionStorage.again = true;
    const { dataset } = document.body, root = new URL(dataset.root, location).pathname, edition = document.documentElement.dataset.edition;
    localStorage.setItem(`answerbook:name:${edition}:${root}`, JSON.stringify('Anna'));
    localStorage.setItem(`answerbook:records:${edition}:${root}`, JSON.stringify([{ type: 'acknowledge', page: dataset.path, version: '1.0', revision: '1.0', hash: '', name: 'Anna', at: Date.now() - 90 * 864e5 }]));
    location.reload();
}";

const GRADES: &str = "training/returns-desk/grades/";

/// Every question is answered, not all of them right.
const FAIL: &str = "document.querySelectorAll('.answers-given').forEach(box => {
    const field = box.querySelector('input');
    if (field.type !== 'text') return field.click();
    field.value = 'many';
    field.dispatchEvent(new Event('input', { bubbles: true }));
});
document.querySelector('.foot .button').click()";

/// The reader has learned everything.
const AWARD: &str = learned!("");

/// And has the certificate.
const CERTIFICATE: &str = learned!(
    "document.querySelector('#ab-name').value = 'Ada Okonkwo';
    document.querySelector('.award form').requestSubmit();"
);

/// Something of it has changed since, and its time is over.
const VOID: &str = learned!(
    "document.querySelector('#ab-name').value = 'Ada Okonkwo';
    document.querySelector('.award form').requestSubmit();
    const kept = JSON.parse(localStorage[at('certificates')]), [made] = Object.values(kept);
    made.lessons[1].revision = '2026-01-01 0';
    made.expires = '2026-02-01';
    localStorage[at('certificates')] = JSON.stringify(kept);
    update();"
);

/// The reader asked to be told of changes, and the page has changed since.
const FOLLOW: &str = "if (!sessionStorage.followed) {
    sessionStorage.followed = true;
    document.querySelector('.helpful>[value=no]').click();
    const wait = setInterval(() => {
        if (!document.querySelector('.helpful form')) return;
        clearInterval(wait);
        document.querySelector('[name=follow]').click();
        document.querySelector('.helpful form button').click();
        for (const key of Object.keys(localStorage).filter(key => key.includes('follow')))
            localStorage.setItem(key, JSON.stringify({ ...JSON.parse(localStorage.getItem(key)), hash: '' }));
        sessionStorage.clear();
        location.reload();
    }, 20);
}";

impl View {
    /// Whether an edition has it in a language: customers have nothing of staff.
    pub(crate) fn is_in(&self, edition: &Path, home: &str) -> bool {
        let page = self.page.split('?').next().unwrap_or_default();
        page.starts_with("no/") || edition.join(home).join(page).join("index.html").is_file()
    }

    /// Whether it is the page as it comes, with nothing done on it.
    pub(crate) fn is_plain(&self) -> bool {
        self.act.is_none()
    }

    /// Opens it for a reader who was never here.
    pub(crate) fn show(&self, tab: &mut Tab, url: &str) {
        tab.open(url);
        if let Some((script, done)) = self.act {
            tab.evaluate(script);
            tab.until(done);
        }
    }

    /// Leaves nothing of it in the browser.
    pub(crate) fn forget(&self, tab: &mut Tab) {
        if !self.is_plain() {
            tab.evaluate("localStorage.clear(); sessionStorage.clear()");
        }
    }
}
