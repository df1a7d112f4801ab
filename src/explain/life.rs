//! What happens to a credit after its issue, and how it stands.

use crate::base::Amount;
use crate::engine::Revocation;

use super::code::ReasonCode;

/// What happened to a credit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LifeChange {
    Paid,
    Restored,
    Forfeited,
    Expired,
    Revoked(Revocation),
}

impl LifeChange {
    pub fn code(self) -> ReasonCode {
        match self {
            Self::Paid => ReasonCode::Paid,
            Self::Restored => ReasonCode::Restored,
            Self::Forfeited => ReasonCode::Forfeited,
            Self::Expired => ReasonCode::Expired,
            Self::Revoked(reason) => revoked_code(reason),
        }
    }
}

/// How a credit stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CreditStanding {
    /// Something is left to pay with.
    Active,
    UsedUp,
    Expired,
    Revoked(Revocation),
}

impl CreditStanding {
    /// By what is left of it, and what ended it.
    pub(super) fn of(left: Amount, ended: Option<LifeChange>) -> Self {
        match ended {
            Some(LifeChange::Expired) => Self::Expired,
            Some(LifeChange::Revoked(reason)) => Self::Revoked(reason),
            Some(LifeChange::Paid | LifeChange::Restored | LifeChange::Forfeited) | None => {
                if left.is_zero() {
                    Self::UsedUp
                } else {
                    Self::Active
                }
            }
        }
    }

    pub fn code(self) -> ReasonCode {
        match self {
            Self::Active => ReasonCode::Active,
            Self::UsedUp => ReasonCode::UsedUp,
            Self::Expired => ReasonCode::Expired,
            Self::Revoked(reason) => revoked_code(reason),
        }
    }
}

pub(super) fn revoked_code(reason: Revocation) -> ReasonCode {
    match reason {
        Revocation::Clawback => ReasonCode::ClawedBack,
        Revocation::Revoked => ReasonCode::Revoked,
        Revocation::AccountClosed => ReasonCode::AccountClosed,
    }
}
