//! The least that had to be spent, or has to be, for credit to be earned.

use crate::base::{Amount, Instant};
use crate::engine::{Entry, Event, Outcome, Plan, Reading, Value, advance, step};
use crate::format::AccountEvents;
use crate::program::{
    Aggregate, EventTypeId, FieldId, FieldKind, Formula, Measure, MeasureId, Operand, Operator,
    Role, Slot, Test, VersionId,
};

use super::{Budget, Had, Supposed, Then, opened, set};

/// The smallest spend just before `before`, or at the clock, that would have earned credit by a version.
pub(in crate::explain) fn more_spend(
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
    let earns =
        |amount: Amount, budget: &mut Budget| Some(spend.earned(Some(amount), budget)? > without);
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
    match (
        slot,
        plan.program().events.get(measure.event.event.index())?.role,
    ) {
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
fn described(plan: &Plan, kind: EventTypeId, filter: &Formula<Test>) -> Option<Event<'static>> {
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
        Test::Text(it) => stated!(it, |text: &str| Value::Text(text.to_owned().into())),
        Test::Number(it) => stated!(it, |number: &crate::base::Number| Value::Number(*number)),
        Test::Money(it) => stated!(it, |money: &crate::base::Money| Value::Money(money.amount)),
        Test::Flag(it) => stated!(it, |flag: &bool| Value::Flag(*flag)),
        Test::Instant(it) => stated!(it, |instant: &Instant| Value::Instant(*instant)),
        Test::Date(it) => stated!(it, |date: &crate::base::Date| Value::Date(*date)),
        Test::Symbol(it) => stated!(it, |symbol: &u16| Value::Symbol(*symbol)),
        Test::Currency(_) | Test::Present(_) | Test::Absent(_) => None,
    }
}
