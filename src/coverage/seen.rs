//! What was seen while cases ran: every kind of thing once, however often.

use std::collections::BTreeSet;

use crate::base::Instant;
use crate::case::{Occurred, Occurrence, Watch};
use crate::engine::observe::{ConditionMet, chosen_rows, conditions_after, conditions_before};
use crate::engine::{Account, EnrollmentRefusal, Entry, Noted, Outcome, Plan, Revocation};
use crate::program::{MeasureId, RuleId, VersionId};

use super::edges::{Edge, Edges, Side};

/// Something that happened under a version at least once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sight {
    /// An enrollment was asked for, whatever came of it.
    Asked(VersionId),
    /// The eligibility was asked.
    EligibilityAsked(VersionId),
    Enrolled(VersionId),
    Excluded(VersionId),
    Row(VersionId, u32),
    Counted(VersionId, MeasureId),
    Decided(VersionId, RuleId, u32),
    Limited(VersionId, usize),
    Issued(VersionId),
    Applied(VersionId),
    ClawedBack(VersionId),
    Revoked(VersionId, usize),
    /// An account that had enrolled met something at or after the end of `earns`.
    EarnsEnded(VersionId),
    Condition(ConditionMet),
    Edge(VersionId, Edge, Side),
}

pub type Sights = BTreeSet<Sight>;

/// Looks on while cases run.
pub struct Onlooker<'p> {
    plan: &'p Plan,
    pub sights: Sights,
    enrolled: BTreeSet<VersionId>,
    edges: Edges<'p>,
}

impl<'p> Onlooker<'p> {
    pub fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            sights: Sights::new(),
            enrolled: BTreeSet::new(),
            edges: Edges::new(plan),
        }
    }

    fn note(&mut self, what: &Noted) {
        match what {
            Noted::Counted {
                version,
                measure,
                value,
                ..
            } => {
                self.sights.insert(Sight::Counted(*version, *measure));
                let sides = self.edges.of_value(*version, *measure, value);
                let of_version = |(edge, side)| Sight::Edge(*version, edge, side);
                self.sights.extend(sides.into_iter().map(of_version));
            }
            Noted::Decided {
                version,
                rule,
                tier,
            } => {
                self.sights.insert(Sight::Decided(*version, *rule, *tier));
            }
            Noted::Limited { version, limit, .. } => {
                self.sights.insert(Sight::Limited(*version, *limit));
            }
            Noted::Revoking { version, revoke } => {
                self.sights.insert(Sight::Revoked(*version, *revoke));
            }
            Noted::Passed { .. } | Noted::Billed { .. } => {}
        }
    }

    fn entry(&mut self, entry: &Entry) {
        let sights = &mut self.sights;
        match &entry.outcome {
            Outcome::Enrolled { version } => {
                sights.extend([
                    Sight::Asked(*version),
                    Sight::EligibilityAsked(*version),
                    Sight::Enrolled(*version),
                ]);
                self.enrolled.insert(*version);
            }
            Outcome::EnrollmentRefused { version, reason } => {
                sights.insert(Sight::Asked(*version));
                match reason {
                    EnrollmentRefusal::NotEligible
                    | EnrollmentRefusal::Unlisted
                    | EnrollmentRefusal::Currency => {
                        sights.insert(Sight::EligibilityAsked(*version));
                    }
                    EnrollmentRefusal::Exclusive => {
                        sights.insert(Sight::Excluded(*version));
                    }
                    EnrollmentRefusal::NotAvailable
                    | EnrollmentRefusal::AlreadyEnrolled
                    | EnrollmentRefusal::StillRunning
                    | EnrollmentRefusal::TooLate => {}
                }
            }
            Outcome::Issued {
                version, expires, ..
            } => {
                sights.insert(Sight::Issued(*version));
                if let Some(expires) = expires {
                    self.edges.expect(*version, Edge::Expiry, *expires);
                }
            }
            Outcome::Applied { version, .. } => {
                sights.insert(Sight::Applied(*version));
            }
            Outcome::Revoked {
                version,
                reason: Revocation::Clawback,
                ..
            } => {
                sights.insert(Sight::ClawedBack(*version));
            }
            Outcome::Revoked { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Earned { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Restored { .. }
            | Outcome::Forfeited { .. }
            | Outcome::Expired { .. }
            | Outcome::Lapsed { .. }
            | Outcome::Adjusted { .. } => {}
        }
    }

    fn end_of_earns(&mut self, at: Instant) {
        for version in &self.enrolled {
            let terms = self.plan.program().versions.get(version.index());
            let earns = terms.and_then(|terms| terms.earns_until);
            if earns.is_some_and(|earns| at >= earns) {
                self.sights.insert(Sight::EarnsEnded(*version));
            }
        }
    }
}

impl Watch for Onlooker<'_> {
    fn next_account(&mut self) {
        self.enrolled.clear();
        self.edges.forget();
    }

    fn before(&mut self, account: Option<&Account>, occurrence: &Occurrence) {
        if let Some(account) = account {
            self.edges.expect_windows(account);
            if let Some(event) = &occurrence.event {
                let met = conditions_before(self.plan, account, event);
                self.sights.extend(met.into_iter().map(Sight::Condition));
            }
        }
        if let Some(event) = &occurrence.event {
            let sides = self.edges.of_event(event);
            let sights = sides
                .into_iter()
                .map(|(version, edge, side)| Sight::Edge(version, edge, side));
            self.sights.extend(sights);
        }
        self.end_of_earns(occurrence.at);
    }

    fn after(&mut self, account: &Account, occurrence: &Occurrence, occurred: &Occurred) {
        for note in &occurred.notes {
            self.note(&note.what);
        }
        for entry in &occurred.entries {
            self.entry(entry);
        }
        let rows = chosen_rows(account);
        self.sights
            .extend(rows.map(|(version, row)| Sight::Row(version, row)));
        if let Some(event) = &occurrence.event {
            let cash = occurred.notes.iter().find_map(|note| match note.what {
                Noted::Billed { cash } => Some(cash),
                Noted::Counted { .. }
                | Noted::Decided { .. }
                | Noted::Passed { .. }
                | Noted::Limited { .. }
                | Noted::Revoking { .. } => None,
            });
            let met = conditions_after(self.plan, account, event, cash);
            self.sights.extend(met.into_iter().map(Sight::Condition));
        }
    }
}
