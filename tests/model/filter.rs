//! Filters (section 2.1): a comparison with what is absent is false.

use std::cmp::Ordering;

use onward::base::{Amount, Currency, Date, Instant, Money, Number};
use onward::engine::Value;
use onward::program::{
    Comparison, EventFilter, Filter, Formula, Operand, Operator, Slot, Symbol, Test,
};

use super::account::{Account, Past};

pub fn holds<T>(formula: &Formula<T>, test: &dyn Fn(&T) -> bool) -> bool {
    match formula {
        Formula::All(parts) => parts.iter().all(|part| holds(part, test)),
        Formula::Any(parts) => parts.iter().any(|part| holds(part, test)),
        Formula::Not(part) => !holds(part, test),
        Formula::Test(one) => test(one),
    }
}

impl Account<'_> {
    /// Whether an event is of the type and passes the `where`, with the account's facts of now.
    pub fn matches(&self, filter: &EventFilter, event: usize) -> bool {
        let past = &self.history[event];
        past.event.kind == filter.event && self.passes(&filter.filter, past)
    }

    fn passes(&self, filter: &Filter, past: &Past) -> bool {
        holds(filter, &|test| self.test(test, Some(past)))
    }

    /// One test; without an event it reads the account's facts only.
    pub fn test(&self, test: &Test, past: Option<&Past>) -> bool {
        match test {
            Test::Present(slot) => !self.is_absent(*slot, past),
            Test::Absent(slot) => self.is_absent(*slot, past),
            Test::Text(comparison) => compare(comparison, |slot| self.text(slot, past)),
            Test::Number(comparison) => compare(comparison, |slot| self.number(slot, past)),
            Test::Money(comparison) => {
                compare_by(comparison, |slot| self.money(slot, past), &order_of_money)
            }
            Test::Flag(comparison) => compare(comparison, |slot| self.flag(slot, past)),
            Test::Instant(comparison) => compare(comparison, |slot| self.instant(slot, past)),
            Test::Date(comparison) => compare(comparison, |slot| self.date(slot, past)),
            Test::Symbol(comparison) => compare(comparison, |slot| self.symbol(slot, past)),
            Test::Currency(comparison) => compare(comparison, |slot| self.currency_of(slot)),
        }
    }

    fn is_absent(&self, slot: Slot, past: Option<&Past>) -> bool {
        slot != Slot::Currency && self.value(slot, past).is_absent()
    }

    /// What stands in a slot.
    pub fn value(&self, slot: Slot, past: Option<&Past>) -> Value<'static> {
        let text = |text: &str| Value::Text(text.to_owned().into());
        let calendar = self.program.calendar;
        match (slot, past) {
            (Slot::Fact(fact), _) => self.facts[fact.index()].clone(),
            (Slot::Opened, _) => Value::Instant(self.opened),
            (Slot::AccountId, _) => text(&self.name),
            (Slot::Currency, _) => Value::Absent,
            (Slot::Field(field), Some(past)) => past.event.value(field).clone().into_owned(),
            (Slot::EventId, Some(past)) => text(&past.event.id),
            (Slot::EventType, Some(past)) => {
                text(&self.program.events[past.event.kind.index()].name)
            }
            (Slot::At, Some(past)) => Value::Instant(past.event.at),
            (Slot::Day, Some(past)) => Value::Date(calendar.date(past.event.at)),
            (Slot::Weekday, Some(past)) => Value::Symbol(calendar.weekday(past.event.at)),
            (Slot::Cash, Some(past)) => {
                let cash = self.spent(past).map(|amount| amount - past.credited());
                cash.map_or(Value::Absent, |cash| Value::Money(Amount::from_minor(cash)))
            }
            (Slot::Credited, Some(past)) => Value::Money(Amount::from_minor(past.credited())),
            (
                Slot::Field(_)
                | Slot::EventId
                | Slot::EventType
                | Slot::At
                | Slot::Day
                | Slot::Weekday
                | Slot::Cash
                | Slot::Credited,
                None,
            ) => Value::Absent,
        }
    }

    fn text(&self, slot: Slot, past: Option<&Past>) -> Option<Box<str>> {
        let Value::Text(text) = self.value(slot, past) else {
            return None;
        };
        Some(text.as_ref().into())
    }

    fn number(&self, slot: Slot, past: Option<&Past>) -> Option<Number> {
        let Value::Number(number) = self.value(slot, past) else {
            return None;
        };
        Some(number)
    }

    fn money(&self, slot: Slot, past: Option<&Past>) -> Option<Money> {
        let Value::Money(amount) = self.value(slot, past) else {
            return None;
        };
        let currency = self.currency;
        Some(Money { amount, currency })
    }

    fn flag(&self, slot: Slot, past: Option<&Past>) -> Option<bool> {
        let Value::Flag(flag) = self.value(slot, past) else {
            return None;
        };
        Some(flag)
    }

    fn instant(&self, slot: Slot, past: Option<&Past>) -> Option<Instant> {
        let Value::Instant(instant) = self.value(slot, past) else {
            return None;
        };
        Some(instant)
    }

    fn date(&self, slot: Slot, past: Option<&Past>) -> Option<Date> {
        let Value::Date(date) = self.value(slot, past) else {
            return None;
        };
        Some(date)
    }

    fn symbol(&self, slot: Slot, past: Option<&Past>) -> Option<Symbol> {
        let Value::Symbol(symbol) = self.value(slot, past) else {
            return None;
        };
        Some(symbol)
    }

    fn currency_of(&self, slot: Slot) -> Option<Currency> {
        (slot == Slot::Currency).then_some(self.currency)
    }
}

fn compare<T: Ord>(comparison: &Comparison<T>, read: impl Fn(Slot) -> Option<T>) -> bool {
    compare_by(comparison, read, &|left, right| Some(left.cmp(right)))
}

/// Money of two currencies compares false.
fn order_of_money(left: &Money, right: &Money) -> Option<Ordering> {
    (left.currency == right.currency).then(|| left.amount.cmp(&right.amount))
}

fn compare_by<T>(
    comparison: &Comparison<T>,
    read: impl Fn(Slot) -> Option<T>,
    order: &dyn Fn(&T, &T) -> Option<Ordering>,
) -> bool {
    let Some(left) = read(comparison.left) else {
        return false;
    };
    let fits = |right: &T| {
        order(&left, right).is_some_and(|ordering| match comparison.operator {
            Operator::Equal => ordering.is_eq(),
            Operator::NotEqual => ordering.is_ne(),
            Operator::Less => ordering.is_lt(),
            Operator::LessOrEqual => ordering.is_le(),
            Operator::Greater => ordering.is_gt(),
            Operator::GreaterOrEqual => ordering.is_ge(),
        })
    };
    match &comparison.right {
        Operand::Literal(right) => fits(right),
        Operand::Slot(slot) => read(*slot).as_ref().is_some_and(fits),
        Operand::OneOf(several) => several.iter().any(fits),
    }
}
