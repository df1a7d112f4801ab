//! What every step of an event shares: the plan, the account it changes, and the entries it writes.

use smallvec::SmallVec;

use crate::base::{Amount, Instant};
use crate::program::{RuleId, Slot, Version, VersionId};

use super::account::Account;
use super::charge::ForRefunds;
use super::entry::{Cause, Entry, Outcome};
use super::event::Event;
use super::filter::{EventReader, Split};
use super::plan::{FirstId, Plan, PlanCalendar, VersionPlan};
use super::trace::{Note, Noted, Topic, Tracing};
use super::why::Ground;

/// One account at work.
pub(super) struct Scene<'a, T> {
    pub plan: &'a Plan,
    pub account: &'a mut Account,
    pub entries: &'a mut Vec<Entry>,
    pub cause: Cause,
    /// Whether something ended that others may have referred to; see `tidy`.
    pub is_untidy: bool,
    /// Where to note what an entry does not say; mostly nowhere.
    pub tracing: T,
}

/// The event at hand, with what the steps before have found out about it.
pub(super) struct Occasion<'e> {
    pub event: &'e Event<'e>,
    /// What a spending event spends; zero of any other.
    pub spent: Amount,
    /// Of a spending event, once credit has been applied.
    pub split: Option<Split>,
    /// What a refund of a charge will ask, as far as it is known.
    pub for_refunds: ForRefunds,
    /// The kinds of which it is the account's first event ever.
    pub firsts: SmallVec<[FirstId; 2]>,
    /// The enrollments that it brought about.
    pub enrolled: SmallVec<[EnrollmentKey; 2]>,
}

impl Occasion<'_> {
    /// The money in a slot of the event.
    #[inline(always)]
    pub fn money(&self, slot: Slot) -> Option<Amount> {
        match slot {
            Slot::Field(field) => self.event.value(field).money(),
            Slot::Cash => self.split.map(|split| split.cash),
            Slot::Credited => self.split.map(|split| split.credited),
            Slot::AccountId
            | Slot::Opened
            | Slot::Fact(_)
            | Slot::Currency
            | Slot::EventId
            | Slot::EventType
            | Slot::At
            | Slot::Day
            | Slot::Weekday => None,
        }
    }
}

/// A running enrollment: its version and its number.
pub(super) type EnrollmentKey = (VersionId, u32);

impl<'a, T: Tracing> Scene<'a, T> {
    pub fn calendar(&self) -> &'a PlanCalendar {
        self.plan.calendar()
    }

    pub fn clock(&self) -> Instant {
        self.account.clock
    }

    /// Writes an entry at the account's clock.
    pub fn write(&mut self, outcome: Outcome) {
        self.entries.push(Entry {
            at: self.account.clock,
            cause: self.cause,
            outcome,
        });
    }

    /// Notes what an entry does not say, where somebody asks.
    #[inline]
    pub fn note(&mut self, what: impl FnOnce(&Self) -> Noted) {
        if !self.tracing.is_on() {
            return;
        }
        let note = Note {
            entries: self.entries.len(),
            what: what(self),
        };
        if let Some(trace) = self.tracing.trace() {
            trace.notes.push(note);
        }
    }

    /// Keeps what a decision on a topic turned on, where somebody asks.
    #[inline]
    pub fn ground(&mut self, topic: Topic, what: impl FnOnce(&Self) -> Option<Ground>) {
        if self.tracing.asks(topic) {
            self.keep(what);
        }
    }

    /// Keeps what an entry is about, where anything is asked.
    #[inline]
    pub fn ground_entry(&mut self, what: impl FnOnce(&Self) -> Option<Ground>) {
        if self.tracing.is_on() {
            self.keep(what);
        }
    }

    fn keep(&mut self, what: impl FnOnce(&Self) -> Option<Ground>) {
        let ground = what(self);
        let grounds = self
            .tracing
            .trace()
            .and_then(|trace| trace.grounds.as_mut());
        if let Some(grounds) = grounds {
            grounds.extend(ground);
        }
    }

    /// The terms of a version, for as long as the plan lives.
    pub fn version(&self, id: VersionId) -> Option<(&'a Version, &'a VersionPlan)> {
        self.plan.version(id)
    }

    /// The event and the account as filters read them.
    pub fn reader<'s>(&'s self, occasion: &'s Occasion<'_>) -> EventReader<'s> {
        EventReader {
            program: self.plan.program(),
            account: self.account,
            event: occasion.event,
            split: occasion.split.as_ref(),
        }
    }

    /// Gives places of `at most N times` back; a rule that still holds then fires on the next event.
    pub fn give_back(&mut self, (version, number): EnrollmentKey, rule: RuleId, places: u64) {
        let is_bounded = self
            .version(version)
            .and_then(|(terms, _)| terms.rules.get(rule.index()))
            .is_some_and(|rule| rule.at_most.is_some());
        let Some(enrollment) = self.account.enrollment_mut(version, number) else {
            return;
        };
        if let Some(state) = enrollment.rule_mut(rule) {
            state.give_back(places);
        }
        if is_bounded {
            self.ask_again((version, number));
        }
    }

    /// Has the rules of an enrollment asked on the next event, whatever that is.
    pub fn ask_again(&mut self, (version, number): EnrollmentKey) {
        if let Some(enrollment) = self.account.enrollment_mut(version, number) {
            enrollment.has_freed_place = true;
            self.account.has_freed_places = true;
        }
    }
}
