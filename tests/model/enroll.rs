//! Enrolling (section 4, "Enrolling"), and the versions of an offer (section 2, "Versions").

use onward::base::Instant;
use onward::engine::{EnrollmentRefusal, Outcome};
use onward::program::{
    Deadline, DeadlineAnchor, Enroll, EventFilter, EventType, Offer, OfferId, Repeat, Role,
    Version, VersionId,
};

use super::account::{Account, Enrollment, State, Windows};

impl<'program> Account<'program> {
    /// Remembers the first event ever of what the program asks that of, as `on first EVENT` does.
    pub fn note_firsts(&mut self, event: usize) {
        let program = self.program;
        for filter in program.versions.iter().filter_map(first_of) {
            let is_noted = self.firsts.iter().any(|(noted, _)| noted == filter);
            if !is_noted && self.matches(filter, event) {
                self.firsts.push((filter.clone(), event));
            }
        }
    }

    fn first(&self, filter: &EventFilter) -> Option<usize> {
        let mut firsts = self.firsts.iter();
        Some(firsts.find(|(noted, _)| noted == filter)?.1)
    }

    /// 5. Offers in declaration order, each by the version that is asked.
    pub fn enroll(&mut self, event: usize, kind: &EventType) {
        let at = self.history[event].event.at;
        let mut asked: Vec<(VersionId, bool)> = Vec::new();
        for offer in &self.program.offers {
            match self.highest_available(offer, at) {
                Some(version) if self.asks(version, event, kind) => asked.push((version, true)),
                Some(_) => {}
                None => asked.extend(
                    self.highest_that_asks(offer, event, kind)
                        .map(|version| (version, false)),
                ),
            }
        }
        asked.sort();
        for (version, is_available) in asked {
            let refusal = if is_available {
                self.refusal(version, at)
            } else {
                Some(EnrollmentRefusal::NotAvailable)
            };
            match refusal {
                None => self.enter(version),
                Some(reason) if !self.is_automatic(version) => {
                    self.write(Outcome::EnrollmentRefused { version, reason });
                }
                Some(_) => {}
            }
        }
    }

    /// The start of an automatic version: it is tested if a new enrollment would take it.
    pub fn start(&mut self, id: VersionId) {
        let program = self.program;
        let offer = &program.offers[self.version(id).offer.index()];
        if self.highest_available(offer, self.clock) == Some(id)
            && self.refusal(id, self.clock).is_none()
        {
            self.enter(id);
            self.fire_at_enrollment(self.enrollments.len() - 1);
        }
    }

    pub fn automatic_versions(&self, starts: impl Fn(Instant) -> bool) -> Vec<VersionId> {
        (0..self.program.versions.len())
            .map(VersionId::from_index)
            .filter(|id| {
                self.is_automatic(*id) && self.version(*id).available.from.is_some_and(&starts)
            })
            .collect()
    }

