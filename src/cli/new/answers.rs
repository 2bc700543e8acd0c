//! Answers to what a template asks: from the command line, from `book.toml`, from the template itself.

use std::collections::BTreeMap;

use answerbook_kernel::Config;
use answerbook_kernel::nearest;
use answerbook_kernel::template::{Answer, Blank, variable_name};

/// The variables that answers may name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    /// The site.
    pub(super) config: &'a Config,
    /// The language of the page.
    pub(super) language: &'a str,
}

impl Known<'_> {
    fn variable(self, name: &str) -> Option<Answer> {
        let value = self.config.vars.get(self.language, name)?.to_string();
        Some(Answer::Variable { name: name.to_string(), value })
    }
}

/// What is wrong with an answer, and what to do.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// What is wrong.
    pub(super) text: String,
    /// What to do.
    pub(super) hint: String,
}

/// An answer as it was typed.
pub(super) fn answer(blank: &Blank, text: &str, known: Known<'_>) -> Result<Answer, Fault> {
    if let Some(name) = variable_name(text) {
        return known.variable(name).ok_or_else(|| Fault {
            text: format!("there is no variable `{name}`"),
            hint: nearest::did_you_mean(name, known.config.vars.names())
                .unwrap_or_else(|| "variables stand under `[vars]` in `book.toml`".into()),
        });
    }
    if blank.form.admits(text) {
        return Ok(Answer::Given(vec![text.trim().to_string()]));
    }
    Err(Fault {
        text: format!("`{text}` cannot be `{}`, which is of the type `{}`", blank.name, blank.form.word()),
        hint: format!("write {}; here for example `{}`", blank.form.hint(), blank.example),
    })
}

/// Answers of `--set name=value`.
pub(super) fn set(
    pairs: &[String],
    blanks: &[Blank],
    known: Known<'_>,
) -> Result<BTreeMap<String, Answer>, Fault> {
    let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
    for pair in pairs {
        let (name, value) = pair.split_once('=').ok_or_else(|| Fault {
            text: format!("`{pair}` has no equals sign"),
            hint: "write `--set name=value`".into(),
        })?;
        let blank = blanks.iter().find(|blank| blank.name == name.trim());
        let blank = blank.ok_or_else(|| unknown(name.trim(), blanks))?;
        match (answers.get_mut(&blank.name), answer(blank, value, known)?) {
            (None, answer) => drop(answers.insert(blank.name.clone(), answer)),
            (Some(Answer::Given(all)), Answer::Given(more)) if blank.repeat => all.extend(more),
            _ => {
                let text = format!("`{name}` is given twice");
                return Err(Fault { text, hint: "the template takes one value of this name".into() });
            }
        }
    }
    Ok(answers)
}

fn unknown(name: &str, blanks: &[Blank]) -> Fault {
    let names = || blanks.iter().map(|blank| blank.name.as_str());
    let list = names().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let all = match list.as_str() {
        "" => "it asks for nothing".to_string(),
        _ => format!("it asks for {list}"),
    };
    Fault {
        text: format!("the template asks for no `{name}`"),
        hint: nearest::did_you_mean(name, names()).unwrap_or(all),
    }
}

/// Adds what the site has as variables.
pub(super) fn add_variables(blanks: &[Blank], known: Known<'_>, answers: &mut BTreeMap<String, Answer>) {
    for blank in blanks.iter().filter(|blank| !blank.repeat) {
        if let Some(Answer::Variable { name, value }) = known.variable(&blank.var)
            && blank.form.admits(&value)
        {
            answers.entry(blank.name.clone()).or_insert(Answer::Variable { name, value });
        }
    }
}

/// Adds what templates give themselves.
pub(super) fn add_defaults(blanks: &[Blank], answers: &mut BTreeMap<String, Answer>) {
    for blank in blanks {
        if let Some(default) = &blank.default {
            answers.entry(blank.name.clone()).or_insert_with(|| Answer::Given(vec![default.clone()]));
        }
    }
}
