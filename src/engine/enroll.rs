//! Step 5: accounts enroll (section 4, "Enrolling"). [`decide`] decides, [`enroll`] does.

use smallvec::SmallVec;

use crate::base::Instant;
use crate::program::{
    DeadlineAnchor, Enroll, OfferId, Repeat, Role, RowKey, Slot, Table, TableKey, Version,
    VersionId,
};

use super::account::Account;
use super::enrollment::{Enrollment, RuleState};
use super::entry::{EnrollmentRefusal, Outcome};
use super::event::Value;
use super::filter::{AccountReader, filter_holds, formula_holds, test_holds};
use super::history::{find_event, first_instant, opened_within};
use super::issue;
use super::lists::insert_tightly;
use super::plan::{Condition, Plan, VersionPlan};
use super::scene::{EnrollmentKey, Occasion, Scene};
use super::trace::Tracing;
use super::why::enrollment as why;
use super::window;

/// Enrolls the account in what the event leads to, or says why not, in declaration order.
#[inline(never)]
pub(super) fn enroll_on_event<T: Tracing>(scene: &mut Scene<'_, T>, occasion: &mut Occasion<'_>) {
    let t = occasion.event.at;
    why::ground_misses(scene, occasion);
    for (version, trigger) in called_versions(scene, occasion) {
        let decision = decide(scene.plan, scene.account, version, t);
        why::ground_decision(scene, version, t, decision);
        match decision {
            Ok(row) => {
                let key = enroll(scene, version, row);
                occasion.enrolled.extend(key);
            }
            Err(reason) => match trigger {
                Called::ByEvent => scene.write(Outcome::EnrollmentRefused { version, reason }),
                Called::Automatically => {}
            },
        }
    }
}

/// How a version came to be asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Called {
    ByEvent,
    Automatically,
}

/// The versions that the event asks to enroll, in declaration order: of each offer the highest that is
/// available, if its clause matches; where none is, the highest whose clause matches, to be refused.
fn called_versions<T: Tracing>(
    scene: &Scene<'_, T>,
    occasion: &Occasion<'_>,
) -> SmallVec<[(VersionId, Called); 4]> {
    let plan = scene.plan;
    let event = occasion.event;
    let mut called: SmallVec<[(VersionId, Called); 4]> = SmallVec::new();
    let kind = plan.program().events.get(event.kind.index());
    let changes_facts = kind.is_some_and(|kind| matches!(kind.role, Role::Opens | Role::Updates));
    let reader = scene.reader(occasion);
    let mut matching: SmallVec<[(OfferId, u64, VersionId); 4]> = SmallVec::new();
    for id in plan.enrolls.candidates(event.kind, &reader) {
        if let Some((version, version_plan)) = plan.version(id)
            && clause_matches(version, version_plan, occasion, &reader)
        {
            matching.push((version.offer, version.number, id));
        }
    }
    matching.sort_unstable();
    for of_one_offer in matching.chunk_by(|a, b| a.0 == b.0) {
        let Some((offer, _, highest_matching)) = of_one_offer.last() else {
            continue;
        };
        match highest_available(plan, scene.account, *offer, event.at) {
            Some(available) => {
                if of_one_offer.iter().any(|(_, _, id)| *id == available) {
                    called.push((available, Called::ByEvent));
                }
            }
            None => called.push((*highest_matching, Called::ByEvent)),
        }
    }
    if changes_facts {
        for id in plan.automatic.candidates(&AccountReader(scene.account)) {
            let offer = plan.offer_of(id);
            if highest_available(plan, scene.account, offer, event.at) == Some(id) {
                called.push((id, Called::Automatically));
            }
        }
    }
    called.sort_unstable();
    called
}

pub(super) fn clause_matches(
    version: &Version,
    plan: &VersionPlan,
    occasion: &Occasion<'_>,
    reader: &super::filter::EventReader<'_>,
) -> bool {
    match &version.enroll {
        Enroll::On { event, .. } => filter_holds(&event.filter, reader),
        // That it is the first such event says that the filter holds.
        Enroll::OnFirst { .. } => plan
            .enroll_first
            .is_some_and(|first| occasion.firsts.contains(&first)),
        Enroll::Automatically => false,
    }
}

