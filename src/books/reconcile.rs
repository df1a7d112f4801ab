//! A bill against the terms, charge by charge.

use std::collections::BTreeMap;

use crate::base::amount::AmountError;
use crate::base::{Amount, Currency, Instant};
use crate::format::input::origin::Place;
use crate::format::{BilledFault, BilledLine};
use crate::program::OfferId;

use super::charges::{Charge, Charges};

/// Which charges a bill is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Scope<'a> {
    /// Of this account alone.
    pub account: Option<&'a str>,
    /// A charge before it need not be billed.
    pub from: Option<Instant>,
    /// A charge at it or later need not be billed.
    pub before: Option<Instant>,
}

/// What a bill comes to beside the terms.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reconciliation {
    /// In the order of the bill, then charges that it lacks, in input order. Charges that agree are counted
    /// only.
    pub differences: Vec<Compared>,
    pub agreed: u64,
    pub sums: BTreeMap<Currency, CurrencySums>,
}

/// A charge, or a line of the bill, that does not agree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Compared {
    pub verdict: Verdict,
    /// The line or row of the bill; `None` of a charge that it lacks.
    pub place: Option<Place>,
    pub charge: String,
    pub account: Option<String>,
    pub currency: Option<Currency>,
    /// What is known of the charge; `None` of one that no event tells of.
    pub by_terms: Option<ByTerms>,
    /// Credit and cash of the bill.
    pub billed: Option<Billed>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ByTerms {
    pub at: Instant,
    pub amount: Amount,
    pub credit: Amount,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Billed {
    pub credit: Amount,
    pub cash: Amount,
}

/// How a line of a bill stands to the terms; the first that is so, in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Verdict {
    /// No event tells of the charge.
    UnknownCharge,
    /// An earlier line bills it already.
    BilledTwice,
    /// Less credit than by the terms.
    MissedCredit,
    /// More credit than by the terms.
    CreditTooMuch,
    /// The credit agrees, and credit and cash are not the amount of the charge.
    WrongSum,
    /// The bill lacks a charge.
    MissingCharge,
}

impl Verdict {
    pub const ALL: [Self; 6] = [
        Self::MissedCredit,
        Self::CreditTooMuch,
        Self::WrongSum,
        Self::BilledTwice,
        Self::UnknownCharge,
        Self::MissingCharge,
    ];
}

impl Compared {
    /// By how much credit and cash of the bill are more than the charge; negative where they are less.
    pub fn sum_is_off_by(&self) -> Option<Amount> {
        let (by_terms, billed) = (self.by_terms?, self.billed?);
        let off = billed.credit.plus(billed.cash).minus(by_terms.amount);
        (!off.is_zero()).then_some(off)
    }

    /// The credit of the bill less the credit by the terms.
    pub fn credit_difference(&self) -> Option<Amount> {
        Some(self.billed?.credit.minus(self.by_terms?.credit))
    }
}

/// Sums over the charges that are billed once and known.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CurrencySums {
    pub charged: Amount,
    pub credit_by_terms: Amount,
    pub credit_billed: Amount,
    pub cash_billed: Amount,
    /// By offer: billed credit counts for the credits of a charge in the order in which they are drawn.
    pub offers: BTreeMap<OfferId, OfferSums>,
    /// Billed credit beyond all that the terms give.
    pub beyond: Amount,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OfferSums {
    pub by_terms: Amount,
    pub billed: Amount,
}

