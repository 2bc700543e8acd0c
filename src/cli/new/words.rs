//! What `new` says while it asks, in the language of the template.

use answerbook_kernel::template::Form;

/// The sentences of one language.
pub(super) struct Words {
    /// Before the first question; `{}` is how many there are.
    pub(super) begin: &'static str,
    /// Before the example.
    pub(super) example: &'static str,
    /// What an empty line does.
    pub(super) open: &'static str,
    /// The same where there is a default; `{}` is it.
    pub(super) default: &'static str,
    /// The same where there may be more answers and there is one.
    pub(super) more: &'static str,
    /// What is wrong; `{}` is how it should look.
    pub(super) wrong: &'static str,
    types: [(Form, &'static str); 8],
}

impl Words {
    /// Those of a language, or English.
    pub(super) fn of(language: &str) -> &'static Self {
        match language.to_ascii_lowercase().as_str() {
            "zh-hant" | "zh-tw" | "zh-hk" | "zh-mo" => &HANT,
            code if code.split('-').next() == Some("zh") => &HANS,
            _ => &ENGLISH,
        }
    }

    /// What a type is called, and how it is written.
    pub(super) fn form(&self, form: Form) -> &'static str {
        self.types.iter().find(|(one, _)| *one == form).map_or("", |(_, words)| words)
    }
}

const ENGLISH: Words = Words {
    begin: "{} questions. Enter leaves a value open; Ctrl-D leaves all the rest.",
    example: "for example",
    open: "Enter: leave open",
    default: "Enter: {}",
    more: "Enter: that was all",
    wrong: "That is not understood: it must be {}.",
    types: [
        (Form::Text, "a text on one line"),
        (Form::Number, "a number"),
        (Form::Money, "an amount with its currency"),
        (Form::Duration, "a number and a unit of time"),
        (Form::Date, "a day"),
        (Form::Phone, "a telephone number"),
        (Form::Email, "an e-mail address"),
        (Form::Url, "an address that begins with https://"),
    ],
};

const HANS: Words = Words {
    begin: "共 {} 个问题。直接按回车先空着；按 Ctrl-D 余下的都空着。",
    example: "例如",
    open: "回车：先空着",
    default: "回车：{}",
    more: "回车：没有了",
    wrong: "看不懂：这里要填{}。",
    types: [
        (Form::Text, "一行文字"),
        (Form::Number, "数字"),
        (Form::Money, "带币种的金额"),
        (Form::Duration, "数字加时间单位"),
        (Form::Date, "日期"),
        (Form::Phone, "电话号码"),
        (Form::Email, "电子邮箱地址"),
        (Form::Url, "以 https:// 开头的网址"),
    ],
};

const HANT: Words = Words {
    begin: "共 {} 個問題。直接按 Enter 可先空著；按 Ctrl-D 其餘全部空著。",
    example: "例如",
    open: "Enter：先空著",
    default: "Enter：{}",
    more: "Enter：沒有了",
    wrong: "看不懂：這裡要填{}。",
    types: [
        (Form::Text, "一行文字"),
        (Form::Number, "數字"),
        (Form::Money, "含幣別的金額"),
        (Form::Duration, "數字加時間單位"),
        (Form::Date, "日期"),
        (Form::Phone, "電話號碼"),
        (Form::Email, "電子郵件地址"),
        (Form::Url, "以 https:// 開頭的網址"),
    ],
};
