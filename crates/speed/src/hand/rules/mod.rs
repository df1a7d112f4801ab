//! The three offers over one account: events in, entries out.
//!
//! As fast as it gets without turning unreadable: no allocation where no credit pays, and one comparison
//! where nothing is due.

mod happening;
mod refund;

use super::calendar::{Calendar, days_later, end_of_day};
pub use happening::{CreditId, Entry, Event, Outcome, What};

pub const SPEND: usize = 0;
pub const COUPON: usize = 1;
pub const MATCH: usize = 2;
pub const OFFERS: [&str; 3] = ["spend_200_get_100", "coupon_50", "monthly_match"];

const SPEND_GOAL: i64 = 20_000;
const SPEND_REWARD: i64 = 10_000;
const COUPON_REWARD: i64 = 5_000;
const TIERS: [(i64, i64); 2] = [(50_000, 2_500), (200_000, 15_000)];
const DRAW_ORDER: [u16; 3] = [100, 10, 100];

#[derive(Clone, Copy)]
struct Credit {
    id: CreditId,
    issued: i64,
    expires: i64,
    issue: u32,
    remaining: i64,
}

impl Credit {
    fn draw_key(&self) -> (u16, i64, i64, u32) {
        let order = DRAW_ORDER.get(self.id.offer).copied().unwrap_or(100);
        (order, self.expires, self.issued, self.issue)
    }
}

struct Charge {
    id: u64,
    amount: i64,
    refunded: i64,
    credited: i64,
    returned: i64,
    counts_for_spend: bool,
    /// The end of the month whose measure counted it; zero where none did.
    month: i64,
    payments: Vec<(CreditId, i64)>,
}

/// What is kept of one account.
pub struct Account {
    /// The next instant at which something is due.
    next_due: i64,
    /// The end of the window of the spend offer; `i64::MAX` where none is open.
    spend_ends: i64,
    spend: i64,
    has_spend_fired: bool,
    /// The end of the month of the match; `i64::MAX` where it is not enrolled.
    month_ends: i64,
    month: i64,
    /// The credit that each tier paid this month.
    tiers: [Option<CreditId>; 2],
    has_coupon: bool,
    credits_of: [u32; 3],
    issues: u32,
    /// With something left, in the order in which they are drawn.
    credits: Vec<Credit>,
    spent: Vec<Credit>,
    /// By their ids.
    charges: Vec<Charge>,
}

impl Account {
    pub fn new() -> Self {
        Self {
            next_due: i64::MAX,
            spend_ends: i64::MAX,
            spend: 0,
            has_spend_fired: false,
            month_ends: i64::MAX,
            month: 0,
            tiers: [None; 2],
            has_coupon: false,
            credits_of: [0; 3],
            issues: 0,
            credits: Vec::new(),
            spent: Vec::new(),
            charges: Vec::new(),
        }
    }

    /// Lets an event happen.
    pub fn step(&mut self, calendar: &Calendar, event: &Event, entries: &mut Vec<Entry>) {
        self.advance(calendar, event.at, entries);
        let at = event.at;
        let mut write = |outcome| {
            entries.push(Entry {
                at,
                is_of_event: true,
                outcome,
            });
        };
        match event.what {
            What::Registered {
                is_us,
                is_self_serve,
            } => {
                if is_us && is_self_serve {
                    self.spend_ends = days_later(at, 30);
                    write(Outcome::Enrolled { offer: SPEND });
                }
                if is_us {
                    self.month_ends = calendar.month_end(at);
                    write(Outcome::Enrolled { offer: MATCH });
                }
                self.find_next_due();
            }
            What::Activated { is_welcome } => {
                if is_welcome && !self.has_coupon {
                    self.has_coupon = true;
                    write(Outcome::Enrolled { offer: COUPON });
                    let expires = end_of_day(days_later(at, 60));
                    write(self.issue(COUPON, COUPON_REWARD, at, expires).1);
                }
            }
            What::Charge {
                amount,
                is_delivery: true,
                started,
            } => {
                let mut charge = Charge {
                    id: event.id,
                    amount,
                    refunded: 0,
                    credited: 0,
                    returned: 0,
                    counts_for_spend: false,
                    month: 0,
                    payments: Vec::new(),
                };
                if !self.credits.is_empty() {
                    self.pay(&mut charge, at, started.unwrap_or(at), &mut write);
                }
                self.count(calendar, &mut charge, at, &mut write);
                if charge.counts_for_spend || charge.month > 0 || charge.credited > 0 {
                    self.charges.push(charge);
                }
            }
            What::Charge {
                is_delivery: false, ..
            } => {}
            What::Refund { charge, amount } => self.refund(charge, amount, &mut write),
            What::Adjustment { amount } => write(Outcome::Adjusted { amount }),
        }
    }

