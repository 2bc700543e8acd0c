//! The contract of a theme: the page about templates names what there is, and nothing else.

use std::collections::BTreeSet;
use std::fs;

use crate::driver::{files, repository};

type Names = BTreeSet<String>;

fn text(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap()
}

fn page() -> String {
    text("docs/content/themes/templates.md")
}

/// Files of a theme below a folder, by their paths in it.
fn theme(name: &str, below: &str) -> Names {
    let folder = repository().join("themes").join(name).join(below);
    let paths = files(&folder).into_keys();
    paths.filter(|path| !path.ends_with('/')).collect()
}

/// What stands between marks of code.
fn code(text: &str) -> Names {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The rows of the tables of a section, as cells.
fn rows(section: &str) -> Vec<Vec<String>> {
    let page = page();
    let (_, rest) = page.split_once(&format!("{{#{section}}}")).unwrap();
    let body = rest.split("\n## ").next().unwrap();
    let lines = body.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let cells = lines.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().into()).collect());
    // The first one is the head.
    cells.skip(1).collect()
}

/// The names in the first cells.
fn first(section: &str) -> Names {
    rows(section).iter().flat_map(|cells| code(&cells[0])).collect()
}

/// Words between two marks.
fn between(text: &str, before: &str, after: char) -> Names {
    let parts = text.split(before).skip(1).filter_map(|rest| rest.split_once(after));
    parts.map(|(word, _)| word.trim().to_owned()).collect()
}

#[test]
fn every_template_and_partial_is_documented() {
    let there = theme("default", "templates");
    let documented: Names = first("which").union(&first("partials")).cloned().collect();
    assert_eq!(documented, there);
    let paper = theme("paper", "templates");
    for name in code(&page()).iter().filter(|name| name.ends_with(".html")) {
        let known = [name.clone(), format!("partials/{name}")];
        assert!(known.iter().any(|name| there.contains(name) || paper.contains(name)), "there is no {name}");
    }
    for name in paper.difference(&there) {
        assert!(page().contains(name), "{name} of paper is not documented");
    }
}

#[test]
fn partials_say_what_they_are_and_are_included_as_documented() {
    for (theme_name, name) in ["default", "paper"]
        .into_iter()
        .flat_map(|name| theme(name, "templates/partials").into_iter().map(move |file| (name, file)))
    {
        let text = text(&format!("themes/{theme_name}/templates/partials/{name}"));
        let line = text.lines().next().unwrap();
        assert!(line.starts_with("{#- ") && line.ends_with(". -#}"), "{theme_name} {name}: {line}");
    }
    let templates = theme("default", "templates");
    for cells in rows("partials").iter().filter(|cells| cells[3].contains('`')) {
        let include = format!("include \"{}\"", cells[0].trim_matches('`'));
        let who = templates
            .iter()
            .filter(|name| text(&format!("themes/default/templates/{name}")).contains(&include));
        let who: Names = who.map(|name| name.trim_start_matches("partials/").to_owned()).collect();
        // `search.html` and `news.html` are names of a template and of a partial.
        assert_eq!(code(&cells[3]), who, "{include}");
    }
}

#[test]
fn every_block_is_documented() {
    let mut documented: Vec<(String, String)> = Vec::new();
    for cells in rows("blocks") {
        documented.push((cells[1].trim_matches('`').into(), cells[0].trim_matches('`').into()));
    }
    let mut there = Vec::new();
    for template in ["base.html", "article.html"] {
        let blocks = between(&text(&format!("themes/default/templates/{template}")), "{% block ", '%');
        let own = |block: &String| template == "base.html" || *block != "content";
        there.extend(
            blocks
                .into_iter()
                .map(|block| block.trim_end_matches(" -").to_owned())
                .filter(own)
                .map(|block| (template.to_owned(), block)),
        );
    }
    documented.sort();
    there.sort();
    assert_eq!(documented, there);
}

/// The public fields of a structure.
fn fields(source: &str, name: &str) -> Names {
    let (_, rest) = source.split_once(&format!("pub struct {name} {{")).unwrap();
    between(rest.split("\n}").next().unwrap(), "    pub ", ':')
}

#[test]
fn every_name_is_documented() {
    let view = text("src/render/view.rs");
    let mut there = between(&view, "context.insert(\"", '"');
    there.extend(between(&view, "context.insert_value(\"", '"'));
    assert_eq!(first("names"), there);
    for (section, name, structure) in
        [("site", "site", "SiteView"), ("page", "page", "PageView"), ("health", "health", "HealthView")]
    {
        let source = if name == "health" { text("src/render/health.rs") } else { view.clone() };
        let there = fields(&source, structure).into_iter().map(|field| format!("{name}.{field}"));
        assert_eq!(first(section), there.collect(), "{structure}");
    }
}

#[test]
fn every_field_of_a_view_is_documented() {
    let documented = code(&page());
    for path in ["src/render/view.rs", "src/render/health.rs"] {
        let source = text(path);
        let views = between(&source, "pub struct ", ' ');
        assert!(views.len() > 5, "{views:?}");
        let own = ["View", "Common", "SiteView", "PageView", "HealthView"];
        for view in views.iter().filter(|view| !own.contains(&view.as_str())) {
            let missing: Vec<_> = fields(&source, view).difference(&documented).cloned().collect();
            assert!(missing.is_empty(), "{view}: {missing:?}");
        }
    }
}

/// The custom properties that a stylesheet sets for the whole page.
fn properties(css: &str) -> Names {
    let root = css.split_once(":root{").unwrap().1.split('}').next().unwrap();
    let declarations = root.split(';').map(|declaration| declaration.trim_start());
    let names = declarations.filter_map(|declaration| declaration.split_once(':')).map(|(name, _)| name);
    names.filter(|name| name.starts_with("--")).map(str::to_owned).collect()
}

#[test]
fn every_property_is_documented_and_set_by_both_themes() {
    let there = properties(&text("themes/default/css/site.css"));
    assert_eq!(first("properties"), there);
    let mut used = Names::new();
    for sheet in theme("default", "css").iter().filter(|sheet| *sheet != "site.css") {
        used.extend(between(&text(&format!("themes/default/css/{sheet}")), "var(", ')'));
    }
    let used: Names = used.intersection(&there).cloned().collect();
    let said = rows("properties").into_iter().filter(|cells| cells.last().unwrap() == "used");
    assert_eq!(said.flat_map(|cells| code(&cells[0])).collect::<Names>(), used);
    let paper = properties(&text("themes/paper/css/site.css"));
    assert!(used.is_subset(&paper), "paper lacks {:?}", used.difference(&paper));
    assert!(paper.is_subset(&there), "only paper has {:?}", paper.difference(&there));
}

#[test]
fn every_file_is_documented() {
    let mut there: Names =
        ["theme.toml", "NOTICE", "i18n/*.toml", "css/custom.css"].map(str::to_owned).into();
    for folder in ["css", "js", "search"] {
        there.extend(theme("default", folder).into_iter().map(|file| format!("{folder}/{file}")));
    }
    assert_eq!(first("assets"), there);
}
