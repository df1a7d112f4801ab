//! What would have come about, had one thing been otherwise. Nothing is said that was not run: the event is
//! moved, or one is added, and the engine runs the events again.

use crate::base::{Amount, Instant};
use crate::engine::{
    Account, CreditId, Entry, Event, Outcome, Plan, Reading, Value, advance, step,
};
use crate::format::AccountEvents;
use crate::program::{Aggregate, Formula, Measure, MeasureId, Operand, Operator, Role, Slot, Test};
use crate::program::{EventTypeId, FieldId, FieldKind, VersionId};

use super::charge::CreditVerdict;
use super::payment::PaymentReason;

/// One thing otherwise, and what would have come of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Supposed {
    pub had: Had,
    pub then: Then,
}

/// What is supposed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Had {
    /// The event had come before this instant, which is the first that is too late.
    ComeBefore(Instant),
    /// The event had come at this instant, which is the first at which it helps.
    ComeAt(Instant),
    /// The charge had begun to accrue at this instant.
    AccruedFrom(Instant),
    /// So much more had been spent, the least that helps, before an instant.
    Spent {
        amount: Amount,
        before: Option<Instant>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Then {
    /// The credit had paid this of the charge.
    Paid(Amount),
    /// The account had enrolled.
    Enrolled,
    /// Credit had been earned.
    Earned,
}

/// How many events may be run again for one explanation.
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(2_000_000)
    }
}

impl Budget {
    fn take(&mut self, events: usize) -> Option<()> {
        self.0 = self.0.checked_sub(events + 1)?;
        Some(())
    }
}

/// The latest, or the earliest, instant at which the credit would have paid for the charge.
pub(super) fn another_instant(
    plan: &Plan,
    known: &AccountEvents,
    place: usize,
    verdict: &CreditVerdict,
    budget: &mut Budget,
) -> Option<Supposed> {
    let event = known.events.get(place)?;
    let had = match &verdict.reason {
        PaymentReason::Expired { at, .. } => Had::ComeBefore(*at),
        PaymentReason::IssuedLater { issued, .. } => Had::ComeAt(*issued),
        PaymentReason::AccrualBegan { issued, .. } => Had::AccruedFrom(*issued),
        PaymentReason::Paid { .. }
        | PaymentReason::EarnedByThisCharge
        | PaymentReason::UsedUp { .. }
        | PaymentReason::Revoked { .. }
        | PaymentReason::OtherEvent { .. }
        | PaymentReason::FilteredOut(_)
        | PaymentReason::NothingAccrued { .. }
        | PaymentReason::AccruedPartPaid { .. }
        | PaymentReason::CoveringLimit { .. }
        | PaymentReason::ChargeCap { .. }
        | PaymentReason::NothingLeftToPay
        | PaymentReason::ZeroCharge => return None,
    };
    let mut otherwise = event.clone();
    match had {
        // A charge that came late keeps its date.
        Had::ComeBefore(instant) => otherwise.at = otherwise.at.min(instant.just_before()),
        Had::ComeAt(instant) => otherwise.at = instant,
        Had::AccruedFrom(instant) => begin_at(plan, &mut otherwise, instant)?,
        Had::Spent { .. } => return None,
    }
    budget.take(known.events.len())?;
    let entries = outcome_of(plan, known, place, otherwise)?;
    let paid = paid_by(&entries, verdict.credit);
    let then = Then::Paid(paid);
    (!paid.is_zero()).then_some(Supposed { had, then })
}

/// The latest instant at which an event would have enrolled the account.
pub(super) fn earlier_enrollment(
    plan: &Plan,
    known: &AccountEvents,
    place: usize,
    version: VersionId,
    deadline: Instant,
) -> Option<Supposed> {
    let mut otherwise = known.events.get(place)?.clone();
    otherwise.at = deadline.just_before();
    let entries = outcome_of(plan, known, place, otherwise)?;
    let enrolls = |entry: &Entry| entry.outcome == Outcome::Enrolled { version };
    entries.iter().any(enrolls).then_some(Supposed {
        had: Had::ComeBefore(deadline),
        then: Then::Enrolled,
    })
}

/// Where the start of an accrual stands among the fields of a charge, set to an instant.
fn begin_at(plan: &Plan, event: &mut Event<'_>, instant: Instant) -> Option<()> {
    let kind = plan.program().events.get(event.kind.index())?;
    let Role::Spends {
        since: Some(since), ..
    } = kind.role
    else {
        return None;
    };
    if event.at < instant {
        return None;
    }
    set(event, since, Value::Instant(instant))
}

fn set<'e>(event: &mut Event<'e>, field: FieldId, value: Value<'e>) -> Option<()> {
    *event.values.get_mut(field.index())? = value;
    Some(())
}

