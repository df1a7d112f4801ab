//! What a window instance has counted so far.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::rounding::whole_steps;
use crate::base::{Amount, Date, Number, Quantity};
use crate::program::Aggregate;

use super::entry::Reading;
use super::event::Value;

/// A running value of a measure. Money and counts, by far the most, keep the others out of the way.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[expect(
    clippy::box_collection,
    reason = "a tally is two words in millions of windows that are of money"
)]
pub(super) enum Tally {
    Money(Amount),
    Count(u64),
    Number(Box<Quantity>),
    Different(Box<BTreeSet<Value<'static>>>),
    /// How many events each local day has.
    Days(Box<BTreeMap<Date, u64>>),
}

/// A threshold or step with its row looked up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum GoalValue {
    Money(Amount),
    Number(Number),
}

impl Tally {
    pub fn empty(aggregate: Aggregate) -> Self {
        match aggregate {
            Aggregate::TotalMoney(_) => Self::Money(Amount::ZERO),
            Aggregate::TotalNumber(_) => Self::Number(Box::default()),
            Aggregate::Count => Self::Count(0),
            Aggregate::CountDifferent(_) => Self::Different(Box::default()),
            Aggregate::DaysWith => Self::Days(Box::default()),
        }
    }

    /// Adds money to a total of money.
    #[inline]
    pub fn add_money(&mut self, amount: Amount) {
        if let Self::Money(sum) = self {
            *sum = sum.plus(amount);
        }
    }

    /// Adds what an event counts for; `false` where it carries nothing to add.
    pub fn add(&mut self, value: &Value<'static>) -> bool {
        match (self, value) {
            (Self::Number(sum), Value::Number(number)) => sum.add(*number),
            (Self::Count(count), _) => *count = count.saturating_add(1),
            (Self::Days(days), Value::Date(day)) => *days.entry(*day).or_insert(0) += 1,
            (Self::Different(values), value) if !value.is_absent() => {
                values.insert(value.clone());
            }
            // The field is absent: the event passes the filter and adds nothing.
            _ => return false,
        }
        true
    }

    fn count(&self) -> u64 {
        match self {
            Self::Money(_) | Self::Number(_) => 0,
            Self::Count(count) => *count,
            Self::Different(values) => values.len() as u64,
            Self::Days(days) => days.len() as u64,
        }
    }

    /// The value of a total of money; zero for any other.
    pub fn money(&self) -> Amount {
        match self {
            Self::Money(amount) => *amount,
            Self::Number(_) | Self::Count(_) | Self::Different(_) | Self::Days(_) => Amount::ZERO,
        }
    }

    pub fn reaches(&self, goal: GoalValue) -> bool {
        match (self, goal) {
            (Self::Money(amount), GoalValue::Money(goal)) => *amount >= goal,
            (Self::Number(quantity), GoalValue::Number(goal)) => quantity.reaches(goal),
            (_, GoalValue::Number(goal)) => Number::from_count(self.count()) >= goal,
            (_, GoalValue::Money(_)) => false,
        }
    }

    /// How many whole steps it has taken.
    pub fn steps(&self, step: GoalValue) -> u64 {
        match (self, step) {
            (Self::Money(amount), GoalValue::Money(step)) if !step.is_zero() => {
                whole_steps(amount.minor(), step.minor())
            }
            (Self::Number(quantity), GoalValue::Number(step)) => quantity.whole_steps(step),
            (_, GoalValue::Number(step)) => {
                let mut quantity = Quantity::default();
                quantity.add(Number::from_count(self.count()));
                quantity.whole_steps(step)
            }
            (_, GoalValue::Money(_)) => 0,
        }
    }

    pub fn reading(&self) -> Reading {
        match self {
            Self::Money(amount) => Reading::Money(*amount),
            Self::Number(quantity) => Reading::Number(Quantity::clone(quantity)),
            Self::Count(_) | Self::Different(_) | Self::Days(_) => {
                Reading::number(Number::from_count(self.count()))
            }
        }
    }
}

impl GoalValue {
    /// So many steps of this length.
    pub fn times(self, count: u64) -> Self {
        match self {
            Self::Money(amount) => Self::Money(amount.times(count)),
            Self::Number(number) => Self::Number(number.times(count)),
        }
    }

    pub fn reading(self) -> Reading {
        match self {
            Self::Money(amount) => Reading::Money(amount),
            Self::Number(number) => Reading::number(number),
        }
    }
}
