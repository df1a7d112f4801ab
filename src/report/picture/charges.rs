//! The charges: a bar each, from below what credit paid and on top what was left to pay; below the line,
//! refunds and adjustments.

use std::collections::BTreeMap;

use maud::html;

use crate::base::Amount;
use crate::books::ChargeLife;
use crate::case::outcome::moment;
use crate::engine::CreditId;

use super::super::names;
use super::lane::{Lane, clean};
use super::scale::visible_share;
use super::{Drawing, axis, marks, pattern_of, style};

const HEIGHT: i64 = 110;
/// How wide a bar is.
const WIDTH: i64 = 8;
/// How many charges a bar names.
const MOST_LINES: usize = 6;

pub fn lane(drawing: &Drawing<'_>) -> Lane {
    let mut lane = Lane::new(drawing.width.pixels());
    lane.words("head", "Charges, and what paid them");
    axis::legend(drawing, &mut lane);
    bars(drawing, &mut lane);
    marks::draw(drawing, &mut lane);
    lane.gap(14);
    lane
}

/// Charges that share a bar.
#[derive(Default)]
struct Bar {
    paid: BTreeMap<usize, Amount>,
    cash: Amount,
    charges: usize,
    lines: Vec<String>,
}

fn bars(drawing: &Drawing<'_>, lane: &mut Lane) {
    let bars = shared_bars(drawing);
    let most = bars.values().map(Bar::total).max().unwrap_or_default();
    let top = lane.height + 14;
    let base = top + HEIGHT;
    let (left, right) = (drawing.scale.left, drawing.scale.right);
    lane.draw(axis::grid(drawing, (top, base)));
    lane.draw(html! {
        text class="small" x=(left) y=(top - 3) { (drawing.money(most)) }
        line class="grid" x1=(left) x2=(right) y1=(top) y2=(top) {}
    });
    for (x, bar) in &bars {
        let x = (x - WIDTH / 2).clamp(left, right - WIDTH);
        let mut y = base;
        let mut parts = Vec::new();
        for (place, amount) in &bar.paid {
            let height = visible_share(*amount, most, HEIGHT);
            y -= height;
            parts.push((y, height, Some(style::fill(*place, drawing.width.suffix()))));
        }
        let height = visible_share(bar.cash, most, HEIGHT);
        y -= height;
        parts.push((y, height, None));
        lane.draw(html! {
            g {
                title { (bar_title(bar)) }
                @for (y, height, fill) in &parts {
                    @if *height > 0 {
                        @match fill {
                            Some(fill) => rect x=(x) y=(y) width=(WIDTH) height=(height) fill=(fill) {},
                            None => rect class="cash" x=(x) y=(y) width=(WIDTH) height=(height) {},
                        }
                    }
                }
                rect class="edge" x=(x) y=(y) width=(WIDTH) height=(base - y) {}
            }
        });
    }
    lane.draw(html! { line class="base" x1=(left) x2=(right) y1=(base) y2=(base) {} });
    lane.draw(axis::now(drawing, (top, base)));
    lane.height = base;
}

/// The bars by where they stand. Charges whose bars would overlap share one.
fn shared_bars(drawing: &Drawing<'_>) -> BTreeMap<i64, Bar> {
    let mut charges: Vec<&ChargeLife> = drawing.life.charges.iter().collect();
    charges.sort_by_key(|charge| charge.at);
    let mut bars: BTreeMap<i64, Bar> = BTreeMap::new();
    for charge in charges {
        let x = drawing.scale.x(charge.at);
        let last = bars.keys().next_back().copied();
        let place = last.filter(|last| x - last <= WIDTH).unwrap_or(x);
        let bar = bars.entry(place).or_default();
        for (credit, amount) in &charge.paid {
            let kind = pattern_of(drawing.life, *credit);
            let sum = bar.paid.entry(kind).or_default();
            *sum = sum.plus(*amount);
        }
        bar.cash = bar.cash.plus(charge.cash());
        bar.charges += 1;
        if bar.lines.len() < MOST_LINES {
            bar.lines.push(charge_line(drawing, charge));
        }
    }
    bars
}

impl Bar {
    fn total(&self) -> Amount {
        let paid = self.paid.values();
        paid.fold(self.cash, |sum, paid| sum.plus(*paid))
    }
}

fn bar_title(bar: &Bar) -> String {
    let mut lines = bar.lines.clone();
    if bar.charges > lines.len() {
        lines.push(format!("and {} more", bar.charges - lines.len()));
    }
    lines.join(
        "
",
    )
}

/// `2026-01-05 10:00 c4: USD 70.00, of it 30.00 by spend_get#1`
fn charge_line(drawing: &Drawing<'_>, charge: &ChargeLife) -> String {
    let amount = |amount| names::amount(amount, drawing.life.currency);
    let mut line = format!(
        "{} {}: {}",
        moment(drawing.program.calendar, charge.at),
        clean(&charge.id),
        drawing.money(charge.amount)
    );
    let paid = charge.paid.iter();
    for (credit, paid) in paid {
        line.push_str(&format!(
            ", {} by {}",
            amount(*paid),
            credit_name(drawing, *credit)
        ));
    }
    line
}

fn credit_name(drawing: &Drawing<'_>, credit: CreditId) -> String {
    names::credit(drawing.program, credit)
}