/// What an event brings about that stands in the place of another, at its own instant.
fn outcome_of(
    plan: &Plan,
    known: &AccountEvents,
    place: usize,
    otherwise: Event<'static>,
) -> Option<Vec<Entry>> {
    if otherwise.at > known.as_of {
        return None;
    }
    let others = known.events.iter().enumerate();
    let others = others.filter(|(at, _)| *at != place).map(|(_, it)| it);
    let mut account = opened(known)?;
    let mut entries = Vec::new();
    for event in others.take_while(|event| event.at <= otherwise.at) {
        step(plan, &mut account, event, &mut entries);
    }
    entries.clear();
    step(plan, &mut account, &otherwise, &mut entries);
    Some(entries)
}

fn opened(known: &AccountEvents) -> Option<Account> {
    let first = known.events.first()?;
    Some(Account::open(&known.account, known.currency, first.at))
}

fn paid_by(entries: &[Entry], by: CreditId) -> Amount {
    let mut paid = Amount::ZERO;
    for entry in entries {
        if let Outcome::Applied { credit, amount, .. } = &entry.outcome
            && *credit == by
        {
            paid = paid.plus(*amount);
        }
    }
    paid
}

/// The smallest spend just before `before`, or at the clock, that would have earned credit by a version.
pub(super) fn more_spend(
    plan: &Plan,
    known: &AccountEvents,
    (version, measure): (VersionId, MeasureId),
    missing: &Reading,
    before: Option<Instant>,
    likeness: Option<&Event<'static>>,
) -> Option<Supposed> {
    let Reading::Money(missing) = missing else {
        return None;
    };
    let terms = plan.program().versions.get(version.index())?;
    let stated = terms.measures.get(measure.index())?;
    let at = match before {
        Some(before) if before <= known.as_of => before.just_before(),
        Some(_) | None => known.as_of,
    };
    let spend = Spend {
        plan,
        known,
        version,
        event: spend_like(plan, stated, likeness, at)?,
        field: spent_field(plan, stated)?,
        until: before.map_or(known.as_of, |before| before.max(known.as_of)),
    };
    let mut budget = Budget::default();
    let without = spend.earned(None, &mut budget)?;
    let earns = |amount: Amount, budget: &mut Budget| {
        Some(spend.earned(Some(amount), budget)? > without)
    };
    let cent = Amount::from_minor(1);
    let mut enough = *missing;
    if !earns(enough, &mut budget)? {
        // Credit pays a part of it, and cash alone counts.
        enough = enough.plus(spend.credit_left()?);
        if !earns(enough, &mut budget)? {
            return None;
        }
        let mut short = *missing;
        while enough.minus(short) > cent {
            let half = Amount::from_minor((enough.minor() + short.minor()) / 2);
            if earns(half, &mut budget)? {
                enough = half;
            } else {
                short = half;
            }
        }
    }
    let less = enough.less(cent);
    if !less.is_zero() && earns(less, &mut budget)? {
        return None;
    }
    Some(Supposed {
        had: Had::Spent {
            amount: enough,
            before,
        },
        then: Then::Earned,
    })
}

/// A spend that is supposed, without its amount.
struct Spend<'a> {
    plan: &'a Plan,
    known: &'a AccountEvents,
    version: VersionId,
    event: Event<'static>,
    field: FieldId,
    /// Credit that is decided by then counts as earned.
    until: Instant,
}

impl Spend<'_> {
    /// How often credit of the version is earned, with such a spend or without.
    fn earned(&self, amount: Option<Amount>, budget: &mut Budget) -> Option<usize> {
        budget.take(self.known.events.len())?;
        let mut account = opened(self.known)?;
        let mut entries = Vec::new();
        let mut supposed = amount.map(|amount| {
            let mut event = self.event.clone();
            set(&mut event, self.field, Value::Money(amount));
            event
        });
        for event in &self.known.events {
            if let Some(event) = supposed.take_if(|supposed| supposed.at < event.at) {
                step(self.plan, &mut account, &event, &mut entries);
            }
            step(self.plan, &mut account, event, &mut entries);
        }
        if let Some(event) = supposed {
            step(self.plan, &mut account, &event, &mut entries);
        }
        advance(self.plan, &mut account, self.until, &mut entries);
        let is_earned = |entry: &&Entry| match &entry.outcome {
            Outcome::Earned { version, .. } | Outcome::Issued { version, .. } => {
                *version == self.version
            }
            Outcome::Enrolled { .. }
            | Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Applied { .. }
            | Outcome::Restored { .. }
            | Outcome::Forfeited { .. }
            | Outcome::Revoked { .. }
            | Outcome::Expired { .. }
            | Outcome::Lapsed { .. }
            | Outcome::Adjusted { .. } => false,
        };
        Some(entries.iter().filter(is_earned).count())
    }

    /// What credit could pay of it at most: all that was ever issued.
    fn credit_left(&self) -> Option<Amount> {
        let mut account = opened(self.known)?;
        let mut entries = Vec::new();
        for event in &self.known.events {
            step(self.plan, &mut account, event, &mut entries);
        }
        let mut issued = Amount::ZERO;
        for entry in &entries {
            if let Outcome::Issued { amount, .. } = &entry.outcome {
                issued = issued.plus(*amount);
            }
        }
        Some(issued)
    }
}

