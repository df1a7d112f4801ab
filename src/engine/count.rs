//! Step 6: measures count the event (section 2.4).

use smallvec::SmallVec;

use crate::base::Instant;
use crate::program::{Aggregate, Measure, MeasureId, Slot};

use super::enrollment::{Enrollment, InstanceNumber, Phase};
use super::event::Value;
use super::filter::{Reader, filter_holds};
use super::plan::Count;
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
/// a rule fires: those where it may, the new ones where one pays at enrollment, and those that got a place back.
/// Sorted.
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
        count_in_watching(scene, occasion, asked);
    }
    if scene.account.has_freed_places || !occasion.enrolled.is_empty() {
        ask_others(scene, occasion, asked);
    }
}

/// Those whose rules are asked whatever was counted.
fn ask_others<T: Tracing>(scene: &mut Scene<'_, T>, occasion: &Occasion<'_>, asked: &mut Asked) {
    let pays_at_once = |(version, _): &&EnrollmentKey| {
        let version = scene.version(*version);
        version.is_some_and(|(_, plan)| plan.pays_at_enrollment)
    };
    asked.extend(occasion.enrolled.iter().filter(pays_at_once).copied());
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

/// As [`count`], for many enrollments.
#[inline(never)]
fn count_in_watching<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    asked: &mut Asked,
) {
    for place in places_of_watching(scene, occasion) {
        count_in_enrollment(scene, occasion, place, asked);
    }
}

/// Counts in the windows of the enrollment at a place; it is asked where one of its rules may fire.
#[inline(always)]
fn count_in_enrollment<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    place: usize,
    asked: &mut Asked,
) {
    let Some(key) = scene.account.enrollments.get(place).map(Enrollment::key) else {
        return;
    };
    let Some(watch) = scene.plan.watch(key.0, occasion.event.kind) else {
        return;
    };
    let mut may_fire = !watch.rules.is_empty();
    for count in &watch.counts {
        may_fire |= count_in_window(scene, occasion, (place, key), count);
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
#[inline(always)]
fn count_in_window<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    (place, key): (usize, EnrollmentKey),
    count: &Count,
) -> bool {
    let in_full = || filter_in_full_holds(scene, occasion, key, count);
    let holds = count.asks.holds(occasion.event, in_full);
    let mut counted = add_to_open(scene, occasion, (place, count), holds);
    if counted == Err(Missed::NotOpenYet) {
        counted = open_and_add(scene, occasion, key, (place, count));
    }
    let counted = match counted {
        Ok(counted) => counted,
        Err(missed) => {
            if scene.tracing.asks(Topic::Counting) {
                ground(scene, occasion, key, count.measure, missed);
            }
            return false;
        }
    };
    standing::note(scene, key, count.measure, counted.start);
    if count.is_net {
        remember(scene, occasion, count, counted.instance);
    }
    counted.may_fire
}

/// Asks the filter of a measure that asks more than most do.
#[inline(never)]
fn filter_in_full_holds<T: Tracing>(
    scene: &Scene<'_, T>,
    occasion: &Occasion<'_>,
    key: EnrollmentKey,
    count: &Count,
) -> bool {
    let measure = measure(scene, key, count.measure);
    measure.is_some_and(|it| filter_holds(&it.event.filter, &scene.reader(occasion)))
}

fn measure<'a, T: Tracing>(
    scene: &Scene<'a, T>,
    (version, _): EnrollmentKey,
    id: MeasureId,
) -> Option<&'a Measure> {
    let (version, _) = scene.version(version)?;
    version.measures.get(id.index())
}

/// Opens a window that waits for this event, for which the measure's filter holds, and adds it.
#[cold]
#[inline(never)]
fn open_and_add<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &Occasion<'_>,
    key: EnrollmentKey,
    at: (usize, &Count),
) -> Result<Counted, Missed> {
    window::open_at_first_event(scene, key, at.1.measure, occasion.event.at);
    add_to_open(scene, occasion, at, true)
}

/// The instance that counted an event.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Counted {
    start: Instant,
    instance: InstanceNumber,
    may_fire: bool,
}

/// Why an event was not counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Missed {
    BeforeEnrollment,
    /// The window waits for this event.
    NotOpenYet,
    WindowOver,
    FilteredOut,
    OutsideWindow,
    /// It has no value to add.
    NothingToAdd,
}

