//! Does a step come to what its `=>` lines say? Line by line, in order, and nothing else.

use crate::base::Instant;
use crate::engine::{CreditId, Entry, Outcome, Reading};
use crate::program::{
    Expected, ExpectedCredit, ExpectedOutcome, ExpectedReading, ExpectedRefusal, Origin,
};

use super::CaseStep;
use super::account::CreditsHad;

/// A step that came to something else than its `=>` lines say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mismatch {
    /// The line of the event.
    pub origin: Option<Origin>,
    /// The first `=>` line that is wrong, else the line of the event.
    pub place: Option<Origin>,
    pub pairs: Vec<Pair>,
}

/// What was expected beside what was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pair {
    Same(String),
    Other {
        expected: String,
        found: String,
    },
    /// Expected, and did not happen.
    Missing(String),
    /// Happened, and is not listed.
    Unlisted(String),
}

/// What an `=>` line says, be it written or found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    pub outcome: ExpectedOutcome,
    pub at: Option<Instant>,
}

/// An entry in full, and what of it goes without saying.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    full: ExpectedOutcome,
    at: Instant,
    /// The entry is of the instant of its line.
    at_is_implied: bool,
    offer_is_implied: bool,
    number_is_implied: bool,
}

/// The entries of a step, in full. `at` is the instant of its line, if it has one.
pub fn found<'e>(
    entries: impl Iterator<Item = &'e Entry>,
    at: Option<Instant>,
    had: &mut CreditsHad,
) -> Vec<Found> {
    entries
        .map(|entry| {
            had.note(entry);
            let credit = credit_of(&entry.outcome);
            Found {
                full: full(&entry.outcome),
                at: entry.at,
                at_is_implied: at == Some(entry.at),
                offer_is_implied: had.is_only_one(),
                number_is_implied: credit.is_some_and(|credit| had.is_only_one_of_offer(credit)),
            }
        })
        .collect()
}

impl Found {
    /// Without what goes without saying.
    pub fn in_short(&self) -> Said {
        let mut outcome = self.full.clone();
        if let Some(credit) = named_credit(&mut outcome) {
            if self.number_is_implied {
                credit.number = None;
            }
            if self.offer_is_implied {
                credit.offer = None;
            }
        }
        Said {
            outcome,
            at: (!self.at_is_implied).then_some(self.at),
        }
    }

    /// Whether a line says this: all that it says is so, and what it leaves out goes without saying.
    fn is_said_by(&self, line: &Expected) -> bool {
        let mut said = line.outcome.clone();
        if let (Some(said), Some(full)) = (
            named_credit(&mut said),
            named_credit(&mut self.full.clone()),
        ) {
            // What is left out takes its value where it goes without saying.
            if said.offer.is_none() && self.offer_is_implied {
                said.offer = full.offer;
            }
            if said.number.is_none() && self.number_is_implied {
                said.number = full.number;
            }
        }
        let at_is_right = match line.at {
            Some(at) => at == self.at,
            None => self.at_is_implied,
        };
        at_is_right && said == self.full
    }
}

fn named_credit(outcome: &mut ExpectedOutcome) -> Option<&mut ExpectedCredit> {
    match outcome {
        ExpectedOutcome::Applied { credit, .. }
        | ExpectedOutcome::Restored { credit, .. }
        | ExpectedOutcome::Forfeited { credit, .. }
        | ExpectedOutcome::Revoked { credit, .. }
        | ExpectedOutcome::Expired { credit, .. } => Some(credit),
        ExpectedOutcome::Nothing
        | ExpectedOutcome::Enrolled { .. }
        | ExpectedOutcome::Refused { .. }
        | ExpectedOutcome::Earned { .. }
        | ExpectedOutcome::Cancelled { .. }
        | ExpectedOutcome::Issued { .. }
        | ExpectedOutcome::Lapsed { .. }
        | ExpectedOutcome::Adjusted { .. } => None,
    }
}

/// The credit that an entry is about.
pub fn credit_of(outcome: &Outcome) -> Option<CreditId> {
    match outcome {
        Outcome::Issued { credit, .. }
        | Outcome::Applied { credit, .. }
        | Outcome::Restored { credit, .. }
        | Outcome::Forfeited { credit, .. }
        | Outcome::Revoked { credit, .. }
        | Outcome::Expired { credit, .. } => Some(*credit),
        Outcome::Enrolled { .. }
        | Outcome::EnrollmentRefused { .. }
        | Outcome::CreditRefused { .. }
        | Outcome::Earned { .. }
        | Outcome::Cancelled { .. }
        | Outcome::Lapsed { .. }
        | Outcome::Adjusted { .. } => None,
    }
}

