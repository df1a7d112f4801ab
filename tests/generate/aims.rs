//! What an account's next event could aim at.

use onward::base::Instant;
use onward::program::{Condition, Trigger};

use crate::model::{Account, State};

/// Instants and amounts at whose edges something happens.
#[derive(Default)]
pub struct Aims {
    /// When something is due.
    pub due: Vec<Instant>,
    /// When something happened.
    pub past: Vec<Instant>,
    /// What is missing to a threshold, and what is left of credits.
    pub wanted: Vec<i128>,
    /// By how much a threshold is passed.
    pub surplus: Vec<i128>,
    pub has_credit: bool,
    pub has_scheduled: bool,
}

pub fn of(account: &Account<'_>) -> Aims {
    let mut aims = Aims {
        due: account.due_instants(),
        has_credit: account.credits.iter().any(|credit| credit.remaining > 0),
        has_scheduled: account
            .firings
            .iter()
            .any(|firing| matches!(firing.state, State::Scheduled { .. })),
        ..Aims::default()
    };
    for enrollment in &account.enrollments {
        aims.past.push(enrollment.at);
        let instances = enrollment
            .windows
            .iter()
            .flat_map(|windows| &windows.instances);
        aims.past.extend(instances.map(|instance| instance.start));
    }
    for credit in &account.credits {
        aims.past.push(credit.issued);
        if credit.remaining > 0 {
            aims.wanted.push(credit.remaining);
        }
    }
    for missing in missing(account) {
        if missing > 0 {
            aims.wanted.push(missing);
        } else {
            aims.surplus.push(-missing);
            aims.surplus.push(1 - missing);
        }
    }
    aims
}

/// What open windows of money measures miss to a threshold or step, in minor units; below zero where it is
/// passed.
pub fn missing(account: &Account<'_>) -> Vec<i128> {
    let mut all = Vec::new();
    for enrollment in 0..account.enrollments.len() {
        for condition in conditions(account, enrollment) {
            let Some(instance) = account.open_instance_of(enrollment, condition.measure) else {
                continue;
            };
            let version = account.version_of(enrollment);
            if version.measures[condition.measure.index()].is_money() {
                let goal = account.goal(condition.goal, enrollment);
                let missing = goal - account.value_of(enrollment, instance);
                all.push(crate::model::floor(&missing));
            }
        }
    }
    all
}

/// The thresholds and steps of the rules of an enrollment.
fn conditions(account: &Account<'_>, enrollment: usize) -> Vec<Condition> {
    let mut all = Vec::new();
    for rule in &account.version_of(enrollment).rules {
        match &rule.trigger {
            Trigger::Reaches { conditions, .. } => all.extend(conditions.iter().copied()),
            Trigger::Every { step, measure, .. } => all.push(Condition {
                measure: *measure,
                goal: *step,
            }),
            Trigger::EveryTier { measure, tiers } | Trigger::HighestTier { measure, tiers, .. } => {
                all.extend(tiers.iter().map(|tier| Condition {
                    measure: *measure,
                    goal: tier.reach,
                }));
            }
            Trigger::On { .. } | Trigger::AtEnrollment { .. } | Trigger::AtClose { .. } => {}
        }
    }
    all
}
