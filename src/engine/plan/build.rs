//! From a program to its plan, version by version.

use std::sync::Arc;

use hashbrown::HashMap;
use smallvec::SmallVec;

use crate::base::Duration;
use crate::program::{
    Counting, DeadlineAnchor, EligibilityTest, Enroll, EventFilter, EventTypeId, Formula,
    MeasureId, OfferId, Program, Role, RuleId, Slot, Test, Trigger, Version, VersionId,
};

use super::super::filter::Asks;
use super::super::history::surely_within;
use super::super::index::{ConstantIndex, EventIndex, best_key};
use super::measures::{measure_plans, slot_to_keep};
use super::{
    Condition, Count, FirstId, HistoryId, HistoryPlan, Plan, PlanCalendar, Spends, Steps,
    VersionPlan, Watch,
};

pub(super) struct Builder {
    plan: Plan,
    first_ids: HashMap<EventFilter, FirstId>,
    history_ids: HashMap<EventFilter, HistoryId>,
}

impl Builder {
    pub fn new(program: Arc<Program>) -> Self {
        let types = program.events.len();
        Self {
            plan: Plan {
                calendar: PlanCalendar::new(program.calendar),
                versions: Vec::new(),
                steps: Vec::new(),
                limit_periods: vec![SmallVec::new(); program.offers.len()],
                enrolls: EventIndex::new(types),
                revokes: EventIndex::new(types),
                watchers: EventIndex::new(types),
                firsts: EventIndex::new(types),
                first_filters: Vec::new(),
                histories: EventIndex::new(types),
                history_plans: Vec::new(),
                automatic: ConstantIndex::default(),
                automatic_starts: Vec::new(),
                program,
            },
            first_ids: HashMap::new(),
            history_ids: HashMap::new(),
        }
    }

    /// Builds the plan of these offers; the others are there, and nothing leads to them.
    pub fn build(mut self, is_in_play: impl Fn(OfferId) -> bool) -> Plan {
        let program = Arc::clone(&self.plan.program);
        for (index, version) in program.versions.iter().enumerate() {
            let id = VersionId::from_index(index);
            let plan = if is_in_play(version.offer) {
                self.version(id, version)
            } else {
                VersionPlan::idle()
            };
            self.plan.versions.push(plan);
            self.limit_periods(version);
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
        self.plan.steps = (0..program.events.len())
            .map(EventTypeId::from_index)
            .map(|id| self.steps(id))
            .collect();
        self.plan
    }

    /// What events of a type can lead to, once all is indexed.
    fn steps(&self, id: EventTypeId) -> Steps {
        let plan = &self.plan;
        let role = plan.program.events.get(id.index()).map(|kind| &kind.role);
        let changes_facts = matches!(role, Some(Role::Opens | Role::Updates));
        let reverses_or_corrects =
            matches!(role, Some(Role::Reverses { .. } | Role::Corrects { .. }));
        let revokes = !plan.revokes.has_none(id);
        let remembers = !(plan.firsts.has_none(id) && plan.histories.has_none(id));
        let enrolls = changes_facts || !plan.enrolls.has_none(id);
        Steps {
            changes_account: changes_facts || matches!(role, Some(Role::Closes)),
            spends: role.and_then(spends),
            does_more: reverses_or_corrects || revokes || remembers || enrolls,
            reverses_or_corrects,
            revokes,
            remembers,
            enrolls,
        }
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
            apply: Asks::of(&version.apply.event.filter),
            measures: measure_plans(version),
            pays_at_enrollment: version
                .rules
                .iter()
                .any(|rule| matches!(rule.trigger, Trigger::AtEnrollment { .. })),
            pays_on_events: version
                .rules
                .iter()
                .any(|rule| matches!(rule.trigger, Trigger::On { .. })),
        }
    }

    fn limit_periods(&mut self, version: &Version) {
        if let Some(periods) = self.plan.limit_periods.get_mut(version.offer.index()) {
            for period in version.limits.iter().filter_map(|limit| limit.per) {
                if !periods.contains(&period) {
                    periods.push(period);
                }
            }
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
            // Not by their length: 30 days are shorter than most months, and reach further back than a short one.
            let is_shorter = plan
                .shortest
                .is_none_or(|shortest| surely_within(within) < surely_within(shortest));
            if is_shorter {
                plan.shortest = Some(within);
            }
        }
        id
    }

    fn watches(&mut self, id: VersionId, version: &Version) -> Vec<(EventTypeId, Watch)> {
        let mut watches: Vec<(EventTypeId, Watch)> = Vec::new();
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
            let count = Count {
                measure: MeasureId::from_index(index),
                asks: Asks::of(&measure.event.filter),
                aggregate: measure.aggregate,
                is_net: measure.counting == Counting::Net,
                kept: slot_to_keep(&self.plan.program, measure),
            };
            watch(measure.event.event, &mut |watch| watch.counts.push(count));
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

fn spends(role: &Role) -> Option<Spends> {
    let Role::Spends {
        amount,
        since,
        reversal,
    } = role
    else {
        return None;
    };
    Some(Spends {
        amount: *amount,
        since: *since,
        is_reversible: reversal.is_some(),
    })
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
