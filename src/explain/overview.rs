//! An account at a glance: its credits, its offers and what there is to ask about.

use crate::base::{Amount, Currency, Instant};
use crate::engine::{CreditId, Outcome, Plan, Topic, scheduled};
use crate::format::AccountEvents;
use crate::program::{OfferId, Role, VersionId};

use super::enrollment::EnrollmentAnswer;
use super::life::{CreditStanding, LifeChange};
use super::offer::{answers_at, place_of_answer};
use super::past::{IssuedCredit, Past, relive};
use super::suppose::Budget;

/// An account at a glance. Amounts are of its currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overview {
    pub currency: Currency,
    pub is_closed: bool,
    pub opened: Instant,
    pub charges: usize,
    pub charged: Amount,
    pub credited: Amount,
    /// What is earned and not yet issued.
    pub scheduled: Amount,
    /// In order of issue.
    pub credits: Vec<CreditGlance>,
    /// Every offer that the account was asked for, with the answer, in order of declaration.
    pub offers: Vec<(OfferId, EnrollmentAnswer)>,
    /// How many offers of the program no event asked for.
    pub other_offers: usize,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditGlance {
    pub credit: CreditId,
    pub version: VersionId,
    pub amount: Amount,
    pub left: Amount,
    pub issued: Instant,
    pub expires: Option<Instant>,
    pub state: CreditStanding,
}

/// The account at a glance.
pub fn overview(plan: &Plan, known: &AccountEvents) -> Overview {
    let program = plan.program();
    let past = relive(plan, known, &|_| &[Topic::Enrollments]);
    let mut answers = Vec::new();
    for moment in &past.moments {
        let asked = answers_at(plan, known, moment, &mut Budget::none()).into_iter();
        answers.extend(asked.filter(|answer| !answer.is_missed()));
    }
    let mut offers = Vec::new();
    for index in 0..program.offers.len() {
        let offer = OfferId::from_index(index);
        let is_its = |answer: &EnrollmentAnswer| {
            let terms = program.versions.get(answer.version.index());
            terms.is_some_and(|terms| terms.offer == offer)
        };
        let mut its: Vec<_> = answers.iter().filter(|it| is_its(it)).cloned().collect();
        if let Some(place) = place_of_answer(&its) {
            offers.push((offer, its.swap_remove(place)));
        }
    }
    let mut charges = 0;
    let mut charged = Amount::ZERO;
    for event in &known.events {
        let role = program.events.get(event.kind.index()).map(|kind| kind.role);
        if let Some(Role::Spends { amount, .. }) = role {
            charges += 1;
            charged = charged.plus(event.money(amount));
        }
    }
    let mut credited = Amount::ZERO;
    for entry in past.moments.iter().flat_map(|moment| &moment.entries) {
        if let Outcome::Applied { amount, .. } = &entry.outcome {
            credited = credited.plus(*amount);
        }
    }
    let waiting = scheduled(&past.account);
    let waiting = waiting.iter().map(|credit| credit.amount);
    Overview {
        currency: known.currency,
        is_closed: past.account.is_closed(),
        opened: past.account.opened(),
        charges,
        charged,
        credited,
        scheduled: waiting.fold(Amount::ZERO, Amount::plus),
        credits: past.credits.iter().map(|it| glance(&past, it)).collect(),
        other_offers: program.offers.len().saturating_sub(offers.len()),
        offers,
    }
}

/// What is left of a credit, and how it stands.
fn glance(past: &Past, issued: &IssuedCredit) -> CreditGlance {
    let mut left = issued.amount;
    let mut ended = None;
    let entries = past.moments.iter().skip(issued.moment);
    for entry in entries.flat_map(|moment| &moment.entries) {
        match &entry.outcome {
            Outcome::Applied {
                credit, remaining, ..
            }
            | Outcome::Restored {
                credit, remaining, ..
            } if *credit == issued.credit => left = *remaining,
            Outcome::Expired { credit, .. } if *credit == issued.credit => {
                left = Amount::ZERO;
                ended = Some(LifeChange::Expired);
            }
            Outcome::Revoked { credit, reason, .. } if *credit == issued.credit => {
                left = Amount::ZERO;
                ended = Some(LifeChange::Revoked(*reason));
            }
            Outcome::Applied { .. }
            | Outcome::Restored { .. }
            | Outcome::Expired { .. }
            | Outcome::Revoked { .. }
            | Outcome::Enrolled { .. }
            | Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Earned { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Issued { .. }
            | Outcome::Forfeited { .. }
            | Outcome::Lapsed { .. }
            | Outcome::Adjusted { .. } => {}
        }
    }
    CreditGlance {
        credit: issued.credit,
        version: issued.version,
        amount: issued.amount,
        left,
        issued: issued.at,
        expires: issued.expires,
        state: CreditStanding::of(left, ended),
    }
}
