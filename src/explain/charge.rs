//! A charge: what was billed, what credit paid, and a verdict on every credit of the account.

use crate::base::{Amount, Instant};
use crate::engine::{CreditId, Event, Ground, Noted, Outcome, PaymentFacts, Plan, Value};
use crate::format::AccountEvents;
use crate::program::{EventTypeId, Origin, Program, Role, VersionId};

use super::event::{Effect, effects_at};
use super::life::LifeChange;
use super::past::{EVERYTHING, IssuedCredit, Moment, Past, relive};
use super::payment::{PaymentReason, judged};
use super::suppose::{Budget, Supposed, another_instant};

/// Why a charge was billed as it was. Amounts are of the account's currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChargeExplanation {
    pub id: String,
    pub kind: EventTypeId,
    pub at: Instant,
    /// The account's clock when it came; later than `at` of a charge that came late.
    pub came: Instant,
    pub amount: Amount,
    /// The start of its accrual, where it has one.
    pub since: Option<Instant>,
    /// What credit paid in all.
    pub credited: Amount,
    /// What was left to pay.
    pub cash: Amount,
    /// Whether the account had closed before, after which nothing happens to it.
    pub was_closed: bool,
    /// One a credit that the account ever got: those that were asked first, in the order in which they are
    /// drawn, then the others in order of issue.
    pub verdicts: Vec<CreditVerdict>,
    /// In their order.
    pub refunds: Vec<RefundOf>,
    /// What else it did: what counted it, and what it earned.
    pub effects: Vec<Effect>,
}

/// What one credit did for the charge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditVerdict {
    pub credit: CreditId,
    pub version: VersionId,
    pub issued: Instant,
    pub expires: Option<Instant>,
    pub amount: Amount,
    pub reason: PaymentReason,
    /// What the engine had before it; none of a credit that it had no reason to ask.
    pub facts: Option<PaymentFacts>,
    /// The clause that it follows from.
    pub clause: Option<Origin>,
    /// What would have been paid, where one thing had been otherwise. It was run.
    pub supposed: Option<Supposed>,
}

/// A refund of the charge, and what became of its credit part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefundOf {
    pub event: String,
    pub charge: String,
    pub at: Instant,
    /// What the refund says.
    pub amount: Amount,
    pub restored: Vec<(CreditId, Amount)>,
    pub forfeited: Vec<(CreditId, Amount)>,
}

/// Explains the charge at a place of the account's events; `None` where that is no spending event.
pub fn charge(plan: &Plan, known: &AccountEvents, place: usize) -> Option<ChargeExplanation> {
    let program = plan.program();
    let event = known.events.get(place)?;
    let (amount, since) = spending(program, event)?;
    let past = relive(plan, known, &|at| {
        if at == Some(place) { EVERYTHING } else { &[] }
    });
    let moment = past.moments.get(place)?;
    let case = Case {
        program,
        known,
        past: &past,
        moment,
        place,
        event,
        amount,
    };
    let mut verdicts: Vec<(usize, CreditVerdict)> = Vec::new();
    for issued in &past.credits {
        verdicts.push((case.drawn(issued.credit), case.verdict(issued)?));
    }
    verdicts.sort_by_key(|(drawn, _)| *drawn);
    let mut verdicts: Vec<CreditVerdict> =
        verdicts.into_iter().map(|(_, verdict)| verdict).collect();
    let mut budget = Budget::default();
    for verdict in &mut verdicts {
        verdict.supposed = another_instant(plan, known, place, verdict, &mut budget);
    }
    let mut effects = effects_at(plan, known, moment, &past.moments);
    effects.retain(
        |effect| !matches!(effect, Effect::Credit(step) if step.change == LifeChange::Paid),
    );
    let paid = verdicts.iter().map(|verdict| verdict.reason.paid());
    let credited = paid.fold(Amount::ZERO, Amount::plus);
    Some(ChargeExplanation {
        id: event.id.to_string(),
        kind: event.kind,
        at: event.at,
        came: moment.clock,
        amount,
        since,
        credited,
        cash: amount.less(credited),
        was_closed: moment.was_closed,
        verdicts,
        refunds: (past.moments.iter())
            .filter_map(|moment| refund_at(program, known, moment, Some(&event.id)))
            .collect(),
        effects,
    })
}

/// The amount of a spending event, and the start of its accrual.
fn spending(program: &Program, event: &Event<'_>) -> Option<(Amount, Option<Instant>)> {
    let Role::Spends { amount, since, .. } = program.events.get(event.kind.index())?.role else {
        return None;
    };
    let since = since.and_then(|since| event.value(since).instant());
    Some((event.money(amount), since))
}

/// One charge with what is known of it.
struct Case<'a> {
    program: &'a Program,
    known: &'a AccountEvents,
    past: &'a Past,
    moment: &'a Moment,
    place: usize,
    event: &'a Event<'a>,
    amount: Amount,
}

