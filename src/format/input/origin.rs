//! Where an event stands: in which input, and at which line or row of it.

use crate::format::json::{push_text, push_whole};

/// The place of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Origin {
    /// The place of its input among those of the run, from 0.
    pub input: usize,
    /// Of its line or row, from 1.
    pub number: u64,
}

/// What the places of an input count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Line,
    Row,
}

/// The inputs by their names.
#[derive(Clone, Debug)]
pub struct Origins(Vec<(Box<str>, Unit)>);

impl Origins {
    pub(super) fn new<'n>(inputs: impl Iterator<Item = (&'n str, Unit)>) -> Self {
        Self(inputs.map(|(name, unit)| (name.into(), unit)).collect())
    }

    /// Writes a place as the first members of an object: `"file"` where there are several inputs, and
    /// `"line"` or `"row"`.
    pub fn push_members(&self, out: &mut Vec<u8>, origin: Origin) {
        let (name, unit) = match self.0.get(origin.input) {
            Some((name, unit)) => (&**name, *unit),
            None => ("", Unit::Line),
        };
        if self.0.len() > 1 {
            out.extend_from_slice(b"\"file\":");
            push_text(out, name);
            out.push(b',');
        }
        out.extend_from_slice(match unit {
            Unit::Line => b"\"line\":".as_slice(),
            Unit::Row => b"\"row\":",
        });
        push_whole(out, origin.number);
    }
}