/// An entry as an `=>` line with nothing left out.
fn full(outcome: &Outcome) -> ExpectedOutcome {
    let credit = |credit: CreditId| ExpectedCredit {
        offer: Some(credit.offer),
        number: Some(credit.number),
    };
    match outcome.clone() {
        Outcome::Enrolled { version } => ExpectedOutcome::Enrolled { version },
        Outcome::EnrollmentRefused { version, reason } => ExpectedOutcome::Refused {
            version,
            reason: ExpectedRefusal::Enrollment(reason),
        },
        Outcome::CreditRefused { version, reason } => ExpectedOutcome::Refused {
            version,
            reason: ExpectedRefusal::Credit(reason),
        },
        Outcome::Earned {
            version,
            amount,
            due,
        } => ExpectedOutcome::Earned {
            amount,
            version,
            due,
        },
        Outcome::Cancelled {
            version,
            amount,
            reason,
        } => ExpectedOutcome::Cancelled {
            amount,
            version,
            reason,
        },
        Outcome::Issued {
            version,
            amount,
            expires,
            ..
        } => ExpectedOutcome::Issued {
            amount,
            version,
            expires,
        },
        Outcome::Applied {
            credit: id,
            amount,
            remaining,
            ..
        } => ExpectedOutcome::Applied {
            amount,
            credit: credit(id),
            left: remaining,
        },
        Outcome::Restored {
            credit: id,
            amount,
            remaining,
            charge,
            ..
        } => ExpectedOutcome::Restored {
            amount,
            credit: credit(id),
            charge: charge.into(),
            left: remaining,
        },
        Outcome::Forfeited {
            credit: id,
            amount,
            charge,
            ..
        } => ExpectedOutcome::Forfeited {
            amount,
            credit: credit(id),
            charge: charge.into(),
        },
        Outcome::Revoked {
            credit: id,
            amount,
            reason,
            ..
        } => ExpectedOutcome::Revoked {
            amount,
            credit: credit(id),
            reason,
        },
        Outcome::Expired {
            credit: id, amount, ..
        } => ExpectedOutcome::Expired {
            amount,
            credit: credit(id),
        },
        Outcome::Lapsed {
            version,
            measure,
            value,
            needed,
        } => ExpectedOutcome::Lapsed {
            version,
            measure,
            reached: reading(&value),
            needed: reading(&needed),
        },
        Outcome::Adjusted { amount } => ExpectedOutcome::Adjusted { amount },
    }
}

fn reading(reading: &Reading) -> ExpectedReading {
    match reading {
        Reading::Money(amount) => ExpectedReading::Money(*amount),
        Reading::Number(quantity) => ExpectedReading::Number(quantity.to_string()),
    }
}

/// Compares a step with its lines; nothing where it has none or all is as they say.
pub fn compare(
    step: &CaseStep,
    found: &[Found],
    print: impl Fn(&Said) -> String,
) -> Option<Mismatch> {
    if step.expected.is_empty() {
        return None;
    }
    let nothing = |line: &&Expected| line.outcome == ExpectedOutcome::Nothing;
    let lines: Vec<&Expected> = step.expected.iter().filter(|line| !nothing(line)).collect();
    let same = common(&lines, found);
    if same.len() == lines.len() && same.len() == found.len() {
        return None;
    }
    let said = |line: &Expected| {
        print(&Said {
            outcome: line.outcome.clone(),
            at: line.at,
        })
    };
    let shown = |found: &Found| print(&found.in_short());
    let mut pairs = Vec::new();
    let mut place = None;
    let (mut line, mut entry) = (0, 0);
    for (next_line, next_entry) in same.into_iter().chain([(lines.len(), found.len())]) {
        let wrong = lines.get(line..next_line).unwrap_or_default();
        let other = found.get(entry..next_entry).unwrap_or_default();
        place = place.or(wrong.first().map(|line| line.origin));
        for index in 0..wrong.len().max(other.len()) {
            pairs.push(match (wrong.get(index), other.get(index)) {
                (Some(line), Some(found)) => Pair::Other {
                    expected: said(line),
                    found: shown(found),
                },
                (Some(line), None) => Pair::Missing(said(line)),
                (None, Some(found)) => Pair::Unlisted(shown(found)),
                (None, None) => continue,
            });
        }
        if let Some(found) = found.get(next_entry) {
            pairs.push(Pair::Same(shown(found)));
        }
        (line, entry) = (next_line + 1, next_entry + 1);
    }
    Some(Mismatch {
        origin: step.origin,
        place: place
            .or_else(|| step.expected.first().map(|line| line.origin))
            .or(step.origin),
        pairs,
    })
}

/// The longest row of lines that happened in their order, as places of lines and of entries.
fn common(lines: &[&Expected], found: &[Found]) -> Vec<(usize, usize)> {
    let width = found.len() + 1;
    let mut lengths = vec![0_usize; (lines.len() + 1) * width];
    let at = |lengths: &[usize], line: usize, entry: usize| {
        lengths.get(line * width + entry).copied().unwrap_or(0)
    };
    for (line, said) in lines.iter().enumerate().rev() {
        for (entry, found) in found.iter().enumerate().rev() {
            let length = if found.is_said_by(said) {
                at(&lengths, line + 1, entry + 1) + 1
            } else {
                at(&lengths, line + 1, entry).max(at(&lengths, line, entry + 1))
            };
            if let Some(cell) = lengths.get_mut(line * width + entry) {
                *cell = length;
            }
        }
    }
    let mut row = Vec::new();
    let (mut line, mut entry) = (0, 0);
    while let (Some(said), Some(found)) = (lines.get(line), found.get(entry)) {
        if found.is_said_by(said) {
            row.push((line, entry));
            (line, entry) = (line + 1, entry + 1);
        } else if at(&lengths, line + 1, entry) >= at(&lengths, line, entry + 1) {
            line += 1;
        } else {
            entry += 1;
        }
    }
    row
}
