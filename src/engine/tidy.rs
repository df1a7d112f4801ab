//! Forgets what no rule can use any more, so that an account's memory does not grow with its history.

use smallvec::SmallVec;

use crate::base::Instant;
use crate::program::MeasureId;

use super::account::Account;
use super::charges::Contribution;
use super::enrollment::{Enrollment, Fate, Window};
use super::plan::Plan;
use super::scene::{EnrollmentKey, Scene};
use super::trace::Tracing;

/// Drops closed window instances, firings, contributions and enrollments that nothing refers to.
#[inline]
pub(super) fn tidy<T: Tracing>(scene: &mut Scene<'_, T>) {
    if std::mem::take(&mut scene.is_untidy) {
        forget(scene.plan, scene.account);
    }
}

fn forget(plan: &Plan, account: &mut Account) {
    let mut enrollments = std::mem::take(&mut account.enrollments);
    let scheduled = account.scheduled();
    let mut gone = Gone::default();
    enrollments.retain_mut(|enrollment| {
        let key = enrollment.key();
        let Some((_, version_plan)) = plan.version(enrollment.version) else {
            return false;
        };
        let own: SmallVec<[_; 4]> = scheduled
            .iter()
            .filter(|item| (item.version, item.enrollment) == key)
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
            let measure = MeasureId::from_index(index);
            forget_instances(window, is_shared, is_referred, |start| {
                gone.instances.push((key, measure, start));
            });
        }
        forget_firings(enrollment);
        let is_running =
            !own.is_empty() || version_plan.pays_on_events || enrollment.has_live_window();
        if !is_running {
            gone.enrollments.push(key);
        }
        is_running
    });
    if !gone.enrollments.is_empty() {
        enrollments.shrink_to_fit();
    }
    account.enrollments = enrollments;
    if !gone.instances.is_empty() || !gone.enrollments.is_empty() {
        account.charges.retain_contributions(|part| !gone.has(part));
    }
}

/// What went: mostly one window instance, which is why each charge is asked about that, and not whether
/// its own is still there.
#[derive(Default)]
struct Gone {
    instances: SmallVec<[(EnrollmentKey, MeasureId, Instant); 2]>,
    enrollments: SmallVec<[EnrollmentKey; 2]>,
}

impl Gone {
    fn has(&self, part: &Contribution) -> bool {
        let key = (part.version, part.enrollment);
        let is_it = |gone: &(EnrollmentKey, MeasureId, Instant)| {
            gone.2 == part.instance && gone.0 == key && gone.1 == part.measure
        };
        self.instances.iter().any(is_it) || self.enrollments.contains(&key)
    }
}

/// Of closed instances, keeps those that scheduled credit refers to, and the last one where a reward may
/// still be a share of it and no other has opened. Tells of each that is forgotten.
fn forget_instances(
    window: &mut Window,
    is_shared: bool,
    is_referred: impl Fn(Instant) -> bool,
    mut is_gone: impl FnMut(Instant),
) {
    let keeps_last = is_shared && window.open().is_none();
    let last = window.past.last().map(|instance| instance.start);
    window.past.retain(|instance| {
        let stays = (keeps_last && Some(instance.start) == last) || is_referred(instance.start);
        if !stays {
            is_gone(instance.start);
        }
        stays
    });
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
