//! A charge that a refund may still concern: what it was counted by, and what credit paid of it.

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use thin_vec::ThinVec;

use crate::base::{Amount, prefetch};
use crate::program::{EventTypeId, Slot, VersionId};

use super::enrollment::InstanceNumber;
use super::entry::CreditId;
use super::event::Value;

/// A charge that credit paid a part of, or that a measure counted.
///
/// There are many of them, and each new one waits for memory: it is 56 bytes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub(super) struct Charge {
    id: CompactString,
    pub kind: EventTypeId,
    /// The first window instances that counted it, without gaps; [`More`] has the others.
    counted_in: Few,
    pub amount: Amount,
    /// What most charges have nothing of.
    more: Option<Box<More>>,
}

/// In so many window instances most charges are counted at most.
const FEW: usize = 3;
type Few = [Option<InstanceNumber>; FEW];

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

    /// Asks for its memory, from its start to what stands behind it.
    #[inline]
    pub fn prefetch(&self) {
        prefetch(self);
        prefetch(&self.kind);
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

    fn count_in(&mut self, instance: InstanceNumber) {
        count_in(&mut self.counted_in, &mut self.more, instance);
    }

    /// Forgets that window instances counted it; whether others still do.
    #[inline(always)]
    pub fn forget_instances(&mut self, is_gone: impl Fn(InstanceNumber) -> bool) -> bool {
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

    pub fn is_counted(&self) -> bool {
        matches!(self.counted_in, [Some(_), ..])
    }

    /// One that nothing has counted or paid yet.
    #[inline(always)]
    pub fn new(id: &str, kind: EventTypeId, amount: Amount) -> Self {
        Self {
            id: id.into(),
            kind,
            counted_in: [None; FEW],
            amount,
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

    pub fn value(&self, slot: Slot) -> Option<&Value<'static>> {
        let mut values = self.more.as_ref()?.values.iter();
        values.find_map(|(other, value)| (*other == slot).then_some(value))
    }
}

fn count_in(few: &mut Few, more: &mut Option<Box<More>>, instance: InstanceNumber) {
    match few.iter_mut().find(|place| place.is_none()) {
        Some(place) => *place = Some(instance),
        None => more.get_or_insert_default().counted_in.push(instance),
    }
}

/// What is found out about a charge while it happens, and a refund will ask.
#[derive(Default)]
pub(super) struct ForRefunds {
    counted_in: Few,
    more: Option<Box<More>>,
}

impl ForRefunds {
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.more.is_none() && matches!(self.counted_in, [None, ..])
    }

    /// Notes that a window instance counted it.
    #[inline]
    pub fn count_in(&mut self, instance: InstanceNumber) {
        count_in(&mut self.counted_in, &mut self.more, instance);
    }

    pub fn pay(&mut self, credited: Credited) {
        self.more.get_or_insert_default().credited = credited;
    }

    /// Keeps the value of a field, once.
    pub fn keep_value(&mut self, slot: Slot, value: Value<'static>) {
        let values = &mut self.more.get_or_insert_default().values;
        if values.iter().all(|(other, _)| *other != slot) {
            values.push((slot, value));
        }
    }

    /// Hands all of it to the charge, which has just been made.
    #[inline(always)]
    pub fn give_to(&mut self, charge: &mut Charge) {
        // One by one: what was written just now in small pieces is not read in a large one.
        for (place, instance) in charge.counted_in.iter_mut().zip(&self.counted_in) {
            if instance.is_none() {
                break;
            }
            *place = *instance;
        }
        if self.more.is_some() {
            charge.more = self.more.take();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::enrollment::InstanceNumbers;

    #[test]
    fn only_what_a_refund_asks_is_a_reason_to_remember_a_charge() {
        assert!(ForRefunds::default().is_empty());
        let mut counted = ForRefunds::default();
        counted.count_in(InstanceNumbers::default().next());
        assert!(!counted.is_empty());
        let mut paid = ForRefunds::default();
        paid.pay(Credited::default());
        assert!(!paid.is_empty());
    }
}
