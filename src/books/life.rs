//! The life of an account, to be drawn: its charges, where each measure stood, and what was left of each
//! credit, from its opening to an instant.

use crate::base::{Amount, Currency, Instant};
use crate::engine::{
    Account, CreditId, Entry, Event, GoalStanding, MeasureProgress, Outcome, Plan, ProgressBy,
    Reading, Value, WindowProgress, progress,
};
use crate::format::AccountEvents;
use crate::program::{MeasureId, Role, VersionId};

use super::history::{Happening, history};
use super::statement::{CreditLine, Statement, statement_of};
use crate::case::expect::credit_of;

/// What happened to an account, by what was known as of an instant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Life {
    pub currency: Currency,
    pub opened: Instant,
    pub as_of: Instant,
    /// In input order.
    pub charges: Vec<ChargeLife>,
    pub refunds: Vec<Refund>,
    /// By version, enrollment and measure.
    pub measures: Vec<MeasureLife>,
    /// In the order in which they were issued.
    pub credits: Vec<CreditLife>,
    /// How it stands in the end.
    pub statement: Statement,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChargeLife {
    pub at: Instant,
    pub id: String,
    pub amount: Amount,
    /// What credits paid when it came, in the order in which they were drawn.
    pub paid: Vec<(CreditId, Amount)>,
}

