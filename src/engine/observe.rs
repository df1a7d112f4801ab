//! Which conditions of an offer an event meets, and how each turns out: for measuring how well cases cover
//! the offer. It asks the evaluator that decides; no decision asks here.

use crate::base::Amount;
use crate::program::{
    DeadlineAnchor, Enroll, EventFilter, Formula, MeasureId, Role, RuleId, Trigger, Version,
    VersionId,
};

use super::account::Account;
use super::enroll::condition_holds;
use super::event::Event;
use super::filter::{EventReader, Split, filter_holds, test_holds};
use super::plan::{Plan, VersionPlan};

/// A predicate of a version.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Predicate {
    /// `eligible when`
    Eligible,
    /// Of the event that enrolls.
    Enroll,
    /// Of the first event that a deadline runs from.
    Deadline,
    Measure(MeasureId),
    /// Of `issue … on EVENT`.
    Rule(RuleId),
    Apply,
    /// By the place of the `revoke` clause among them.
    Revoke(usize),
}

/// A single condition and how it turned out.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ConditionMet {
    pub version: VersionId,
    pub predicate: Predicate,
    /// The place of the condition in its predicate.
    pub place: usize,
    pub holds: bool,
}

/// The conditions that an event is asked before anything of it has happened: may credit pay for it, does it
/// revoke?
pub fn conditions_before(plan: &Plan, account: &Account, event: &Event<'_>) -> Vec<ConditionMet> {
    let mut met = Met::new(plan, account, event, None);
    for (id, version, _) in versions(plan) {
        let has_credit = account.credits.iter().any(|credit| credit.version == id);
        let is_running = has_enrollment(account, id);
        if has_credit {
            met.ask(id, Predicate::Apply, &version.apply.event);
        }
        if has_credit || is_running {
            for (place, revoke) in version.revoke.iter().enumerate() {
                met.ask(id, Predicate::Revoke(place), revoke);
            }
        }
    }
    met.found
}

/// The conditions that it is asked afterwards: does it enroll, is the account eligible, does it count? `cash`
/// is what was left to pay of a spending event.
pub fn conditions_after(
    plan: &Plan,
    account: &Account,
    event: &Event<'_>,
    cash: Option<Amount>,
) -> Vec<ConditionMet> {
    let split = split_of(plan, event, cash);
    let mut met = Met::new(plan, account, event, split.as_ref());
    for (id, version, version_plan) in versions(plan) {
        if met.asks_to_enroll(id, version) {
            met.ask_eligible(id, version_plan);
        }
        if !has_enrollment(account, id) {
            continue;
        }
        for (place, measure) in version.measures.iter().enumerate() {
            let measure_id = MeasureId::from_index(place);
            met.ask(id, Predicate::Measure(measure_id), &measure.event);
        }
        for (place, rule) in version.rules.iter().enumerate() {
            if let Trigger::On { event, .. } = &rule.trigger {
                met.ask(id, Predicate::Rule(RuleId::from_index(place)), event);
            }
        }
    }
    met.found
}

/// The rows that the running enrollments of an account chose of their tables.
pub fn chosen_rows(account: &Account) -> impl Iterator<Item = (VersionId, u32)> {
    let enrollments = account.enrollments.iter();
    enrollments.filter_map(|enrollment| Some((enrollment.version, enrollment.row?)))
}

fn versions(plan: &Plan) -> impl Iterator<Item = (VersionId, &Version, &VersionPlan)> {
    (0..plan.program().versions.len()).filter_map(|index| {
        let id = VersionId::from_index(index);
        let (version, version_plan) = plan.version(id)?;
        Some((id, version, version_plan))
    })
}

/// What credit and cash paid of a spending event, where `cash` is known.
fn split_of(plan: &Plan, event: &Event<'_>, cash: Option<Amount>) -> Option<Split> {
    let Role::Spends { amount, .. } = plan.program().events.get(event.kind.index())?.role else {
        return None;
    };
    let cash = cash?;
    Some(Split {
        cash,
        credited: event.money(amount).less(cash),
    })
}

fn has_enrollment(account: &Account, version: VersionId) -> bool {
    let mut enrollments = account.enrollments.iter();
    enrollments.any(|enrollment| enrollment.version == version)
}

struct Met<'a> {
    plan: &'a Plan,
    reader: EventReader<'a>,
    found: Vec<ConditionMet>,
}

impl<'a> Met<'a> {
    fn new(
        plan: &'a Plan,
        account: &'a Account,
        event: &'a Event<'a>,
        split: Option<&'a Split>,
    ) -> Self {
        Self {
            plan,
            reader: EventReader {
                program: plan.program(),
                account,
                event,
                split,
            },
            found: Vec::new(),
        }
    }

    /// Asks every condition of a filter, where the event is of its type; says whether it holds.
    fn ask(&mut self, version: VersionId, predicate: Predicate, filter: &EventFilter) -> bool {
        if filter.event != self.reader.event.kind {
            return false;
        }
        each_test(&filter.filter, &mut |place, test| {
            self.found.push(ConditionMet {
                version,
                predicate,
                place,
                holds: test_holds(test, &self.reader),
            });
        });
        filter_holds(&filter.filter, &self.reader)
    }

    fn asks_to_enroll(&mut self, id: VersionId, version: &Version) -> bool {
        match &version.enroll {
            Enroll::On {
                event, deadline, ..
            } => {
                let anchor = deadline.as_ref().map(|deadline| &deadline.after);
                if let Some(DeadlineAnchor::First(first)) = anchor {
                    self.ask(id, Predicate::Deadline, first);
                }
                self.ask(id, Predicate::Enroll, event)
            }
            Enroll::OnFirst { event } => self.ask(id, Predicate::Enroll, event),
            Enroll::Automatically => {
                let kind = self.reader.event.kind.index();
                let kind = self.reader.program.events.get(kind);
                kind.is_some_and(|kind| matches!(kind.role, Role::Opens | Role::Updates))
            }
        }
    }

    fn ask_eligible(&mut self, version: VersionId, version_plan: &VersionPlan) {
        let (plan, account, t) = (self.plan, self.reader.account, self.reader.event.at);
        each_test(&version_plan.eligible, &mut |place, condition| {
            self.found.push(ConditionMet {
                version,
                predicate: Predicate::Eligible,
                place,
                holds: condition_holds(plan, account, condition, t),
            });
        });
    }
}

/// Every test of a formula with its place, in order.
fn each_test<T>(formula: &Formula<T>, with: &mut impl FnMut(usize, &T)) {
    fn walk<T>(formula: &Formula<T>, next: &mut usize, with: &mut impl FnMut(usize, &T)) {
        match formula {
            Formula::All(parts) | Formula::Any(parts) => {
                for part in parts {
                    walk(part, next, with);
                }
            }
            Formula::Not(part) => walk(part, next, with),
            Formula::Test(test) => {
                with(*next, test);
                *next += 1;
            }
        }
    }
    walk(formula, &mut 0, with);
}