/// The highest version of an offer that takes enrollments at `t`.
pub(super) fn highest_available(
    plan: &Plan,
    account: &Account,
    offer: OfferId,
    t: Instant,
) -> Option<VersionId> {
    let versions = &plan.offer(offer)?.versions;
    versions.iter().copied().rfind(|id| {
        plan.version(*id)
            .is_some_and(|(version, _)| is_available(version, account, t))
    })
}

/// Availability is asked at `t`, whether anything can still be earned at the account's clock.
fn is_available(version: &Version, account: &Account, t: Instant) -> bool {
    version.available.contains(t)
        && version
            .earns_until
            .is_none_or(|earns| account.clock < earns)
}

/// Tests an automatic version at the start of its availability, which the clock has just reached.
pub(super) fn enroll_at_start<T: Tracing>(scene: &mut Scene<'_, T>, version: VersionId) {
    let now = scene.clock();
    let offer = scene.plan.offer_of(version);
    if highest_available(scene.plan, scene.account, offer, now) != Some(version) {
        return;
    }
    let decision = decide(scene.plan, scene.account, version, now);
    why::ground_decision(scene, version, now, decision);
    if let Ok(row) = decision
        && let Some(key) = enroll(scene, version, row)
    {
        issue::fire_on_event(scene, None, &[key]);
    }
}

/// Whether an account may enroll now because of an event at `t`, and with which row of the table. The
/// reasons against it in the order in which they are asked.
pub(super) fn decide(
    plan: &Plan,
    account: &Account,
    id: VersionId,
    t: Instant,
) -> Result<Option<u32>, EnrollmentRefusal> {
    let Some((version, version_plan)) = plan.version(id) else {
        return Err(EnrollmentRefusal::NotAvailable);
    };
    refuse(
        !is_available(version, account, t),
        EnrollmentRefusal::NotAvailable,
    )?;
    refuse(
        has_no_enrollment_left(version, account),
        EnrollmentRefusal::AlreadyEnrolled,
    )?;
    refuse(
        runs_already(plan, version, account),
        EnrollmentRefusal::StillRunning,
    )?;
    let deadline = deadline(plan, version, version_plan, account);
    refuse(
        deadline.is_some_and(|deadline| t >= deadline),
        EnrollmentRefusal::TooLate,
    )?;
    refuse(
        excluded_by(version, account).is_some(),
        EnrollmentRefusal::Exclusive,
    )?;
    refuse(
        !is_eligible(plan, version_plan, account, t),
        EnrollmentRefusal::NotEligible,
    )?;
    let row = listed_row(version, account)?;
    refuse(
        is_of_another_currency(version, row, account),
        EnrollmentRefusal::Currency,
    )?;
    Ok(row)
}

fn refuse(is_so: bool, reason: EnrollmentRefusal) -> Result<(), EnrollmentRefusal> {
    if is_so { Err(reason) } else { Ok(()) }
}

fn has_no_enrollment_left(version: &Version, account: &Account) -> bool {
    let enrolled = account
        .offer(version.offer)
        .map_or(0, |record| record.enrolled);
    u64::from(enrolled) >= version.enroll.times()
}

/// Of `one at a time`: an earlier enrollment has a window that is or may be open, or credit scheduled.
fn runs_already(plan: &Plan, version: &Version, account: &Account) -> bool {
    let is_one_at_a_time = match &version.enroll {
        Enroll::On { repeat, .. } => matches!(repeat, Repeat::OneAtATime(_)),
        Enroll::OnFirst { .. } | Enroll::Automatically => false,
    };
    let of_this_offer = |id: VersionId| plan.offer_of(id) == version.offer;
    is_one_at_a_time
        && (account
            .enrollments
            .iter()
            .any(|enrollment| of_this_offer(enrollment.version) && enrollment.has_live_window())
            || account
                .scheduled()
                .iter()
                .any(|scheduled| of_this_offer(scheduled.version)))
}

/// The instant from which it is too late, where there is one.
pub(super) fn deadline(
    plan: &Plan,
    version: &Version,
    version_plan: &VersionPlan,
    account: &Account,
) -> Option<Instant> {
    let deadline = match &version.enroll {
        Enroll::On { deadline, .. } => deadline.as_ref()?,
        Enroll::OnFirst { .. } | Enroll::Automatically => return None,
    };
    let anchor = match &deadline.after {
        DeadlineAnchor::Opening => Some(account.opened()),
        DeadlineAnchor::First(_) => version_plan
            .deadline_first
            .and_then(|first| first_instant(account, first)),
    };
    anchor.map(|anchor| plan.program().calendar.add(anchor, deadline.within))
}

