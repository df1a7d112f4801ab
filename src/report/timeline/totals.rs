//! Where the money went: of every credit, and of the case as a whole.

use std::collections::BTreeMap;

use crate::base::{Amount, Currency};
use crate::case::{Case, CaseOutcome, Occurred, Occurrence};
use crate::engine::{CreditId, Outcome};
use crate::program::{Program, Role};

use super::rows::billed;
use super::{WIDTH, said};

/// What became of one account's money.
#[derive(Clone, Default)]
pub struct Totals {
    credits: BTreeMap<CreditId, Flow>,
    charged: Amount,
    billed: Amount,
    has_charges: bool,
}

/// What became of one credit, or of several.
#[derive(Clone, Copy, Default)]
struct Flow {
    issued: Amount,
    applied: Amount,
    restored: Amount,
    forfeited: Amount,
    expired: Amount,
    revoked: Amount,
}

impl Flow {
    /// issued = applied − restored + expired + revoked + left
    fn left(self) -> Amount {
        let gone = self.applied.minus(self.restored);
        let gone = gone.plus(self.expired).plus(self.revoked);
        self.issued.minus(gone)
    }

    fn add(&mut self, other: Self) {
        self.issued = self.issued.plus(other.issued);
        self.applied = self.applied.plus(other.applied);
        self.restored = self.restored.plus(other.restored);
        self.forfeited = self.forfeited.plus(other.forfeited);
        self.expired = self.expired.plus(other.expired);
        self.revoked = self.revoked.plus(other.revoked);
    }
}

impl Totals {
    pub fn add(&mut self, occurrence: &Occurrence, occurred: &Occurred, program: &Program) {
        for entry in &occurred.entries {
            self.add_outcome(&entry.outcome);
        }
        let (Some(event), Some(billed)) = (&occurrence.event, billed(occurred)) else {
            return;
        };
        self.has_charges = true;
        self.billed = self.billed.plus(billed);
        let kind = program.events.get(event.kind.index());
        if let Some(Role::Spends { amount, .. }) = kind.map(|kind| kind.role) {
            self.charged = self.charged.plus(event.money(amount));
        }
    }

