//! How much: the terms of a table's row, and what a reward is worth (section 2.3).

use smallvec::SmallVec;

use crate::base::{Amount, Number, Percent};
use crate::program::{
    Cell, ColumnId, Goal, MeasureId, Reward, RewardBase, Row, Slot, Term, Trigger, Version,
};

use super::tally::GoalValue;

/// The row that an enrollment chose: what its columns stand for.
#[derive(Clone, Copy)]
pub(super) struct Terms<'a>(Option<&'a Row>);

impl<'a> Terms<'a> {
    pub fn of(version: &'a Version, row: Option<u32>) -> Self {
        let table = version.table.as_ref();
        Self(row.and_then(|row| table?.rows.get(row as usize)))
    }

    fn cell(self, column: ColumnId) -> Option<Cell> {
        self.0?.cells.get(column.index()).copied()
    }

    // INVARIANT: `check` lets a column stand only where its kind fits, and an enrollment has a row
    // wherever its version has a table; so the fallbacks below are never reached.

    pub fn amount(self, term: Term<Amount>) -> Amount {
        match term {
            Term::Literal(amount) => amount,
            Term::Column(column) => match self.cell(column) {
                Some(Cell::Money(amount)) => amount,
                Some(Cell::Number(_) | Cell::Percent(_)) | None => Amount::ZERO,
            },
        }
    }

    pub fn percent(self, term: Term<Percent>) -> Percent {
        match term {
            Term::Literal(percent) => percent,
            Term::Column(column) => match self.cell(column) {
                Some(Cell::Percent(percent)) => percent,
                Some(Cell::Number(_) | Cell::Money(_)) | None => Percent::ZERO,
            },
        }
    }

    fn number(self, term: Term<Number>) -> Number {
        match term {
            Term::Literal(number) => number,
            Term::Column(column) => match self.cell(column) {
                Some(Cell::Number(number)) => number,
                Some(Cell::Money(_) | Cell::Percent(_)) | None => Number::ZERO,
            },
        }
    }

    pub fn goal(self, goal: Goal) -> GoalValue {
        match goal {
            Goal::Money(term) => GoalValue::Money(self.amount(term)),
            Goal::Number(term) => GoalValue::Number(self.number(term)),
        }
    }
}

/// What a reward comes to, rounded down.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Worth {
    pub amount: Amount,
    /// Whether it is zero before rounding too.
    pub is_nothing: bool,
}

/// What a reward is worth, given the money that a measure and an event's field stand at.
pub(super) fn worth(
    reward: &Reward,
    terms: Terms<'_>,
    measure: impl Fn(MeasureId) -> Amount,
    field: impl Fn(Slot) -> Amount,
) -> Worth {
    let share = |percent: Term<Percent>, whole: Amount| {
        let percent = terms.percent(percent);
        Worth {
            amount: percent.of(whole),
            is_nothing: percent.is_zero() || whole.is_zero(),
        }
    };
    let plain = |amount: Amount| Worth {
        amount,
        is_nothing: amount.is_zero(),
    };
    let whole = match reward.base {
        RewardBase::Fixed(amount) => plain(terms.amount(amount)),
        RewardBase::ShareOfMeasure {
            percent,
            measure: of,
            above,
        } => {
            let above = above.map_or(Amount::ZERO, |above| terms.amount(above));
            share(percent, measure(of).less(above))
        }
        RewardBase::ShareOfEvent { percent, field: of } => share(percent, field(of)),
        RewardBase::OfEvent { field: of } => plain(field(of)),
    };
    match reward.at_most {
        None => whole,
        Some(cap) => {
            let cap = terms.amount(cap);
            Worth {
                amount: whole.amount.min(cap),
                is_nothing: whole.is_nothing || cap.is_zero(),
            }
        }
    }
}

/// The reward of a rule: of a tier rule, that of one row.
pub(super) fn reward_of(trigger: &Trigger, tier: u32) -> Option<&Reward> {
    match trigger {
        Trigger::Reaches { reward, .. }
        | Trigger::Every { reward, .. }
        | Trigger::On { reward, .. }
        | Trigger::AtEnrollment { reward }
        | Trigger::AtClose { reward, .. } => Some(reward),
        Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => {
            tiers.get(tier as usize).map(|tier| &tier.get)
        }
    }
}

/// The rewards that a rule can pay in a credit earned by one of its tiers: a `highest tier` may still fall
/// to any of its rows.
pub(super) fn payable_rewards(trigger: &Trigger, tier: u32) -> SmallVec<[&Reward; 2]> {
    match trigger {
        Trigger::HighestTier { .. } => all_rewards(trigger),
        Trigger::Reaches { .. }
        | Trigger::Every { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::AtClose { .. }
        | Trigger::EveryTier { .. } => reward_of(trigger, tier).into_iter().collect(),
    }
}

/// Every reward of a rule.
pub(super) fn all_rewards(trigger: &Trigger) -> SmallVec<[&Reward; 2]> {
    match trigger {
        Trigger::Reaches { reward, .. }
        | Trigger::Every { reward, .. }
        | Trigger::On { reward, .. }
        | Trigger::AtEnrollment { reward }
        | Trigger::AtClose { reward, .. } => std::iter::once(reward).collect(),
        Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. } => {
            tiers.iter().map(|tier| &tier.get).collect()
        }
    }
}

/// The measures that rewards are shares of.
pub(super) fn shared_measures(rewards: SmallVec<[&Reward; 2]>) -> SmallVec<[MeasureId; 2]> {
    let mut measures = SmallVec::new();
    for reward in rewards {
        if let RewardBase::ShareOfMeasure { measure, .. } = reward.base
            && !measures.contains(&measure)
        {
            measures.push(measure);
        }
    }
    measures
}
