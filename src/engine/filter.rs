//! Does a filter hold? The one evaluator of section 2.1, for events, accounts and remembered history.

use std::borrow::Cow;

use crate::base::{Amount, Calendar, Currency, Date, Instant, Money, Number};
use crate::program::{
    Comparison, FieldId, Filter, Formula, Operand, Operator, Program, Slot, Symbol, Test,
};

use super::account::Account;
use super::event::{Event, Value};

/// Where a filter reads its values.
pub(super) trait Reader {
    fn read(&self, slot: Slot) -> Value<'_>;

    /// The currency of every money value that [`Reader::read`] gives.
    fn currency(&self) -> Currency;
}

/// Whether a formula holds, given whether each of its tests does. Its depth is bounded by the parser.
pub(super) fn formula_holds<T>(formula: &Formula<T>, holds: &impl Fn(&T) -> bool) -> bool {
    match formula {
        Formula::All(parts) => parts.iter().all(|part| formula_holds(part, holds)),
        Formula::Any(parts) => parts.iter().any(|part| formula_holds(part, holds)),
        Formula::Not(part) => !formula_holds(part, holds),
        Formula::Test(test) => holds(test),
    }
}

pub(super) fn filter_holds(filter: &Filter, reader: &impl Reader) -> bool {
    formula_holds(filter, &|test| test_holds(test, reader))
}

/// What a filter asks of an event: most ask nothing or one symbol, which needs neither the filter nor the account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asks {
    Nothing,
    /// That a field is this symbol.
    Symbol(FieldId, Symbol),
    /// What only the filter can tell.
    More,
}

impl Asks {
    pub fn of(filter: &Filter) -> Self {
        match filter {
            Formula::All(parts) if parts.is_empty() => Self::Nothing,
            Formula::Test(Test::Symbol(Comparison {
                left: Slot::Field(field),
                operator: Operator::Equal,
                right: Operand::Literal(symbol),
            })) => Self::Symbol(*field, *symbol),
            Formula::All(_) | Formula::Any(_) | Formula::Not(_) | Formula::Test(_) => Self::More,
        }
    }

    /// Whether the filter holds for an event; `in_full` asks the filter itself.
    #[inline(always)]
    pub fn holds(self, event: &Event<'_>, in_full: impl FnOnce() -> bool) -> bool {
        match self {
            Self::Nothing => true,
            Self::Symbol(field, symbol) => {
                matches!(event.value(field), Value::Symbol(it) if *it == symbol)
            }
            Self::More => in_full(),
        }
    }
}

pub(super) fn test_holds(test: &Test, reader: &impl Reader) -> bool {
    match test {
        Test::Present(slot) => !reader.read(*slot).is_absent(),
        Test::Absent(slot) => reader.read(*slot).is_absent(),
        Test::Text(comparison) => compare(comparison, reader, as_text, |literal| {
            Cow::Borrowed(literal.as_ref())
        }),
        Test::Number(comparison) => compare(comparison, reader, as_number, |number| *number),
        Test::Money(comparison) => money_holds(comparison, reader),
        Test::Flag(comparison) => compare(comparison, reader, as_flag, |flag| *flag),
        Test::Instant(comparison) => compare(comparison, reader, as_instant, |instant| *instant),
        Test::Date(comparison) => compare(comparison, reader, as_date, |date| *date),
        Test::Symbol(comparison) => compare(comparison, reader, as_symbol, |symbol| *symbol),
        Test::Currency(comparison) => currency_holds(comparison, reader.currency()),
    }
}

