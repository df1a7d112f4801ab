//! A customer and an offer: theirs or not, how far they have come, and what they got.

use crate::engine::Cancellation;
use crate::explain::fact::seconds;
use crate::explain::{
    EarningFate, EnrollmentAnswer, EnrollmentReason, OfferExplanation, Standing, StandingReason,
};

use super::super::words::{Words, length};
use super::TOLD;

pub(super) fn offer(words: &Words<'_>, offer: &OfferExplanation) -> Vec<String> {
    let mut said = vec![enrolled_or_not(words, &offer.enrollment)];
    for standing in &offer.standings {
        said.extend(stands(words, standing));
    }
    for earning in offer.earnings.iter().rev().take(TOLD).rev() {
        said.extend(became(words, &earning.fate));
    }
    said
}

/// What an event did about an offer; nothing where the account has it or not all the same.
pub(super) fn enrolls(words: &Words<'_>, answer: &EnrollmentAnswer) -> Option<String> {
    let title = words.title(answer.version);
    match &answer.reason {
        EnrollmentReason::Enrolled { .. } => {
            let on = answer
                .at
                .map_or_else(String::new, |at| format!(" on {}", words.long_date(at)));
            Some(format!("You got the offer \"{title}\"{on}."))
        }
        EnrollmentReason::EnrollFilteredOut(_) | EnrollmentReason::NeverAsked => None,
        EnrollmentReason::NotFirst => Some(format!(
            "For the offer \"{title}\" only the first time counts, and that was before."
        )),
        EnrollmentReason::NotAvailable { .. }
        | EnrollmentReason::AlreadyEnrolled { .. }
        | EnrollmentReason::StillRunning
        | EnrollmentReason::TooLate { .. }
        | EnrollmentReason::Exclusive { .. }
        | EnrollmentReason::NotEligible(_)
        | EnrollmentReason::Unlisted { .. }
        | EnrollmentReason::Currency { .. } => Some(enrolled_or_not(words, answer)),
    }
}

fn enrolled_or_not(words: &Words<'_>, answer: &EnrollmentAnswer) -> String {
    let title = words.title(answer.version);
    let not = format!("You do not have the offer \"{title}\"");
    match &answer.reason {
        EnrollmentReason::Enrolled { .. } => {
            let on = answer
                .at
                .map_or_else(String::new, |at| format!(" since {}", words.long_date(at)));
            format!("You have the offer \"{title}\"{on}.")
        }
        EnrollmentReason::NeverAsked => format!("{not}: you have not signed up for it."),
        EnrollmentReason::EnrollFilteredOut(_) => {
            format!("{not}: what you did does not sign you up for it.")
        }
        EnrollmentReason::NotFirst => {
            format!("{not}: only the first time counts, and that was before.")
        }
        EnrollmentReason::NotAvailable { from, until, asked } => match (from, until) {
            (Some(from), _) if asked < from => {
                format!("{not}: it began on {}.", words.long_date(*from))
            }
            (_, Some(until)) => format!("{not}: it ended on {}.", words.long_date(*until)),
            (_, None) => format!("{not}: it was not available."),
        },
        EnrollmentReason::AlreadyEnrolled { .. } => {
            format!("{not} again: you have had it as often as it can be had.")
        }
        EnrollmentReason::StillRunning => {
            format!("{not} a second time: the first is still running.")
        }
        EnrollmentReason::TooLate { deadline, asked } => format!(
            "{not}: you had until {}, and came {} too late.",
            words.long_date(*deadline),
            length(seconds(*deadline, *asked))
        ),
        EnrollmentReason::Exclusive { entered_by } => {
            let other = entered_by.map_or_else(
                || "another offer".to_owned(),
                |other| format!("\"{}\"", words.title_of(other)),
            );
            format!("{not}: you have {other}, and can have only one of the two.")
        }
        EnrollmentReason::NotEligible(_) => {
            format!("{not}: your account does not meet its conditions.")
        }
        EnrollmentReason::Unlisted { .. } => {
            format!("{not}: it is not there for accounts like yours.")
        }
        EnrollmentReason::Currency { .. } => {
            format!("{not}: it is not there in {}.", words.currency)
        }
    }
}

fn stands(words: &Words<'_>, standing: &Standing) -> Option<String> {
    match &standing.reason {
        StandingReason::UnderWay {
            missing,
            reward,
            before,
            ..
        } => {
            let before = before.map_or_else(String::new, |before| {
                format!(" before {}", words.long_date(before))
            });
            let reward = reward.map_or_else(
                || "earns you credit".to_owned(),
                |reward| format!("earns you {} of credit", words.money(reward)),
            );
            Some(format!("{} more{before} {reward}.", words.reading(missing)))
        }
        StandingReason::Waiting { before, .. } => {
            let before = before.map_or_else(String::new, |before| {
                format!(", if that comes before {}", words.long_date(before))
            });
            Some(format!(
                "It begins with the first thing that counts{before}."
            ))
        }
        StandingReason::Reached { .. } => Some("You have reached its goal.".to_owned()),
        StandingReason::DecidedAtClose { closes, .. } => {
            closes.map(|closes| format!("What you get is decided on {}.", words.long_date(closes)))
        }
        StandingReason::PaysOnEvent { .. } => None,
        StandingReason::Lapsed { missing, at, .. } => Some(format!(
            "Its time ended on {}, and you were {} short.",
            words.long_date(*at),
            words.reading(missing)
        )),
        StandingReason::EnrollmentOver => None,
    }
}

pub(super) fn became(words: &Words<'_>, fate: &EarningFate) -> Option<String> {
    Some(match fate {
        EarningFate::Issued { at, amount, .. } => format!(
            "You got {} of credit on {}.",
            words.money(*amount),
            words.long_date(*at)
        ),
        EarningFate::ReducedByLimit { at, amount, .. } => format!(
            "You got {} of credit on {}, which is the most that the offer gives.",
            words.money(*amount),
            words.long_date(*at)
        ),
        EarningFate::Scheduled { due } => {
            format!("Your credit comes on {}.", words.long_date(*due))
        }
        EarningFate::RefusedByLimit { .. } => {
            "There was no more credit: you have had the most that the offer gives.".to_owned()
        }
        EarningFate::RefusedZero => "What you earned came to nothing.".to_owned(),
        EarningFate::RefusedExpired { .. } => {
            "There was no credit: it would have expired by the time it came.".to_owned()
        }
        EarningFate::Cancelled { at, reason, .. } => match reason {
            Cancellation::Refunded => format!(
                "The credit that you had earned was cancelled on {} because of a refund.",
                words.long_date(*at)
            ),
            Cancellation::AccountClosed => {
                "The credit that you had earned ended with your account.".to_owned()
            }
            Cancellation::Revoked => format!(
                "The credit that you had earned was cancelled on {}.",
                words.long_date(*at)
            ),
        },
    })
}
