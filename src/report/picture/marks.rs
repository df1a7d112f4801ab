//! Below the charges: triangles for refunds, diamonds for adjustments.

use maud::html;

use crate::base::Instant;
use crate::case::outcome::moment;

use super::super::names;
use super::Drawing;
use super::lane::{Lane, clean};

const ROW: i64 = 22;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Triangle,
    Diamond,
}

struct Mark {
    at: Instant,
    label: String,
    words: String,
}

/// Draws a row for each kind that there is, and says what they are.
pub fn draw(drawing: &Drawing<'_>, lane: &mut Lane) {
    let rows = [
        (Shape::Triangle, refunds(drawing), "\u{25bd} refund"),
        (
            Shape::Diamond,
            adjustments(drawing),
            "\u{25c6} adjustment, which is not credit",
        ),
    ];
    let mut key = Vec::new();
    for (shape, marks, words) in rows {
        if !marks.is_empty() {
            draw_row(drawing, lane, shape, marks);
            key.push(words);
        }
    }
    lane.words("small", &key.join("; "));
}

fn refunds(drawing: &Drawing<'_>) -> Vec<Mark> {
    let amount = |amount| names::amount(amount, drawing.life.currency);
    let calendar = drawing.program.calendar;
    let refunds = drawing.life.refunds.iter().map(|refund| {
        let mut words = format!(
            "{} {}: refund of {}, {}",
            moment(calendar, refund.at),
            clean(&refund.id),
            clean(&refund.charge),
            drawing.money(refund.amount)
        );
        if !refund.restored.is_zero() {
            words.push_str(&format!(", {} back to credit", amount(refund.restored)));
        }
        Mark {
            at: refund.at,
            label: format!("-{}", amount(refund.amount)),
            words,
        }
    });
    refunds.collect()
}

fn adjustments(drawing: &Drawing<'_>) -> Vec<Mark> {
    let adjustments = drawing.life.statement.adjustments.iter();
    let marks = adjustments.map(|adjustment| Mark {
        at: adjustment.at,
        label: names::amount(adjustment.amount, drawing.life.currency),
        words: format!(
            "{} {}: adjustment, {}",
            moment(drawing.program.calendar, adjustment.at),
            clean(&adjustment.event),
            drawing.money(adjustment.amount)
        ),
    });
    marks.collect()
}

/// The marks of one kind; those with no room for their amount show it when pointed at.
fn draw_row(drawing: &Drawing<'_>, lane: &mut Lane, shape: Shape, mut marks: Vec<Mark>) {
    marks.sort_by_key(|mark| mark.at);
    let places: Vec<i64> = marks.iter().map(|mark| drawing.scale.x(mark.at)).collect();
    let nexts = places
        .iter()
        .skip(1)
        .copied()
        .chain([drawing.width.pixels() + 7]);
    let y = lane.height + 12;
    for ((mark, x), next) in marks.iter().zip(&places).zip(nexts) {
        let length = 8 * i64::try_from(mark.label.len()).unwrap_or(0);
        let has_room = x + 10 + length <= next - 7;
        let (class, path) = match shape {
            Shape::Triangle => (
                "mark",
                format!("M{} {}H{}L{x} {}Z", x - 6, y - 5, x + 6, y + 6),
            ),
            Shape::Diamond => (
                "full",
                format!("M{x} {}L{} {y}L{x} {}L{} {y}Z", y - 7, x + 7, y + 7, x - 7),
            ),
        };
        lane.draw(html! {
            g {
                title { (mark.words) }
                path class=(class) d=(path) {}
                @if has_room { text class="small" x=(x + 10) y=(y + 5) { (mark.label) } }
            }
        });
    }
    lane.gap(ROW);
}
