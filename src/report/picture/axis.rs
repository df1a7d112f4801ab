//! The head of the picture, and time: its grid, its dates, and where now is.

use maud::{Markup, html};

use crate::base::calendar::days_later;
use crate::base::{Calendar, Date, Instant, Period};
use crate::case::outcome::moment;

use super::super::names;
use super::lane::{Lane, MARGIN};
use super::scale::DAY;
use super::{Drawing, style};

/// How far apart dates stand at least, in pixels.
const DATE_ROOM: i64 = 84;

/// Whose picture it is, and what the colours mean.
pub fn head(drawing: &Drawing<'_>) -> Lane {
    let life = drawing.life;
    let mut lane = Lane::new(drawing.width.pixels());
    lane.words("big", &drawing.title());
    let zone = drawing.program.calendar.zone_name();
    lane.words(
        "muted",
        &format!(
            "{}; times are of {zone}",
            super::super::statement::sums(&life.statement)
        ),
    );
    lane.gap(8);
    lane
}

/// The dates below everything.
pub fn foot(drawing: &Drawing<'_>) -> Lane {
    let mut lane = Lane::new(drawing.width.pixels());
    let scale = &drawing.scale;
    let mut last = i64::MIN;
    for tick in ticks(drawing) {
        let x = scale.x(tick.at);
        let is_first = last == i64::MIN;
        if !is_first && x - last < DATE_ROOM {
            continue;
        }
        last = x;
        let (class, x) = if x < scale.left + 24 {
            ("small", x.max(MARGIN))
        } else if x > scale.right - 24 {
            ("small end", x)
        } else {
            ("small middle", x)
        };
        lane.draw(html! { text class=(class) x=(x) y="14" { (tick.label) } });
    }
    lane.gap(22);
    if life_goes_on(drawing) {
        let as_of = moment(drawing.program.calendar, drawing.life.as_of);
        lane.words(
            "small",
            &format!("The dashed line is {as_of}; what is right of it is ahead."),
        );
    }
    lane
}

/// Whether something is drawn behind the instant as of which it is.
fn life_goes_on(drawing: &Drawing<'_>) -> bool {
    drawing.life.as_of < drawing.scale.end
}

/// A line for each date, behind what a lane draws, and where now is.
pub fn grid(drawing: &Drawing<'_>, (top, base): (i64, i64)) -> Markup {
    let scale = &drawing.scale;
    let lines: Vec<i64> = ticks(drawing).iter().map(|tick| scale.x(tick.at)).collect();
    html! {
        @for x in lines {
            line class="grid" x1=(x) x2=(x) y1=(top) y2=(base) {}
        }
    }
}

/// Where now is, in front of what a lane draws.
pub fn now(drawing: &Drawing<'_>, (top, base): (i64, i64)) -> Markup {
    let x = drawing.scale.x(drawing.life.as_of);
    html! {
        @if life_goes_on(drawing) {
            line class="now" x1=(x) x2=(x) y1=(top - 4) y2=(base + 4) {}
        }
    }
}

struct Tick {
    at: Instant,
    label: String,
}

/// Local midnights, so far apart that their dates have room.
fn ticks(drawing: &Drawing<'_>) -> Vec<Tick> {
    let scale = &drawing.scale;
    let calendar = drawing.program.calendar;
    let room = ((scale.right - scale.left) / DATE_ROOM).max(1);
    let days = (scale.end.seconds() - scale.start.seconds()) / DAY + 1;
    let between = days / room + 1;
    if between <= 14 {
        let mut steps = [(1, 1), (2, 2), (7, 7), (14, 14)].into_iter();
        let step = steps.find(|(days, _)| between <= *days);
        let step = step.map_or(14, |(_, step)| step);
        return days_apart(calendar, scale.start, scale.end, step);
    }
    let months = between / 30 + 1;
    let step = [1, 3, 6, 12]
        .into_iter()
        .find(|step| months <= *step)
        .unwrap_or(months);
    months_apart(calendar, scale.start, scale.end, step)
}

fn days_apart(calendar: Calendar, start: Instant, end: Instant, step: u64) -> Vec<Tick> {
    let mut date = Some(calendar.date(start));
    let mut ticks = Vec::new();
    while let Some(today) = date {
        let at = calendar.start_of_day(today);
        if at > end {
            break;
        }
        if at >= start {
            ticks.push(Tick {
                at,
                label: day_label(today, ticks.is_empty()),
            });
        }
        // The first date is that of the opening, whose midnight has passed.
        date = days_later(today, if ticks.is_empty() { 1 } else { step });
    }
    ticks
}

fn months_apart(calendar: Calendar, start: Instant, end: Instant, step: i64) -> Vec<Tick> {
    let mut at = calendar.period_end(Period::Month, start);
    let mut ticks = Vec::new();
    let mut place = 0;
    while at <= end {
        if place % step == 0 {
            let date = calendar.date(at);
            ticks.push(Tick {
                at,
                label: date.format("%b %Y").to_string(),
            });
        }
        place += 1;
        let next = calendar.period_end(Period::Month, at);
        if next <= at {
            break;
        }
        at = next;
    }
    ticks
}

/// `5 Jan`; the first with its year, as the first of each year.
fn day_label(date: Date, is_first: bool) -> String {
    let form = if is_first || date.format("%j").to_string() == "001" {
        "%-d %b %Y"
    } else {
        "%-d %b"
    };
    date.format(form).to_string()
}

/// The swatch of what was left to pay, and of each credit.
pub fn legend(drawing: &Drawing<'_>, lane: &mut Lane) {
    let width = drawing.width.pixels();
    let suffix = drawing.width.suffix();
    let mut entries = vec![("cash".to_owned(), None)];
    let paid = drawing.life.credits.iter().enumerate();
    let paid = paid.filter(|(_, credit)| credit.left.len() > 1);
    entries.extend(paid.map(|(place, credit)| {
        let name = names::credit(drawing.program, credit.line.credit);
        (name, Some(style::fill(place, suffix)))
    }));
    let more = entries.len().saturating_sub(style::KINDS + 1);
    entries.truncate(style::KINDS + 1);
    if more > 0 {
        entries.push((format!("{more} more, below"), Some("none".to_owned())));
    }
    let mut x = MARGIN;
    for (name, fill) in entries {
        let length = 34 + 7 * i64::try_from(name.chars().count()).unwrap_or(0);
        if x > MARGIN && x + length > width - MARGIN {
            x = MARGIN;
            lane.gap(18);
        }
        let top = lane.height;
        lane.draw(html! {
            @match fill {
                Some(fill) => rect class="swatch" x=(x) y=(top + 2) width="14" height="12" fill=(fill) {},
                None => rect class="swatch cash" x=(x) y=(top + 2) width="14" height="12" {},
            }
            text class="small" x=(x + 20) y=(top + 12) { (name) }
        });
        x += length;
    }
    lane.gap(20);
}
