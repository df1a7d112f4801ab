//! Laws that every ledger keeps, read off the ledger itself and its events: conservation per credit, positive
//! amounts, clocks that never go back, nothing paid by a credit to the event that earned it, to a charge from
//! before its issue or from its expiry on, and no charge over-paid.

use std::collections::BTreeMap;

use onward::base::Instant;
use serde_json::Value;

/// An account and an id or a credit of it.
type Key = (String, String);

#[derive(Default)]
struct Credit {
    issued_at: Option<Instant>,
    issued_by: Option<String>,
    expires: Option<Instant>,
    issued: i128,
    /// Less what was restored.
    applied: i128,
    /// Expired or revoked.
    ended: i128,
}

impl Credit {
    fn remaining(&self) -> i128 {
        self.issued - self.applied - self.ended
    }
}

#[derive(Default)]
struct Books {
    credits: BTreeMap<Key, Credit>,
    /// By charge, what is paid, and what of it came back or was forfeited.
    paid: BTreeMap<Key, i128>,
    returned: BTreeMap<Key, i128>,
    clocks: BTreeMap<String, Instant>,
}

/// The first accepted event of an id is the one that the ledger means; a rejected one may precede it, so all
/// are kept.
type Events = BTreeMap<Key, Vec<Value>>;

/// The laws that a ledger breaks.
pub fn broken(events: &str, ledger: &str) -> Vec<String> {
    let events = read_events(events);
    let mut books = Books::default();
    let mut problems = Vec::new();
    for line in ledger.lines() {
        match serde_json::from_str::<Value>(line) {
            Ok(entry) => {
                let wrong = books.enter(&events, &entry);
                problems.extend(wrong.map(|law| format!("law broken: {law}\n   {line}")));
            }
            Err(error) => problems.push(format!("not JSON: {error}\n   {line}")),
        }
    }
    problems
}

fn read_events(events: &str) -> Events {
    let mut read = Events::new();
    for line in events.lines() {
        if let Ok(event) = serde_json::from_str::<Value>(line)
            && event.is_object()
        {
            let key = (text(&event, "account"), text(&event, "id"));
            read.entry(key).or_default().push(event);
        }
    }
    read
}

fn text(value: &Value, member: &str) -> String {
    value[member].as_str().unwrap_or_default().to_owned()
}

fn instant(value: &Value, member: &str) -> Option<Instant> {
    Instant::parse(value[member].as_str()?)
}

/// An amount in units of its own last decimal, as many as the ledger writes.
fn amount(value: &Value, member: &str) -> i128 {
    let digits = text(value, member).replace('.', "");
    digits.parse().unwrap_or_default()
}

/// An event's amount in the units of a ledger amount.
fn event_amount(event: &Value, like: &str) -> i128 {
    let decimals = like.split_once('.').map_or(0, |(_, part)| part.len());
    let member = &event["amount"];
    let written = member
        .as_str()
        .map_or_else(|| member.to_string(), str::to_owned);
    let (whole, part) = written.split_once('.').unwrap_or((&written, ""));
    format!("{whole}{part:0<decimals$}")
        .parse()
        .unwrap_or_default()
}

impl Books {
    /// Books an entry and says which law it breaks.
    fn enter(&mut self, events: &Events, entry: &Value) -> Option<&'static str> {
        let account = text(entry, "account");
        let Some(at) = instant(entry, "at") else {
            return Some("every entry has its instant");
        };
        let clock = self.clocks.insert(account.clone(), at);
        if clock.is_some_and(|clock| at < clock) {
            return Some("an account's clock never goes back");
        }
        let kind = text(entry, "entry");
        let value = amount(entry, "amount");
        if entry.get("amount").is_some() && kind != "adjusted" && value <= 0 {
            return Some("amounts are positive");
        }
        entry.get("credit")?;
        let key = (account, text(entry, "credit"));
        match kind.as_str() {
            "issued" => self.issue(key, at, value, entry),
            "applied" => self.apply(events, &key, value, entry),
            "restored" => self.give_back(&key, value, entry),
            "forfeited" => self.count_returned(&key.0, value, entry),
            "expired" | "revoked" => self.end(&key, &kind, at, value),
            _ => Some("no other entry names a credit"),
        }
    }

    fn issue(&mut self, key: Key, at: Instant, value: i128, entry: &Value) -> Option<&'static str> {
        let credit = Credit {
            issued_at: Some(at),
            issued_by: entry["event"].as_str().map(str::to_owned),
            expires: instant(entry, "expires"),
            issued: value,
            ..Credit::default()
        };
        if credit.expires.is_some_and(|expires| expires <= at) {
            return Some("a credit expires after its issue");
        }
        let before = self.credits.insert(key, credit);
        before.map(|_| "a credit is issued once")
    }

    fn apply(
        &mut self,
        events: &Events,
        key: &Key,
        value: i128,
        entry: &Value,
    ) -> Option<&'static str> {
        let Some(credit) = self.credits.get_mut(key) else {
            return Some("a credit is issued before it pays");
        };
        credit.applied += value;
        if credit.remaining() < 0 || credit.remaining() != amount(entry, "remaining") {
            return Some("issued = applied − restored + expired + revoked + remaining");
        }
        let event = text(entry, "event");
        if credit.issued_by.as_ref() == Some(&event) {
            return Some("a credit never pays for the event that earned it");
        }
        if credit.expires <= instant(entry, "at") && credit.expires.is_some() {
            return Some("a credit pays nothing from its expiry on");
        }
        let charge = (key.0.clone(), event);
        let Some(candidates) = events.get(&charge) else {
            return Some("a credit pays for an event of its account");
        };
        let dated_well = |event: &Value| instant(event, "at") >= credit.issued_at;
        if !candidates.iter().any(dated_well) {
            return Some("a credit pays nothing from before its issue");
        }
        let paid = self.paid.entry(charge).or_default();
        *paid += value;
        let like = text(entry, "amount");
        let enough = |event: &Value| event_amount(event, &like) >= *paid;
        (!candidates.iter().any(enough)).then_some("a charge is never over-paid")
    }

    fn give_back(&mut self, key: &Key, value: i128, entry: &Value) -> Option<&'static str> {
        let Some(credit) = self.credits.get_mut(key) else {
            return Some("a credit is issued before it is restored");
        };
        credit.applied -= value;
        if credit.applied < 0 || credit.remaining() != amount(entry, "remaining") {
            return Some("issued = applied − restored + expired + revoked + remaining");
        }
        if credit.expires.is_some() && credit.expires <= instant(entry, "at") {
            return Some("an expired credit is not restored");
        }
        self.count_returned(&key.0, value, entry)
    }

    fn count_returned(
        &mut self,
        account: &str,
        value: i128,
        entry: &Value,
    ) -> Option<&'static str> {
        let charge = (account.to_owned(), text(entry, "charge"));
        let paid = self.paid.get(&charge).copied().unwrap_or_default();
        let returned = self.returned.entry(charge).or_default();
        *returned += value;
        (*returned > paid).then_some("no more comes back than credit paid")
    }

    fn end(&mut self, key: &Key, kind: &str, at: Instant, value: i128) -> Option<&'static str> {
        let Some(credit) = self.credits.get_mut(key) else {
            return Some("a credit is issued before it ends");
        };
        credit.ended += value;
        if credit.remaining() != 0 {
            return Some("what ends is all that was left");
        }
        let due = kind != "expired" || credit.expires == Some(at);
        (!due).then_some("a credit expires at its expiry")
    }
}
