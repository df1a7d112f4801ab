//! A program made ready to run: what each event can reach, worked out once.

mod build;
mod calendar;
mod clock;
mod measures;

use std::sync::Arc;

use smallvec::SmallVec;

use crate::base::{Amount, Duration, Instant, Period};
use crate::program::{
    Aggregate, EventFilter, EventTypeId, FieldId, Formula, MeasureId, Offer, OfferId, Program,
    Role, RuleId, Slot, Test, Version, VersionId,
};

use super::filter::Asks;
use super::index::{ConstantIndex, EventIndex};
pub(super) use calendar::PlanCalendar;

/// A program with its indexes. Immutable; shared by all accounts and threads.
#[derive(Debug, Clone)]
pub struct Plan {
    program: Arc<Program>,
    calendar: PlanCalendar,
    versions: Vec<VersionPlan>,
    /// By event type.
    steps: Vec<Steps>,
    /// By offer.
    limit_periods: Vec<SmallVec<[Period; 1]>>,
    /// Versions by the event of their `enroll on`.
    pub(super) enrolls: EventIndex<VersionId>,
    /// Versions by the event of their `revoke on`.
    pub(super) revokes: EventIndex<VersionId>,
    /// Versions by the events that their measures and rules watch.
    pub(super) watchers: EventIndex<VersionId>,
    pub(super) firsts: EventIndex<FirstId>,
    first_filters: Vec<EventFilter>,
    pub(super) histories: EventIndex<HistoryId>,
    history_plans: Vec<HistoryPlan>,
    /// Versions that enroll automatically, by what their eligibility asks of the account.
    pub(super) automatic: ConstantIndex<VersionId>,
    /// The same by the start of their availability.
    automatic_starts: Vec<(Instant, VersionId)>,
}

/// The steps that events of one type can have a part in; a run passes over the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    pub changes_account: bool,
    pub spends: Option<Spends>,
    /// Whether any of the following.
    pub does_more: bool,
    pub reverses_or_corrects: bool,
    pub revokes: bool,
    pub remembers: bool,
    pub enrolls: bool,
}

impl Steps {
    const NONE: Self = Self {
        changes_account: false,
        spends: None,
        does_more: false,
        reverses_or_corrects: false,
        revokes: false,
        remembers: false,
        enrolls: false,
    };
}

/// How a spending event says what is spent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spends {
    pub amount: FieldId,
    /// The start of the accrual.
    pub since: Option<FieldId>,
    pub is_reversible: bool,
}

/// The first event ever of an account that matches one filter: for `on first` and deadlines.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize,
)]
pub(super) struct FirstId(pub u32);

/// The events of an account that match one filter: for `any EVENT` and `no EVENT`.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize,
)]
pub(super) struct HistoryId(pub u32);

/// What a version needs at run time beside its terms.
#[derive(Debug, Clone)]
pub(super) struct VersionPlan {
    pub eligible: Formula<Condition>,
    /// Of `on first EVENT`.
    pub enroll_first: Option<FirstId>,
    /// Of `no later than D after first EVENT`.
    pub deadline_first: Option<FirstId>,
    watches: Vec<(EventTypeId, Watch)>,
    /// Of `apply … to EVENT`.
    pub apply: Asks,
    /// Indexed by [`MeasureId`].
    pub measures: Vec<MeasurePlan>,
    /// Whether a rule pays at enrollment.
    pub pays_at_enrollment: bool,
    /// Whether a rule pays `on EVENT`: such an enrollment never comes to an end by itself.
    pub pays_on_events: bool,
}

/// What of a version one event type can move.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    pub counts: Vec<Count>,
    pub rules: Vec<RuleId>,
}

/// How a measure counts events: its terms, but for what few events ask.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    pub measure: MeasureId,
    pub asks: Asks,
    pub aggregate: Aggregate,
    pub is_net: bool,
    /// The slot of what a charge carries beside its amount and a refund has to be told again.
    pub kept: Option<Slot>,
}

/// What depends on a measure.
#[derive(Debug, Clone, Default)]
pub(super) struct MeasurePlan {
    /// Rules that a threshold, step or tier of the measure decides.
    pub rules: SmallVec<[RuleId; 2]>,
    /// The lowest threshold or step of these where the measure is of money, by the table's row: what a new window
    /// instance asks from.
    pub first_goals: SmallVec<[Amount; 1]>,
    /// Rules that fire when its window closes.
    pub at_close: SmallVec<[RuleId; 1]>,
    /// Whether a reward is a share of it, so that its last instance outlives its window.
    pub is_shared: bool,
    /// Whether a close with nothing counted can do nothing at all.
    pub is_idle_when_empty: bool,
}

