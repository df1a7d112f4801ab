//! Reasons in a few plain words with dates in the program's zone, for whoever answers a customer.

use crate::base::Instant;
use crate::engine::{Asked, NotCounted};
use crate::explain::{
    Bound, EarningFate, EnrollmentReason, Limited, NotCountedBy, PaymentReason, ReasonCode,
    StandingReason,
};

use super::super::conditions;
use super::super::words::{Words, length};
use crate::explain::fact::seconds;

impl Words<'_> {
    /// What a credit did for a charge.
    pub fn payment(&self, reason: &PaymentReason) -> String {
        let money = |amount| self.money(amount);
        match reason {
            PaymentReason::Paid {
                amount,
                left,
                bound,
            } => {
                let paid = format!("paid {}", money(*amount));
                match bound {
                    Bound::Charge => format!("{paid}, {} left", money(*left)),
                    Bound::Credit => format!("{paid}, all that was left of it"),
                    Bound::Accrued { eligible } => format!(
                        "{paid}: {} of the charge accrued after its issue",
                        money(*eligible)
                    ),
                    Bound::Covering { covered } => format!(
                        "{paid}: the offer covers no more than {} of this charge",
                        money(*covered)
                    ),
                    Bound::Cap { cap } => format!(
                        "{paid}: the offer pays no more than {} of one charge",
                        money(*cap)
                    ),
                }
            }
            PaymentReason::EarnedByThisCharge => {
                "did not pay: this charge earned it, and credit pays only for what comes after its \
                 issue"
                    .to_owned()
            }
            PaymentReason::IssuedLater { issued, charged } if issued == charged => {
                "did not pay: it was issued at the same instant, after this charge".to_owned()
            }
            PaymentReason::IssuedLater { issued, charged } => format!(
                "did not pay: it was issued on {}, {} after this charge",
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
                    "did not pay: it expired on {}{late}, with {} left",
                    self.date(*at),
                    money(*lost)
                )
            }
            PaymentReason::UsedUp { by, at } => format!(
                "did not pay: it was used up by `{by}` on {}",
                self.date(*at)
            ),
            PaymentReason::Revoked { .. } => self.revoked(reason),
            PaymentReason::OtherEvent { pays_for } => {
                format!("did not pay: it pays for `{}` only", self.event(*pays_for))
            }
            PaymentReason::FilteredOut(asked) => {
                format!("did not pay: {}", self.failed(asked))
            }
            PaymentReason::AccrualBegan { began, issued } => format!(
                "did not pay: the charge began to accrue on {}, {} before its issue",
                self.date(*began),
                length(seconds(*began, *issued))
            ),
            PaymentReason::NothingAccrued { .. } => {
                "did not pay: nothing of the charge accrued after its issue".to_owned()
            }
            PaymentReason::AccruedPartPaid { eligible, .. } => format!(
                "did not pay: only {} of the charge accrued after its issue, and other credit had \
                 paid that",
                money(*eligible)
            ),
            PaymentReason::CoveringLimit {
                covered,
                paid_by_offer,
            } => format!(
                "did not pay: the offer covers {} of this charge, and had paid {}",
                money(*covered),
                money(*paid_by_offer)
            ),
            PaymentReason::ChargeCap { cap, paid_by_offer } => format!(
                "did not pay: the offer pays no more than {} of one charge, and had paid {}",
                money(*cap),
                money(*paid_by_offer)
            ),
            PaymentReason::NothingLeftToPay => {
                "did not pay: credit that comes first had paid all of it".to_owned()
            }
            PaymentReason::ZeroCharge => "did not pay: the charge is zero".to_owned(),
        }
    }

    fn revoked(&self, reason: &PaymentReason) -> String {
        let PaymentReason::Revoked { at, lost, by, .. } = reason else {
            return String::new();
        };
        let what = match reason.code() {
            ReasonCode::ClawedBack => "it was taken back after the refund",
            ReasonCode::AccountClosed => "the account closed with",
            _ => "it was revoked by",
        };
        let by = by.as_ref().map_or_else(String::new, |by| format!(" `{by}`"));
        format!(
            "did not pay: {what}{by} on {}, with {} left",
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
                format!("not enrolled: the account had enrolled in `{other}`, and may have one of the group only")
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

    /// Where something stands.
    pub fn standing(&self, reason: &StandingReason, name: &str) -> String {
        let until = |before: &Option<Instant>| {
            before.map_or_else(String::new, |before| format!(" before {}", self.date(before)))
        };
        match reason {
            StandingReason::UnderWay {
                value,
                needed,
                missing,
                reward,
                before,
            } => {
                let reward = reward.map_or_else(String::new, |reward| {
                    format!(", for {} credit", self.money(reward))
                });
                format!(
                    "{name}: {} more{}{reward} (it is {} of {})",
                    self.reading(missing),
                    until(before),
                    self.reading(value),
                    self.reading(needed)
                )
            }
            StandingReason::Waiting { event, before, .. } => {
                let event = self.event(*event);
                format!("{name}: begins with the first `{event}` that counts{}", until(before))
            }
            StandingReason::Reached { value, needed, .. } => format!(
                "{name}: reached, {} of {}",
                self.reading(value),
                self.reading(needed)
            ),
            StandingReason::DecidedAtClose { value, closes } => {
                let closes = closes
                    .map_or_else(String::new, |closes| format!(" on {}", self.date(closes)));
                format!("{name}: {}, decided at the close{closes}", self.reading(value))
            }
            StandingReason::PaysOnEvent {
                event,
                reward,
                before,
            } => {
                let reward = reward.map_or_else(
                    || "pays".to_owned(),
                    |reward| format!("{} credit", self.money(reward)),
                );
                format!("{reward} on every `{}`{}", self.event(*event), until(before))
            }
            StandingReason::Lapsed {
                value,
                needed,
                missing,
                at,
                now,
            } => format!(
                "{name}: too late since {} ({}); it was {} of {}, {} too little",
                self.date(*at),
                length(seconds(*at, *now)),
                self.reading(value),
                self.reading(needed),
                self.reading(missing)
            ),
            StandingReason::EnrollmentOver => "nothing more can be earned".to_owned(),
        }
    }

    /// What became of something earned.
    pub fn fate(&self, fate: &EarningFate) -> String {
        match fate {
            EarningFate::Issued {
                credit,
                at,
                amount,
                expires,
            } => format!(
                "{} issued as {} on {}, {}",
                self.money(*amount),
                self.credit(*credit),
                self.date(*at),
                self.expiry(*expires)
            ),
            EarningFate::ReducedByLimit {
                credit,
                at,
                amount,
                expires,
                limited,
            } => format!(
                "{} issued as {} on {}, {}; the limit cut it from {}, {} had been issued",
                self.money(*amount),
                self.credit(*credit),
                self.date(*at),
                self.expiry(*expires),
                self.money(limited.asked),
                self.money(limited.issued)
            ),
            EarningFate::Scheduled { due } => format!("to be issued on {}", self.date(*due)),
            EarningFate::RefusedByLimit { at, limited } => {
                format!("refused on {} by the limit: {}", self.date(*at), self.had(limited))
            }
            EarningFate::RefusedZero => "refused: it came to zero".to_owned(),
            EarningFate::RefusedExpired { at } => format!(
                "refused on {}: it would have expired by then",
                self.date(*at)
            ),
            EarningFate::Cancelled { at, by, .. } => {
                let why = match fate.code() {
                    ReasonCode::CancelledRefunded => "a refund undid it",
                    ReasonCode::CancelledClosed => "the account closed",
                    _ => "it was revoked",
                };
                let by = by.as_ref().map_or_else(String::new, |by| format!(" by `{by}`"));
                format!("cancelled on {}{by}: {why}", self.date(*at))
            }
        }
    }

    fn had(&self, limited: &Limited) -> String {
        let noun = if limited.credits == 1 { "credit" } else { "credits" };
        format!(
            "{} in {} {noun} had been issued, and it asked for {}",
            self.money(limited.issued),
            limited.credits,
            self.money(limited.asked)
        )
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
        format!("not counted by {name} of {}: {why}", self.version(not.version))
    }
}
