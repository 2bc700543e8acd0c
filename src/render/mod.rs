//! From a site and a theme to pages, feeds and lists: `Site<A>` → path → bytes.
//!
//! Everything here knows only what the audience may know. `view.rs` is the contract with templates; `shape.rs` makes
//! views; `pages.rs` renders them; the other modules write one kind of file each.

pub mod address;
pub mod catalog;
pub mod date;
pub mod feed;
pub mod fill;
pub mod headers;
pub mod pages;
pub mod shape;
pub mod twins;
pub mod view;

use std::sync::Arc;

use answerbook_kernel::{Audience, Checked, Code, Diagnostic, OutputPath, Site, Span};

use crate::files::Files;
use crate::output::{Collision, Output};
use crate::theme::Theme;

/// Files made by rendering, by path.
pub type Rendered = Vec<(String, Arc<[u8]>)>;

/// Renders the whole site.
pub fn render<A: Audience>(site: &Site<A>, theme: &Theme, files: &Files) -> Checked<Output<A>> {
    let published = crate::theme_files::published(theme, site.config());
    let stage = pages::Stage::new(site, theme, files, &published.paths);
    let (pages, mut faults) = stage.pages();
    let mut rendered: Rendered = pages;
    rendered.extend(twins::all(site, files));
    rendered.extend(feed::all(site));
    rendered.extend(catalog::all(site));
    rendered.extend(headers::all(site));
    rendered.extend(published.files);
    rendered.extend(files.all().map(|(path, bytes)| (path.to_string(), Arc::clone(bytes))));
    let mut output = Output::default();
    for (path, bytes) in rendered {
        faults.extend(add(&mut output, &path, bytes));
    }
    Checked::with(output, faults)
}

/// Adds a file; one that is there already with the same content is the same file.
fn add<A: Audience>(output: &mut Output<A>, path: &str, bytes: Arc<[u8]>) -> Option<Diagnostic> {
    let place = || Span::start_of(&answerbook_kernel::source::config_path());
    let path = match OutputPath::new(path) {
        Ok(path) => path,
        Err(why) => {
            let message = format!("`{path}` cannot be published");
            return Some(Diagnostic::error(Code::BadName, place(), message).note(why));
        }
    };
    match output.insert(path, bytes) {
        Ok(()) => None,
        Err(Collision::Twice(path)) if path.as_str().starts_with("assets/") => None,
        Err(collision) => Some(Diagnostic::error(Code::AddressTaken, place(), collision.to_string())),
    }
}
