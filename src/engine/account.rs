//! All that is remembered of one account: a plain value that can be saved and loaded between any two
//! events without changing what follows.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::base::{Amount, Currency, Date, Instant, Number, Period};
use crate::program::{EventTypeId, GroupId, MeasureId, OfferId, RuleId, Slot, VersionId};

use super::due::Due;
use super::enrollment::Enrollment;
use super::entry::CreditId;
use super::event::Value;
use super::history::Remembered;
use super::plan::{FirstId, HistoryId};

/// The state of one account.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Account {
    id: Box<str>,
    currency: Currency,
    opened: Instant,
    pub(super) is_closed: bool,
    /// Never goes back.
    pub(super) clock: Instant,
    /// Indexed by `FactId`.
    pub(super) facts: Vec<Value<'static>>,
    /// Those that may still earn or have credit scheduled, by version and number.
    pub(super) enrollments: Vec<Enrollment>,
    /// By offer; only offers that ever enrolled the account.
    pub(super) offers: Vec<OfferRecord>,
    /// Exclusive groups that were entered, and by which offer.
    pub(super) groups: Vec<(GroupId, OfferId)>,
    /// Credits with something left, in the order in which they are drawn.
    pub(super) credits: Vec<Credit>,
    /// Credits with nothing left that a refund may still restore.
    pub(super) spent: Vec<Credit>,
    /// Credits that were earned and wait for their issue, in order of earning.
    pub(super) scheduled: Vec<Scheduled>,
    /// What the clock will bring about, the earliest last.
    pub(super) due: Vec<Due>,
    /// Charges that credit paid, by id: for refunds.
    pub(super) paid: BTreeMap<Box<str>, PaidCharge>,
    /// Charges that a measure net of refunds still counts, by id.
    pub(super) counted: BTreeMap<Box<str>, CountedCharge>,
    /// When the first event of each kind that a rule asks for came, by kind.
    pub(super) firsts: Vec<(FirstId, Instant)>,
    /// Past events that eligibility asks for, by kind.
    pub(super) history: Vec<(HistoryId, Remembered)>,
    pub(super) next_enrollment: u32,
    pub(super) next_earning: u32,
    pub(super) next_issue: u32,
    /// Whether a rule got a place back since it was last asked.
    pub(super) has_freed_places: bool,
}

/// What an account has had of one offer, over all versions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct OfferRecord {
    pub offer: OfferId,
    pub enrolled: u64,
    /// Credits issued so far, which is the number of the latest.
    pub credits: u32,
    pub issued: Amount,
    /// The same within the current period, one for each kind of period that a limit counts by.
    pub periods: SmallVec<[PeriodRecord; 1]>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct PeriodRecord {
    pub period: Period,
    pub start: Instant,
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

/// A charge that credit paid a part of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct PaidCharge {
    pub kind: EventTypeId,
    pub amount: Amount,
    pub refunded: Amount,
    /// What credit paid of it in all.
    pub credited: Amount,
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

/// A charge that a measure counted and a refund may take back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct CountedCharge {
    pub kind: EventTypeId,
    pub amount: Amount,
    pub refunded: Amount,
    pub contributions: SmallVec<[Contribution; 1]>,
}

/// What a charge added to one window instance.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) struct Contribution {
    pub version: VersionId,
    pub enrollment: u32,
    pub measure: MeasureId,
    /// The instance, by its start.
    pub instance: Instant,
    pub counted: Counted,
}

/// How a refund takes a contribution back (section 6).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(super) enum Counted {
    /// The charge's amount: by the refund.
    Charge,
    /// What was left to pay: by the refund less its credit part.
    Cash,
    /// What credit paid: by the refund's credit part.
    Credited,
    /// Another money field: by its refunded share, rounded down in all.
    Money(Amount),
    /// A number: by its refunded share, exactly.
    Number(Number),
    /// One charge: only by a full refund.
    One,
    /// A local day: only by a full refund of every charge of that day.
    Day(Date),
}

impl Account {
    /// A new account. The opening event itself still has to go through [`super::step`].
    pub fn open(id: &str, currency: Currency, at: Instant) -> Self {
        Self {
            id: id.into(),
            currency,
            opened: at,
            is_closed: false,
            clock: at,
            facts: Vec::new(),
            enrollments: Vec::new(),
            offers: Vec::new(),
            groups: Vec::new(),
            credits: Vec::new(),
            spent: Vec::new(),
            scheduled: Vec::new(),
            due: Vec::new(),
            paid: BTreeMap::new(),
            counted: BTreeMap::new(),
            firsts: Vec::new(),
            history: Vec::new(),
            next_enrollment: 0,
            next_earning: 0,
            next_issue: 0,
            has_freed_places: false,
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
                self.offers.insert(
                    place,
                    OfferRecord {
                        offer,
                        enrolled: 0,
                        credits: 0,
                        issued: Amount::ZERO,
                        periods: SmallVec::new(),
                    },
                );
                place
            }
        };
        self.offers.get_mut(place)
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

    pub(super) fn add_due(&mut self, due: Due) {
        let place = self.due.partition_point(|other| *other > due);
        self.due.insert(place, due);
    }

    pub(super) fn remove_due(&mut self, due: &Due) {
        let place = self.due.partition_point(|other| other > due);
        if self.due.get(place) == Some(due) {
            self.due.remove(place);
        }
    }

    /// Puts a credit with something left where it is drawn.
    pub(super) fn add_credit(&mut self, credit: Credit) {
        let key = credit.draw_key();
        let place = self.credits.partition_point(|other| other.draw_key() < key);
        self.credits.insert(place, credit);
    }
}
