//! The charges that a refund may still concern: those that credit paid a part of, and those that a measure
//! net of refunds still counts. The rest are forgotten, see `tidy`. An account keeps two lists of them: one of
//! those that are counted, which every window that closes goes through, and one of the others.

use serde::{Deserialize, Serialize};
use thin_vec::ThinVec;

use crate::base::Amount;
use crate::program::EventTypeId;

use super::charge::{Charge, ForRefunds};
use super::charge_places::ChargePlaces;
use super::enrollment::InstanceNumber;
use super::lists::{make_first_room, push_made, push_tightly};

/// The charges of an account, in the order in which they came but for gaps that the latest filled.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Charges {
    list: ThinVec<Charge>,
    /// Where to find what in a long list. It follows from the list, and is made when first asked.
    #[serde(skip)]
    index: Option<Box<ChargePlaces>>,
}

impl PartialEq for Charges {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

/// An account that has one charge soon has more.
const FIRST_ROOM: usize = 8;

impl Charges {
    /// Remembers the charge at hand. It stands where memory was mostly not asked for before: what of it were read again
    /// now would wait for that.
    #[inline(never)]
    pub fn remember(&mut self, id: &str, kind: EventTypeId, amount: Amount, what: &mut ForRefunds) {
        make_first_room(&mut self.list, FIRST_ROOM);
        push_made(&mut self.list, || Charge::new(id, kind, amount));
        if let Some(charge) = self.list.last_mut() {
            what.give_to(charge);
        }
    }

    pub fn get_mut(&mut self, id: &str) -> Option<&mut Charge> {
        let place = self.place(id)?;
        self.list.get_mut(place)
    }

    /// Whether it was there.
    pub fn forget(&mut self, id: &str) -> bool {
        let Some(place) = self.place(id) else {
            return false;
        };
        let last = self.list.len() - 1;
        if let Some(index) = &mut self.index {
            index.forget(&self.list, place, last);
        }
        self.list.swap_remove(place);
        true
    }

    /// Forgets that these window instances counted charges. Charges that none counts any more are gone, but for
    /// those that credit paid a part of: they go to `settled`.
    pub fn forget_instances(&mut self, gone: &[InstanceNumber], settled: &mut impl FnMut(Charge)) {
        match gone {
            [only] => self.forget_counted_in(|instance| instance == *only, settled),
            _ => self.forget_counted_in(|instance| gone.contains(&instance), settled),
        }
        self.index = None;
    }

    #[inline(always)]
    fn forget_counted_in(
        &mut self,
        is_gone: impl Fn(InstanceNumber) -> bool,
        settled: &mut impl FnMut(Charge),
    ) {
        let mut stay = 0;
        for charge in &mut self.list {
            if charge.forget_instances(&is_gone) {
                stay += 1;
            } else if charge.credited().is_some() {
                settled(std::mem::replace(
                    charge,
                    Charge::new("", EventTypeId(0), Amount::ZERO),
                ));
            }
        }
        // Mostly all go at once, or none.
        if stay == 0 {
            self.list.clear();
        } else if stay < self.list.len() {
            self.list.retain(Charge::is_counted);
        }
    }

