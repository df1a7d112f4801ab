//! A small plot as an SVG picture: points and lines, both axes logarithmic.

use std::fmt::Write as _;

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 260.0;
const MARGIN: f64 = 56.0;

/// Draws how `y` goes with `x`.
pub fn draw(title: &str, x_name: &str, y_name: &str, points: &[(f64, f64)]) -> String {
    let range = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::MAX, f64::MIN), |(low, high), value| {
            (
                low.min(value.log10().floor()),
                high.max(value.log10().ceil()),
            )
        })
    };
    let (left, right) = range(&mut points.iter().map(|point| point.0));
    let (bottom, top) = range(&mut points.iter().map(|point| point.1));
    let across = |x: f64| MARGIN + (x - left) / (right - left).max(1.0) * (WIDTH - 2.0 * MARGIN);
    let up =
        |y: f64| HEIGHT - MARGIN - (y - bottom) / (top - bottom).max(1.0) * (HEIGHT - 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{MARGIN}\" y=\"20\" font-size=\"13\">{title}</text>\n\
         <text x=\"{MARGIN}\" y=\"38\" fill=\"#555\">{y_name}</text>\n\
         <text x=\"{end}\" y=\"{low}\" fill=\"#555\" text-anchor=\"end\">{x_name}</text>\n",
        end = WIDTH - MARGIN,
        low = HEIGHT - 14.0,
    );
    for power in whole_numbers(left, right) {
        let (x, low) = (across(power), HEIGHT - MARGIN);
        let _ = writeln!(
            svg,
            "<line x1=\"{x:.1}\" y1=\"{MARGIN}\" x2=\"{x:.1}\" y2=\"{low}\" stroke=\"#ddd\"/>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
            low + 16.0,
            10_f64.powf(power)
        );
    }
    for power in whole_numbers(bottom, top) {
        let (y, end) = (up(power), WIDTH - MARGIN);
        let _ = writeln!(
            svg,
            "<line x1=\"{MARGIN}\" y1=\"{y:.1}\" x2=\"{end}\" y2=\"{y:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            MARGIN - 6.0,
            y + 4.0,
            10_f64.powf(power)
        );
    }
    let places: Vec<(f64, f64)> = points
        .iter()
        .map(|(x, y)| (across(x.log10()), up(y.log10())))
        .collect();
    let line: Vec<String> = places
        .iter()
        .map(|(x, y)| format!("{x:.1},{y:.1}"))
        .collect();
    let line = line.join(" ");
    let _ = writeln!(
        svg,
        "<polyline points=\"{line}\" fill=\"none\" stroke=\"#1a5fb4\" stroke-width=\"2\"/>"
    );
    for (x, y) in places {
        let _ = writeln!(
            svg,
            "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"#1a5fb4\"/>"
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn whole_numbers(low: f64, high: f64) -> impl Iterator<Item = f64> {
    (0_u8..20)
        .map(move |step| low + f64::from(step))
        .take_while(move |power| *power <= high)
}
