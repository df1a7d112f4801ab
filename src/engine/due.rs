//! Step 0: everything that was due on the way to an instant happens at its own instant, in order.

use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use crate::base::Instant;
use crate::program::VersionId;

use super::entry::{Cause, Outcome};
use super::lists::{insert_tightly, make_first_room};
use super::scene::Scene;
use super::trace::Tracing;
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

/// What the clock will bring about for one account.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct DueList {
    /// The instant of the earliest, beside the account's clock: mostly nothing is due yet.
    next: Option<Instant>,
    /// The earliest last.
    list: ThinVec<Due>,
}

impl DueList {
    pub fn add(&mut self, due: Due) {
        let place = self.list.partition_point(|other| *other > due);
        make_first_room(&mut self.list, 2);
        insert_tightly(&mut self.list, place, due);
        self.find_next();
    }

    pub fn remove(&mut self, due: &Due) {
        let place = self.list.partition_point(|other| other > due);
        if self.list.get(place) == Some(due) {
            self.list.remove(place);
        }
        self.find_next();
    }

    pub fn forget_version(&mut self, version: VersionId) {
        self.list.retain(|due| due.version != version);
        self.find_next();
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    fn is_any_until(&self, until: Instant) -> bool {
        self.next.is_some_and(|next| next <= until)
    }

    fn first(&self) -> Option<Due> {
        self.list.last().copied()
    }

    fn pop(&mut self) {
        self.list.pop();
        self.find_next();
    }

    fn find_next(&mut self) {
        self.next = self.list.last().map(|due| due.at);
    }
}

/// Moves the clock to `until`, where that is later, and lets happen what is due on the way.
#[inline]
pub(super) fn catch_up<T: Tracing>(scene: &mut Scene<'_, T>, until: Instant) {
    if until <= scene.account.clock || scene.account.is_closed {
        return;
    }
    if scene.plan.has_automatic_starts() || scene.account.due.is_any_until(until) {
        live_through(scene, until);
    }
    scene.account.clock = until;
}

#[inline(never)]
fn live_through<T: Tracing>(scene: &mut Scene<'_, T>, until: Instant) {
    scene.cause = Cause::Clock;
    // At one instant, automatic enrollments come last.
    for (start, version) in scene.plan.automatic_starts(scene.account.clock, until) {
        happen_until(scene, *start, until);
        scene.account.clock = *start;
        enroll::enroll_at_start(scene, *version);
    }
    happen_until(scene, until, until);
}

/// Lets happen what is due up to an instant, on the way to a later one.
#[inline(never)]
fn happen_until<T: Tracing>(scene: &mut Scene<'_, T>, last: Instant, until: Instant) {
    while let Some(due) = scene.account.due.first()
        && due.at <= last
    {
        scene.account.due.pop();
        scene.account.clock = due.at;
        happen(scene, due, until);
    }
}

fn happen<T: Tracing>(scene: &mut Scene<'_, T>, due: Due, until: Instant) {
    match due.kind {
        DueKind::WindowClose => window::close(scene, due, until),
        DueKind::Expiry => expire(scene, due),
        DueKind::Issue => schedule::issue_scheduled(scene, due),
    }
}

/// What is left of a credit is gone; one with nothing left ends without a word.
fn expire<T: Tracing>(scene: &mut Scene<'_, T>, due: Due) {
    let is_due = |version: VersionId, number: u32| version == due.version && number == due.item;
    let account = &mut *scene.account;
    if account.rare().is_some() {
        let spent = &mut account.rare_mut().spent;
        spent.retain(|credit| !is_due(credit.version, credit.id.number));
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn due(at: i64, kind: DueKind, version: u32) -> Due {
        Due {
            at: Instant::from_seconds(at),
            kind,
            version: VersionId(version),
            enrollment: 0,
            item: 0,
        }
    }

    /// What is left in a list, in the order in which it happens.
    fn rest(mut list: DueList) -> Vec<Due> {
        std::iter::from_fn(|| {
            let first = list.first();
            list.pop();
            first
        })
        .collect()
    }

    #[test]
    fn what_is_due_comes_in_its_order_and_only_while_it_is_due() {
        let close = due(5, DueKind::WindowClose, 2);
        let expiry = due(5, DueKind::Expiry, 1);
        let issue = due(3, DueKind::Issue, 2);
        let late = due(9, DueKind::Expiry, 1);
        let mut list = DueList::default();
        assert!(!list.is_any_until(Instant::LAST));
        for due in [late, expiry, issue, close] {
            list.add(due);
        }
        assert!(list.is_any_until(Instant::from_seconds(3)));
        assert!(!list.is_any_until(Instant::from_seconds(2)));
        assert_eq!(rest(list.clone()), [issue, close, expiry, late]);

        let mut without = list.clone();
        without.remove(&issue);
        without.remove(&due(5, DueKind::Issue, 7));
        assert!(!without.is_any_until(Instant::from_seconds(4)));
        assert_eq!(rest(without), [close, expiry, late]);

        list.forget_version(VersionId(2));
        assert!(!list.is_any_until(Instant::from_seconds(4)));
        assert_eq!(rest(list.clone()), [expiry, late]);
        list.clear();
        assert_eq!(list, DueList::default());
    }
}
