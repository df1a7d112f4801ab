//! Step 6: measures count the event (section 2.4).

use smallvec::SmallVec;

use crate::base::{Amount, Instant};
use crate::program::{Aggregate, Counting, Measure, MeasureId, Role, Slot};

use super::account::{Contribution, Counted, CountedCharge};
use super::enrollment::Phase;
use super::event::Value;
use super::filter::{Reader, borrowed, filter_holds};
use super::scene::{EnrollmentKey, Occasion, Scene};
use super::standing;
use super::tally::Tally;
use super::why::{Ground, NotCounted, asked_filter};
use super::window;

/// Counts the event in every open window that it matches, and says which enrollments it touched: those
/// that counted it or are paid on it, the new ones, and those that got a place back. Sorted.
pub(super) fn count(
    scene: &mut Scene<'_>,
    occasion: &Occasion<'_>,
) -> SmallVec<[EnrollmentKey; 4]> {
    let event = occasion.event;
    let mut touched = watching_enrollments(scene, occasion);
    for key in &touched {
        let measures = scene
            .version(key.0)
            .and_then(|(_, plan)| plan.watch(event.kind))
            .map_or(&[][..], |watch| watch.measures.as_slice());
        for measure in measures {
            count_in_window(scene, occasion, *key, *measure);
        }
    }
    touched.extend_from_slice(&occasion.enrolled);
    if scene.account.has_freed_places {
        scene.account.has_freed_places = false;
        for enrollment in &mut scene.account.enrollments {
            if std::mem::take(&mut enrollment.has_freed_place) {
                touched.push(enrollment.key());
            }
        }
    }
    touched.sort_unstable();
    touched.dedup();
    touched
}

/// The running enrollments whose versions watch this event: found from whichever side is the shorter.
fn watching_enrollments(
    scene: &Scene<'_>,
    occasion: &Occasion<'_>,
) -> SmallVec<[EnrollmentKey; 4]> {
    const FEW: usize = 8;
    let enrollments = &scene.account.enrollments;
    let kind = occasion.event.kind;
    let watches = |key: &EnrollmentKey| {
        scene
            .version(key.0)
            .is_some_and(|(_, plan)| plan.watch(kind).is_some())
    };
    // Whoever asks why is told of each.
    if enrollments.len() <= FEW || scene.is_asked_why() {
        return enrollments
            .iter()
            .map(|enrollment| enrollment.key())
            .filter(watches)
            .collect();
    }
    let versions = scene
        .plan
        .watchers
        .candidates(kind, &scene.reader(occasion));
    if versions.len() >= enrollments.len() {
        return enrollments
            .iter()
            .map(|enrollment| enrollment.key())
            .filter(watches)
            .collect();
    }
    let mut found = SmallVec::new();
    for version in versions {
        let from = enrollments.partition_point(|enrollment| enrollment.version < version);
        let of_version = enrollments.get(from..).unwrap_or(&[]);
        found.extend(
            of_version
                .iter()
                .map(|enrollment| enrollment.key())
                .take_while(|key| key.0 == version),
        );
    }
    found
}

fn count_in_window(
    scene: &mut Scene<'_>,
    occasion: &Occasion<'_>,
    key: EnrollmentKey,
    measure_id: MeasureId,
) {
    let event = occasion.event;
    let Some((version, _)) = scene.version(key.0) else {
        return;
    };
    let Some(measure) = version.measures.get(measure_id.index()) else {
        return;
    };
    let Some(enrollment) = scene.account.enrollment(key.0, key.1) else {
        return;
    };
    // Nothing from before the enrollment is ever counted.
    if event.at < enrollment.at {
        let enrolled = enrollment.at;
        ground(scene, key, measure_id, |_| NotCounted::BeforeEnrollment { enrolled });
        return;
    }
    let waits = match enrollment.window(measure_id).map(|window| &window.phase) {
        Some(Phase::Open(_)) => false,
        Some(Phase::Waiting { .. }) => true,
        Some(Phase::Over) | None => {
            ground(scene, key, measure_id, |_| NotCounted::WindowOver);
            return;
        }
    };
    if !filter_holds(&measure.event.filter, &scene.reader(occasion)) {
        ground(scene, key, measure_id, |scene| {
            let reader = scene.reader(occasion);
            NotCounted::FilteredOut(asked_filter(&measure.event, &reader))
        });
        return;
    }
    if waits {
        window::open_at_first_event(scene, key, measure_id, event.at);
    }
    // The open instance is open at the clock; a late event counts only if it falls into it.
    let holds_the_event = |start: Instant, end: Option<Instant>| {
        start <= event.at && end.is_none_or(|end| event.at < end)
    };
    let instance = scene
        .account
        .enrollment(key.0, key.1)
        .and_then(|enrollment| enrollment.open_instance(measure_id))
        .filter(|instance| holds_the_event(instance.start, instance.end))
        .map(|instance| instance.start);
    match instance {
        Some(start) => add(scene, occasion, key, measure_id, measure, start),
        None => ground(scene, key, measure_id, |scene| {
            let enrollment = scene.account.enrollment(key.0, key.1);
            let open = enrollment.and_then(|enrollment| enrollment.open_instance(measure_id));
            open.map_or(NotCounted::WindowOver, |open| NotCounted::OutsideWindow {
                start: open.start,
                end: open.end,
            })
        }),
    }
}

