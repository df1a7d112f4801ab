//! All that is remembered of one account: a plain value that can be saved and loaded between any two
//! events without changing what follows.

use std::borrow::Cow;
use std::hint::black_box;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use thin_vec::ThinVec;

use crate::base::{Amount, Currency, Instant, Period, prefetch};
use crate::program::{GroupId, MeasureId, OfferId, RuleId, Slot, VersionId};

use super::charge::Charge;
use super::charges::Charges;
use super::due::DueList;
use super::enrollment::{Enrollment, InstanceKey, InstanceNumber, InstanceNumbers};
use super::entry::CreditId;
use super::event::Value;
use super::history::Remembered;
use super::lists::{insert_tightly, make_first_room};
use super::plan::{FirstId, HistoryId};

/// The state of one account.
///
/// There are millions of them, so lists that may be empty take one word, and what most accounts have nothing
/// of is behind another. What every event asks for stands together, first. docs/performance.md has the sizes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[repr(C)]
pub struct Account {
    /// Within the account's own memory where it is short: whoever looks the account up compares it.
    id: CompactString,
    /// What the clock will bring about.
    pub(super) due: DueList,
    /// Never goes back.
    pub(super) clock: Instant,
    pub(super) is_closed: bool,
    /// Whether a rule got a place back since it was last asked.
    pub(super) has_freed_places: bool,
    currency: Currency,
    /// Those that may still earn or have credit scheduled, by version and number.
    pub(super) enrollments: ThinVec<Enrollment>,
    /// Credits with something left, in the order in which they are drawn.
    pub(super) credits: ThinVec<Credit>,
    /// For refunds: those that a measure may count.
    pub(super) charges: Charges,
    opened: Instant,
    pub(super) instances: InstanceNumbers,
    /// Indexed by `FactId`.
    pub(super) facts: Box<[Value<'static>]>,
    /// By offer; only offers that ever enrolled the account.
    pub(super) offers: ThinVec<OfferRecord>,
    rare: Option<Box<Rare>>,
}

/// What most accounts have nothing of.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub(super) struct Rare {
    /// Charges that credit paid a part of and no measure counts any more.
    pub settled: Charges,
    /// Credits with nothing left that a refund may still restore.
    pub spent: ThinVec<Credit>,
    /// Credits that were earned and wait for their issue, in order of earning.
    pub scheduled: ThinVec<Scheduled>,
    /// Exclusive groups that were entered, and by which offer.
    pub groups: ThinVec<(GroupId, OfferId)>,
    /// When the first event of each kind that a rule asks for came, by kind.
    pub firsts: ThinVec<(FirstId, Instant)>,
    /// Past events that eligibility asks for, by kind.
    pub history: ThinVec<(HistoryId, Remembered)>,
    pub next_earning: u32,
}

/// What an account has had of one offer, over all versions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct OfferRecord {
    pub offer: OfferId,
    pub enrolled: u32,
    /// Credits issued so far, which is the number of the latest.
    pub credits: u32,
    pub issued: Amount,
    /// The same within the current period, one for each kind of period that a limit counts by.
    pub periods: ThinVec<PeriodRecord>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct PeriodRecord {
    pub period: Period,
    /// The instants that the period runs from and to; the calendar is only asked for the next one.
    pub start: Instant,
    pub end: Instant,
    pub credits: u64,
    pub issued: Amount,
}

/// A credit that is live: issued, not expired and not revoked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Credit {
    pub id: CreditId,
    pub version: VersionId,
    pub enrollment: u32,
    /// The table's row that the enrollment chose.
    pub row: Option<u32>,
    pub draw_order: u16,
    pub issued: Instant,
    /// `None` is never.
    pub expires: Option<Instant>,
    /// The place among all credits issued to the account.
    pub issue: u32,
    pub remaining: Amount,
}

impl Credit {
    /// The order of drawing (section 5).
    pub fn draw_key(&self) -> impl Ord + use<> {
        let never_last = self.expires.is_none();
        (
            self.draw_order,
            never_last,
            self.expires,
            self.issued,
            self.issue,
        )
    }
}

