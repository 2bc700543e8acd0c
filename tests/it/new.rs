//! Pages from templates: in every language, with and without values, on a terminal.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::driver::{Site, answerbook};
use crate::templates::{LANGUAGES, Sheet, names};

const BOOK: &str = "[book]\ntitle = \"T\"\n[languages.zh-Hans]\ntitle = \"题\"\n[languages.zh-Hant]\ntitle = \"題\"\n\
    [audience]\ndefault = \"public\"\n[policy]\nreview-every = \"12 months\"\n";

/// A value of a type, the same in all languages but for its words.
fn value(form: &str, number: usize, language: &str) -> String {
    let chinese = language != "en";
    match form {
        "text" if chinese => format!("回答{number}"),
        "text" => format!("Answer {number}"),
        "number" => format!("{number}%"),
        "money" => format!("${number}"),
        "duration" if chinese => format!("{number} 天"),
        "duration" => format!("{number} days"),
        "date" if chinese => format!("2027 年 3 月 {number} 日"),
        "date" => format!("{number} March 2027"),
        "phone" => format!("+44 20 7946 00{number:02}"),
        "email" => format!("desk{number}@example.com"),
        "url" => format!("https://example.com/{number}"),
        other => panic!("no values of {other}"),
    }
}

fn arguments(name: &str, language: &str, given: &[(String, String)]) -> Vec<String> {
    let mut all: Vec<String> =
        ["new", name, name, "--file", name, "--lang", language].map(String::from).to_vec();
    all.extend(given.iter().flat_map(|(name, value)| ["--set".to_string(), format!("{name}={value}")]));
    all
}

#[track_caller]
fn write(site: &Site, name: &str, language: &str, given: &[(String, String)]) -> String {
    let all = arguments(name, language, given);
    let run = site.run(&all.iter().map(String::as_str).collect::<Vec<_>>()).ends_with(0);
    let line = run.err.lines().find_map(|line| line.strip_prefix("wrote ./")).unwrap().to_string();
    site.text(&line)
}

#[test]
fn every_template_with_its_values_is_without_fault() {
    let site = Site::with_book(BOOK);
    assert!(names().len() >= 20, "{:?}", names());
    for language in LANGUAGES {
        for name in names() {
            let sheet = Sheet::read(language, &name);
            let values: Vec<(String, String)> = sheet
                .values
                .iter()
                .enumerate()
                .map(|(number, one)| (one.name.clone(), value(&one.form, number + 2, language)))
                .collect();
            let text = write(&site, &name, language, &values);
            assert!(!text.contains("[[") && !text.contains("%%%"), "{language}/{name}:\n{text}");
            let lost = values.iter().find(|(_, value)| !text.contains(value.as_str()));
            assert!(lost.is_none(), "{language}/{name} loses {lost:?}");
        }
    }
    site.run(&["check", "--deny", "warnings"]).ends_with(0);
    site.build();
    site.run(&["audit"]).ends_with(0);
}

#[test]
fn what_is_not_given_stays_with_its_type() {
    let site = Site::with_book(BOOK);
    for language in LANGUAGES {
        for name in names() {
            let sheet = Sheet::read(language, &name);
            let text = write(&site, &name, language, &[]);
            for one in &sheet.values {
                let left = format!("[[{}: {}]]", one.name, one.form);
                assert_eq!(text.matches(&left).count(), sheet.uses(&one.name), "{language}/{name}: {left}");
            }
            assert_eq!(text.matches("[[").count(), text.matches("]]").count());
        }
    }
    // Placeholders are no reason not to look at the page.
    site.run(&["check"]).ends_with(0);
    site.build();
}

#[test]
fn any_title_is_a_title() {
    let site = Site::with_book(BOOK);
    let titles = [
        "\"Quoted\": 'single', \\back\\ # no comment",
        "[bracket] - dash: {brace} & *anchor* !tag | > % @ `tick`",
        "退货：“七天”，《规定》？",
        "🎁 Gift cards {{ 3 }} <b>bold</b>",
        "line\nbreak\tand tab",
        "true",
        "null: ~",
    ];
    for (number, title) in titles.iter().enumerate() {
        for name in names() {
            let file = format!("page-{number}");
            let folder = format!("{name}-{number}");
            site.run(&["new", &name, title, "--file", &file, "--in", &folder]).ends_with(0);
        }
    }
    site.run(&["check"]).ends_with(0);
    site.build();
    let page = fs::read_to_string(site.path("dist/internal/guide-0/page-0/index.html")).unwrap();
    assert!(page.contains("\\back\\ # no comment"), "{page}");
    site.run(&["new", "guide", "…"]).ends_with(2).says(&["--file"]);
}

