//! Spans as an event of a declared type, as far as that does not depend on the account.

use std::borrow::Cow;
use std::ops::Range;

use hashbrown::HashMap;

use crate::base::{Currency, Instant, Number, UsualInstants};
use crate::engine::{Event, Value, Values};
use crate::format::account_name::AccountName;
use crate::format::record::{Body, LineContent, Record};
use crate::format::seen::Stamp;
use crate::format::values::{date_of, is_of_an_event};
use crate::program::{EventType, EventTypeId, FieldKind, Program, Role};

use super::amount::WrittenAmount;
use super::decimals::{AmountForm, Decimals, UsualDecimals, with_decimals};
use super::forms::Forms;
use super::names::{NameId, Names};
use super::scan::Scanner;
use super::written::Written;

/// Reads lines on the usual form; keeps what it learns of how they are written.
pub struct UsualReader {
    forms: Forms,
    around: Surroundings,
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

/// The part of a record that does not say who it is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UsualBody {
    pub at: Instant,
    pub currency: Option<Currency>,
    pub decimals: Decimals,
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
    pub fn is_sound(&self, event_type: &EventType, values: &[Value<'_>]) -> bool {
        !self.id.is_empty() && !starts_after(event_type, self.at, values)
    }

    /// The record of an event that is sound; `values` says where its values stand.
    #[inline(always)]
    pub fn record(
        self,
        account: AccountName<'b>,
        content: u64,
        (values, decimals): (Range<usize>, Decimals),
    ) -> Record<'b> {
        Record {
            kind: self.kind,
            id: self.id.into(),
            account,
            stamp: Stamp::new(self.id, content),
            body: Body::Usual(UsualBody {
                at: self.at,
                currency: self.currency,
                decimals,
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
            around: Surroundings::default(),
            scanner: Scanner::new(names),
            types: types_by_name(program),
            heads,
            fields,
        }
    }

    /// Reads a line: its values are added to `values`, and `take` gets what it turned out to be. `None` where it is
    /// unusual, or something is wrong; then `take` gets nothing.
    #[inline(always)]
    pub fn read<'b>(
        &mut self,
        program: &Program,
        line: &'b str,
        values: &mut Vec<Value<'b>>,
        take: &mut impl FnMut(LineContent<'b>),
    ) -> Option<()> {
        let start = values.len();
        let reading = (program, &self.around);
        if self.forms.read(reading, line, values, take).is_some() {
            return Some(());
        }
        values.truncate(start);
        let read = self.read_by_names(program, line, values);
        if read.is_none() {
            values.truncate(start);
        }
        read.map(take)
    }

    /// Reads a line whose form is not known yet.
    #[inline(never)]
    fn read_by_names<'b>(
        &mut self,
        program: &Program,
        line: &'b str,
        values: &mut Vec<Value<'b>>,
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
            Some(raw) => Some(Currency::from_code(Written::of(raw).text()?)?),
            None => None,
        };
        let head = UsualHead {
            kind,
            id: self.text(line, self.heads.id)?,
            at: (self.around.instants).read(self.text(line, self.heads.at)?.as_bytes())?,
            currency,
        };
        let start = values.len();
        let mut amounts = AmountForm::new(self.around.decimals.of(currency), event_type);
        self.read_fields((event_type, kind), &mut amounts, line, values)?;
        if !head.is_sound(event_type, values.get(start..)?) {
            return None;
        }
        let account = AccountName::new(self.text(line, self.heads.account)?)?;
        let values = (start..values.len(), amounts.decimals);
        let record = LineContent::Record(head.record(account, content, values));
        let fields = self.fields.get(kind.index())?;
        let event = Some((kind, event_type, &**fields));
        self.forms.learn((&self.scanner, &self.heads), line, event);
        Some(record)
    }

    fn text<'b>(&self, line: &'b str, name: NameId) -> Option<&'b str> {
        Written::of(self.scanner.raw(line, name)?).text()
    }

    fn read_fields<'b>(
        &self,
        (event_type, kind): (&EventType, EventTypeId),
        amounts: &mut AmountForm,
        line: &'b str,
        values: &mut Vec<Value<'b>>,
    ) -> Option<()> {
        let names = self.fields.get(kind.index())?;
        for (field, name) in event_type.fields.iter().zip(names) {
            match self.scanner.raw(line, *name) {
                Some(raw) => {
                    let written = Written::of(raw);
                    read_value(written, &field.kind, amounts, &self.around, values)?;
                }
                None if field.optional => values.push(Value::Absent),
                None => return None,
            }
        }
        Some(())
    }
}

/// What values are read with.
#[derive(Default)]
pub struct Surroundings {
    pub instants: EventInstants,
    pub decimals: UsualDecimals,
}

/// Reads a value and adds it to `values`, where it is made: a copy of what was written just now would have to wait
/// until that has left the processor.
#[inline]
pub fn read_value<'b>(
    written: Written<'b>,
    kind: &FieldKind,
    amounts: &mut AmountForm,
    around: &Surroundings,
    values: &mut Vec<Value<'b>>,
) -> Option<()> {
    match kind {
        FieldKind::Text => values.push(Value::Text(written.text()?.into())),
        FieldKind::Number => values.push(Value::Number(Number::parse(written.characters()?)?)),
        FieldKind::Money => {
            let amount = amounts.read(WrittenAmount::read(written.bytes()?)?)?;
            values.push(Value::Money(amount));
        }
        FieldKind::Flag => match written.word()? {
            b"true" => values.push(Value::Flag(true)),
            b"false" => values.push(Value::Flag(false)),
            _ => return None,
        },
        FieldKind::Instant => {
            let instant = around.instants.read(written.text_bytes()?)?;
            values.push(Value::Instant(instant));
        }
        FieldKind::Date => values.push(Value::Date(date_of(written.text()?)?)),
        FieldKind::Symbol(symbols) => values.push(Value::Symbol(symbols.find(written.text()?)?)),
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
    pub fn read(&self, text: &[u8]) -> Option<Instant> {
        self.0.read(text).filter(|instant| is_of_an_event(*instant))
    }
}

/// One instant of an event on the usual form.
pub fn usual_instant(text: &str) -> Option<Instant> {
    Instant::parse_usual_form(text).filter(|instant| is_of_an_event(*instant))
}

/// Whether the accrual starts after the event.
fn starts_after(event_type: &EventType, at: Instant, values: &[Value<'_>]) -> bool {
    let Role::Spends {
        since: Some(since), ..
    } = event_type.role
    else {
        return false;
    };
    let start = values.get(since.index()).and_then(Value::instant);
    start.is_some_and(|start| start > at)
}

/// The event of an account that has this currency, `decimals` of it; `None` where it has to be read anew.
#[inline]
pub fn usual_event<'s, 'b: 's>(
    record: &Record<'b>,
    body: &UsualBody,
    values: &'s [Value<'b>],
    (currency, decimals): (Currency, u32),
    into: &mut Event<'s>,
) -> Option<()> {
    if body.currency.is_some_and(|named| named != currency) {
        return None;
    }
    let values = values.get(body.values.clone())?;
    into.values = if body.decimals.read_with == decimals {
        Values::Borrowed(values)
    } else {
        Values::Owned(with_decimals(values, body.decimals, decimals)?)
    };
    into.kind = record.kind;
    into.id = match &record.id {
        Cow::Borrowed(id) => Cow::Borrowed(id),
        Cow::Owned(id) => Cow::Owned(id.clone()),
    };
    into.at = body.at;
    Some(())
}
