//! Reasons in a few plain words with dates in the program's zone, for whoever answers a customer.

use crate::base::{Amount, Instant};
use crate::engine::{Asked, NotCounted, Revocation};
use crate::explain::{Bound, EnrollmentReason, NotCountedBy, PaymentReason};

use super::super::conditions;
use super::super::words::{Words, length};
use crate::explain::fact::seconds;

impl Words<'_> {
    /// What a credit did for a charge.
    pub fn payment(&self, reason: &PaymentReason) -> String {
        if let PaymentReason::Paid {
            amount,
            left,
            bound,
        } = reason
        {
            self.paid(*amount, *left, *bound)
        } else {
            format!("did not pay: {}", self.why_not(reason))
        }
    }

    fn paid(&self, amount: Amount, left: Amount, bound: Bound) -> String {
        let money = |amount| self.money(amount);
        let paid = format!("paid {}", money(amount));
        match bound {
            Bound::Charge => format!("{paid}, {} left", money(left)),
            Bound::Credit => format!("{paid}, all that was left of it"),
            Bound::Accrued { eligible } => format!(
                "{paid}: {} of the charge accrued after its issue",
                money(eligible)
            ),
            Bound::Covering { covered } => format!(
                "{paid}: the offer covers no more than {} of this charge",
                money(covered)
            ),
            Bound::Cap { cap } => format!(
                "{paid}: the offer pays no more than {} of one charge",
                money(cap)
            ),
        }
    }

    /// Why a credit paid nothing of a charge.
    fn why_not(&self, reason: &PaymentReason) -> String {
        let money = |amount| self.money(amount);
        match reason {
            PaymentReason::Paid { .. } => String::new(),
            PaymentReason::EarnedByThisCharge => {
                "this charge earned it, and credit pays only for what comes after its \
                 issue"
                    .to_owned()
            }
            PaymentReason::IssuedLater { issued, charged } if issued == charged => {
                "it was issued at the same instant, after this charge".to_owned()
            }
            PaymentReason::IssuedLater { issued, charged } => format!(
                "it was issued on {}, {} after this charge",
                self.date(*issued),
                length(seconds(*charged, *issued))
            ),
            PaymentReason::Expired {
                at,
                lost,
                came_late,
            } => {
                let late = if *came_late {
                    ", before the charge came in"
                } else {
                    ""
                };
                format!(
                    "it expired on {}{late}, with {} left",
                    self.date(*at),
                    money(*lost)
                )
            }
            PaymentReason::UsedUp { by, at } => {
                format!("it was used up by `{by}` on {}", self.date(*at))
            }
            PaymentReason::Revoked { .. } => self.revoked(reason),
            PaymentReason::OtherEvent { pays_for } => {
                format!("it pays for `{}` only", self.event(*pays_for))
            }
            PaymentReason::FilteredOut(asked) => self.failed(asked),
            PaymentReason::AccrualBegan { began, issued } => format!(
                "the charge began to accrue on {}, {} before its issue",
                self.date(*began),
                length(seconds(*began, *issued))
            ),
            PaymentReason::NothingAccrued { .. } => {
                "nothing of the charge accrued after its issue".to_owned()
            }
            PaymentReason::AccruedPartPaid { eligible, .. } => format!(
                "only {} of the charge accrued after its issue, and other credit had \
                 paid that",
                money(*eligible)
            ),
            PaymentReason::CoveringLimit {
                covered,
                paid_by_offer,
            } => format!(
                "the offer covers {} of this charge, and had paid {}",
                money(*covered),
                money(*paid_by_offer)
            ),
            PaymentReason::ChargeCap { cap, paid_by_offer } => format!(
                "the offer pays no more than {} of one charge, and had paid {}",
                money(*cap),
                money(*paid_by_offer)
            ),
            PaymentReason::NothingLeftToPay => {
                "credit that comes first had paid all of it".to_owned()
            }
            PaymentReason::ZeroCharge => "the charge is zero".to_owned(),
        }
    }

    fn revoked(&self, reason: &PaymentReason) -> String {
        let PaymentReason::Revoked {
            at,
            lost,
            by,
            reason,
            ..
        } = reason
        else {
            return String::new();
        };
        let what = match reason {
            Revocation::Clawback => "it was taken back after the refund",
            Revocation::AccountClosed => "the account closed with",
            Revocation::Revoked => "it was revoked by",
        };
        let by = by
            .as_ref()
            .map_or_else(String::new, |by| format!(" `{by}`"));
        format!(
            "{what}{by} on {}, with {} left",
            self.date(*at),
            self.money(*lost)
        )
    }

    /// The condition that failed, with the value that it saw.
    fn failed(&self, asked: &Asked) -> String {
        conditions::failed(self, asked).unwrap_or_else(|| "a condition did not hold".to_owned())
    }

    /// Whether an account enrolled, and if not, why.
    pub fn enrollment(&self, reason: &EnrollmentReason) -> String {
        match reason {
            EnrollmentReason::Enrolled { .. } => "enrolled".to_owned(),
            EnrollmentReason::NeverAsked => {
                "not enrolled: no event that enrolls has come".to_owned()
            }
            EnrollmentReason::EnrollFilteredOut(asked) => {
                format!("not enrolled: {}", self.failed(asked))
            }
            EnrollmentReason::NotFirst => {
                "not enrolled: only the first such event enrolls, and this was not it".to_owned()
            }
            EnrollmentReason::NotAvailable { from, until, asked } => match (from, until) {
                (Some(from), _) if asked < from => format!(
                    "not enrolled: the offer was available from {}, {} later",
                    self.date(*from),
                    length(seconds(*asked, *from))
                ),
                (_, Some(until)) => format!(
                    "not enrolled: the offer was available before {}, {} earlier",
                    self.date(*until),
                    length(seconds(*until, *asked))
                ),
                (_, None) => "not enrolled: the offer was not available".to_owned(),
            },
            EnrollmentReason::AlreadyEnrolled { times } => {
                let times = match times {
                    1 => "once, which is as often as it may".to_owned(),
                    times => format!("{times} times, which is as often as it may"),
                };
                format!("not enrolled again: the account had enrolled {times}")
            }
            EnrollmentReason::StillRunning => {
                "not enrolled again: an earlier enrollment was still running".to_owned()
            }
            EnrollmentReason::TooLate { deadline, asked } => format!(
                "not enrolled: it had to come before {}, and came {} too late",
                self.date(*deadline),
                length(seconds(*deadline, *asked))
            ),
            EnrollmentReason::Exclusive { entered_by } => {
                let other = entered_by.map_or("another offer", |offer| self.offer(offer));
                format!(
                    "not enrolled: the account had enrolled in `{other}`, and may have one of the group only"
                )
            }
            EnrollmentReason::NotEligible(asked) => {
                format!("not enrolled, not eligible: {}", self.failed(asked))
            }
            EnrollmentReason::Unlisted { value } => {
                let value = match self.fact(value) {
                    value if value.is_empty() => "no value".to_owned(),
                    value => value,
                };
                format!("not enrolled: the table has no row for {value}")
            }
            EnrollmentReason::Currency { .. } => format!(
                "not enrolled: the account is in {}, and the offer is not",
                self.currency
            ),
        }
    }

    /// `expires 31 Mar 2026 09:00 PDT`
    pub fn expiry(&self, expires: Option<Instant>) -> String {
        expires.map_or_else(
            || "never expires".to_owned(),
            |expires| format!("expires {}", self.date(expires)),
        )
    }

    /// Why a measure did not count an event.
    pub fn not_counted(&self, not: &NotCountedBy) -> String {
        let name = self.measure(not.version, not.measure);
        let why = match &not.why {
            NotCounted::BeforeEnrollment { enrolled } => {
                format!("the account enrolled later, on {}", self.date(*enrolled))
            }
            NotCounted::WindowOver => "its window is over".to_owned(),
            NotCounted::OutsideWindow { start, end } => {
                let end = end.map_or_else(String::new, |end| format!(" before {}", self.date(end)));
                format!("its window is from {}{end}", self.date(*start))
            }
            NotCounted::FilteredOut(asked) => self.failed(asked),
        };
        format!(
            "not counted by {name} of {}: {why}",
            self.version(not.version)
        )
    }
}
