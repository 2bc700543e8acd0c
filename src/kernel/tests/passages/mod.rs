//! The text that is searched: words of different blocks never become one word, nor their characters neighbours.

use crate::driver::Site;

/// Texts of the passages of a page.
fn texts(markdown: &str) -> Vec<String> {
    let built = Site::new().file("index.md", markdown).build();
    let (_, page) = built.public.pages().next().unwrap();
    page.body.passages.iter().map(|passage| passage.text.trim_end().to_string()).collect()
}

#[test]
fn blocks_lie_apart_wherever_they_are_nested() {
    let cases = [
        ("- Fruit\n  - Apricot\n  - Banana\n- Nuts", "Fruit|Apricot|Banana|Nuts"),
        ("- 甲\n  - 乙\n  - 丙\n- 丁", "甲|乙|丙|丁"),
        ("1. 甲\n   1. 乙", "甲|乙"),
        ("甲\n\n乙", "甲|乙"),
        ("- 甲\n\n  乙\n\n  ```\n  丙\n  ```\n- 丁", "甲|乙|丙|丁"),
        ("- 甲\n  ```\n  乙\n  ```\n  丙", "甲|乙|丙"),
        ("- 甲\n  > 乙\n- 丙", "甲|乙|丙"),
        ("- 甲\n\n  | 乙 | 丙 |\n  |---|---|\n  | 丁 | 戊 |\n", "甲|乙|丙|丁|戊"),
        ("甲\n\n::: note 乙\n丙\n:::\n\n丁", "甲|乙|丙|丁"),
        ("- 甲\n\n  <div>乙</div>\n\n- 丙", "甲|乙|丙"),
        ("甲<br>b<br>c", "甲 b c"),
        ("so**me** *wo*rd [li](https://example.com)nk", "some word link"),
        ("甲\n乙", "甲 乙"),
    ];
    for (markdown, expected) in cases {
        assert_eq!(texts(markdown), [expected.replace('|', "\n\n")], "{markdown}");
    }
}

#[test]
fn headings_part_the_text_of_lists_and_quotes() {
    assert_eq!(texts("甲\n\n## 乙\n\n丙"), ["甲", "丙"]);
    assert_eq!(texts("- 甲\n  ## 乙\n  丙"), ["甲", "丙"]);
    assert_eq!(texts("甲\n> ## 乙\n> 丙"), ["甲", "丙"]);
}
