//! What a credit did for a charge, and if nothing, why.

use crate::base::{Amount, Instant};
use crate::engine::{Asked, CreditId, PaymentFacts, Revocation, Verdict};
use crate::program::{EventTypeId, Origin, Version};

use super::code::ReasonCode;
use super::fact::{Fact, Facts};
use super::life::revoked_code;

/// One verdict on one credit and one charge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PaymentReason {
    Paid {
        amount: Amount,
        /// What the credit had left after it.
        left: Amount,
        bound: Bound,
    },
    EarnedByThisCharge,
    IssuedLater {
        issued: Instant,
        charged: Instant,
    },
    Expired {
        at: Instant,
        /// What was left of it then.
        lost: Amount,
        /// Whether the charge is dated before the expiry, and came after it.
        came_late: bool,
    },
    UsedUp {
        /// The charge that took the last of it.
        by: String,
        at: Instant,
    },
    Revoked {
        at: Instant,
        reason: Revocation,
        lost: Amount,
        /// The event that took it back.
        by: Option<String>,
        /// The place of the `revoke` clause among them.
        clause: usize,
    },
    OtherEvent {
        pays_for: EventTypeId,
    },
    FilteredOut(Asked),
    AccrualBegan {
        began: Instant,
        issued: Instant,
    },
    NothingAccrued {
        began: Option<Instant>,
        issued: Instant,
    },
    AccruedPartPaid {
        eligible: Amount,
        paid_before: Amount,
    },
    CoveringLimit {
        covered: Amount,
        paid_by_offer: Amount,
    },
    ChargeCap {
        cap: Amount,
        paid_by_offer: Amount,
    },
    NothingLeftToPay,
    ZeroCharge,
}

/// Why a credit that paid did not pay more.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bound {
    /// Nothing more was left to pay.
    Charge,
    /// No more of the charge accrued after the issue.
    Accrued { eligible: Amount },
    /// No more was left of the credit.
    Credit,
    /// `covering P%`
    Covering { covered: Amount },
    /// `at most MONEY per` charge
    Cap { cap: Amount },
}

impl Bound {
    pub fn word(self) -> &'static str {
        match self {
            Self::Charge => "charge",
            Self::Accrued { .. } => "accrued",
            Self::Credit => "credit",
            Self::Covering { .. } => "covering",
            Self::Cap { .. } => "cap",
        }
    }
}

impl PaymentReason {
    pub fn code(&self) -> ReasonCode {
        match self {
            Self::Paid { .. } => ReasonCode::Paid,
            Self::EarnedByThisCharge => ReasonCode::EarnedByThisCharge,
            Self::IssuedLater { .. } => ReasonCode::IssuedLater,
            Self::Expired { .. } => ReasonCode::Expired,
            Self::UsedUp { .. } => ReasonCode::UsedUp,
            Self::Revoked { reason, .. } => revoked_code(*reason),
            Self::OtherEvent { .. } => ReasonCode::OtherEvent,
            Self::FilteredOut(_) => ReasonCode::FilteredOut,
            Self::AccrualBegan { .. } => ReasonCode::AccrualBegan,
            Self::NothingAccrued { .. } => ReasonCode::NothingAccrued,
            Self::AccruedPartPaid { .. } => ReasonCode::AccruedPartPaid,
            Self::CoveringLimit { .. } => ReasonCode::CoveringLimit,
            Self::ChargeCap { .. } => ReasonCode::ChargeCap,
            Self::NothingLeftToPay => ReasonCode::NothingLeftToPay,
            Self::ZeroCharge => ReasonCode::ZeroCharge,
        }
    }

    /// What the credit paid of the charge.
    pub fn paid(&self) -> Amount {
        if let Self::Paid { amount, .. } = self {
            *amount
        } else {
            Amount::ZERO
        }
    }