impl Case<'_> {
    /// The turn of a credit among those that were asked; the last of one that was not.
    fn drawn(&self, credit: CreditId) -> usize {
        let asked = self.moment.grounds.iter();
        let mut asked = asked.filter_map(|ground| match ground {
            Ground::Judged { credit, .. } | Ground::Unasked { credit } => Some(*credit),
            Ground::EnrollmentAsked { .. }
            | Ground::EnrollmentMissed { .. }
            | Ground::NotCounted { .. }
            | Ground::Scheduled { .. }
            | Ground::Fired { .. }
            | Ground::Limited { .. } => None,
        });
        asked
            .position(|other| other == credit)
            .unwrap_or(usize::MAX)
    }

    fn verdict(&self, issued: &IssuedCredit) -> Option<CreditVerdict> {
        let terms = self.program.versions.get(issued.version.index())?;
        let reason = self.reason(issued)?;
        let mut grounds = self.moment.grounds.iter();
        let facts = grounds.find_map(|ground| match ground {
            Ground::Judged { credit, facts, .. } if *credit == issued.credit => Some(facts),
            Ground::Judged { .. }
            | Ground::Unasked { .. }
            | Ground::EnrollmentAsked { .. }
            | Ground::EnrollmentMissed { .. }
            | Ground::NotCounted { .. }
            | Ground::Scheduled { .. }
            | Ground::Fired { .. }
            | Ground::Limited { .. } => None,
        });
        Some(CreditVerdict {
            credit: issued.credit,
            version: issued.version,
            issued: issued.at,
            expires: issued.expires,
            amount: issued.amount,
            facts: facts.map(|facts| (**facts).clone()),
            clause: reason.clause(terms),
            reason,
            supposed: None,
        })
    }

    /// What the engine said where it asked the credit, else why it did not ask.
    fn reason(&self, issued: &IssuedCredit) -> Option<PaymentReason> {
        let terms = self.program.versions.get(issued.version.index())?;
        for ground in &self.moment.grounds {
            match ground {
                Ground::Judged {
                    credit,
                    verdict,
                    facts,
                } if *credit == issued.credit => {
                    return Some(judged(
                        (*credit, issued.at),
                        terms,
                        *verdict,
                        facts,
                        (self.amount, self.event.at),
                    ));
                }
                Ground::Unasked { credit } if *credit == issued.credit => {
                    return Some(if self.amount.is_zero() {
                        PaymentReason::ZeroCharge
                    } else {
                        PaymentReason::NothingLeftToPay
                    });
                }
                Ground::Judged { .. }
                | Ground::Unasked { .. }
                | Ground::EnrollmentAsked { .. }
                | Ground::EnrollmentMissed { .. }
                | Ground::NotCounted { .. }
                | Ground::Scheduled { .. }
                | Ground::Fired { .. }
                | Ground::Limited { .. } => {}
            }
        }
        if let Some(ended) = self.ended(issued) {
            return Some(ended);
        }
        Some(if issued.moment == self.place {
            PaymentReason::EarnedByThisCharge
        } else {
            PaymentReason::IssuedLater {
                issued: issued.at,
                charged: self.event.at,
            }
        })
    }

    /// How the credit had come to its end before the charge was paid.
    fn ended(&self, issued: &IssuedCredit) -> Option<PaymentReason> {
        let moments = self.past.moments.get(issued.moment..=self.place)?;
        let mut ended = None;
        for moment in moments {
            for entry in &moment.entries {
                let event = || {
                    let event = self.known.events.get(moment.event?)?;
                    Some(event.id.to_string())
                };
                match &entry.outcome {
                    Outcome::Expired { credit, amount, .. } if *credit == issued.credit => {
                        ended = Some(PaymentReason::Expired {
                            at: entry.at,
                            lost: *amount,
                            came_late: self.event.at < entry.at,
                        });
                    }
                    Outcome::Revoked {
                        credit,
                        amount,
                        reason,
                        ..
                    } if *credit == issued.credit => {
                        ended = Some(PaymentReason::Revoked {
                            at: entry.at,
                            reason: *reason,
                            lost: *amount,
                            by: event(),
                            clause: revoke_clause(moment, issued.version),
                        });
                    }
                    Outcome::Applied {
                        credit, remaining, ..
                    } if *credit == issued.credit => {
                        let used_up = || PaymentReason::UsedUp {
                            by: event().unwrap_or_default(),
                            at: entry.at,
                        };
                        ended = remaining.is_zero().then(used_up);
                    }
                    Outcome::Restored { credit, .. } if *credit == issued.credit => ended = None,
                    Outcome::Expired { .. }
                    | Outcome::Revoked { .. }
                    | Outcome::Applied { .. }
                    | Outcome::Restored { .. }
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
        }
        ended
    }
}

/// Which of the `revoke` clauses of a version took hold.
pub(super) fn revoke_clause(moment: &Moment, of: VersionId) -> usize {
    let mut notes = moment.notes.iter();
    let found = notes.find_map(|note| match &note.what {
        Noted::Revoking { version, revoke } if *version == of => Some(*revoke),
        Noted::Revoking { .. }
        | Noted::Counted { .. }
        | Noted::Decided { .. }
        | Noted::Passed { .. }
        | Noted::Billed { .. }
        | Noted::Limited { .. } => None,
    });
    found.unwrap_or(0)
}

/// What an event refunds, and what became of the credit part; `None` where it is no refund, or one of
/// another charge than the one asked for.
pub(super) fn refund_at(
    program: &Program,
    known: &AccountEvents,
    moment: &Moment,
    asked: Option<&str>,
) -> Option<RefundOf> {
    let event = known.events.get(moment.event?)?;
    let Role::Reverses {
        charge, refunding, ..
    } = program.events.get(event.kind.index())?.role
    else {
        return None;
    };
    let Value::Text(charge) = event.value(charge) else {
        return None;
    };
    if asked.is_some_and(|asked| asked != charge) {
        return None;
    }
    let mut refund = RefundOf {
        event: event.id.to_string(),
        charge: charge.to_string(),
        at: event.at,
        amount: event.money(refunding),
        restored: Vec::new(),
        forfeited: Vec::new(),
    };
    for entry in &moment.entries {
        if let Outcome::Restored { credit, amount, .. } = &entry.outcome {
            refund.restored.push((*credit, *amount));
        } else if let Outcome::Forfeited { credit, amount, .. } = &entry.outcome {
            refund.forfeited.push((*credit, *amount));
        }
    }
    Some(refund)
}