    fn add_outcome(&mut self, outcome: &Outcome) {
        let mut flow = Flow::default();
        let id = match outcome {
            Outcome::Issued { credit, amount, .. } => {
                flow.issued = *amount;
                *credit
            }
            Outcome::Applied { credit, amount, .. } => {
                flow.applied = *amount;
                *credit
            }
            Outcome::Restored { credit, amount, .. } => {
                flow.restored = *amount;
                *credit
            }
            Outcome::Forfeited { credit, amount, .. } => {
                flow.forfeited = *amount;
                *credit
            }
            Outcome::Revoked { credit, amount, .. } => {
                flow.revoked = *amount;
                *credit
            }
            Outcome::Expired { credit, amount, .. } => {
                flow.expired = *amount;
                *credit
            }
            Outcome::Enrolled { .. }
            | Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Earned { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Lapsed { .. }
            | Outcome::Adjusted { .. } => return,
        };
        self.credits.entry(id).or_default().add(flow);
    }

    /// Whether the account has had no credit.
    pub fn is_empty(&self) -> bool {
        self.credits.is_empty()
    }

    /// One line a credit: what was issued, and what became of it.
    pub fn credits(&self, program: &Program, currency: Currency) -> Vec<String> {
        let names: Vec<String> = self
            .credits
            .keys()
            .map(|id| {
                let offer = program.offers.get(id.offer.index());
                let offer = offer.map_or("", |offer| offer.name.as_str());
                format!("{offer}#{}", id.number)
            })
            .collect();
        let longest = names.iter().map(String::len).max().unwrap_or(0);
        let flows = self.credits.values();
        names
            .iter()
            .zip(flows)
            .map(|(name, flow)| {
                let blank = " ".repeat(longest - name.len());
                let mut line = format!("{name}{blank} ");
                let mut before = 0;
                for part in conservation(*flow, currency) {
                    if line.len() - before + part.len() >= WIDTH {
                        before = line.len() + 1;
                        line.push_str("\n ");
                    }
                    line.extend([" ", &part]);
                }
                line
            })
            .collect()
    }
}

const APPLIED: &str = "applied";

/// ` (10 forfeited)`: what stays applied for good though its charge was refunded.
fn forfeited(flow: Flow, currency: Currency) -> String {
    if flow.forfeited.is_zero() {
        return String::new();
    }
    format!(" ({} forfeited)", said(flow.forfeited, currency))
}

/// `100 issued =`, `40 applied`, `+ 60 expired`
fn conservation(flow: Flow, currency: Currency) -> Vec<String> {
    let parts = [
        ("+", flow.applied, APPLIED),
        ("-", flow.restored, "restored"),
        ("+", flow.expired, "expired"),
        ("+", flow.revoked, "revoked"),
        ("+", flow.left(), "left"),
    ];
    let mut parts_said = vec![format!("{} issued =", said(flow.issued, currency))];
    for (sign, part, word) in parts.iter().filter(|(_, part, _)| !part.is_zero()) {
        let mut text = format!("{} {word}", said(*part, currency));
        if parts_said.len() > 1 {
            text.insert_str(0, &format!("{sign} "));
        }
        if *word == APPLIED {
            text.push_str(&forfeited(flow, currency));
        }
        parts_said.push(text);
    }
    parts_said
}

/// What the case came to, in one sentence a currency; the currency of the first account first.
pub fn sentences(case: &Case, outcome: &CaseOutcome, program: &Program) -> Vec<String> {
    let mut sums: Vec<(Currency, Flow, Totals)> = Vec::new();
    for (account, came) in case.accounts.iter().zip(&outcome.accounts) {
        let mut totals = Totals::default();
        for (step, came) in account.steps.iter().zip(&came.steps) {
            for (occurrence, occurred) in step.occurrences.iter().zip(&came.occurred) {
                totals.add(occurrence, occurred, program);
            }
        }
        let known = sums
            .iter()
            .position(|(known, _, _)| *known == account.currency);
        let place = known.unwrap_or_else(|| {
            sums.push((account.currency, Flow::default(), Totals::default()));
            sums.len() - 1
        });
        if let Some((_, flow, sum)) = sums.get_mut(place) {
            totals.credits.values().for_each(|credit| flow.add(*credit));
            sum.charged = sum.charged.plus(totals.charged);
            sum.billed = sum.billed.plus(totals.billed);
            sum.has_charges |= totals.has_charges;
        }
    }
    let sentences = sums
        .iter()
        .map(|(currency, flow, totals)| sentence_of(*currency, *flow, totals));
    let mut sentences: Vec<String> = sentences.collect();
    if sentences.is_empty() {
        sentences.push("nothing happened".to_owned());
    }
    sentences
}

fn sentence_of(currency: Currency, flow: Flow, totals: &Totals) -> String {
    let parts = [
        (flow.applied, APPLIED),
        (flow.restored, "restored"),
        (flow.expired, "expired"),
        (flow.revoked, "revoked"),
        (flow.left(), "left"),
    ];
    let mut text = if flow.issued.is_zero() {
        format!("{currency}: no credit")
    } else {
        format!("{currency}: {} issued", said(flow.issued, currency))
    };
    for (part, word) in parts.iter().filter(|(part, _)| !part.is_zero()) {
        text.push_str(&format!(", {} {word}", said(*part, currency)));
        if *word == APPLIED {
            text.push_str(&forfeited(flow, currency));
        }
    }
    if totals.has_charges {
        let (charged, billed) = (
            said(totals.charged, currency),
            said(totals.billed, currency),
        );
        let whole = format!("{text}, {charged} charged, {billed} billed");
        if whole.len() <= WIDTH {
            return whole;
        }
        text.push_str(&format!(",\n  {charged} charged, {billed} billed"));
    }
    text
}
