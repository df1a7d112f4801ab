//! Spans as an event of a declared type, as far as that does not depend on the account.

use std::borrow::Cow;
use std::ops::Range;

use hashbrown::HashMap;

use crate::base::{Currency, Date, Instant, Number, UsualInstants};
use crate::engine::{Event, Value};
use crate::format::account_name::AccountName;
use crate::format::record::{Body, LineContent, Record};
use crate::format::seen::Stamp;
use crate::format::values::{date_of, is_of_an_event};
use crate::program::{EventType, EventTypeId, FieldKind, Program, Role, Symbol};

use super::amount::WrittenAmount;
use super::forms::Forms;
use super::names::{NameId, Names};
use super::scan::Scanner;

/// Reads lines on the usual form; keeps what it learns of how they are written.
pub struct UsualReader {
    forms: Forms,
    instants: EventInstants,
    scanner: Scanner,
    types: HashMap<Box<str>, EventTypeId>,
    heads: Heads,
    /// The names of the fields, by [`EventTypeId`] and field.
    fields: Vec<Vec<NameId>>,
}

/// The members of every event.
pub struct Heads {
    pub id: NameId,
    pub event: NameId,
    pub account: NameId,
    pub at: NameId,
    pub currency: NameId,
}

/// A value, with money as written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum UsualValue<'b> {
    Absent,
    Text(&'b str),
    Number(Number),
    Money(WrittenAmount),
    Flag(bool),
    Instant(Instant),
    Date(Date),
    Symbol(Symbol),
}

/// The part of a record that does not say who it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsualBody {
    pub at: Instant,
    pub currency: Option<Currency>,
    /// Where its values stand in the list they were read into.
    pub values: Range<usize>,
}

/// The members of every event, read, but for the account.
pub struct UsualHead<'b> {
    pub kind: EventTypeId,
    pub id: &'b str,
    pub at: Instant,
    pub currency: Option<Currency>,
}

impl<'b> UsualHead<'b> {
    /// Whether nothing is wrong with an event of this type that has these values.
    #[inline]
    pub fn is_sound(&self, event_type: &EventType, values: &[UsualValue<'_>]) -> bool {
        !self.id.is_empty() && !starts_after(event_type, self.at, values)
    }

    /// The record of an event that is sound; `values` says where its values stand.
    #[inline(always)]
    pub fn record(
        self,
        account: AccountName<'b>,
        content: u64,
        values: Range<usize>,
    ) -> Record<'b> {
        Record {
            kind: self.kind,
            id: self.id.into(),
            account,
            stamp: Stamp::new(self.id, content),
            body: Body::Usual(UsualBody {
                at: self.at,
                currency: self.currency,
                values,
            }),
        }
    }
}

/// The declared types, to be found by their names.
pub fn types_by_name(program: &Program) -> HashMap<Box<str>, EventTypeId> {
    let types = program.events.iter().enumerate();
    let types =
        types.map(|(place, event)| (event.name.as_str().into(), EventTypeId::from_index(place)));
    types.collect()
}

impl UsualReader {
    pub fn new(program: &Program) -> Self {
        let mut names = Names::new();
        let heads = Heads {
            id: names.declare("id"),
            event: names.declare("type"),
            account: names.declare("account"),
            at: names.declare("at"),
            currency: names.declare("currency"),
        };
        let events = program.events.iter();
        let fields = events.map(|event| {
            let fields = event.fields.iter();
            fields.map(|field| names.declare(&field.name)).collect()
        });
        let fields = fields.collect();
        Self {
            forms: Forms::new(),
            instants: EventInstants::default(),
            scanner: Scanner::new(names),
            types: types_by_name(program),
            heads,
            fields,
        }
    }

    /// Reads a line; its values are added to `values`. `None` where it is unusual, or something is wrong.
    #[inline(always)]
    pub fn read<'b>(
        &mut self,
        program: &Program,
        line: &'b str,
        values: &mut Vec<UsualValue<'b>>,
    ) -> Option<LineContent<'b>> {
        let start = values.len();
        let known = {
            let reading = (program, &self.instants);
            self.forms.read(reading, line, values)
        };
        if known.is_some() {
            return known;
        }
        values.truncate(start);
        let read = self.read_by_names(program, line, values);
        if read.is_none() {
            values.truncate(start);
        }
        read
    }

    /// Reads a line whose form is not known yet.
    #[inline(never)]
    fn read_by_names<'b>(
        &mut self,
        program: &Program,
        line: &'b str,
        values: &mut Vec<UsualValue<'b>>,
    ) -> Option<LineContent<'b>> {
        let content = self.scanner.scan(line)?;
        let event = self.text(line, self.heads.event)?;
        let Some(kind) = self.types.get(event).copied() else {
            if event.is_empty() {
                return None;
            }
            self.forms.learn((&self.scanner, &self.heads), line, None);
            return Some(LineContent::Undeclared);
        };
        let event_type = program.events.get(kind.index())?;
        let currency = match self.scanner.raw(line, self.heads.currency) {
            Some(raw) => Some(Currency::from_code(inner(raw)?)?),
            None => None,
        };
        let head = UsualHead {
            kind,
            id: self.text(line, self.heads.id)?,
            at: self.instants.read(self.text(line, self.heads.at)?)?,
            currency,
        };
        let start = values.len();
        self.read_fields(event_type, kind, line, values)?;
        if !head.is_sound(event_type, values.get(start..)?) {
            return None;
        }
        let account = AccountName::new(self.text(line, self.heads.account)?)?;
        let record = LineContent::Record(head.record(account, content, start..values.len()));
        let fields = self.fields.get(kind.index())?;
        let event = Some((kind, event_type, &**fields));
        self.forms.learn((&self.scanner, &self.heads), line, event);
        Some(record)
    }

    fn text<'b>(&self, line: &'b str, name: NameId) -> Option<&'b str> {
        inner(self.scanner.raw(line, name)?)
    }

    fn read_fields<'b>(
        &self,
        event_type: &EventType,
        kind: EventTypeId,
        line: &'b str,
        values: &mut Vec<UsualValue<'b>>,
    ) -> Option<()> {
        let may_be_negative = may_be_negative(event_type);
        let names = self.fields.get(kind.index())?;
        for (field, name) in event_type.fields.iter().zip(names) {
            match self.scanner.raw(line, *name) {
                Some(raw) => {
                    read_value(raw, &field.kind, may_be_negative, &self.instants, values)?;
                }
                None if field.optional => values.push(UsualValue::Absent),
                None => return None,
            }
        }
        Some(())
    }
}

