//! A row as a record: directly where nothing about it is unusual, else by the object that it stands for.

use crate::base::Currency;
use crate::format::lines::LineBytes;
use crate::format::record::{Body, LineContent, Record, Rejected, read_line};
use crate::format::usual::UsualValue;
use crate::format::usual::typed::{UsualHead, may_be_negative};
use crate::program::{EventType, EventTypeId, Program};

use super::cell::Cell;
use super::rows::Row;
use super::stamp::Stamper;

/// Reads rows one at a time.
#[derive(Default)]
pub struct RowReader {
    stamper: Stamper,
}

impl RowReader {
    /// Reads a row; its values are added to `values`.
    pub fn read<'b>(
        &mut self,
        program: &Program,
        row: Row<'b>,
        values: &mut Vec<UsualValue<'b>>,
    ) -> LineContent<'b> {
        let start = values.len();
        self.read_usual(program, row, values).unwrap_or_else(|| {
            values.truncate(start);
            self.read_anyhow(program, row)
        })
    }

    /// `None` where anything is unusual or wrong.
    fn read_usual<'b>(
        &mut self,
        program: &Program,
        row: Row<'b>,
        values: &mut Vec<UsualValue<'b>>,
    ) -> Option<LineContent<'b>> {
        if row.fault().is_some() {
            return None;
        }
        let header = row.header();
        let heads = &header.heads;
        let kind = row.cell(heads.kind).text()?;
        let Some(kind) = header.types.get(kind).copied() else {
            return Some(LineContent::Undeclared).filter(|_| !kind.is_empty());
        };
        let head = UsualHead {
            kind,
            id: row.cell(heads.id).text()?,
            account: row.cell(heads.account).text()?,
            at: row.cell(heads.at).usual_instant()?,
            currency: match heads.currency.map(|column| row.cell(column)) {
                None | Some(Cell::Absent) => None,
                Some(cell) => Some(Currency::from_code(cell.text()?)?),
            },
        };
        let start = values.len();
        let event_type = program.events.get(kind.index())?;
        read_fields(event_type, kind, row, values)?;
        let stamp = |id: &str| self.stamper.stamp(program, row, id);
        head.record(event_type, stamp, values, start)
    }

    fn read_anyhow<'b>(&mut self, program: &Program, row: Row<'b>) -> LineContent<'b> {
        if let Some((column, reason)) = row.fault() {
            return LineContent::Rejected(Rejected {
                id: None,
                member: column.clone(),
                reason: *reason,
            });
        }
        let text = row.json(program);
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
                stamp: self.stamper.stamp(program, row, &record.id),
                id: record.id.into_owned().into(),
                account: record.account.into_owned().into(),
                account_hash: record.account_hash,
                body: Body::Anew,
            }),
        }
    }
}

fn read_fields<'b>(
    event_type: &EventType,
    kind: EventTypeId,
    row: Row<'b>,
    values: &mut Vec<UsualValue<'b>>,
) -> Option<()> {
    let may_be_negative = may_be_negative(event_type);
    let columns = row.header().fields.get(kind.index())?;
    for (field, column) in event_type.fields.iter().zip(columns) {
        let cell = column.map_or(Cell::Absent, |column| row.cell(column));
        let value = cell.usual_value(&field.kind, may_be_negative)?;
        if value == UsualValue::Absent && !field.optional {
            return None;
        }
        values.push(value);
    }
    Some(())
}
