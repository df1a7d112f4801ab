//! Scenarios: worked examples of an offer, line by line (section 10).

use crate::base::calendar::TimeOfDay;
use crate::base::{Money, Number, Span, Unit};

use super::{Literal, Moment, Name, Spanned};

/// `scenario "Title" for spend_get { … }`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScenarioDecl {
    pub span: Span,
    /// `scenario "Title"`
    pub head: Span,
    pub title: Spanned<String>,
    /// The offers behind `for`; none is all of the program.
    pub offers: Vec<Name>,
    pub lines: Vec<ScenarioLine>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ScenarioLine {
    Account(AccountLine),
    Event(EventLine),
    Outcome(OutcomeLine),
}

/// `account anna  currency = USD, market = "US"`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountLine {
    pub span: Span,
    pub name: Option<Name>,
    pub givens: Vec<Given>,
}

/// `FIELD = VALUE`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    pub field: Name,
    pub value: Spanned<GivenValue>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GivenValue {
    Literal(Literal),
    /// `-1.50 USD`, of an event that corrects.
    BelowZero(Money),
}

/// `2026-03-03 10:00  charge c1  amount = 150 USD`, or a time by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventLine {
    pub span: Span,
    pub when: When,
    pub event: Option<Happening>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum When {
    Once(Spanned<Point>),
    /// `daily from … to …`: every day, week or month.
    Repeated {
        every: Unit,
        from: Spanned<Point>,
        to: Spanned<Point>,
    },
}

/// A time in a scenario.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Point {
    Fixed(Moment),
    /// `day 3 10:00`; local midnight where no time is said.
    Relative {
        day: u64,
        time: Option<TimeOfDay>,
    },
}

/// What happens at a time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happening {
    pub event: Name,
    pub id: Option<Name>,
    pub givens: Vec<Given>,
}

/// `=> issued 100 USD by spend_get, expires 2026-04-03 10:00`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutcomeLine {
    pub span: Span,
    pub outcome: OutcomeDecl,
    /// Said where it is not the time of the line above.
    pub at: Option<Spanned<Moment>>,
}

/// What a line behind `=>` says: a word of the ledger and its parts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OutcomeDecl {
    Nothing,
    Enrolled {
        offer: OfferNamed,
    },
    Refused {
        offer: Option<OfferNamed>,
        reason: Name,
    },
    Earned {
        money: Spanned<Money>,
        offer: Option<OfferNamed>,
        due: Spanned<Moment>,
    },
    Cancelled {
        money: Spanned<Money>,
        offer: Option<OfferNamed>,
        reason: Name,
    },
    Issued {
        money: Spanned<Money>,
        offer: Option<OfferNamed>,
        /// `None` is `expires never`.
        expires: Option<Spanned<Moment>>,
    },
    Applied {
        money: Spanned<Money>,
        credit: Option<CreditNamed>,
        left: Spanned<Money>,
    },
    Restored {
        money: Spanned<Money>,
        credit: Option<CreditNamed>,
        charge: Name,
        left: Spanned<Money>,
    },
    Forfeited {
        money: Spanned<Money>,
        credit: Option<CreditNamed>,
        charge: Name,
    },
    Revoked {
        money: Spanned<Money>,
        credit: Option<CreditNamed>,
        reason: Name,
    },
    Expired {
        money: Spanned<Money>,
        credit: Option<CreditNamed>,
    },
    Lapsed {
        measure: Name,
        offer: Option<OfferNamed>,
        reached: Spanned<ReadingDecl>,
        needed: Spanned<ReadingDecl>,
    },
    Adjusted {
        money: Spanned<Money>,
    },
}

/// `spend_get`, `spend_get version 2`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfferNamed {
    pub name: Name,
    pub version: Option<Spanned<u64>>,
}

/// `spend_get`, `spend_get credit 2`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CreditNamed {
    pub offer: Name,
    pub number: Option<Spanned<u64>>,
}

/// What a measure reached or needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReadingDecl {
    Money(Money),
    Number(Number),
}
