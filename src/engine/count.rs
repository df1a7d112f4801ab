//! Step 6: measures count the event (section 2.4).

use smallvec::SmallVec;

use crate::program::{Aggregate, Counting, Measure, MeasureId, Role, Slot};

use super::enrollment::{Enrollment, InstanceNumber, Phase};
use super::event::Value;
use super::filter::{Reader, filter_holds};
use super::scene::{EnrollmentKey, Occasion, Scene};
use super::standing;
use super::trace::{Topic, Tracing};
use super::why::{Ground, NotCounted, asked_filter};
use super::window;

/// Enrollments that are to be asked whether a rule fires.
pub(super) type Asked = SmallVec<[EnrollmentKey; 4]>;

/// Below so many enrollments each is asked; with more, those whose versions may watch the event.
const FEW: usize = 8;

/// Counts the event in every open window that it matches, and says which enrollments are to be asked whether
/// a rule fires: those where it may, the new ones, and those that got a place back. Sorted.
pub(super) fn count<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    asked: &mut Asked,
) {
    let enrollments = scene.account.enrollments.len();
    // Whoever asks why is told of each.
    if enrollments <= FEW || scene.tracing.asks(Topic::Counting) {
        for place in 0..enrollments {
            count_in_enrollment(scene, occasion, place, asked);
        }
    } else {
        for place in places_of_watching(scene, occasion) {
            count_in_enrollment(scene, occasion, place, asked);
        }
    }
    if scene.account.has_freed_places || !occasion.enrolled.is_empty() {
        ask_others(scene, occasion, asked);
    }
}

/// Those whose rules are asked whatever was counted.
fn ask_others<T: Tracing>(scene: &mut Scene<'_, T>, occasion: &Occasion<'_>, asked: &mut Asked) {
    asked.extend_from_slice(&occasion.enrolled);
    if scene.account.has_freed_places {
        scene.account.has_freed_places = false;
        for enrollment in &mut scene.account.enrollments {
            if std::mem::take(&mut enrollment.has_freed_place) {
                asked.push(enrollment.key());
            }
        }
    }
    asked.sort_unstable();
    asked.dedup();
}

/// Counts in the windows of the enrollment at a place; it is asked where one of its rules may fire.
#[inline]
fn count_in_enrollment<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    place: usize,
    asked: &mut Asked,
) {
    let Some(key) = scene.account.enrollments.get(place).map(Enrollment::key) else {
        return;
    };
    let Some((version, plan)) = scene.version(key.0) else {
        return;
    };
    let Some(watch) = plan.watch(occasion.event.kind) else {
        return;
    };
    let mut may_fire = !watch.rules.is_empty();
    for id in &watch.measures {
        if let Some(measure) = version.measures.get(id.index()) {
            may_fire |= count_in_window(scene, occasion, place, (*id, measure));
        }
    }
    if may_fire {
        asked.push(key);
    }
}

/// The places of the running enrollments whose versions may watch this event.
fn places_of_watching<T: Tracing>(
    scene: &Scene<'_, T>,
    occasion: &Occasion<'_>,
) -> SmallVec<[usize; 8]> {
    let enrollments = &scene.account.enrollments;
    let reader = scene.reader(occasion);
    let versions = scene.plan.watchers.candidates(occasion.event.kind, &reader);
    if versions.len() >= enrollments.len() {
        return (0..enrollments.len()).collect();
    }
    let mut places = SmallVec::new();
    for version in versions {
        let from = enrollments.partition_point(|enrollment| enrollment.version < version);
        let of_version = enrollments.get(from..).unwrap_or(&[]);
        let count = of_version
            .iter()
            .take_while(|enrollment| enrollment.version == version)
            .count();
        places.extend(from..from + count);
    }
    places
}