/// A credit that was earned and waits for its issue.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Scheduled {
    /// The order of earning within the account.
    pub earning: u32,
    pub version: VersionId,
    pub enrollment: u32,
    pub rule: RuleId,
    /// Of a tier rule.
    pub tier: u32,
    /// What was earned; never more is issued.
    pub amount: Amount,
    pub due: Instant,
    /// Places of `at most N times` that it holds.
    pub places: u64,
    /// The window instances that decide it and that its amount is a share of, by their starts.
    pub instances: SmallVec<[(MeasureId, Instant); 2]>,
}

/// Reads how long the lists of some accounts are, side by side; see [`Account::prefetch`].
pub fn touch_lists<'a>(accounts: impl Iterator<Item = &'a Account>) {
    let lengths = accounts.map(|account| {
        let running = account.enrollments.len() ^ account.credits.len();
        running ^ account.charges.len() ^ account.due.len()
    });
    black_box(lengths.fold(0, |all, length| all ^ length));
}

impl Account {
    /// A new account. The opening event itself still has to go through [`super::step`].
    pub fn open(id: &str, currency: Currency, at: Instant) -> Self {
        Self {
            id: id.into(),
            currency,
            opened: at,
            is_closed: false,
            has_freed_places: false,
            clock: at,
            due: DueList::default(),
            facts: Box::default(),
            enrollments: ThinVec::new(),
            credits: ThinVec::new(),
            charges: Charges::default(),
            offers: ThinVec::new(),
            instances: InstanceNumbers::default(),
            rare: None,
        }
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    pub fn currency(&self) -> Currency {
        self.currency
    }

    pub fn opened(&self) -> Instant {
        self.opened
    }

    /// The instant up to which everything has happened.
    pub fn clock(&self) -> Instant {
        self.clock
    }

    /// Whether the account has closed, after which nothing happens to it.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Asks for the memory of the account itself.
    ///
    /// Where there are more accounts than the caches hold, a step mostly waits for memory. Whoever knows the events
    /// that come next asks for the memory of their accounts while those before happen: first for the accounts
    /// with this, some events later for the lengths of their lists, with [`touch_lists`] for several accounts at
    /// once, and then for what the lists hold with [`Account::prefetch_lists`].
    #[inline]
    pub fn prefetch(&self) {
        prefetch(&self.id);
        prefetch(&self.clock);
        prefetch(&self.opened);
    }

    /// Asks for the memory of what its lists hold; see [`Account::prefetch`].
    #[inline]
    pub fn prefetch_lists(&self) {
        const FEW: usize = 3;
        self.enrollments
            .iter()
            .take(FEW)
            .for_each(Enrollment::prefetch);
        for credit in self.credits.iter().take(FEW) {
            prefetch(credit);
        }
        self.charges.prefetch();
    }

    /// A fact of the account; absent for slots of an event.
    pub(super) fn read(&self, slot: Slot) -> Value<'_> {
        match slot {
            Slot::AccountId => Value::Text(Cow::Borrowed(&self.id)),
            Slot::Opened => Value::Instant(self.opened),
            Slot::Fact(fact) => self
                .facts
                .get(fact.index())
                .map_or(Value::Absent, super::filter::borrowed),
            // The currency has a type of its own, see `Reader::currency`, and is always present.
            Slot::Currency => Value::Text(Cow::Borrowed(self.currency.code())),
            Slot::Field(_)
            | Slot::EventId
            | Slot::EventType
            | Slot::At
            | Slot::Day
            | Slot::Weekday
            | Slot::Cash
            | Slot::Credited => Value::Absent,
        }
    }

