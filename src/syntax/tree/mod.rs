//! What an author wrote, clause by clause, with the place of every word: the output of the parser.
//!
//! A tree is well formed and nothing more. Names are not resolved, types not checked, and compulsory
//! clauses may be missing: `check` asks those questions. A clause that could not be read is absent here
//! and has its diagnostics from the parser; [`OfferDecl::broken`] says which clauses those were, so that
//! no one calls them missing.
mod apply;
mod issue;
mod measure;
mod offer;
mod predicate;
mod scenario;

pub use apply::{
    ApplyDecl, ClawbackDecl, ExpireDecl, InProgressDecl, LimitDecl, OvershootDecl, PerEventDecl,
    RefundDecl,
};
pub use issue::{
    AmountTerm, AmountTermValue, ConditionDecl, DecidedDecl, IssueDecl, RewardBaseDecl, RewardDecl,
    TierDecl, TimingDecl, TriggerDecl,
};
pub use measure::{
    AggregateDecl, AnchorDecl, MeasureDecl, MeasureReversalDecl, WindowDecl, WithinDecl,
};
pub use offer::{
    AvailableDecl, BoundDecl, Clause, ClauseBody, ClauseKind, DeadlineAnchorDecl, DeadlineDecl,
    EligibleDecl, EnrollDecl, EventFilter, Moment, OfferDecl, RepeatDecl, RowDecl, TableDecl,
};
pub use predicate::{Field, Literal, Operand, Operator, Predicate, PredicateBody};
pub use scenario::{
    AccountLine, CreditNamed, EventLine, Given, GivenValue, Happening, OfferNamed, OutcomeDecl,
    OutcomeLine, Point, ReadingDecl, ScenarioDecl, ScenarioLine, When,
};

use crate::base::Span;

/// A word with its place: a name, a symbol, an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

/// A value of the program's text with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

/// All of one file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct File {
    pub items: Vec<Item>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Item {
    Program(ProgramDecl),
    Account(AccountDecl),
    Event(EventDecl),
    Offer(Box<OfferDecl>),
    Scenario(ScenarioDecl),
}

/// `program "Ad credits" { timezone "America/Los_Angeles" }`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgramDecl {
    pub span: Span,
    pub title: Spanned<String>,
    /// Every `timezone` that was written; exactly one is right.
    pub timezones: Vec<Spanned<String>>,
}

/// `account { market : text }`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountDecl {
    pub span: Span,
    pub fields: Vec<FieldDecl>,
}

/// `event charge spends amount since started { … }`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventDecl {
    pub span: Span,
    pub name: Name,
    /// Every role that was written; at most one is right.
    pub roles: Vec<RoleDecl>,
    pub fields: Vec<FieldDecl>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RoleDecl {
    Opens {
        span: Span,
    },
    Updates {
        span: Span,
    },
    Closes {
        span: Span,
    },
    Spends {
        span: Span,
        amount: Name,
        since: Option<Name>,
    },
    Reverses {
        span: Span,
        event: Name,
        refunding: Name,
    },
    Corrects {
        span: Span,
        amount: Name,
    },
}

/// `campaign : text?`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldDecl {
    pub name: Name,
    pub kind: FieldKindDecl,
    pub optional: bool,
    pub span: Span,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FieldKindDecl {
    /// One word: `text`, `money`, or a symbol alone.
    Word(Name),
    /// Two symbols or more, joined by `|`.
    Symbols(Vec<Name>),
}
