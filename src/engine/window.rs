//! Windows open, close and open again (section 2.4).

use smallvec::SmallVec;
use thin_vec::ThinVec;

use crate::base::{Amount, Instant};
use crate::program::{self, Anchor, Measure, MeasureId, Version, VersionId, Within};

use super::due::{Due, DueKind};
use super::enrollment::{Instance, InstanceKey, InstanceNumber, InstanceNumbers, Phase, Window};
use super::entry::{Outcome, Reading};
use super::issue;
use super::lists::push_tightly;
use super::plan::{MeasurePlan, PlanCalendar, VersionPlan};
use super::reward::Terms;
use super::scene::{EnrollmentKey, Scene};
use super::tally::{GoalValue, Tally};
use super::trace::Tracing;

/// The windows of a new enrollment, made now.
pub(super) fn open_all(
    calendar: &PlanCalendar,
    (version, plan): (&Version, &VersionPlan),
    row: Option<u32>,
    opened: Instant,
    now: Instant,
    numbers: &mut InstanceNumbers,
) -> SmallVec<[Window; 1]> {
    let mut open = |(measure, plan): (&Measure, &MeasurePlan)| {
        let mut phase = first_phase(calendar, version, measure, opened, now, numbers.next());
        phase.ask_from(plan.first_goal(row));
        Window {
            phase,
            past: ThinVec::new(),
        }
    };
    let measures = version.measures.iter().zip(&plan.measures);
    measures.map(&mut open).collect()
}

fn first_phase(
    calendar: &PlanCalendar,
    version: &Version,
    measure: &Measure,
    opened: Instant,
    now: Instant,
    number: InstanceNumber,
) -> Phase {
    let natural_end = match &measure.window {
        program::Window::Within(parts) => {
            let waits = parts.iter().any(|part| part.anchor == Anchor::FirstEvent);
            let end = end_within(calendar, parts, opened, now, None);
            if waits {
                let until = earliest(end, version.earns_until);
                let is_over = until.is_some_and(|until| until <= now);
                return if is_over {
                    Phase::Over
                } else {
                    Phase::Waiting { until }
                };
            }
            end
        }
        program::Window::EachPeriod(period) => Some(calendar.period_end(*period, now)),
        program::Window::EachOfEnrollment(duration) => Some(calendar.add(now, *duration)),
        program::Window::SinceEnrollment => None,
    };
    instance_phase(
        measure,
        now,
        earliest(natural_end, version.earns_until),
        now,
        number,
    )
}

/// An open instance, or none where it is over before it could open.
fn instance_phase(
    measure: &Measure,
    start: Instant,
    end: Option<Instant>,
    now: Instant,
    number: InstanceNumber,
) -> Phase {
    if end.is_some_and(|end| end <= start || end <= now) {
        return Phase::Over;
    }
    Phase::Open(Instance {
        start,
        end,
        tally: Tally::empty(measure.aggregate),
        asks_from: Amount::ZERO,
        number,
    })
}

/// The earliest end of the anchors that are known.
fn end_within(
    calendar: &PlanCalendar,
    parts: &[Within],
    opened: Instant,
    enrolled: Instant,
    first_event: Option<Instant>,
) -> Option<Instant> {
    let anchor = |part: &Within| match part.anchor {
        Anchor::Enrollment => Some(enrolled),
        Anchor::Opening => Some(opened),
        Anchor::FirstEvent => first_event,
    };
    parts
        .iter()
        .filter_map(|part| Some(calendar.add(anchor(part)?, part.duration)))
        .min()
}

fn earliest(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (end, None) | (None, end) => end,
    }
}

/// Opens a window that waited for its first event, which came at `t`.
pub(super) fn open_at_first_event<T: Tracing>(
    scene: &mut Scene<'_, T>,
    (version_id, number): EnrollmentKey,
    measure_id: MeasureId,
    t: Instant,
) {
    let Some((version, plan)) = scene.version(version_id) else {
        return;
    };
    let (Some(measure), Some(plan)) = (
        version.measures.get(measure_id.index()),
        plan.measure(measure_id),
    ) else {
        return;
    };
    let program::Window::Within(parts) = &measure.window else {
        return;
    };
    let (calendar, opened, now) = (scene.calendar(), scene.account.opened(), scene.clock());
    let instance = scene.account.instances.next();
    let Some(enrollment) = scene.account.enrollment_mut(version_id, number) else {
        return;
    };
    let end = end_within(calendar, parts, opened, enrollment.at, Some(t));
    let end = earliest(end, version.earns_until);
    let mut phase = instance_phase(measure, t, end, now, instance);
    phase.ask_from(plan.first_goal(enrollment.row));
    let Some(window) = enrollment.window_mut(measure_id) else {
        return;
    };
    let waited = due_of(version_id, number, measure_id, &window.phase);
    window.phase = phase;
    let open = due_of(version_id, number, measure_id, &window.phase);
    if let Some(due) = waited {
        scene.account.due.remove(&due);
    }
    match open {
        Some(due) => scene.account.due.add(due),
        None => scene.is_untidy = true,
    }
}

/// When the clock ends the phase of a window, if it does.
pub(super) fn due_of(
    version: VersionId,
    enrollment: u32,
    measure: MeasureId,
    phase: &Phase,
) -> Option<Due> {
    let at = match phase {
        Phase::Waiting { until } => *until,
        Phase::Open(instance) => instance.end,
        Phase::Over => None,
    };
    Some(Due {
        at: at?,
        kind: DueKind::WindowClose,
        version,
        enrollment,
        item: u32::from(measure.0),
    })
}

