//! Each measure on its way to its goals, window by window.

use maud::html;

use crate::base::Instant;
use crate::books::{GoalLife, MeasureLife, WindowLife};
use crate::engine::Reading;

use super::super::names;
use super::lane::Lane;
use super::scale::{magnitude, share};
use super::{Drawing, axis, note};

/// How many measures are drawn; the page has the rest in its table.
const MOST: usize = 12;
/// How many goals of a measure are drawn: the last ones, where there are more.
const MOST_GOALS: usize = 6;
const HEIGHT: i64 = 90;
/// For the words of the highest goal.
const HEADROOM: i64 = 20;

pub fn lanes(drawing: &Drawing<'_>) -> Vec<Lane> {
    let measures = &drawing.life.measures;
    let mut lanes: Vec<Lane> = measures
        .iter()
        .take(MOST)
        .map(|life| lane(drawing, life))
        .collect();
    if measures.len() > MOST {
        let more = measures.len() - MOST;
        lanes.push(note(
            drawing,
            &format!("and {more} more measures, which are not drawn"),
        ));
    }
    lanes
}

fn lane(drawing: &Drawing<'_>, life: &MeasureLife) -> Lane {
    let mut lane = Lane::new(drawing.width.pixels());
    let offer = names::offer_of(drawing.program, life.version);
    let name = names::measure(drawing.program, life.version, life.measure);
    let last = life.windows.last().and_then(|window| window.values.last());
    let last = last.map_or_else(String::new, |(_, value)| reading(drawing, value));
    lane.words("head", &format!("{offer}: {name} {last}"));
    let goals = goals(drawing, life);
    let highest = goals.iter().map(|goal| goal.0).max().unwrap_or(0);
    let values = life.windows.iter().flat_map(|window| &window.values);
    let most = values
        .map(|(_, value)| magnitude(value))
        .max()
        .unwrap_or(0)
        .max(highest)
        .max(1);
    let top = lane.height + 4;
    let base = top + HEADROOM + HEIGHT;
    lane.draw(axis::grid(drawing, (top, base)));
    let level = |value: i128| base - share(value, most, HEIGHT);
    for window in &life.windows {
        draw_window(drawing, window, &mut lane, (top, base), &level);
    }
    let mut free_above = i64::MAX;
    for (needed, label) in &goals {
        let y = level(*needed);
        let has_room = y <= free_above;
        if has_room {
            free_above = y - 15;
        }
        let (left, right) = (drawing.scale.left, drawing.scale.right);
        lane.draw(html! {
            line class="goal" x1=(left) x2=(right) y1=(y) y2=(y) { title { (label) } }
            @if has_room { text class="small halo" x=(left + 4) y=(y - 5) { (label) } }
        });
    }
    let (left, right) = (drawing.scale.left, drawing.scale.right);
    lane.draw(html! { line class="base" x1=(left) x2=(right) y1=(base) y2=(base) {} });
    lane.draw(axis::now(drawing, (top, base)));
    lane.height = base + 16;
    lane
}

/// The goals with their words, the lowest first.
fn goals(drawing: &Drawing<'_>, life: &MeasureLife) -> Vec<(i128, String)> {
    let words = |goal: &GoalLife| {
        let needed = reading(drawing, &goal.needed);
        match goal.reward {
            Some(reward) => format!("{needed} for {}", drawing.money(reward)),
            None => needed,
        }
    };
    let mut goals: Vec<(i128, String)> = life
        .goals
        .iter()
        .map(|goal| (magnitude(&goal.needed), words(goal)))
        .collect();
    goals.sort();
    let surplus = goals.len().saturating_sub(MOST_GOALS);
    goals.split_off(surplus)
}

fn draw_window(
    drawing: &Drawing<'_>,
    window: &WindowLife,
    lane: &mut Lane,
    (top, base): (i64, i64),
    level: &dyn Fn(i128) -> i64,
) {
    let scale = &drawing.scale;
    let end = window.end.unwrap_or(scale.end);
    let (left, right) = (scale.x(window.start), scale.x(end));
    let mut path = format!("M{left} {base}");
    for (at, value) in &window.values {
        path.push_str(&format!("H{}V{}", scale.x(*at), level(magnitude(value))));
    }
    let until: Instant = end.min(drawing.life.as_of);
    path.push_str(&format!("H{}", scale.x(until)));
    let words = window_words(drawing, window);
    lane.draw(html! {
        g {
            title { (words) }
            rect class="window" x=(left) y=(top) width=((right - left).max(1)) height=(base - top) {}
            line class="base" x1=(left) x2=(left) y1=(top) y2=(base) {}
            line class="base" x1=(right) x2=(right) y1=(top) y2=(base) {}
            path class="value" d=(path) {}
        }
    });
}

fn window_words(drawing: &Drawing<'_>, window: &WindowLife) -> String {
    let moment = |instant| crate::case::outcome::moment(drawing.program.calendar, instant);
    let end = window.end.map_or_else(
        || "no end".to_owned(),
        |end| format!("before {}", moment(end)),
    );
    let value = window.values.last().map(|(_, value)| value);
    let value = value.map_or_else(|| "nothing".to_owned(), |value| reading(drawing, value));
    format!("from {}, {end}: {value}", moment(window.start))
}

fn reading(drawing: &Drawing<'_>, reading: &Reading) -> String {
    names::reading(reading, drawing.life.currency)
}
