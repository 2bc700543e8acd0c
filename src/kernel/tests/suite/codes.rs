//! Codes that the kernel has a number for and never raises itself.

/// The code and who raises it.
pub const RAISED_ELSEWHERE: &[(&str, &str)] = &[
    ("AB0019", "templates are rendered outside of the kernel"),
    ("AB0022", "symbolic links are met by the reader of the disk"),
    ("AB0027", "themes are read outside of the kernel"),
    ("AB0028", "searches are run outside of the kernel"),
];
