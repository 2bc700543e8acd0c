//! Diagnostics: all of a run, in three forms that agree.

use serde_json::Value;

use crate::driver::Site;

/// A site with many faults of many kinds, most of them behind characters of several bytes.
fn faulty() -> Site {
    Site::with_book("[book]\ntitle = \"T\"\ntitel = \"T\"\n[audience]\ndefault = \"public\"\n")
        .file("content/index.md", "# Home\n\n中文 [x](gone.md) and [y](#nowhere)\n\n{{ unknown }}\n")
        .file("content/a.md", "---\ntitel: A\n---\n\n:::nte\ntext\n:::\n")
        .file("content/f.md", "# F\n\n![é](gone.png)\n")
        .file("content/b.md", "---\naudience: everyone\n---\n\n:::internal\nnever closed\n")
        .file("content/c.md", "---\ntitle: [unclosed\n---\n")
        .file("content/d.md", b"\xff")
        .file("content/e.md", "{{#include gone.md}}\n\n[x](<javascript:alert(1)>)\n")
}

/// The faults that are certain, by place.
const EXPECTED: [(&str, &str); 11] = [
    ("book.toml:3:1", "AB0006"),
    ("content/a.md:2:1", "AB0006"),
    ("content/a.md:5:1", "AB0010"),
    ("content/b.md:2:", "AB0008"),
    ("content/b.md:5:", "AB0009"),
    ("content/c.md:", "AB0005"),
    ("content/d.md:1:1", "AB0018"),
    ("content/e.md:1:", "AB0014"),
    ("content/e.md:3:", "AB0021"),
    ("content/f.md:3:6", "AB0004"),
    ("content/index.md:3:8", "AB0001"),
];

#[test]
fn all_faults_of_a_run_are_told() {
    let site = faulty();
    for command in ["check", "build"] {
        let before = site.everything();
        let run = site.run(&[command, "--format", "short"]).ends_with(1);
        for (place, code) in EXPECTED {
            let told =
                run.out.lines().any(|line| line.starts_with(place) && line.contains(&format!("[{code}]")));
            assert!(told, "{command} does not say {code} at {place}:\n{}", run.out);
        }
        assert!(run.out.contains("[AB0003]") && run.out.contains("[AB0012]"), "{}", run.out);
        assert_eq!(site.everything(), before);
    }
}

#[test]
fn the_three_forms_agree() {
    let site = faulty();
    let short = site.run(&["check", "--format", "short"]).ends_with(1);
    let json = site.run(&["check", "--format", "json"]).ends_with(1);
    let text = site.run(&["check", "--format", "text"]).ends_with(1);
    let found: Vec<Value> = serde_json::from_str(&json.out).unwrap();
    let lines: Vec<String> = found
        .iter()
        .map(|one| {
            let word = |key: &str| one[key].as_str().unwrap().to_owned();
            let place = format!("{}:{}:{}", word("file"), one["line"], one["column"]);
            format!("{place}: {}[{}]: {}", word("severity"), word("code"), word("message"))
        })
        .collect();
    assert_eq!(short.out.lines().collect::<Vec<_>>(), lines);
    for one in &found {
        let line = format!("{}:{}", one["file"].as_str().unwrap(), one["line"]);
        assert!(text.err.contains(&format!("--> {line}:")), "{line} is not in\n{}", text.err);
        let title = format!(
            "{}[{}]: {}",
            one["severity"].as_str().unwrap(),
            one["code"].as_str().unwrap(),
            one["message"].as_str().unwrap()
        );
        assert!(text.err.contains(&title), "{title} is not in\n{}", text.err);
        assert!(one["start"].as_u64() <= one["end"].as_u64());
    }
    let count = format!("{} error", found.iter().filter(|one| one["severity"] == "error").count());
    assert!(text.err.contains(&count) && short.err.contains(&count) && json.err.contains(&count));
    let mut sorted =
        found.iter().map(|one| (one["file"].as_str().unwrap(), one["start"].as_u64())).collect::<Vec<_>>();
    let order = sorted.clone();
    sorted.sort();
    assert_eq!(order, sorted, "not sorted by place");
}

/// The column that `text` shows is that of the other forms, also behind characters of several bytes.
#[test]
fn columns_count_characters() {
    let site = Site::new().file("content/index.md", "# Home\n\n中文é [x](gone.md)\n");
    site.run(&["check", "--format", "short"]).ends_with(1).says(&["content/index.md:3:9: error[AB0001]"]);
    site.run(&["check", "--format", "text"]).ends_with(1).says(&["--> content/index.md:3:9"]);
    site.run(&["check", "--format", "json"]).ends_with(1).says(&["\"line\": 3", "\"column\": 9"]);
}

/// A line of which only a part is shown has its column all the same.
#[test]
fn columns_of_a_long_line() {
    let text = format!("# Home\n\n{}[x](gone.md){}\n", "word ".repeat(200), " word".repeat(200));
    let site = Site::new().file("content/index.md", text);
    site.run(&["check", "--format", "short"]).ends_with(1).says(&["content/index.md:3:1005: error[AB0001]"]);
    site.run(&["check", "--format", "text"]).ends_with(1).says(&["--> content/index.md:3:1005"]);
}

#[test]
fn more_than_anybody_reads_are_counted() {
    let text: String = (0..300).map(|n| format!("[x](gone-{n}.md)\n\n")).collect();
    let site = Site::new().file("content/index.md", text);
    site.run(&["check"]).ends_with(1).says(&["and 100 more", "300 errors"]);
    assert_eq!(site.run(&["check", "--format", "short"]).ends_with(1).out.lines().count(), 300);
}

#[test]
fn an_error_is_not_hidden_by_warnings() {
    let book = "[book]\ntitle = \"T\"\n[audience]\ndefault = \"public\"\n[check]\nbroken-links = \"warn\"\n";
    let text: String = (0..300).map(|n| format!("[x](gone-{n}.md)\n\n")).collect();
    let site = Site::with_book(book).file("content/index.md", text + "{{ unknown }}\n");
    site.run(&["check"]).ends_with(1).says(&["error[AB0012]", "and 101 more", "1 error, 300 warnings"]);
}

/// What a terminal would take for a command is not printed.
#[test]
fn control_characters_are_not_printed() {
    let site = Site::new().file("content/index.md", "# Home\n\n\u{1b}[31mred\u{7} [x](<go\u{1b}ne.md>)\n");
    let run = site.run(&["check"]).ends_with(1);
    assert!(!run.err.contains('\u{1b}') && !run.err.contains('\u{7}'), "{:?}", run.err);
}