/// One test of an eligibility, with its history found.
#[derive(Debug, Clone)]
pub(super) enum Condition {
    Account(Test),
    OpenedWithin(Duration),
    History {
        any: bool,
        history: HistoryId,
        within: Option<Duration>,
    },
}

/// What has to be remembered of past events for the history tests with one filter.
#[derive(Debug, Clone)]
pub(super) struct HistoryPlan {
    pub event: EventFilter,
    /// The event's slots that the filter reads, where it also reads facts of the account: those may
    /// change, so the filter is asked again at every test. Empty where the filter is asked once.
    pub remembers: Vec<Slot>,
    /// The shortest `in the last D` that is asked; `None` where only "ever" is.
    pub shortest: Option<Duration>,
}

impl Plan {
    pub fn new(program: Program) -> Self {
        build::Builder::new(Arc::new(program)).build(|_| true)
    }

    /// The same program with only these offers in play: no event leads to any other. Ids stay what they
    /// are.
    #[must_use]
    pub fn only(&self, offers: &[OfferId]) -> Self {
        build::Builder::new(Arc::clone(&self.program)).build(|offer| offers.contains(&offer))
    }

    pub fn program(&self) -> &Program {
        &self.program
    }

    pub(super) fn steps(&self, event: EventTypeId) -> &Steps {
        self.steps.get(event.index()).unwrap_or(&Steps::NONE)
    }

    pub(super) fn calendar(&self) -> &PlanCalendar {
        &self.calendar
    }

    /// The terms of a version. Ids come from the program itself, so there always are some.
    pub(super) fn version(&self, id: VersionId) -> Option<(&Version, &VersionPlan)> {
        Some((
            self.program.versions.get(id.index())?,
            self.versions.get(id.index())?,
        ))
    }

    /// What of a version an event type can move.
    #[inline]
    pub(super) fn watch(&self, version: VersionId, event: EventTypeId) -> Option<&Watch> {
        let watches = self.versions.get(version.index())?.watches.iter();
        watches
            .into_iter()
            .find_map(|(kind, watch)| (*kind == event).then_some(watch))
    }

    pub(super) fn offer(&self, id: OfferId) -> Option<&Offer> {
        self.program.offers.get(id.index())
    }

    /// The offer of a version.
    pub(super) fn offer_of(&self, version: VersionId) -> OfferId {
        self.program
            .versions
            .get(version.index())
            .map_or(OfferId(u32::MAX), |version| version.offer)
    }

    /// The kinds of period that the limits of an offer count by, all versions together: a credit counts
    /// for the limits of every version.
    pub(super) fn limit_periods(&self, offer: OfferId) -> &[Period] {
        (self.limit_periods.get(offer.index())).map_or(&[], |periods| periods)
    }

    /// Whether the charges that a version's credit pays can be refunded.
    pub(super) fn can_refund(&self, version: VersionId) -> bool {
        let applied = self
            .program
            .versions
            .get(version.index())
            .map(|version| version.apply.event.event);
        applied
            .and_then(|event| self.program.events.get(event.index()))
            .is_some_and(|event| {
                matches!(
                    event.role,
                    Role::Spends {
                        reversal: Some(_),
                        ..
                    }
                )
            })
    }

    pub(super) fn first_filter(&self, id: FirstId) -> Option<&EventFilter> {
        self.first_filters.get(id.0 as usize)
    }

    pub(super) fn history(&self, id: HistoryId) -> Option<&HistoryPlan> {
        self.history_plans.get(id.0 as usize)
    }

    /// Whether the availability of an automatic version ever starts.
    pub(super) fn has_automatic_starts(&self) -> bool {
        !self.automatic_starts.is_empty()
    }

    /// Starts of availability of automatic versions after an instant and up to another, earliest first.
    pub(super) fn automatic_starts(
        &self,
        after: Instant,
        until: Instant,
    ) -> &[(Instant, VersionId)] {
        let starts = &self.automatic_starts;
        let up_to = |instant| starts.partition_point(|(start, _)| *start <= instant);
        starts.get(up_to(after)..up_to(until)).unwrap_or(&[])
    }
}

impl MeasurePlan {
    /// What a new window instance of an enrollment with this row asks from.
    pub fn first_goal(&self, row: Option<u32>) -> Amount {
        let goal = self.first_goals.get(row.unwrap_or(0) as usize);
        goal.copied().unwrap_or_default()
    }
}

impl VersionPlan {
    /// Of a version that is not in play.
    fn idle() -> Self {
        Self {
            eligible: Formula::Any(Vec::new()),
            enroll_first: None,
            deadline_first: None,
            watches: Vec::new(),
            apply: Asks::More,
            measures: Vec::new(),
            pays_at_enrollment: false,
            pays_on_events: false,
        }
    }

    pub fn measure(&self, id: MeasureId) -> Option<&MeasurePlan> {
        self.measures.get(id.index())
    }
}
