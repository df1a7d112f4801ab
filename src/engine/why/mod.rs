//! What decisions turned on, for whoever asks "why not?": kept by the code that decides, from what it
//! decided by, and only where a [`Trace`](super::Trace) asks for it. It decides nothing.

pub(super) mod enrollment;

use crate::base::{Amount, Duration, Instant};
use crate::program::{
    EventFilter, EventTypeId, Formula, HistoryTest, MeasureId, OfferId, RuleId, Slot, Test,
    VersionId,
};

use super::apply::Verdict;
use super::entry::{CreditId, EnrollmentRefusal};
use super::event::Value;
use super::filter::{Reader, formula_holds, test_holds};
use super::scene::Scene;
use super::trace::Tracing;

/// What one decision turned on, in the order in which they were made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ground {
    /// A live credit was asked to pay for a charge.
    Judged {
        credit: CreditId,
        verdict: Verdict,
        facts: Box<PaymentFacts>,
    },
    /// A live credit was not asked, because nothing was left to pay.
    Unasked { credit: CreditId },
    /// The account was asked whether it may enroll.
    EnrollmentAsked {
        version: VersionId,
        /// The instant at which the terms were asked: that of the event.
        at: Instant,
        refusal: Option<EnrollmentRefusal>,
        facts: Box<EnrollmentFacts>,
    },
    /// An event of the right type did not call a version, for its `where` does not hold, or it is not the
    /// first.
    EnrollmentMissed { version: VersionId, filter: Asked },
    /// A running enrollment did not count an event that its measure names.
    NotCounted {
        version: VersionId,
        enrollment: u32,
        measure: MeasureId,
        why: NotCounted,
    },
    /// The credit that the entry at this place is about was scheduled, and this is its order of earning.
    Scheduled { entry: usize, earning: u32 },
    /// The rule that the entry at this place is about, and the enrollment and the tier.
    Fired {
        entry: usize,
        enrollment: u32,
        rule: RuleId,
        tier: u32,
    },
    /// A limit refused a credit, or cut it down.
    Limited {
        entry: usize,
        /// The place of the clause.
        limit: usize,
        asked: Amount,
        /// What had been issued by then, in all or in the current period.
        issued: Amount,
        credits: u64,
    },
}

/// What a verdict on a credit turned on. Amounts are of the account's currency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaymentFacts {
    /// What was left of the credit.
    pub left: Amount,
    /// The start of the accrual, where it was before the issue.
    pub began: Option<Instant>,
    /// What of the charge the credit could pay at all.
    pub eligible: Amount,
    /// What `covering P%` allows of that.
    pub covered: Option<Amount>,
    /// What `at most MONEY per` charge allows.
    pub cap: Option<Amount>,
    /// What credits before it had paid.
    pub paid_before: Amount,
    /// What of that its own offer had paid.
    pub paid_by_offer: Amount,
    /// The `where` of its `apply`.
    pub filter: Asked,
}

/// What a decision on an enrollment turned on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EnrollmentFacts {
    /// How often the account had enrolled in the offer before.
    pub enrolled: u64,
    /// From this instant it was too late.
    pub deadline: Option<Instant>,
    /// The other offer of the exclusive group that had enrolled the account.
    pub entered_by: Option<OfferId>,
    pub eligible: Asked,
    /// What the row of the table is chosen by.
    pub key: Option<(Slot, Value<'static>)>,
}

/// Why a measure did not count an event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotCounted {
    /// It is dated before the enrollment.
    BeforeEnrollment {
        enrolled: Instant,
    },
    /// The window has closed, or never opened.
    WindowOver,
    /// It is not dated within the open window.
    OutsideWindow {
        start: Instant,
        end: Option<Instant>,
    },
    FilteredOut(Asked),
}

/// A formula with what each of its tests saw.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    pub holds: bool,
    pub what: AskedFormula,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AskedFormula {
    /// Without parts it always holds.
    All(Vec<Asked>),
    Any(Vec<Asked>),
    Not(Box<Asked>),
    Test(AskedTest),
}

/// A test with what it saw.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AskedTest {
    Values {
        test: Test,
        /// The type of the event whose fields it reads; none where it reads the account alone.
        event: Option<EventTypeId>,
        /// The values that it read, left before right.
        seen: Vec<(Slot, Value<'static>)>,
    },
    /// `opened in the last D`
    OpenedWithin { within: Duration, opened: Instant },
    /// `any EVENT` or `no EVENT`, and the instant of one that was found.
    History {
        test: HistoryTest,
        found: Option<Instant>,
    },
}

impl Asked {
    /// Whether there is nothing that could fail.
    pub fn is_empty(&self) -> bool {
        matches!(&self.what, AskedFormula::All(parts) if parts.is_empty())
    }
}

/// Keeps which rule of an enrollment the next entry is about.
pub(super) fn ground_fired<T: Tracing>(
    scene: &mut Scene<'_, T>,
    enrollment: u32,
    rule: RuleId,
    tier: u32,
) {
    scene.ground_entry(|scene| {
        Some(Ground::Fired {
            entry: scene.entries.len(),
            enrollment,
            rule,
            tier,
        })
    });
}

/// Keeps which scheduled credit the next entry is about.
pub(super) fn ground_earning<T: Tracing>(scene: &mut Scene<'_, T>, earning: u32) {
    scene.ground_entry(|scene| {
        Some(Ground::Scheduled {
            entry: scene.entries.len(),
            earning,
        })
    });
}

/// A formula with what each of its tests saw, by whether each of them holds.
pub(super) fn asked_formula<T>(
    formula: &Formula<T>,
    holds: &impl Fn(&T) -> bool,
    saw: &impl Fn(&T) -> AskedTest,
) -> Asked {
    let all = |parts: &[Formula<T>]| {
        let parts = parts.iter();
        parts.map(|part| asked_formula(part, holds, saw)).collect()
    };
    Asked {
        holds: formula_holds(formula, holds),
        what: match formula {
            Formula::All(parts) => AskedFormula::All(all(parts)),
            Formula::Any(parts) => AskedFormula::Any(all(parts)),
            Formula::Not(part) => AskedFormula::Not(Box::new(asked_formula(part, holds, saw))),
            Formula::Test(test) => AskedFormula::Test(saw(test)),
        },
    }
}

pub(super) fn asked_filter(filter: &EventFilter, reader: &impl Reader) -> Asked {
    let holds = |test: &Test| test_holds(test, reader);
    asked_formula(&filter.filter, &holds, &|test| {
        asked_test(test, Some(filter.event), reader)
    })
}

pub(super) fn asked_test(
    test: &Test,
    event: Option<EventTypeId>,
    reader: &impl Reader,
) -> AskedTest {
    let slots = test.slots();
    AskedTest::Values {
        test: test.clone(),
        event,
        seen: slots
            .map(|slot| (slot, reader.read(slot).into_owned()))
            .collect(),
    }
}
