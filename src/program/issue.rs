//! Issue rules: when credit is earned, how much, and when it is issued (section 2.3).

use crate::base::{Amount, Duration, Number, Percent, Period};

use super::{EventFilter, MeasureId, Origin, Slot, Term};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssueRule {
    pub trigger: Trigger,
    pub timing: Timing,
    /// `at most N times` an enrollment: steps of [`Trigger::Every`], credits elsewhere.
    pub at_most: Option<u64>,
    pub origin: Origin,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trigger {
    /// One condition, or several that hold at once. No measure occurs twice.
    Reaches {
        conditions: Vec<Condition>,
        reward: Reward,
    },
    /// `reward` is [`RewardBase::Fixed`]; the step is positive.
    Every {
        step: Goal,
        measure: MeasureId,
        reward: Reward,
    },
    On {
        event: EventFilter,
        reward: Reward,
    },
    AtEnrollment {
        reward: Reward,
    },
    AtClose {
        measure: MeasureId,
        reward: Reward,
    },
    /// Thresholds rise strictly.
    EveryTier {
        measure: MeasureId,
        tiers: Vec<Tier>,
    },
    /// Thresholds rise strictly.
    HighestTier {
        measure: MeasureId,
        tiers: Vec<Tier>,
        decided: Decided,
    },
}

/// `MEASURE reaches GOAL`
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Condition {
    pub measure: MeasureId,
    pub goal: Goal,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tier {
    pub reach: Goal,
    pub get: Reward,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decided {
    /// As soon as the top row is reached, else when the window closes.
    AtTopTierOrClose,
    AtClose,
}

/// A threshold or a step, of the measure's kind: money for a total of money, else a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    Money(Term<Amount>),
    Number(Term<Number>),
}

/// An amount to issue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reward {
    pub base: RewardBase,
    pub at_most: Option<Term<Amount>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RewardBase {
    Fixed(Term<Amount>),
    /// A share of a money measure's latest window instance, of the part above `above`.
    ShareOfMeasure {
        percent: Term<Percent>,
        measure: MeasureId,
        above: Option<Term<Amount>>,
    },
    /// A share of a money field of the event that fires the rule.
    ShareOfEvent {
        percent: Term<Percent>,
        field: Slot,
    },
    /// A money field of the event that fires the rule.
    OfEvent {
        field: Slot,
    },
}

/// When what was earned is issued.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Timing {
    AtOnce,
    After(Duration),
    /// The end of the local period in which the rule fires, at a close of the one that ends then.
    AtEndOf(Period),
    /// So long after that end.
    AfterEndOf(Duration, Period),
}
