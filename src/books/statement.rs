//! The statement of an account: its credits one by one, what is scheduled, what is under way, and what was
//! corrected, which is no credit.

use crate::base::{Amount, Currency, Instant};
use crate::engine::{
    CreditId, GoalProgress, GoalStanding, MeasureProgress, Outcome, Plan, ProgressBy, Revocation,
    ScheduledCredit, progress, scheduled,
};
use crate::format::AccountEvents;
use crate::program::{EventTypeId, Program, VersionId, Window};

use super::history::{History, history};

/// How an account stands as of an instant, by what was known then. Amounts are of its currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Statement {
    pub account: String,
    pub currency: Currency,
    pub as_of: Instant,
    pub is_closed: bool,
    /// How many events of the account came later and are left out.
    pub later_events: u64,
    /// In the order in which they were issued.
    pub credits: Vec<CreditLine>,
    /// Earned, and to be issued: the earliest first.
    pub scheduled: Vec<ScheduledCredit>,
    /// What can still be earned, in declaration order, then by enrollment.
    pub under_way: Vec<UnderWay>,
    /// In their order.
    pub adjustments: Vec<Adjustment>,
    pub totals: StatementTotals,
}

/// A credit. Amount = paid + expired + revoked + left.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditLine {
    pub credit: CreditId,
    pub version: VersionId,
    pub issued: Instant,
    /// `None` is never.
    pub expires: Option<Instant>,
    pub amount: Amount,
    /// What it paid, less what refunds restored.
    pub paid: Amount,
    /// What of that a refund returned and the credit did not get back.
    pub forfeited: Amount,
    pub expired: Amount,
    pub revoked: Amount,
    pub left: Amount,
    pub state: CreditState,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CreditState {
    /// Something is left to pay with.
    Active,
    /// All of it has paid.
    UsedUp,
    /// What was left is gone.
    Expired,
    /// What was left was taken back.
    Revoked(Revocation),
}

/// Something that an account can still earn by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum UnderWay {
    /// A measure on its way to a goal, or to the close of its window.
    Measure {
        version: VersionId,
        progress: MeasureProgress,
        /// The next threshold, step or tier; the highest where all of them have fired and the window
        /// opens again.
        goal: Option<GoalProgress>,
    },
    /// An event that pays each time.
    Event {
        version: VersionId,
        event: EventTypeId,
        /// What it earns, where that is stated and not a share.
        reward: Option<Amount>,
        /// Nothing is earned from then on.
        until: Option<Instant>,
    },
}

/// Past billing that was corrected.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Adjustment {
    pub at: Instant,
    pub event: String,
    pub amount: Amount,
}

/// Sums over all credits, and beside them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct StatementTotals {
    pub issued: Amount,
    pub paid: Amount,
    pub expired: Amount,
    pub revoked: Amount,
    pub left: Amount,
    pub scheduled: Amount,
    pub adjusted: Amount,
}

/// The statement of an account from its events.
pub fn statement(plan: &Plan, known: &AccountEvents) -> Statement {
    statement_of(plan, known, &history(plan, known, |_, _| {}))
}

/// The statement that a history comes to.
pub fn statement_of(plan: &Plan, known: &AccountEvents, history: &History) -> Statement {
    let credits = credit_lines(history);
    let adjustments = adjustments(history, known);
    let mut scheduled = scheduled(&history.account);
    scheduled.sort_by_key(|credit| credit.due);
    let mut totals = StatementTotals::default();
    for line in &credits {
        totals.issued = totals.issued.plus(line.amount);
        totals.paid = totals.paid.plus(line.paid);
        totals.expired = totals.expired.plus(line.expired);
        totals.revoked = totals.revoked.plus(line.revoked);
        totals.left = totals.left.plus(line.left);
    }
    for credit in &scheduled {
        totals.scheduled = totals.scheduled.plus(credit.amount);
    }
    for adjustment in &adjustments {
        totals.adjusted = totals.adjusted.plus(adjustment.amount);
    }
    Statement {
        account: known.account.clone(),
        currency: known.currency,
        as_of: known.as_of,
        is_closed: history.account.is_closed(),
        later_events: known.later,
        credits,
        scheduled,
        under_way: under_way(plan, history),
        adjustments,
        totals,
    }
}

