//! What a column is to the events of each type: the value of one field of theirs, or nothing.

use crate::format::usual::typed::may_be_negative;
use crate::program::{EventTypeId, FieldKind, Program};

/// A column as a field of one kind, of whatever types have it so.
pub struct Reading {
    pub kind: FieldKind,
    /// By [`EventTypeId`].
    slots: Vec<Option<Slot>>,
}

/// Where a type has the field.
#[derive(Clone, Copy)]
pub struct Slot {
    /// The place of the field among those of its type.
    pub place: usize,
    pub is_compulsory: bool,
    pub may_be_negative: bool,
}

impl Reading {
    /// Where the events of a type have it, if they have it so.
    #[inline]
    pub fn slot(&self, kind: EventTypeId) -> Option<Slot> {
        *self.slots.get(kind.index())?
    }
}

/// How a column of this name is read: once for each kind of fields that have it.
pub fn readings_of(program: &Program, name: &str) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::new();
    for (kind, event) in program.events.iter().enumerate() {
        let fields = event.fields.iter().enumerate();
        for (place, field) in fields.filter(|(_, field)| field.name == name) {
            let slot = Slot {
                place,
                is_compulsory: !field.optional,
                may_be_negative: may_be_negative(event),
            };
            let known = readings.iter().position(|known| known.kind == field.kind);
            let known = known.unwrap_or_else(|| {
                readings.push(Reading {
                    kind: field.kind.clone(),
                    slots: vec![None; program.events.len()],
                });
                readings.len() - 1
            });
            let reading = readings.get_mut(known);
            if let Some(there) = reading.and_then(|reading| reading.slots.get_mut(kind)) {
                *there = Some(slot);
            }
        }
    }
    readings
}
