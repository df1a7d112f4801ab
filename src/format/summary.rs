//! What a run came to, by offer: the sums of its ledger.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::{Amount, Currency};
use crate::engine::{Entry, Outcome};
use crate::program::{OfferId, Program, VersionId};

use super::counts::EventCounts;

/// What a run came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Summary {
    pub events: EventCounts,
    /// Accounts opened.
    pub accounts: u64,
    /// Ledger entries written.
    pub entries: u64,
    /// Indexed by [`OfferId`].
    pub offers: Vec<OfferSummary>,
}

/// What one offer came to, all versions.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct OfferSummary {
    pub name: String,
    pub enrolled: u64,
    /// Credits issued.
    pub credits: u64,
    pub lapsed: u64,
    /// By currency, those in which credit was issued.
    pub money: BTreeMap<Currency, Flows>,
}

/// Where the credit of an offer went. Issued is the sum of the others, for at every instant: issued =
/// applied − restored + expired + revoked + remaining (section 7).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Flows {
    pub issued: Amount,
    /// Less what was restored.
    pub applied: Amount,
    pub expired: Amount,
    pub revoked: Amount,
}

impl Flows {
    /// What is left to spend.
    pub fn left(&self) -> Amount {
        self.issued
            .minus(self.applied)
            .minus(self.expired)
            .minus(self.revoked)
    }

    fn add(&mut self, other: &Self) {
        self.issued = self.issued.plus(other.issued);
        self.applied = self.applied.plus(other.applied);
        self.expired = self.expired.plus(other.expired);
        self.revoked = self.revoked.plus(other.revoked);
    }
}

impl OfferSummary {
    fn add(&mut self, other: &Self) {
        self.enrolled += other.enrolled;
        self.credits += other.credits;
        self.lapsed += other.lapsed;
        for (currency, flows) in &other.money {
            self.money.entry(*currency).or_default().add(flows);
        }
    }
}

impl Summary {
    /// Nothing yet, for each offer of a program.
    pub fn new(program: &Program) -> Self {
        let offer = |name: &str| OfferSummary {
            name: name.to_owned(),
            ..OfferSummary::default()
        };
        Self {
            events: EventCounts::default(),
            accounts: 0,
            entries: 0,
            offers: program
                .offers
                .iter()
                .map(|each| offer(&each.name))
                .collect(),
        }
    }

    /// What came before: of a run that goes on from another.
    pub fn begin_with(&mut self, accounts: u64, offers: &[OfferSummary]) {
        self.accounts += accounts;
        for (offer, before) in self.offers.iter_mut().zip(offers) {
            offer.add(before);
        }
    }

    /// Adds the summary of other accounts under the same program.
    pub fn add(&mut self, other: &Self) {
        self.events.add(&other.events);
        self.accounts += other.accounts;
        self.entries += other.entries;
        for (offer, other) in self.offers.iter_mut().zip(&other.offers) {
            offer.add(other);
        }
    }

    /// Counts a ledger entry of an account that has this currency.
    pub fn count(&mut self, program: &Program, currency: Currency, entry: &Entry) {
        match &entry.outcome {
            Outcome::Enrolled { version } => {
                if let Some(offer) = self.offer_of(program, *version) {
                    offer.enrolled += 1;
                }
            }
            Outcome::Lapsed { version, .. } => {
                if let Some(offer) = self.offer_of(program, *version) {
                    offer.lapsed += 1;
                }
            }
            Outcome::Issued { credit, amount, .. } => {
                if let Some(offer) = self.offers.get_mut(credit.offer.index()) {
                    offer.credits += 1;
                }
                self.flow(credit.offer, currency, |flows| {
                    flows.issued = flows.issued.plus(*amount);
                });
            }
            Outcome::Applied { credit, amount, .. } => {
                self.flow(credit.offer, currency, |flows| {
                    flows.applied = flows.applied.plus(*amount);
                });
            }
            Outcome::Restored { credit, amount, .. } => {
                self.flow(credit.offer, currency, |flows| {
                    flows.applied = flows.applied.minus(*amount);
                });
            }
            Outcome::Revoked { credit, amount, .. } => {
                self.flow(credit.offer, currency, |flows| {
                    flows.revoked = flows.revoked.plus(*amount);
                });
            }
            Outcome::Expired { credit, amount, .. } => {
                self.flow(credit.offer, currency, |flows| {
                    flows.expired = flows.expired.plus(*amount);
                });
            }
            Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Earned { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Forfeited { .. }
            | Outcome::Adjusted { .. } => {}
        }
    }

    fn offer_of(&mut self, program: &Program, version: VersionId) -> Option<&mut OfferSummary> {
        let offer = program.versions.get(version.index())?.offer;
        self.offers.get_mut(offer.index())
    }

    fn flow(&mut self, offer: OfferId, currency: Currency, change: impl FnOnce(&mut Flows)) {
        if let Some(offer) = self.offers.get_mut(offer.index()) {
            change(offer.money.entry(currency).or_default());
        }
    }
}