/// The characters of a text; `None` where it is none. The scanner left no escape in it.
#[inline]
pub fn inner(raw: &str) -> Option<&str> {
    raw.strip_prefix('"')?.strip_suffix('"')
}

/// Reads a value and adds it to `values`, where it is made: a copy of what was written just now would have to wait
/// until that has left the processor.
#[inline]
pub fn read_value<'b>(
    raw: &'b str,
    kind: &FieldKind,
    may_be_negative: bool,
    instants: &EventInstants,
    values: &mut Vec<UsualValue<'b>>,
) -> Option<()> {
    let text = inner(raw);
    match kind {
        FieldKind::Text => values.push(UsualValue::Text(text?)),
        FieldKind::Number => {
            let number = Number::parse(text.unwrap_or(raw))?;
            values.push(UsualValue::Number(number));
        }
        FieldKind::Money => {
            let amount = WrittenAmount::read(text.unwrap_or(raw))?;
            if amount.is_negative() && !may_be_negative {
                return None;
            }
            values.push(UsualValue::Money(amount));
        }
        FieldKind::Flag => match raw {
            "true" => values.push(UsualValue::Flag(true)),
            "false" => values.push(UsualValue::Flag(false)),
            _ => return None,
        },
        FieldKind::Instant => values.push(UsualValue::Instant(instants.read(text?)?)),
        FieldKind::Date => values.push(UsualValue::Date(date_of(text?)?)),
        FieldKind::Symbol(symbols) => values.push(UsualValue::Symbol(symbols.find(text?)?)),
    }
    Some(())
}

/// Whether the amounts of a type may be below zero.
#[inline]
pub fn may_be_negative(event_type: &EventType) -> bool {
    matches!(event_type.role, Role::Corrects { .. })
}

/// Reads instants of events on the usual form.
#[derive(Default)]
pub struct EventInstants(UsualInstants);

impl EventInstants {
    #[inline(always)]
    pub fn read(&self, text: &str) -> Option<Instant> {
        self.0.read(text).filter(|instant| is_of_an_event(*instant))
    }
}

/// One instant of an event on the usual form.
pub fn usual_instant(text: &str) -> Option<Instant> {
    Instant::parse_usual_form(text).filter(|instant| is_of_an_event(*instant))
}

/// Whether the accrual starts after the event.
fn starts_after(event_type: &EventType, at: Instant, values: &[UsualValue<'_>]) -> bool {
    let Role::Spends {
        since: Some(since), ..
    } = event_type.role
    else {
        return false;
    };
    match values.get(since.index()) {
        Some(UsualValue::Instant(start)) => *start > at,
        Some(
            UsualValue::Absent
            | UsualValue::Text(_)
            | UsualValue::Number(_)
            | UsualValue::Money(_)
            | UsualValue::Flag(_)
            | UsualValue::Date(_)
            | UsualValue::Symbol(_),
        )
        | None => false,
    }
}

/// The event of an account that has this currency, `decimals` of it; `None` where something is wrong with
/// it. `into` is an empty list to fill.
pub fn usual_event<'b>(
    record: &Record<'b>,
    body: &UsualBody,
    values: &[UsualValue<'b>],
    (currency, decimals): (Currency, u32),
    into: &mut Event<'b>,
) -> Option<()> {
    if body.currency.is_some_and(|written| written != currency) {
        return None;
    }
    let mut fits = true;
    let mut money = |amount: WrittenAmount| {
        let amount = amount.in_decimals(decimals);
        fits &= amount.is_some();
        Value::Money(amount.unwrap_or_default())
    };
    into.kind = record.kind;
    into.id = match &record.id {
        Cow::Borrowed(id) => Cow::Borrowed(id),
        Cow::Owned(id) => Cow::Owned(id.clone()),
    };
    into.at = body.at;
    into.values.clear();
    let values = values.get(body.values.clone())?;
    into.values.extend(values.iter().map(|value| match *value {
        UsualValue::Absent => Value::Absent,
        UsualValue::Text(text) => Value::Text(text.into()),
        UsualValue::Number(number) => Value::Number(number),
        UsualValue::Money(amount) => money(amount),
        UsualValue::Flag(flag) => Value::Flag(flag),
        UsualValue::Instant(instant) => Value::Instant(instant),
        UsualValue::Date(date) => Value::Date(date),
        UsualValue::Symbol(symbol) => Value::Symbol(symbol),
    }));
    fits.then_some(())
}
