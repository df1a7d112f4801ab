//! Which credits an account has had so far: what goes without saying behind `=>`.

use crate::engine::{CreditId, Entry, Outcome};

/// The credits that were issued to one account, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CreditsHad(Vec<CreditId>);

impl CreditsHad {
    /// Takes note of an entry.
    pub fn note(&mut self, entry: &Entry) {
        if let Outcome::Issued { credit, .. } = &entry.outcome {
            self.0.push(*credit);
        }
    }

    /// Whether the account has had one credit in all.
    pub fn is_only_one(&self) -> bool {
        self.0.len() == 1
    }

    /// Whether the account has had one credit of this credit's offer.
    pub fn is_only_one_of_offer(&self, credit: CreditId) -> bool {
        let of_offer = self.0.iter().filter(|other| other.offer == credit.offer);
        of_offer.count() == 1
    }
}
