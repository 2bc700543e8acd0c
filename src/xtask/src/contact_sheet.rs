//! All pictures on one page, view by view, side by side.

use std::fmt::Write;

/// A picture, or a page as paper.
#[derive(Clone, Debug)]
pub(crate) struct Picture {
    pub(crate) view: &'static str,
    /// Edition and language.
    pub(crate) row: String,
    /// Width and colours.
    pub(crate) what: String,
    pub(crate) file: String,
}

const STYLE: &str = "body{margin:2rem;font:15px/1.5 system-ui;background:#888;color:#fff}\
    nav a{margin-right:1rem;color:inherit}h2{margin-top:3rem}section{display:flex;gap:1rem;overflow-x:auto;align-items:start}\
    figure{flex:none;margin:0}figcaption{font-size:13px}img{display:block;height:26rem;width:auto;box-shadow:0 1px 6px #0006}a{color:inherit}";

/// The page.
pub(crate) fn of(pictures: &[Picture]) -> String {
    let mut views: Vec<&str> = Vec::new();
    for picture in pictures {
        if !views.contains(&picture.view) {
            views.push(picture.view);
        }
    }
    let mut page = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>Screenshots</title><style>{STYLE}</style><nav>"
    );
    // Writing into a text cannot fail.
    for view in &views {
        _ = write!(page, "<a href=\"#{view}\">{view}</a>");
    }
    page.push_str("</nav>");
    for view in views {
        _ = write!(page, "<h2 id=\"{view}\">{view}</h2>");
        let mut row = "";
        for picture in pictures.iter().filter(|picture| picture.view == view) {
            if row != picture.row {
                let end = if row.is_empty() { "" } else { "</section>" };
                _ = write!(page, "{end}<h3>{}</h3><section>", picture.row);
                row = &picture.row;
            }
            let Picture { what, file, .. } = picture;
            let shown = if file.ends_with(".png") {
                format!("<img src=\"{file}\" loading=\"lazy\" alt=\"\">")
            } else {
                String::new()
            };
            _ = write!(
                page,
                "<figure><a href=\"{file}\">{shown}<figcaption>{what}</figcaption></a></figure>"
            );
        }
        page.push_str("</section>");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::{Picture, of};

    #[test]
    fn pictures_stand_by_view_and_row() {
        let picture = |view, row: &str, what: &str| Picture {
            view,
            row: row.into(),
            what: what.into(),
            file: format!("{view}-{what}"),
        };
        let page = of(&[
            picture("home", "public en", "360.png"),
            picture("faq", "public en", "360.png"),
            picture("home", "internal en", "print.pdf"),
        ]);
        let places =
            ["id=\"home\"", "home-360.png", "internal en", "home-print.pdf", "id=\"faq\"", "faq-360.png"];
        let found: Vec<usize> = places.iter().filter_map(|place| page.find(place)).collect();
        assert!(found.len() == places.len() && found.is_sorted(), "{page}");
        assert_eq!(page.matches("<section>").count(), page.matches("</section>").count());
    }
}
