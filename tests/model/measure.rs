//! Measures and their window instances (section 2.4).

use std::collections::BTreeSet;

use onward::base::Instant;
use onward::engine::Value;
use onward::program::{Aggregate, Anchor, Measure, MeasureId, Slot, Version, Window, Within};

use super::account::{Account, Counted, Enrollment, Instance, InstanceId, Past, Windows};
use super::exact::{Exact, floor, number, share, whole};

impl<'program> Account<'program> {
    pub fn version_of(&self, enrollment: usize) -> &'program Version {
        let program = self.program;
        &program.versions[self.enrollments[enrollment].version.index()]
    }

    /// Whether rules still fire for an enrollment.
    pub fn is_running(&self, enrollment: usize) -> bool {
        !self.enrollments[enrollment].ended
            && !self.has_stopped_earning(self.version_of(enrollment))
    }

    pub fn has_stopped_earning(&self, version: &Version) -> bool {
        version.earns_until.is_some_and(|until| until <= self.clock)
    }

    /// 6. Every open window of every running enrollment that the event matches.
    pub fn measure(&mut self, event: usize) {
        for enrollment in 0..self.enrollments.len() {
            let dated = self.history[event].event.at;
            if !self.is_running(enrollment) || dated < self.enrollments[enrollment].at {
                continue;
            }
            for (index, measure) in self.version_of(enrollment).measures.iter().enumerate() {
                if self.matches(&measure.event, event) {
                    self.count(enrollment, MeasureId::from_index(index), measure, event);
                }
            }
        }
    }

    fn count(&mut self, enrollment: usize, id: MeasureId, measure: &Measure, event: usize) {
        let at = self.history[event].event.at;
        if self.enrollments[enrollment].windows[id.index()].waits {
            self.enrollments[enrollment].windows[id.index()].waits = false;
            self.open_within(enrollment, id, measure, Some(at));
        }
        let windows = &mut self.enrollments[enrollment].windows[id.index()];
        let containing = windows.instances.iter_mut().find(|instance| {
            !instance.closed && instance.start <= at && instance.end.is_none_or(|end| at < end)
        });
        if let Some(instance) = containing {
            let refunds = Vec::new();
            instance.counted.push(Counted { event, refunds });
        }
    }

    /// Opens what opens at enrollment.
    pub fn open_windows(&mut self, enrollment: usize) {
        for (index, measure) in self.version_of(enrollment).measures.iter().enumerate() {
            let id = MeasureId::from_index(index);
            let start = self.enrollments[enrollment].at;
            match &measure.window {
                Window::Within(withins) if withins.iter().any(is_of_first_event) => {
                    self.enrollments[enrollment].windows[index].waits = true;
                }
                Window::Within(_) => self.open_within(enrollment, id, measure, None),
                Window::EachPeriod(_) | Window::EachOfEnrollment(_) | Window::SinceEnrollment => {
                    self.open_from(enrollment, id, start);
                }
            }
        }
    }

    /// Opens a `within` window, now that all of its anchors are there.
    fn open_within(
        &mut self,
        enrollment: usize,
        id: MeasureId,
        measure: &Measure,
        first: Option<Instant>,
    ) {
        let Window::Within(withins) = &measure.window else {
            return;
        };
        let anchors = withins.iter().filter_map(|within| match within.anchor {
            Anchor::Enrollment => Some(self.enrollments[enrollment].at),
            Anchor::Opening => Some(self.opened),
            Anchor::FirstEvent => first,
        });
        let start = anchors.max().expect("a window has an anchor");
        let end = self.end_of_within(enrollment, withins, first);
        self.open_instance(enrollment, id, start, end);
    }

    /// The earliest end of those whose anchor is there.
    fn end_of_within(
        &self,
        enrollment: usize,
        withins: &[Within],
        first: Option<Instant>,
    ) -> Option<Instant> {
        withins
            .iter()
            .filter_map(|within| {
                let anchor = match within.anchor {
                    Anchor::Enrollment => self.enrollments[enrollment].at,
                    Anchor::Opening => self.opened,
                    Anchor::FirstEvent => first?,
                };
                Some(self.program.calendar.add(anchor, within.duration))
            })
            .min()
    }

    /// Opens the next instance of a window that comes again, or the only one of `since enrollment`.
    pub fn open_from(&mut self, enrollment: usize, id: MeasureId, start: Instant) {
        let calendar = self.program.calendar;
        let enrolled = self.enrollments[enrollment].at;
        let end = match self.version_of(enrollment).measures[id.index()].window {
            Window::EachPeriod(period) => Some(calendar.period_end(period, start)),
            // Where a day is skipped, two ends can be one instant.
            Window::EachOfEnrollment(duration) => (1..)
                .map(|times| calendar.add_times(enrolled, duration, times))
                .find(|end| *end > start),
            Window::SinceEnrollment => None,
            Window::Within(_) => return,
        };
        self.open_instance(enrollment, id, start, end);
    }

    /// `earns` cuts every window short; one that is over before it could open never opens.
    fn open_instance(
        &mut self,
        enrollment: usize,
        id: MeasureId,
        start: Instant,
        end: Option<Instant>,
    ) {
        let earns = self.version_of(enrollment).earns_until;
        let end = [end, earns].into_iter().flatten().min();
        if end.is_some_and(|end| end <= start || end <= self.clock) {
            return;
        }
        let windows = &mut self.enrollments[enrollment].windows[id.index()];
        windows.instances.push(Instance {
            start,
            end,
            closed: false,
            counted: Vec::new(),
        });
    }

    /// Whether a measure has a window that is open or may still open.
    pub fn has_open_window(&self, enrollment: usize) -> bool {
        let Enrollment { windows, .. } = &self.enrollments[enrollment];
        let version = self.version_of(enrollment);
        self.is_running(enrollment)
            && windows.iter().zip(&version.measures).any(|(one, measure)| {
                one.instances.iter().any(|instance| !instance.closed)
                    || self.may_still_open(enrollment, one, measure)
            })
    }

    fn may_still_open(&self, enrollment: usize, windows: &Windows, measure: &Measure) -> bool {
        let Window::Within(withins) = &measure.window else {
            return false;
        };
        let end = self.end_of_within(enrollment, withins, None);
        windows.waits && end.is_none_or(|end| self.clock < end)
    }

    /// The latest window instance of each measure.
    pub fn latest(&self, enrollment: usize) -> Vec<Option<InstanceId>> {
        let windows = self.enrollments[enrollment].windows.iter().enumerate();
        windows
            .map(|(index, windows)| {
                let number = windows.instances.len().checked_sub(1)?;
                let measure = MeasureId::from_index(index);
                Some(InstanceId { measure, number })
            })
            .collect()
    }

    pub fn instance(&self, enrollment: usize, id: InstanceId) -> &Instance {
        &self.enrollments[enrollment].windows[id.measure.index()].instances[id.number]
    }

    /// What a window instance has counted, less what was refunded: money in minor units.
    pub fn value_of(&self, enrollment: usize, id: InstanceId) -> Exact {
        let measure = &self.version_of(enrollment).measures[id.measure.index()];
        let counted = &self.instance(enrollment, id).counted;
        match measure.aggregate {
            Aggregate::TotalMoney(slot) => counted
                .iter()
                .map(|counted| whole(self.money_left(slot, counted)))
                .sum(),
            Aggregate::TotalNumber(slot) => counted
                .iter()
                .map(|counted| self.number_left(slot, counted))
                .sum(),
            Aggregate::Count => {
                let left = counted.iter().filter(|counted| self.is_left(counted));
                whole(left.count() as i128)
            }
            Aggregate::CountDifferent(slot) => {
                let values = counted
                    .iter()
                    .map(|counted| self.value(slot, Some(&self.history[counted.event])));
                let different: BTreeSet<_> = values.filter(|value| !value.is_absent()).collect();
                whole(different.len() as i128)
            }
            Aggregate::DaysWith => {
                let left = counted.iter().filter(|counted| self.is_left(counted));
                let days = left.map(|counted| {
                    let at = self.history[counted.event].event.at;
                    self.program.calendar.date(at)
                });
                whole(days.collect::<BTreeSet<_>>().len() as i128)
            }
        }
    }

    /// A money field of a counted event, less the refunded share of it (section 6).
    fn money_left(&self, slot: Slot, counted: &Counted) -> i128 {
        let past = &self.history[counted.event];
        let Value::Money(value) = self.value(slot, Some(past)) else {
            return 0;
        };
        let fallen = |refunded: i128| self.money_fallen(slot, value.minor(), past, refunded);
        let falls = counted
            .refunds
            .iter()
            .map(|(before, after)| fallen(*after) - fallen(*before));
        value.minor() - falls.sum::<i128>()
    }

    /// By how much a money field has fallen when so much of its charge is refunded.
    fn money_fallen(&self, slot: Slot, value: i128, past: &Past, refunded: i128) -> i128 {
        let charged = self.spent(past).expect("only what spends is refunded");
        let returned = floor(&share(past.credited(), refunded, charged));
        match slot {
            Slot::Cash => refunded - returned,
            Slot::Credited => returned,
            // Of the amount itself this is the refund.
            Slot::Field(_)
            | Slot::EventId
            | Slot::EventType
            | Slot::AccountId
            | Slot::At
            | Slot::Day
            | Slot::Weekday
            | Slot::Fact(_)
            | Slot::Currency
            | Slot::Opened => floor(&share(value, refunded, charged)),
        }
    }

    fn number_left(&self, slot: Slot, counted: &Counted) -> Exact {
        let past = &self.history[counted.event];
        let Value::Number(value) = self.value(slot, Some(past)) else {
            return whole(0);
        };
        let refunded = counted.refunds.iter().map(|(before, after)| {
            let charged = self.spent(past).expect("only what spends is refunded");
            share(after - before, 1, charged)
        });
        number(value) * (whole(1) - refunded.sum::<Exact>())
    }

    /// Only a full refund takes an event out.
    fn is_left(&self, counted: &Counted) -> bool {
        let charged = self.spent(&self.history[counted.event]);
        !counted
            .refunds
            .iter()
            .any(|(_, after)| Some(*after) == charged)
    }
}

fn is_of_first_event(within: &Within) -> bool {
    within.anchor == Anchor::FirstEvent
}