    /// Lets happen what is due up to an instant.
    pub fn advance(&mut self, calendar: &Calendar, to: i64, entries: &mut Vec<Entry>) {
        while self.next_due <= to {
            let at = self.next_due;
            let mut write = |outcome| {
                entries.push(Entry {
                    at,
                    is_of_event: false,
                    outcome,
                });
            };
            if self.spend_ends == at {
                if !self.has_spend_fired {
                    write(Outcome::Lapsed { value: self.spend });
                }
                self.spend_ends = i64::MAX;
                for charge in &mut self.charges {
                    charge.counts_for_spend = false;
                }
            }
            if self.month_ends == at {
                self.month = 0;
                self.tiers = [None; 2];
                self.month_ends = calendar.month_end(at);
                // What no measure counts and no credit paid cannot be refunded.
                self.charges
                    .retain(|charge| charge.counts_for_spend || charge.credited > 0);
            }
            self.expire(at, &mut write);
            self.find_next_due();
        }
    }

    fn expire(&mut self, at: i64, write: &mut impl FnMut(Outcome)) {
        let mut gone: Vec<Credit> = Vec::new();
        self.credits.retain(|credit| {
            if credit.expires == at {
                gone.push(*credit);
            }
            credit.expires != at
        });
        gone.sort_by_key(|credit| (credit.id.offer, credit.id.number));
        for credit in gone {
            write(Outcome::Expired {
                credit: credit.id,
                amount: credit.remaining,
            });
        }
        self.spent.retain(|credit| credit.expires != at);
    }

    fn find_next_due(&mut self) {
        let credits = self.credits.iter().chain(&self.spent);
        let expiry = credits.map(|credit| credit.expires).min();
        self.next_due = self
            .spend_ends
            .min(self.month_ends)
            .min(expiry.unwrap_or(i64::MAX));
    }

    fn issue(&mut self, offer: usize, amount: i64, at: i64, expires: i64) -> (CreditId, Outcome) {
        let mut number = 0;
        if let Some(credits) = self.credits_of.get_mut(offer) {
            *credits += 1;
            number = *credits;
        }
        self.issues += 1;
        let id = CreditId { offer, number };
        self.add_credit(Credit {
            id,
            issued: at,
            expires,
            issue: self.issues,
            remaining: amount,
        });
        self.next_due = self.next_due.min(expires);
        (
            id,
            Outcome::Issued {
                credit: id,
                amount,
                expires,
            },
        )
    }

    fn add_credit(&mut self, credit: Credit) {
        let key = credit.draw_key();
        let place = self.credits.partition_point(|other| other.draw_key() < key);
        self.credits.insert(place, credit);
    }

    fn pay(&mut self, charge: &mut Charge, at: i64, started: i64, write: &mut impl FnMut(Outcome)) {
        let mut paid_by = [0_i64; 3];
        let mut is_any_spent = false;
        for credit in &mut self.credits {
            let eligible = if started >= credit.issued {
                charge.amount
            } else if credit.id.offer == COUPON {
                continue;
            } else {
                charge.amount * (at - credit.issued) / (at - started)
            };
            let allowance = if credit.id.offer == MATCH {
                eligible / 2
            } else {
                eligible
            };
            let Some(paid) = paid_by.get_mut(credit.id.offer) else {
                continue;
            };
            let amount = (eligible - charge.credited)
                .min(credit.remaining)
                .min(allowance - *paid);
            if amount <= 0 {
                continue;
            }
            *paid += amount;
            charge.credited += amount;
            credit.remaining -= amount;
            is_any_spent |= credit.remaining == 0;
            charge.payments.push((credit.id, amount));
            let remaining = credit.remaining;
            write(Outcome::Applied {
                credit: credit.id,
                amount,
                remaining,
            });
        }
        if is_any_spent {
            let spent = self.credits.extract_if(.., |credit| credit.remaining == 0);
            self.spent.extend(spent);
        }
    }

    fn count(
        &mut self,
        calendar: &Calendar,
        charge: &mut Charge,
        at: i64,
        write: &mut impl FnMut(Outcome),
    ) {
        let cash = charge.amount - charge.credited;
        if self.spend_ends != i64::MAX {
            charge.counts_for_spend = true;
            self.spend += cash;
            if self.spend >= SPEND_GOAL && !self.has_spend_fired {
                self.has_spend_fired = true;
                let expires = days_later(at, 30);
                write(self.issue(SPEND, SPEND_REWARD, at, expires).1);
            }
        }
        if self.month_ends != i64::MAX {
            charge.month = self.month_ends;
            self.month += cash;
            for (tier, (goal, reward)) in TIERS.into_iter().enumerate() {
                if self.month >= goal && self.tiers.get(tier) == Some(&None) {
                    let (id, issued) = self.issue(MATCH, reward, at, calendar.quarter_end(at));
                    if let Some(paid) = self.tiers.get_mut(tier) {
                        *paid = Some(id);
                    }
                    write(issued);
                }
            }
        }
    }
}
