//! Every charge of a stream, with what credit paid of it by the terms.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashMap, HashTable};
use smallvec::SmallVec;

use crate::base::{Amount, Currency, Instant};
use crate::engine::{CreditId, Outcome, Plan, step};
use crate::format::walk::{Met, Reading, walk};
use crate::format::{InputFault, Inputs};
use crate::program::Role;

/// A charge and what credit paid of it when it came; what later refunds restored is no part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Charge {
    pub id: Box<str>,
    /// Its place in [`Charges::accounts`].
    pub account: usize,
    pub at: Instant,
    pub amount: Amount,
    /// In the order in which they were drawn.
    pub paid: SmallVec<[(CreditId, Amount); 1]>,
}

impl Charge {
    /// What credit paid in all.
    pub fn credit(&self) -> Amount {
        let paid = self.paid.iter();
        paid.fold(Amount::ZERO, |sum, (_, amount)| sum.plus(*amount))
    }
}

/// An account with a charge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
    pub id: String,
    pub currency: Currency,
}

/// The charges of a stream, in input order.
#[derive(Default)]
pub struct Charges {
    pub accounts: Vec<Holder>,
    pub charges: Vec<Charge>,
    /// Places in `charges`, by the hash of the id.
    by_id: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// How many events were rejected.
    pub rejected: u64,
}

impl Charges {
    /// The charges of an id, of one account or of any, with their places: in input order.
    pub fn find(&self, id: &str, account: Option<&str>) -> SmallVec<[(usize, &Charge); 1]> {
        let places = self.by_id.iter_hash(self.hasher.hash_one(id));
        let mut found: SmallVec<[(usize, &Charge); 1]> = places
            .filter_map(|place| {
                let place = *place as usize;
                let charge = self.charges.get(place)?;
                let holder = self.account(charge)?;
                let is_it = *charge.id == *id && account.is_none_or(|account| holder.id == account);
                is_it.then_some((place, charge))
            })
            .collect();
        found.sort_unstable_by_key(|(place, _)| *place);
        found
    }

    fn push(&mut self, charge: Charge) {
        // More charges than that do not fit into memory.
        let place = u32::try_from(self.charges.len()).unwrap_or(u32::MAX);
        let hash = self.hasher.hash_one(&*charge.id);
        self.charges.push(charge);
        let (charges, hasher) = (&self.charges, &self.hasher);
        let hash_of = |place: &u32| {
            let charge = charges.get(*place as usize);
            charge.map_or(0, |charge| hasher.hash_one(&*charge.id))
        };
        self.by_id.insert_unique(hash, place, hash_of);
    }

    pub fn account(&self, charge: &Charge) -> Option<&Holder> {
        self.accounts.get(charge.account)
    }
}

/// Runs a stream through the terms and keeps its charges; of one account alone where `account` says so.
///
/// # Errors
/// Where an input cannot be read.
pub fn charges(
    plan: &Plan,
    inputs: Inputs<'_>,
    account: Option<&str>,
) -> Result<Charges, InputFault> {
    let mut found = Charges::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut entries = Vec::new();
    let mut met = |met: Met<'_>| {
        let (account, event) = match met {
            Met::Event { account, event, .. } => (account, event),
            Met::Undeclared { .. } => return,
            Met::Rejected { .. } => {
                found.rejected += 1;
                return;
            }
        };
        entries.clear();
        step(plan, account, event, &mut entries);
        let role = plan
            .program()
            .events
            .get(event.kind.index())
            .map(|kind| kind.role);
        let Some(Role::Spends { amount, .. }) = role else {
            return;
        };
        let place = match places.get(account.id()) {
            Some(place) => *place,
            None => {
                found.accounts.push(Holder {
                    id: account.id().to_owned(),
                    currency: account.currency(),
                });
                places.insert(account.id().to_owned(), found.accounts.len() - 1);
                found.accounts.len() - 1
            }
        };
        let paid = entries.iter().filter_map(|entry| match &entry.outcome {
            Outcome::Applied { credit, amount, .. } => Some((*credit, *amount)),
            Outcome::Enrolled { .. }
            | Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Earned { .. }
            | Outcome::Cancelled { .. }
            | Outcome::Issued { .. }
            | Outcome::Restored { .. }
            | Outcome::Forfeited { .. }
            | Outcome::Revoked { .. }
            | Outcome::Expired { .. }
            | Outcome::Lapsed { .. }
            | Outcome::Adjusted { .. } => None,
        });
        found.push(Charge {
            id: event.id.as_ref().into(),
            account: place,
            at: event.at,
            amount: event.money(amount),
            paid: paid.collect(),
        });
    };
    let reading = account.map_or(Reading::Every, Reading::Of);
    walk(plan.program(), inputs, reading, &mut met)?;
    Ok(found)
}
