//! Filters and eligibility (section 2.1). Both sides of a comparison have one type by construction.

use crate::base::{Currency, Date, Duration, Instant, Money, Number};

use super::{EventTypeId, FactId, FieldId, Symbol};

/// `and`, `or`, `not` over tests of one kind. An empty [`Formula::All`] is true.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Formula<T> {
    All(Vec<Formula<T>>),
    Any(Vec<Formula<T>>),
    Not(Box<Formula<T>>),
    Test(T),
}

impl<T> Formula<T> {
    pub fn always() -> Self {
        Self::All(Vec::new())
    }
}

/// A `where`: over the fields of one event and the facts of its account.
pub type Filter = Formula<Test>;

/// An `eligible`: over the facts of the account and its history.
pub type Eligibility = Formula<EligibilityTest>;

/// An event type with its filter: `charge where kind = delivery`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct EventFilter {
    pub event: EventTypeId,
    pub filter: Filter,
}

/// A value that a filter can read.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize,
)]
pub enum Slot {
    /// A declared field of the event.
    Field(FieldId),
    /// The event's own `id`, a text.
    EventId,
    /// The event's `type`, a text.
    EventType,
    /// The `account` of the event, a text.
    AccountId,
    /// The event's instant.
    At,
    /// The local day of `at`, a date.
    Day,
    /// The weekday of `at`, a symbol of [`super::schema::WEEKDAYS`].
    Weekday,
    /// What was left to pay of a spending event after credit: money.
    Cash,
    /// What credit paid of a spending event: money.
    Credited,
    /// A declared fact of the account.
    Fact(FactId),
    /// The account's currency.
    Currency,
    /// The instant at which the account opened.
    Opened,
}

/// One test of a filter. A test of an absent value is false.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Test {
    Present(Slot),
    Absent(Slot),
    Text(Comparison<Box<str>>),
    Number(Comparison<Number>),
    /// Money of two currencies compares false, whatever the operator.
    Money(Comparison<Money>),
    Flag(Comparison<bool>),
    Instant(Comparison<Instant>),
    Date(Comparison<Date>),
    Symbol(Comparison<Symbol>),
    Currency(Comparison<Currency>),
}

impl Test {
    /// The values that the test reads.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        let (left, right) = match self {
            Self::Present(slot) | Self::Absent(slot) => (*slot, None),
            Self::Text(comparison) => comparison.slots(),
            Self::Number(comparison) => comparison.slots(),
            Self::Money(comparison) => comparison.slots(),
            Self::Flag(comparison) => comparison.slots(),
            Self::Instant(comparison) => comparison.slots(),
            Self::Date(comparison) => comparison.slots(),
            Self::Symbol(comparison) => comparison.slots(),
            Self::Currency(comparison) => comparison.slots(),
        };
        std::iter::once(left).chain(right)
    }
}

impl<T> Comparison<T> {
    fn slots(&self) -> (Slot, Option<Slot>) {
        let right = match &self.right {
            Operand::Slot(slot) => Some(*slot),
            Operand::Literal(_) | Operand::OneOf(_) => None,
        };
        (self.left, right)
    }
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Comparison<T> {
    pub left: Slot,
    pub operator: Operator,
    pub right: Operand<T>,
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Operand<T> {
    Literal(T),
    Slot(Slot),
    /// `in [ … ]`; the operator is [`Operator::Equal`].
    OneOf(Vec<T>),
}

/// Text, flags, symbols and currencies know only the first two.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// One test of an eligibility; its [`Test`]s read facts only.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum EligibilityTest {
    Account(Test),
    /// `opened in the last D`
    OpenedWithin(Duration),
    History(HistoryTest),
}

/// `any EVENT [where P] [in the last D]`, and `no EVENT …` where `any` is false.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HistoryTest {
    pub any: bool,
    pub event: EventFilter,
    pub within: Option<Duration>,
}
