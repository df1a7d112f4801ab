//! What a decision on an enrollment turned on, from the functions that decide it.

use crate::base::Instant;
use crate::program::{
    Enroll, EventFilter, EventTypeId, Filter, HistoryTest, Slot, TableKey, VersionId,
};

use super::super::account::Account;
use super::super::enroll::{
    clause_matches, condition_holds, deadline, excluded_by, highest_available,
};
use super::super::entry::EnrollmentRefusal;
use super::super::filter::AccountReader;
use super::super::history::find_event;
use super::super::plan::{Condition, HistoryId, Plan, VersionPlan};
use super::super::scene::{Occasion, Scene};
use super::super::trace::{Topic, Tracing};
use super::{Asked, AskedTest, EnrollmentFacts, Ground, asked_filter, asked_formula, asked_test};

/// Keeps what a decision on an enrollment turned on, where somebody asks.
pub(in crate::engine) fn ground_decision<T: Tracing>(
    scene: &mut Scene<'_, T>,
    version: VersionId,
    t: Instant,
    decision: Result<Option<u32>, EnrollmentRefusal>,
) {
    scene.ground(Topic::Enrollments, |scene| {
        Some(Ground::EnrollmentAsked {
            version,
            at: t,
            refusal: decision.err(),
            facts: Box::new(facts(scene.plan, scene.account, version, t)?),
        })
    });
}

/// What a decision on an enrollment turns on.
fn facts(plan: &Plan, account: &Account, id: VersionId, t: Instant) -> Option<EnrollmentFacts> {
    let (version, version_plan) = plan.version(id)?;
    let of_offer = account.offer(version.offer);
    let key = version.table.as_ref().map(|table| match table.by {
        TableKey::Currency => Slot::Currency,
        TableKey::Fact(fact) => Slot::Fact(fact),
    });
    Some(EnrollmentFacts {
        enrolled: of_offer.map_or(0, |record| record.enrolled.into()),
        deadline: deadline(plan, version, version_plan, account),
        entered_by: excluded_by(version, account),
        eligible: asked_eligibility(plan, version_plan, account, t),
        key: key.map(|key| (key, account.read(key).into_owned())),
    })
}

/// Keeps which versions the event would have called, had its `where` held.
pub(in crate::engine) fn ground_misses<T: Tracing>(
    scene: &mut Scene<'_, T>,
    occasion: &Occasion<'_>,
) {
    if scene.tracing.asks(Topic::Misses) {
        ground_each_miss(scene, occasion);
    }
}

#[cold]
fn ground_each_miss<T: Tracing>(scene: &mut Scene<'_, T>, occasion: &Occasion<'_>) {
    for index in 0..scene.plan.program().versions.len() {
        let id = VersionId::from_index(index);
        scene.ground(Topic::Misses, |scene| {
            let (version, version_plan) = scene.version(id)?;
            let event = match &version.enroll {
                Enroll::On { event, .. } | Enroll::OnFirst { event } => event,
                Enroll::Automatically => return None,
            };
            let reader = scene.reader(occasion);
            let highest = scene.plan.offer(version.offer)?.versions.last().copied();
            let asked =
                highest_available(scene.plan, scene.account, version.offer, occasion.event.at);
            let is_missed = event.event == occasion.event.kind
                && asked.or(highest) == Some(id)
                && !clause_matches(version, version_plan, occasion, &reader);
            is_missed.then(|| Ground::EnrollmentMissed {
                version: id,
                filter: asked_filter(event, &reader),
            })
        });
    }
}

/// Every condition of an eligibility with what it saw and whether it holds.
fn asked_eligibility(plan: &Plan, version: &VersionPlan, account: &Account, t: Instant) -> Asked {
    asked_formula(
        &version.eligible,
        &|condition| condition_holds(plan, account, condition, t),
        &|condition| match condition {
            Condition::Account(test) => asked_test(test, None, &AccountReader(account)),
            Condition::OpenedWithin(within) => AskedTest::OpenedWithin {
                within: *within,
                opened: account.opened(),
            },
            Condition::History {
                any,
                history,
                within,
            } => AskedTest::History {
                test: HistoryTest {
                    any: *any,
                    event: history_filter(plan, *history),
                    within: *within,
                },
                found: find_event(plan, account, *history, *within, t),
            },
        },
    )
}

fn history_filter(plan: &Plan, history: HistoryId) -> EventFilter {
    let known = plan.history(history).map(|history| history.event.clone());
    known.unwrap_or(EventFilter {
        event: EventTypeId::from_index(usize::MAX),
        filter: Filter::always(),
    })
}
