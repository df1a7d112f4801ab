//! An offer and an account: enrolled or not, where it stands, and what it earned.

use crate::base::Currency;
use crate::engine::{Ground, Plan, Topic};
use crate::format::AccountEvents;
use crate::program::{OfferId, Version, VersionId};

use super::earning::{Earning, earnings};
use super::enrollment::{EnrollmentAnswer, EnrollmentReason, decided, missed};
use super::past::{Moment, Past, relive_keeping};
use super::standing::{Standing, StandingReason, standings};
use super::suppose::{Budget, earlier_enrollment};

/// How an account stands with an offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfferExplanation {
    pub offer: OfferId,
    pub currency: Currency,
    pub is_closed: bool,
    /// The answer: an enrollment if there is one, else why there is none.
    pub enrollment: EnrollmentAnswer,
    /// Every other time that the account was asked, in order.
    pub other_answers: Vec<EnrollmentAnswer>,
    pub standings: Vec<Standing>,
    pub earnings: Vec<Earning>,
}

/// Explains an offer; `None` where it is not of the program.
pub fn offer(plan: &Plan, known: &AccountEvents, offer: OfferId) -> Option<OfferExplanation> {
    let program = plan.program();
    let versions = &program.offers.get(offer.index())?.versions;
    let topics = &[Topic::Enrollments, Topic::Misses];
    let past = relive_keeping(plan, known, &|_| topics, &|ground| {
        asked_version(ground).is_none_or(|version| versions.contains(&version))
    });
    let mut answers = answers(plan, known, &past, versions);
    let latest = *versions.last()?;
    let enrollment = match place_of_answer(&answers) {
        Some(place) => answers.remove(place),
        None => never_asked(latest, program.versions.get(latest.index())?),
    };
    let mut found = standings(plan, known, &past, offer);
    let is_under_way = found
        .iter()
        .any(|standing| !matches!(standing.reason, StandingReason::Lapsed { .. }));
    if enrollment.is_enrolled() && !is_under_way {
        found.push(Standing {
            version: enrollment.version,
            measure: None,
            reason: StandingReason::EnrollmentOver,
            clause: None,
            supposed: None,
        });
    }
    Some(OfferExplanation {
        offer,
        currency: known.currency,
        is_closed: past.account.is_closed(),
        enrollment,
        other_answers: answers,
        standings: found,
        earnings: earnings(program, known, &past.moments, Some(offer)),
    })
}

/// The place of the answer among all: the first enrollment, else the last refusal, else the last event that
/// could have enrolled.
pub(super) fn place_of_answer(answers: &[EnrollmentAnswer]) -> Option<usize> {
    (answers.iter().position(EnrollmentAnswer::is_enrolled))
        .or_else(|| answers.iter().rposition(|answer| !answer.is_missed()))
        .or_else(|| answers.len().checked_sub(1))
}

pub(super) fn never_asked(version: VersionId, terms: &Version) -> EnrollmentAnswer {
    let reason = EnrollmentReason::NeverAsked;
    EnrollmentAnswer {
        version,
        event: None,
        at: None,
        clause: reason.clause(terms),
        reason,
        supposed: None,
    }
}

/// The version that a ground of an enrollment is about.
fn asked_version(ground: &Ground) -> Option<VersionId> {
    match ground {
        Ground::EnrollmentAsked { version, .. } | Ground::EnrollmentMissed { version, .. } => {
            Some(*version)
        }
        Ground::Judged { .. }
        | Ground::Unasked { .. }
        | Ground::NotCounted { .. }
        | Ground::Scheduled { .. }
        | Ground::Fired { .. }
        | Ground::Limited { .. } => None,
    }
}

/// Every time that the account was asked, in order.
fn answers(
    plan: &Plan,
    known: &AccountEvents,
    past: &Past,
    versions: &[VersionId],
) -> Vec<EnrollmentAnswer> {
    let mut budget = Budget::default();
    let moments = past.moments.iter();
    let answers = moments.flat_map(|moment| answers_at(plan, known, moment, &mut budget));
    answers
        .filter(|answer| versions.contains(&answer.version))
        .collect()
}

/// Every time that one event, or the clock on the way to it, asked the account.
pub(super) fn answers_at(
    plan: &Plan,
    known: &AccountEvents,
    moment: &Moment,
    budget: &mut Budget,
) -> Vec<EnrollmentAnswer> {
    let mut answers = Vec::new();
    for ground in &moment.grounds {
        let Some(version) = asked_version(ground) else {
            continue;
        };
        let Some(terms) = plan.program().versions.get(version.index()) else {
            continue;
        };
        let (reason, at) = match ground {
            Ground::EnrollmentAsked {
                at, refusal, facts, ..
            } => (decided(terms, *at, *refusal, facts), Some(*at)),
            Ground::EnrollmentMissed { filter, .. } => {
                let event = moment.event.and_then(|place| known.events.get(place));
                (missed(terms, filter), event.map(|event| event.at))
            }
            Ground::Judged { .. }
            | Ground::Unasked { .. }
            | Ground::NotCounted { .. }
            | Ground::Scheduled { .. }
            | Ground::Fired { .. }
            | Ground::Limited { .. } => continue,
        };
        let supposed = match (&reason, moment.event) {
            (EnrollmentReason::TooLate { deadline, .. }, Some(place)) => {
                earlier_enrollment(plan, known, place, (version, *deadline), budget)
            }
            (_, _) => None,
        };
        let event = moment.event.and_then(|place| known.events.get(place));
        // What the clock did on the way to an event is not the event's.
        let event = event.filter(|event| at == Some(event.at));
        answers.push(EnrollmentAnswer {
            version,
            event: event.map(|event| event.id.to_string()),
            at,
            clause: reason.clause(terms),
            reason,
            supposed,
        });
    }
    answers
}