impl ChargeLife {
    /// What was left to pay.
    pub fn cash(&self) -> Amount {
        let paid = self.paid.iter();
        paid.fold(self.amount, |rest, (_, paid)| rest.minus(*paid))
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refund {
    pub at: Instant,
    pub id: String,
    pub charge: String,
    pub amount: Amount,
    /// What credits got back of it.
    pub restored: Amount,
}

/// A measure of an enrollment, window by window.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeasureLife {
    pub version: VersionId,
    pub enrollment: u32,
    pub measure: MeasureId,
    pub windows: Vec<WindowLife>,
    /// Thresholds, steps and tiers that were ahead at some time, each once.
    pub goals: Vec<GoalLife>,
}

/// `start ≤ t < end`; an end that has not come yet is where it will be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WindowLife {
    pub start: Instant,
    pub end: Option<Instant>,
    /// What the measure stood at from each instant on; as it was seen after each event.
    pub values: Vec<(Instant, Reading)>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoalLife {
    pub needed: Reading,
    pub reward: Option<Amount>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditLife {
    pub line: CreditLine,
    /// What was left from each instant on; the first is its issue.
    pub left: Vec<(Instant, Amount)>,
    /// When it expired or was revoked; also where nothing was left.
    pub ended: Option<Instant>,
}

/// The life of an account from its events.
pub fn life(plan: &Plan, known: &AccountEvents) -> Life {
    let mut measures = Measures::default();
    let history = history(plan, known, |account, _| measures.look(plan, account));
    let mut charges = Vec::new();
    let mut refunds = Vec::new();
    for happening in &history.happenings {
        let event = happening.event.and_then(|place| known.events.get(place));
        let Some(event) = event else { continue };
        let kind = plan.program().events.get(event.kind.index());
        match kind.map(|kind| kind.role) {
            Some(Role::Spends { amount, .. }) => charges.push(ChargeLife {
                at: event.at,
                id: event.id.to_string(),
                amount: event.money(amount),
                paid: paid(happening),
            }),
            Some(Role::Reverses {
                charge, refunding, ..
            }) => refunds.push(refund(
                event,
                event.value(charge),
                event.money(refunding),
                happening,
            )),
            Some(
                Role::Plain | Role::Opens | Role::Updates | Role::Closes | Role::Corrects { .. },
            )
            | None => {}
        }
    }
    let statement = statement_of(plan, known, &history);
    let entries: Vec<&Entry> = history.entries().map(|(_, entry)| entry).collect();
    let lines = statement.credits.iter();
    Life {
        currency: known.currency,
        opened: history.account.opened(),
        as_of: known.as_of,
        charges,
        refunds,
        measures: measures.finish(),
        credits: lines
            .map(|line| credit(line, &entries, known.as_of))
            .collect(),
        statement,
    }
}

fn paid(happening: &Happening) -> Vec<(CreditId, Amount)> {
    let mut paid = Vec::new();
    for entry in &happening.entries {
        if let Outcome::Applied { credit, amount, .. } = &entry.outcome {
            paid.push((*credit, *amount));
        }
    }
    paid
}

fn refund(event: &Event<'_>, charge: &Value<'_>, amount: Amount, happening: &Happening) -> Refund {
    let mut restored = Amount::ZERO;
    for entry in &happening.entries {
        if let Outcome::Restored { amount, .. } = &entry.outcome {
            restored = restored.plus(*amount);
        }
    }
    let charge = if let Value::Text(charge) = charge {
        charge.to_string()
    } else {
        String::new()
    };
    Refund {
        at: event.at,
        id: event.id.to_string(),
        charge,
        amount,
        restored,
    }
}

fn credit(line: &CreditLine, entries: &[&Entry], as_of: Instant) -> CreditLife {
    let mut left = vec![(line.issued, line.amount)];
    let mut ended = None;
    let own = entries
        .iter()
        .filter(|entry| credit_of(&entry.outcome) == Some(line.credit));
    for entry in own {
        match &entry.outcome {
            Outcome::Applied { remaining, .. } | Outcome::Restored { remaining, .. } => {
                left.push((entry.at, *remaining));
            }
            Outcome::Expired { .. } | Outcome::Revoked { .. } => {
                left.push((entry.at, Amount::ZERO));
                ended = Some(entry.at);
            }
            Outcome::Issued { .. }
            | Outcome::Forfeited { .. }
            | Outcome::Enrolled { .. }
            | Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Earned { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Lapsed { .. }
            | Outcome::Adjusted { .. } => {}
        }
    }
    CreditLife {
        ended: ended.or(line.expires.filter(|expires| *expires <= as_of)),
        line: line.clone(),
        left,
    }
}

/// The measures of an account, looked at after each event.
#[derive(Default)]
struct Measures {
    lives: Vec<MeasureLife>,
}

impl Measures {
    fn look(&mut self, plan: &Plan, account: &Account) {
        let now = account.clock();
        let mut open = Vec::new();
        for progress in progress(plan, account) {
            let ProgressBy::Measure(measure) = &progress.by else {
                continue;
            };
            let WindowProgress::Open { start, end } = measure.window else {
                continue;
            };
            if measure.goals.is_empty() && !measure.is_decided_at_close {
                continue;
            }
            let place = self.place(progress.version, progress.enrollment, measure.measure);
            open.push((place, start));
            if let Some(life) = self.lives.get_mut(place) {
                life.look((start, end), measure, now);
            }
        }
        // What is no longer open has closed at its end, or with its enrollment.
        for (place, life) in self.lives.iter_mut().enumerate() {
            if let Some(window) = life.windows.last_mut()
                && !open.contains(&(place, window.start))
                && window.end.is_none_or(|end| end > now)
            {
                window.end = Some(now);
            }
        }
    }

    fn place(&mut self, version: VersionId, enrollment: u32, measure: MeasureId) -> usize {
        let known = self.lives.iter().position(|life| {
            (life.version, life.enrollment, life.measure) == (version, enrollment, measure)
        });
        known.unwrap_or_else(|| {
            self.lives.push(MeasureLife {
                version,
                enrollment,
                measure,
                windows: Vec::new(),
                goals: Vec::new(),
            });
            self.lives.len() - 1
        })
    }

    fn finish(mut self) -> Vec<MeasureLife> {
        self.lives
            .sort_by_key(|life| (life.version, life.enrollment, life.measure));
        self.lives
    }
}

impl MeasureLife {
    fn look(
        &mut self,
        (start, end): (Instant, Option<Instant>),
        measure: &MeasureProgress,
        now: Instant,
    ) {
        let is_new = self
            .windows
            .last()
            .is_none_or(|window| window.start != start);
        if is_new {
            self.windows.push(WindowLife {
                start,
                end,
                values: Vec::new(),
            });
        }
        if let Some(window) = self.windows.last_mut()
            && window.values.last().map(|(_, value)| value) != Some(&measure.value)
        {
            window.values.push((now.max(start), measure.value.clone()));
        }
        for goal in &measure.goals {
            let needed = goal.needed();
            let is_known = self.goals.iter().any(|known| known.needed == needed);
            if !is_known && goal.stands != GoalStanding::UsedUp {
                self.goals.push(GoalLife {
                    needed,
                    reward: goal.reward,
                });
            }
        }
    }
}
