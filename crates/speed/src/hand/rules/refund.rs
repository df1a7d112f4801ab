//! A refund: credit given back or forfeited, and taken back where a tier is missed by it.

use super::{Account, COUPON, Credit, CreditId, Outcome, TIERS};

impl Account {
    pub(super) fn refund(&mut self, id: u64, amount: i64, write: &mut impl FnMut(Outcome)) {
        let Ok(place) = self.charges.binary_search_by_key(&id, |charge| charge.id) else {
            return;
        };
        let Some(charge) = self.charges.get_mut(place) else {
            return;
        };
        let amount = amount.min(charge.amount - charge.refunded);
        charge.refunded += amount;
        let returned = charge.credited * charge.refunded / charge.amount;
        let credit_part = returned - charge.returned;
        charge.returned = returned;
        let cash = amount - credit_part;
        let (counts_for_spend, month) = (charge.counts_for_spend, charge.month);
        let mut payments = std::mem::take(&mut charge.payments);
        let mut left = credit_part;
        for (credit, kept) in payments.iter_mut().rev() {
            let part = left.min(*kept);
            if part > 0 {
                *kept -= part;
                left -= part;
                write(self.give_back(*credit, part, id));
            }
        }
        if let Some(charge) = self.charges.get_mut(place) {
            charge.payments = payments;
        }
        if counts_for_spend {
            self.spend -= cash;
        }
        if month == self.month_ends && month != i64::MAX {
            self.month -= cash;
            self.claw_back(write);
        }
    }

    fn give_back(&mut self, id: CreditId, amount: i64, charge: u64) -> Outcome {
        if id.offer == COUPON {
            return Outcome::Forfeited {
                credit: id,
                amount,
                charge,
            };
        }
        if let Some(credit) = self.credits.iter_mut().find(|credit| credit.id == id) {
            credit.remaining += amount;
            let remaining = credit.remaining;
            return Outcome::Restored {
                credit: id,
                amount,
                remaining,
                charge,
            };
        }
        match self.spent.iter().position(|credit| credit.id == id) {
            Some(place) => {
                let credit = self.spent.remove(place);
                self.add_credit(Credit {
                    remaining: amount,
                    ..credit
                });
                Outcome::Restored {
                    credit: id,
                    amount,
                    remaining: amount,
                    charge,
                }
            }
            None => Outcome::Forfeited {
                credit: id,
                amount,
                charge,
            },
        }
    }

    fn claw_back(&mut self, write: &mut impl FnMut(Outcome)) {
        for ((goal, _), paid) in TIERS.into_iter().zip(self.tiers) {
            let Some(id) = paid else { continue };
            if self.month >= goal {
                continue;
            }
            if let Some(place) = self.credits.iter().position(|credit| credit.id == id) {
                let credit = self.credits.remove(place);
                write(Outcome::ClawedBack {
                    credit: id,
                    amount: credit.remaining,
                });
            }
            self.spent.retain(|credit| credit.id != id);
        }
    }
}
