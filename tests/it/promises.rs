//! What the texts of the sample promise: nothing is wrong with them, and whatever is made wrong is found where it stands.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use answerbook_kernel::promises::{Asked, Record};
use answerbook_kernel::{Code, Config, Corpus, Diagnostic, File, SourcePath, Sources};
use rayon::prelude::*;

use crate::driver::{self, Site, copy, repository};

/// The day on which the sample is looked at.
const TODAY: &str = "2026-11-28";

/// The sample in memory.
#[derive(Clone)]
struct Sample {
    book: String,
    files: BTreeMap<String, Vec<u8>>,
}

impl Sample {
    fn read() -> Self {
        let book = std::fs::read_to_string(repository().join("book.toml")).unwrap();
        Self { book, files: driver::files(&repository().join("content")) }
    }

    /// The same with one piece of text, which is there once, replaced.
    fn with(&self, file: &str, from: &str, to: &str) -> Self {
        let mut changed = self.clone();
        let text = self.text(file);
        assert_eq!(text.matches(from).count(), 1, "{file}: {from}");
        let text = text.replace(from, to);
        match file {
            "book.toml" => changed.book = text,
            _ => drop(changed.files.insert(file.to_string(), text.into_bytes())),
        }
        changed
    }

    fn text(&self, file: &str) -> String {
        match file {
            "book.toml" => self.book.clone(),
            _ => String::from_utf8(self.files[file].clone()).unwrap(),
        }
    }

    fn corpus(&self) -> Corpus {
        let (config, faults) = Config::parse(&self.book).into_parts();
        assert!(faults.is_empty(), "{faults:?}");
        let mut sources = Sources::default();
        for (path, bytes) in &self.files {
            let file = File::new(SourcePath::new(format!("content/{path}")), bytes.as_slice());
            sources.content.insert(path.as_str().into(), file);
        }
        Corpus::parse(&Arc::new(sources), &config).into_parts().0
    }

    fn found(&self, record: Option<&Record>) -> Vec<Diagnostic> {
        self.found_on(TODAY, record)
    }

    fn found_on(&self, day: &str, record: Option<&Record>) -> Vec<Diagnostic> {
        let today = day.parse().unwrap();
        self.corpus().promises(&Asked { today, record, book: &self.book })
    }

    fn level(&self) -> Record {
        self.corpus().brought_level(&Record::default(), &|_| true).0
    }

    /// `file:line:column` of the first place of a text.
    fn place(&self, file: &str, text: &str) -> String {
        let whole = self.text(file);
        let at = whole.find(text).unwrap_or_else(|| panic!("{file} has no {text}"));
        self.shown(file, at)
    }

    fn shown(&self, file: &str, at: usize) -> String {
        let whole = self.text(file);
        let (line, column) =
            (whole[..at].matches('\n').count() + 1, at - whole[..at].rfind('\n').map_or(0, |n| n + 1));
        let start = at - column;
        format!("{file}:{line}:{}", whole[start..at].chars().count() + 1)
    }

    fn told(&self, found: &[Diagnostic]) -> Vec<String> {
        let line = |one: &Diagnostic| {
            let file = one.span.file.as_str();
            let file = file.strip_prefix("content/").unwrap_or(file);
            format!("{}[{}] {}", self.shown(file, one.span.start), one.code, one.message)
        };
        found.iter().map(line).collect()
    }
}

/// A text that is put in the place of another one, and the text at which that is told.
struct Seed {
    code: Code,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    at: &'static str,
}

const fn seed(
    code: Code,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    at: &'static str,
) -> Seed {
    Seed { code, file, from, to, at }
}

const MAKES: &str = "makes and sells furniture";
const PROMISE: &str = "3. If we were wrong, we say so and put it right.";

