//! What was to be filled in and was not.

use std::ops::Range;

use crate::nearest;
use crate::promises::line::Line;

/// Something that stands in the place of something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placeholder {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The types of typed placeholders, what they are, and an example of each.
const TYPES: [(&str, &str, &str); 8] = [
    ("text", "text", "Harbour & Pine"),
    ("number", "a number", "12"),
    ("money", "an amount of money", "£3.95"),
    ("duration", "a span of time", "12 hours"),
    ("date", "a date", "2026-01-31"),
    ("phone", "a telephone number", "0808 157 0142"),
    ("email", "an e-mail address", "help@example.com"),
    ("url", "an address", "https://example.com"),
];

const KEEP: &str =
    "write what belongs here; if it is meant to be read, name it under `allow` in `[check]` of `book.toml`";

/// The longest text between brackets that is looked at, in characters.
const LONGEST: usize = 80;

/// The placeholders of a line.
pub(crate) fn of_line(line: &Line) -> Vec<Placeholder> {
    let mut found = of_text(&line.text, &line.escaped);
    found.retain(|placeholder| line.is_typed(placeholder.range.clone()));
    found
}

/// The placeholders of a text; `escaped` are places of characters that a backslash made into text.
pub(crate) fn of_text(text: &str, escaped: &[usize]) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let placeholder = at_place(text, at, c, escaped);
        at = placeholder.as_ref().map_or(at + c.len_utf8(), |placeholder| placeholder.range.end);
        found.extend(placeholder);
    }
    found
}

fn at_place(text: &str, at: usize, c: char, escaped: &[usize]) -> Option<Placeholder> {
    let rest = &text[at..];
    match c {
        '{' if rest.starts_with("{{") && escaped.binary_search(&at).is_err() => braces(text, at),
        '[' if rest.starts_with("[[") => typed(text, at).or_else(|| bracketed(text, at, '[', ']')),
        '[' => bracketed(text, at, '[', ']'),
        '［' => bracketed(text, at, '［', '］'),
        '【' => bracketed(text, at, '【', '】'),
        '<' => bracketed(text, at, '<', '>'),
        '?' | '？' => questions(text, at, c),
        _ => mark(text, at),
    }
}

fn placeholder(text: &str, range: Range<usize>) -> Placeholder {
    let message = format!("`{}` was not filled in", &text[range.clone()]);
    Placeholder { range, message, help: KEEP.into() }
}

/// What stands between a mark and the next one, if that is near.
fn inside(text: &str, close: &str) -> Option<usize> {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    text[..end].find(close)
}

/// `{{ … }}` that is no variable.
fn braces(text: &str, at: usize) -> Option<Placeholder> {
    let length = inside(&text[at + 2..], "}}")?;
    let range = at..at + length + 4;
    let inner = text[at + 2..at + 2 + length].trim();
    // What is formed like a variable and has no value is told of as such.
    if crate::vars::is_name(inner) || inner.starts_with('#') {
        return None;
    }
    let message = format!("`{}` is no variable, and readers see the braces", &text[range.clone()]);
    let help = "a variable has a name of letters, digits, dots and hyphens; write `\\{{` for braces that are meant to be read";
    Some(Placeholder { range, message, help: help.into() })
}

/// `[[name: type]]`.
fn typed(text: &str, at: usize) -> Option<Placeholder> {
    let length = inside(&text[at + 2..], "]]")?;
    let range = at..at + length + 4;
    let inner = &text[at + 2..at + 2 + length];
    let (name, kind) =
        inner.split_once([':', '：']).map_or((inner, None), |(name, kind)| (name, Some(kind.trim())));
    if name.trim().is_empty() || name.contains(['[', ']']) {
        return None;
    }
    let message = format!("`{}` was not filled in", &text[range.clone()]);
    let known = TYPES.iter().find(|(name, ..)| Some(*name) == kind);
    let help = match (known, kind) {
        (Some((_, what, example)), _) => format!("write {what} here, for instance `{example}`"),
        (None, Some(kind)) => {
            let known = TYPES.map(|(name, ..)| name);
            let near = nearest::did_you_mean(kind, known);
            near.unwrap_or_else(|| format!("write what belongs here; known types are {}", known.join(", ")))
        }
        (None, None) => KEEP.into(),
    };
    Some(Placeholder { range, message, help })
}

/// Words that ask for something to be written.
const ASKING: [&str; 16] = [
    "insert",
    "enter",
    "add",
    "specify",
    "fill",
    "your",
    "put",
    "choose",
    "select",
    "name of",
    "number of",
    "date of",
    "list of",
    "address of",
    "describe",
    "please",
];