    pub(super) fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
    }

    pub(super) fn rare(&self) -> Option<&Rare> {
        self.rare.as_deref()
    }

    /// Credits that were earned and wait for their issue, in order of earning.
    pub(super) fn scheduled(&self) -> &[Scheduled] {
        self.rare().map_or(&[], |rare| &rare.scheduled)
    }

    /// Whether a credit that waits for its issue was earned in a window instance, or is a share of it.
    pub(super) fn is_scheduled_by(&self, instance: &InstanceKey) -> bool {
        self.scheduled().iter().any(|item| {
            (item.version, item.enrollment) == instance.enrollment
                && (item.instances).contains(&(instance.measure, instance.start))
        })
    }

    /// Ends everything that an event could still bring about; what was is not forgotten.
    pub(super) fn close(&mut self) {
        self.is_closed = true;
        self.enrollments.clear();
        self.due.clear();
        self.charges.clear();
        if let Some(rare) = &mut self.rare {
            rare.settled.clear();
            rare.firsts.clear();
            rare.history.clear();
        }
    }

    pub(super) fn offer(&self, offer: OfferId) -> Option<&OfferRecord> {
        let place = self
            .offers
            .binary_search_by_key(&offer, |record| record.offer)
            .ok()?;
        self.offers.get(place)
    }

    /// The record of an offer, made where there is none.
    pub(super) fn offer_mut(&mut self, offer: OfferId) -> Option<&mut OfferRecord> {
        let place = match self
            .offers
            .binary_search_by_key(&offer, |record| record.offer)
        {
            Ok(place) => place,
            Err(place) => {
                make_first_room(&mut self.offers, 2);
                insert_tightly(
                    &mut self.offers,
                    place,
                    OfferRecord {
                        offer,
                        enrolled: 0,
                        credits: 0,
                        issued: Amount::ZERO,
                        periods: ThinVec::new(),
                    },
                );
                place
            }
        };
        self.offers.get_mut(place)
    }

    /// A charge that a refund may concern, with the enrollments that may count it.
    pub(super) fn charge_mut(&mut self, id: &str) -> Option<(&mut Charge, &[Enrollment])> {
        let charge = self.charges.get_mut(id);
        let charge = charge.or_else(|| self.rare.as_mut()?.settled.get_mut(id))?;
        Some((charge, &self.enrollments))
    }

    pub(super) fn forget_charge(&mut self, id: &str) {
        if !self.charges.forget(id)
            && let Some(rare) = &mut self.rare
        {
            rare.settled.forget(id);
        }
    }

    /// Forgets that these window instances counted charges; see [`Charges::forget_instances`].
    pub(super) fn forget_instances(&mut self, gone: &[InstanceNumber]) {
        let rare = &mut self.rare;
        let mut settle = |charge| rare.get_or_insert_default().settled.add(charge);
        self.charges.forget_instances(gone, &mut settle);
    }

    /// How many enrollments there ever were: the number of the next.
    pub(super) fn enrolled(&self) -> u32 {
        let enrolled = self.offers.iter().map(|record| record.enrolled);
        enrolled.fold(0, u32::saturating_add)
    }

    /// How many credits were ever issued.
    pub(super) fn issued(&self) -> u32 {
        let issued = self.offers.iter().map(|record| record.credits);
        issued.fold(0, u32::saturating_add)
    }

    /// The place of a running enrollment in `enrollments`.
    pub(super) fn enrollment_place(&self, version: VersionId, number: u32) -> Option<usize> {
        self.enrollments
            .binary_search_by_key(&(version, number), Enrollment::key)
            .ok()
    }

    pub(super) fn enrollment(&self, version: VersionId, number: u32) -> Option<&Enrollment> {
        self.enrollments
            .get(self.enrollment_place(version, number)?)
    }

    pub(super) fn enrollment_mut(
        &mut self,
        version: VersionId,
        number: u32,
    ) -> Option<&mut Enrollment> {
        let place = self.enrollment_place(version, number)?;
        self.enrollments.get_mut(place)
    }

    /// Puts a credit with something left where it is drawn.
    pub(super) fn add_credit(&mut self, credit: Credit) {
        let key = credit.draw_key();
        let place = self.credits.partition_point(|other| other.draw_key() < key);
        insert_tightly(&mut self.credits, place, credit);
    }
}
