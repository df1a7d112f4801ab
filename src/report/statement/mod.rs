//! The statement of an account for a terminal, for a page of Markdown, and for a tool.

mod json;
mod markdown;
mod text;

use crate::base::{Amount, Calendar, Instant};
use crate::books::{CreditState, Statement, UnderWay};
use crate::case::outcome::moment;
use crate::engine::{GoalProgress, GoalStanding, MeasureProgress, WindowProgress};
use crate::program::{Program, VersionId};

use super::names;

pub use json::json;
pub use markdown::markdown;
pub use text::text;

/// `active`, `used up`, `expired`, `revoked`
pub(super) fn state_word(state: CreditState) -> &'static str {
    match state {
        CreditState::Active => "active",
        CreditState::UsedUp => "used up",
        CreditState::Expired => "expired",
        CreditState::Revoked(_) => "revoked",
    }
}

/// What there is to read of something under way.
struct Way {
    offer: String,
    title: Option<String>,
    /// `spend USD 140.00 of USD 200.00`
    progress: String,
    /// `for USD 100.00`
    reward: Option<String>,
    /// `before 2026-03-31 09:00`
    deadline: Option<String>,
}

fn way(program: &Program, statement: &Statement, under_way: &UnderWay) -> Way {
    let currency = statement.currency;
    let calendar = program.calendar;
    match under_way {
        UnderWay::Measure {
            version,
            progress,
            goal,
        } => {
            let measure = names::measure(program, *version, progress.measure);
            let value = names::reading(&progress.value, currency);
            let mut words = match goal {
                Some(goal) => {
                    let needed = names::reading(&goal.needed(), currency);
                    let reached = match goal.stands {
                        GoalStanding::Fired | GoalStanding::Reached => ", reached",
                        GoalStanding::Ahead | GoalStanding::UsedUp => "",
                    };
                    format!("{measure} {value} of {needed}{reached}")
                }
                None => format!("{measure} {value} so far"),
            };
            if let Some(reward) = tier_so_far(progress, goal.as_ref()) {
                words.push_str(&format!("\n{} so far", names::money(reward, currency)));
            }
            let reward = goal.and_then(|goal| goal.reward);
            let of = |money| format!("for {}", names::money(money, currency));
            Way {
                progress: words,
                reward: reward.map(of),
                deadline: Some(measure_deadline(program, *version, progress)),
                ..way_of(program, *version)
            }
        }
        UnderWay::Event {
            version,
            event,
            reward,
            until,
        } => {
            let kind = program.events.get(event.index());
            let kind = kind.map_or("", |kind| kind.name.as_str());
            let each = |money| format!("{} each", names::money(money, currency));
            Way {
                progress: format!("pays on {kind}"),
                reward: reward.map(each),
                deadline: until.map(|until| before(calendar, until)),
                ..way_of(program, *version)
            }
        }
    }
}

/// What the row below the next one of a `highest tier` would pay: it is reached, and not decided.
fn tier_so_far(progress: &MeasureProgress, next: Option<&GoalProgress>) -> Option<Amount> {
    let next = next.filter(|next| next.stands == GoalStanding::Ahead)?;
    let mut goals = progress.goals.iter();
    let below = goals.rfind(|goal| {
        goal.rule == next.rule && goal.tier < next.tier && goal.stands == GoalStanding::Reached
    });
    below?.reward
}

fn way_of(program: &Program, version: VersionId) -> Way {
    Way {
        offer: names::offer_of(program, version).to_owned(),
        title: names::title(program, version),
        progress: String::new(),
        reward: None,
        deadline: None,
    }
}

fn measure_deadline(program: &Program, version: VersionId, progress: &MeasureProgress) -> String {
    let terms = names::terms(program, version);
    let measure = terms.and_then(|terms| terms.measures.get(progress.measure.index()));
    let first = measure.and_then(|measure| program.events.get(measure.event.event.index()));
    match progress.window {
        WindowProgress::Waiting { until } => {
            let first = first.map_or("", |first| first.name.as_str());
            let waits = format!("from the first {first}");
            match until {
                Some(until) => format!("{waits}, {}", before(program.calendar, until)),
                None => waits,
            }
        }
        WindowProgress::Open { end: Some(end), .. } => before(program.calendar, end),
        WindowProgress::Open { end: None, .. } => "no end".to_owned(),
    }
}

fn before(calendar: Calendar, instant: Instant) -> String {
    format!("before {}", moment(calendar, instant))
}

/// `never`, or the local time.
pub(super) fn expiry(calendar: Calendar, expires: Option<Instant>) -> String {
    expires.map_or_else(|| "never".to_owned(), |expires| moment(calendar, expires))
}

/// What was left out because it came later; nothing where that is nothing.
pub(super) fn later_events(statement: &Statement) -> Option<String> {
    match statement.later_events {
        0 => None,
        1 => Some("1 event came later and is not in it".to_owned()),
        count => Some(format!("{count} events came later and are not in it")),
    }
}

/// `USD 100.00 issued: 90.00 paid, 10.00 left`
pub(super) fn sums(statement: &Statement) -> String {
    let totals = &statement.totals;
    let amount = |amount| names::amount(amount, statement.currency);
    if totals.issued.is_zero() {
        let is_idle = statement.scheduled.is_empty() && statement.under_way.is_empty();
        let idle = if is_idle {
            ", and none is under way"
        } else {
            ""
        };
        return format!("no credit has been issued{idle}");
    }
    let mut text = format!(
        "{} issued: {} paid",
        names::money(totals.issued, statement.currency),
        amount(totals.paid)
    );
    let parts = [(totals.expired, "expired"), (totals.revoked, "revoked")];
    for (part, word) in parts.iter().filter(|(part, _)| !part.is_zero()) {
        text.push_str(&format!(", {} {word}", amount(*part)));
    }
    text.push_str(&format!(", {} left", amount(totals.left)));
    text
}

/// The same as the beginning of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(characters).collect()
}
