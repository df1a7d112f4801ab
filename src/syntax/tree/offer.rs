//! An offer: its head and its clauses in canonical order, and the clauses that have no file of their own.

use crate::base::{Date, Duration, Instant, LocalTime, Span};

use super::{
    ApplyDecl, ClawbackDecl, ExpireDecl, IssueDecl, LimitDecl, Literal, MeasureDecl, Name,
    Predicate, Spanned,
};

/// One version of an offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfferDecl {
    /// All of it, to the closing brace.
    pub span: Span,
    /// `offer NAME version N`: where a missing clause is reported.
    pub head: Span,
    pub name: Name,
    /// The version, as digits; 1 when absent.
    pub version: Option<Spanned<u64>>,
    pub title: Option<Spanned<String>>,
    /// The clauses as they stand, repetitions included.
    pub clauses: Vec<Clause>,
    /// Clauses that were begun and could not be read.
    pub broken: Vec<ClauseKind>,
}

/// A clause with its place, from its first word to its last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clause {
    pub span: Span,
    /// The clause word: `measure`, `draw order`.
    pub word: Span,
    pub body: ClauseBody,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClauseBody {
    Available(AvailableDecl),
    Earns(BoundDecl),
    Eligible(EligibleDecl),
    Enroll(EnrollDecl),
    Table(TableDecl),
    Measure(MeasureDecl),
    Issue(IssueDecl),
    Apply(ApplyDecl),
    Expire(ExpireDecl),
    Limit(LimitDecl),
    Clawback(Spanned<ClawbackDecl>),
    Revoke(EventFilter),
    Exclusive(Name),
    DrawOrder(Spanned<u64>),
}

/// The clauses in canonical order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ClauseKind {
    Available,
    Earns,
    Eligible,
    Enroll,
    Table,
    Measure,
    Issue,
    Apply,
    Expire,
    Limit,
    Clawback,
    Revoke,
    Exclusive,
    DrawOrder,
}

impl ClauseKind {
    pub const ALL: [Self; 14] = [
        Self::Available,
        Self::Earns,
        Self::Eligible,
        Self::Enroll,
        Self::Table,
        Self::Measure,
        Self::Issue,
        Self::Apply,
        Self::Expire,
        Self::Limit,
        Self::Clawback,
        Self::Revoke,
        Self::Exclusive,
        Self::DrawOrder,
    ];

    /// The words that begin the clause.
    pub fn word(self) -> &'static str {
        match self {
            Self::Available => "available",
            Self::Earns => "earns",
            Self::Eligible => "eligible",
            Self::Enroll => "enroll",
            Self::Table => "table",
            Self::Measure => "measure",
            Self::Issue => "issue",
            Self::Apply => "apply",
            Self::Expire => "expire",
            Self::Limit => "limit",
            Self::Clawback => "clawback",
            Self::Revoke => "revoke",
            Self::Exclusive => "exclusive",
            Self::DrawOrder => "draw order",
        }
    }
}

impl ClauseBody {
    pub fn kind(&self) -> ClauseKind {
        match self {
            Self::Available(_) => ClauseKind::Available,
            Self::Earns(_) => ClauseKind::Earns,
            Self::Eligible(_) => ClauseKind::Eligible,
            Self::Enroll(_) => ClauseKind::Enroll,
            Self::Table(_) => ClauseKind::Table,
            Self::Measure(_) => ClauseKind::Measure,
            Self::Issue(_) => ClauseKind::Issue,
            Self::Apply(_) => ClauseKind::Apply,
            Self::Expire(_) => ClauseKind::Expire,
            Self::Limit(_) => ClauseKind::Limit,
            Self::Clawback(_) => ClauseKind::Clawback,
            Self::Revoke(_) => ClauseKind::Revoke,
            Self::Exclusive(_) => ClauseKind::Exclusive,
            Self::DrawOrder(_) => ClauseKind::DrawOrder,
        }
    }
}

/// A date, a local time or an instant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Moment {
    Date(Date),
    Local(LocalTime),
    Instant(Instant),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AvailableDecl {
    Always,
    From {
        from: Spanned<Moment>,
        until: Option<BoundDecl>,
    },
}

/// `through DATE` (the whole day) or `before T`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum BoundDecl {
    Through(Spanned<Date>),
    Before(Spanned<Moment>),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EligibleDecl {
    Everyone,
    When(Box<Predicate>),
}

/// `EVENT [where P]`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EventFilter {
    pub event: Name,
    pub filter: Option<Box<Predicate>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EnrollDecl {
    On {
        event: EventFilter,
        deadline: Option<DeadlineDecl>,
        repeat: RepeatDecl,
    },
    OnFirst {
        event: EventFilter,
    },
    Automatically,
}

/// `no later than D after opening`, `… after first EVENT [where P]`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeadlineDecl {
    pub span: Span,
    pub within: Spanned<Duration>,
    pub after: DeadlineAnchorDecl,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DeadlineAnchorDecl {
    Opening,
    First(EventFilter),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RepeatDecl {
    Once,
    OneAtATime { times: Spanned<u64> },
    SideBySide { times: Spanned<u64> },
}

/// `table by account.FIELD { HEADER ROWS }`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TableDecl {
    /// The name after `account.`.
    pub by: Name,
    /// The header row: the field, then the columns.
    pub header: Vec<Name>,
    pub rows: Vec<RowDecl>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowDecl {
    pub span: Span,
    pub cells: Vec<Spanned<Literal>>,
}