    pub fn version(&self, id: VersionId) -> &'program Version {
        let program = self.program;
        &program.versions[id.index()]
    }

    fn is_automatic(&self, id: VersionId) -> bool {
        self.version(id).enroll == Enroll::Automatically
    }

    fn highest_available(&self, offer: &Offer, at: Instant) -> Option<VersionId> {
        let mut highest_first = offer.versions.iter().rev().copied();
        highest_first.find(|id| {
            let version = self.version(*id);
            version.available.contains(at) && !self.has_stopped_earning(version)
        })
    }

    fn highest_that_asks(
        &self,
        offer: &Offer,
        event: usize,
        kind: &EventType,
    ) -> Option<VersionId> {
        let mut highest_first = offer.versions.iter().rev().copied();
        highest_first.find(|id| !self.is_automatic(*id) && self.asks(*id, event, kind))
    }

    /// Whether the version's `enroll` clause matches the event.
    fn asks(&self, id: VersionId, event: usize, kind: &EventType) -> bool {
        match &self.version(id).enroll {
            Enroll::On { event: filter, .. } => self.matches(filter, event),
            Enroll::OnFirst { event: filter } => self.first(filter) == Some(event),
            Enroll::Automatically => match kind.role {
                Role::Opens | Role::Updates => true,
                Role::Plain
                | Role::Closes
                | Role::Spends { .. }
                | Role::Reverses { .. }
                | Role::Corrects { .. } => false,
            },
        }
    }

    /// Why an available version refuses the account, if it does: the reasons in their order.
    fn refusal(&self, id: VersionId, at: Instant) -> Option<EnrollmentRefusal> {
        let version = self.version(id);
        let row = version.table.as_ref().map(|table| self.row_of(table));
        if self.enrollments_under(version.offer).count() as u64 >= version.enroll.times() {
            Some(EnrollmentRefusal::AlreadyEnrolled)
        } else if self.is_still_running(version) {
            Some(EnrollmentRefusal::StillRunning)
        } else if self.is_too_late(version, at) {
            Some(EnrollmentRefusal::TooLate)
        } else if self.is_excluded(version) {
            Some(EnrollmentRefusal::Exclusive)
        } else if !self.is_eligible(&version.eligible, at) {
            Some(EnrollmentRefusal::NotEligible)
        } else if row == Some(None) {
            Some(EnrollmentRefusal::Unlisted)
        } else if !self.has_currency_of(version, row.flatten()) {
            Some(EnrollmentRefusal::Currency)
        } else {
            None
        }
    }

    fn enrollments_under(&self, offer: OfferId) -> impl Iterator<Item = usize> {
        (0..self.enrollments.len())
            .filter(move |enrollment| self.version_of(*enrollment).offer == offer)
    }

    /// `one at a time`: an earlier one has a window that is open or may still open, or a credit
    /// scheduled.
    fn is_still_running(&self, version: &Version) -> bool {
        let Enroll::On {
            repeat: Repeat::OneAtATime(_),
            ..
        } = version.enroll
        else {
            return false;
        };
        self.enrollments_under(version.offer).any(|enrollment| {
            let has_scheduled = self.firings.iter().any(|firing| {
                firing.enrollment == enrollment && matches!(firing.state, State::Scheduled { .. })
            });
            has_scheduled || self.has_open_window(enrollment)
        })
    }

    fn is_too_late(&self, version: &Version, at: Instant) -> bool {
        let Enroll::On {
            deadline: Some(Deadline { within, after }),
            ..
        } = &version.enroll
        else {
            return false;
        };
        let anchor = match after {
            DeadlineAnchor::Opening => Some(self.opened),
            DeadlineAnchor::First(filter) => {
                let first = self.first(filter);
                first.map(|first| self.history[first].event.at)
            }
        };
        anchor.is_some_and(|anchor| self.program.calendar.add(anchor, *within) <= at)
    }

    fn is_excluded(&self, version: &Version) -> bool {
        version.group.is_some()
            && (0..self.enrollments.len()).any(|enrollment| {
                let other = self.version_of(enrollment);
                other.group == version.group && other.offer != version.offer
            })
    }

    fn enter(&mut self, id: VersionId) {
        let version = self.version(id);
        self.enrollments.push(Enrollment {
            version: id,
            at: self.clock,
            by: self.now,
            row: version.table.as_ref().and_then(|table| self.row_of(table)),
            ended: false,
            windows: vec![Windows::default(); version.measures.len()],
        });
        self.write(Outcome::Enrolled { version: id });
        self.open_windows(self.enrollments.len() - 1);
    }
}

/// The event whose first occurrence a version asks about.
fn first_of(version: &Version) -> Option<&EventFilter> {
    match &version.enroll {
        Enroll::OnFirst { event } => Some(event),
        Enroll::On { deadline, .. } => match &deadline.as_ref()?.after {
            DeadlineAnchor::First(event) => Some(event),
            DeadlineAnchor::Opening => None,
        },
        Enroll::Automatically => None,
    }
}