/// The credits that the entries tell of.
pub fn credit_lines(history: &History) -> Vec<CreditLine> {
    let mut lines: Vec<CreditLine> = Vec::new();
    for (_, entry) in history.entries() {
        if let Outcome::Issued {
            version,
            credit,
            amount,
            expires,
        } = &entry.outcome
        {
            lines.push(CreditLine {
                credit: *credit,
                version: *version,
                issued: entry.at,
                expires: *expires,
                amount: *amount,
                paid: Amount::ZERO,
                forfeited: Amount::ZERO,
                expired: Amount::ZERO,
                revoked: Amount::ZERO,
                left: *amount,
                state: CreditState::Active,
            });
        } else if let Some(id) = crate::case::expect::credit_of(&entry.outcome)
            && let Some(line) = lines.iter_mut().find(|line| line.credit == id)
        {
            line.take(&entry.outcome);
        }
    }
    lines
}

impl CreditLine {
    /// Takes what an entry says of the credit after its issue.
    fn take(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Applied {
                amount, remaining, ..
            } => {
                self.paid = self.paid.plus(*amount);
                self.left = *remaining;
            }
            Outcome::Restored {
                amount, remaining, ..
            } => {
                self.paid = self.paid.minus(*amount);
                self.left = *remaining;
            }
            Outcome::Forfeited { amount, .. } => self.forfeited = self.forfeited.plus(*amount),
            Outcome::Expired { amount, .. } => {
                self.expired = *amount;
                self.left = Amount::ZERO;
            }
            Outcome::Revoked { amount, reason, .. } => {
                self.revoked = *amount;
                self.left = Amount::ZERO;
                self.state = CreditState::Revoked(*reason);
                return;
            }
            Outcome::Issued { .. }
            | Outcome::Enrolled { .. }
            | Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Earned { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Lapsed { .. }
            | Outcome::Adjusted { .. } => {}
        }
        self.state = if !self.revoked.is_zero() {
            self.state
        } else if !self.expired.is_zero() {
            CreditState::Expired
        } else if self.left.is_zero() {
            CreditState::UsedUp
        } else {
            CreditState::Active
        };
    }
}

fn adjustments(history: &History, known: &AccountEvents) -> Vec<Adjustment> {
    let entries = history.entries();
    entries
        .filter_map(|(happening, entry)| match &entry.outcome {
            Outcome::Adjusted { amount } => Some(Adjustment {
                at: entry.at,
                event: known.events.get(happening.event?)?.id.to_string(),
                amount: *amount,
            }),
            Outcome::Enrolled { .. }
            | Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Earned { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Issued { .. }
            | Outcome::Applied { .. }
            | Outcome::Restored { .. }
            | Outcome::Forfeited { .. }
            | Outcome::Revoked { .. }
            | Outcome::Expired { .. }
            | Outcome::Lapsed { .. } => None,
        })
        .collect()
}

fn under_way(plan: &Plan, history: &History) -> Vec<UnderWay> {
    if history.account.is_closed() {
        return Vec::new();
    }
    let program = plan.program();
    let progress = progress(plan, &history.account).into_iter();
    progress
        .filter_map(|progress| {
            let version = progress.version;
            match progress.by {
                ProgressBy::Measure(measure) => {
                    let goal = next_goal(program, version, &measure)?;
                    Some(UnderWay::Measure {
                        version,
                        progress: measure,
                        goal,
                    })
                }
                ProgressBy::Event { event, reward, .. } => {
                    let until = program.versions.get(version.index())?.earns_until;
                    let is_over = until.is_some_and(|until| until <= history.account.clock());
                    (!is_over).then_some(UnderWay::Event {
                        version,
                        event,
                        reward,
                        until,
                    })
                }
            }
        })
        .collect()
}

/// What a measure is on the way to; `None` where nothing is to come of it.
fn next_goal(
    program: &Program,
    version: VersionId,
    progress: &MeasureProgress,
) -> Option<Option<GoalProgress>> {
    let goals = || progress.goals.iter().copied();
    let next = goals().find(|goal| goal.stands == GoalStanding::Ahead);
    let reached = || goals().rfind(|goal| goal.stands == GoalStanding::Reached);
    if let Some(goal) = next.or_else(reached) {
        return Some(Some(goal));
    }
    if progress.is_decided_at_close {
        return Some(None);
    }
    let terms = program.versions.get(version.index())?;
    let measure = terms.measures.get(progress.measure.index())?;
    let opens_again = match measure.window {
        Window::EachPeriod(_) | Window::EachOfEnrollment(_) => true,
        Window::Within(_) | Window::SinceEnrollment => false,
    };
    let fired = goals().rfind(|goal| goal.stands == GoalStanding::Fired);
    fired.filter(|_| opens_again).map(Some)
}
