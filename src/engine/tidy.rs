//! Forgets what no rule can use any more, so that an account's memory does not grow with its history.

use smallvec::SmallVec;

use super::charges::Contribution;
use super::enrollment::{Enrollment, Fate, Window};
use super::scene::Scene;
use super::trace::Tracing;

/// Drops closed window instances, firings, contributions and enrollments that nothing refers to.
pub(super) fn tidy<T: Tracing>(scene: &mut Scene<'_, T>) {
    if !std::mem::take(&mut scene.is_untidy) {
        return;
    }
    let plan = scene.plan;
    let account = &mut *scene.account;
    let mut enrollments = std::mem::take(&mut account.enrollments);
    let scheduled = account.scheduled();
    let mut is_any_instance_gone = false;
    enrollments.retain_mut(|enrollment| {
        let Some((_, version_plan)) = plan.version(enrollment.version) else {
            return false;
        };
        let own: SmallVec<[_; 4]> = scheduled
            .iter()
            .filter(|item| (item.version, item.enrollment) == enrollment.key())
            .collect();
        for (index, window) in enrollment.windows.iter_mut().enumerate() {
            let is_shared = version_plan
                .measures
                .get(index)
                .is_some_and(|measure| measure.is_shared);
            let is_referred = |start| {
                own.iter().any(|item| {
                    item.instances
                        .iter()
                        .any(|(measure, instance)| measure.index() == index && *instance == start)
                })
            };
            is_any_instance_gone |= forget_instances(window, is_shared, is_referred);
        }
        forget_firings(enrollment);
        let is_running =
            !own.is_empty() || version_plan.pays_on_events || enrollment.has_live_window();
        is_any_instance_gone |= !is_running;
        is_running
    });
    let is_remembered = |part: &Contribution| {
        enrollments
            .binary_search_by_key(&(part.version, part.enrollment), Enrollment::key)
            .ok()
            .and_then(|place| {
                enrollments
                    .get(place)?
                    .instance(part.measure, part.instance)
            })
            .is_some()
    };
    if is_any_instance_gone {
        account.charges.retain_contributions(is_remembered);
    }
    account.enrollments = enrollments;
}

/// Of closed instances, keeps those that scheduled credit refers to, and the last one where a reward may
/// still be a share of it and no other has opened. Says whether one was forgotten.
fn forget_instances(
    window: &mut Window,
    is_shared: bool,
    is_referred: impl Fn(crate::base::Instant) -> bool,
) -> bool {
    let before = window.past.len();
    let keeps_last = is_shared && window.open().is_none();
    let last = window.past.last().map(|instance| instance.start);
    window.past.retain(|instance| {
        (keeps_last && Some(instance.start) == last) || is_referred(instance.start)
    });
    window.past.len() < before
}

/// A firing matters while its credit is scheduled or one of its instances is open.
fn forget_firings(enrollment: &mut Enrollment) {
    let open: SmallVec<[_; 4]> = enrollment
        .windows
        .iter()
        .filter_map(|window| window.open().map(|instance| instance.start))
        .collect();
    for state in &mut enrollment.rules {
        state.firings.retain(|firing| {
            matches!(firing.fate, Fate::Scheduled(_))
                || firing
                    .instances
                    .iter()
                    .any(|instance| open.contains(instance))
        });
    }
}