/// Closes a window: rules that fire at it, then `lapsed`, then the next period opens.
pub(super) fn close<T: Tracing>(scene: &mut Scene<'_, T>, due: Due, until: Instant) {
    let key = (due.version, due.enrollment);
    let measure_id = MeasureId::from_index(due.item as usize);
    let Some((version, plan)) = scene.version(due.version) else {
        return;
    };
    let (Some(measure), Some(measure_plan)) = (
        version.measures.get(measure_id.index()),
        plan.measure(measure_id),
    ) else {
        return;
    };
    let enrollment = scene.account.enrollment(key.0, key.1);
    let open = enrollment.and_then(|enrollment| enrollment.open_instance(measure_id));
    let closing = open.map(|open| InstanceKey {
        enrollment: key,
        measure: measure_id,
        start: open.start,
    });
    scene.is_untidy = true;
    if closing.is_some() {
        issue::fire_at_close(scene, key, measure_id);
        lapse(scene, key, version, measure_id, measure_plan);
    }
    let is_referred = |closing| measure_plan.is_shared || scene.account.is_scheduled_by(closing);
    let is_kept = closing.as_ref().is_some_and(is_referred);
    let calendar = scene.calendar();
    let number = scene.account.instances.next();
    let Some(enrollment) = scene.account.enrollment_mut(key.0, key.1) else {
        return;
    };
    let until = if measure_plan.is_idle_when_empty {
        until
    } else {
        due.at
    };
    let next = next_span(calendar, version, measure, enrollment.at, due.at, until);
    let mut next = next.map_or(Phase::Over, |(start, end)| {
        instance_phase(measure, start, Some(end), start, number)
    });
    next.ask_from(measure_plan.first_goal(enrollment.row));
    let Some(window) = enrollment.window_mut(measure_id) else {
        return;
    };
    let before = std::mem::replace(&mut window.phase, next);
    let next_close = due_of(due.version, due.enrollment, measure_id, &window.phase);
    match before {
        Phase::Open(closed) if is_kept => push_tightly(&mut window.past, closed),
        Phase::Open(closed) => scene.account.forget_instances(&[closed.number]),
        Phase::Waiting { .. } | Phase::Over => {}
    }
    if let Some(next) = next_close {
        scene.account.due.add(next);
    }
}

/// Start and end of the period that follows a close at `end`, if one does. Those that are over by `until` are
/// passed over.
fn next_span(
    calendar: &PlanCalendar,
    version: &Version,
    measure: &Measure,
    enrolled: Instant,
    end: Instant,
    until: Instant,
) -> Option<(Instant, Instant)> {
    if version.earns_until.is_some_and(|earns| earns <= end) {
        return None;
    }
    let until =
        earliest(Some(until), version.earns_until.map(Instant::just_before)).unwrap_or(until);
    let skips = until > end;
    let (start, natural_end) = match &measure.window {
        program::Window::Within(_) | program::Window::SinceEnrollment => return None,
        program::Window::EachPeriod(period) => {
            if skips {
                let (start, natural_end) = calendar.period(*period, until);
                (start.max(end), natural_end)
            } else {
                (end, calendar.period_end(*period, end))
            }
        }
        program::Window::EachOfEnrollment(duration) => {
            let within = if skips { until } else { end };
            let mut turn =
                last_turn(|turn| calendar.add_times(enrolled, *duration, turn) <= within);
            let start = calendar.add_times(enrolled, *duration, turn);
            turn += 1;
            (
                start.max(end),
                calendar.add_times(enrolled, *duration, turn),
            )
        }
    };
    let end = version
        .earns_until
        .map_or(natural_end, |earns| earns.min(natural_end));
    Some((start, end))
}

/// The last turn that has begun, given that turn 0 has.
fn last_turn(has_begun: impl Fn(u64) -> bool) -> u64 {
    let mut beyond = 1;
    while has_begun(beyond) && beyond < u64::MAX / 2 {
        beyond *= 2;
    }
    let mut begun = beyond / 2;
    while beyond - begun > 1 {
        let middle = begun + (beyond - begun) / 2;
        if has_begun(middle) {
            begun = middle;
        } else {
            beyond = middle;
        }
    }
    begun
}

/// Writes `lapsed` where a `within` window closes and none of its rules had fired.
fn lapse<T: Tracing>(
    scene: &mut Scene<'_, T>,
    key: EnrollmentKey,
    version: &Version,
    measure_id: MeasureId,
    plan: &MeasurePlan,
) {
    let measure = version.measures.get(measure_id.index());
    let is_within =
        measure.is_some_and(|measure| matches!(measure.window, program::Window::Within(_)));
    if !is_within || plan.rules.is_empty() {
        return;
    }
    let Some(enrollment) = scene.account.enrollment(key.0, key.1) else {
        return;
    };
    let Some(instance) = enrollment.open_instance(measure_id) else {
        return;
    };
    let has_fired = plan.rules.iter().any(|rule| {
        enrollment
            .rule(*rule)
            .is_some_and(|state| !state.firings.is_empty() || state.steps.is_some())
    });
    if has_fired {
        return;
    }
    let terms = Terms::of(version, enrollment.row);
    let goals = plan
        .rules
        .iter()
        .filter_map(|rule| version.rules.get(rule.index()))
        .filter_map(|rule| issue::lowest_goal(&rule.trigger, measure_id, terms));
    let value = instance.tally.reading();
    if let Some(needed) = goals.min().map(GoalValue::reading) {
        scene.write(lapsed(key.0, measure_id, value, needed));
    }
}

fn lapsed(version: VersionId, measure: MeasureId, value: Reading, needed: Reading) -> Outcome {
    Outcome::Lapsed {
        version,
        measure,
        value,
        needed,
    }
}