/// Compares a bill with the charges of a stream.
///
/// # Errors
/// Lines that cannot be compared: a charge that several accounts have, an amount that its currency does
/// not have, another currency than the account's.
pub fn reconcile(
    charges: &Charges,
    bill: &[BilledLine],
    scope: &Scope<'_>,
) -> Result<Reconciliation, Vec<BilledFault>> {
    let mut desk = Desk {
        charges,
        scope,
        currency: only_currency(charges),
        billed: vec![false; charges.charges.len()],
        found: Reconciliation::default(),
    };
    let mut faults = Vec::new();
    for line in bill {
        if let Err(reason) = desk.take(line) {
            faults.push(BilledFault {
                place: Some(line.place.clone()),
                reason,
            });
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    desk.find_missing();
    Ok(desk.found)
}

/// The currency of all accounts, where they have one in common.
fn only_currency(charges: &Charges) -> Option<Currency> {
    let mut currencies = charges.accounts.iter().map(|account| account.currency);
    let first = currencies.next()?;
    currencies.all(|other| other == first).then_some(first)
}

/// Where the lines of a bill are compared, one after the other.
struct Desk<'a> {
    charges: &'a Charges,
    scope: &'a Scope<'a>,
    /// Where all accounts have the same.
    currency: Option<Currency>,
    /// Whether each charge is billed, by its place.
    billed: Vec<bool>,
    found: Reconciliation,
}

impl Desk<'_> {
    fn take(&mut self, line: &BilledLine) -> Result<(), String> {
        let (stated, scoped) = (line.account.as_deref(), self.scope.account);
        if scoped.is_some() && stated.is_some() && stated != scoped {
            return Ok(());
        }
        let charges = self.charges;
        let found = charges.find(&line.charge, stated);
        let mut found = found.into_iter();
        let Some((place, charge)) = found.next() else {
            return self.take_unknown(line);
        };
        if let Some((_, other)) = found.next() {
            let id = |charge| {
                charges
                    .account(charge)
                    .map_or("", |account| account.id.as_str())
            };
            return Err(format!(
                "`{}` is a charge of several accounts, such as `{}` and `{}`: say which in a column `account`",
                line.charge,
                id(charge),
                id(other)
            ));
        }
        let Some(account) = charges.account(charge) else {
            return Ok(());
        };
        if let Some(currency) = line
            .currency
            .filter(|currency| *currency != account.currency)
        {
            let own = account.currency;
            return Err(format!("`{}` is in {own}, not in {currency}", line.charge));
        }
        let billed = amounts(line, account.currency)?;
        let compared = |verdict| Compared {
            verdict,
            place: Some(line.place.clone()),
            charge: line.charge.clone(),
            account: Some(account.id.clone()),
            currency: Some(account.currency),
            by_terms: Some(by_terms(charge)),
            billed: Some(billed),
        };
        let is_billed = self.billed.get_mut(place);
        if is_billed.is_some_and(|is_billed| std::mem::replace(is_billed, true)) {
            self.found.differences.push(compared(Verdict::BilledTwice));
            return Ok(());
        }
        self.add(charge, account.currency, billed);
        let credit = charge.credit();
        let verdict = if billed.credit < credit {
            Verdict::MissedCredit
        } else if billed.credit > credit {
            Verdict::CreditTooMuch
        } else if billed.credit.plus(billed.cash) != charge.amount {
            Verdict::WrongSum
        } else {
            self.found.agreed += 1;
            return Ok(());
        };
        self.found.differences.push(compared(verdict));
        Ok(())
    }

    fn take_unknown(&mut self, line: &BilledLine) -> Result<(), String> {
        let mut accounts = self.charges.accounts.iter();
        let account = accounts.find(|account| Some(&account.id) == line.account.as_ref());
        let known = account.map(|account| account.currency);
        let currency = line.currency.or(known).or(self.currency);
        let billed = currency
            .map(|currency| amounts(line, currency))
            .transpose()?;
        self.found.differences.push(Compared {
            verdict: Verdict::UnknownCharge,
            place: Some(line.place.clone()),
            charge: line.charge.clone(),
            account: line.account.clone(),
            currency,
            by_terms: None,
            billed,
        });
        Ok(())
    }

    fn add(&mut self, charge: &Charge, currency: Currency, billed: Billed) {
        let sums = self.found.sums.entry(currency).or_default();
        sums.charged = sums.charged.plus(charge.amount);
        sums.credit_by_terms = sums.credit_by_terms.plus(charge.credit());
        sums.credit_billed = sums.credit_billed.plus(billed.credit);
        sums.cash_billed = sums.cash_billed.plus(billed.cash);
        let mut rest = billed.credit;
        for (credit, amount) in &charge.paid {
            let part = rest.min(*amount);
            rest = rest.minus(part);
            let offer = sums.offers.entry(credit.offer).or_default();
            offer.by_terms = offer.by_terms.plus(*amount);
            offer.billed = offer.billed.plus(part);
        }
        sums.beyond = sums.beyond.plus(rest);
    }

    /// Charges that the bill lacks. One of nothing need not be billed.
    fn find_missing(&mut self) {
        let scope = self.scope;
        for (place, charge) in self.charges.charges.iter().enumerate() {
            let is_due = scope.from.is_none_or(|from| from <= charge.at)
                && scope.before.is_none_or(|before| charge.at < before)
                && !charge.amount.is_zero();
            if self.billed.get(place) == Some(&true) || !is_due {
                continue;
            }
            let account = self.charges.account(charge);
            self.found.differences.push(Compared {
                verdict: Verdict::MissingCharge,
                place: None,
                charge: charge.id.to_string(),
                account: account.map(|account| account.id.clone()),
                currency: account.map(|account| account.currency),
                by_terms: Some(by_terms(charge)),
                billed: None,
            });
        }
    }
}

fn by_terms(charge: &Charge) -> ByTerms {
    ByTerms {
        at: charge.at,
        amount: charge.amount,
        credit: charge.credit(),
    }
}

fn amounts(line: &BilledLine, currency: Currency) -> Result<Billed, String> {
    let read = |name: &str, text: &str| {
        Amount::parse(text, currency).map_err(|error| match error {
            AmountError::NotANumber => {
                format!("`{name}`: `{text}` is not an amount such as `12.50`")
            }
            AmountError::TooManyDecimals => {
                let decimals = currency.decimals();
                format!(
                    "`{name}`: `{text}` has more decimals than {currency} has, which is {decimals}"
                )
            }
            AmountError::TooLarge => format!("`{name}`: `{text}` is too large"),
        })
    };
    Ok(Billed {
        credit: read("credit", &line.credit)?,
        cash: read("cash", &line.cash)?,
    })
}