/// Adds an event, for which the measure's filter holds or not, to the open instance.
#[inline(always)]
fn add_to_open<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &Occasion<'_>,
    (place, count): (usize, &Count),
    holds: bool,
) -> Result<Counted, Missed> {
    let at = occasion.event.at;
    let enrollment = scene.account.enrollments.get_mut(place);
    let enrollment = enrollment.ok_or(Missed::WindowOver)?;
    // Nothing from before the enrollment is ever counted.
    if at < enrollment.at {
        return Err(Missed::BeforeEnrollment);
    }
    let window = enrollment.window_mut(count.measure);
    let window = window.ok_or(Missed::WindowOver)?;
    let instance = match &mut window.phase {
        Phase::Open(instance) => instance,
        Phase::Waiting { .. } if holds => return Err(Missed::NotOpenYet),
        Phase::Waiting { .. } => return Err(Missed::FilteredOut),
        Phase::Over => return Err(Missed::WindowOver),
    };
    if !holds {
        return Err(Missed::FilteredOut);
    }
    // The open instance is open at the clock; a late event counts only if it falls into it.
    if !instance.contains(at) {
        return Err(Missed::OutsideWindow);
    }
    let mut counted = Counted {
        start: instance.start,
        instance: instance.number,
        may_fire: true,
    };
    if let Aggregate::TotalMoney(slot) = count.aggregate {
        let amount = occasion.money(slot).ok_or(Missed::NothingToAdd)?;
        instance.tally.add_money(amount);
        counted.may_fire = instance.tally.money() >= instance.asks_from;
    } else if !add(scene, occasion, place, count) {
        return Err(Missed::NothingToAdd);
    }
    Ok(counted)
}

/// Adds what is no money to the open instance; `false` where there is nothing to add.
#[inline(never)]
fn add<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &Occasion<'_>,
    place: usize,
    count: &Count,
) -> bool {
    let added = value_to_add(scene, occasion, count.aggregate);
    (scene.account.enrollments.get_mut(place))
        .and_then(|enrollment| enrollment.window_mut(count.measure)?.open_mut())
        .is_some_and(|instance| instance.tally.add(&added))
}

/// What of the event an aggregate counts; absent where that is the event itself.
fn value_to_add<T: Tracing>(
    scene: &Scene<'_, T>,
    occasion: &Occasion<'_>,
    aggregate: Aggregate,
) -> Value<'static> {
    match aggregate {
        Aggregate::TotalMoney(slot)
        | Aggregate::TotalNumber(slot)
        | Aggregate::CountDifferent(slot) => scene.reader(occasion).read(slot).into_owned(),
        Aggregate::DaysWith => Value::Date(scene.calendar().date(occasion.event.at)),
        Aggregate::Count => Value::Absent,
    }
}

/// Remembers that a window instance counted the charge, so that a refund can take it back.
#[inline(always)]
fn remember<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    count: &Count,
    instance: InstanceNumber,
) {
    // Nothing of a charge of zero can be refunded.
    if occasion.spent.is_zero() {
        return;
    }
    occasion.for_refunds.count_in(instance);
    if let Some(slot) = count.kept {
        keep(scene, occasion, (slot, count.aggregate));
    }
}

/// Keeps what of the charge at hand its amount does not say.
#[inline(never)]
fn keep<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &mut Occasion<'_>,
    (slot, aggregate): (Slot, Aggregate),
) {
    let value = value_to_add(scene, occasion, aggregate);
    occasion.for_refunds.keep_value(slot, value);
}

/// Keeps why a measure did not count the event, for whoever asks.
#[cold]
fn ground<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &Occasion<'_>,
    key: EnrollmentKey,
    id: MeasureId,
    missed: Missed,
) {
    let (version, number) = key;
    scene.ground(Topic::Counting, |scene| {
        let enrollment = scene.account.enrollment(version, number)?;
        let why = match missed {
            Missed::BeforeEnrollment => NotCounted::BeforeEnrollment {
                enrolled: enrollment.at,
            },
            Missed::NotOpenYet | Missed::WindowOver => NotCounted::WindowOver,
            Missed::FilteredOut => {
                let reader = scene.reader(occasion);
                NotCounted::FilteredOut(asked_filter(&measure(scene, key, id)?.event, &reader))
            }
            Missed::OutsideWindow => {
                let open = enrollment.open_instance(id)?;
                NotCounted::OutsideWindow {
                    start: open.start,
                    end: open.end,
                }
            }
            Missed::NothingToAdd => return None,
        };
        Some(Ground::NotCounted {
            version,
            enrollment: number,
            measure: id,
            why,
        })
    });
}
