//! Changing the theme: single files, words, and what a fault in them says.

use crate::driver::Site;

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
    let site = Site::with_book(
        "[book]\ntitle = \"T\"\n[audience]\ndefault = \"public\"\n[theme]\nname = \"shop\"\n",
    );
    let site = site.file("content/index.md", "# Home\n");
    site.run(&["check"]).ends_with(1).says(&["AB0027", "shop", "theme eject"]);
    site.run(&["theme", "eject"]).ends_with(0);
    site.build();
}
