//! What an event did, fact by fact.

use crate::engine::Revocation;
use crate::explain::fact::seconds;
use crate::explain::{CountedBy, Effect, EventExplanation, LifeChange, LifeStep};

use super::super::conditions;
use super::super::words::{length, once_each};
use super::Support;
use crate::report::wrap::wrapped;

impl Support<'_> {
    pub(super) fn event(&self, event: &EventExplanation) -> String {
        let words = &self.words;
        let mut text = match event.effects.first() {
            // It says itself what it is.
            Some(Effect::Refund(refund)) => self.refund(refund),
            Some(
                Effect::Adjusted { .. }
                | Effect::Enrollment(_)
                | Effect::Counted(_)
                | Effect::NotCounted(_)
                | Effect::Earning(_)
                | Effect::Credit(_)
                | Effect::NoEffect,
            )
            | None => {
                let (kind, on) = (words.event(event.kind), words.date(event.at));
                wrapped(&format!("{kind} {} on {on}", event.id), 0, 2)
            }
        };
        if event.came > event.at {
            let late = length(seconds(event.at, event.came));
            text.push_str(&wrapped(
                &format!("came late: on {}, {late} later", words.date(event.came)),
                2,
                2,
            ));
        }
        if event.was_closed {
            text.push_str(&wrapped("the account had closed before it", 2, 2));
        }
        let is_refund = |effect: &&Effect| matches!(effect, Effect::Refund(_));
        let effects = event.effects.iter().skip_while(is_refund);
        text.extend(once_each(effects.map(|effect| self.effect(effect, 2))));
        text
    }

    pub(super) fn effect(&self, effect: &Effect, indent: usize) -> String {
        let words = &self.words;
        let (said, clause) = match effect {
            Effect::Refund(refund) => return self.refund(refund),
            Effect::Adjusted { amount } => (
                format!(
                    "corrected past billing by {}, which is not credit",
                    words.money(*amount)
                ),
                None,
            ),
            Effect::Enrollment(answer) => return self.answer(answer, indent),
            Effect::Counted(counted) => (self.counted(counted), counted.clause),
            Effect::NotCounted(not) => (words.not_counted(not), not.clause),
            Effect::Earning(earning) => return self.earning(earning, indent),
            Effect::Credit(step) => (self.step(step), step.clause),
            Effect::NoEffect => ("changed nothing".to_owned(), None),
        };
        let mut text = wrapped(&said, indent, 2);
        if let Effect::NotCounted(not) = effect
            && let Some(asked) = not.conditions()
        {
            text.push_str(&conditions::lines(words, asked, indent + 2));
        }
        text.push_str(&self.place(clause, indent + 2));
        text
    }

    fn counted(&self, counted: &CountedBy) -> String {
        let words = &self.words;
        let needed = counted.needed.as_ref();
        let needed = needed.map_or_else(String::new, |needed| {
            format!(" of {}", words.reading(needed))
        });
        format!(
            "{} of {} then stood at {}{needed}",
            words.measure(counted.version, counted.measure),
            words.version(counted.version),
            words.reading(&counted.value)
        )
    }

    /// What happened to a credit.
    pub(super) fn step(&self, step: &LifeStep) -> String {
        let words = &self.words;
        let amount = words.money(step.amount);
        let by = step
            .event
            .as_ref()
            .map_or_else(String::new, |by| format!(" `{by}`"));
        let of = step.charge.as_deref().unwrap_or_default();
        let left = step
            .left
            .map_or_else(String::new, |left| format!(", {} left", words.money(left)));
        let credit = words.credit(step.credit);
        match step.change {
            LifeChange::Paid => format!("{credit} paid {amount} of{by}{left}"),
            LifeChange::Restored => {
                format!("{amount} of `{of}` went back to {credit} by{by}{left}")
            }
            LifeChange::Forfeited => {
                format!("{amount} of `{of}` returned by{by} and forfeited by {credit}")
            }
            LifeChange::Expired => format!("{amount} of {credit} expired"),
            LifeChange::Revoked(Revocation::AccountClosed) => {
                format!("{amount} of {credit} ended with the account")
            }
            LifeChange::Revoked(Revocation::Clawback) => {
                format!("{amount} of {credit} taken back by{by}")
            }
            LifeChange::Revoked(Revocation::Revoked) => {
                format!("{amount} of {credit} revoked by{by}")
            }
        }
    }
}
