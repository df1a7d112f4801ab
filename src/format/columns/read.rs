//! A row as a record: directly where nothing about it is unusual, else by the object that it stands for.

use crate::engine::Value;
use crate::format::account_name::AccountName;
use crate::format::lines::LineBytes;
use crate::format::record::{Body, LineContent, Record, Rejected, read_line};
use crate::format::seen::Stamp;
use crate::format::usual::decimals::{AmountForm, UsualDecimals};
use crate::format::usual::typed::UsualHead;
use crate::program::{EventType, EventTypeId, Program};

use super::field_values::field_value;
use super::rows::Row;
use super::texts::Meaning;

/// Reads a row; its values are added to `values`.
pub fn read_row<'b>(
    (program, decimals): (&Program, &UsualDecimals),
    row: Row<'b>,
    values: &mut Vec<Value<'b>>,
) -> LineContent<'b> {
    let start = values.len();
    read_usual((program, decimals), row, values).unwrap_or_else(|| {
        values.truncate(start);
        read_anyhow(program, row, || row.content())
    })
}

/// `None` where anything is unusual or wrong.
fn read_usual<'b>(
    (program, decimals): (&Program, &UsualDecimals),
    row: Row<'b>,
    values: &mut Vec<Value<'b>>,
) -> Option<LineContent<'b>> {
    if row.fault().is_some() {
        return None;
    }
    let header = row.header();
    let heads = &header.heads;
    let (kind, name) = row.text(heads.kind)?;
    let Meaning::Type(kind) = kind.meaning else {
        return Some(LineContent::Undeclared).filter(|_| !name.is_empty());
    };
    let currency = match heads.currency.and_then(|column| row.text(column)) {
        None => None,
        Some((text, _)) => match text.meaning {
            Meaning::Currency(currency) => Some(currency),
            Meaning::Text | Meaning::Type(_) | Meaning::Symbol(_) | Meaning::Bytes => return None,
        },
    };
    let head = UsualHead {
        kind,
        id: row.text(heads.id)?.1,
        at: row.cell(heads.at).usual_instant()?,
        currency,
    };
    let start = values.len();
    let event_type = program.events.get(kind.index())?;
    let mut amounts = AmountForm::new(decimals.of(currency), event_type);
    read_fields((event_type, kind), &mut amounts, row, values)?;
    if !head.is_sound(event_type, values.get(start..)?) {
        return None;
    }
    let account = AccountName::new(row.text(heads.account)?.1)?;
    let values = (start..values.len(), amounts.decimals);
    let record = head.record(account, row.content(), values);
    Some(LineContent::Record(record))
}

/// Reads a row that is unusual, by the object that it stands for; `content` is what it is recognised by.
pub fn read_anyhow<'b>(
    program: &Program,
    row: Row<'b>,
    content: impl FnOnce() -> u64,
) -> LineContent<'b> {
    if let Some((column, reason)) = row.fault() {
        return LineContent::Rejected(Rejected {
            id: None,
            member: column.clone(),
            reason: *reason,
        });
    }
    let text = row.json();
    let mut members = Vec::new();
    match read_line(program, LineBytes::Text(&text), &mut members) {
        LineContent::Blank => LineContent::Blank,
        LineContent::Undeclared => LineContent::Undeclared,
        LineContent::Rejected(rejected) => LineContent::Rejected(Rejected {
            id: rejected.id.map(|id| id.into_owned().into()),
            ..rejected
        }),
        LineContent::Record(record) => LineContent::Record(Record {
            kind: record.kind,
            stamp: Stamp::new(&record.id, content()),
            id: record.id.into_owned().into(),
            account: record.account.into_owned(),
            body: Body::Anew,
        }),
    }
}

fn read_fields<'b>(
    (event_type, kind): (&EventType, EventTypeId),
    amounts: &mut AmountForm,
    row: Row<'b>,
    values: &mut Vec<Value<'b>>,
) -> Option<()> {
    let columns = row.header().fields.get(kind.index())?;
    for (field, column) in event_type.fields.iter().zip(columns) {
        let value = match column.and_then(|column| row.value(column)) {
            Some((held, place)) => field_value(held, place, (&field.kind, amounts))?,
            None if field.optional => Value::Absent,
            None => return None,
        };
        values.push(value);
    }
    Some(())
}
