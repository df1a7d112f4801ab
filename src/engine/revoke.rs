//! Step 4, and the close of an account: credit is taken back, what is scheduled is cancelled, enrollments
//! end (section 4).

use smallvec::SmallVec;

use crate::program::VersionId;

use super::credit;
use super::enrollment::InstanceNumber;
use super::entry::{Cancellation, Revocation};
use super::filter::filter_holds;
use super::scene::{Occasion, Scene};
use super::schedule;
use super::trace::{Noted, Tracing};

/// Revokes all that a version gave where one of its `revoke on` clauses matches the event.
#[inline(never)]
pub(super) fn revoke_on_event<T: Tracing>(scene: &mut Scene<'_, T>, occasion: &Occasion<'_>) {
    let plan = scene.plan;
    let event = occasion.event;
    let reader = scene.reader(occasion);
    // Each version with the first clause of it that matches.
    let matching: SmallVec<[(VersionId, usize); 2]> = plan
        .revokes
        .candidates(event.kind, &reader)
        .into_iter()
        .filter_map(|id| {
            let (version, _) = plan.version(id)?;
            let revoke = version.revoke.iter().position(|clause| {
                clause.event == event.kind && filter_holds(&clause.filter, &reader)
            })?;
            Some((id, revoke))
        })
        .collect();
    for (version, revoke) in matching {
        scene.note(|_| Noted::Revoking { version, revoke });
        credit::revoke(scene, Revocation::Revoked, |credit| {
            credit.version == version
        });
        schedule::cancel(scene, Cancellation::Revoked, |scheduled| {
            scheduled.version == version
        });
        let account = &mut *scene.account;
        let mut gone: Vec<InstanceNumber> = Vec::new();
        account.enrollments.retain(|enrollment| {
            let is_kept = enrollment.version != version;
            if !is_kept {
                gone.extend(enrollment.instance_numbers());
            }
            is_kept
        });
        account.due.forget_version(version);
        account.forget_instances(&gone);
        scene.is_untidy = true;
    }
}

/// Revokes and cancels everything; nothing that happens later touches the account.
pub(super) fn close_account<T: Tracing>(scene: &mut Scene<'_, T>) {
    credit::revoke(scene, Revocation::AccountClosed, |_| true);
    schedule::cancel(scene, Cancellation::AccountClosed, |_| true);
    scene.account.close();
}
