//! On which side of an edge does a case stand? An edge is an instant at which something ends or begins, or a
//! threshold. Just before is one second or one unit less, just after one more.

use std::collections::BTreeSet;

use crate::base::{Amount, Instant, Number};
use crate::engine::{Account, Event, Plan, ProgressBy, Reading, WindowProgress, progress};
use crate::program::{Cell, Enroll, Goal, MeasureId, RuleId, Term, Trigger, Version, VersionId};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Edge {
    AvailableFrom,
    AvailableUntil,
    WindowEnd(MeasureId),
    /// Of a rule: by the place of the condition, or of the tier.
    Goal(RuleId, u32),
    Expiry,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Side {
    Before,
    At,
    After,
}

impl Side {
    pub const ALL: [Self; 3] = [Self::Before, Self::At, Self::After];
}

/// The edges that an account may meet.
pub struct Edges<'p> {
    plan: &'p Plan,
    expected: BTreeSet<(VersionId, Edge, Instant)>,
}

impl<'p> Edges<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            expected: BTreeSet::new(),
        }
    }

    /// What another account was to meet.
    pub fn forget(&mut self) {
        self.expected.clear();
    }

    pub fn expect(&mut self, version: VersionId, edge: Edge, at: Instant) {
        self.expected.insert((version, edge, at));
    }

    /// The ends of the windows that are open.
    pub fn expect_windows(&mut self, account: &Account) {
        for progress in progress(self.plan, account) {
            if let ProgressBy::Measure(measure) = progress.by
                && let WindowProgress::Open { end: Some(end), .. } = measure.window
            {
                self.expect(progress.version, Edge::WindowEnd(measure.measure), end);
            }
        }
    }

    /// The edges that an event stands beside, of those that such an event can tell apart.
    pub fn of_event(&self, event: &Event<'_>) -> Vec<(VersionId, Edge, Side)> {
        let versions = &self.plan.program().versions;
        let of_accounts = self.expected.iter().filter_map(|(version, edge, at)| {
            let terms = versions.get(version.index())?;
            let tells = match edge {
                Edge::Expiry => terms.apply.event.event == event.kind,
                Edge::WindowEnd(measure) => terms
                    .measures
                    .get(measure.index())
                    .is_some_and(|measure| measure.event.event == event.kind),
                Edge::AvailableFrom | Edge::AvailableUntil | Edge::Goal(..) => false,
            };
            let side = tells.then(|| side(event.at, *at)).flatten()?;
            Some((*version, *edge, side))
        });
        let of_versions = versions.iter().enumerate().flat_map(|(index, terms)| {
            let id = VersionId::from_index(index);
            let edges = [
                (Edge::AvailableFrom, terms.available.from),
                (Edge::AvailableUntil, terms.available.until),
            ];
            edges.into_iter().filter_map(move |(edge, at)| {
                let side = at
                    .filter(|_| enrolls(terms, event))
                    .and_then(|at| side(event.at, at))?;
                Some((id, edge, side))
            })
        });
        of_accounts.chain(of_versions).collect()
    }

    /// The thresholds that a measure stands beside.
    pub fn of_value(
        &self,
        version: VersionId,
        measure: MeasureId,
        value: &Reading,
    ) -> Vec<(Edge, Side)> {
        let Some(terms) = self.plan.program().versions.get(version.index()) else {
            return Vec::new();
        };
        let mut sides = Vec::new();
        for (index, rule) in terms.rules.iter().enumerate() {
            for (place, of, goal) in goals(&rule.trigger) {
                let edge = Edge::Goal(RuleId::from_index(index), place);
                if of == measure {
                    let is_step = matches!(rule.trigger, Trigger::Every { .. });
                    let stated = thresholds(terms, goal).into_iter();
                    let of_goal = stated.filter_map(|goal| side_of_value(value, goal, is_step));
                    sides.extend(of_goal.map(|side| (edge, side)));
                }
            }
        }
        sides
    }
}

