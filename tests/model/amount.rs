//! Amounts that a program states or leaves to a row of a table (section 2.2), and rewards (section 2.3).

use onward::base::{Amount, Percent};
use onward::engine::Value;
use onward::program::{Cell, ColumnId, Goal, MeasureId, Reward, RewardBase, Slot, Term};

use super::account::{Account, InstanceId};
use super::exact::{Exact, number, percent, whole};

/// What a reward is worked out from, beside the terms.
#[derive(Clone, Copy)]
pub struct Basis<'a> {
    pub enrollment: usize,
    /// The latest window instance of each measure.
    pub latest: &'a [Option<InstanceId>],
    /// The event that fires the rule, or that enrolled.
    pub event: Option<usize>,
}

impl Account<'_> {
    pub fn reward(&self, reward: Reward, basis: Basis<'_>) -> Exact {
        let worth = match reward.base {
            RewardBase::Fixed(term) => whole(self.amount(term, basis.enrollment)),
            RewardBase::ShareOfMeasure {
                percent: share,
                measure,
                above,
            } => {
                let above = above.map_or(0, |term| self.amount(term, basis.enrollment));
                let part = self.latest_value(measure, basis) - whole(above);
                percent(self.percent(share, basis.enrollment)) * part.max(whole(0))
            }
            RewardBase::ShareOfEvent {
                percent: share,
                field,
            } => percent(self.percent(share, basis.enrollment)) * self.event_money(field, basis),
            RewardBase::OfEvent { field } => self.event_money(field, basis),
        };
        match reward.at_most {
            Some(most) => worth.min(whole(self.amount(most, basis.enrollment))),
            None => worth,
        }
    }

    fn latest_value(&self, measure: MeasureId, basis: Basis<'_>) -> Exact {
        match basis.latest[measure.index()] {
            Some(instance) => self.value_of(basis.enrollment, instance),
            None => whole(0),
        }
    }

    fn event_money(&self, field: Slot, basis: Basis<'_>) -> Exact {
        let past = basis.event.map(|event| &self.history[event]);
        let value = self.value(field, past);
        let Value::Money(amount) = value else {
            return whole(0);
        };
        whole(amount.minor())
    }

    /// A threshold or a step.
    pub fn goal(&self, goal: Goal, enrollment: usize) -> Exact {
        match goal {
            Goal::Money(term) => whole(self.amount(term, enrollment)),
            Goal::Number(Term::Literal(literal)) => number(literal),
            Goal::Number(Term::Column(column)) => match self.cell(column, enrollment) {
                Cell::Number(cell) => number(cell),
                Cell::Money(_) | Cell::Percent(_) => panic!("the column holds numbers"),
            },
        }
    }

    pub fn amount(&self, term: Term<Amount>, enrollment: usize) -> i128 {
        let amount = match term {
            Term::Literal(amount) => amount,
            Term::Column(column) => match self.cell(column, enrollment) {
                Cell::Money(amount) => amount,
                Cell::Number(_) | Cell::Percent(_) => panic!("the column holds money"),
            },
        };
        amount.minor()
    }

    pub fn percent(&self, term: Term<Percent>, enrollment: usize) -> Percent {
        match term {
            Term::Literal(percent) => percent,
            Term::Column(column) => match self.cell(column, enrollment) {
                Cell::Percent(percent) => percent,
                Cell::Money(_) | Cell::Number(_) => panic!("the column holds percents"),
            },
        }
    }

    fn cell(&self, column: ColumnId, enrollment: usize) -> Cell {
        let enrollment = &self.enrollments[enrollment];
        let table = self.program.versions[enrollment.version.index()]
            .table
            .as_ref()
            .expect("a version with columns has a table");
        let row = enrollment.row.expect("the row was chosen at enrollment");
        table.rows[row].cells[column.index()]
    }
}
