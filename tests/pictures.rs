//! The pictures of `docs/pictures` show what the pages beside them say: `docs/pictures/make` drew them from
//! the same commands.

use std::collections::BTreeMap;
use std::fs;

/// Where a column and a line of a picture begin, as `docs/pictures/make` has it.
const MARGIN: f64 = 16.0;
const CELL: f64 = 8.4;

/// The lines of a picture, as a terminal shows them.
#[expect(clippy::float_arithmetic, reason = "a place in a drawing")]
fn lines(path: &str) -> Vec<String> {
    let picture = fs::read_to_string(path).unwrap();
    let mut rows: BTreeMap<u32, String> = BTreeMap::new();
    for piece in picture.split("<text ").skip(1) {
        let attribute = |name: &str| {
            let (_, rest) = piece.split_once(&format!("{name}=\"")).unwrap();
            rest.split_once('"').unwrap().0
        };
        let x: f64 = attribute("x").parse().unwrap();
        let row = rows.entry(attribute(" y").parse().unwrap()).or_default();
        let column = ((x - MARGIN) / CELL).round() as usize;
        let blank = column - row.chars().count();
        row.push_str(&" ".repeat(blank));
        let (_, text) = piece.split_once('>').unwrap();
        let text = text.split_once("</text>").unwrap().0;
        row.push_str(&text.replace('\u{a0}', " ").replace("&gt;", ">"));
    }
    rows.into_values()
        .map(|row| row.trim_end().to_owned())
        .collect()
}

#[test]
fn pictures_show_what_the_page_says() {
    let page = fs::read_to_string("docs/reviewing.md").unwrap();
    let page: Vec<&str> = page.lines().filter(|line| !line.is_empty()).collect();
    for name in ["failed", "changed"] {
        let light = lines(&format!("docs/pictures/{name}-light.svg"));
        assert_eq!(light, lines(&format!("docs/pictures/{name}-dark.svg")));
        let command = page.iter().position(|line| *line == light[0]).unwrap();
        assert_eq!(
            page[command..command + light.len()],
            light,
            "`just pictures`"
        );
    }
}
