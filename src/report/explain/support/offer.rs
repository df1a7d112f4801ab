//! How an account stands with an offer, fact by fact.

use crate::explain::{Earning, EnrollmentAnswer, EnrollmentReason, OfferExplanation, Standing};

use super::super::conditions;
use super::Support;
use crate::report::wrap::wrapped;

impl Support<'_> {
    /// What a rule came to, and what became of that.
    pub(super) fn earning(&self, earning: &Earning, indent: usize) -> String {
        let words = &self.words;
        let amount = earning
            .amount
            .map_or_else(String::new, |amount| format!(" {}", words.money(amount)));
        let by = match &earning.event {
            Some(event) => format!(" by `{event}`"),
            None => " when its window closed".to_owned(),
        };
        let earned = format!(
            "{}: earned{amount}{by} on {}",
            words.version(earning.version),
            words.date(earning.at)
        );
        let mut text = wrapped(&earned, indent, 2);
        text.push_str(&wrapped(&words.fate(&earning.fate), indent + 2, 2));
        text.push_str(&self.place(earning.clause.or(earning.earned_by), indent + 2));
        text
    }

    pub(super) fn offer(&self, offer: &OfferExplanation) -> String {
        let words = &self.words;
        let mut text = wrapped(
            &format!(
                "{}: {}",
                words.offer(offer.offer),
                words.title(offer.enrollment.version)
            ),
            0,
            2,
        );
        text.push_str(&self.answer(&offer.enrollment, 2));
        const SHOWN: usize = 5;
        let others = offer.other_answers.iter();
        for answer in others.take(SHOWN) {
            text.push_str(&self.answer(answer, 2));
        }
        if offer.other_answers.len() > SHOWN {
            let more = offer.other_answers.len() - SHOWN;
            text.push_str(&wrapped(&format!("and asked {more} times more"), 2, 2));
        }
        for standing in &offer.standings {
            text.push_str(&self.standing(standing));
        }
        for earning in &offer.earnings {
            text.push_str(&self.earning(earning, 2));
        }
        text
    }

    pub(super) fn answer(&self, answer: &EnrollmentAnswer, indent: usize) -> String {
        let words = &self.words;
        let version = words.version(answer.version);
        let on = match (&answer.event, answer.at) {
            (Some(event), Some(at)) => format!(" (`{event}`, {})", words.date(at)),
            (None, Some(at)) => format!(" ({})", words.date(at)),
            (_, None) => String::new(),
        };
        let said = format!("{version}{on}: {}", words.enrollment(&answer.reason));
        let mut text = wrapped(&said, indent, 2);
        if let Some(asked) = conditions_of(&answer.reason) {
            text.push_str(&conditions::lines(words, asked, indent + 2));
        }
        if let Some(supposed) = &answer.supposed {
            text.push_str(&wrapped(&words.supposed(supposed, "it"), indent + 2, 2));
        }
        if !answer.is_enrolled() {
            text.push_str(&self.place(answer.clause, indent + 2));
        }
        text
    }

    fn standing(&self, standing: &Standing) -> String {
        let words = &self.words;
        let name = standing.measure.map_or_else(String::new, |measure| {
            words.measure(standing.version, measure).to_owned()
        });
        let mut text = wrapped(&words.standing(&standing.reason, &name), 2, 2);
        if let Some(supposed) = &standing.supposed {
            text.push_str(&wrapped(&words.supposed(supposed, "it"), 4, 2));
        }
        text.push_str(&self.place(standing.clause, 4));
        text
    }
}

/// The conditions that an enrollment was asked.
fn conditions_of(reason: &EnrollmentReason) -> Option<&crate::engine::Asked> {
    match reason {
        EnrollmentReason::Enrolled { conditions } if conditions.is_empty() => None,
        EnrollmentReason::Enrolled { conditions }
        | EnrollmentReason::EnrollFilteredOut(conditions)
        | EnrollmentReason::NotEligible(conditions) => Some(conditions),
        EnrollmentReason::NeverAsked
        | EnrollmentReason::NotFirst
        | EnrollmentReason::NotAvailable { .. }
        | EnrollmentReason::AlreadyEnrolled { .. }
        | EnrollmentReason::StillRunning
        | EnrollmentReason::TooLate { .. }
        | EnrollmentReason::Exclusive { .. }
        | EnrollmentReason::Unlisted { .. }
        | EnrollmentReason::Currency { .. } => None,
    }
}
