//! What is remembered of past events for eligibility, `on first` and deadlines: no more than a later
//! question can still turn on.

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::base::{Calendar, Currency, Duration, Instant, Unit};
use crate::program::Slot;

use super::account::Account;
use super::event::Value;
use super::filter::{AccountReader, Reader, borrowed, filter_holds};
use super::plan::{FirstId, HistoryId, HistoryPlan, Plan};
use super::scene::{Occasion, Scene};
use super::trace::Tracing;

/// The past events that one history filter may match.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// By the values that the filter will be asked about again; one without values where it need not.
    groups: Vec<Group>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Group {
    values: Vec<Value<'static>>,
    /// Ascending; thinned out, see [`thin`].
    instants: SmallVec<[Instant; 1]>,
}

/// Remembers the event for later questions, and notes of which kinds it is the account's first.
#[inline(never)]
pub(super) fn remember<T: Tracing>(scene: &mut Scene<'_, T>, occasion: &mut Occasion<'_>) {
    let plan = scene.plan;
    let event = occasion.event;
    let reader = scene.reader(occasion);
    let firsts: SmallVec<[FirstId; 2]> = plan
        .firsts
        .candidates(event.kind, &reader)
        .into_iter()
        .filter(|first| first_place(scene.account, *first).is_err())
        .filter(|first| {
            plan.first_filter(*first)
                .is_some_and(|filter| filter_holds(&filter.filter, &reader))
        })
        .collect();
    let mut remembered: SmallVec<[(HistoryId, Vec<Value<'static>>); 2]> = SmallVec::new();
    for id in plan.histories.candidates(event.kind, &reader) {
        let Some(history) = plan.history(id) else {
            continue;
        };
        if !history.remembers.is_empty() || filter_holds(&history.event.filter, &reader) {
            let values = history
                .remembers
                .iter()
                .map(|slot| reader.read(*slot).into_owned());
            remembered.push((id, values.collect()));
        }
    }
    for first in &firsts {
        if let Err(place) = first_place(scene.account, *first) {
            let firsts = &mut scene.account.rare_mut().firsts;
            firsts.insert(place, (*first, event.at));
        }
    }
    occasion.firsts = firsts;
    for (id, values) in remembered {
        if let (Some(history), Some(record)) = (plan.history(id), record_mut(scene.account, id)) {
            record.add(values, event.at, history);
        }
    }
}

fn first_place(account: &Account, first: FirstId) -> Result<usize, usize> {
    let firsts = account.rare().map_or(&[][..], |rare| &rare.firsts);
    firsts.binary_search_by_key(&first, |(id, _)| *id)
}

/// The instant of the account's first event of this kind, if there was one.
pub(super) fn first_instant(account: &Account, first: FirstId) -> Option<Instant> {
    let place = first_place(account, first).ok()?;
    let (_, instant) = account.rare()?.firsts.get(place)?;
    Some(*instant)
}

fn record_mut(account: &mut Account, id: HistoryId) -> Option<&mut Remembered> {
    let history = &mut account.rare_mut().history;
    let place = match history.binary_search_by_key(&id, |(id, _)| *id) {
        Ok(place) => place,
        Err(place) => {
            history.insert(place, (id, Remembered::default()));
            place
        }
    };
    history.get_mut(place).map(|(_, record)| record)
}

/// The instant of an event of this history that is dated before `t`, and not before `t − within` where that
/// is given; nothing where there is none.
pub(super) fn find_event(
    plan: &Plan,
    account: &Account,
    id: HistoryId,
    within: Option<Duration>,
    t: Instant,
) -> Option<Instant> {
    let history = plan.history(id)?;
    let remembered = account.rare().map_or(&[][..], |rare| &rare.history);
    let place = remembered.binary_search_by_key(&id, |(id, _)| *id).ok()?;
    let (_, record) = remembered.get(place)?;
    let from = within.map(|within| plan.program().calendar.subtract(t, within));
    record.groups.iter().find_map(|group| {
        let before = group.instants.partition_point(|instant| *instant < t);
        let latest = group.instants.get(before.checked_sub(1)?)?;
        let past = PastReader {
            account,
            history,
            group,
        };
        let is_it = from.is_none_or(|from| *latest >= from)
            && (history.remembers.is_empty() || filter_holds(&history.event.filter, &past));
        is_it.then_some(*latest)
    })
}

impl Remembered {
    fn add(&mut self, values: Vec<Value<'static>>, at: Instant, history: &HistoryPlan) {
        let place = match self.groups.iter().position(|group| group.values == values) {
            Some(place) => place,
            None => {
                self.groups.push(Group {
                    values,
                    instants: SmallVec::new(),
                });
                self.groups.len() - 1
            }
        };
        if let Some(group) = self.groups.get_mut(place) {
            let place = group.instants.partition_point(|instant| *instant < at);
            if group.instants.get(place) != Some(&at) {
                group.instants.insert(place, at);
                thin(&mut group.instants, place, history.shortest);
            }
        }
    }
}

/// Forgets instants that no question can turn on. "Ever" asks for the earliest alone. "In the last D"
/// finds an instant between two others only where those are more than D apart: whenever it is in the last
/// D, so is one of the others.
fn thin(instants: &mut SmallVec<[Instant; 1]>, added: usize, shortest: Option<Duration>) {
    let Some(shortest) = shortest else {
        instants.truncate(1);
        return;
    };
    let is_needless = |instants: &[Instant], place: usize| {
        let (Some(before), Some(after)) = (
            place.checked_sub(1).and_then(|place| instants.get(place)),
            instants.get(place + 1),
        ) else {
            return false;
        };
        *after <= before.plus_seconds(surely_within(shortest))
    };
    for place in [added + 1, added, added.saturating_sub(1)] {
        if is_needless(instants, place) {
            instants.remove(place);
        }
    }
}

/// A length in seconds that `t − D` reaches back for certain: calendar units with month ends clamped, and
/// with clock changes and even a skipped day allowed for.
pub(super) fn surely_within(duration: Duration) -> i64 {
    const DAY: i64 = 86_400;
    const CLOCK_CHANGES: i64 = 27 * 3_600;
    let count = i64::from(duration.count);
    let calendar_days = match duration.unit {
        Unit::Second | Unit::Minute | Unit::Hour => {
            return count.saturating_mul(duration.unit.exact_seconds().unwrap_or(0));
        }
        Unit::Day => count,
        Unit::Week => count * 7,
        Unit::Month => count * 28 - 3,
        Unit::Year => count * 365 - 3,
    };
    calendar_days * DAY - CLOCK_CHANGES
}

/// A past event by what is remembered of it, with the account's facts of now.
struct PastReader<'a> {
    account: &'a Account,
    history: &'a HistoryPlan,
    group: &'a Group,
}

impl Reader for PastReader<'_> {
    fn read(&self, slot: Slot) -> Value<'_> {
        let remembered = self
            .history
            .remembers
            .iter()
            .position(|other| *other == slot);
        match remembered.and_then(|place| self.group.values.get(place)) {
            Some(value) => borrowed(value),
            None => AccountReader(self.account).0.read(slot),
        }
    }

    fn currency(&self) -> Currency {
        self.account.currency()
    }
}