/// The other offer of the group that has enrolled the account.
pub(super) fn excluded_by(version: &Version, account: &Account) -> Option<OfferId> {
    let group = version.group?;
    let entered = account.rare().map_or(&[][..], |rare| &rare.groups);
    entered
        .iter()
        .find(|(entered, offer)| *entered == group && *offer != version.offer)
        .map(|(_, offer)| *offer)
}

fn is_eligible(plan: &Plan, version: &VersionPlan, account: &Account, t: Instant) -> bool {
    formula_holds(&version.eligible, &|condition| {
        condition_holds(plan, account, condition, t)
    })
}

/// Whether one condition of an eligibility holds because of an event at `t`.
pub(super) fn condition_holds(
    plan: &Plan,
    account: &Account,
    condition: &Condition,
    t: Instant,
) -> bool {
    match condition {
        Condition::Account(test) => test_holds(test, &AccountReader(account)),
        Condition::OpenedWithin(within) => {
            opened_within(plan.program().calendar, account, *within, t)
        }
        Condition::History {
            any,
            history,
            within,
        } => find_event(plan, account, *history, *within, t).is_some() == *any,
    }
}

/// The row of the table for this account; no row where there is no table.
fn listed_row(version: &Version, account: &Account) -> Result<Option<u32>, EnrollmentRefusal> {
    let Some(table) = &version.table else {
        return Ok(None);
    };
    let place = table
        .rows
        .iter()
        .position(|row| is_row_for(table, &row.key, account));
    place
        .and_then(|place| u32::try_from(place).ok())
        .map(Some)
        .ok_or(EnrollmentRefusal::Unlisted)
}

fn is_row_for(table: &Table, key: &RowKey, account: &Account) -> bool {
    let fact = match table.by {
        TableKey::Currency => {
            return *key == RowKey::Currency(account.currency());
        }
        TableKey::Fact(fact) => account.read(Slot::Fact(fact)),
    };
    match (key, fact) {
        (RowKey::Text(key), Value::Text(text)) => **key == *text,
        (RowKey::Symbol(key), Value::Symbol(symbol)) => *key == symbol,
        (RowKey::Number(key), Value::Number(number)) => *key == number,
        (RowKey::Flag(key), Value::Flag(flag)) => *key == flag,
        (RowKey::Date(key), Value::Date(date)) => *key == date,
        _ => false,
    }
}

fn is_of_another_currency(version: &Version, row: Option<u32>, account: &Account) -> bool {
    let of_the_row = row.and_then(|row| version.table.as_ref()?.rows.get(row as usize)?.currency);
    [version.currency, of_the_row]
        .into_iter()
        .flatten()
        .any(|currency| currency != account.currency())
}

/// Enrolls the account now: its windows open, and it counts for the offer and the group.
fn enroll<T: Tracing>(
    scene: &mut Scene<'_, T>,
    id: VersionId,
    row: Option<u32>,
) -> Option<EnrollmentKey> {
    let (version, plan) = scene.version(id)?;
    let now = scene.clock();
    let calendar = scene.calendar();
    let account = &mut *scene.account;
    let number = account.enrolled();
    if let Some(record) = account.offer_mut(version.offer) {
        record.enrolled = record.enrolled.saturating_add(1);
    }
    if let Some(group) = version.group
        && !account.rare_mut().groups.contains(&(group, version.offer))
    {
        account.rare_mut().groups.push((group, version.offer));
    }
    let windows = window::open_all(
        calendar,
        (version, plan),
        row,
        account.opened(),
        now,
        &mut account.instances,
    );
    for (index, window) in windows.iter().enumerate() {
        let measure = crate::program::MeasureId::from_index(index);
        if let Some(due) = window::due_of(id, number, measure, &window.phase) {
            account.due.add(due);
        }
    }
    let enrollment = Enrollment {
        version: id,
        number,
        at: now,
        row,
        windows,
        rules: version.rules.iter().map(|_| RuleState::default()).collect(),
        has_freed_place: false,
    };
    let place = account
        .enrollments
        .partition_point(|other| other.key() < enrollment.key());
    // One whose windows are all over already has nothing to wait for.
    scene.is_untidy |= !enrollment.has_live_window();
    insert_tightly(&mut account.enrollments, place, enrollment);
    scene.write(Outcome::Enrolled { version: id });
    Some((id, number))
}