fn seeds() -> Vec<Seed> {
    use Code::{Parity, Placeholder, StaleDate, TypedByHand};
    let (about, hant) = ("about.md", "zh-Hant/about.md");
    let english = |code, to, at| seed(code, about, PROMISE, to, at);
    vec![
        english(Placeholder, "3. [Company] puts it right.", "[Company]"),
        english(Placeholder, "3. We answer in [X] working steps.", "[X]"),
        english(Placeholder, "3. [insert company name] puts it right.", "[insert"),
        english(Placeholder, "3. Ask [your manager] about it.", "[your"),
        english(Placeholder, "3. <ORG> puts it right.", "<ORG>"),
        english(Placeholder, "3. [[company: text]] puts it right.", "[[company"),
        english(Placeholder, "3. {{ company name }} puts it right.", "{{ company name"),
        english(Placeholder, "3. The rest is TBD.", "TBD"),
        english(Placeholder, "3. Until then: ???", "???"),
        english(Placeholder, "3. Lorem ipsum dolor sit amet.", "Lorem"),
        english(Placeholder, ":::note Why [Company] does it\nWe do.\n:::", "[Company]"),
        seed(Placeholder, about, MAKES, "makes [Product] and sells furniture", "[Product]"),
        seed(Placeholder, "policies/refunds.md", "approved-by: ", "approved-by: \"[Name]\" # ", "[Name]"),
        seed(Placeholder, "replies/closing.md", "title: Closing", "title: Closing at [Company]", "[Company]"),
        seed(Placeholder, hant, "如果是我們錯了", "待補充：如果是我們錯了", "待補充"),
        seed(Placeholder, hant, "如果是我們錯了", "如果是某某公司錯了", "某某"),
        seed(Placeholder, "zh-Hans/index.md", "title: 有什么", "title: XX 公司有什么", "XX"),
        seed(Placeholder, "book.toml", "team = \"Customer Care\"", "team = \"[Team]\"", "[Team]"),
        english(StaleDate, "3. Free delivery until 31 January 2026.", "until 31"),
        english(StaleDate, "3. Valid to 2026-01-31.", "Valid to"),
        english(StaleDate, "3. Order by September 2026.", "by September"),
        english(TypedByHand, "3. We answer e-mails within 20 hours.", "20 hours"),
        english(TypedByHand, "- E-mail: 20 hours", "20 hours"),
        english(TypedByHand, "3. We answer e-mails within 12 hours.", "12 hours"),
        english(TypedByHand, "3. Call 0808 157 0142.", "0808"),
        english(
            TypedByHand,
            "\n| channel | first answer |\n| --- | --- |\n| E-mail | 20 hours |",
            "20 hours",
        ),
        seed(Parity, hant, "一天車程", "兩天車程", "兩天"),
        seed(
            Parity,
            "zh-Hans/guides/measure-your-doorway.md",
            "四周请留出 3 厘米",
            "四周请留出 4 厘米",
            "4 厘米",
        ),
        seed(Parity, "zh-Hans/policies/returns.md", "（原为 30 天）", "（原为 40 天）", "40 天"),
        seed(
            Parity,
            "zh-Hant/policies/returns.md",
            "2026 年 9 月 1 日以前的訂單",
            "2026 年 9 月 2 日以前的訂單",
            "2026 年 9 月 2",
        ),
        seed(
            Parity,
            "zh-Hans/policies/customer-service.md",
            "见[响应时间](response-times.md)",
            "见[响应时间](refunds.md)",
            "[响应时间](refunds.md)",
        ),
        seed(Parity, "zh-Hans/operations/escalation-runbook.md", "先拨打 999", "先拨打 998", "998"),
        seed(
            Parity,
            "zh-Hans/operations/escalation-runbook.md",
            "两个工作日之内，用半小时复盘",
            "两天之内，用半小时复盘",
            "两天之内",
        ),
    ]
}

/// What contradicts a variable in words of its own, and the variable.
const CONTRADICTIONS: &[(&str, &str)] = &[
    ("The delivery fee is £5.95.", "delivery.parcel-fee"),
    ("Parcel delivery costs £5.95.", "delivery.parcel-fee"),
    ("Delivery of large furniture costs £59.", "delivery.large-fee"),
    ("An e-mail is answered within 20 hours.", "sla.email"),
    ("We answer e-mails in one day.", "sla.email"),
    ("You get a reply to your email within two days.", "sla.email"),
    ("We reply on social media within 6 hours.", "sla.social"),
    ("Chat messages are answered within 60 seconds.", "sla.chat"),
    ("Refunds are sent within 5 working days.", "refund.send"),
    ("The bank takes up to 10 working days to show the refund.", "refund.bank"),
    ("Lighting is guaranteed for 5 years.", "warranty.lighting"),
    ("We acknowledge a complaint within 5 working days.", "complaint.acknowledge"),
    ("Delivery is free from £50.", "delivery.free-from"),
    ("Gift cards are valid for 2 years.", "payment.gift-card-life"),
    ("We keep recordings of calls for 12 months.", "privacy.calls"),
    ("The deposit is 30%.", "payment.deposit"),
    ("A delivery slot lasts 3 hours.", "delivery.slot"),
];