#[test]
fn values_are_checked() {
    let site = Site::with_book(BOOK);
    let new = |set: &[&str]| {
        let mut all = vec!["new", "response-times", "Times"];
        set.iter().for_each(|one| all.extend(["--set", one]));
        site.run(&all)
    };
    new(&["email-time=soon"]).ends_with(2).says(&["`duration`", "`12 hours`", "`soon`"]);
    new(&["emial-time=12 hours"]).ends_with(2).says(&["did you mean `email-time`?"]);
    new(&["nothing-like-it=1"]).ends_with(2).says(&["it asks for `company`"]);
    new(&["email-time"]).ends_with(2).says(&["--set name=value"]);
    new(&["email-time=1 day", "email-time=2 days"]).ends_with(2).says(&["twice"]);
    new(&["email-time={{ sla.emial }}"]).ends_with(2).says(&["no variable `sla.emial`"]);
    assert!(!site.path("content/policies").exists());
    new(&["email-time=12 hours"]).ends_with(0).says(&["wrote", "left open", "next: `answerbook serve`"]);
    assert!(site.text("content/policies/times.md").contains("| 12 hours |"));
}

#[test]
fn several_values_make_several_lines() {
    let site = Site::with_book(BOOK);
    site.run(&["new", "policy", "P", "--set", "products=Chairs", "--set", "products=Lamps | bulbs"])
        .ends_with(0);
    assert!(site.text("content/policies/p.md").contains("\n- Chairs\n- Lamps \\| bulbs\n"));
}

