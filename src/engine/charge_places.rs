//! Where to find what in a long list of charges.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::charge::Charge;

/// The places of charges by a hash of their ids; the ids themselves are compared.
#[derive(Clone, Debug, Default)]
pub(super) struct ChargePlaces {
    hasher: DefaultHashBuilder,
    places: HashTable<usize>,
    /// How many of the list, from its beginning, are in it.
    indexed: usize,
}

impl ChargePlaces {
    /// The place of the charge with this id.
    pub fn place(&mut self, list: &[Charge], id: &str) -> Option<usize> {
        let hash = |place: &usize| self.hasher.hash_one(list.get(*place).map(|it| it.id()));
        for place in self.indexed..list.len() {
            self.places.insert_unique(hash(&place), place, hash);
        }
        self.indexed = list.len();
        let is_it = |place: &usize| list.get(*place).is_some_and(|charge| charge.id() == id);
        let found = self.places.find(self.hasher.hash_one(Some(id)), is_it);
        found.copied()
    }

    /// The charge at a place goes, and the last one takes its place.
    pub fn forget(&mut self, list: &[Charge], place: usize, last: usize) {
        let hash = |place: usize| self.hasher.hash_one(list.get(place).map(|it| it.id()));
        if let Ok(entry) = self.places.find_entry(hash(place), |other| *other == place) {
            entry.remove();
        }
        if let Some(moved) = self.places.find_mut(hash(last), |other| *other == last) {
            *moved = place;
        }
        self.indexed = self.indexed.min(last);
    }
}
