//! One event of one account: the steps of section 4, in their order.

use smallvec::SmallVec;

use crate::base::{Amount, Instant};
use crate::program::Role;

use super::account::Account;
use super::charge::ForRefunds;
use super::entry::{Cause, Entry};
use super::event::{Event, Value};
use super::plan::{Plan, Steps};
use super::scene::{Occasion, Scene};
use super::tidy::tidy;
use super::trace::{Noted, Trace, Tracing, Untraced};
use super::{apply, count, due, enroll, history, issue, reverse, revoke};

/// Lets one event happen to an account, and appends what came of it to `entries`.
///
/// Total: every event that [`Event`] can be has an outcome. The account is changed as a whole; its state
/// between two steps can be saved and loaded without changing what follows.
pub fn step(plan: &Plan, account: &mut Account, event: &Event<'_>, entries: &mut Vec<Entry>) {
    step_in(&mut scene(plan, account, entries, Untraced), event);
}

/// As [`step`], and notes why.
pub fn step_traced(
    plan: &Plan,
    account: &mut Account,
    event: &Event<'_>,
    entries: &mut Vec<Entry>,
    trace: &mut Trace,
) {
    step_in(&mut scene(plan, account, entries, trace), event);
}

/// Steps that most events pass over are kept out of line: what nearly every event runs through then stays in
/// the processor's cache for instructions.
fn step_in<T: Tracing>(scene: &mut Scene<'_, T>, event: &Event<'_>) {
    if scene.account.is_closed {
        return;
    }
    let steps = scene.plan.steps(event.kind);
    due::catch_up(scene, event.at); // 0. Due first
    tidy(scene);
    scene.cause = Cause::Event;
    let mut occasion = Occasion {
        event,
        spent: Amount::ZERO,
        split: None,
        for_refunds: ForRefunds::default(),
        firsts: SmallVec::new(),
        enrolled: SmallVec::new(),
    };
    if steps.changes_account {
        change_account(scene, event); // 1. Account
        if scene.account.is_closed {
            return;
        }
    }
    if let Some(spends) = steps.spends {
        apply::pay(scene, &mut occasion, spends); // 2. Apply
        if let Some(split) = occasion.split {
            scene.note(|_| Noted::Billed { cash: split.cash });
        }
    }
    if steps.does_more {
        do_more(scene, &mut occasion, steps); // 3. to 5.
    }
    let mut touched = count::Asked::new();
    count::count(scene, &mut occasion, &mut touched); // 6. Measure
    if !occasion.for_refunds.is_empty() {
        let what = &mut occasion.for_refunds;
        (scene.account.charges).remember(&event.id, event.kind, occasion.spent, what);
    }
    if !touched.is_empty() {
        issue::fire_on_event(scene, Some(&occasion), &touched); // 7. Issue
    }
    tidy(scene);
}

/// The steps between paying and measuring: few events have a part in one.
#[inline(never)]
fn do_more<T: Tracing>(scene: &mut Scene<'_, T>, occasion: &mut Occasion<'_>, steps: &Steps) {
    if steps.reverses_or_corrects {
        reverse::reverse_or_correct(scene, occasion.event); // 3. Reverse
    }
    if steps.revokes {
        revoke::revoke_on_event(scene, occasion); // 4. Revoke
    }
    if steps.remembers {
        history::remember(scene, occasion);
    }
    if steps.enrolls {
        enroll::enroll_on_event(scene, occasion); // 5. Enroll
    }
}

/// Moves the account's clock forward, and lets happen what is due on the way. Moves nothing back.
pub fn advance(plan: &Plan, account: &mut Account, to: Instant, entries: &mut Vec<Entry>) {
    advance_in(&mut scene(plan, account, entries, Untraced), to);
}

/// As [`advance`], and notes why.
pub fn advance_traced(
    plan: &Plan,
    account: &mut Account,
    to: Instant,
    entries: &mut Vec<Entry>,
    trace: &mut Trace,
) {
    advance_in(&mut scene(plan, account, entries, trace), to);
}

fn advance_in<T: Tracing>(scene: &mut Scene<'_, T>, to: Instant) {
    due::catch_up(scene, to);
    tidy(scene);
}

fn scene<'a, T: Tracing>(
    plan: &'a Plan,
    account: &'a mut Account,
    entries: &'a mut Vec<Entry>,
    tracing: T,
) -> Scene<'a, T> {
    Scene {
        plan,
        account,
        entries,
        cause: Cause::Clock,
        is_untidy: false,
        tracing,
    }
}

/// Opening and updating set the account's facts; closing ends all that it has.
#[inline(never)]
fn change_account<T: Tracing>(scene: &mut Scene<'_, T>, event: &Event<'_>) {
    let plan = scene.plan;
    let Some(kind) = plan.program().events.get(event.kind.index()) else {
        return;
    };
    match kind.role {
        Role::Opens | Role::Updates => {
            let facts = plan.program().account.facts.len();
            if scene.account.facts.len() != facts {
                scene.account.facts = vec![Value::Absent; facts].into();
            }
            let carried = kind
                .first_fact
                .and_then(|first| event.values.get(first.index()..));
            for (fact, value) in scene.account.facts.iter_mut().zip(carried.unwrap_or(&[])) {
                if !value.is_absent() {
                    *fact = value.clone().into_owned();
                }
            }
        }
        Role::Closes => revoke::close_account(scene),
        Role::Plain | Role::Spends { .. } | Role::Reverses { .. } | Role::Corrects { .. } => {}
    }
}
