//! What an author wrote, clause by clause, with the place of every word: the output of the parser.
//!
//! A tree is well formed and nothing more. Names are not resolved, types not checked, and compulsory
//! clauses may be missing: `check` asks those questions. A clause that could not be read is absent here
//! and has its diagnostics from the parser; [`OfferDecl::broken`] says which clauses those were, so that
//! no one calls them missing.

use crate::base::{
    Currency, Date, Duration, Instant, LocalTime, Money, Number, Percent, Period, Span,
};

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

/// `measure NAME = AGGREGATE [where P] [, net of R or , gross of R], WINDOW`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeasureDecl {
    pub name: Name,
    pub aggregate: AggregateDecl,
    pub filter: Option<Box<Predicate>>,
    pub reversal: Option<MeasureReversalDecl>,
    pub window: Spanned<WindowDecl>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AggregateDecl {
    /// `total EVENT.FIELD`
    Total { event: Name, field: Name },
    /// `count of EVENT`
    Count { event: Name },
    /// `count of different EVENT.FIELD`
    CountDifferent { event: Name, field: Name },
    /// `days with EVENT`
    DaysWith { event: Name },
}

impl AggregateDecl {
    /// The measured event.
    pub fn event(&self) -> &Name {
        match self {
            Self::Total { event, .. }
            | Self::Count { event }
            | Self::CountDifferent { event, .. }
            | Self::DaysWith { event } => event,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeasureReversalDecl {
    pub net: bool,
    pub reversal: Name,
    pub span: Span,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WindowDecl {
    /// One `within D of ANCHOR` or several joined by `and`.
    Within(Vec<WithinDecl>),
    EachPeriod(Period),
    EachOfEnrollment(Spanned<Duration>),
    SinceEnrollment,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WithinDecl {
    pub span: Span,
    pub duration: Spanned<Duration>,
    pub anchor: Spanned<AnchorDecl>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AnchorDecl {
    Enrollment,
    Opening,
    /// `first EVENT`
    First(Name),
    /// Any other word: never right, kept for a good message.
    Unknown(Name),
}

/// `issue …`, without its trailing options already taken apart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssueDecl {
    pub trigger: TriggerDecl,
    pub timing: Spanned<TimingDecl>,
    /// `at most N times`
    pub at_most: Option<Spanned<u64>>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TriggerDecl {
    Reaches {
        reward: RewardDecl,
        conditions: Vec<ConditionDecl>,
    },
    Every {
        reward: RewardDecl,
        step: AmountTerm,
        measure: Name,
    },
    On {
        reward: RewardDecl,
        event: EventFilter,
    },
    AtEnrollment {
        reward: RewardDecl,
    },
    AtClose {
        reward: RewardDecl,
        measure: Name,
    },
    EveryTier {
        measure: Name,
        tiers: Vec<TierDecl>,
    },
    HighestTier {
        measure: Name,
        tiers: Vec<TierDecl>,
        decided: Option<Spanned<DecidedDecl>>,
    },
}

/// `NAME reaches THRESHOLD`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConditionDecl {
    pub measure: Name,
    pub threshold: AmountTerm,
    pub span: Span,
}

/// `reach THRESHOLD get AMOUNT`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TierDecl {
    pub reach: AmountTerm,
    pub get: RewardDecl,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecidedDecl {
    AtTopTierOrClose,
    AtClose,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimingDecl {
    AtOnce,
    After(Duration),
    AtEndOf(Period),
    AfterEndOf(Duration, Period),
}

/// Where an amount, a number or a percentage stands: a literal or a table column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AmountTerm {
    pub span: Span,
    pub value: AmountTermValue,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AmountTermValue {
    Money(Money),
    Number(Number),
    Percent(Percent),
    Column(Name),
}

/// An amount to issue, with its `at most`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RewardDecl {
    pub span: Span,
    pub base: RewardBaseDecl,
    pub at_most: Option<AmountTerm>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RewardBaseDecl {
    /// Money, or a column.
    Fixed(AmountTerm),
    /// `P% of NAME [above MONEY]`
    ShareOfMeasure {
        percent: AmountTerm,
        measure: Name,
        above: Option<AmountTerm>,
    },
    /// `P% of EVENT.FIELD`
    ShareOfEvent {
        percent: AmountTerm,
        event: Name,
        field: Name,
    },
    /// `EVENT.FIELD`
    OfEvent { event: Name, field: Name },
}

/// `forward to EVENT [where P] [, covering P%] [, at most MONEY per EVENT] …`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApplyDecl {
    pub event: EventFilter,
    pub covering: Option<AmountTerm>,
    pub at_most: Option<PerEventDecl>,
    pub in_progress: Option<InProgressDecl>,
    pub refund: Option<RefundDecl>,
}

/// `at most MONEY per EVENT`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PerEventDecl {
    pub amount: AmountTerm,
    pub event: Name,
}

/// `EVENT in progress excluded`, `… prorated`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InProgressDecl {
    pub event: Name,
    pub prorated: bool,
    pub span: Span,
}

/// `REVERSAL restores credit`, `… forfeits credit`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RefundDecl {
    pub reversal: Name,
    pub restores: bool,
    pub span: Span,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExpireDecl {
    AfterIssue {
        after: Spanned<Duration>,
        end_of_day: bool,
        no_later: Option<Spanned<Date>>,
    },
    AtEndOf {
        period: Period,
        no_later: Option<Spanned<Date>>,
    },
    On(Spanned<Date>),
    Never,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LimitDecl {
    Money {
        amount: AmountTerm,
        per: Option<Period>,
        then: OvershootDecl,
    },
    Credits {
        count: Spanned<u64>,
        per: Option<Period>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OvershootDecl {
    Reduce,
    Refuse,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClawbackDecl {
    None,
    Unspent,
}

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