/// Words that stand for something that everybody has another one of.
const NOUNS: [&str; 68] = [
    "company",
    "business",
    "organisation",
    "organization",
    "org",
    "customer",
    "client",
    "agent",
    "team",
    "department",
    "product",
    "service",
    "first",
    "last",
    "full",
    "name",
    "names",
    "title",
    "date",
    "day",
    "time",
    "hours",
    "days",
    "weeks",
    "minutes",
    "number",
    "amount",
    "price",
    "phone",
    "telephone",
    "email",
    "e-mail",
    "mail",
    "address",
    "website",
    "site",
    "url",
    "link",
    "city",
    "country",
    "state",
    "manager",
    "order",
    "case",
    "ticket",
    "contact",
    "store",
    "shop",
    "brand",
    "currency",
    "percentage",
    "duration",
    "month",
    "year",
    "today",
    "deadline",
    "period",
    "x",
    "xx",
    "xxxx",
    "n",
    "nn",
    "id",
    "job",
    "role",
    "placeholder",
    "support",
    "channel",
];

/// The same in Chinese.
const HAN: [&str; 34] = [
    "公司", "企业", "企業", "名称", "名稱", "姓名", "填写", "填寫", "填入", "插入", "输入", "輸入", "您的",
    "你的", "电话", "電話", "邮箱", "郵箱", "信箱", "日期", "地址", "金额", "金額", "网址", "網址", "天数",
    "天數", "时间", "時間", "部门", "部門", "产品", "產品", "数字",
];

/// The same where the brackets themselves are no sign of it.
const HAN_ASKING: [&str; 10] =
    ["填写", "填寫", "填入", "插入", "输入", "輸入", "公司名", "待补", "待補", "占位"];

fn bracketed(text: &str, at: usize, open: char, close: char) -> Option<Placeholder> {
    let start = at + open.len_utf8();
    let length = inside(&text[start..], close.encode_utf8(&mut [0; 4]))?;
    let inner = &text[start..start + length];
    let end = start + length + close.len_utf8();
    if inner.contains([open, '\n']) || inner.trim().is_empty() {
        return None;
    }
    let asks = match (open, is_han(inner)) {
        ('【', _) => HAN_ASKING.iter().any(|word| inner.contains(word)),
        (_, true) => inner.chars().count() <= 20 && HAN.iter().any(|word| inner.contains(word)),
        ('<', false) => is_tag(inner),
        (_, false) => is_asking(inner) && !part_of_word(text, at, end),
    };
    asks.then(|| placeholder(text, at..end))
}

/// `[p]rint`: letters on either side.
fn part_of_word(text: &str, start: usize, end: usize) -> bool {
    let letter = |c: char| c.is_alphabetic() && !is_han_letter(c);
    text[..start].ends_with(letter) || text[end..].starts_with(letter)
}

/// Whether a text in brackets is a placeholder: it asks for something, or is nothing but general nouns.
fn is_asking(inner: &str) -> bool {
    let open_line = inner.trim().len() > 1;
    let inner = inner.trim().trim_matches('_');
    let lower = inner.to_ascii_lowercase();
    let spaced = lower.replace(['_', '/'], " ");
    let words: Vec<&str> = spaced.split([' ', '-']).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        return inner.is_empty() && open_line;
    }
    // A small x may be the tick of a box.
    if matches!(inner, "x" | "n") {
        return false;
    }
    let asks = ASKING.iter().any(|word| spaced.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')));
    let noun = |word: &&str| NOUNS.contains(&word.trim_end_matches('s')) || NOUNS.contains(word);
    (asks && words.len() <= 12)
        || (words.len() <= 3 && words.iter().all(noun))
        || NOUNS.contains(&lower.as_str())
}

/// `<ORG>`, `<company name>`, and no element of HTML.
fn is_tag(inner: &str) -> bool {
    let name = inner.split([' ', '/']).next().unwrap_or_default();
    let known = ELEMENTS.iter().any(|element| element.eq_ignore_ascii_case(name));
    let capital = |c: char| c.is_ascii_uppercase() || matches!(c, '_' | '-' | ' ');
    let shouted =
        inner.len() > 1 && inner.starts_with(|c: char| c.is_ascii_uppercase()) && inner.chars().all(capital);
    let plain = inner.chars().all(|c| c.is_ascii_alphanumeric() || " _-'".contains(c));
    !known && plain && (shouted || is_asking(inner))
}