/// Compares the left slot with the right side; false where a value is absent.
fn compare<'r, T, V: PartialOrd>(
    comparison: &'r Comparison<T>,
    reader: &'r impl Reader,
    view: impl Fn(Value<'r>) -> Option<V>,
    literal: impl Fn(&'r T) -> V,
) -> bool {
    let Some(left) = view(reader.read(comparison.left)) else {
        return false;
    };
    match &comparison.right {
        Operand::Literal(value) => operator_holds(comparison.operator, &left, &literal(value)),
        Operand::Slot(slot) => view(reader.read(*slot))
            .is_some_and(|right| operator_holds(comparison.operator, &left, &right)),
        Operand::OneOf(values) => values.iter().any(|value| left == literal(value)),
    }
}

fn operator_holds<V: PartialOrd>(operator: Operator, left: &V, right: &V) -> bool {
    match operator {
        Operator::Equal => left == right,
        Operator::NotEqual => left != right,
        Operator::Less => left < right,
        Operator::LessOrEqual => left <= right,
        Operator::Greater => left > right,
        Operator::GreaterOrEqual => left >= right,
    }
}

/// Money of another currency than the reader's never compares true.
fn money_holds(comparison: &Comparison<Money>, reader: &impl Reader) -> bool {
    let same_currency = |money: &Money| money.currency == reader.currency();
    let Some(left) = as_money(reader.read(comparison.left)) else {
        return false;
    };
    match &comparison.right {
        Operand::Literal(money) => {
            same_currency(money) && operator_holds(comparison.operator, &left, &money.amount)
        }
        Operand::Slot(slot) => as_money(reader.read(*slot))
            .is_some_and(|right| operator_holds(comparison.operator, &left, &right)),
        Operand::OneOf(list) => list
            .iter()
            .any(|money| same_currency(money) && money.amount == left),
    }
}

fn currency_holds(comparison: &Comparison<Currency>, currency: Currency) -> bool {
    match &comparison.right {
        Operand::Literal(code) => operator_holds(comparison.operator, &currency, code),
        Operand::Slot(_) => operator_holds(comparison.operator, &currency, &currency),
        Operand::OneOf(codes) => codes.contains(&currency),
    }
}

macro_rules! views {
    ($($name:ident: $variant:ident => $kind:ty;)*) => { $(
        fn $name(value: Value<'_>) -> Option<$kind> {
            if let Value::$variant(inner) = value { Some(inner) } else { None }
        }
    )* };
}

views! {
    as_number: Number => Number;
    as_money: Money => Amount;
    as_flag: Flag => bool;
    as_instant: Instant => Instant;
    as_date: Date => Date;
    as_symbol: Symbol => Symbol;
}

fn as_text(value: Value<'_>) -> Option<Cow<'_, str>> {
    if let Value::Text(text) = value {
        Some(text)
    } else {
        None
    }
}

/// Borrows a value for as long as its holder lives.
pub(super) fn borrowed<'v>(value: &'v Value<'_>) -> Value<'v> {
    match value {
        Value::Absent => Value::Absent,
        Value::Text(text) => Value::Text(Cow::Borrowed(text)),
        Value::Number(number) => Value::Number(*number),
        Value::Money(amount) => Value::Money(*amount),
        Value::Flag(flag) => Value::Flag(*flag),
        Value::Instant(instant) => Value::Instant(*instant),
        Value::Date(date) => Value::Date(*date),
        Value::Symbol(symbol) => Value::Symbol(*symbol),
    }
}

/// The facts of an account alone, for eligibility.
pub(super) struct AccountReader<'a>(pub &'a Account);

impl Reader for AccountReader<'_> {
    fn read(&self, slot: Slot) -> Value<'_> {
        self.0.read(slot)
    }

    fn currency(&self) -> Currency {
        self.0.currency()
    }
}

/// What credit and cash paid of a spending event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Split {
    pub cash: Amount,
    pub credited: Amount,
}

/// An event together with its account as it stands now.
pub(super) struct EventReader<'a> {
    pub program: &'a Program,
    pub account: &'a Account,
    pub event: &'a Event<'a>,
    /// Known after step 2, of a spending event. Borrowed: it was written just now, and a copy would have to wait
    /// until that has left the processor.
    pub split: Option<&'a Split>,
}

impl EventReader<'_> {
    fn calendar(&self) -> Calendar {
        self.program.calendar
    }
}

impl Reader for EventReader<'_> {
    fn read(&self, slot: Slot) -> Value<'_> {
        match slot {
            Slot::Field(field) => borrowed(self.event.value(field)),
            Slot::EventId => Value::Text(Cow::Borrowed(&self.event.id)),
            Slot::EventType => Value::Text(Cow::Borrowed(
                self.program
                    .events
                    .get(self.event.kind.index())
                    .map_or("", |kind| kind.name.as_str()),
            )),
            Slot::At => Value::Instant(self.event.at),
            Slot::Day => Value::Date(self.calendar().date(self.event.at)),
            Slot::Weekday => Value::Symbol(self.calendar().weekday(self.event.at)),
            Slot::Cash => self
                .split
                .map_or(Value::Absent, |split| Value::Money(split.cash)),
            Slot::Credited => self
                .split
                .map_or(Value::Absent, |split| Value::Money(split.credited)),
            Slot::AccountId | Slot::Fact(_) | Slot::Currency | Slot::Opened => {
                self.account.read(slot)
            }
        }
    }

    fn currency(&self) -> Currency {
        self.account.currency()
    }
}