/// The thresholds of a rule: their places, and the measures that have to reach them.
pub fn goals(trigger: &Trigger) -> Vec<(u32, MeasureId, Goal)> {
    let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    match trigger {
        Trigger::Reaches { conditions, .. } => {
            let conditions = conditions.iter().enumerate();
            conditions
                .map(|(index, condition)| (place(index), condition.measure, condition.goal))
                .collect()
        }
        Trigger::Every { step, measure, .. } => vec![(0, *measure, *step)],
        Trigger::EveryTier { measure, tiers } | Trigger::HighestTier { measure, tiers, .. } => {
            let tiers = tiers.iter().enumerate();
            tiers
                .map(|(index, tier)| (place(index), *measure, tier.reach))
                .collect()
        }
        Trigger::On { .. } | Trigger::AtEnrollment { .. } | Trigger::AtClose { .. } => Vec::new(),
    }
}

/// Whether an event of this type may enroll.
fn enrolls(version: &Version, event: &Event<'_>) -> bool {
    match &version.enroll {
        Enroll::On { event: filter, .. } | Enroll::OnFirst { event: filter } => {
            filter.event == event.kind
        }
        Enroll::Automatically => true,
    }
}

fn side(at: Instant, edge: Instant) -> Option<Side> {
    let is_within = |earlier: Instant, later: Instant| later <= earlier.plus_seconds(1);
    if at == edge {
        Some(Side::At)
    } else if at < edge {
        is_within(at, edge).then_some(Side::Before)
    } else {
        is_within(edge, at).then_some(Side::After)
    }
}

/// A threshold of one row.
#[derive(Clone, Copy)]
enum Threshold {
    Money(Amount),
    Number(Number),
}

fn thresholds(version: &Version, goal: Goal) -> Vec<Threshold> {
    let cells = |column: usize| {
        let rows = version.table.iter().flat_map(|table| &table.rows);
        rows.filter_map(move |row| row.cells.get(column).copied())
    };
    match goal {
        Goal::Money(Term::Literal(amount)) => vec![Threshold::Money(amount)],
        Goal::Number(Term::Literal(number)) => vec![Threshold::Number(number)],
        Goal::Money(Term::Column(column)) | Goal::Number(Term::Column(column)) => {
            cells(column.index())
                .filter_map(|cell| match cell {
                    Cell::Money(amount) => Some(Threshold::Money(amount)),
                    Cell::Number(number) => Some(Threshold::Number(number)),
                    Cell::Percent(_) => None,
                })
                .collect()
        }
    }
}

/// Of steps, every multiple is a threshold.
fn side_of_value(value: &Reading, threshold: Threshold, is_step: bool) -> Option<Side> {
    let (value, goal, unit) = match (value, threshold) {
        (Reading::Money(value), Threshold::Money(goal)) => (value.minor(), goal.minor(), 1),
        (Reading::Number(value), Threshold::Number(goal)) => (
            millionths(&value.to_string())?,
            millionths(&goal.to_string())?,
            MILLION,
        ),
        (Reading::Money(_), Threshold::Number(_)) | (Reading::Number(_), Threshold::Money(_)) => {
            return None;
        }
    };
    let beyond = if is_step {
        value.checked_rem(goal)?
    } else {
        value.checked_sub(goal)?
    };
    if beyond == 0 && value != 0 {
        Some(Side::At)
    } else if beyond == unit && value > goal {
        Some(Side::After)
    } else if beyond == -unit || (is_step && goal.checked_sub(beyond)? == unit) {
        Some(Side::Before)
    } else {
        None
    }
}

const MILLION: i128 = 1_000_000;

/// A number as it is written, in whole millionths.
fn millionths(text: &str) -> Option<i128> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = format!("{whole}{decimals:0<6}");
    digits.get(..whole.len() + 6)?.parse().ok()
}
