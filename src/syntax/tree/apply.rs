//! `apply`, `expire`, `limit` and `clawback`: what becomes of a credit.

use crate::base::{Date, Duration, Period, Span};

use super::{AmountTerm, EventFilter, Name, Spanned};

/// `forward to EVENT [where P] [, covering P%] [, at most MONEY per EVENT] …`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApplyDecl {
    pub event: EventFilter,
    pub covering: Option<AmountTerm>,
    pub at_most: Option<PerEventDecl>,
    pub in_progress: Option<InProgressDecl>,
    pub refund: Option<RefundDecl>,
}

/// `at most MONEY per EVENT`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PerEventDecl {
    pub amount: AmountTerm,
    pub event: Name,
}

/// `EVENT in progress excluded`, `… prorated`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InProgressDecl {
    pub event: Name,
    pub prorated: bool,
    pub span: Span,
}

/// `REVERSAL restores credit`, `… forfeits credit`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefundDecl {
    pub reversal: Name,
    pub restores: bool,
    pub span: Span,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExpireDecl {
    AfterIssue {
        after: Spanned<Duration>,
        end_of_day: bool,
        no_later: Option<Spanned<Date>>,
    },
    AtEndOf {
        period: Period,
        no_later: Option<Spanned<Date>>,
    },
    On(Spanned<Date>),
    Never,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LimitDecl {
    Money {
        amount: AmountTerm,
        per: Option<Period>,
        then: OvershootDecl,
    },
    Credits {
        count: Spanned<u64>,
        per: Option<Period>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OvershootDecl {
    Reduce,
    Refuse,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClawbackDecl {
    None,
    Unspent,
}
