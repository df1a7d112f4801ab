//! Filters, eligibility and the literals in them.

use crate::base::{Currency, Date, Duration, Instant, LocalTime, Money, Number, Percent, Span};

use super::{EventFilter, Name, Spanned};

/// A filter or an eligibility, as written. Depth is bounded by the parser.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Predicate {
    pub span: Span,
    pub body: PredicateBody,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PredicateBody {
    Or(Vec<Predicate>),
    And(Vec<Predicate>),
    Not(Box<Predicate>),
    /// `FIELD is present`
    Present(Field),
    /// `FIELD is absent`
    Absent(Field),
    /// A flag by itself.
    Flag(Field),
    Compare {
        left: Field,
        operator: Spanned<Operator>,
        right: Operand,
    },
    In {
        left: Field,
        list: Vec<Spanned<Literal>>,
    },
    /// `any EVENT [where P] [in the last D]`, `no EVENT …`
    History {
        any: bool,
        event: EventFilter,
        within: Option<Spanned<Duration>>,
    },
    /// `opened in the last D`
    OpenedWithin(Spanned<Duration>),
}

/// A bare name, or `EVENT.name`, or `account.name`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    pub owner: Option<Name>,
    pub name: Name,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Operator {
    pub fn text(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Operand {
    /// A literal, among them [`Literal::Word`]: a symbol, a currency or a bare field; the left side
    /// decides which.
    Literal(Spanned<Literal>),
    /// `EVENT.name` or `account.name`
    Field(Field),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Literal {
    Text(String),
    Number(Number),
    Money(Money),
    Percent(Percent),
    Duration(Duration),
    Date(Date),
    LocalTime(LocalTime),
    Instant(Instant),
    Flag(bool),
    /// A bare word: `delivery`, `started`.
    Word(String),
    /// Three capitals: `USD`.
    Currency(Currency),
}