    /// Adds one of another list, as seldom happens.
    #[inline(never)]
    pub fn add(&mut self, charge: Charge) {
        make_first_room(&mut self.list, FIRST_ROOM);
        push_tightly(&mut self.list, charge);
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Asks for the memory where the next one will stand.
    #[inline]
    pub fn prefetch(&self) {
        if let Some(last) = self.list.last() {
            last.prefetch();
        }
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Refunds mostly concern late charges, and most lists are short.
    fn place(&mut self, id: &str) -> Option<usize> {
        const SHORT: usize = 64;
        if self.list.len() <= SHORT {
            self.index = None;
            return self.list.iter().rposition(|charge| charge.id() == id);
        }
        let index = self.index.get_or_insert_default();
        index.place(&self.list, id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use smallvec::SmallVec;

    use crate::engine::charge::{Credited, Payment};
    use crate::engine::enrollment::InstanceNumbers;
    use crate::engine::entry::CreditId;
    use crate::program::{OfferId, VersionId};

    #[test]
    fn a_long_list_is_found_through_its_index_while_it_grows_and_shrinks() {
        let kind = EventTypeId::from_index(0);
        let mut charges = Charges::default();
        let name = |number: usize| format!("c{number}");
        let mut there = Vec::new();
        let asked = |charges: &mut Charges, there: &[usize]| {
            for number in 0..300 {
                let found = charges.get_mut(&name(number)).map(|charge| charge.amount);
                let expected = there.contains(&number);
                let amount = Amount::from_minor(number as i128);
                assert_eq!(found, expected.then_some(amount), "{number} of {there:?}");
            }
        };
        for number in 0..300 {
            let amount = Amount::from_minor(number as i128);
            charges.remember(&name(number), kind, amount, &mut ForRefunds::default());
            there.push(number);
            if number % 50 == 49 {
                asked(&mut charges, &there);
            }
            // Some of the middle, the latest, and one that is not there.
            let gone = match number % 3 {
                0 => number / 2,
                1 => number,
                _ => number + 1_000,
            };
            charges.forget(&name(gone));
            there.retain(|other| *other != gone);
            if number % 50 == 30 {
                asked(&mut charges, &there);
            }
        }
        assert!(there.len() > 64, "the list is short");
    }

    /// A charge of a cent that these window instances counted; credit paid all of it, where it is settled.
    fn charge(charges: &mut Charges, id: &str, numbers: &[InstanceNumber], is_paid: bool) {
        let payment = Payment {
            credit: CreditId {
                offer: OfferId(0),
                number: 1,
            },
            version: VersionId(0),
            kept: Amount::from_minor(1),
        };
        let mut what = ForRefunds::default();
        numbers.iter().for_each(|number| what.count_in(*number));
        if is_paid {
            what.pay(Credited {
                amount: payment.kept,
                returned: Amount::ZERO,
                payments: SmallVec::from_slice(&[payment]),
            });
        }
        charges.remember(id, EventTypeId(0), payment.kept, &mut what);
    }

    #[test]
    fn what_no_window_counts_is_forgotten_or_settled() {
        let mut next = InstanceNumbers::default();
        let numbers: Vec<InstanceNumber> = (0..6).map(|_| next.next()).collect();
        let mut charges = Charges::default();
        charge(&mut charges, "all", &numbers, false);
        charge(&mut charges, "one", &numbers[1..2], false);
        charge(&mut charges, "paid", &numbers[1..3], true);
        charge(&mut charges, "paid elsewhere", &[], true);
        let mut settled = Vec::new();
        let mut settle = |charge: Charge| settled.push(charge.id().to_owned());
        charges.forget_instances(&[numbers[1], numbers[4]], &mut settle);
        charges.forget_instances(&[numbers[2]], &mut settle);
        assert_eq!(settled, ["paid elsewhere", "paid"]);
        let left: Vec<(&str, Vec<InstanceNumber>)> = (charges.list.iter())
            .map(|charge| (charge.id(), charge.counted_in().collect()))
            .collect();
        let of_all = vec![numbers[0], numbers[3], numbers[5]];
        assert_eq!(left, [("all", of_all)]);
        let other = charges.clone();
        charges.clear();
        assert_eq!(charges, Charges::default());
        assert_ne!(charges, other);
    }

    #[test]
    fn only_long_lists_have_an_index() {
        let mut charges = Charges::default();
        for number in 0..65 {
            let id = number.to_string();
            charges.remember(
                &id,
                EventTypeId(0),
                Amount::ZERO,
                &mut ForRefunds::default(),
            );
            assert!(charges.get_mut("0").is_some());
            assert_eq!(charges.index.is_some(), number == 64);
        }
    }
}
