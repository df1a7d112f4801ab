//! A running enrollment: its windows and what its rules have fired.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use thin_vec::ThinVec;

use crate::base::{Amount, Instant, prefetch};
use crate::program::{MeasureId, RuleId, VersionId};

use super::scene::EnrollmentKey;
use super::tally::Tally;

/// One enrollment of an account under one version of an offer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Enrollment {
    pub version: VersionId,
    /// The place among all enrollments of the account.
    pub number: u32,
    pub at: Instant,
    /// The row of the version's table that was chosen.
    pub row: Option<u32>,
    /// Indexed by `MeasureId`.
    pub windows: SmallVec<[Window; 1]>,
    /// Indexed by `RuleId`.
    pub rules: SmallVec<[RuleState; 1]>,
    /// Whether a rule got a place back, and is to be asked again on the next event.
    pub has_freed_place: bool,
}

/// The window of a measure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Window {
    pub phase: Phase,
    /// Closed instances that something still refers to, oldest first.
    pub past: ThinVec<Instance>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum Phase {
    /// For the first event; until then nothing counts. It cannot open at `until` or later.
    Waiting {
        until: Option<Instant>,
    },
    Open(Instance),
    Over,
}

/// The place of a window instance among all that the account ever had, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct InstanceNumber(NonZeroU32);

/// Numbers the window instances of an account.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct InstanceNumbers {
    latest: u32,
}

impl InstanceNumbers {
    pub fn next(&mut self) -> InstanceNumber {
        let number = NonZeroU32::MIN.saturating_add(self.latest);
        self.latest = number.get();
        InstanceNumber(number)
    }
}

/// An instance of a window, known by its start among those of one measure.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Instance {
    pub start: Instant,
    /// `None` is never.
    pub end: Option<Instant>,
    pub tally: Tally,
    /// Below this total of money no rule can fire that has not been asked: the next threshold or step. Zero of any
    /// other measure.
    pub asks_from: Amount,
    /// By which charges remember that it counted them.
    pub number: InstanceNumber,
}

/// A window instance by its names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct InstanceKey {
    pub enrollment: EnrollmentKey,
    pub measure: MeasureId,
    pub start: Instant,
}

/// What a rule has fired in one enrollment.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub(super) struct RuleState {
    /// Places of `at most N times` that are taken.
    pub used: u64,
    /// Of `every`: the window instance and how many steps have fired in it.
    pub steps: Option<(Instant, u64)>,
    /// Of `reaches` and tiers: which window instances are used up.
    pub firings: ThinVec<Firing>,
}

/// One firing of a `reaches` rule or a tier.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Firing {
    /// The starts of the window instances that it used up, in order of the rule's conditions.
    pub instances: SmallVec<[Instant; 1]>,
    /// The row of a tier rule, the one that was paid where credit was issued.
    pub tier: u32,
    pub fate: Fate,
}

/// What became of a firing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum Fate {
    /// Earned, by its order of earning.
    Scheduled(u32),
    /// Issued, by the number of the credit.
    Issued(u32),
    /// Refused, or clawed back: used up all the same.
    Done,
}

impl Enrollment {
    /// Asks for its memory.
    #[inline]
    pub fn prefetch(&self) {
        prefetch(&self.row);
        prefetch(&self.rules);
        prefetch(&self.version);
    }

    pub fn key(&self) -> (VersionId, u32) {
        (self.version, self.number)
    }

    pub fn window(&self, measure: MeasureId) -> Option<&Window> {
        self.windows.get(measure.index())
    }

    pub fn window_mut(&mut self, measure: MeasureId) -> Option<&mut Window> {
        self.windows.get_mut(measure.index())
    }

    pub fn rule(&self, rule: RuleId) -> Option<&RuleState> {
        self.rules.get(rule.index())
    }

    pub fn rule_mut(&mut self, rule: RuleId) -> Option<&mut RuleState> {
        self.rules.get_mut(rule.index())
    }

    /// Every window instance that is open or remembered, by measure.
    pub fn instances(&self) -> impl Iterator<Item = (MeasureId, &Instance)> {
        let windows = self.windows.iter().enumerate();
        windows.flat_map(|(index, window)| {
            let measure = MeasureId::from_index(index);
            let instances = window.past.iter().chain(window.open());
            instances.map(move |instance| (measure, instance))
        })
    }

    /// Their numbers.
    pub fn instance_numbers(&self) -> impl Iterator<Item = InstanceNumber> {
        self.instances().map(|(_, instance)| instance.number)
    }

    /// Whether a window is open or may still open.
    pub fn has_live_window(&self) -> bool {
        self.windows
            .iter()
            .any(|window| !matches!(window.phase, Phase::Over))
    }

    /// The start of the open instance of a measure.
    pub fn open_instance(&self, measure: MeasureId) -> Option<&Instance> {
        self.window(measure)?.open()
    }

    /// An instance of a measure by its start, open or remembered.
    pub fn instance(&self, measure: MeasureId, start: Instant) -> Option<&Instance> {
        self.window(measure)?.instance(start)
    }
}

impl Instance {
    pub fn contains(&self, instant: Instant) -> bool {
        self.start <= instant && self.end.is_none_or(|end| instant < end)
    }
}

impl Phase {
    /// Of an instance that has counted nothing yet.
    pub fn ask_from(&mut self, goal: Amount) {
        if let Self::Open(instance) = self {
            instance.asks_from = goal;
        }
    }
}

impl Window {
    pub fn open(&self) -> Option<&Instance> {
        match &self.phase {
            Phase::Open(instance) => Some(instance),
            Phase::Waiting { .. } | Phase::Over => None,
        }
    }

    pub fn open_mut(&mut self) -> Option<&mut Instance> {
        match &mut self.phase {
            Phase::Open(instance) => Some(instance),
            Phase::Waiting { .. } | Phase::Over => None,
        }
    }

    /// The open instance, else the last that closed.
    pub fn latest(&self) -> Option<&Instance> {
        self.open().or_else(|| self.past.last())
    }

    pub fn instance(&self, start: Instant) -> Option<&Instance> {
        self.open()
            .into_iter()
            .chain(&self.past)
            .find(|instance| instance.start == start)
    }

    pub fn instance_mut(&mut self, start: Instant) -> Option<&mut Instance> {
        let open = match &mut self.phase {
            Phase::Open(instance) => Some(instance),
            Phase::Waiting { .. } | Phase::Over => None,
        };
        open.into_iter()
            .chain(&mut self.past)
            .find(|instance| instance.start == start)
    }
}

impl RuleState {
    /// How many of `at_most` places are free; without a bound, all there are.
    pub fn free_places(&self, at_most: Option<u64>) -> u64 {
        at_most.map_or(u64::MAX, |places| places.saturating_sub(self.used))
    }

    pub fn take(&mut self, places: u64) {
        self.used = self.used.saturating_add(places);
    }

    pub fn give_back(&mut self, places: u64) {
        self.used = self.used.saturating_sub(places);
    }

    pub fn steps_in(&self, instance: Instant) -> u64 {
        match self.steps {
            Some((start, steps)) if start == instance => steps,
            Some(_) | None => 0,
        }
    }

    pub fn firing_of(&mut self, earning: u32) -> Option<&mut Firing> {
        self.firings
            .iter_mut()
            .find(|firing| firing.fate == Fate::Scheduled(earning))
    }
}