#[test]
fn variables_of_the_site_are_named_not_copied() {
    let site = Site::with_book(&format!(
        "{BOOK}[vars]\ncompany = \"Harbour & Pine\"\nlead = \"the lead\"\n[vars.sla]\nemail = \"12 hours\"\nphone = \"at once\"\n\
         [vars.zh-Hans]\ncompany = \"海松家居\"\n[vars.contact]\nemail = \"help@example.com\"\n"
    ));
    let text = write(&site, "policy", "en", &[("chat-time".into(), "{{ sla.email }}".into())]);
    for part in [
        "summary: \"What customers of {{ company }} can",
        "| E-mail | {{ sla.email }} |",
        "| Chat | {{ sla.email }} |",
        // Not a span of time, so it is no answer.
        "| Telephone | [[phone-time: duration]] |",
        "[{{ contact.email }}](mailto:{{ contact.email }})",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    // Where variables are not read, their value stands.
    let text = write(&site, "code-of-conduct", "zh-Hans", &[]);
    assert!(text.contains("applies-to: \"所有为海松家居工作的人"), "{text}");
    site.run(&["check"]).ends_with(0);
    let given = write(&site, "policy-short", "en", &[("company".into(), "Another & Co".into())]);
    assert!(
        given.contains("customers of Another & Co") || given.contains("ask Another & Co for help"),
        "{given}"
    );
}

#[test]
fn a_course_is_a_folder_and_its_lessons_go_into_it() {
    let site = Site::with_book(BOOK);
    site.run(&["new", "course", "Returns"])
        .ends_with(0)
        .says(&["answerbook new lesson TITLE --in training/returns"]);
    site.run(&["new", "lesson", "Goodwill", "--in", "training/returns"]).ends_with(0);
    site.run(&["new", "quiz", "Test", "--in", "training/returns"]).ends_with(0);
    site.run(&["new", "lesson", "Also a test", "--template", "quiz"]).ends_with(0);
    site.run(&["new", "course", "退货", "--file", "returns", "--lang", "zh-hans"])
        .ends_with(0)
        .says(&["--in training/returns --lang zh-hans"]);
    for path in ["returns/index.md", "returns/goodwill.md", "returns/test.md", "also-a-test.md"] {
        let text = site.text(&format!("content/training/{path}"));
        assert!(text.contains("audience: internal"), "{path}");
    }
    assert!(site.text("content/training/returns/test.md").contains("kind: lesson"));
    assert!(site.path("content/zh-Hans/training/returns/index.md").is_file());
    site.build();
    assert!(!site.edition("public").keys().any(|path| path.starts_with("training")));
}

#[test]
fn languages_have_their_folders() {
    let site = Site::with_book(BOOK).folder("content/EN").folder("content/zh-hant");
    site.run(&["new", "faq", "Orders"]).ends_with(0);
    site.run(&["new", "faq", "訂單", "--lang", "zh-Hant", "--file", "orders"]).ends_with(0);
    assert!(site.path("content/EN/faq/orders.md").is_file());
    assert!(site.text("content/zh-hant/faq/orders.md").contains("多久答覆"));
    let other =
        Site::with_book("[book]\ntitle = \"T\"\nlanguage = \"de\"\n[languages.zh-TW]\ntitle = \"題\"\n");
    other.run(&["new", "faq", "Fragen"]).ends_with(0).says(&["`faq` is not there in `de`", "`en`"]);
    let run = other.run(&["new", "faq", "訂單", "--lang", "zh-TW"]).ends_with(0);
    assert!(!run.err.contains("note: `faq`"), "{}", run.err);
    assert!(other.text("content/zh-TW/faq/訂單.md").contains("多久答覆"));
}

const OWN: &str = "%%%\nabout = \"Our way to close a shop\"\nkind = \"guide\"\nfolder = \"shops/closing\"\n[values]\n\
    shop = { type = \"text\", ask = \"Which shop?\", example = \"Kelmouth\" }\n%%%\n---\ntitle: \"[[title]]\"\n---\n\n[[shop]] closes.\n";

#[test]
fn a_site_has_templates_of_its_own() {
    let site = Site::with_book(BOOK)
        .file("templates/closing.md", OWN)
        .file("templates/faq.md", "---\ntitle: \"[[title]]\"\nkind: faq\n---\n\n## Ours?\n\nYes.\n")
        .file(
            "templates/zh-Hans/faq.md",
            "---\ntitle: \"[[title]]\"\nkind: faq\n---\n\n## 我们的？\n\n是。\n",
        );
    let list = site.run(&["new", "--list"]).ends_with(0).out;
    let line =
        |name: &str| list.lines().find(|line| line.starts_with(name)).unwrap_or_else(|| panic!("{list}"));
    assert!(line("closing").contains("shops/closing/") && line("closing").contains("templates/closing.md"));
    assert!(line("faq").contains("templates/faq.md"));
    site.run(&["new", "closing", "Early", "--set", "shop=Northallow"]).ends_with(0);
    assert!(site.text("content/shops/closing/early.md").contains("Northallow closes."));
    site.run(&["new", "faq", "A"]).ends_with(0);
    site.run(&["new", "faq", "B", "--lang", "zh-Hans"]).ends_with(0);
    site.run(&["new", "faq", "C", "--lang", "zh-Hant"]).ends_with(0);
    assert!(site.text("content/faq/a.md").contains("Ours?"));
    assert!(site.text("content/zh-Hans/faq/b.md").contains("我们的？"));
    site.run(&["new", "closng", "X"]).ends_with(2).says(&["did you mean `closing`?"]);
    site.run(&["check", "--deny", "warnings"]).ends_with(0);
}

#[test]
fn faults_of_own_templates_have_a_place() {
    let site = Site::with_book(BOOK)
        .file("templates/closing.md", OWN.replace("Which shop?\"", "Which shop?\", kind = 1"));
    let before = site.everything();
    let run = site.run(&["new", "closing", "Early"]).ends_with(1);
    assert!(run.err.contains("templates/closing.md:6:"), "{}", run.err);
    assert_eq!(site.everything(), before);
    site.write("templates/closing.md", OWN.replace("[[shop]]", "[[shpo]]"));
    site.run(&["new", "closing", "Early"])
        .ends_with(1)
        .says(&["templates/closing.md:12:1", "did you mean `shop`?"]);
}

#[test]
fn nobody_is_asked_where_nobody_can_answer() {
    let site = Site::with_book(BOOK);
    site.run(&["new", "guide", "G", "--ask"]).ends_with(2).says(&["not a terminal"]);
    let run = site.run(&["new", "guide", "G"]).ends_with(0);
    assert!(!run.err.contains('?'), "{}", run.err);
}

/// Types into the program on a terminal; what was shown, and how it ended.
fn typed(site: &Site, arguments: &[&str], input: &str) -> (String, Option<i32>) {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&controller).unwrap();
    unlockpt(&controller).unwrap();
    let path = ptsname(&controller, Vec::new()).unwrap().into_string().unwrap();
    let side =
        || -> Stdio { OwnedFd::from(OpenOptions::new().read(true).write(true).open(&path).unwrap()).into() };
    let mut child = answerbook()
        .args(arguments)
        .current_dir(site.root())
        .stdin(side())
        .stdout(side())
        .stderr(side())
        .spawn()
        .unwrap();
    let mut terminal = File::from(controller);
    terminal.write_all(input.as_bytes()).unwrap();
    let mut shown = Vec::new();
    let mut piece = [0; 4096];
    // When the program has ended, the terminal has no other side, and that is an error.
    while let Ok(read @ 1..) = terminal.read(&mut piece) {
        shown.extend(&piece[..read]);
    }
    (String::from_utf8_lossy(&shown).into_owned(), child.wait().unwrap().code())
}

