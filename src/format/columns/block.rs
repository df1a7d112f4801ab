//! Rows as records, some of them at once and column by column: what a column is and which of its rows have a
//! value is asked once for all rows, and what one row waits for in memory is fetched while others are read.
//!
//! It reads what [`read`](super::read) reads of one row, and leaves what is unusual to it; a test holds that the
//! two never differ.

use std::ops::Range;

use crate::base::{Currency, Instant};
use crate::engine::Value;
use crate::format::account_name::AccountName;
use crate::format::buffer::emptied;
use crate::format::record::LineContent;
use crate::format::usual::decimals::{AmountForm, Decimals, UsualDecimals};
use crate::format::usual::typed::UsualHead;
use crate::program::{EventTypeId, FieldKind, Program};

use super::cell::{Cell, usual};
use super::cells::{Cells, Values};
use super::content::contents;
use super::field_values::{amount_value, any_value, instant_value, symbol_value, text_value};
use super::read::read_anyhow;
use super::reading::Reading;
use super::rows::Rows;
use super::texts::Meaning;

/// Reads rows; what it keeps is memory that is used again.
#[derive(Default)]
pub struct BlockReader {
    states: Vec<State>,
    heads: Vec<Head<'static>>,
    contents: Vec<u64>,
    decimals: UsualDecimals,
}

/// How far a row has been read.
#[derive(Clone, Copy)]
struct State {
    fate: Fate,
    /// How many compulsory fields have no value yet.
    lacking: u32,
    /// Of its amounts.
    decimals: Decimals,
    /// The place of its first value.
    first: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// So far nothing about it is unusual.
    Usual(EventTypeId),
    Undeclared,
    Unusual,
}

/// The members that every event has.
#[derive(Default)]
struct Head<'b> {
    /// Empty where there is none.
    id: &'b str,
    account: Option<AccountName<'b>>,
    at: Option<Instant>,
    currency: Option<Currency>,
}

/// Some rows of one input.
struct Block<'b, 's> {
    rows: &'b Rows,
    places: Range<usize>,
    states: &'s mut Vec<State>,
    heads: Vec<Head<'b>>,
    values: &'s mut Vec<Value<'b>>,
    decimals: &'s UsualDecimals,
}

impl BlockReader {
    /// Reads rows in their order; their values are added to `values`. `take` gets each with its place.
    #[inline(always)]
    pub fn read<'b>(
        &mut self,
        program: &Program,
        rows: &'b Rows,
        places: Range<usize>,
        values: &mut Vec<Value<'b>>,
        mut take: impl FnMut(usize, LineContent<'b>),
    ) {
        let sums = &mut self.contents;
        contents(&rows.header, &rows.columns, places.clone(), sums);
        let mut block = Block {
            rows,
            places: places.clone(),
            states: &mut self.states,
            heads: emptied(std::mem::take(&mut self.heads)),
            values,
            decimals: &self.decimals,
        };
        block.read_types(program);
        block.read_heads();
        for (cells, readings) in rows.columns.iter().zip(&rows.header.readings) {
            readings
                .iter()
                .for_each(|reading| block.read_column(cells, reading));
        }
        let Block {
            states,
            mut heads,
            values,
            ..
        } = block;
        for (((place, state), head), content) in places
            .zip(states.iter())
            .zip(heads.drain(..))
            .zip(sums.iter())
        {
            if let Fate::Usual(kind) = state.fate
                && state.lacking == 0
                && let (Some(account), Some(at)) = (head.account, head.at)
                && let Some(event_type) = program.events.get(kind.index())
            {
                let own = state.first..state.first + event_type.fields.len();
                let (id, currency) = (head.id, head.currency);
                let head = UsualHead {
                    kind,
                    id,
                    at,
                    currency,
                };
                if head.is_sound(event_type, values.get(own.clone()).unwrap_or_default()) {
                    take(
                        place,
                        LineContent::Record(head.record(account, *content, (own, state.decimals))),
                    );
                    continue;
                }
            }
            take(
                place,
                match state.fate {
                    Fate::Undeclared => LineContent::Undeclared,
                    Fate::Usual(_) | Fate::Unusual => {
                        read_anyhow(program, rows.row(place), || *content)
                    }
                },
            );
        }
        self.heads = emptied(heads);
    }
}

