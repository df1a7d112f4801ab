//! One version of an offer: all its terms (section 2).

use crate::base::{Amount, Currency, Duration, Instant, Percent, Period};

use super::{
    Eligibility, Enroll, EventFilter, GroupId, IssueRule, Measure, OfferId, Origin, Table, Term,
};

/// One version of an offer. Money in it is of `currency`, money of its table's rows of the row's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Version {
    pub offer: OfferId,
    pub number: u64,
    pub title: Option<String>,
    pub available: Available,
    /// The instant from which nothing more is earned.
    pub earns_until: Option<Instant>,
    pub eligible: Eligibility,
    pub enroll: Enroll,
    pub table: Option<Table>,
    /// Indexed by `MeasureId`.
    pub measures: Vec<Measure>,
    /// Indexed by `RuleId`.
    pub rules: Vec<IssueRule>,
    pub apply: Apply,
    pub expiry: Expiry,
    pub limits: Vec<Limit>,
    /// [`Clawback::None`] where the clause has no place.
    pub clawback: Clawback,
    pub revoke: Vec<EventFilter>,
    pub group: Option<GroupId>,
    /// 0 to 1000; low is drawn first.
    pub draw_order: u16,
    /// The currency of all money written outside of the table; `None` where none is.
    pub currency: Option<Currency>,
    pub origin: Origin,
    /// Where the clauses stand that have no origin of their own.
    pub clauses: ClauseOrigins,
}

/// Where clauses of a version stand.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClauseOrigins {
    pub eligible: Origin,
    pub enroll: Origin,
    pub expire: Origin,
    pub earns: Option<Origin>,
    pub table: Option<Origin>,
    pub clawback: Option<Origin>,
    pub exclusive: Option<Origin>,
    pub draw_order: Option<Origin>,
    /// One a `limit`, as `Version::limits`.
    pub limits: Vec<Origin>,
    /// One a `revoke`, as `Version::revoke`.
    pub revokes: Vec<Origin>,
}

/// When new enrollments are taken: `from ≤ t < until`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Available {
    pub from: Option<Instant>,
    pub until: Option<Instant>,
    pub origin: Origin,
}

impl Available {
    pub fn contains(&self, instant: Instant) -> bool {
        self.from.is_none_or(|from| from <= instant)
            && self.until.is_none_or(|until| instant < until)
    }
}

/// Which charges credit pays, and how much of each (section 5).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Apply {
    /// The spending event.
    pub event: EventFilter,
    /// `covering P%`
    pub covering: Option<Term<Percent>>,
    /// `at most MONEY per` charge
    pub at_most: Option<Term<Amount>>,
    /// Charges that began to accrue before the issue.
    pub in_progress: InProgress,
    pub refund: RefundPolicy,
    pub origin: Origin,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InProgress {
    /// Pays nothing of them. Also where charges have no accrual start.
    Excluded,
    /// Pays of the share that accrues after the issue.
    Prorated,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RefundPolicy {
    /// Also where charges have no reversal.
    Restores,
    Forfeits,
}

/// When what is left of a credit is gone (section 2, `expire`; section 3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Expiry {
    AfterIssue {
        after: Duration,
        end_of_day: bool,
        no_later: Option<Instant>,
    },
    AtEndOf {
        period: Period,
        no_later: Option<Instant>,
    },
    At(Instant),
    Never,
}

/// What one account may be issued under the offer, all versions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    pub kind: LimitKind,
    /// Counted anew in each local period.
    pub per: Option<Period>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LimitKind {
    Money(Term<Amount>, Overshoot),
    Credits(u64),
}

/// What happens to a credit that goes beyond a limit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Overshoot {
    Reduce,
    Refuse,
}

/// What a refund does to credit that was issued already (section 6).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clawback {
    None,
    Unspent,
}