/// A raw tag that is none.
pub(crate) fn of_tag(tag: &str) -> Option<Placeholder> {
    bracketed(tag, 0, '<', '>').filter(|placeholder| placeholder.range.end == tag.len())
}

/// Elements of HTML that could be taken for words.
const ELEMENTS: [&str; 113] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "applet",
    "area",
    "article",
    "aside",
    "audio",
    "b",
    "base",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "canvas",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "datalist",
    "dd",
    "del",
    "details",
    "dfn",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "frame",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "menu",
    "meta",
    "meter",
    "nav",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "output",
    "p",
    "param",
    "picture",
    "pre",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "section",
    "select",
    "slot",
    "small",
    "source",
    "span",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "time",
    "title",
    "tr",
    "u",
    "ul",
    "var",
];

/// `???`, alone.
fn questions(text: &str, at: usize, c: char) -> Option<Placeholder> {
    let length = text[at..].len() - text[at..].trim_start_matches(c).len();
    let before = text[..at].chars().next_back();
    let alone = before.is_none_or(|before| before.is_whitespace() || "(（：:，,;；".contains(before));
    // Other tools fold text so: `??? "Title"`.
    let folds = before.is_none() && text[at + length..].starts_with(' ');
    (length / c.len_utf8() >= 3 && alone && !folds).then(|| placeholder(text, at..at + length))
}

/// A sign that something is missing: what it is, what may not stand before it, and whether the word must end behind it.
struct Sign {
    word: &'static str,
    any_case: bool,
    not_before: &'static str,
    ends: bool,
}

const fn english(word: &'static str, any_case: bool) -> Sign {
    Sign { word, any_case, not_before: "", ends: true }
}

const fn han(word: &'static str, ends: bool) -> Sign {
    Sign { word, any_case: false, not_before: "等对對看期招接优優善虐款亟有相还還", ends }
}

const SIGNS: [Sign; 21] = [
    english(concat!("TO", "DO"), false),
    english("TBD", true),
    english("TBC", false),
    english("DD/MM/YYYY", false),
    english("MM/DD/YYYY", false),
    english(concat!("FIX", "ME"), true),
    english(concat!("X", "XX"), false),
    english("lorem ipsum", true),
    han("待补充", true),
    han("待補充", true),
    han("待补", true),
    han("待補", true),
    han("待定", true),
    han("待填", false),
    han("某某", false),
    han("YYYY年", false),
    han("○○", false),
    han("◯◯", false),
    han("××", false),
    han("XX", false),
    han("ＸＸ", false),
];

fn mark(text: &str, at: usize) -> Option<Placeholder> {
    let rest = &text[at..];
    let sign = SIGNS.iter().find(|sign| {
        let head = rest.get(..sign.word.len());
        head.is_some_and(|head| head == sign.word || (sign.any_case && head.eq_ignore_ascii_case(sign.word)))
            && stands_alone(text, at, sign)
    })?;
    let more = if sign.word == "某某" || sign.word == "XX" {
        rest[sign.word.len()..].strip_prefix("公司").map_or(0, |_| "公司".len())
    } else {
        0
    };
    Some(placeholder(text, at..at + sign.word.len() + more))
}

/// A name withheld, as reports do: 李某某.
const SURNAMES: &str = "李王张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝";

fn stands_alone(text: &str, at: usize, sign: &Sign) -> bool {
    let before = text[..at].chars().next_back();
    let after = text[at + sign.word.len()..].chars().next();
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | '@' | '.');
    if sign.word.is_ascii() && sign.word != "XX" {
        let dot = |c: char| joins(c) && c != '.';
        return before.is_none_or(|c| !joins(c)) && after.is_none_or(|c| !dot(c));
    }
    if matches!(sign.word, "XX" | "ＸＸ" | "××") {
        let rest = text[at + sign.word.len()..].trim_start_matches(' ');
        return before.is_none_or(|c| !joins(c)) && rest.starts_with(is_han_letter);
    }
    if sign.word == "某某" && before.is_some_and(|c| SURNAMES.contains(c)) {
        return false;
    }
    let clear = before.is_none_or(|c| !sign.not_before.contains(c) || sign.word == "某某");
    clear && (!sign.ends || after.is_none_or(|c| !is_han_letter(c) || c == '的' || c == '内' || c == '內'))
}

fn is_han_letter(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Whether a text has a Chinese character.
pub(crate) fn is_han(text: &str) -> bool {
    text.chars().any(is_han_letter)
}
