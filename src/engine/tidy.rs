//! Forgets what no rule can use any more, so that an account's memory does not grow with its history.

use smallvec::SmallVec;

use crate::base::Instant;
use crate::program::MeasureId;

use super::account::{Account, Scheduled};
use super::enrollment::{Enrollment, Fate, InstanceKey, InstanceNumber, Window};
use super::plan::Plan;
use super::scene::Scene;
use super::trace::Tracing;

/// Drops closed window instances, firings and enrollments that nothing refers to, and what charges remember of them.
#[inline]
pub(super) fn tidy<T: Tracing>(scene: &mut Scene<'_, T>) {
    if std::mem::take(&mut scene.is_untidy) {
        forget(scene.plan, scene.account);
    }
}

fn forget(plan: &Plan, account: &mut Account) {
    let mut enrollments = std::mem::take(&mut account.enrollments);
    let scheduled = account.scheduled();
    let mut gone: SmallVec<[InstanceNumber; 4]> = SmallVec::new();
    let before = enrollments.len();
    enrollments.retain_mut(|enrollment| {
        let key = enrollment.key();
        let Some((_, version_plan)) = plan.version(enrollment.version) else {
            return false;
        };
        let refers = |item: &&Scheduled| (item.version, item.enrollment) == key;
        for (index, window) in enrollment.windows.iter_mut().enumerate() {
            if window.past.is_empty() {
                continue;
            }
            let is_shared = version_plan
                .measures
                .get(index)
                .is_some_and(|measure| measure.is_shared);
            let is_referred = |start| {
                account.is_scheduled_by(&InstanceKey {
                    enrollment: key,
                    measure: MeasureId::from_index(index),
                    start,
                })
            };
            forget_instances(window, is_shared, is_referred, &mut gone);
        }
        forget_firings(enrollment);
        let is_running = enrollment.has_live_window()
            || version_plan.pays_on_events
            || scheduled.iter().any(|item| refers(&item));
        if !is_running {
            gone.extend(enrollment.instance_numbers());
        }
        is_running
    });
    if enrollments.len() < before {
        enrollments.shrink_to_fit();
    }
    account.enrollments = enrollments;
    if !gone.is_empty() {
        account.forget_instances(&gone);
    }
}

/// Of closed instances, keeps those that scheduled credit refers to, and the last one where a reward may
/// still be a share of it and no other has opened. Tells of each that is forgotten.
fn forget_instances(
    window: &mut Window,
    is_shared: bool,
    is_referred: impl Fn(Instant) -> bool,
    gone: &mut SmallVec<[InstanceNumber; 4]>,
) {
    let keeps_last = is_shared && window.open().is_none();
    let last = window.past.last().map(|instance| instance.start);
    window.past.retain(|instance| {
        let stays = (keeps_last && Some(instance.start) == last) || is_referred(instance.start);
        if !stays {
            gone.push(instance.number);
        }
        stays
    });
}

/// A firing matters while its credit is scheduled or one of its instances is open.
fn forget_firings(enrollment: &mut Enrollment) {
    let windows = &enrollment.windows;
    let is_open = |start: &Instant| {
        let mut open = windows.iter().filter_map(Window::open);
        open.any(|instance| instance.start == *start)
    };
    for state in &mut enrollment.rules {
        if !state.firings.is_empty() {
            state.firings.retain(|firing| {
                matches!(firing.fate, Fate::Scheduled(_)) || firing.instances.iter().any(is_open)
            });
        }
    }
}