/// Keeps why a measure did not count the event, where somebody asks.
fn ground(
    scene: &mut Scene<'_>,
    (version, enrollment): EnrollmentKey,
    measure: MeasureId,
    why: impl FnOnce(&Scene<'_>) -> NotCounted,
) {
    scene.ground(|scene| {
        Some(Ground::NotCounted {
            version,
            enrollment,
            measure,
            why: why(scene),
        })
    });
}

fn add(
    scene: &mut Scene<'_>,
    occasion: &Occasion<'_>,
    key: EnrollmentKey,
    measure_id: MeasureId,
    measure: &Measure,
    instance: Instant,
) {
    let event = occasion.event;
    let value = match measure.aggregate {
        Aggregate::TotalMoney(slot)
        | Aggregate::TotalNumber(slot)
        | Aggregate::CountDifferent(slot) => scene.reader(occasion).read(slot).into_owned(),
        Aggregate::DaysWith => Value::Date(scene.calendar().date(event.at)),
        Aggregate::Count => Value::Absent,
    };
    let Some(tally) = scene
        .account
        .enrollment_mut(key.0, key.1)
        .and_then(|enrollment| enrollment.window_mut(measure_id))
        .and_then(|window| window.instance_mut(instance))
        .map(|instance| &mut instance.tally)
    else {
        return;
    };
    match (tally, &value) {
        (Tally::Money(sum), Value::Money(amount)) => *sum = sum.plus(*amount),
        (Tally::Number(sum), Value::Number(number)) => sum.add(*number),
        (Tally::Count(count), _) => *count = count.saturating_add(1),
        (Tally::Days(days), Value::Date(day)) => *days.entry(*day).or_insert(0) += 1,
        (Tally::Different(values), value) if !value.is_absent() => {
            values.insert(borrowed(value).into_owned());
        }
        // The field is absent: the event passes the filter and adds nothing.
        _ => return,
    }
    standing::note(scene, key, measure_id, instance);
    if measure.counting == Counting::Net {
        let counted = match (measure.aggregate, value) {
            (Aggregate::TotalMoney(slot), Value::Money(amount)) => {
                counted_money(scene, occasion, slot, amount)
            }
            (Aggregate::TotalNumber(_), Value::Number(number)) => Counted::Number(number),
            (Aggregate::DaysWith, Value::Date(day)) => Counted::Day(day),
            _ => Counted::One,
        };
        let contribution = Contribution {
            version: key.0,
            enrollment: key.1,
            measure: measure_id,
            instance,
            counted,
        };
        remember(scene, occasion, contribution);
    }
}

fn counted_money(
    scene: &Scene<'_>,
    occasion: &Occasion<'_>,
    slot: Slot,
    amount: Amount,
) -> Counted {
    match slot {
        Slot::Cash => Counted::Cash,
        Slot::Credited => Counted::Credited,
        Slot::Field(field) if Some(field) == spent_field(scene, occasion) => Counted::Charge,
        Slot::Field(_)
        | Slot::EventId
        | Slot::EventType
        | Slot::AccountId
        | Slot::At
        | Slot::Day
        | Slot::Weekday
        | Slot::Fact(_)
        | Slot::Currency
        | Slot::Opened => Counted::Money(amount),
    }
}

fn spent_field(scene: &Scene<'_>, occasion: &Occasion<'_>) -> Option<crate::program::FieldId> {
    match scene
        .plan
        .program()
        .events
        .get(occasion.event.kind.index())?
        .role
    {
        Role::Spends { amount, .. } => Some(amount),
        Role::Plain
        | Role::Opens
        | Role::Updates
        | Role::Closes
        | Role::Reverses { .. }
        | Role::Corrects { .. } => None,
    }
}

/// Remembers what a charge added, so that a refund can take it back.
fn remember(scene: &mut Scene<'_>, occasion: &Occasion<'_>, contribution: Contribution) {
    let event = occasion.event;
    let Some(split) = occasion.split else {
        return;
    };
    let amount = split.cash.plus(split.credited);
    // Nothing of a charge of zero can be refunded.
    if amount.is_zero() {
        return;
    }
    if let Some(charge) = scene.account.counted.get_mut(event.id.as_ref()) {
        charge.contributions.push(contribution);
        return;
    }
    let charge = CountedCharge {
        kind: event.kind,
        amount,
        refunded: Amount::ZERO,
        contributions: SmallVec::from_slice(&[contribution]),
    };
    scene
        .account
        .counted
        .insert(event.id.as_ref().into(), charge);
}
