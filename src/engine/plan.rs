//! A program made ready to run: what each event can reach, worked out once.

use hashbrown::HashMap;
use smallvec::SmallVec;

use crate::base::{Duration, Instant, Period};
use crate::program::{
    DeadlineAnchor, EligibilityTest, Enroll, EventFilter, EventTypeId, Formula, MeasureId, Offer,
    OfferId, Program, RewardBase, Role, RuleId, Slot, Test, Trigger, Version, VersionId, Window,
};

use super::index::{ConstantIndex, EventIndex, best_key};
use super::reward::shared_measures;

/// A program with its indexes. Immutable; shared by all accounts and threads.
#[derive(Debug, Clone)]
pub struct Plan {
    program: Program,
    versions: Vec<VersionPlan>,
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
    watches: SmallVec<[(EventTypeId, Watch); 2]>,
    /// Indexed by [`MeasureId`].
    pub measures: Vec<MeasurePlan>,
    /// Whether a rule pays `on EVENT`: such an enrollment never comes to an end by itself.
    pub pays_on_events: bool,
}

/// What of a version one event type can move.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    pub measures: SmallVec<[MeasureId; 2]>,
    pub rules: SmallVec<[RuleId; 2]>,
}

/// What depends on a measure.
#[derive(Debug, Clone, Default)]
pub(super) struct MeasurePlan {
    /// Rules that a threshold, step or tier of the measure decides.
    pub rules: SmallVec<[RuleId; 2]>,
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
        Builder::new(program).build()
    }

    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The terms of a version. Ids come from the program itself, so there always are some.
    pub(super) fn version(&self, id: VersionId) -> Option<(&Version, &VersionPlan)> {
        Some((
            self.program.versions.get(id.index())?,
            self.versions.get(id.index())?,
        ))
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
    pub(super) fn limit_periods(&self, offer: OfferId) -> SmallVec<[Period; 1]> {
        let mut periods: SmallVec<[Period; 1]> = SmallVec::new();
        let versions = self.offer(offer).map_or(&[][..], |offer| &offer.versions);
        for version in versions {
            let limits = self.program.versions.get(version.index());
            for limit in limits.map_or(&[][..], |version| &version.limits) {
                periods.extend(limit.per.filter(|period| !periods.contains(period)));
            }
        }
        periods
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

    /// Starts of availability of automatic versions after `clock`, earliest first.
    pub(super) fn automatic_starts_after(&self, clock: Instant) -> &[(Instant, VersionId)] {
        let passed = self
            .automatic_starts
            .partition_point(|(start, _)| *start <= clock);
        self.automatic_starts.get(passed..).unwrap_or(&[])
    }
}

impl VersionPlan {
    pub fn watch(&self, event: EventTypeId) -> Option<&Watch> {
        self.watches
            .iter()
            .find_map(|(kind, watch)| (*kind == event).then_some(watch))
    }

    pub fn measure(&self, id: MeasureId) -> Option<&MeasurePlan> {
        self.measures.get(id.index())
    }
}

struct Builder {
    plan: Plan,
    first_ids: HashMap<EventFilter, FirstId>,
    history_ids: HashMap<EventFilter, HistoryId>,
}

impl Builder {
    fn new(program: Program) -> Self {
        let types = program.events.len();
        Self {
            plan: Plan {
                program,
                versions: Vec::new(),
                enrolls: EventIndex::new(types),
                revokes: EventIndex::new(types),
                watchers: EventIndex::new(types),
                firsts: EventIndex::new(types),
                first_filters: Vec::new(),
                histories: EventIndex::new(types),
                history_plans: Vec::new(),
                automatic: ConstantIndex::default(),
                automatic_starts: Vec::new(),
            },
            first_ids: HashMap::new(),
            history_ids: HashMap::new(),
        }
    }

    fn build(mut self) -> Plan {
        let versions = std::mem::take(&mut self.plan.program.versions);
        for (index, version) in versions.iter().enumerate() {
            let id = VersionId::from_index(index);
            let plan = self.version(id, version);
            self.plan.versions.push(plan);
        }
        for index in 0..self.plan.history_plans.len() {
            if let (Some(history), Ok(id)) =
                (self.plan.history_plans.get(index), u32::try_from(index))
            {
                // A filter that reads facts is asked later, with the facts of then.
                let everything = EventFilter {
                    event: history.event.event,
                    filter: Formula::always(),
                };
                let asked_now = if history.remembers.is_empty() {
                    &history.event
                } else {
                    &everything
                };
                self.plan.histories.insert(asked_now, HistoryId(id));
            }
        }
        self.plan.automatic_starts.sort_unstable();
        self.plan.program.versions = versions;
        self.plan
    }

    fn version(&mut self, id: VersionId, version: &Version) -> VersionPlan {
        let (enroll_first, deadline_first) = self.enroll(id, version);
        for event in &version.revoke {
            self.plan.revokes.insert(event, id);
        }
        VersionPlan {
            eligible: self.eligible(&version.eligible),
            enroll_first,
            deadline_first,
            watches: self.watches(id, version),
            measures: measure_plans(version),
            pays_on_events: version
                .rules
                .iter()
                .any(|rule| matches!(rule.trigger, Trigger::On { .. })),
        }
    }

    fn enroll(&mut self, id: VersionId, version: &Version) -> (Option<FirstId>, Option<FirstId>) {
        match &version.enroll {
            Enroll::On {
                event, deadline, ..
            } => {
                self.plan.enrolls.insert(event, id);
                let first = deadline
                    .as_ref()
                    .and_then(|deadline| match &deadline.after {
                        DeadlineAnchor::Opening => None,
                        DeadlineAnchor::First(event) => Some(self.first(event)),
                    });
                (None, first)
            }
            Enroll::OnFirst { event } => {
                self.plan.enrolls.insert(event, id);
                (Some(self.first(event)), None)
            }
            Enroll::Automatically => {
                let key = best_key(&version.eligible, &|test| match test {
                    EligibilityTest::Account(test) => Some(test),
                    EligibilityTest::OpenedWithin(_) | EligibilityTest::History(_) => None,
                });
                self.plan.automatic.insert(key, id);
                if let Some(from) = version.available.from {
                    self.plan.automatic_starts.push((from, id));
                }
                (None, None)
            }
        }
    }

    fn first(&mut self, event: &EventFilter) -> FirstId {
        if let Some(id) = self.first_ids.get(event) {
            return *id;
        }
        let id = FirstId(u32::try_from(self.plan.first_filters.len()).unwrap_or(u32::MAX));
        self.plan.first_filters.push(event.clone());
        self.plan.firsts.insert(event, id);
        self.first_ids.insert(event.clone(), id);
        id
    }

    fn eligible(&mut self, eligible: &Formula<EligibilityTest>) -> Formula<Condition> {
        match eligible {
            Formula::All(parts) => {
                Formula::All(parts.iter().map(|part| self.eligible(part)).collect())
            }
            Formula::Any(parts) => {
                Formula::Any(parts.iter().map(|part| self.eligible(part)).collect())
            }
            Formula::Not(part) => Formula::Not(Box::new(self.eligible(part))),
            Formula::Test(EligibilityTest::Account(test)) => {
                Formula::Test(Condition::Account(test.clone()))
            }
            Formula::Test(EligibilityTest::OpenedWithin(within)) => {
                Formula::Test(Condition::OpenedWithin(*within))
            }
            Formula::Test(EligibilityTest::History(test)) => Formula::Test(Condition::History {
                any: test.any,
                history: self.history(&test.event, test.within),
                within: test.within,
            }),
        }
    }

    fn history(&mut self, event: &EventFilter, within: Option<Duration>) -> HistoryId {
        let id = *self.history_ids.entry(event.clone()).or_insert_with(|| {
            let id = HistoryId(u32::try_from(self.plan.history_plans.len()).unwrap_or(u32::MAX));
            self.plan.history_plans.push(HistoryPlan {
                event: event.clone(),
                remembers: slots_to_remember(event),
                shortest: None,
            });
            id
        });
        if let (Some(plan), Some(within)) = (self.plan.history_plans.get_mut(id.0 as usize), within)
        {
            let is_shorter = plan
                .shortest
                .is_none_or(|shortest| within.longest_seconds() < shortest.longest_seconds());
            if is_shorter {
                plan.shortest = Some(within);
            }
        }
        id
    }

    fn watches(&mut self, id: VersionId, version: &Version) -> SmallVec<[(EventTypeId, Watch); 2]> {
        let mut watches: SmallVec<[(EventTypeId, Watch); 2]> = SmallVec::new();
        let mut watch = |event: EventTypeId, add: &mut dyn FnMut(&mut Watch)| {
            if let Some((_, watch)) = watches.iter_mut().find(|(kind, _)| *kind == event) {
                add(watch);
            } else {
                let mut fresh = Watch::default();
                add(&mut fresh);
                watches.push((event, fresh));
            }
        };
        for (index, measure) in version.measures.iter().enumerate() {
            self.plan.watchers.insert(&measure.event, id);
            watch(measure.event.event, &mut |watch| {
                watch.measures.push(MeasureId::from_index(index));
            });
        }
        for (index, rule) in version.rules.iter().enumerate() {
            if let Trigger::On { event, .. } = &rule.trigger {
                self.plan.watchers.insert(event, id);
                watch(event.event, &mut |watch| {
                    watch.rules.push(RuleId::from_index(index))
                });
            }
        }
        watches
    }
}

fn measure_plans(version: &Version) -> Vec<MeasurePlan> {
    let mut plans = vec![MeasurePlan::default(); version.measures.len()];
    for (index, rule) in version.rules.iter().enumerate() {
        let id = RuleId::from_index(index);
        for measure in shared_measures(&rule.trigger) {
            if let Some(plan) = plans.get_mut(measure.index()) {
                plan.is_shared = true;
            }
        }
        match &rule.trigger {
            Trigger::Reaches { conditions, .. } => {
                for condition in conditions {
                    if let Some(plan) = plans.get_mut(condition.measure.index()) {
                        plan.rules.push(id);
                    }
                }
            }
            Trigger::Every { measure, .. } | Trigger::EveryTier { measure, .. } => {
                if let Some(plan) = plans.get_mut(measure.index()) {
                    plan.rules.push(id);
                }
            }
            Trigger::HighestTier { measure, .. } => {
                if let Some(plan) = plans.get_mut(measure.index()) {
                    plan.rules.push(id);
                    plan.at_close.push(id);
                }
            }
            Trigger::AtClose { measure, .. } => {
                if let Some(plan) = plans.get_mut(measure.index()) {
                    plan.at_close.push(id);
                }
            }
            Trigger::On { .. } | Trigger::AtEnrollment { .. } => {}
        }
    }
    for (index, (plan, measure)) in plans.iter_mut().zip(&version.measures).enumerate() {
        let closes_often = matches!(
            measure.window,
            Window::EachPeriod(_) | Window::EachOfEnrollment(_)
        );
        let id = MeasureId::from_index(index);
        plan.is_idle_when_empty = closes_often
            && plan.at_close.iter().all(|rule| {
                version
                    .rules
                    .get(rule.index())
                    .is_some_and(|rule| does_nothing_at_an_empty_close(&rule.trigger, id))
            });
    }
    plans
}

/// Tiers begin above zero, and a share of nothing is nothing.
fn does_nothing_at_an_empty_close(trigger: &Trigger, closing: MeasureId) -> bool {
    match trigger {
        Trigger::HighestTier { .. } => true,
        Trigger::AtClose { reward, .. } => matches!(
            reward.base,
            RewardBase::ShareOfMeasure { measure, .. } if measure == closing
        ),
        Trigger::Reaches { .. }
        | Trigger::Every { .. }
        | Trigger::On { .. }
        | Trigger::AtEnrollment { .. }
        | Trigger::EveryTier { .. } => false,
    }
}

/// The event's slots that a filter reads, where it reads facts of the account too.
fn slots_to_remember(event: &EventFilter) -> Vec<Slot> {
    let mut slots = Vec::new();
    collect_slots(&event.filter, &mut slots);
    slots.sort_unstable();
    slots.dedup();
    let is_fact = |slot: &Slot| matches!(slot, Slot::Fact(_));
    if !slots.iter().any(is_fact) {
        return Vec::new();
    }
    slots.retain(|slot| !is_fact(slot));
    if slots.is_empty() {
        // Nothing of the event matters, but that it was there.
        slots.push(Slot::EventType);
    }
    slots
}

fn collect_slots(filter: &Formula<Test>, slots: &mut Vec<Slot>) {
    match filter {
        Formula::All(parts) | Formula::Any(parts) => {
            for part in parts {
                collect_slots(part, slots);
            }
        }
        Formula::Not(part) => collect_slots(part, slots),
        Formula::Test(test) => slots.extend(test.slots()),
    }
}
