//! The charges that a refund may still concern: those that credit paid a part of, and those that a measure
//! net of refunds still counts. The rest are forgotten, see `tidy`. An account keeps two lists of them: one of
//! those that are counted, which every window that closes goes through, and one of the others.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use thin_vec::ThinVec;

use crate::base::{Amount, prefetch};
use crate::program::{EventTypeId, Slot, VersionId};

use super::charge_places::ChargePlaces;
use super::enrollment::InstanceNumber;
use super::entry::CreditId;
use super::event::Value;
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

/// A charge that credit paid a part of, or that a measure counted.
///
/// There are many of them, and each new one waits for memory: it is 56 bytes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Charge {
    id: CompactString,
    pub kind: EventTypeId,
    /// The first window instances that counted it, without gaps; [`More`] has the others.
    counted_in: [Option<InstanceNumber>; FEW],
    pub amount: Amount,
    /// What most charges have nothing of.
    more: Option<Box<More>>,
}

/// An account that has one charge soon has more.
const FIRST_ROOM: usize = 8;

/// In so many window instances most charges are counted at most.
const FEW: usize = 3;

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
struct More {
    /// The window instances that counted it beyond the first few.
    counted_in: ThinVec<InstanceNumber>,
    refunded: Amount,
    credited: Credited,
    /// What it carries beside its amount, where a measure counted that.
    values: ThinVec<(Slot, Value<'static>)>,
}

/// What credit paid of a charge.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Credited {
    /// In all.
    pub amount: Amount,
    /// What refunds have returned of that.
    pub returned: Amount,
    /// In the order in which they were drawn.
    pub payments: SmallVec<[Payment; 1]>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Payment {
    pub credit: CreditId,
    pub version: VersionId,
    /// What is not yet returned of what it paid.
    pub kept: Amount,
}

impl Charge {
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What was refunded of it so far.
    pub fn refunded(&self) -> Amount {
        self.more
            .as_ref()
            .map_or(Amount::ZERO, |more| more.refunded)
    }

    pub fn set_refunded(&mut self, amount: Amount) {
        self.more.get_or_insert_default().refunded = amount;
    }

    /// The window instances that counted it, in the order in which they did.
    pub fn counted_in(&self) -> impl Iterator<Item = InstanceNumber> {
        let more = (self.more.as_ref()).map_or(&[][..], |more| &more.counted_in);
        let few = self.counted_in.iter().map_while(|instance| *instance);
        few.chain(more.iter().copied())
    }

    pub fn count_in(&mut self, instance: InstanceNumber) {
        match self.counted_in.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(instance),
            None => {
                let more = self.more.get_or_insert_default();
                more.counted_in.push(instance);
            }
        }
    }

    /// Forgets that window instances counted it; whether others still do.
    #[inline(always)]
    fn forget_instances(&mut self, is_gone: impl Fn(InstanceNumber) -> bool) -> bool {
        let stays = |place: Option<InstanceNumber>| place.filter(|instance| !is_gone(*instance));
        let [mut first, mut second, mut third] = self.counted_in.map(stays);
        if second.is_none() {
            (second, third) = (third, None);
        }
        if first.is_none() {
            (first, second, third) = (second, third, None);
        }
        self.counted_in = [first, second, third];
        if let Some(more) = &mut self.more
            && !more.counted_in.is_empty()
        {
            for instance in std::mem::take(&mut more.counted_in) {
                if !is_gone(instance) {
                    self.count_in(instance);
                }
            }
        }
        self.is_counted()
    }

    fn is_counted(&self) -> bool {
        matches!(self.counted_in, [Some(_), ..])
    }

    fn blank() -> Self {
        Self {
            id: CompactString::default(),
            kind: EventTypeId(0),
            counted_in: [None; FEW],
            amount: Amount::ZERO,
            more: None,
        }
    }

    pub fn credited(&self) -> Option<&Credited> {
        let credited = &self.more.as_ref()?.credited;
        (!credited.payments.is_empty()).then_some(credited)
    }

    pub fn credited_mut(&mut self) -> Option<&mut Credited> {
        let credited = &mut self.more.as_mut()?.credited;
        (!credited.payments.is_empty()).then_some(credited)
    }

    pub fn set_credited(&mut self, credited: Credited) {
        self.more.get_or_insert_default().credited = credited;
    }