    pub fn facts(&self) -> Facts {
        match self {
            Self::Paid {
                amount,
                left,
                bound,
            } => {
                let mut facts = vec![
                    ("amount", Fact::Money(*amount)),
                    ("left", Fact::Money(*left)),
                    ("bounded_by", Fact::Word(bound.word())),
                ];
                match bound {
                    Bound::Charge | Bound::Credit => {}
                    Bound::Accrued { eligible } => facts.push(("eligible", Fact::Money(*eligible))),
                    Bound::Covering { covered } => facts.push(("covered", Fact::Money(*covered))),
                    Bound::Cap { cap } => facts.push(("cap", Fact::Money(*cap))),
                }
                facts
            }
            Self::EarnedByThisCharge | Self::NothingLeftToPay | Self::ZeroCharge => Vec::new(),
            Self::IssuedLater { issued, charged } => {
                vec![("after", Fact::length(*charged, *issued))]
            }
            Self::Expired {
                at,
                lost,
                came_late,
            } => vec![
                ("at", Fact::Instant(*at)),
                ("lost", Fact::Money(*lost)),
                ("came_late", Fact::Flag(*came_late)),
            ],
            Self::UsedUp { by, at } => {
                vec![("by", Fact::Text(by.clone())), ("at", Fact::Instant(*at))]
            }
            Self::Revoked { at, lost, by, .. } => {
                let mut facts = vec![("at", Fact::Instant(*at)), ("lost", Fact::Money(*lost))];
                facts.extend(by.clone().map(|by| ("by", Fact::Text(by))));
                facts
            }
            Self::OtherEvent { pays_for } => vec![("pays_for", Fact::Event(*pays_for))],
            Self::FilteredOut(asked) => vec![("conditions", Fact::Asked(asked.clone()))],
            Self::AccrualBegan { began, issued } => vec![
                ("began", Fact::Instant(*began)),
                ("before", Fact::length(*began, *issued)),
            ],
            Self::NothingAccrued { began, .. } => {
                let began = began.map(|began| ("began", Fact::Instant(began)));
                began.into_iter().collect()
            }
            Self::AccruedPartPaid {
                eligible,
                paid_before,
            } => vec![
                ("eligible", Fact::Money(*eligible)),
                ("paid_before", Fact::Money(*paid_before)),
            ],
            Self::CoveringLimit {
                covered,
                paid_by_offer,
            } => vec![
                ("covered", Fact::Money(*covered)),
                ("paid_by_offer", Fact::Money(*paid_by_offer)),
            ],
            Self::ChargeCap { cap, paid_by_offer } => vec![
                ("cap", Fact::Money(*cap)),
                ("paid_by_offer", Fact::Money(*paid_by_offer)),
            ],
        }
    }

    /// The clause that it follows from.
    pub fn clause(&self, terms: &Version) -> Option<Origin> {
        match self {
            Self::Paid { .. }
            | Self::EarnedByThisCharge
            | Self::IssuedLater { .. }
            | Self::OtherEvent { .. }
            | Self::FilteredOut(_)
            | Self::AccrualBegan { .. }
            | Self::NothingAccrued { .. }
            | Self::AccruedPartPaid { .. }
            | Self::CoveringLimit { .. }
            | Self::ChargeCap { .. } => Some(terms.apply.origin),
            Self::Expired { .. } => Some(terms.clauses.expire),
            Self::Revoked { reason, clause, .. } => match reason {
                Revocation::Clawback => terms.clauses.clawback,
                Revocation::Revoked => terms.clauses.revokes.get(*clause).copied(),
                Revocation::AccountClosed => None,
            },
            Self::UsedUp { .. } | Self::NothingLeftToPay | Self::ZeroCharge => None,
        }
    }
}

/// What the engine's verdict on a live credit says, with what it turned on.
pub(super) fn judged(
    (credit, issued): (CreditId, Instant),
    terms: &Version,
    verdict: Verdict,
    facts: &PaymentFacts,
    (charge, charged): (Amount, Instant),
) -> PaymentReason {
    debug_assert_eq!(credit.offer, terms.offer, "a credit is of its offer");
    match verdict {
        Verdict::Pays(amount) => PaymentReason::Paid {
            amount,
            left: facts.left.less(amount),
            bound: bound(amount, facts, charge),
        },
        Verdict::OtherEvent => PaymentReason::OtherEvent {
            pays_for: terms.apply.event.event,
        },
        Verdict::IssuedLater => PaymentReason::IssuedLater { issued, charged },
        Verdict::FilteredOut => PaymentReason::FilteredOut(facts.filter.clone()),
        Verdict::AccrualBegan => PaymentReason::AccrualBegan {
            began: facts.began.unwrap_or(issued),
            issued,
        },
        Verdict::NothingEligible if facts.eligible.is_zero() => PaymentReason::NothingAccrued {
            began: facts.began,
            issued,
        },
        Verdict::NothingEligible => PaymentReason::AccruedPartPaid {
            eligible: facts.eligible,
            paid_before: facts.paid_before,
        },
        Verdict::AllowanceUsedUp => match (facts.covered, facts.cap) {
            (covered, Some(cap)) if covered.is_none_or(|covered| cap < covered) => {
                PaymentReason::ChargeCap {
                    cap,
                    paid_by_offer: facts.paid_by_offer,
                }
            }
            (covered, _) => PaymentReason::CoveringLimit {
                covered: covered.unwrap_or(facts.eligible),
                paid_by_offer: facts.paid_by_offer,
            },
        },
    }
}

/// The first of what a credit may pay that came to no more than this.
fn bound(amount: Amount, facts: &PaymentFacts, charge: Amount) -> Bound {
    let eligible = facts.eligible;
    if amount == eligible.less(facts.paid_before) {
        return if eligible < charge {
            Bound::Accrued { eligible }
        } else {
            Bound::Charge
        };
    }
    if amount == facts.left {
        return Bound::Credit;
    }
    match (facts.covered, facts.cap) {
        (covered, Some(cap)) if covered.is_none_or(|covered| cap < covered) => Bound::Cap { cap },
        (covered, _) => Bound::Covering {
            covered: covered.unwrap_or(eligible),
        },
    }
}
