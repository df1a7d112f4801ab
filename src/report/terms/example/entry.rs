//! What came of an event, in words: an entry of the ledger.

use crate::base::{Amount, Instant};
use crate::engine::{Entry, Outcome, Reading};
use crate::program::{
    Cancellation, CreditRefusal, EnrollmentRefusal, OfferId, Revocation, VersionId,
};

use super::super::{offer_title, words};
use super::happened::Teller;

/// `credit of 100 USD is issued, which expires at 10:00 on 4 February 2026`
pub fn told(teller: &Teller<'_>, entry: &Entry) -> String {
    let currency = teller.currency;
    let money = |amount: &Amount| words::money(*amount, currency);
    let times = teller.voice.times;
    let at = |instant: &Instant| times.at(*instant);
    match &entry.outcome {
        Outcome::Enrolled { version } => {
            format!("you are enrolled{}", of(teller, *version, " in "))
        }
        Outcome::EnrollmentRefused { version, reason } => format!(
            "you are not enrolled{}, because {}",
            of(teller, *version, " in "),
            not_enrolled(*reason)
        ),
        Outcome::CreditRefused { version, reason } => format!(
            "no credit is issued{}, because {}",
            of(teller, *version, " of "),
            not_issued(*reason)
        ),
        Outcome::Earned {
            version,
            amount,
            due,
        } => format!(
            "you earn credit of {}{}, to be issued at {}",
            money(amount),
            of(teller, *version, " of "),
            at(due)
        ),
        Outcome::Cancelled {
            version,
            amount,
            reason,
        } => format!(
            "the credit of {}{} that was to be issued will not be issued, because {}",
            money(amount),
            of(teller, *version, " of "),
            match reason {
                Cancellation::Refunded => "of the refund",
                Cancellation::Revoked => "it is taken away",
                Cancellation::AccountClosed => "the account is closed",
            }
        ),
        Outcome::Issued {
            version,
            amount,
            expires,
            ..
        } => {
            let expires = match expires {
                Some(expires) => format!("expires at {}", at(expires)),
                None => "never expires".to_owned(),
            };
            format!(
                "credit of {}{} is issued, which {expires}",
                money(amount),
                of(teller, *version, " of ")
            )
        }
        Outcome::Applied {
            credit,
            amount,
            remaining,
            ..
        } => {
            let left = if remaining.is_zero() {
                "nothing".to_owned()
            } else {
                money(remaining)
            };
            let credit = credit_words(teller, credit.offer);
            format!(
                "{credit} pays {} of it, and {left} of that credit is left",
                money(amount)
            )
        }
        Outcome::Restored {
            credit,
            amount,
            remaining,
            ..
        } => format!(
            "{} goes back to {}, of which {} is now left",
            money(amount),
            the_credit(teller, credit.offer),
            money(remaining)
        ),
        Outcome::Forfeited { amount, .. } => {
            format!("credit’s share of it, {}, is lost", money(amount))
        }
        Outcome::Revoked {
            credit,
            amount,
            reason,
            ..
        } => format!(
            "the {} left of {} is taken away{}",
            money(amount),
            the_credit(teller, credit.offer),
            match reason {
                Revocation::Clawback => " because of the refund",
                Revocation::Revoked => "",
                Revocation::AccountClosed => " because the account is closed",
            }
        ),
        Outcome::Expired { credit, amount, .. } => {
            format!(
                "the {} left of {} expires",
                money(amount),
                the_credit(teller, credit.offer)
            )
        }
        Outcome::Lapsed {
            version,
            measure,
            value,
            needed,
        } => format!(
            "the time for {} is over: it came to {}, and {} was needed",
            measure_words(teller, *version, measure.index()),
            reading(teller, value),
            reading(teller, needed)
        ),
        Outcome::Adjusted { .. } => "this is no credit, and changes none".to_owned(),
    }
}

/// The other offer, behind a word; nothing of this one.
fn of(teller: &Teller<'_>, version: VersionId, word: &str) -> String {
    let program = teller.voice.program;
    match program.versions.get(version.index()) {
        Some(terms) if teller.is_other(terms.offer) => {
            format!(
                "{word}{}",
                words::quoted(&offer_title(program, terms.offer))
            )
        }
        Some(_) | None => String::new(),
    }
}

fn credit_words(teller: &Teller<'_>, offer: OfferId) -> String {
    if teller.is_other(offer) {
        format!(
            "credit of {}",
            words::quoted(&offer_title(teller.voice.program, offer))
        )
    } else {
        "credit".to_owned()
    }
}

fn the_credit(teller: &Teller<'_>, offer: OfferId) -> String {
    format!("the {}", credit_words(teller, offer))
}

fn measure_words(teller: &Teller<'_>, version: VersionId, measure: usize) -> String {
    let terms = teller.voice.program.versions.get(version.index());
    let measure = terms.and_then(|terms| terms.measures.get(measure));
    let name = words::term(measure.map_or("", |measure| measure.name.as_str()));
    format!("your {name}{}", of(teller, version, " of "))
}

fn reading(teller: &Teller<'_>, reading: &Reading) -> String {
    match reading {
        Reading::Money(amount) => words::money(*amount, teller.currency),
        Reading::Number(quantity) => quantity.to_string(),
    }
}

fn not_enrolled(reason: EnrollmentRefusal) -> &'static str {
    match reason {
        EnrollmentRefusal::NotAvailable => "enrolling is not possible at that time",
        EnrollmentRefusal::AlreadyEnrolled => "the account has taken part as often as it can",
        EnrollmentRefusal::StillRunning => "an earlier enrollment is still running",
        EnrollmentRefusal::TooLate => "it is too late",
        EnrollmentRefusal::Exclusive => {
            "the account has been enrolled in another offer of the group"
        }
        EnrollmentRefusal::NotEligible => "the account does not meet what is asked",
        EnrollmentRefusal::Unlisted => "the account is not in the table",
        EnrollmentRefusal::Currency => "the account has another currency",
    }
}

fn not_issued(reason: CreditRefusal) -> &'static str {
    match reason {
        CreditRefusal::Zero => "it comes to nothing",
        CreditRefusal::ExpiresBeforeIssue => "it would have expired by then",
        CreditRefusal::Limit => "nothing is left of a limit",
    }
}
