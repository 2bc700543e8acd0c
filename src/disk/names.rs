//! Names that are no content wherever they lie. Who reads the disk and who watches it must agree on them: what is read and not
//! watched would be shown for ever.

use std::ffi::OsStr;

/// Whether a file or folder of this name may be content: it is not hidden, nor a package folder of another tool, nor what editors
/// write beside a file while they save it.
pub fn may_be_content(name: impl AsRef<OsStr>) -> bool {
    let name = name.as_ref().to_string_lossy();
    let scratch = name.ends_with('~')
        || name == "4913"
        || (name.starts_with('#') && name.ends_with('#'))
        || name.ends_with("___jb_tmp___")
        || name.ends_with("___jb_old___");
    !scratch && !name.starts_with('.') && name != "node_modules"
}
