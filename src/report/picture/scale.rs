//! From instants and values to whole pixels.

use crate::base::{Amount, Instant};
use crate::books::Life;
use crate::engine::Reading;

use super::lane::MARGIN;

/// Time from left to right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Scale {
    pub start: Instant,
    pub end: Instant,
    pub left: i64,
    pub right: i64,
}

impl Scale {
    /// From the account's opening to the last deadline or expiry that is ahead, but not much further than
    /// the time that has passed.
    pub fn new(life: &Life, width: i64) -> Self {
        let start = life
            .charges
            .iter()
            .map(|charge| charge.at)
            .fold(life.opened, Instant::min);
        let passed = life.as_of.seconds().saturating_sub(start.seconds());
        let ahead = (passed / 2).max(DAY);
        let furthest = life.as_of.plus_seconds(ahead);
        let windows = life.measures.iter().flat_map(|measure| &measure.windows);
        let ends = windows.filter_map(|window| window.end);
        let expiries = life
            .credits
            .iter()
            .filter(|credit| credit.ended.is_none() && !credit.line.left.is_zero())
            .filter_map(|credit| credit.line.expires);
        let dues = life.statement.scheduled.iter().map(|credit| credit.due);
        let end = ends
            .chain(expiries)
            .chain(dues)
            .fold(life.as_of, Instant::max);
        Self {
            start,
            end: end.min(furthest).max(start.plus_seconds(DAY)),
            left: MARGIN,
            right: width - MARGIN,
        }
    }

    /// Where an instant is; those before and after stand at the edges.
    pub fn x(&self, instant: Instant) -> i64 {
        let since =
            |from: Instant, to: Instant| i128::from(to.seconds()) - i128::from(from.seconds());
        let span = since(self.start, self.end).max(1);
        let room = i128::from(self.right - self.left);
        let offset = (since(self.start, instant) * room / span).clamp(0, room);
        self.left + i64::try_from(offset).unwrap_or(0)
    }
}

pub const DAY: i64 = 86_400;

/// So many pixels of `height` for a part of a whole.
pub fn share(part: i128, whole: i128, height: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    let pixels = part.saturating_mul(i128::from(height)) / whole;
    i64::try_from(pixels).unwrap_or(i64::MAX).clamp(0, height)
}

/// As [`share`], and at least one pixel of what is not nothing.
pub fn visible_share(part: Amount, whole: Amount, height: i64) -> i64 {
    let pixels = share(part.minor(), whole.minor(), height);
    if part.is_zero() {
        pixels
    } else {
        pixels.max(1)
    }
}

/// A reading as a whole number that keeps the order: minor units, or millionths.
pub fn magnitude(reading: &Reading) -> i128 {
    match reading {
        Reading::Money(amount) => amount.minor(),
        Reading::Number(quantity) => {
            let text = quantity.to_string();
            let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
            let digits = format!("{whole}{decimals:0<6}");
            digits.parse().unwrap_or(i128::MAX / 1_000_000)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Number, Quantity};

    #[test]
    fn pixels_keep_the_order() {
        assert_eq!(share(0, 100, 50), 0);
        assert_eq!(share(99, 100, 50), 49);
        assert_eq!(share(200, 100, 50), 50);
        assert_eq!(share(1, 0, 50), 0);
        assert_eq!(share(i128::MAX, 1, 50), 50);
        let amount = Amount::from_minor;
        assert_eq!(visible_share(amount(1), amount(1_000_000), 50), 1);
        let number = |text: &str| {
            let mut quantity = Quantity::default();
            quantity.add(Number::parse(text).unwrap());
            magnitude(&Reading::Number(quantity))
        };
        assert_eq!(number("3"), 3_000_000);
        assert_eq!(number("0.5"), 500_000);
    }
}
