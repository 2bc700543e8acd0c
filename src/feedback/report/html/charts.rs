//! Charts as SVG, drawn here: shapes alone, which may be stretched; their words are HTML.

use std::fmt::Write;

use super::super::model::{Report, Totals, Week};
use super::super::wilson::count;
use super::super::words::number;
use super::{escape, scale};

/// Longer spans than this many weeks (ten years) are drawn by their end.
const LONGEST: usize = 520;

/// The size of a drawing before it is stretched.
const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 120.0;

/// Both charts, where there are weeks to be compared.
pub(super) fn weeks(report: &Report) -> String {
    let weeks = filled(report);
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

/// All weeks from the first to the last one, those without events, too. A part of a week at an end would look like a fall.
fn filled(report: &Report) -> Vec<Week> {
    let weeks = &report.weeks;
    let (Some(first), Some(last)) = (weeks.first(), weeks.last()) else { return Vec::new() };
    let mut known = weeks.iter().rev().peekable();
    let mut filled = Vec::new();
    let mut monday = last.monday;
    while monday >= first.monday && filled.len() < LONGEST {
        let here = known.next_if(|week| week.monday == monday);
        filled.push(here.cloned().unwrap_or(Week { monday, totals: Totals::default() }));
        monday = monday.plus(-7);
    }
    filled.retain(|week| week.monday >= report.from && week.monday.plus(6) <= report.to);
    filled.reverse();
    filled
}

/// Views as an area under a line.
fn area(weeks: &[Week]) -> String {
    let most = weeks.iter().map(|week| week.totals.views).max().unwrap_or_default();
    let half = scale::half(most);
    let step = WIDTH / count(weeks.len() as u64 - 1);
    let mut line = String::new();
    for (at, week) in weeks.iter().enumerate() {
        let (x, y) = (count(at as u64) * step, height(week.totals.views, half));
        let _ = write!(line, "{}{x:.1} {y:.1}", if at == 0 { "M" } else { "L" });
    }
    let shapes = format!(
        "<path class=\"area\" d=\"{line}L{WIDTH} {HEIGHT}L0 {HEIGHT}Z\"/><path class=\"line\" d=\"{line}\"/>"
    );
    let said = format!("Views by week; the most in one week are {}.", number(most));
    figure("Views by week", half, &shapes, &said, &scale::months(weeks, weeks.len() - 1))
}

/// Votes as bars: those that say no at the foot.
fn bars(weeks: &[Week]) -> String {
    let half = scale::half(weeks.iter().map(|week| week.totals.votes()).max().unwrap_or_default());
    let step = WIDTH / count(weeks.len() as u64);
    let mut shapes = String::new();
    for (at, week) in weeks.iter().enumerate() {
        let (x, width) = (count(at as u64) * step + step * 0.12, step * 0.76);
        let (foot, top) = (height(week.totals.unhelpful, half), height(week.totals.votes(), half));
        let mut bar = |class: &str, y: f64, tall: f64| {
            if tall > 0.0 {
                let _ = write!(
                    shapes,
                    "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{tall:.1}\"/>"
                );
            }
        };
        bar("warn", foot, HEIGHT - foot);
        bar("quiet", top, foot - top);
    }
    let unhelpful: u64 = weeks.iter().map(|week| week.totals.unhelpful).sum();
    let votes: u64 = weeks.iter().map(|week| week.totals.votes()).sum();
    let said =
        format!("Votes by week; {} of {} say that a page did not help.", number(unhelpful), number(votes));
    let names = "Votes by week <span class=\"key\"><i class=\"warn\"></i>said no <i class=\"quiet\"></i>helpful</span>";
    figure(names, half, &shapes, &said, &scale::months(weeks, weeks.len()))
}

/// How far below the top something stands on a scale of twice the half.
fn height(value: u64, half: u64) -> f64 {
    HEIGHT - HEIGHT * count(value) / (2.0 * count(half))
}

fn figure(name: &str, half: u64, shapes: &str, said: &str, months: &str) -> String {
    let title = name.split('<').next().unwrap_or_default().trim();
    let middle = HEIGHT / 2.0;
    format!(
        "<figure><figcaption>{name}</figcaption><div class=\"plot\">{}<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         preserveAspectRatio=\"none\" role=\"img\"><title>{title}</title><desc>{}</desc><path class=\"grid\" \
         d=\"M0 0H{WIDTH}M0 {middle}H{WIDTH}M0 {HEIGHT}H{WIDTH}\"/>{shapes}</svg>{months}</div></figure>",
        scale::numbers(half),
        escape(said)
    )
}

/// A horizontal bar beside its number.
pub(super) fn bar(value: f64, most: f64, colour: &str) -> String {
    let width = if most > 0.0 { (value / most * 100.0).clamp(0.5, 100.0) } else { 0.0 };
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"ground\" \
         width=\"100\" height=\"8\"/><rect class=\"{colour}\" width=\"{width:.1}\" height=\"8\"/></svg>"
    )
}
