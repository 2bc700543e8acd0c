//! Changing the theme: single files, words, and what a fault in them says.

use crate::driver::{Files, Site, repository};

fn site() -> Site {
    Site::new().file("content/index.md", "# Home\n").file("content/page.md", "# Page\n\nText\n")
}

#[test]
fn a_template_that_was_ejected_and_changed_is_used() {
    let site = site();
    site.run(&["theme", "eject", "templates/home.html"])
        .ends_with(0)
        .says(&["themes/default/templates/home.html"]);
    let before = { site.build().edition("public") };
    let path = "themes/default/templates/home.html";
    let template = std::fs::read_to_string(site.path(path)).unwrap();
    site.write(path, template.replace("class=\"hero\"", "class=\"hero\" data-mine"));
    site.build();
    let after = site.edition("public");
    assert!(site.public("index.html").contains("data-mine"));
    assert_eq!(before["page/index.html"], after["page/index.html"]);
}

#[test]
fn an_ejected_theme_changes_nothing() {
    let site = site();
    let before = { site.build().edition("public") };
    site.run(&["theme", "eject"]).ends_with(0);
    assert!(site.path("themes/default/i18n/en.toml").is_file());
    assert_eq!(site.build().edition("public"), before);
}

#[test]
fn own_styles_words_and_colours() {
    let site = site().file("themes/default/css/custom.css", ":root { --radius: 4px; }\n");
    site.run(&["theme", "eject", "i18n/en.toml"]).ends_with(0);
    let words = std::fs::read_to_string(site.path("themes/default/i18n/en.toml")).unwrap();
    let changed: String =
        words
            .lines()
            .map(|line| {
                if line.starts_with("search =") { "search = \"Seek\"\n".into() } else { format!("{line}\n") }
            })
            .collect();
    site.write("themes/default/i18n/en.toml", changed);
    site.build();
    let page = site.public("page/index.html");
    assert!(page.contains("assets/custom-") && page.contains(">Seek<"), "{page}");
}

/// The place in the template, and nothing written.
#[track_caller]
fn is_told(site: &Site, place: &str) {
    let before = site.everything();
    for command in ["check", "build"] {
        let run = site.run(&[command, "--format", "short"]).ends_with(1);
        assert!(
            run.out.lines().any(|line| line.starts_with(place) && line.contains("error[AB0019]")),
            "no {place}:\n{}",
            run.out
        );
    }
    site.run(&["check"]).ends_with(1).says(&[&format!("--> {}", place.trim_end_matches(':'))]);
    assert_eq!(site.everything(), before);
}

#[test]
fn a_template_error_has_a_place_in_the_template() {
    let page = "{% extends \"base.html\" %}\n{% block content %}\n<main>\n  ";
    let file = "themes/default/templates/404.html";
    is_told(
        &site().file(file, format!("{page}{{{{ page.title | shout }}}}\n</main>{{% endblock %}}\n")),
        &format!("{file}:4:"),
    );
    is_told(&site().file(file, format!("{page}{{% if page.title %}}\n</main>\n")), &format!("{file}:"));
    is_told(
        &site().file(file, format!("{page}{{{{ page.title.none.such }}}}\n</main>{{% endblock %}}\n")),
        &format!("{file}:4:"),
    );
    is_told(&site().file(file, "{% extends \"gone.html\" %}\n"), &format!("{file}:1:1:"));
}

#[test]
fn words_and_templates_that_cannot_be_read() {
    let site = site()
        .file("themes/default/i18n/en.toml", "search = \"Search\"\nlost = [\n")
        .file("themes/default/templates/news.html", b"\xff");
    let run = site.run(&["check", "--format", "short"]).ends_with(1);
    assert!(run.out.contains("themes/default/i18n/en.toml:2:") && run.out.contains("AB0027"), "{}", run.out);
    assert!(run.out.contains("themes/default/templates/news.html:1:1: error[AB0018]"), "{}", run.out);
}

