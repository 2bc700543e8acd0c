//! Charts as SVG, drawn here: shapes alone, which may be stretched; their words are HTML.

use std::fmt::Write;

use super::super::day::Day;
use super::super::model::{Report, Totals, Week};
use super::super::wilson::count;
use super::super::words::{day, month, number};
use super::escape;

/// Longer spans than this many weeks (ten years) are drawn by their end.
const LONGEST: usize = 520;

/// The size of a drawing before it is stretched.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 120.0;

/// Both charts, where there are weeks to be compared.
pub(super) fn weeks(report: &Report) -> String {
    let weeks = filled(&report.weeks);
    if weeks.len() < 2 {
        return String::new();
    }
    let totals = &report.summary.totals;
    let views = if totals.views > 0 { area(&weeks) } else { String::new() };
    let votes = if totals.votes() > 0 { bars(&weeks) } else { String::new() };
    if views.is_empty() && votes.is_empty() {
        return String::new();
    }
    format!("<div class=\"charts\">{views}{votes}</div>\n")
}

/// All weeks from the first to the last one, those without events, too.
fn filled(weeks: &[Week]) -> Vec<Week> {
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return Vec::new() };
    let mut known = weeks.iter().rev().peekable();
    let mut filled = Vec::new();
    let mut monday = last.monday;
    while monday >= first.monday && filled.len() < LONGEST {
        let here = known.next_if(|week| week.monday == monday);
        filled.push(here.cloned().unwrap_or(Week { monday, totals: Totals::default() }));
        monday = monday.plus(-7);
    }
    filled.reverse();
    filled
}

/// Views as an area under a line.
fn area(weeks: &[Week]) -> String {
    let most = weeks.iter().map(|week| week.totals.views).max().unwrap_or_default().max(1);
    let step = WIDTH / count(weeks.len() as u64 - 1);
    let mut line = String::new();
    for (at, week) in weeks.iter().enumerate() {
        let (x, y) = (count(at as u64) * step, height(week.totals.views, most));
        let _ = write!(line, "{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" });
    }
    let shapes = format!(
        "<path class=\"area\" d=\"{line}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z\"/><path class=\"line\" d=\"{line}\"/>"
    );
    let said = format!("Views by week; the most in one week are {}.", number(most));
    figure("Views by week", &number(most), &shapes, &said, weeks)
}

/// Votes as bars: those that say no at the foot.
fn bars(weeks: &[Week]) -> String {
    let most = weeks.iter().map(|week| week.totals.votes()).max().unwrap_or_default().max(1);
    let step = WIDTH / count(weeks.len() as u64);
    let mut shapes = String::new();
    for (at, week) in weeks.iter().enumerate() {
        let (x, width) = (count(at as u64) * step + step * 0.12, step * 0.76);
        let (foot, top) = (height(week.totals.unhelpful, most), height(week.totals.votes(), most));
        let mut bar = |class: &str, y: f64, tall: f64| {
            if tall > 0.0 {
                let _ = write!(
                    shapes,
                    "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{tall:.1}\"/>"
                );
            }
        };
        bar("no", foot, HEIGHT - foot);
        bar("yes", top, foot - top);
    }
    let unhelpful: u64 = weeks.iter().map(|week| week.totals.unhelpful).sum();
    let votes: u64 = weeks.iter().map(|week| week.totals.votes()).sum();
    let said =
        format!("Votes by week; {} of {} say that a page did not help.", number(unhelpful), number(votes));
    let names =
        "Votes by week <span class=\"key\"><i class=\"no\"></i>unhelpful <i class=\"yes\"></i>helpful</span>";
    figure(names, &number(most), &shapes, &said, weeks)
}

/// How far below the top something stands.
fn height(value: u64, most: u64) -> f64 {
    HEIGHT - (HEIGHT - 2.0) * count(value) / count(most)
}

fn figure(name: &str, most: &str, shapes: &str, said: &str, weeks: &[Week]) -> String {
    let title = name.split('<').next().unwrap_or_default().trim();
    format!(
        "<figure><figcaption>{name}</figcaption><div class=\"plot\"><span class=\"most\" aria-hidden=\"true\">{most}</span>\
         <svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\"><title>{title}</title>\
         <desc>{}</desc>{shapes}</svg>{}</div></figure>",
        escape(said),
        months(weeks)
    )
}

/// Names of months below the weeks that they begin in, as many as there is room for.
fn months(weeks: &[Week]) -> String {
    let begins = |(at, week): (usize, &Week)| {
        let before = weeks.get(at.checked_sub(1)?)?;
        (before.monday.0.month() != week.monday.0.month()).then_some((at, week.monday))
    };
    let begun: Vec<(usize, Day)> = weeks.iter().enumerate().filter_map(begins).collect();
    let each = begun.len().div_ceil(6).max(1);
    let mut names: String =
        begun.iter().step_by(each).map(|(at, monday)| tick(*at, weeks.len(), *monday)).collect();
    if begun.is_empty() {
        names = weeks.first().map_or_else(String::new, |week| format!("<span>{}</span>", day(week.monday)));
    }
    format!("<div class=\"months\" aria-hidden=\"true\">{names}</div>")
}

fn tick(at: usize, all: usize, monday: Day) -> String {
    let left = 100.0 * count(at as u64) / count(all as u64);
    let name = &month(monday.0)[..3];
    let year = if monday.0.month() == 1 { format!(" {}", monday.0.year()) } else { String::new() };
    format!("<span style=\"left:{left:.1}%\">{name}{year}</span>")
}

/// A horizontal bar beside its number, in one of the two colours.
pub(super) fn bar(value: f64, most: f64, colour: &str) -> String {
    let width = if most > 0.0 { (value / most * 100.0).clamp(0.5, 100.0) } else { 0.0 };
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"ground\" \
         width=\"100\" height=\"8\"/><rect class=\"{colour}\" width=\"{width:.1}\" height=\"8\"/></svg>"
    )
}
