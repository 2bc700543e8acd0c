//! Languages as the Open Graph protocol writes them: `language_TERRITORY`.

/// The name for a BCP 47 code. Chinese is told apart by territory there, not by script.
pub fn of(code: &str) -> String {
    let known = [("zh", "zh_CN"), ("zh-Hans", "zh_CN"), ("zh-Hant", "zh_TW")];
    let name = known.iter().find(|(known, _)| known.eq_ignore_ascii_case(code)).map(|(_, name)| *name);
    name.map_or_else(|| code.replace('-', "_"), str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_of_chinese_become_territories() {
        let names = ["en", "zh-Hans", "zh-hant", "pt-BR"].map(of);
        assert_eq!(names, ["en", "zh_CN", "zh_TW", "pt_BR"]);
    }
}
