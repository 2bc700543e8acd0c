//! The one place that prints.

use std::error::Error;
use std::io::{IsTerminal, Write};

use answerbook_kernel::{Diagnostic, SourcePath};
use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::Ending;
use crate::engine::Engine;
use crate::report::{self, Colour, Format, Report};

/// Says things on the terminal: results on standard output, the rest on standard error.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    quiet: bool,
    verbose: bool,
}

impl Printer {
    /// A printer that says more or less.
    pub fn new(quiet: bool, verbose: bool) -> Self {
        Self { quiet, verbose }
    }

    /// A result.
    pub fn out(self, text: &str) {
        // A reader that went away, such as `head`, is no fault of ours.
        let _ = anstream::stdout().write_all(text.as_bytes());
    }

    /// A line about what was done.
    pub fn say(self, text: &str) {
        if !self.quiet {
            self.err(text);
        }
    }

    /// A line for those who asked for more.
    pub fn detail(self, text: &str) {
        if self.verbose {
            self.err(text);
        }
    }

    /// A question, after which the answer is typed.
    pub fn prompt(self, text: &str) {
        let mut stream = anstream::stderr();
        let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
    }

    /// Whether what is said appears on a terminal.
    pub fn is_watched(self) -> bool {
        std::io::stderr().is_terminal()
    }

    /// Whether nothing but errors is to be said.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    fn err(self, text: &str) {
        let _ = writeln!(anstream::stderr(), "{text}");
    }

    /// An error that is not the content's, with its causes and a hint.
    pub fn error(self, error: &dyn Error, hint: Option<&str>) {
        self.err(&in_full(error, hint));
    }

    /// Something that must be read, however little was asked for.
    pub fn alarm(self, text: &str) {
        self.err(text);
    }

    /// A wrong usage.
    pub fn misuse(self, text: &str, hint: &str) -> Ending {
        self.err(&format!("error: {text}\n  help: {hint}"));
        Ending::Misused
    }

    /// What is said while a program goes on: lines, and below them always the state of things.
    pub fn screen(self) -> Screen {
        let bar = if self.quiet || !std::io::stderr().is_terminal() {
            ProgressBar::hidden()
        } else {
            ProgressBar::new_spinner()
        };
        bar.set_style(
            ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        Screen { printer: self, bar }
    }

    /// Diagnostics, for people on standard error, for programs on standard output.
    pub fn diagnostics(self, diagnostics: &[Diagnostic], engine: &Engine, format: Format) {
        let colour = colour();
        let text = |path: &SourcePath| engine.text(path);
        let shown: Vec<Diagnostic> =
            diagnostics.iter().filter(|one| one.is_error() || !self.quiet).cloned().collect();
        let report = Report { diagnostics: shown, text: &text, colour };
        match format {
            Format::Text => {
                let _ = anstream::stderr().write_all(report.render(format).as_bytes());
            }
            Format::Short | Format::Json => self.out(&report.render(format)),
        }
    }

    /// How many were found, in words.
    pub fn count(self, diagnostics: &[Diagnostic]) {
        self.err(&report::count(diagnostics));
    }

    /// A bar that moves while something takes long; nothing where nobody watches.
    pub fn progress(self, text: &'static str) -> ProgressBar {
        if self.quiet || !std::io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::new_spinner();
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        bar.set_style(style);
        bar.set_message(text);
        bar.enable_steady_tick(std::time::Duration::from_millis(80));
        bar
    }
}

/// Lines that come, and a last one that stays.
#[derive(Clone, Debug)]
pub struct Screen {
    printer: Printer,
    bar: ProgressBar,
}

impl Screen {
    /// A line about what was done.
    pub fn say(&self, text: &str) {
        if !self.printer.quiet {
            self.alarm(text);
        }
    }

    /// Something that must be read, however little was asked for.
    pub fn alarm(&self, text: &str) {
        self.bar.suspend(|| self.printer.err(text));
    }

    /// An error that is not the content's, with its causes and a hint.
    pub fn error(&self, error: &dyn Error, hint: Option<&str>) {
        self.alarm(&in_full(error, hint));
    }

    /// Diagnostics for people; without warnings for those who want to hear little.
    pub fn diagnostics(&self, mut found: Vec<Diagnostic>, text: &dyn Fn(&SourcePath) -> Option<String>) {
        found.retain(|one| one.is_error() || !self.printer.quiet);
        let report = Report { diagnostics: found, text, colour: colour() }.render(Format::Text);
        if !report.is_empty() {
            self.alarm(report.trim_end_matches('\n'));
        }
    }

    /// How things are; takes the place of what was said about it before.
    pub fn state(&self, text: &str) {
        self.bar.set_message(text.to_owned());
        self.bar.tick();
    }

    /// Nothing goes on any more.
    pub fn end(&self) {
        self.bar.finish_and_clear();
    }
}

/// Whether whoever sees the errors sees colours.
fn colour() -> Colour {
    match anstream::stderr().is_terminal() {
        true if std::env::var_os("NO_COLOR").is_none() => Colour::On,
        _ => Colour::Off,
    }
}

/// An error with its causes and a hint.
fn in_full(error: &dyn Error, hint: Option<&str>) -> String {
    let mut text = format!("error: {error}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(&format!("\n  because: {inner}"));
        cause = inner.source();
    }
    if let Some(hint) = hint {
        text.push_str(&format!("\n  help: {hint}"));
    }
    text
}
