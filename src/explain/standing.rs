//! Where the measures of an offer stand: how far it is to the next threshold, and until when.

use crate::base::{Amount, Instant};
use crate::engine::{
    GoalProgress, GoalStanding, MeasureProgress, Outcome, Plan, ProgressBy, Reading,
    WindowProgress, progress,
};
use crate::format::AccountEvents;
use crate::program::{EventTypeId, MeasureId, OfferId, Origin, Version, VersionId};

use super::code::ReasonCode;
use super::fact::{Fact, Facts, seconds};
use super::past::{Moment, Past};
use super::suppose::Supposed;
use super::suppose::spend::more_spend;

/// One measure, or one rule that pays on an event, of one enrollment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    pub version: VersionId,
    pub measure: Option<MeasureId>,
    pub reason: StandingReason,
    pub clause: Option<Origin>,
    pub supposed: Option<Supposed>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum StandingReason {
    UnderWay {
        value: Reading,
        needed: Reading,
        missing: Reading,
        reward: Option<Amount>,
        /// The window is open before this instant.
        before: Option<Instant>,
    },
    Waiting {
        event: EventTypeId,
        needed: Option<Reading>,
        /// It cannot open from then on.
        before: Option<Instant>,
    },
    Reached {
        value: Reading,
        needed: Reading,
        before: Option<Instant>,
    },
    DecidedAtClose {
        value: Reading,
        closes: Option<Instant>,
    },
    PaysOnEvent {
        event: EventTypeId,
        reward: Option<Amount>,
        before: Option<Instant>,
    },
    Lapsed {
        value: Reading,
        needed: Reading,
        missing: Reading,
        at: Instant,
        /// How it stands now.
        now: Instant,
    },
    EnrollmentOver,
}

impl StandingReason {
    pub fn code(&self) -> ReasonCode {
        match self {
            Self::UnderWay { .. } => ReasonCode::UnderWay,
            Self::Waiting { .. } => ReasonCode::Waiting,
            Self::Reached { .. } => ReasonCode::Reached,
            Self::DecidedAtClose { .. } => ReasonCode::DecidedAtClose,
            Self::PaysOnEvent { .. } => ReasonCode::PaysOnEvent,
            Self::Lapsed { .. } => ReasonCode::Lapsed,
            Self::EnrollmentOver => ReasonCode::EnrollmentOver,
        }
    }

    pub fn facts(&self) -> Facts {
        let reading = |name, reading: &Reading| (name, Fact::Reading(reading.clone()));
        let instant =
            |name, instant: &Option<Instant>| instant.map(|instant| (name, Fact::Instant(instant)));
        let mut facts = Vec::new();
        match self {
            Self::UnderWay {
                value,
                needed,
                missing,
                reward,
                before,
            } => {
                facts.push(reading("value", value));
                facts.push(reading("needed", needed));
                facts.push(reading("missing", missing));
                facts.extend(reward.map(|reward| ("reward", Fact::Money(reward))));
                facts.extend(instant("before", before));
            }
            Self::Waiting {
                event,
                needed,
                before,
            } => {
                facts.push(("first", Fact::Event(*event)));
                facts.extend(needed.as_ref().map(|needed| reading("needed", needed)));
                facts.extend(instant("before", before));
            }
            Self::Reached {
                value,
                needed,
                before,
            } => {
                facts.push(reading("value", value));
                facts.push(reading("needed", needed));
                facts.extend(instant("before", before));
            }
            Self::DecidedAtClose { value, closes } => {
                facts.push(reading("value", value));
                facts.extend(instant("closes", closes));
            }
            Self::PaysOnEvent {
                event,
                reward,
                before,
            } => {
                facts.push(("event", Fact::Event(*event)));
                facts.extend(reward.map(|reward| ("reward", Fact::Money(reward))));
                facts.extend(instant("before", before));
            }
            Self::Lapsed {
                value,
                needed,
                missing,
                at,
                now,
            } => {
                facts.push(reading("value", value));
                facts.push(reading("needed", needed));
                facts.push(reading("missing", missing));
                facts.push(("at", Fact::Instant(*at)));
                facts.push(("too_late_by", Fact::Seconds(seconds(*at, *now))));
            }
            Self::EnrollmentOver => {}
        }
        facts
    }
}

/// Where everything of an offer stands: what lapsed, then what is under way.
pub(super) fn standings(
    plan: &Plan,
    known: &AccountEvents,
    past: &Past,
    offer: OfferId,
) -> Vec<Standing> {
    let mut found = lapsed(plan, known, past, offer);
    if past.account.is_closed() {
        return found;
    }
    for progress in progress(plan, &past.account) {
        let version = progress.version;
        let Some(terms) = plan.program().versions.get(version.index()) else {
            continue;
        };
        if terms.offer != offer {
            continue;
        }
        match progress.by {
            ProgressBy::Measure(measure) => {
                for reason in by_measure(terms, &measure) {
                    found.push(Standing {
                        supposed: helped(plan, known, past, (version, measure.measure), &reason),
                        ..of_measure(terms, version, measure.measure, reason)
                    });
                }
            }
            ProgressBy::Event {
                rule,
                event,
                reward,
            } => {
                let before = terms.earns_until;
                if before.is_some_and(|before| before <= past.account.clock()) {
                    continue;
                }
                found.push(Standing {
                    version,
                    measure: None,
                    reason: StandingReason::PaysOnEvent {
                        event,
                        reward,
                        before,
                    },
                    clause: terms.rules.get(rule.index()).map(|rule| rule.origin),
                    supposed: None,
                });
            }
        }
    }
    found
}

