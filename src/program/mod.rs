//! The checked program: what offers mean, not how they were written.
//!
//! Whoever holds a [`Program`] knows that every name resolves, that types and currencies agree, and that
//! every clause that costs money has been said. It does not know that there is a text language: all that
//! is left of the text is an [`Origin`] on what a person may ask about. `check` builds it, `engine` runs
//! it. Sections are those of `docs/language.md`.

pub mod enrollment;
pub mod issue;
pub mod measure;
pub mod predicate;
pub mod reason;
pub mod scenario;
pub mod schema;
pub mod table;
pub mod terms;

pub use enrollment::{Deadline, DeadlineAnchor, Enroll, Repeat};
pub use issue::{Condition, Decided, Goal, IssueRule, Reward, RewardBase, Tier, Timing, Trigger};
pub use measure::{Aggregate, Anchor, Counting, Measure, Window, Within};
pub use predicate::{
    Comparison, Eligibility, EligibilityTest, EventFilter, Filter, Formula, HistoryTest, Operand,
    Operator, Slot, Test,
};
pub use reason::{Cancellation, CreditRefusal, EnrollmentRefusal, Revocation};
pub use scenario::{
    Expected, ExpectedCredit, ExpectedOutcome, ExpectedReading, ExpectedRefusal, GivenValue,
    Scenario, ScenarioAccount, ScenarioEvent, ScenarioStep,
};
pub use schema::{
    AccountSchema, EventType, FactId, Field, FieldId, FieldKind, Role, Symbol, SymbolSet,
};
pub use table::{Cell, Column, ColumnId, Row, RowKey, Table, TableKey, Term};
pub use terms::{
    Apply, Available, ClauseOrigins, Clawback, Expiry, InProgress, Limit, LimitKind, Overshoot,
    RefundPolicy, Version,
};

use crate::base::{Calendar, Span};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($number:ty);)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $number);

        impl $name {
            pub fn index(self) -> usize {
                self.0 as usize
            }

            /// The id of a place in its list; a list longer than the ids reach is refused by `check`.
            pub fn from_index(index: usize) -> Self {
                Self(<$number>::try_from(index).unwrap_or(<$number>::MAX))
            }
        }
    )* };
}
pub(crate) use ids;

ids! {
    /// An event type, in declaration order.
    EventTypeId(u16);
    /// An offer, in order of its first version's declaration.
    OfferId(u32);
    /// A version of an offer, in declaration order over the whole program.
    VersionId(u32);
    /// A measure of a version, in declaration order.
    MeasureId(u16);
    /// An issue rule of a version, in declaration order.
    RuleId(u16);
    /// An exclusive group.
    GroupId(u32);
}

/// Where in the offer file something was said.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Origin(pub Span);

/// A program that has been checked (section 1).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    pub title: String,
    pub calendar: Calendar,
    /// Where the time zone is said.
    pub timezone: Origin,
    pub account: AccountSchema,
    /// Indexed by [`EventTypeId`].
    pub events: Vec<EventType>,
    /// Names of the exclusive groups, indexed by [`GroupId`].
    pub groups: Vec<String>,
    /// Indexed by [`OfferId`].
    pub offers: Vec<Offer>,
    /// Indexed by [`VersionId`]: declaration order.
    pub versions: Vec<Version>,
}

impl Program {
    /// The declared field that a slot reads, of an event of this type or of its account.
    pub fn field(&self, event: Option<EventTypeId>, slot: Slot) -> Option<&Field> {
        match slot {
            Slot::Field(id) => self.events.get(event?.index())?.fields.get(id.index()),
            Slot::Fact(id) => self.account.facts.get(id.index()),
            Slot::EventId
            | Slot::EventType
            | Slot::AccountId
            | Slot::At
            | Slot::Day
            | Slot::Weekday
            | Slot::Cash
            | Slot::Credited
            | Slot::Currency
            | Slot::Opened => None,
        }
    }

    /// The name of a symbol that a slot can have; of a slot without symbols, nothing.
    pub fn symbol(&self, event: Option<EventTypeId>, slot: Slot, symbol: Symbol) -> &str {
        if slot == Slot::Weekday {
            let day = schema::WEEKDAYS.get(usize::from(symbol));
            return day.copied().unwrap_or_default();
        }
        let kind = self.field(event, slot).map(|field| &field.kind);
        if let Some(FieldKind::Symbol(set)) = kind {
            set.name(symbol)
        } else {
            ""
        }
    }
}

/// An offer with its versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    pub name: String,
    /// By version number, lowest first; at least one.
    pub versions: Vec<VersionId>,
}
