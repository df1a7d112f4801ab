//! Do both sides of a comparison have one type?

use crate::base::{Amount, Code, Currency, Date, Diagnostic, Instant, Money, Number};
use crate::program::{Comparison, Operand, Operator, Slot, Symbol, Test};
use crate::syntax::tree::{self, Field, Literal, Name, Spanned};

use super::mismatch;
use super::scope::OfferScope;
use super::slots::{self, Place, SlotKind};
use super::words;

/// The left side of a comparison.
pub struct Left<'a, 'f> {
    pub slot: Slot,
    pub kind: SlotKind<'a>,
    pub field: &'f Field,
    pub operator: tree::Operator,
}

impl Left<'_, '_> {
    /// The field as written.
    pub fn text(&self) -> String {
        words::field(self.field)
    }
}

/// A literal of the type of the left side; the order makes equal lists equal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Value {
    Text(Box<str>),
    Number(Number),
    Money(Currency, Amount),
    Flag(bool),
    Instant(Instant),
    Date(Date),
    Symbol(Symbol),
    Currency(Currency),
}

enum Right {
    One(Value),
    Slot(Slot),
    Many(Vec<Value>),
}

/// `LEFT = RIGHT` and the other operators.
pub fn comparison(
    scope: &mut OfferScope<'_, '_>,
    place: Place,
    left: &Field,
    operator: &Spanned<tree::Operator>,
    right: &tree::Operand,
) -> Option<Test> {
    let (slot, kind) = slots::resolve(scope, place, left)?;
    let left = Left {
        slot,
        kind,
        field: left,
        operator: operator.value,
    };
    let ordered = check_order(scope, &left, operator);
    let right = match right {
        tree::Operand::Field(field) => field_value(scope, place, &left, field),
        tree::Operand::Literal(literal) => match (&literal.value, kind) {
            (
                Literal::Word(word),
                SlotKind::Text
                | SlotKind::Number
                | SlotKind::Money
                | SlotKind::Flag
                | SlotKind::Instant
                | SlotKind::Date,
            ) => bare_word(scope, place, &left, word, literal),
            _ => value(scope, &left, literal).map(Right::One),
        },
    };
    ordered.then_some(())?;
    into_test(kind, slot, lower_operator(operator.value), right?)
}

/// `LEFT in [ … ]`
pub fn membership(
    scope: &mut OfferScope<'_, '_>,
    place: Place,
    left: &Field,
    list: &[Spanned<Literal>],
) -> Option<Test> {
    let (slot, kind) = slots::resolve(scope, place, left)?;
    let left = Left {
        slot,
        kind,
        field: left,
        operator: tree::Operator::Equal,
    };
    let found: Vec<Option<Value>> = list
        .iter()
        .map(|literal| value(scope, &left, literal))
        .collect();
    let mut values = found.into_iter().collect::<Option<Vec<_>>>()?;
    values.sort_unstable();
    values.dedup();
    let right = match (values.len(), values.pop()) {
        (1, Some(only)) => Right::One(only),
        (_, last) => {
            values.extend(last);
            Right::Many(values)
        }
    };
    into_test(kind, slot, Operator::Equal, right)
}

/// `<` and its like know only what has an order.
fn check_order(
    scope: &mut OfferScope<'_, '_>,
    left: &Left<'_, '_>,
    operator: &Spanned<tree::Operator>,
) -> bool {
    let equality = matches!(
        operator.value,
        tree::Operator::Equal | tree::Operator::NotEqual
    );
    let ordered = match left.kind {
        SlotKind::Number | SlotKind::Money | SlotKind::Instant | SlotKind::Date => true,
        SlotKind::Text | SlotKind::Flag | SlotKind::Symbol(_) | SlotKind::Currency => false,
    };
    if equality || ordered {
        return true;
    }
    let name = left.text();
    scope.report(
        Diagnostic::new(
            Code::UnorderedComparison,
            operator.span,
            format!("`{name}` is {}, which has no order", left.kind.words()),
        )
        .help(format!(
            "compare it with `=` or `!=`, or with a list: `{name} in [ … ]`"
        )),
    );
    false
}

/// Another field to the right.
fn field_value(
    scope: &mut OfferScope<'_, '_>,
    place: Place,
    left: &Left<'_, '_>,
    field: &Field,
) -> Option<Right> {
    let (slot, kind) = slots::resolve(scope, place, field)?;
    if kind == left.kind {
        return Some(Right::Slot(slot));
    }
    let report = mismatch::fields(left, field, kind);
    scope.report(report);
    None
}

