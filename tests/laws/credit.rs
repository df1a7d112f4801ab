//! What must hold of every credit and every charge, read off the ledger alone.

use std::collections::BTreeMap;

use onward::base::Instant;
use onward::engine::{CreditId, Outcome, Value};
use onward::program::{Program, Role};

use crate::model::{Arrival, Line};

/// What the ledger has said of a credit so far.
struct Credit {
    issued: Instant,
    expires: Option<Instant>,
    event: Option<String>,
    /// Issued less applied, expired and revoked, and more what was restored.
    remaining: i128,
    is_over: bool,
}

/// What the ledger has said of a charge so far.
#[derive(Default)]
struct Charge {
    applied: i128,
    returned: i128,
}

struct Reader<'a> {
    program: &'a Program,
    arrivals: Vec<&'a Arrival>,
    credits: BTreeMap<CreditId, Credit>,
    charges: BTreeMap<String, Charge>,
    clock: Option<Instant>,
}

/// Checks one account's ledger after the other.
pub fn check(program: &Program, arrivals: &[Arrival], lines: &[Line]) -> Result<(), String> {
    for account in super::runs::accounts(arrivals) {
        let own = arrivals.iter();
        let mut reader = Reader {
            program,
            arrivals: own.filter(|arrival| arrival.account == account).collect(),
            credits: BTreeMap::new(),
            charges: BTreeMap::new(),
            clock: None,
        };
        for line in lines.iter().filter(|line| line.account == account) {
            reader
                .read(line)
                .map_err(|wrong| format!("{wrong}: {line:?}"))?;
        }
    }
    Ok(())
}

impl Reader<'_> {
    fn read(&mut self, line: &Line) -> Result<(), String> {
        let at = line.written.entry.at;
        ensure(
            self.clock.is_none_or(|clock| clock <= at),
            "the clock went back",
        )?;
        self.clock = Some(at);
        match &line.written.entry.outcome {
            Outcome::Issued {
                credit,
                amount,
                expires,
                ..
            } => self.issue(line, *credit, amount.minor(), *expires),
            Outcome::Applied {
                credit,
                amount,
                remaining,
                ..
            } => self.apply(line, *credit, amount.minor(), remaining.minor()),
            Outcome::Restored {
                credit,
                amount,
                remaining,
                charge,
                ..
            } => {
                self.give_back(charge, amount.minor())?;
                let credit = self.live(*credit)?;
                credit.remaining += amount.minor();
                let is_said = credit.remaining == remaining.minor();
                let lives = credit.expires.is_none_or(|expires| at < expires);
                ensure(is_said, "`remaining` does not add up")?;
                ensure(lives, "a credit came back after its expiry")
            }
            Outcome::Forfeited { charge, amount, .. } => self.give_back(charge, amount.minor()),
            Outcome::Revoked { credit, amount, .. } => self.end(*credit, amount.minor()),
            Outcome::Expired { credit, amount, .. } => {
                let expires = self.live(*credit)?.expires;
                ensure(expires == Some(at), "it expired at another instant")?;
                self.end(*credit, amount.minor())
            }
            Outcome::Earned { amount, due, .. } => {
                ensure(amount.minor() > 0, "nothing was earned")?;
                ensure(at <= *due, "it was due before it was earned")
            }
            Outcome::Cancelled { amount, .. } => ensure(amount.minor() > 0, "nothing is cancelled"),
            Outcome::Enrolled { .. }
            | Outcome::EnrollmentRefused { .. }
            | Outcome::CreditRefused { .. }
            | Outcome::Lapsed { .. }
            | Outcome::Adjusted { .. } => Ok(()),
        }
    }

    fn issue(
        &mut self,
        line: &Line,
        id: CreditId,
        amount: i128,
        expires: Option<Instant>,
    ) -> Result<(), String> {
        let issued = line.written.entry.at;
        let before = self.credits.keys().filter(|other| other.offer == id.offer);
        let number = u32::try_from(before.count() + 1).expect("few credits");
        ensure(id.number == number, "credits are not numbered from 1")?;
        ensure(amount > 0, "nothing was issued")?;
        let has_life = expires.is_none_or(|expires| issued < expires);
        ensure(has_life, "it expires before it is issued")?;
        self.credits.insert(
            id,
            Credit {
                issued,
                expires,
                event: line.written.event.clone(),
                remaining: amount,
                is_over: false,
            },
        );
        Ok(())
    }

    fn apply(
        &mut self,
        line: &Line,
        id: CreditId,
        amount: i128,
        remaining: i128,
    ) -> Result<(), String> {
        let event = line.written.event.clone().ok_or("no event caused it")?;
        let (charged, at) = self.charged(&event).ok_or("it is no charge")?;
        let clock = line.written.entry.at;
        let credit = self.live(id)?;
        credit.remaining -= amount;
        let is_said = credit.remaining == remaining && remaining >= 0;
        let lives = |instant| credit.expires.is_none_or(|expires| instant < expires);
        ensure(amount > 0, "nothing was applied")?;
        ensure(is_said, "`remaining` does not add up")?;
        ensure(
            credit.event.as_ref() != Some(&event),
            "it paid what earned it",
        )?;
        ensure(credit.issued <= at, "it paid what was before its issue")?;
        ensure(lives(at) && lives(clock), "it paid after its expiry")?;
        let charge = self.charges.entry(event).or_default();
        charge.applied += amount;
        ensure(charge.applied <= charged, "a charge is over-paid")
    }

    /// The amount and the instant of a charge.
    fn charged(&self, event: &str) -> Option<(i128, Instant)> {
        let mut arrivals = self.arrivals.iter();
        let event = &arrivals.find(|arrival| arrival.event.id == event)?.event;
        let Role::Spends { amount, .. } = self.program.events[event.kind.index()].role else {
            return None;
        };
        let Value::Money(amount) = event.value(amount) else {
            return None;
        };
        Some((amount.minor(), event.at))
    }

    fn give_back(&mut self, charge: &str, amount: i128) -> Result<(), String> {
        let charge = self.charges.get_mut(charge).ok_or("no credit paid of it")?;
        charge.returned += amount;
        ensure(amount > 0, "nothing came back")?;
        ensure(
            charge.returned <= charge.applied,
            "more came back than was applied",
        )
    }

    fn end(&mut self, id: CreditId, amount: i128) -> Result<(), String> {
        let credit = self.live(id)?;
        credit.is_over = true;
        ensure(credit.remaining == amount, "something else was left")?;
        ensure(amount > 0, "nothing was left")
    }

    fn live(&mut self, id: CreditId) -> Result<&mut Credit, String> {
        let credit = self
            .credits
            .get_mut(&id)
            .ok_or("no such credit was issued")?;
        ensure(!credit.is_over, "the credit is over")?;
        Ok(credit)
    }
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(otherwise.to_owned())
    }
}
