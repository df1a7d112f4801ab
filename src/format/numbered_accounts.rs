//! Where the accounts are whose ids a dictionary numbers.

use std::sync::Arc;

use super::account_name::AccountName;
use super::columns::texts::Texts;

/// Those of the dictionary that was met last.
#[derive(Default)]
pub struct NumberedAccounts {
    dictionary: Option<Arc<Texts>>,
    /// By number: one more than the place of the account, 0 where it is not known.
    places: Vec<u32>,
}

impl NumberedAccounts {
    /// The place of an account, if it is known.
    #[inline]
    pub fn place(&self, name: &AccountName<'_>) -> Option<usize> {
        let (dictionary, number) = name.number()?;
        if !self.is_of(dictionary) {
            return None;
        }
        let place = *self.places.get(number as usize)?;
        Some(place.checked_sub(1)? as usize)
    }

    /// Notes where an account is.
    pub fn note(&mut self, name: &AccountName<'_>, place: usize) {
        let Some((dictionary, number)) = name.number() else {
            return;
        };
        if !self.is_of(dictionary) {
            self.places.clear();
            self.places.resize(dictionary.len(), 0);
            self.dictionary = Some(Arc::clone(dictionary));
        }
        if let Some(known) = self.places.get_mut(number as usize) {
            *known = u32::try_from(place + 1).unwrap_or(0);
        }
    }

    #[inline]
    fn is_of(&self, dictionary: &Arc<Texts>) -> bool {
        let known = self.dictionary.as_ref();
        known.is_some_and(|known| Arc::ptr_eq(known, dictionary))
    }
}
