//! One step of an example: what happened, and what came of it.

use std::collections::BTreeMap;

use crate::base::{Currency, Instant};
use crate::case::{CaseAccount, CaseStep, Occurred, Occurrence, StepOutcome};
use crate::engine::{Cause, Entry, Event, Outcome, Value};
use crate::program::{EventType, FieldId, FieldKind, OfferId, Role};

use super::super::voice::Voice;
use super::super::words;
use super::entry::told;

/// Tells the steps of one account in their order.
pub struct Teller<'p> {
    pub voice: Voice<'p>,
    pub currency: Currency,
    /// When each charge was made, by its id.
    pub charges: BTreeMap<String, Instant>,
    /// Whether credit was issued so far, of this offer or another.
    pub has_credit: bool,
}

impl<'p> Teller<'p> {
    pub fn new(voice: Voice<'p>, account: &CaseAccount) -> Self {
        Self {
            voice,
            currency: account.currency,
            charges: BTreeMap::new(),
            has_credit: false,
        }
    }

    /// The sentences of one step.
    pub fn step(&mut self, step: &CaseStep, came: &StepOutcome) -> Vec<String> {
        let mut sentences = Vec::new();
        let mut pairs = step.occurrences.iter().zip(&came.occurred).peekable();
        while let Some((occurrence, occurred)) = pairs.next() {
            // Of an event that is repeated, those to which nothing came are told as one.
            let mut last = occurrence;
            let mut count = 1;
            if occurred.entries.is_empty() {
                while let Some((next, _)) =
                    pairs.next_if(|(_, occurred)| occurred.entries.is_empty())
                {
                    last = next;
                    count += 1;
                }
            }
            if count > 1 {
                sentences.extend(self.repeated(occurrence, last, count));
            } else {
                self.one(occurrence, occurred, &mut sentences);
            }
        }
        sentences
    }

    fn repeated(&self, first: &Occurrence, last: &Occurrence, count: u64) -> Option<String> {
        let event = first.event.as_ref()?;
        let times = self.voice.times;
        Some(format!(
            "From {} to {}, {}, {}.",
            times.at(first.at),
            times.at(last.at),
            self.happened(event),
            words::counted(count, "time")
        ))
    }

    fn one(&mut self, occurrence: &Occurrence, occurred: &Occurred, sentences: &mut Vec<String>) {
        let entries = occurred.entries.iter();
        let by_clock = entries
            .take_while(|entry| entry.cause == Cause::Clock)
            .count();
        let (due, own) = occurred.entries.split_at(by_clock);
        for entry in due {
            let text = told(self, entry);
            sentences.push(self.line(entry.at, &text));
        }
        let Some(event) = &occurrence.event else {
            return;
        };
        let mut text = self.line(occurrence.at, &self.happened(event));
        for entry in own {
            text.push_str(&format!(" {}.", words::capital(&told(self, entry))));
        }
        let is_paid = own
            .iter()
            .any(|entry| matches!(entry.outcome, Outcome::Applied { .. }));
        if self.spends(event) && self.has_credit && !is_paid {
            text.push_str(" Credit pays nothing of it.");
        }
        sentences.push(text);
        self.charges.insert(event.id.to_string(), event.at);
        let is_issued = |entry: &Entry| matches!(entry.outcome, Outcome::Issued { .. });
        self.has_credit |= occurred.entries.iter().any(is_issued);
    }

    fn spends(&self, event: &Event<'_>) -> bool {
        match self.voice.role(event.kind) {
            Role::Spends { .. } => true,
            Role::Plain
            | Role::Opens
            | Role::Updates
            | Role::Closes
            | Role::Reverses { .. }
            | Role::Corrects { .. } => false,
        }
    }

    fn line(&self, at: Instant, text: &str) -> String {
        format!("At {}, {text}.", self.voice.times.at(at))
    }

    /// `a charge of 150 USD, kind “delivery”`
    fn happened(&self, event: &Event<'_>) -> String {
        let voice = self.voice;
        let Some(kind) = voice.kind(event.kind) else {
            return String::new();
        };
        let values = self.values(kind, event);
        let money = |field: FieldId| {
            let amount = event.value(field).money();
            amount.map_or_else(String::new, |amount| words::money(amount, self.currency))
        };
        let any = voice.any(event.kind);
        match kind.role {
            Role::Opens => format!("your account is opened{values}"),
            Role::Updates => format!("your account details change{values}"),
            Role::Closes => "your account is closed".to_owned(),
            Role::Spends { amount, .. } | Role::Corrects { amount } => {
                format!("{any} of {}{values} is made", money(amount))
            }
            Role::Reverses {
                charge, refunding, ..
            } => format!(
                "{any} of {}{} is made",
                money(refunding),
                self.charge(event, charge)
            ),
            Role::Plain => format!("{any}{values} is recorded"),
        }
    }

    /// ` for the charge of 10:00 on 4 February 2026`
    fn charge(&self, event: &Event<'_>, charge: FieldId) -> String {
        let Value::Text(id) = event.value(charge) else {
            return String::new();
        };
        match self.charges.get(&**id) {
            Some(at) => format!(" for the charge made at {}", self.voice.times.at(*at)),
            None => String::new(),
        }
    }

    /// ` (kind “delivery”)`: what else the event says. Its own money is said already.
    fn values(&self, kind: &EventType, event: &Event<'_>) -> String {
        let is_said = |id: FieldId| match kind.role {
            Role::Spends { amount, .. } | Role::Corrects { amount } => id == amount,
            Role::Plain | Role::Opens | Role::Updates | Role::Closes | Role::Reverses { .. } => {
                false
            }
        };
        let mut said = Vec::new();
        if kind.role == Role::Opens {
            said.push(format!("currency {}", self.currency));
        }
        for (place, field) in kind.fields.iter().enumerate() {
            let id = FieldId::from_index(place);
            if is_said(id) {
                continue;
            }
            if let Some(value) = self.value(&field.kind, event.value(id)) {
                said.push(format!("{} {value}", words::plain(&field.name)));
            }
        }
        if said.is_empty() {
            return String::new();
        }
        format!(" ({})", said.join(", "))
    }

    fn value(&self, kind: &FieldKind, value: &Value<'_>) -> Option<String> {
        Some(match value {
            Value::Absent => return None,
            Value::Text(text) => words::quoted(text),
            Value::Number(number) => words::number(*number),
            Value::Money(amount) => words::money(*amount, self.currency),
            Value::Flag(flag) => words::quoted(if *flag { "yes" } else { "no" }),
            Value::Instant(at) => self.voice.times.at(*at),
            Value::Date(date) => self.voice.times.date(*date),
            Value::Symbol(symbol) => match kind {
                FieldKind::Symbol(set) => words::term(set.name(*symbol)),
                FieldKind::Text
                | FieldKind::Number
                | FieldKind::Money
                | FieldKind::Flag
                | FieldKind::Instant
                | FieldKind::Date => return None,
            },
        })
    }

    /// Another offer than the one whose terms these are.
    pub fn is_other(&self, offer: OfferId) -> bool {
        self.voice.version.offer != offer
    }
}
