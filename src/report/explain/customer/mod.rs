//! A sentence or two for the customer: no jargon, no codes, no ids but their own.

mod offer;

use crate::base::Amount;
use crate::engine::Revocation;
use crate::explain::fact::seconds;
use crate::explain::{
    Bound, ChargeExplanation, CreditExplanation, CreditStanding, CreditVerdict, Effect,
    EventExplanation, Explanation, Had, LifeChange, Overview, PaymentReason, Then,
};
use crate::program::VersionId;

use super::words::{Words, length, once_each};
use crate::report::wrap::wrapped;
use offer::{became, enrolls};

/// How many credits are told of one by one.
const TOLD: usize = 4;

pub fn text(words: &Words<'_>, explanation: &Explanation) -> String {
    let sentences = match explanation {
        Explanation::Account(overview) => account(words, overview),
        Explanation::Charge(charge) => self::charge(words, charge),
        Explanation::Event(event) => self::event(words, event),
        Explanation::Offer(offer) => offer::offer(words, offer),
        Explanation::Credit(credit) => self::credit(words, credit),
    };
    wrapped(&sentences.join(" "), 0, 0)
}

fn charge(words: &Words<'_>, charge: &ChargeExplanation) -> Vec<String> {
    let of = format!(
        "charge of {} on {}",
        words.money(charge.amount),
        words.long_date(charge.at)
    );
    let mut said = vec![if charge.credited.is_zero() {
        format!("No credit paid for your {of}.")
    } else if charge.cash.is_zero() {
        format!("Credit paid all of your {of}.")
    } else {
        format!(
            "Credit paid {} of your {of}, and {} was left to pay.",
            words.money(charge.credited),
            words.money(charge.cash)
        )
    }];
    if charge.amount.is_zero() {
        return vec![format!("Your {of} left nothing to pay.")];
    }
    if charge.verdicts.is_empty() {
        said.push("You have had no credit so far.".to_owned());
    }
    let paid = |verdict: &&CreditVerdict| !verdict.reason.paid().is_zero();
    let (paying, others): (Vec<_>, Vec<_>) = charge.verdicts.iter().partition(paid);
    let told = paying.iter().chain(&others).take(TOLD);
    said.extend(told.flat_map(|verdict| verdict_on(words, verdict)));
    let more = charge.verdicts.len().saturating_sub(TOLD);
    if more > 0 {
        let (noun, verb) = if more == 1 {
            ("credit", "is")
        } else {
            ("credits", "are")
        };
        said.push(format!(
            "{more} more {noun} of yours {verb} not told of here."
        ));
    }
    let effects = charge.effects.iter().filter_map(|effect| match effect {
        Effect::Counted(counted) => Some(counts(words, counted.version, true)),
        Effect::NotCounted(not) => Some(counts(words, not.version, false)),
        Effect::Enrollment(answer) => enrolls(words, answer),
        Effect::Refund(_)
        | Effect::Adjusted { .. }
        | Effect::Earning(_)
        | Effect::Credit(_)
        | Effect::NoEffect => None,
    });
    said.extend(once_each(effects));
    for refund in &charge.refunds {
        said.push(format!(
            "{} of the charge was refunded on {}.",
            words.money(refund.amount),
            words.long_date(refund.at)
        ));
    }
    said
}

fn verdict_on(words: &Words<'_>, verdict: &CreditVerdict) -> Vec<String> {
    let credit = format!(
        "credit of {} from \"{}\"",
        words.money(verdict.amount),
        words.title(verdict.version)
    );
    let mut said = vec![
        if let PaymentReason::Paid { amount, bound, .. } = &verdict.reason {
            paid(words, &credit, *amount, *bound)
        } else {
            format!(
                "Your {credit} did not pay for it: {}.",
                why_not(words, &verdict.reason)
            )
        },
    ];
    if let Some(supposed) = &verdict.supposed
        && let Then::Paid(amount) = supposed.then
    {
        let amount = words.money(amount);
        said.extend(match supposed.had {
            Had::ComeBefore(instant) => Some(format!(
                "Had the charge come before {}, it would have paid {amount}.",
                words.long_date(instant)
            )),
            Had::ComeAt(instant) => Some(format!(
                "Had the charge come on {} or later, it would have paid {amount}.",
                words.long_date(instant)
            )),
            Had::AccruedFrom(_) | Had::Spent { .. } => None,
        });
    }
    said
}