fn of_measure(
    terms: &Version,
    version: VersionId,
    measure: MeasureId,
    reason: StandingReason,
) -> Standing {
    let stated = terms.measures.get(measure.index());
    Standing {
        version,
        measure: Some(measure),
        reason,
        clause: stated.map(|measure| measure.origin),
        supposed: None,
    }
}

/// The windows that closed too early.
fn lapsed(plan: &Plan, known: &AccountEvents, past: &Past, offer: OfferId) -> Vec<Standing> {
    let mut found = Vec::new();
    let entries = past.moments.iter().flat_map(|moment| &moment.entries);
    for entry in entries {
        let Outcome::Lapsed {
            version,
            measure,
            value,
            needed,
        } = &entry.outcome
        else {
            continue;
        };
        let Some(terms) = plan.program().versions.get(version.index()) else {
            continue;
        };
        if terms.offer != offer {
            continue;
        }
        let reason = StandingReason::Lapsed {
            value: value.clone(),
            needed: needed.clone(),
            missing: missing(needed, value),
            at: entry.at,
            now: past.account.clock(),
        };
        found.push(Standing {
            supposed: helped(plan, known, past, (*version, *measure), &reason),
            ..of_measure(terms, *version, *measure, reason)
        });
    }
    found
}

fn missing(needed: &Reading, value: &Reading) -> Reading {
    match (needed, value) {
        (Reading::Money(needed), Reading::Money(value)) => Reading::Money(needed.less(*value)),
        (Reading::Number(needed), Reading::Number(value)) => Reading::Number(needed.less(value)),
        (Reading::Money(_) | Reading::Number(_), _) => needed.clone(),
    }
}

/// Each goal that is ahead, else that all were reached, else what the close decides.
fn by_measure(terms: &Version, progress: &MeasureProgress) -> Vec<StandingReason> {
    let (is_waiting, before) = match progress.window {
        WindowProgress::Waiting { until } => (true, until),
        WindowProgress::Open { end, .. } => (false, end),
    };
    let goals = || progress.goals.iter();
    let ahead = |goal: &&GoalProgress| goal.stands == GoalStanding::Ahead;
    if is_waiting {
        let event = terms.measures.get(progress.measure.index());
        let event = event.map(|measure| measure.event.event);
        let waiting = event.map(|event| StandingReason::Waiting {
            event,
            needed: goals().find(ahead).map(GoalProgress::needed),
            before,
        });
        return waiting.into_iter().collect();
    }
    let value = || progress.value.clone();
    let mut reasons: Vec<StandingReason> = goals()
        .filter(ahead)
        .map(|goal| StandingReason::UnderWay {
            value: value(),
            needed: goal.needed(),
            missing: missing(&goal.needed(), &progress.value),
            reward: goal.reward,
            before,
        })
        .collect();
    if reasons.is_empty()
        && let Some(goal) = goals().rfind(|goal| goal.stands != GoalStanding::Ahead)
    {
        reasons.push(StandingReason::Reached {
            value: value(),
            needed: goal.needed(),
            before,
        });
    }
    if progress.is_decided_at_close {
        reasons.push(StandingReason::DecidedAtClose {
            value: value(),
            closes: before,
        });
    }
    reasons
}

/// The smallest spend that would have helped, or would still help.
fn helped(
    plan: &Plan,
    known: &AccountEvents,
    past: &Past,
    (version, measure): (VersionId, MeasureId),
    reason: &StandingReason,
) -> Option<Supposed> {
    let (missing, before) = match reason {
        StandingReason::UnderWay {
            missing, before, ..
        } => (missing, *before),
        StandingReason::Lapsed { missing, at, .. } => (missing, Some(*at)),
        StandingReason::Waiting { .. }
        | StandingReason::Reached { .. }
        | StandingReason::DecidedAtClose { .. }
        | StandingReason::PaysOnEvent { .. }
        | StandingReason::EnrollmentOver => return None,
    };
    let counted = |moment: &&Moment| {
        moment.notes.iter().any(|note| match &note.what {
            crate::engine::Noted::Counted {
                version: by,
                measure: of,
                ..
            } => (*by, *of) == (version, measure),
            crate::engine::Noted::Decided { .. }
            | crate::engine::Noted::Passed { .. }
            | crate::engine::Noted::Billed { .. }
            | crate::engine::Noted::Limited { .. }
            | crate::engine::Noted::Revoking { .. } => false,
        })
    };
    let stated = plan.program().versions.get(version.index())?;
    let kind = stated.measures.get(measure.index())?.event.event;
    let like = past.moments.iter().rev().filter(counted);
    let like = like
        .filter_map(|moment| known.events.get(moment.event?))
        .find(|event| event.kind == kind);
    more_spend(plan, known, (version, measure), missing, before, like)
}
