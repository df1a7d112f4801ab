//! What an event did: the account enrolled or not, what counted it, what it earned, gave back or took away.

use crate::base::{Amount, Instant};
use crate::engine::{Asked, Cause, Entry, Ground, NotCounted, Noted, Outcome, Plan, Reading};
use crate::format::AccountEvents;
use crate::program::{EventTypeId, MeasureId, Origin, Program, VersionId};

use super::charge::{RefundOf, refund_at};
use super::code::ReasonCode;
use super::credit::{LifeStep, life_step};
use super::earning::{Earning, earnings};
use super::enrollment::EnrollmentAnswer;
use super::fact::{Fact, Facts};
use super::offer::answers_at;
use super::past::{EVERYTHING, Moment, relive};
use super::suppose::Budget;

/// What one event did.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventExplanation {
    pub id: String,
    pub kind: EventTypeId,
    pub at: Instant,
    /// The account's clock when it came; later than `at` of an event that came late.
    pub came: Instant,
    /// Whether the account had closed before, after which nothing happens to it.
    pub was_closed: bool,
    pub effects: Vec<Effect>,
}

/// One thing that an event did, or did not do where that is worth a word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Effect {
    Refund(RefundOf),
    Adjusted { amount: Amount },
    Enrollment(EnrollmentAnswer),
    Counted(CountedBy),
    NotCounted(NotCountedBy),
    Earning(Earning),
    Credit(LifeStep),
    NoEffect,
}

/// A measure that counted the event, or lost what a refund took.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CountedBy {
    pub version: VersionId,
    pub measure: MeasureId,
    /// What it stood at then.
    pub value: Reading,
    pub needed: Option<Reading>,
    pub clause: Option<Origin>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotCountedBy {
    pub version: VersionId,
    pub measure: MeasureId,
    pub why: NotCounted,
    pub clause: Option<Origin>,
}

impl NotCountedBy {
    pub fn code(&self) -> ReasonCode {
        match self.why {
            NotCounted::BeforeEnrollment { .. } => ReasonCode::NotCountedEarly,
            NotCounted::WindowOver => ReasonCode::NotCountedOver,
            NotCounted::OutsideWindow { .. } => ReasonCode::NotCountedOutside,
            NotCounted::FilteredOut(_) => ReasonCode::NotCountedFiltered,
        }
    }

    pub fn facts(&self) -> Facts {
        match &self.why {
            NotCounted::BeforeEnrollment { enrolled } => {
                vec![("enrolled", Fact::Instant(*enrolled))]
            }
            NotCounted::WindowOver => Vec::new(),
            NotCounted::OutsideWindow { start, end } => {
                let mut facts = vec![("from", Fact::Instant(*start))];
                facts.extend(end.map(|end| ("before", Fact::Instant(end))));
                facts
            }
            NotCounted::FilteredOut(asked) => vec![("conditions", Fact::Asked(asked.clone()))],
        }
    }

    /// The conditions, where one of them did not hold.
    pub fn conditions(&self) -> Option<&Asked> {
        match &self.why {
            NotCounted::FilteredOut(asked) => Some(asked),
            NotCounted::BeforeEnrollment { .. }
            | NotCounted::WindowOver
            | NotCounted::OutsideWindow { .. } => None,
        }
    }
}

/// Explains an event; `None` where the account has none at that place.
pub fn event(plan: &Plan, known: &AccountEvents, place: usize) -> Option<EventExplanation> {
    let event = known.events.get(place)?;
    let past = relive(plan, known, &|at| {
        if at == Some(place) { EVERYTHING } else { &[] }
    });
    let moment = past.moments.get(place)?;
    let mut effects = effects_at(plan, known, moment, &past.moments);
    if let Some(refund) = refund_at(plan.program(), known, moment, None) {
        // The refund says itself what became of its credit part.
        effects.retain(|effect| match effect {
            Effect::Credit(step) => step.charge.is_none(),
            Effect::Refund(_)
            | Effect::Adjusted { .. }
            | Effect::Enrollment(_)
            | Effect::Counted(_)
            | Effect::NotCounted(_)
            | Effect::Earning(_)
            | Effect::NoEffect => true,
        });
        effects.insert(0, Effect::Refund(refund));
    }
    if effects.is_empty() {
        effects.push(Effect::NoEffect);
    }
    Some(EventExplanation {
        id: event.id.to_string(),
        kind: event.kind,
        at: event.at,
        came: moment.clock,
        was_closed: moment.was_closed,
        effects,
    })
}

/// What an event did beside a refund; what the clock did on the way to it is not its doing.
pub(super) fn effects_at(
    plan: &Plan,
    known: &AccountEvents,
    moment: &Moment,
    moments: &[Moment],
) -> Vec<Effect> {
    let program = plan.program();
    let by_event = |entry: &&Entry| entry.cause == Cause::Event;
    let mut effects = Vec::new();
    for entry in moment.entries.iter().filter(by_event) {
        if let Outcome::Adjusted { amount } = &entry.outcome {
            effects.push(Effect::Adjusted { amount: *amount });
        }
        let terms = entry.outcome.version();
        let terms = terms.and_then(|version| program.versions.get(version.index()));
        let step = terms.and_then(|terms| life_step(known, moment, entry, terms));
        effects.extend(step.map(Effect::Credit));
    }
    effects.extend(
        answers(plan, known, moment)
            .into_iter()
            .map(Effect::Enrollment),
    );
    effects.extend(counted(program, moment));
    let id = moment.event.and_then(|place| known.events.get(place));
    let id = id.map(|event| event.id.as_ref());
    let touched = |earning: &Earning| id.is_some() && earning.event.as_deref() == id;
    let all = earnings(program, known, moments, None);
    effects.extend(all.into_iter().filter(touched).map(Effect::Earning));
    effects
}

/// How the account was asked on the event; of events that did not call an offer, only a few.
fn answers(plan: &Plan, known: &AccountEvents, moment: &Moment) -> Vec<EnrollmentAnswer> {
    const FEW: usize = 3;
    let mut answers = answers_at(plan, known, moment, &mut Budget::default());
    answers.retain(|answer| answer.event.is_some());
    let missed = answers.iter().filter(|answer| answer.is_missed()).count();
    if missed < answers.len() || missed > FEW {
        answers.retain(|answer| !answer.is_missed());
    }
    answers
}

/// Which measures counted the event, and which did not.
fn counted(program: &Program, moment: &Moment) -> Vec<Effect> {
    let clause = |version: VersionId, measure: MeasureId| {
        let terms = program.versions.get(version.index())?;
        let measure = terms.measures.get(measure.index())?;
        Some(measure.origin)
    };
    // A note of an entry that the clock wrote came before those of the event.
    let by_clock = moment.entries.iter();
    let by_clock = by_clock
        .take_while(|entry| entry.cause == Cause::Clock)
        .count();
    let mut effects = Vec::new();
    for note in moment.notes.iter().filter(|note| note.entries >= by_clock) {
        if let Noted::Counted {
            version,
            measure,
            value,
            needed,
        } = &note.what
        {
            effects.push(Effect::Counted(CountedBy {
                version: *version,
                measure: *measure,
                value: value.clone(),
                needed: needed.clone(),
                clause: clause(*version, *measure),
            }));
        }
    }
    for ground in &moment.grounds {
        if let Ground::NotCounted {
            version,
            measure,
            why,
            ..
        } = ground
        {
            effects.push(Effect::NotCounted(NotCountedBy {
                version: *version,
                measure: *measure,
                why: why.clone(),
                clause: clause(*version, *measure),
            }));
        }
    }
    effects
}