/// What has numbers and is about none of them.
const OTHERS: &[&str] = &[
    "Ours is a small shop; it takes 10 minutes from the station.",
    "The ferry takes 3 hours and costs £12.",
    "Assembly takes two people and 3 hours.",
    "A report of three faults in a week goes to the manager.",
    "It was answered within 20 hours, which was too late.",
];

const CHINESE: &[(&str, &str)] = &[
    ("电子邮件在 24 小时内答复。", "sla.email"),
    ("我们会在 48 小时内回复邮件。", "sla.email"),
    ("退款在 5 个工作日内退回。", "refund.send"),
    ("家具保修 3 年。", "warranty.furniture"),
    ("满 £50 免运费。", "delivery.free-from"),
    ("社交媒体上的留言 6 小时内回复。", "sla.social"),
    ("我们在 12 小时内回复邮件。", "sla.email"),
];

#[test]
fn contradictions_are_told_in_whatever_words() {
    let mut sample = Sample::read();
    let page = |title: &str, lines: &[&str]| format!("---\ntitle: {title}\n---\n\n{}\n", lines.join("\n\n"));
    let english: Vec<&str> =
        CONTRADICTIONS.iter().map(|(line, _)| *line).chain(OTHERS.iter().copied()).collect();
    let chinese: Vec<&str> = CHINESE.iter().map(|(line, _)| *line).collect();
    sample.files.insert("more.md".into(), page("More", &english).into_bytes());
    sample.files.insert("zh-Hans/other.md".into(), page("更多", &chinese).into_bytes());
    let found = sample.found(None);
    let told: Vec<String> =
        sample.told(&found).into_iter().filter(|line| line.contains("[AB0031]")).collect();
    let expected = |file: &'static str, lines: &'static [(&str, &str)]| {
        lines
            .iter()
            .enumerate()
            .map(move |(at, (_, name))| (format!("{file}:{}:", 5 + 2 * at), format!("`{name}`")))
    };
    let expected: Vec<(String, String)> =
        expected("more.md", CONTRADICTIONS).chain(expected("zh-Hans/other.md", CHINESE)).collect();
    for (place, name) in &expected {
        let here = told.iter().find(|line| line.starts_with(place));
        assert!(here.is_some_and(|line| line.contains(name)), "{place} {name}: {here:?}");
    }
    assert_eq!(told.len(), expected.len(), "{}", told.join("\n"));
}