/// Counts in one window, and says whether that may fire a rule.
fn count_in_window<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    place: usize,
    (id, measure): (MeasureId, &Measure),
) -> bool {
    let event = occasion.event;
    let Some(enrollment) = scene.account.enrollments.get(place) else {
        return false;
    };
    let key = enrollment.key();
    // Nothing from before the enrollment is ever counted.
    if event.at < enrollment.at {
        let enrolled = enrollment.at;
        ground(scene, key, id, |_| NotCounted::BeforeEnrollment {
            enrolled,
        });
        return false;
    }
    let waits = match enrollment.window(id).map(|window| &window.phase) {
        Some(Phase::Open(_)) => false,
        Some(Phase::Waiting { .. }) => true,
        Some(Phase::Over) | None => {
            ground(scene, key, id, |_| NotCounted::WindowOver);
            return false;
        }
    };
    if !filter_holds(&measure.event.filter, &scene.reader(occasion)) {
        ground(scene, key, id, |scene| {
            let reader = scene.reader(occasion);
            NotCounted::FilteredOut(asked_filter(&measure.event, &reader))
        });
        return false;
    }
    if waits {
        window::open_at_first_event(scene, key, id, event.at);
    }
    // The open instance is open at the clock; a late event counts only if it falls into it.
    let instance = (scene.account.enrollments.get_mut(place))
        .and_then(|enrollment| enrollment.window_mut(id)?.open_mut())
        .filter(|instance| instance.contains(event.at));
    let Some(instance) = instance else {
        ground(scene, key, id, |scene| {
            let enrollment = scene.account.enrollment(key.0, key.1);
            let open = enrollment.and_then(|enrollment| enrollment.open_instance(id));
            open.map_or(NotCounted::WindowOver, |open| NotCounted::OutsideWindow {
                start: open.start,
                end: open.end,
            })
        });
        return false;
    };
    let (start, number) = (instance.start, instance.number);
    let may_fire = match measure.aggregate {
        Aggregate::TotalMoney(slot) => {
            let Some(amount) = occasion.money(slot) else {
                return false;
            };
            instance.tally.add_money(amount);
            instance.tally.money() >= instance.asks_from
        }
        Aggregate::TotalNumber(_)
        | Aggregate::Count
        | Aggregate::CountDifferent(_)
        | Aggregate::DaysWith => {
            let added = value_to_add(scene, occasion, measure);
            if !add(scene, place, id, &added) {
                return false;
            }
            true
        }
    };
    standing::note(scene, key, id, start);
    if measure.counting == Counting::Net {
        remember(scene, occasion, measure, number);
    }
    may_fire
}

/// Adds what is no money to the open instance; `false` where there is nothing to add.
fn add<T: Tracing>(
    scene: &mut Scene<'_, T>,
    place: usize,
    id: MeasureId,
    added: &Value<'static>,
) -> bool {
    (scene.account.enrollments.get_mut(place))
        .and_then(|enrollment| enrollment.window_mut(id)?.open_mut())
        .is_some_and(|instance| instance.tally.add(added))
}

/// What of the event an aggregate counts; absent where that is the event itself.
fn value_to_add<T: Tracing>(
    scene: &Scene<'_, T>,
    occasion: &Occasion<'_>,
    measure: &Measure,
) -> Value<'static> {
    match measure.aggregate {
        Aggregate::TotalMoney(slot)
        | Aggregate::TotalNumber(slot)
        | Aggregate::CountDifferent(slot) => scene.reader(occasion).read(slot).into_owned(),
        Aggregate::DaysWith => Value::Date(scene.calendar().date(occasion.event.at)),
        Aggregate::Count => Value::Absent,
    }
}

/// The slot of a value that a refund has to be told again, if there is one.
#[inline]
fn slot_to_keep<T: Tracing>(
    scene: &Scene<'_, T>,
    occasion: &Occasion<'_>,
    aggregate: Aggregate,
) -> Option<Slot> {
    match aggregate {
        Aggregate::TotalMoney(Slot::Cash | Slot::Credited)
        | Aggregate::Count
        | Aggregate::CountDifferent(_) => None,
        Aggregate::TotalMoney(Slot::Field(field))
            if Some(field) == spent_field(scene, occasion) =>
        {
            None
        }
        Aggregate::TotalMoney(slot) | Aggregate::TotalNumber(slot) => Some(slot),
        Aggregate::DaysWith => Some(Slot::Day),
    }
}

fn spent_field<T: Tracing>(
    scene: &Scene<'_, T>,
    occasion: &Occasion<'_>,
) -> Option<crate::program::FieldId> {
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

/// Remembers that a window instance counted the charge, so that a refund can take it back.
fn remember<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    measure: &Measure,
    instance: InstanceNumber,
) {
    let Some(split) = occasion.split else {
        return;
    };
    let amount = split.cash.plus(split.credited);
    // Nothing of a charge of zero can be refunded.
    if amount.is_zero() {
        return;
    }
    let kept = slot_to_keep(scene, occasion, measure.aggregate)
        .map(|slot| (slot, value_to_add(scene, occasion, measure)));
    let Some(charge) = scene.charge_mut(occasion, amount) else {
        return;
    };
    charge.count_in(instance);
    if let Some((slot, value)) = kept {
        charge.keep_value(slot, value);
    }
}

/// Keeps why a measure did not count the event, where somebody asks.
fn ground<T: Tracing>(
    scene: &mut Scene<'_, T>,
    (version, enrollment): EnrollmentKey,
    measure: MeasureId,
    why: impl FnOnce(&Scene<'_, T>) -> NotCounted,
) {
    scene.ground(Topic::Counting, |scene| {
        Some(Ground::NotCounted {
            version,
            enrollment,
            measure,
            why: why(scene),
        })
    });
}