    /// Keeps the value of a field, once.
    pub fn keep_value(&mut self, slot: Slot, value: Value<'static>) {
        let values = &mut self.more.get_or_insert_default().values;
        if values.iter().all(|(other, _)| *other != slot) {
            values.push((slot, value));
        }
    }

    pub fn value(&self, slot: Slot) -> Option<&Value<'static>> {
        let mut values = self.more.as_ref()?.values.iter();
        values.find_map(|(other, value)| (*other == slot).then_some(value))
    }
}

impl Charges {
    /// A new charge, the event at hand, remembered from now on.
    #[inline(never)]
    pub fn remember(&mut self, id: &str, kind: EventTypeId, amount: Amount) {
        make_first_room(&mut self.list, FIRST_ROOM);
        push_made(&mut self.list, || Charge {
            id: id.into(),
            kind,
            counted_in: [None; FEW],
            amount,
            more: None,
        });
    }

    /// The one that was remembered last.
    pub fn latest_mut(&mut self) -> Option<&mut Charge> {
        self.list.last_mut()
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
    /// those that credit paid a part of: they go to `settled`. The latest stays while none counts it: it may be
    /// the charge at hand, which is paid and not counted yet.
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
        let is_at_hand = (self.list.last()).is_some_and(|latest| !latest.is_counted());
        let of_before = self.list.len() - usize::from(is_at_hand);
        let mut stay = 0;
        for charge in self.list.iter_mut().take(of_before) {
            if charge.forget_instances(&is_gone) {
                stay += 1;
            } else if charge.credited().is_some() {
                settled(std::mem::replace(charge, Charge::blank()));
            }
        }
        // Mostly all go at once, or none.
        if stay == 0 && !is_at_hand {
            self.list.clear();
        } else if stay < of_before {
            let mut left = self.list.len();
            self.list.retain(|charge| {
                left -= 1;
                charge.is_counted() || (left == 0 && is_at_hand)
            });
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
            prefetch(last);
            prefetch(&last.more);
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
            return self.list.iter().rposition(|charge| charge.id == id);
        }
        let index = self.index.get_or_insert_default();
        index.place(&self.list, id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::enrollment::InstanceNumbers;
    use crate::program::OfferId;

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
            charges.remember(&name(number), kind, amount);
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
    fn charge<'c>(
        charges: &'c mut Charges,
        id: &str,
        numbers: &[InstanceNumber],
        is_paid: bool,
    ) -> &'c mut Charge {
        charges.remember(id, EventTypeId(0), Amount::from_minor(1));
        let charge = charges.latest_mut().unwrap();
        numbers.iter().for_each(|number| charge.count_in(*number));
        if is_paid {
            let payment = Payment {
                credit: CreditId {
                    offer: OfferId(0),
                    number: 1,
                },
                version: VersionId(0),
                kept: Amount::from_minor(1),
            };
            charge.set_credited(Credited {
                amount: payment.kept,
                returned: Amount::ZERO,
                payments: SmallVec::from_slice(&[payment]),
            });
        }
        charge
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
        charge(&mut charges, "at hand", &[], true);
        let mut settled = Vec::new();
        let mut settle = |charge: Charge| settled.push(charge.id.to_string());
        charges.forget_instances(&[numbers[1], numbers[4]], &mut settle);
        charges.forget_instances(&[numbers[2]], &mut settle);
        assert_eq!(settled, ["paid elsewhere", "paid"]);
        let left: Vec<(&str, Vec<InstanceNumber>)> = (charges.list.iter())
            .map(|charge| (charge.id.as_str(), charge.counted_in().collect()))
            .collect();
        let of_all = vec![numbers[0], numbers[3], numbers[5]];
        assert_eq!(left, [("all", of_all), ("at hand", vec![])]);
        let other = charges.clone();
        charges.clear();
        assert_eq!(charges, Charges::default());
        assert_ne!(charges, other);
    }

    #[test]
    fn only_long_lists_have_an_index() {
        let mut charges = Charges::default();
        for number in 0..65 {
            charges.remember(&number.to_string(), EventTypeId(0), Amount::ZERO);
            assert!(charges.get_mut("0").is_some());
            assert_eq!(charges.index.is_some(), number == 64);
        }
    }
}
