//! A record as an event of its account: every check that section 8 asks for beyond the line itself.
//!
//! What this lets through keeps every promise of [`Event`].

use crate::base::Currency;
use crate::engine::{Event, Value, Values};
use crate::program::{EventType, Field, Program, Role};

use super::columns::rows::Row;
use super::item::Item;
use super::lines::LineBytes;
use super::members::{Member, text_of};
use super::record::{Body, Record, find_member, members_of, present};
use super::reject::{Fault, Reason};
use super::usual::typed::usual_event;
use super::values::{Sign, read_currency, read_instant, read_value};

/// What records point to.
#[derive(Clone, Copy)]
pub struct EventSource<'s, 'b> {
    /// The members of the lines that are unusual.
    pub members: &'s [Member<'b>],
    /// The values of all others.
    pub values: &'s [Value<'b>],
    /// Where the record at hand stands, should it come to be unusual after all.
    pub item: Item<'b>,
}

/// The currency that an opening event gives its account.
pub fn opening_currency(
    record: &Record<'_>,
    source: &EventSource<'_, '_>,
) -> Result<Currency, Fault<'static>> {
    let fault = |reason| Fault::of_member("currency", reason);
    match &record.body {
        Body::Usual(body) => body.currency.ok_or(fault(Reason::Missing)),
        Body::Members(place) => {
            let members = source.members.get(place.clone()).unwrap_or_default();
            let raw = find_member(members, "currency").ok_or(fault(Reason::Missing))?;
            read_currency(raw).map_err(fault)
        }
        Body::Anew => match source.item {
            Item::Row(row) => {
                let code = row_currency(row).ok_or(fault(Reason::Missing))?;
                Currency::from_code(code).ok_or(fault(Reason::NotCurrency))
            }
            Item::Line(_) => Err(fault(Reason::Missing)),
        },
    }
}

fn row_currency(row: Row<'_>) -> Option<&str> {
    row.cell(row.header().heads.currency?).text()
}

/// Reads the event of an account that has this currency, with `decimals`, into `event`: one that was used
/// before saves a piece of memory.
pub fn read_event<'s, 'b: 's, 'p>(
    program: &'p Program,
    record: &Record<'b>,
    source: &EventSource<'s, 'b>,
    (currency, decimals): (Currency, u32),
    event: &mut Event<'s>,
) -> Result<(), Fault<'p>> {
    match &record.body {
        Body::Usual(body) => {
            let money = (currency, decimals);
            if usual_event(record, body, source.values, money, event).is_some() {
                return Ok(());
            }
            read_anew(program, record, source.item, currency, event)
        }
        Body::Members(place) => {
            let members = source.members.get(place.clone()).unwrap_or_default();
            read_members_event(program, record, members, currency, event)
        }
        Body::Anew => read_anew(program, record, source.item, currency, event),
    }
}

/// Reads an event from the members of its line or row.
fn read_anew<'s, 'b: 's, 'p>(
    program: &'p Program,
    record: &Record<'b>,
    item: Item<'b>,
    currency: Currency,
    event: &mut Event<'s>,
) -> Result<(), Fault<'p>> {
    match item {
        Item::Line(line) => read_members_event(program, record, &members_of(line), currency, event),
        Item::Row(row) => {
            let text = row.json();
            let members = members_of(LineBytes::Text(&text));
            let mut own = Event::blank();
            read_members_event(program, record, &members, currency, &mut own)?;
            *event = own.into_owned();
            Ok(())
        }
    }
}

fn read_members_event<'s, 'b: 's, 'p>(
    program: &'p Program,
    record: &Record<'b>,
    members: &[Member<'b>],
    currency: Currency,
    event: &mut Event<'s>,
) -> Result<(), Fault<'p>> {
    let Some(event_type) = program.events.get(record.kind.index()) else {
        return Err(Fault::of_member("type", Reason::Missing));
    };
    let at_fault = |reason| Fault::of_member("at", reason);
    let at = find_member(members, "at").ok_or(at_fault(Reason::Missing))?;
    let at = read_instant(at).map_err(at_fault)?;
    check_currency(members, currency)?;
    event.kind = record.kind;
    event.id = record.id.clone();
    event.at = at;
    let mut values = std::mem::take(&mut event.values).emptied();
    read_fields(event_type, members, currency, &mut values)?;
    event.values = Values::Owned(values);
    check_accrual_start(event_type, event)
}

fn check_currency(members: &[Member<'_>], expected: Currency) -> Result<(), Fault<'static>> {
    let Some(raw) = find_member(members, "currency") else {
        return Ok(());
    };
    // Nearly always it is the account's: that needs no look at the list of all currencies.
    if text_of(raw).as_deref() == Some(expected.code()) {
        return Ok(());
    }
    let fault = |reason| Fault::of_member("currency", reason);
    let currency = read_currency(raw).map_err(fault)?;
    if currency != expected {
        return Err(fault(Reason::OtherCurrency(expected)));
    }
    Ok(())
}

fn read_fields<'b, 'p>(
    event_type: &'p EventType,
    members: &[Member<'b>],
    currency: Currency,
    values: &mut Vec<Value<'b>>,
) -> Result<(), Fault<'p>> {
    let sign = match event_type.role {
        Role::Corrects { .. } => Sign::Any,
        Role::Plain
        | Role::Opens
        | Role::Updates
        | Role::Closes
        | Role::Spends { .. }
        | Role::Reverses { .. } => Sign::NotNegative,
    };
    let mut finder = Finder::new(members);
    for field in &event_type.fields {
        values.push(read_field(field, finder.find(&field.name), currency, sign)?);
    }
    Ok(())
}

fn read_field<'b, 'p>(
    field: &'p Field,
    raw: Option<&'b str>,
    currency: Currency,
    sign: Sign,
) -> Result<Value<'b>, Fault<'p>> {
    let fault = |reason| Fault::of_member(&field.name, reason);
    match raw {
        Some(raw) => read_value(raw, &field.kind, currency, sign).map_err(fault),
        None if field.optional => Ok(Value::Absent),
        None => Err(fault(Reason::Missing)),
    }
}

fn check_accrual_start<'p>(event_type: &'p EventType, event: &Event<'_>) -> Result<(), Fault<'p>> {
    let Role::Spends {
        since: Some(since), ..
    } = event_type.role
    else {
        return Ok(());
    };
    match event.value(since) {
        Value::Instant(start) if *start > event.at => {
            let name = event_type
                .fields
                .get(since.index())
                .map_or("", |field| field.name.as_str());
            Err(Fault::of_member(name, Reason::StartsAfterAt))
        }
        Value::Absent
        | Value::Text(_)
        | Value::Number(_)
        | Value::Money(_)
        | Value::Flag(_)
        | Value::Instant(_)
        | Value::Date(_)
        | Value::Symbol(_) => Ok(()),
    }
}

/// Finds members by name. Most streams write members in one order, so the search begins behind the last
/// find.
struct Finder<'m, 'b> {
    members: &'m [Member<'b>],
    next: usize,
}

impl<'m, 'b> Finder<'m, 'b> {
    fn new(members: &'m [Member<'b>]) -> Self {
        Self { members, next: 0 }
    }

    fn find(&mut self, name: &str) -> Option<&'b str> {
        let (before, behind) = self.members.split_at_checked(self.next)?;
        let is_it = |member: &Member<'_>| member.name == name;
        let place = match behind.iter().position(is_it) {
            Some(place) => before.len() + place,
            None => before.iter().position(is_it)?,
        };
        self.next = place + 1;
        self.members
            .get(place)
            .and_then(|member| present(member.raw))
    }
}
