//! Step 0: everything that was due on the way to an instant happens at its own instant, in order.

use serde::{Deserialize, Serialize};

use crate::base::Instant;
use crate::program::VersionId;

use super::entry::{Cause, Outcome};
use super::scene::Scene;
use super::{enroll, schedule, window};

/// Something that the clock will bring about. Its order is the order of section 4, step 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(super) struct Due {
    pub at: Instant,
    pub kind: DueKind,
    pub version: VersionId,
    pub enrollment: u32,
    /// The measure that closes, the number of the credit that expires, the earning that is issued.
    pub item: u32,
}

/// What is due, in the order in which it happens at one instant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub(super) enum DueKind {
    WindowClose,
    Expiry,
    Issue,
}

/// Moves the clock to `until`, where that is later, and lets happen what is due on the way.
pub(super) fn catch_up(scene: &mut Scene<'_>, until: Instant) {
    if until <= scene.account.clock || scene.account.is_closed {
        return;
    }
    let plan = scene.plan;
    scene.cause = Cause::Clock;
    let mut starts = plan
        .automatic_starts_after(scene.account.clock)
        .iter()
        .copied()
        .take_while(|(start, _)| *start <= until)
        .peekable();
    loop {
        let due = scene
            .account
            .due
            .last()
            .copied()
            .filter(|due| due.at <= until);
        // At one instant, automatic enrollments come last.
        let start = starts.next_if(|(start, _)| due.is_none_or(|due| *start < due.at));
        if let Some((start, version)) = start {
            scene.account.clock = start;
            enroll::enroll_at_start(scene, version);
        } else if let Some(due) = due {
            scene.account.due.pop();
            scene.account.clock = due.at;
            happen(scene, due, until);
        } else {
            break;
        }
    }
    scene.account.clock = until;
}

fn happen(scene: &mut Scene<'_>, due: Due, until: Instant) {
    match due.kind {
        DueKind::WindowClose => window::close(scene, due, until),
        DueKind::Expiry => expire(scene, due),
        DueKind::Issue => schedule::issue_scheduled(scene, due),
    }
}

/// What is left of a credit is gone; one with nothing left ends without a word.
fn expire(scene: &mut Scene<'_>, due: Due) {
    let is_due = |version: VersionId, number: u32| version == due.version && number == due.item;
    let account = &mut *scene.account;
    account
        .spent
        .retain(|credit| !is_due(credit.version, credit.id.number));
    let place = account
        .credits
        .iter()
        .position(|credit| is_due(credit.version, credit.id.number));
    if let Some(place) = place {
        let credit = account.credits.remove(place);
        scene.write(Outcome::Expired {
            version: credit.version,
            credit: credit.id,
            amount: credit.remaining,
        });
    }
}