/// A bare word where the left side has neither symbols nor currencies: a field.
fn bare_word(
    scope: &mut OfferScope<'_, '_>,
    place: Place,
    left: &Left<'_, '_>,
    word: &str,
    literal: &Spanned<Literal>,
) -> Option<Right> {
    let span = literal.span;
    let is_field = place.event().is_some_and(|event| {
        scope.declarations.find_field(event, word).is_some()
            || super::fields::RESERVED.contains(&word)
    });
    if left.kind == SlotKind::Text && !is_field {
        scope.report(mismatch::unquoted(left, word, span));
        return None;
    }
    let name = Name {
        text: word.to_owned(),
        span,
    };
    let field = Field {
        owner: None,
        name,
        span,
    };
    field_value(scope, place, left, &field)
}

/// A literal as a value of the left side's type.
fn value(
    scope: &mut OfferScope<'_, '_>,
    left: &Left<'_, '_>,
    literal: &Spanned<Literal>,
) -> Option<Value> {
    match (left.kind, &literal.value) {
        (SlotKind::Text, Literal::Text(text)) => Some(Value::Text(text.as_str().into())),
        (SlotKind::Number, Literal::Number(number)) => Some(Value::Number(*number)),
        (SlotKind::Money, Literal::Money(money)) => {
            scope
                .money
                .note(money.currency, literal.span, scope.problems);
            Some(Value::Money(money.currency, money.amount))
        }
        (SlotKind::Flag, Literal::Flag(flag)) => Some(Value::Flag(*flag)),
        (SlotKind::Instant, Literal::Instant(instant)) => Some(Value::Instant(*instant)),
        (SlotKind::Instant, Literal::LocalTime(time)) => {
            Some(Value::Instant(scope.declarations.calendar.instant(*time)))
        }
        (SlotKind::Date, Literal::Date(date)) => Some(Value::Date(*date)),
        (SlotKind::Currency, Literal::Currency(currency)) => Some(Value::Currency(*currency)),
        (SlotKind::Symbol(symbols), Literal::Word(word)) if symbols.find(word).is_some() => {
            symbols.find(word).map(Value::Symbol)
        }
        _ => {
            let report = mismatch::literal(left, literal);
            scope.report(report);
            None
        }
    }
}

fn into_test(kind: SlotKind<'_>, left: Slot, operator: Operator, right: Right) -> Option<Test> {
    macro_rules! test {
        ($variant:ident, $value:pat => $typed:expr) => {
            Test::$variant(Comparison {
                left,
                operator,
                right: typed(right, |value| {
                    if let $value = value {
                        Some($typed)
                    } else {
                        None
                    }
                })?,
            })
        };
    }
    Some(match kind {
        SlotKind::Text => test!(Text, Value::Text(text) => text),
        SlotKind::Number => test!(Number, Value::Number(number) => number),
        SlotKind::Money => {
            test!(Money, Value::Money(currency, amount) => Money { amount, currency })
        }
        SlotKind::Flag => test!(Flag, Value::Flag(flag) => flag),
        SlotKind::Instant => test!(Instant, Value::Instant(instant) => instant),
        SlotKind::Date => test!(Date, Value::Date(date) => date),
        SlotKind::Symbol(_) => test!(Symbol, Value::Symbol(symbol) => symbol),
        SlotKind::Currency => test!(Currency, Value::Currency(currency) => currency),
    })
}

fn typed<T>(right: Right, of: impl Fn(Value) -> Option<T>) -> Option<Operand<T>> {
    Some(match right {
        Right::One(value) => Operand::Literal(of(value)?),
        Right::Slot(slot) => Operand::Slot(slot),
        Right::Many(values) => {
            Operand::OneOf(values.into_iter().map(of).collect::<Option<Vec<_>>>()?)
        }
    })
}

fn lower_operator(operator: tree::Operator) -> Operator {
    match operator {
        tree::Operator::Equal => Operator::Equal,
        tree::Operator::NotEqual => Operator::NotEqual,
        tree::Operator::Less => Operator::Less,
        tree::Operator::LessOrEqual => Operator::LessOrEqual,
        tree::Operator::Greater => Operator::Greater,
        tree::Operator::GreaterOrEqual => Operator::GreaterOrEqual,
    }
}