#[test]
fn a_terminal_is_asked() {
    let site = Site::with_book(&format!("{BOOK}[vars]\ncompany = \"Harbour & Pine\"\n"));
    let answers = "Orders\nhelp\nhelp@example.com\n\n9 to 5\n12 hours\nWhen?\nSoon.\n";
    let arguments = ["new", "faq", "Orders", "--set", "team=Customer Care"];
    let (shown, code) = typed(&site, &arguments, answers);
    assert_eq!(code, Some(0), "{shown}");
    for part in [
        "What are the questions about?",
        "for example orders and delivery",
        "an e-mail address",
        "That is not understood: it must be an e-mail address.",
        "left open: [[phone: phone]]",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(
        !shown.contains("What is your company called?") && !shown.contains("What is the team called"),
        "{shown}"
    );
    let text = site.text("content/faq/orders.md");
    for part in
        ["## When? {#first}", "Soon.", "<help@example.com>", "[[phone: phone]]", "{{ company }}", "9 to 5"]
    {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn a_terminal_is_asked_in_the_language_of_the_page() {
    let site = Site::with_book(BOOK);
    let arguments =
        ["new", "response-times", "答覆時限", "--lang", "zh-Hant", "--file", "times", "--set", "hours=全天"];
    let (shown, code) = typed(&site, &arguments, "海松家居\n客服主管\n總經理\n所有客戶\n馬上\n30 秒\n\u{4}");
    assert_eq!(code, Some(0), "{shown}");
    for part in ["貴公司叫什麼名字？", "看不懂：這裡要填數字加時間單位。", "例如"]
    {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    let text = site.text("content/zh-Hant/policies/times.md");
    assert!(
        text.contains("| 電話 | 30 秒 |") && text.contains("| 線上客服 | [[chat-time: duration]] |"),
        "{text}"
    );
    assert!(text.contains("effective: 20"), "{text}");
}

#[test]
fn a_terminal_is_not_asked_when_that_is_not_wanted() {
    let site = Site::with_book(BOOK);
    for (number, flag) in ["--no-ask", "-q"].iter().enumerate() {
        let (shown, code) = typed(&site, &["new", "guide", &format!("G{number}"), flag], "");
        assert_eq!(code, Some(0), "{shown}");
        assert!(!shown.contains("needed for it"), "{shown}");
    }
    // Several answers to one question end with an empty line.
    let (shown, code) =
        typed(&site, &["new", "privacy", "Data"], "A\n\n\n\n\n\n\n\n\n\nCourier\nBank\n\n\n\n\n");
    assert_eq!(code, Some(0), "{shown}");
    assert!(site.text("content/policies/data.md").contains("- Courier\n- Bank\n"), "{shown}");
}