fn paid(words: &Words<'_>, credit: &str, amount: Amount, bound: Bound) -> String {
    let paid = format!("Your {credit} paid {} of it", words.money(amount));
    match bound {
        Bound::Charge => format!("{paid}."),
        Bound::Credit => format!("{paid}, which was all that was left of it."),
        Bound::Accrued { .. } => {
            format!("{paid}, the part for the time after you got the credit.")
        }
        Bound::Covering { .. } | Bound::Cap { .. } => {
            format!("{paid}, which is as much as it pays of one charge.")
        }
    }
}

/// Why a credit did not pay, without a word that only insiders know.
fn why_not(words: &Words<'_>, reason: &PaymentReason) -> String {
    match reason {
        PaymentReason::Paid { .. } => String::new(),
        PaymentReason::EarnedByThisCharge => {
            "this charge is the one that earned it, and credit pays only for what comes later"
                .to_owned()
        }
        PaymentReason::IssuedLater { issued, charged } if issued == charged => {
            "you got it just after this charge".to_owned()
        }
        PaymentReason::IssuedLater { issued, charged } => format!(
            "you got it on {}, {} after this charge",
            words.long_date(*issued),
            length(seconds(*charged, *issued))
        ),
        PaymentReason::Expired {
            at,
            came_late: true,
            ..
        } => format!(
            "it had expired on {} by the time the charge came in",
            words.long_date(*at)
        ),
        PaymentReason::Expired { at, .. } => format!("it expired on {}", words.long_date(*at)),
        PaymentReason::UsedUp { at, .. } => format!(
            "all of it had been used for other charges by {}",
            words.long_date(*at)
        ),
        PaymentReason::Revoked { at, reason, .. } => match reason {
            Revocation::Clawback => format!(
                "it was taken back on {} because of a refund",
                words.long_date(*at)
            ),
            Revocation::AccountClosed => {
                format!("your account was closed on {}", words.long_date(*at))
            }
            Revocation::Revoked => format!("it was taken back on {}", words.long_date(*at)),
        },
        PaymentReason::OtherEvent { .. } | PaymentReason::FilteredOut(_) => {
            "it does not pay for this kind of charge".to_owned()
        }
        PaymentReason::AccrualBegan { began, .. } => format!(
            "the charge is for a time that began on {}, before you got the credit",
            words.long_date(*began)
        ),
        PaymentReason::NothingAccrued { .. } => {
            "the charge is for the time before you got the credit".to_owned()
        }
        PaymentReason::AccruedPartPaid { .. } => {
            "other credit had paid the part for the time after you got it".to_owned()
        }
        PaymentReason::CoveringLimit { .. } | PaymentReason::ChargeCap { .. } => {
            "this offer had paid as much of the charge as it may".to_owned()
        }
        PaymentReason::NothingLeftToPay => "other credit had paid all of it".to_owned(),
        PaymentReason::ZeroCharge => "there was nothing to pay".to_owned(),
    }
}

