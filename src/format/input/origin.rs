//! Where an event stands: in which input, and at which line or row of it.

use std::fmt;

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
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Unit {
    #[default]
    Line,
    Row,
}

/// The place of an event in words: `line 3`, or `` row 3 of `april.parquet` `` where there are several inputs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    unit: Unit,
    /// From 1.
    pub number: u64,
    /// The name of its input.
    input: Option<Box<str>>,
}

impl Place {
    /// The place of a line or a row of the only input.
    pub fn alone(unit: Unit, number: u64) -> Self {
        Self {
            unit,
            number,
            input: None,
        }
    }

    pub fn unit(&self) -> Unit {
        self.unit
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Line => "line",
            Unit::Row => "row",
        };
        write!(f, "{unit} {}", self.number)?;
        match &self.input {
            Some(name) => write!(f, " of `{name}`"),
            None => Ok(()),
        }
    }
}

/// The inputs by their names.
#[derive(Clone, Debug)]
pub struct Origins(Vec<(Box<str>, Unit)>);

impl Origins {
    pub(super) fn new<'n>(inputs: impl Iterator<Item = (&'n str, Unit)>) -> Self {
        Self(inputs.map(|(name, unit)| (name.into(), unit)).collect())
    }

    pub fn place(&self, origin: Origin) -> Place {
        let (name, unit) = self.find(origin);
        Place {
            unit,
            number: origin.number,
            input: (self.0.len() > 1).then(|| name.into()),
        }
    }

    fn find(&self, origin: Origin) -> (&str, Unit) {
        let input = self.0.get(origin.input);
        input.map_or(("", Unit::Line), |(name, unit)| (name, *unit))
    }

    /// Writes a place as the first members of an object: `"file"` where there are several inputs, and
    /// `"line"` or `"row"`.
    pub fn push_members(&self, out: &mut Vec<u8>, origin: Origin) {
        let (name, unit) = self.find(origin);
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