impl<'b> Block<'b, '_> {
    /// What each row is, and room for its values.
    fn read_types(&mut self, program: &Program) {
        let sizes = program.events.iter().map(|event| {
            let compulsory = event.fields.iter().filter(|field| !field.optional);
            let compulsory = u32::try_from(compulsory.count());
            (event.fields.len(), compulsory.unwrap_or(u32::MAX))
        });
        let sizes: Vec<(usize, u32)> = sizes.collect();
        let blank = State {
            fate: Fate::Unusual,
            lacking: 0,
            decimals: Decimals {
                read_with: self.decimals.of(None),
                written: 0,
            },
            first: 0,
        };
        self.states.clear();
        self.states.resize(self.places.len(), blank);
        let start = self.places.start;
        let mut end = self.values.len();
        if let Some(cells) = self.column(self.rows.header.heads.kind) {
            cells.each_text(self.places.clone(), |row, text, name| {
                let Some(state) = self.states.get_mut(row - start) else {
                    return;
                };
                if let Meaning::Type(kind) = text.meaning
                    && let Some((fields, lacking)) = sizes.get(kind.index()).copied()
                {
                    *state = State {
                        fate: Fate::Usual(kind),
                        lacking,
                        decimals: blank.decimals,
                        first: end,
                    };
                    end += fields;
                } else if !name.is_empty() {
                    state.fate = Fate::Undeclared;
                }
            });
        }
        self.values.resize(end, Value::Absent);
        for (row, _) in self.rows.faults.range(self.places.clone()) {
            if let Some(state) = self.states.get_mut(row - start) {
                state.fate = Fate::Unusual;
            }
        }
    }

    fn read_heads(&mut self) {
        let heads = &self.rows.header.heads;
        self.heads.resize_with(self.places.len(), Head::default);
        let start = self.places.start;
        if let Some(cells) = self.column(heads.id) {
            let texts = &cells.values;
            self.each_head(cells, |head, place| {
                head.id = texts.text(place).map_or("", |(_, id)| id);
            });
        }
        if let Some(cells) = self.column(heads.account)
            && let Values::Text(texts) = &cells.values
        {
            self.each_head(cells, |head, place| head.account = texts.account(place));
        }
        if let Some(cells) = self.column(heads.at) {
            if let Values::Instant(instants) = &cells.values {
                self.each_head(cells, |head, place| {
                    head.at = instants.get(place).copied().and_then(usual);
                });
            } else {
                self.each_head(cells, |head, place| {
                    head.at = (cells.values.cell(place)).and_then(Cell::usual_instant);
                });
            }
        }
        let currency = heads.currency.and_then(|column| self.column(column));
        if let Some(cells) = currency {
            cells.each_text(self.places.clone(), |row, text, _| {
                let head = self.heads.get_mut(row - start);
                if let (Some(head), Some(state)) = (head, self.states.get_mut(row - start)) {
                    if let Meaning::Currency(currency) = text.meaning {
                        head.currency = Some(currency);
                        state.decimals.read_with = self.decimals.of(Some(currency));
                    } else {
                        state.spoil();
                    }
                }
            });
        }
    }

    #[inline(always)]
    fn each_head(&mut self, cells: &Cells, mut set: impl FnMut(&mut Head<'b>, usize)) {
        let start = self.places.start;
        cells.presence.each(self.places.clone(), |row, place| {
            if let Some(head) = self.heads.get_mut(row - start) {
                set(head, place);
            }
        });
    }

    fn column(&self, number: usize) -> Option<&'b Cells> {
        self.rows.columns.get(number)
    }

    /// Reads a column as the field that it is to some types.
    fn read_column(&mut self, cells: &'b Cells, reading: &Reading) {
        match (&cells.values, &reading.kind) {
            (Values::Text(texts), FieldKind::Text) => {
                self.gather(cells, reading, |place, _| text_value(texts, place));
            }
            (Values::Text(texts), FieldKind::Symbol(_)) => {
                self.gather(cells, reading, |place, amounts| {
                    let known = symbol_value(texts, place);
                    known.or_else(|| any(&cells.values, place, reading, amounts))
                });
            }
            (Values::Whole(numbers, scale), FieldKind::Money) => {
                self.gather(cells, reading, |place, amounts| {
                    amount_value(*numbers.get(place)?, *scale, amounts)
                });
            }
            (Values::Instant(instants), FieldKind::Instant) => {
                self.gather(cells, reading, |place, _| {
                    instant_value(*instants.get(place)?)
                });
            }
            (
                Values::Text(_)
                | Values::Whole(..)
                | Values::Wide(..)
                | Values::Flag(_)
                | Values::Instant(_)
                | Values::Date(_),
                _,
            ) => self.gather(cells, reading, |place, amounts| {
                any(&cells.values, place, reading, amounts)
            }),
        }
    }

    /// Puts the values of a column to those of the rows whose events have them.
    #[inline]
    fn gather(
        &mut self,
        cells: &Cells,
        reading: &Reading,
        read: impl Fn(usize, &mut AmountForm) -> Option<Value<'b>>,
    ) {
        let start = self.places.start;
        cells.presence.each(self.places.clone(), |row, place| {
            if let Some(state) = self.states.get_mut(row - start)
                && let Fate::Usual(kind) = state.fate
                && let Some(slot) = reading.slot(kind)
            {
                let there = self.values.get_mut(state.first + slot.place);
                let mut amounts = AmountForm::of(state.decimals, slot.may_be_negative);
                match (read(place, &mut amounts), there) {
                    (Some(value), Some(there)) => {
                        *there = value;
                        state.decimals = amounts.decimals;
                        state.lacking -= u32::from(slot.is_compulsory);
                    }
                    (None, _) | (_, None) => state.spoil(),
                }
            }
        });
    }
}

#[inline(never)]
fn any<'b>(
    values: &'b Values,
    place: usize,
    reading: &Reading,
    amounts: &mut AmountForm,
) -> Option<Value<'b>> {
    any_value(values, place, (&reading.kind, amounts))
}

impl State {
    /// Leaves a row to the long way.
    fn spoil(&mut self) {
        if matches!(self.fate, Fate::Usual(_)) {
            self.fate = Fate::Unusual;
        }
    }
}