#[test]
fn a_theme_that_is_not_there() {
    let site = Site::with_book(&book("shop")).file("content/index.md", "# Home\n");
    let said = "there is no theme `shop`; there are `default` and `paper`";
    site.run(&["check"]).ends_with(1).says(&["AB0027", said, "theme eject", "book.toml:6:8"]);
    site.run(&["theme", "eject"]).ends_with(0);
    site.build();
    let near = Site::with_book(&book("papre")).file("content/index.md", "# Home\n");
    near.run(&["check"]).ends_with(1).says(&["did you mean `paper`?"]);
    near.run(&["theme", "eject", "--theme", "defualt"])
        .ends_with(2)
        .says(&["`defualt`", "did you mean `default`?"]);
    assert!(!near.path("themes").exists());
}

fn book(theme: &str) -> String {
    format!("[book]\ntitle = \"T\"\n[audience]\ndefault = \"public\"\n[theme]\nname = \"{theme}\"\n")
}

fn on_paper() -> Site {
    let site = Site::with_book(&book("paper")).file("content/index.md", "# Home\n");
    site.file("content/page.md", "# Page\n\n## One\n\n## Two\n").file("content/short.md", "# Short\n")
}

/// A file of a theme in the repository.
fn original(path: &str) -> Vec<u8> {
    std::fs::read(repository().join("themes").join(path)).unwrap()
}

#[test]
fn a_file_is_ejected_from_the_theme_in_use() {
    let site = on_paper();
    let (own, filled) = ("css/site.css", "templates/base.html");
    site.run(&["theme", "eject", own, filled]).ends_with(0);
    let ejected = |path: &str| std::fs::read(site.path(path)).unwrap();
    assert_eq!(ejected("themes/paper/css/site.css"), original("paper/css/site.css"));
    assert_eq!(ejected("themes/paper/templates/base.html"), original("default/templates/base.html"));
    assert!(!site.path("themes/paper/templates/home.html").exists());
    site.run(&["theme", "eject", own]).ends_with(3);
    site.run(&["theme", "eject", "css/sit.css"]).ends_with(2).says(&["`paper` has no file", "css/site.css"]);
    site.run(&["theme", "eject", "--theme", "default", own]).ends_with(0);
    assert_eq!(ejected("themes/default/css/site.css"), original("default/css/site.css"));
    site.run(&["theme", "list"]).ends_with(0).says(&["default  ", "paper    "]);
}

#[test]
fn a_single_file_of_paper_is_changed() {
    let site = on_paper();
    let before = { site.build().edition("public") };
    site.write("themes/paper/templates/partials/toc.html", "{% if page.toc %}<p>mine</p>{% endif %}");
    let after = { site.build().edition("public") };
    let page = String::from_utf8(after["page/index.html"].clone()).unwrap();
    assert!(page.contains("<p>mine</p>") && page.contains("class=\"running\""), "{page}");
    for same in ["index.html", "short/index.html", "404.html"] {
        assert_eq!(after[same], before[same], "{same}");
    }
    // What lies in the folder of another theme is none of this one's.
    site.write("themes/default/templates/home.html", "broken {{");
    assert_eq!(site.build().edition("public"), after);
}

#[test]
fn a_file_of_the_default_theme_is_changed_below_paper() {
    let site = on_paper();
    let before = { site.build().edition("public") };
    site.write("themes/paper/templates/partials/footer.html", "<footer>mine</footer>");
    let after = { site.build().edition("public") };
    let home = String::from_utf8(after["index.html"].clone()).unwrap();
    assert!(home.contains("<footer>mine</footer>") && home.contains("class=\"contents\""), "{home}");
    let assets =
        |files: &Files| files.keys().filter(|path| path.starts_with("assets/")).cloned().collect::<Vec<_>>();
    assert_eq!(assets(&before), assets(&after));
}

#[test]
fn a_template_error_in_a_theme_of_the_program_has_a_place() {
    let file = "themes/paper/templates/partials/line.html";
    is_told(&on_paper().file(file, "<p>\n{{ item.none.such }}</p>"), &format!("{file}:2:"));
    let file = "themes/paper/templates/news.html";
    is_told(&on_paper().file(file, "{% extends \"base.html\" %}\n{% block content %}"), &format!("{file}:"));
}
