//! What was left of each credit, from its issue to its end.

use maud::html;

use crate::base::Amount;
use crate::books::{CreditLife, CreditState};
use crate::case::outcome::moment;

use super::super::names;
use super::lane::Lane;
use super::scale::visible_share;
use super::{Drawing, axis, note, style};

/// How many credits are drawn, the last ones; the page has all of them in its table.
pub const MOST: usize = 24;
const HEIGHT: i64 = 40;

pub fn lanes(drawing: &Drawing<'_>) -> Vec<Lane> {
    let credits = &drawing.life.credits;
    if credits.is_empty() {
        return vec![note(drawing, "No credit has been issued.")];
    }
    let earlier = credits.len().saturating_sub(MOST);
    let mut lanes = Vec::new();
    if earlier > 0 {
        let words = format!("The last {MOST} credits; {earlier} earlier ones are not drawn.");
        lanes.push(note(drawing, &words));
    }
    let drawn = credits.iter().enumerate().skip(earlier);
    lanes.extend(drawn.map(|(place, credit)| lane(drawing, place, credit)));
    lanes
}

/// `spend_get#1: USD 100.00 from 2026-01-09 10:00, before 2026-02-08 10:00: 90.00 paid, 10.00 expired`
pub fn caption(drawing: &Drawing<'_>, credit: &CreditLife) -> String {
    let line = &credit.line;
    let calendar = drawing.program.calendar;
    let amount = |amount| names::amount(amount, drawing.life.currency);
    let until = match line.expires {
        Some(expires) => format!("before {}", moment(calendar, expires)),
        None => "for good".to_owned(),
    };
    let parts = [
        (line.paid, "paid"),
        (line.expired, "expired"),
        (line.revoked, "revoked"),
        (line.left, "left"),
    ];
    let parts = parts.iter().filter(|(part, _)| !part.is_zero());
    let parts: Vec<String> = parts
        .map(|(part, word)| format!("{} {word}", amount(*part)))
        .collect();
    format!(
        "{}: {} from {}, {until}: {}",
        names::credit(drawing.program, line.credit),
        drawing.money(line.amount),
        moment(calendar, line.issued),
        parts.join(", ")
    )
}

fn lane(drawing: &Drawing<'_>, place: usize, credit: &CreditLife) -> Lane {
    let mut lane = Lane::new(drawing.width.pixels());
    let fill = style::fill(place, drawing.width.suffix());
    let words = caption(drawing, credit);
    lane.words_with_swatch("", &words, &fill);
    let scale = &drawing.scale;
    let line = &credit.line;
    let top = lane.height + 6;
    let base = top + HEIGHT;
    lane.draw(axis::grid(drawing, (top, base)));
    let level = |left: Amount| base - visible_share(left, line.amount, HEIGHT);
    let issued = scale.x(line.issued);
    let gone = credit.ended.or(line.expires).unwrap_or(scale.end);
    let end = scale.x(gone);
    let now = scale.x(drawing.life.as_of).min(end);
    let mut path = format!("M{issued} {base}");
    for (at, left) in &credit.left {
        path.push_str(&format!("H{}V{}", scale.x(*at), level(*left)));
    }
    let last = credit.left.last().map_or(Amount::ZERO, |(_, left)| *left);
    path.push_str(&format!("H{now}V{base}Z"));
    let is_ahead = line.state == CreditState::Active && now < end;
    lane.draw(html! {
        g {
            title { (words) }
            rect class="whole" x=(issued) y=(top) width=((end - issued).max(1)) height=(HEIGHT) {}
            path d=(path) fill=(fill) {}
            path class="edge" d=(path) {}
            @if is_ahead {
                rect class="ahead" x=(now) y=(level(last)) width=(end - now) height=(base - level(last)) fill=(fill) {}
            }
        }
        line class="base" x1=(scale.left) x2=(scale.right) y1=(base) y2=(base) {}
    });
    lane.draw(axis::now(drawing, (top, base)));
    lane.height = base + 14;
    lane
}
