//! The size of a drawing in SVG, so that its place on the page is kept while it loads.

/// Width and height in pixels: what the drawing says, else the proportions of its view.
pub fn size(bytes: &[u8]) -> Option<(usize, usize)> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (_, tag) = text.split_once("<svg")?;
    let (tag, _) = tag.split_once('>')?;
    let said = |name| attribute(tag, name).and_then(pixels);
    if let (Some(width), Some(height)) = (said("width"), said("height")) {
        return Some((width, height));
    }
    let mut view = attribute(tag, "viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
    let (width, height) = (pixels(view.next()?)?, pixels(view.next()?)?);
    Some(match said("width") {
        Some(wide) => (wide, wide * height / width),
        None => (width, height),
    })
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let starts = tag.match_indices(name).filter(|(at, _)| tag[..*at].ends_with(char::is_whitespace));
    starts.into_iter().find_map(|(at, _)| {
        let value = tag[at + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        value[1..].split(quote).next()
    })
}

/// Whole pixels; other units depend on who looks.
fn pixels(value: &str) -> Option<usize> {
    let number = value.trim().trim_end_matches("px").parse::<f64>().ok()?;
    format!("{:.0}", number.round()).parse().ok().filter(|pixels| (1..100_000).contains(pixels))
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes() {
        for (text, wanted) in [
            ("<svg width='40' height=\"20px\" viewBox='0 0 1 1'>", Some((40, 20))),
            ("<?xml version='1.0'?><svg xmlns='' viewBox=\"0 0 720 360.4\">", Some((720, 360))),
            ("<svg\nviewBox = '0,0,10,20' width='100%'>", Some((10, 20))),
            ("<svg width='5' viewBox='0 0 10 20'>", Some((5, 10))),
            ("<svg stroke-width='9' height='9'>", None),
            ("<svg viewBox='0 0 0 0'>", None),
            ("<svg viewBox='0 0 10'>", None),
            ("<p>", None),
        ] {
            assert_eq!(size(text.as_bytes()), wanted, "{text}");
        }
    }
}