/// `opened in the last D`, asked at `t`.
pub(super) fn opened_within(
    calendar: Calendar,
    account: &Account,
    within: Duration,
    t: Instant,
) -> bool {
    account.opened() >= calendar.subtract(t, within)
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::program::{EventFilter, EventTypeId, Formula};

    /// What is thrown away must be surely within; and what is kept is not much longer than it need be.
    #[test]
    fn a_length_is_surely_within_and_not_much_shorter() {
        let units = [
            (Unit::Hour, 27),
            (Unit::Day, 27 + 24),
            (Unit::Week, 27 + 24),
            (Unit::Month, 27 + 24 * 8),
            (Unit::Year, 27 + 24 * 5),
        ];
        // The second skipped a whole day at the end of 2011.
        let zones = [
            ("America/New_York", 19_000..21_000),
            ("Pacific/Apia", 14_000..16_000),
        ];
        let of_units = |(zone, days): (&str, Range<i64>)| {
            units.map(|unit| (Calendar::from_zone_name(zone).unwrap(), days.clone(), unit))
        };
        for (calendar, days, (unit, most_hours)) in zones.into_iter().flat_map(of_units) {
            for count in 1..=3 {
                let duration = Duration { count, unit };
                let day = |day: i64| Instant::from_seconds(day * 86_400);
                let back =
                    |day: Instant| day.seconds() - calendar.subtract(day, duration).seconds();
                let shortest = days.clone().map(|number| back(day(number))).min();
                let shortest = shortest.unwrap_or(0);
                let sure = surely_within(duration);
                assert!(sure <= shortest, "{duration}: {sure} of {shortest}");
                assert!(
                    shortest - sure <= most_hours * 3_600,
                    "{duration}: {sure} of {shortest}"
                );
            }
        }
    }

    /// Events of a fortnight in any order: few instants are kept, and they answer as all would.
    #[test]
    fn few_instants_answer_for_all() {
        let shortest = Duration {
            count: 3,
            unit: Unit::Day,
        };
        let history = |shortest| HistoryPlan {
            event: EventFilter {
                event: EventTypeId(0),
                filter: Formula::always(),
            },
            remembers: Vec::new(),
            shortest,
        };
        let hour = |hour: i64| Instant::from_seconds(hour * 3_600);
        let mut remembered = Remembered::default();
        let mut ever = Remembered::default();
        let mut all = Vec::new();
        for turn in 0..336 {
            // A stride that comes by every hour once.
            let at = hour(100 + turn * 125 % 336);
            remembered.add(Vec::new(), at, &history(Some(shortest)));
            remembered.add(Vec::new(), at, &history(Some(shortest)));
            ever.add(Vec::new(), at, &history(None));
            all.push(at);
            let kept = &remembered.groups.first().unwrap().instants;
            assert!(kept.len() <= 18, "{} are kept", kept.len());
            assert!(kept.is_sorted());
            let asked = |list: &[Instant], t: Instant| {
                let from = t.plus_seconds(-surely_within(shortest));
                list.iter().any(|instant| from <= *instant && *instant <= t)
            };
            if turn % 16 != 0 {
                continue;
            }
            for t in (90..520).map(hour) {
                assert_eq!(asked(kept, t), asked(&all, t), "at {t} of {kept:?}");
            }
            let first = all.iter().min().copied();
            assert_eq!(
                ever.groups.first().unwrap().instants.first().copied(),
                first
            );
            assert_eq!(ever.groups.first().unwrap().instants.len(), 1);
        }
    }

    /// What comes late makes the instant behind it needless, too; what comes twice is kept once.
    #[test]
    fn a_late_instant_stands_for_one_behind_it() {
        let shortest = Duration {
            count: 10,
            unit: Unit::Hour,
        };
        let history = HistoryPlan {
            event: EventFilter {
                event: EventTypeId(0),
                filter: Formula::always(),
            },
            remembers: Vec::new(),
            shortest: Some(shortest),
        };
        let kept = |hours: &[i64]| -> Vec<i64> {
            let mut remembered = Remembered::default();
            for hour in hours {
                let at = Instant::from_seconds(hour * 3_600);
                remembered.add(Vec::new(), at, &history);
            }
            let kept = remembered.groups.first().unwrap().instants.iter();
            kept.map(|instant| instant.seconds() / 3_600).collect()
        };
        assert_eq!(kept(&[0, 0]), [0]);
        assert_eq!(kept(&[0, 12, 16, 8]), [0, 8, 16]);
    }
}
