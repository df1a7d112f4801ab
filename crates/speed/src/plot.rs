//! A small plot as an SVG picture, for light and dark screens: points and lines, both axes logarithmic.

use std::fmt::Write as _;

const WIDTH: f64 = 704.0;
const HEIGHT: f64 = 264.0;
const LEFT: f64 = 84.0;
const RIGHT: f64 = WIDTH - 24.0;
/// From the ends of the grid to the first and the last point, so that their labels have room.
const INSET: f64 = 48.0;
const TOP: f64 = 56.0;
const BOTTOM: f64 = HEIGHT - 56.0;

/// A reader whose screen is dark sees the second colours.
const STYLE: &str = "<style>\
text{font:14px ui-sans-serif,system-ui,sans-serif;fill:#1f2328}.title{font-weight:600}.quiet{fill:#59636e}\
.ground{fill:#fff;stroke:#d0d7de}.grid{stroke:#d8dee4}.line{stroke:#0969da;fill:none;stroke-width:2}\
.point{fill:#0969da}@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.quiet{fill:#9198a1}\
.ground{fill:#0d1117;stroke:#3d444d}.grid{stroke:#2a313c}.line{stroke:#4493f8}.point{fill:#4493f8}}\
</style>";

/// Draws what an event costs, in nanoseconds, at each size of what grows.
pub fn draw(title: &str, sizes: &str, points: &[(u64, f64)]) -> String {
    let across = Axis::of(
        points.iter().map(|(size, _)| logarithm(*size)),
        LEFT + INSET,
        RIGHT - INSET,
    );
    let powers = points.iter().map(|(_, each)| each.log10());
    let bottom = powers.clone().fold(f64::MAX, f64::min).floor();
    // At least two powers, so that a line that is all but level looks so.
    let top = powers.fold(bottom + 2.0, f64::max).ceil();
    let up = Axis::of([bottom, top].into_iter(), BOTTOM, TOP);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         width=\"{WIDTH}\" height=\"{HEIGHT}\" role=\"img\">\n<title>{title}</title>\n{STYLE}\n\
         <rect class=\"ground\" x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"6\"/>\n\
         <text x=\"16\" y=\"30\" class=\"title\">{title}</text>\n\
         <text class=\"quiet\" x=\"{RIGHT}\" y=\"{}\" text-anchor=\"end\">{sizes}</text>\n",
        WIDTH - 1.0,
        HEIGHT - 1.0,
        BOTTOM + 42.0,
    );
    let mut power = bottom;
    while power <= top {
        let y = up.place(power);
        let _ = writeln!(
            svg,
            "<path class=\"grid\" d=\"M{LEFT} {y:.1}H{RIGHT}\"/>\
             <text class=\"quiet\" x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 10.0,
            y + 5.0,
            time(power)
        );
        power += 1.0;
    }
    let mut line = String::new();
    for (size, each) in points {
        let (x, y) = (across.place(logarithm(*size)), up.place(each.log10()));
        let _ = write!(line, " {x:.1},{y:.1}");
        let _ = writeln!(
            svg,
            "<text class=\"quiet\" x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>\
             <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{} ns</text>\
             <circle class=\"point\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>",
            BOTTOM + 20.0,
            grouped(*size),
            if y < TOP + 20.0 { y + 22.0 } else { y - 10.0 },
            rounded(*each)
        );
    }
    let _ = writeln!(svg, "<polyline class=\"line\" points=\"{}\"/>", line.trim());
    svg.push_str("</svg>\n");
    svg
}

/// Where the least and the greatest of some values stand in the picture.
struct Axis {
    values: (f64, f64),
    places: (f64, f64),
}

impl Axis {
    fn of(values: impl Iterator<Item = f64>, first: f64, last: f64) -> Self {
        let values = values.fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        Self {
            values,
            places: (first, last),
        }
    }

    fn place(&self, value: f64) -> f64 {
        let (low, high) = self.values;
        let (first, last) = self.places;
        let part = (value - low) / (high - low).max(f64::MIN_POSITIVE);
        first + part * (last - first)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a plot is not that fine")]
fn logarithm(size: u64) -> f64 {
    (size.max(1) as f64).log10()
}

/// A power of ten of nanoseconds.
fn time(power: f64) -> String {
    let units = [(9.0, "s"), (6.0, "ms"), (3.0, "µs")];
    let unit = units.iter().find(|(least, _)| power >= *least);
    let (least, name) = unit.unwrap_or(&(0.0, "ns"));
    format!("{} {name}", 10_f64.powf(power - least))
}

/// A whole number with its thousands apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// So many nanoseconds, without a fraction.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a time is not negative, and not that long"
)]
pub fn rounded(nanoseconds: f64) -> String {
    grouped(nanoseconds.round() as u64)
}
