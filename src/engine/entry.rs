//! What happened, as the ledger records it (section 7). `format` writes it.

use crate::base::{Amount, Instant, Number, Quantity};
use crate::program::{MeasureId, OfferId, VersionId};

pub use crate::program::{Cancellation, CreditRefusal, EnrollmentRefusal, Revocation};

/// One entry of one account's ledger. Amounts are of the account's currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// The account's clock, or the instant at which something was due.
    pub at: Instant,
    pub cause: Cause,
    pub outcome: Outcome,
}

/// Whether the event at hand caused an entry, or the clock on the way to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    Event,
    Clock,
}

/// `OFFER#N`: N counts from 1 per account and offer, over all versions.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize,
)]
pub struct CreditId {
    pub offer: OfferId,
    pub number: u32,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    Enrolled {
        version: VersionId,
    },
    EnrollmentRefused {
        version: VersionId,
        reason: EnrollmentRefusal,
    },
    CreditRefused {
        version: VersionId,
        reason: CreditRefusal,
    },
    Earned {
        version: VersionId,
        amount: Amount,
        due: Instant,
    },
    Cancelled {
        version: VersionId,
        amount: Amount,
        reason: Cancellation,
    },
    Issued {
        version: VersionId,
        credit: CreditId,
        amount: Amount,
        expires: Option<Instant>,
    },
    Applied {
        version: VersionId,
        credit: CreditId,
        amount: Amount,
        remaining: Amount,
    },
    Restored {
        version: VersionId,
        credit: CreditId,
        amount: Amount,
        remaining: Amount,
        charge: Box<str>,
    },
    Forfeited {
        version: VersionId,
        credit: CreditId,
        amount: Amount,
        charge: Box<str>,
    },
    Revoked {
        version: VersionId,
        credit: CreditId,
        amount: Amount,
        reason: Revocation,
    },
    Expired {
        version: VersionId,
        credit: CreditId,
        amount: Amount,
    },
    Lapsed {
        version: VersionId,
        measure: MeasureId,
        value: Reading,
        needed: Reading,
    },
    Adjusted {
        amount: Amount,
    },
}

impl Outcome {
    /// The version that it is about; an adjustment is about none.
    pub fn version(&self) -> Option<VersionId> {
        match self {
            Self::Enrolled { version }
            | Self::EnrollmentRefused { version, .. }
            | Self::CreditRefused { version, .. }
            | Self::Earned { version, .. }
            | Self::Cancelled { version, .. }
            | Self::Issued { version, .. }
            | Self::Applied { version, .. }
            | Self::Restored { version, .. }
            | Self::Forfeited { version, .. }
            | Self::Revoked { version, .. }
            | Self::Expired { version, .. }
            | Self::Lapsed { version, .. } => Some(*version),
            Self::Adjusted { .. } => None,
        }
    }
}

/// What a measure stands at, or needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reading {
    Money(Amount),
    Number(Quantity),
}

impl Reading {
    pub fn number(number: Number) -> Self {
        let mut quantity = Quantity::default();
        quantity.add(number);
        Self::Number(quantity)
    }
}