#[test]
fn the_sample_is_clean() {
    let sample = Sample::read();
    let record =
        Record::parse(&std::fs::read(repository().join("translations.toml")).unwrap()).into_parts().0;
    let told = sample.told(&sample.found(Some(&record)));
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn every_seeded_fault_is_found_and_nothing_else() {
    let sample = Sample::read();
    let seeds = seeds();
    assert!(seeds.len() >= 30);
    let wrong: Vec<String> = seeds
        .par_iter()
        .filter_map(|seed| {
            let changed = sample.with(seed.file, seed.from, seed.to);
            let found = changed.found(None);
            let own: Vec<&Diagnostic> = found.iter().filter(|one| one.code == seed.code).collect();
            let told = changed.told(&found);
            let place = format!("{}[{}]", changed.place(seed.file, seed.at), seed.code);
            let here = told.iter().filter(|line| line.starts_with(&place)).count();
            // What is new in English the translations lack: that is told as what it is, at their places.
            let lacking = |line: &&String| {
                line.starts_with("zh-") && line.contains("[AB0032]") && !seed.file.starts_with("zh-")
            };
            let others =
                told.iter().filter(|line| !line.starts_with(&place)).filter(|line| !lacking(line)).count();
            let fine = here == 1 && (others == 0 || seed.at == "我們的承諾") && !own.is_empty();
            (!fine).then(|| format!("{} {}: expected {place}\n  {}", seed.file, seed.to, told.join("\n  ")))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), seeds.len(), wrong.join("\n"));
}

/// Once a version has taken over, other pages give the values of the one before.
#[test]
fn values_that_were_replaced_are_told_from_their_day_on() {
    let sample = Sample::read();
    let told = |day: &str| -> Vec<String> {
        let told = sample.told(&sample.found_on(day, None)).into_iter();
        told.filter(|line| line.contains("delivery.slot") || line.contains("delivery.notice")).collect()
    };
    assert_eq!(told("2027-01-14"), Vec::<String>::new());
    let after = told("2027-01-15");
    for language in ["", "zh-Hans/", "zh-Hant/"] {
        let file = format!("{language}faq/delivery.md:");
        assert!(after.iter().any(|line| line.starts_with(&file) && line.contains("[AB0030]")), "{after:?}");
    }
    assert!(after.iter().all(|line| !line.contains("policies/delivery.md:")), "{after:?}");
}

/// A number that changes in English alone, where it is typed and where it is a value.
#[test]
fn a_number_that_changes_in_one_language_is_told_in_the_others() {
    let sample = Sample::read();
    let typed = sample
        .with(
            "policies/returns.md",
            "The law alone gives you {{ returns.legal }}",
            "The law alone gives you 14 days",
        )
        .with("zh-Hans/policies/returns.md", "{{ returns.legal }}", "14 天")
        .with("zh-Hant/policies/returns.md", "{{ returns.legal }}", "十四天");
    let record = typed.level();
    let changed = typed.with("policies/returns.md", "gives you 14 days", "gives you 15 days");
    let found: Vec<Diagnostic> = changed
        .found(Some(&record))
        .into_iter()
        .filter(|one| matches!(one.code, Code::Parity | Code::Behind))
        .collect();
    let told = changed.told(&found);
    assert_eq!(told.len(), 4, "{}", told.join("\n"));
    for (language, number) in [("zh-Hans", "14 天"), ("zh-Hant", "十四天")] {
        let file = format!("{language}/policies/returns.md");
        let parity =
            format!("{}[AB0032] `{number}` here, `15 days` in the original", changed.place(&file, number));
        assert!(told.contains(&parity), "{parity}\n{}", told.join("\n"));
        let heading =
            changed.place(&file, if language == "zh-Hans" { "退货期限 {#window" } else { "{#window" });
        let line = heading.rsplit_once(':').unwrap().0;
        let behind = told.iter().any(|told| told.starts_with(line) && told.contains("[AB0033]"));
        assert!(behind, "{}", told.join("\n"));
    }
    let value = sample.with("book.toml", "legal = \"14 days\"", "legal = \"15 days\"");
    let told = value.told(&value.found(Some(&sample.level())));
    assert!(
        told.iter().all(|line| line.contains("`15 days`") && line.contains("[AB0032]")),
        "{}",
        told.join("\n")
    );
    for language in ["zh-Hans", "zh-Hant"] {
        assert!(
            told.iter().any(|line| line.starts_with(&format!("{language}/policies/returns.md"))),
            "{told:?}"
        );
    }
}

/// The program over a copy of the sample: one value changed in all languages, and all pages follow.
#[test]
fn all_pages_follow_a_value() {
    let site = Site::none();
    for name in ["book.toml", "logo.svg", "translations.toml"] {
        std::fs::copy(repository().join(name), site.path(name)).unwrap();
    }
    copy(&repository().join("content"), &site.path("content"));
    let check = ["check", "--today", TODAY, "--deny", "warnings", "--format", "short"];
    site.run(&check).ends_with(0);
    let book = site.text("book.toml");
    let book = book.replace("email = \"12 hours\"", "email = \"8 hours\"");
    let book = book
        .replace("email = \"12 小时\"", "email = \"8 小时\"")
        .replace("email = \"12 小時\"", "email = \"8 小時\"");
    site.write("book.toml", book);
    site.run(&check).ends_with(0);
    let says = site.run(&["check", "--says", "sla.email", "--format", "json"]).ends_with(0);
    let says: serde_json::Value = serde_json::from_str(&says.out).unwrap();
    assert_eq!(says["values"]["zh-Hant"], "8 小時");
    let places = says["places"].as_array().unwrap();
    for how in ["variable", "table"] {
        for language in ["en", "zh-Hans", "zh-Hant"] {
            assert!(
                places.iter().any(|place| place["how"] == how && place["language"] == language),
                "{how} {language}"
            );
        }
    }
    assert!(places.iter().any(|place| place["edition"] == "internal"));
    let literal = site.run(&["check", "--says", "8 小时"]).ends_with(0);
    assert!(literal.out.contains("content/contact.md:"), "{}", literal.out);
    site.run(&["check", "--says", "sla.emial"]).ends_with(2).says(&["did you mean `sla.email`?"]);
}

#[test]
fn translations_are_recorded() {
    let book = format!("{}[languages.zh-Hans]\ntitle = \"测试\"\n", driver::BOOK);
    for folder in ["content", "content/en"] {
        let site = Site::with_book(&book)
            .file(&format!("{folder}/index.md"), "# Home\n\n## Times\n\nWe answer soon.\n")
            .file("content/zh-Hans/index.md", "# 首页\n\n## 时限\n\n我们很快回复。\n");
        site.run(&["check", "--deny", "warnings"]).ends_with(0);
        site.run(&["translated", "content/en/none.md"]).ends_with(2);
        let before = site.everything();
        site.run(&["translated", "content/zh-Hans/index.md"]).ends_with(0).says(&["1 translation recorded"]);
        let after = site.everything();
        let new: Vec<&String> = after.keys().filter(|path| before.get(*path) != after.get(*path)).collect();
        assert_eq!(new.len(), 1, "{new:?}");
        let record = site.text("translations.toml");
        site.run(&["translated", "--all"]).ends_with(0);
        assert_eq!(site.text("translations.toml"), record);
        site.run(&["check", "--deny", "warnings"]).ends_with(0);
        site.write(&format!("{folder}/index.md"), "# Home\n\n## Times\n\nWe answer  later.\n");
        let run = site.run(&["check", "--deny", "warnings", "--format", "short"]).ends_with(1);
        assert!(run.out.contains("content/zh-Hans/index.md:3:4: warning[AB0033]"), "{}", run.out);
        assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    }
}

/// A page that explains placeholders may show them.
#[test]
fn what_the_site_allows_is_not_told() {
    let text = "# T\n\nThe letter says [sic] and [Company].\n";
    let site = Site::with_book(driver::BOOK).file("content/index.md", text);
    site.run(&["check", "--deny", "warnings"]).ends_with(1).says(&["AB0029", "[Company]"]);
    let book = format!("{}[check]\nallow = [\"[Company]\"]\n", driver::BOOK);
    let site = Site::with_book(&book).file("content/index.md", text);
    site.run(&["check", "--deny", "warnings"]).ends_with(0);
}

#[test]
fn the_manual_is_clean() {
    let root = Path::new(repository()).join("docs");
    let output = driver::answerbook()
        .args(["check", "--deny", "warnings", "--today", TODAY, "--format", "short", "--root"])
        .arg(root)
        .output()
        .unwrap();
    driver::Run::of(output).ends_with(0);
}

/// What a merge left in the record is told at its place, and nothing of it is lost.
#[test]
fn a_record_that_cannot_be_read_is_not_written_over() {
    let book = format!("{}[languages.zh-Hans]\ntitle = \"测试\"\n", driver::BOOK);
    let site = Site::with_book(&book)
        .file("content/index.md", "# Home\n\nWe answer soon.\n")
        .file("content/zh-Hans/index.md", "# 首页\n\n我们很快回复。\n");
    site.run(&["translated", "--all"]).ends_with(0);
    let whole = site.text("translations.toml");
    let broken: [(String, &str); 3] = [
        (format!("{whole}<<<<<<< HEAD\n"), "translations.toml:"),
        (whole.replace('"', ""), "translations.toml:"),
        (format!("{whole}\n[\"zh-Hans/other.md\"]\n\"x\" = 5\n"), "this is no hash"),
    ];
    for (text, said) in broken {
        site.write("translations.toml", text.clone());
        for ask in [&["check"][..], &["translated", "--all"]] {
            site.run(ask).ends_with(1).says(&[said, "bring the file back"]);
        }
        assert_eq!(site.text("translations.toml"), text);
    }
    site.write("translations.toml", b"\xff\xfe");
    site.run(&["translated", "--all"]).ends_with(1).says(&["not UTF-8"]);
}

/// News and the past may give what was.
#[test]
fn replaced_values_may_be_told_of() {
    let book = format!("{}[vars]\nwin = \"30 days\"\nwin-2027 = \"60 days\"\n", driver::BOOK);
    let site = Site::with_book(&book)
        .file("content/old.md", "---\ntitle: Old\nkind: policy\n---\nYou have {{ win }}.\n")
        .file(
            "content/new.md",
            "---\ntitle: New\nkind: policy\nsupersedes: old.md\neffective: 2026-06-01\n---\nYou have {{ win-2027 }}.\n",
        )
        .file("content/news.md", "---\ntitle: News\nkind: announcement\n---\nYou have {{ win }} now.\n")
        .file("content/past.md", "# Past\n\nIt was {{ win }} then.\n");
    let check = ["check", "--today", "2026-07-01", "--deny", "warnings", "--format", "short"];
    site.run(&check).ends_with(0);
    site.write("content/third.md", "# Third\n\nYou have {{ win }} to return it.\n");
    let run = site.run(&check).ends_with(1);
    assert!(run.out.starts_with("content/third.md:3:10: warning[AB0030]"), "{}", run.out);
    site.run(&["check", "--today", "2026-05-31", "--deny", "warnings"]).ends_with(0);
}
