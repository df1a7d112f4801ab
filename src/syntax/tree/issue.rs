//! `issue`: when credit is earned, how much, and when it is issued.

use crate::base::{Duration, Money, Number, Percent, Period, Span};

use super::{EventFilter, Name, Spanned};

/// `issue …`, without its trailing options already taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssueDecl {
    pub trigger: TriggerDecl,
    pub timing: Spanned<TimingDecl>,
    /// `at most N times`
    pub at_most: Option<Spanned<u64>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TriggerDecl {
    Reaches {
        reward: RewardDecl,
        conditions: Vec<ConditionDecl>,
    },
    Every {
        reward: RewardDecl,
        step: AmountTerm,
        measure: Name,
    },
    On {
        reward: RewardDecl,
        event: EventFilter,
    },
    AtEnrollment {
        reward: RewardDecl,
    },
    AtClose {
        reward: RewardDecl,
        measure: Name,
    },
    EveryTier {
        measure: Name,
        tiers: Vec<TierDecl>,
    },
    HighestTier {
        measure: Name,
        tiers: Vec<TierDecl>,
        decided: Option<Spanned<DecidedDecl>>,
    },
}

/// `NAME reaches THRESHOLD`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConditionDecl {
    pub measure: Name,
    pub threshold: AmountTerm,
    pub span: Span,
}

/// `reach THRESHOLD get AMOUNT`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TierDecl {
    pub reach: AmountTerm,
    pub get: RewardDecl,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecidedDecl {
    AtTopTierOrClose,
    AtClose,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimingDecl {
    AtOnce,
    After(Duration),
    AtEndOf(Period),
    AfterEndOf(Duration, Period),
}

/// Where an amount, a number or a percentage stands: a literal or a table column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AmountTerm {
    pub span: Span,
    pub value: AmountTermValue,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AmountTermValue {
    Money(Money),
    Number(Number),
    Percent(Percent),
    Column(Name),
}

/// An amount to issue, with its `at most`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RewardDecl {
    pub span: Span,
    pub base: RewardBaseDecl,
    pub at_most: Option<AmountTerm>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RewardBaseDecl {
    /// Money, or a column.
    Fixed(AmountTerm),
    /// `P% of NAME [above MONEY]`
    ShareOfMeasure {
        percent: AmountTerm,
        measure: Name,
        above: Option<AmountTerm>,
    },
    /// `P% of EVENT.FIELD`
    ShareOfEvent {
        percent: AmountTerm,
        event: Name,
        field: Name,
    },
    /// `EVENT.FIELD`
    OfEvent { event: Name, field: Name },
}