fn credit(words: &Words<'_>, credit: &CreditExplanation) -> Vec<String> {
    let mut said = vec![format!(
        "You got a credit of {} from \"{}\" on {}.",
        words.money(credit.amount),
        words.title(credit.version),
        words.long_date(credit.issued)
    )];
    let sum = |change: LifeChange| {
        let steps = credit.steps.iter().filter(|step| step.change == change);
        steps.fold(Amount::ZERO, |sum, step| sum.plus(step.amount))
    };
    let (paid, restored) = (sum(LifeChange::Paid), sum(LifeChange::Restored));
    if !paid.is_zero() {
        said.push(format!("It paid {} of your charges.", words.money(paid)));
    }
    if !restored.is_zero() {
        let restored = words.money(restored);
        said.push(format!(
            "{restored} of that came back to it through refunds."
        ));
    }
    let forfeited = sum(LifeChange::Forfeited);
    if !forfeited.is_zero() {
        said.push(format!(
            "{} of what was refunded did not come back to it.",
            words.money(forfeited)
        ));
    }
    let end = credit
        .steps
        .iter()
        .rev()
        .find(|step| step.change.code() == credit.state.code());
    said.push(match (credit.state, end) {
        (CreditStanding::Active, _) => {
            let until = credit.expires.map_or_else(String::new, |expires| {
                format!(" until {}", words.long_date(expires))
            });
            format!("{} is left{until}.", words.money(credit.left))
        }
        (CreditStanding::Expired, Some(end)) => format!(
            "{} of it expired on {}.",
            words.money(end.amount),
            words.long_date(end.at)
        ),
        (CreditStanding::Revoked(Revocation::AccountClosed), Some(end)) => {
            format!("{} of it ended with your account.", words.money(end.amount))
        }
        (_, Some(end)) => format!(
            "{} of it was taken back on {}.",
            words.money(end.amount),
            words.long_date(end.at)
        ),
        (_, None) => "All of it has been used.".to_owned(),
    });
    said
}

fn event(words: &Words<'_>, event: &EventExplanation) -> Vec<String> {
    let on = words.long_date(event.at);
    if event.was_closed {
        return vec![format!("Your account was closed before {on}.")];
    }
    let mut said = Vec::new();
    let is_refund = event
        .effects
        .iter()
        .any(|effect| matches!(effect, Effect::Refund(_)));
    for effect in &event.effects {
        said.extend(match effect {
            Effect::Refund(refund) => Some(format!(
                "{} of a charge was refunded on {on}.",
                words.money(refund.amount)
            )),
            Effect::Adjusted { amount } => Some(format!(
                "Past billing was corrected by {} on {on}. That is not credit.",
                words.money(*amount)
            )),
            Effect::Enrollment(answer) => enrolls(words, answer),
            Effect::Counted(_) if is_refund => None,
            Effect::Counted(counted) => Some(counts(words, counted.version, true)),
            Effect::NotCounted(not) => Some(counts(words, not.version, false)),
            Effect::Earning(earning) => became(words, &earning.fate),
            Effect::Credit(step) => step_of(words, step),
            Effect::NoEffect => Some(format!("What happened on {on} changed nothing.")),
        });
    }
    said.dedup();
    if said.is_empty() {
        said.push(format!("What happened on {on} changed nothing."));
    }
    said
}

fn counts(words: &Words<'_>, version: VersionId, does: bool) -> String {
    let title = words.title(version);
    if does {
        format!("It counts for the offer \"{title}\".")
    } else {
        format!("It does not count for the offer \"{title}\".")
    }
}

fn step_of(words: &Words<'_>, step: &crate::explain::LifeStep) -> Option<String> {
    let amount = words.money(step.amount);
    match step.change {
        LifeChange::Restored => Some(format!("{amount} of it went back to your credit.")),
        LifeChange::Forfeited => Some(format!(
            "{amount} of it was paid with credit, which does not come back."
        )),
        LifeChange::Revoked(Revocation::Clawback | Revocation::Revoked) => {
            Some(format!("{amount} of credit was taken back."))
        }
        LifeChange::Revoked(Revocation::AccountClosed) => {
            Some(format!("{amount} of credit ended with your account."))
        }
        LifeChange::Paid | LifeChange::Expired => None,
    }
}

fn account(words: &Words<'_>, overview: &Overview) -> Vec<String> {
    let left = overview.credits.iter();
    let left = left.fold(Amount::ZERO, |sum, credit| sum.plus(credit.left));
    let mut said = vec![format!(
        "You have had {} of charges, and credit paid {} of that.",
        words.money(overview.charged),
        words.money(overview.credited)
    )];
    said.push(if left.is_zero() {
        "You have no credit left.".to_owned()
    } else {
        format!("You have {} of credit left.", words.money(left))
    });
    if !overview.scheduled.is_zero() {
        said.push(format!(
            "{} is on its way.",
            words.money(overview.scheduled)
        ));
    }
    if overview.is_closed {
        said.push("Your account is closed.".to_owned());
    }
    said
}
