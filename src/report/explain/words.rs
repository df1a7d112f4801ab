//! The words that every voice shares: dates with their zone, amounts, lengths of time, names.

use crate::base::{Amount, Currency, Instant};
use crate::engine::{CreditId, Reading};
use crate::explain::{Fact, Had, Supposed, Then};
use crate::program::{EventTypeId, MeasureId, OfferId, Program, VersionId};

use super::super::names;
use super::conditions;

/// A program and an account, as words speak of them.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    pub program: &'a Program,
    pub currency: Currency,
    /// The instant as of which they speak.
    pub now: Instant,
}

impl Words<'_> {
    /// `31 Mar 2026 09:00 PDT`
    pub fn date(&self, instant: Instant) -> String {
        self.dated(instant, "%-d %b %Y %H:%M", "%-d %b %Y %H:%M:%S")
    }

    /// `31 March 2026, 09:00 PDT`
    pub fn long_date(&self, instant: Instant) -> String {
        self.dated(instant, "%-d %B %Y, %H:%M", "%-d %B %Y, %H:%M:%S")
    }

    fn dated(&self, instant: Instant, minutes: &str, seconds: &str) -> String {
        let calendar = self.program.calendar;
        let zone = calendar.zone_letters(instant);
        let zone = if zone.starts_with(['+', '-']) {
            format!("UTC{zone}")
        } else {
            zone
        };
        let whole = Instant::from_seconds(instant.seconds());
        let is_whole = instant.seconds() % 60 == 0 && whole == instant;
        let form = if is_whole { minutes } else { seconds };
        let text = calendar.local(whole).format(form).to_string();
        let written = instant.to_string();
        let fraction = written.split_once('.').map_or("", |(_, rest)| rest);
        match fraction.trim_end_matches('Z') {
            "" => format!("{text} {zone}"),
            fraction => format!("{text}.{fraction} {zone}"),
        }
    }

    /// `USD 140.00`
    pub fn money(&self, amount: Amount) -> String {
        names::money(amount, self.currency)
    }

    pub fn reading(&self, reading: &Reading) -> String {
        names::reading(reading, self.currency)
    }

    /// `spend_get#1`
    pub fn credit(&self, credit: CreditId) -> String {
        names::credit(self.program, credit)
    }

    pub fn offer(&self, offer: OfferId) -> &str {
        names::offer(self.program, offer)
    }

    /// `spend_get`, with its version where the offer has several.
    pub fn version(&self, version: VersionId) -> String {
        let name = names::offer_of(self.program, version);
        let terms = names::terms(self.program, version);
        let offer = terms.and_then(|terms| self.program.offers.get(terms.offer.index()));
        match (terms, offer.map_or(1, |offer| offer.versions.len())) {
            (Some(terms), 2..) => format!("{name} version {}", terms.number),
            (_, _) => name.to_owned(),
        }
    }

    /// What a customer knows the offer as: its title, else its name in words.
    pub fn title(&self, version: VersionId) -> String {
        let title = names::terms(self.program, version).and_then(|terms| terms.title.clone());
        title.unwrap_or_else(|| names::offer_of(self.program, version).replace('_', " "))
    }

    /// The same, of the latest version of an offer.
    pub fn title_of(&self, offer: OfferId) -> String {
        let versions = self.program.offers.get(offer.index());
        let latest = versions.and_then(|offer| offer.versions.last());
        latest.map_or_else(String::new, |version| self.title(*version))
    }

    pub fn measure(&self, version: VersionId, measure: MeasureId) -> &str {
        names::measure(self.program, version, measure)
    }

    pub fn event(&self, event: EventTypeId) -> &str {
        let event = self.program.events.get(event.index());
        event.map_or("", |event| event.name.as_str())
    }

    /// What was supposed and what would have come of it: `had it come before …, it would have paid …`.
    pub fn supposed(&self, supposed: &Supposed, it: &str) -> String {
        let had = match supposed.had {
            Had::ComeBefore(instant) => format!("had {it} come before {}", self.date(instant)),
            Had::ComeAt(instant) => format!("had {it} come on {} or later", self.date(instant)),
            Had::AccruedFrom(instant) => {
                format!(
                    "had {it} begun to accrue on {} or later",
                    self.date(instant)
                )
            }
            Had::Spent { amount, before } => return self.supposed_spend(amount, before),
        };
        let then = match supposed.then {
            Then::Paid(amount) => format!("the credit would have paid {}", self.money(amount)),
            Then::Enrolled => "the account would have enrolled".to_owned(),
            Then::Earned => "credit would have been earned".to_owned(),
        };
        format!("{had}, {then}")
    }

    fn supposed_spend(&self, amount: Amount, before: Option<Instant>) -> String {
        let more = format!("{} more spent", self.money(amount));
        match before {
            Some(before) if before <= self.now => format!(
                "with {more} before {}, credit would have been earned",
                self.date(before)
            ),
            Some(_) | None => format!("with {more} now, credit is earned"),
        }
    }

    /// A fact as one word or a few.
    pub fn fact(&self, fact: &Fact) -> String {
        match fact {
            Fact::Money(amount) => self.money(*amount),
            Fact::Reading(reading) => self.reading(reading),
            Fact::Count(count) => count.to_string(),
            Fact::Instant(instant) => instant.to_string(),
            Fact::Seconds(seconds) => format!("{seconds} s, {}", length(*seconds)),
            Fact::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            Fact::Word(word) => (*word).to_owned(),
            Fact::Text(text) => text.clone(),
            Fact::Credit(credit) => self.credit(*credit),
            Fact::Offer(offer) => self.offer(*offer).to_owned(),
            Fact::Event(event) => self.event(*event).to_owned(),
            Fact::Value(slot, value) => conditions::value(self, None, *slot, value),
            Fact::Asked(asked) => if asked.holds { "hold" } else { "do not hold" }.to_owned(),
        }
    }
}

/// A length of time in its two largest units: `3 days 4 hours`.
pub fn length(seconds: i64) -> String {
    const UNITS: [(i64, &str); 4] = [
        (86_400, "day"),
        (3_600, "hour"),
        (60, "minute"),
        (1, "second"),
    ];
    let mut left = seconds.max(0);
    let mut parts = Vec::new();
    for (unit, name) in UNITS {
        let count = left / unit;
        left %= unit;
        if count > 0 {
            let plural = if count == 1 { "" } else { "s" };
            parts.push(format!("{count} {name}{plural}"));
        } else if !parts.is_empty() {
            break;
        }
        if parts.len() == 2 {
            break;
        }
    }
    match parts.is_empty() {
        true => "less than a second".to_owned(),
        false => parts.join(" "),
    }
}

/// Each text where it comes first: several enrollments of one offer mostly say the same.
pub fn once_each(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for text in texts {
        if !said.contains(&text) {
            said.push(text);
        }
    }
    said
}