/// The field whose money a measure adds up.
fn spent_field(plan: &Plan, measure: &Measure) -> Option<FieldId> {
    let Aggregate::TotalMoney(slot) = measure.aggregate else {
        return None;
    };
    match (slot, plan.program().events.get(measure.event.event.index())?.role) {
        (Slot::Field(field), _) => Some(field),
        (Slot::Cash, Role::Spends { amount, .. }) => Some(amount),
        (_, _) => None,
    }
}

/// An event that the measure counts: one that it counted before, at another instant, or else one that its
/// `where` describes.
fn spend_like(
    plan: &Plan,
    measure: &Measure,
    likeness: Option<&Event<'static>>,
    at: Instant,
) -> Option<Event<'static>> {
    let kind = measure.event.event;
    let mut event = match likeness {
        Some(event) => event.clone(),
        None => described(plan, kind, &measure.event.filter)?,
    };
    event.id = "supposed".into();
    event.at = at;
    let stated = plan.program().events.get(kind.index())?;
    if let Role::Spends {
        since: Some(since), ..
    } = stated.role
    {
        set(&mut event, since, Value::Instant(at));
    }
    Some(event)
}

/// An event with the values that a filter asks for, and plain ones elsewhere. Where that does not do, the
/// run shows it.
fn described(
    plan: &Plan,
    kind: EventTypeId,
    filter: &Formula<Test>,
) -> Option<Event<'static>> {
    let fields = &plan.program().events.get(kind.index())?.fields;
    let plain = fields.iter().map(|field| match field.kind {
        _ if field.optional => Value::Absent,
        FieldKind::Text => Value::Text("".into()),
        FieldKind::Number => Value::Number(crate::base::Number::ZERO),
        FieldKind::Money => Value::Money(Amount::ZERO),
        FieldKind::Flag => Value::Flag(true),
        FieldKind::Instant => Value::Instant(Instant::from_seconds(0)),
        FieldKind::Date => Value::Date(plan.program().calendar.date(Instant::from_seconds(0))),
        FieldKind::Symbol(_) => Value::Symbol(0),
    });
    let mut event = Event {
        kind,
        id: "supposed".into(),
        at: Instant::from_seconds(0),
        values: plain.collect(),
    };
    describe(&mut event, filter);
    Some(event)
}

fn describe(event: &mut Event<'static>, filter: &Formula<Test>) {
    match filter {
        Formula::All(parts) => parts.iter().for_each(|part| describe(event, part)),
        Formula::Any(parts) => parts.iter().take(1).for_each(|part| describe(event, part)),
        Formula::Not(_) => {}
        Formula::Test(test) => {
            if let Some((field, value)) = stated_value(test) {
                set(event, field, value);
            }
        }
    }
}

/// `FIELD = VALUE`, and the first of `FIELD in [ … ]`.
fn stated_value(test: &Test) -> Option<(FieldId, Value<'static>)> {
    macro_rules! stated {
        ($comparison:expr, $value:expr) => {{
            let comparison = $comparison;
            let Slot::Field(field) = comparison.left else {
                return None;
            };
            let stated = match &comparison.right {
                Operand::Literal(value) => value,
                Operand::OneOf(values) => values.first()?,
                Operand::Slot(_) => return None,
            };
            (comparison.operator == Operator::Equal).then(|| (field, $value(stated)))
        }};
    }
    match test {
        Test::Text(it) => stated!(it, |text: &Box<str>| Value::Text(text.to_string().into())),
        Test::Number(it) => stated!(it, |number: &crate::base::Number| Value::Number(*number)),
        Test::Money(it) => stated!(it, |money: &crate::base::Money| Value::Money(money.amount)),
        Test::Flag(it) => stated!(it, |flag: &bool| Value::Flag(*flag)),
        Test::Instant(it) => stated!(it, |instant: &Instant| Value::Instant(*instant)),
        Test::Date(it) => stated!(it, |date: &crate::base::Date| Value::Date(*date)),
        Test::Symbol(it) => stated!(it, |symbol: &u16| Value::Symbol(*symbol)),
        Test::Currency(_) | Test::Present(_) | Test::Absent(_) => None,
    }
}
