//! Where a run reads from: one stream of events, or several that are merged by time.
//!
//! An [`Input`] is a stream and its form. [`Inputs`] gives out their events in [`Load`]s of bounded size:
//! those of one input as they stand, those of several in the order that [`merge`] gives them. What an event
//! says is not looked at here, but for its instant.

pub mod load;
mod merge;
pub mod origin;
mod when;

use std::io::{self, Read};
use std::sync::Arc;
#[cfg(feature = "parquet")]
use std::sync::atomic::AtomicU64;

use super::columns::csv_rows::{CsvFault, CsvReader};
use super::columns::header::Header;
#[cfg(feature = "parquet")]
use super::columns::parquet_rows::{ParquetFault, ParquetReader};
use super::lines::{Batch, LineReader};
use crate::program::Program;
use load::{Content, Load, Piece};
use merge::Merge;
use origin::{Origins, Unit};

/// A stream of events.
pub struct Input<'a> {
    name: String,
    stream: Stream<'a>,
}

/// A stream in one of the forms that are read.
enum Stream<'a> {
    Lines(LineReader<Box<dyn Read + Send + 'a>>),
    Csv(Box<CsvReader<Box<dyn Read + Send + 'a>>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetReader>),
}

/// Why an input cannot be read on.
#[derive(Debug)]
pub struct InputFault {
    /// The place of the input among those that were named, from 0.
    pub input: usize,
    pub error: io::Error,
}

impl<'a> Input<'a> {
    /// JSON Lines, one event an object. The name is what the input is called where several are read.
    pub fn json_lines(name: impl Into<String>, bytes: impl Read + Send + 'a) -> Self {
        let bytes: Box<dyn Read + Send + 'a> = Box::new(bytes);
        Self {
            name: name.into(),
            stream: Stream::Lines(LineReader::new(bytes)),
        }
    }

    /// CSV, one event a row, after a row that names the columns.
    ///
    /// # Errors
    /// Where the stream cannot be read, or its header is none of events.
    pub fn csv(
        name: impl Into<String>,
        program: &Program,
        bytes: impl Read + Send + 'a,
    ) -> Result<Self, CsvFault> {
        let bytes: Box<dyn Read + Send + 'a> = Box::new(bytes);
        Ok(Self {
            name: name.into(),
            stream: Stream::Csv(Box::new(CsvReader::new(program, bytes)?)),
        })
    }

    /// Parquet, one event a row. `taken` counts the bytes of the file as its rows are given out.
    ///
    /// # Errors
    /// Where it is no whole file of Parquet, or its columns are none of events.
    #[cfg(feature = "parquet")]
    pub fn parquet(
        name: impl Into<String>,
        program: &Program,
        file: std::fs::File,
        taken: Arc<AtomicU64>,
    ) -> Result<Self, ParquetFault> {
        Ok(Self {
            name: name.into(),
            stream: Stream::Parquet(Box::new(ParquetReader::of_file(program, file, taken)?)),
        })
    }

    /// The same of a file in memory.
    ///
    /// # Errors
    /// As [`Input::parquet`].
    #[cfg(feature = "parquet")]
    pub fn parquet_bytes(
        name: impl Into<String>,
        program: &Program,
        bytes: Vec<u8>,
    ) -> Result<Self, ParquetFault> {
        Ok(Self {
            name: name.into(),
            stream: Stream::Parquet(Box::new(ParquetReader::of_bytes(program, bytes)?)),
        })
    }

    /// Columns that no event of the program has, and that are passed over.
    pub fn ignored_columns(&self) -> &[String] {
        self.stream.header().map_or(&[], |header| &header.ignored)
    }
}

impl Stream<'_> {
    fn header(&self) -> Option<&Header> {
        match self {
            Self::Lines(_) => None,
            Self::Csv(reader) => Some(reader.header()),
            #[cfg(feature = "parquet")]
            Self::Parquet(reader) => Some(reader.header()),
        }
    }

    /// Whether a piece is of this form.
    fn can_fill(&self, piece: &Piece) -> bool {
        match (self, &piece.content) {
            (Self::Lines(_), Content::Lines(_)) => true,
            (_, Content::Rows(rows)) => {
                let header = self.header();
                header.is_some_and(|header| std::ptr::eq(header, &*rows.header))
            }
            (Self::Csv(_), Content::Lines(_)) => false,
            #[cfg(feature = "parquet")]
            (Self::Parquet(_), Content::Lines(_)) => false,
        }
    }

    /// Fills a piece anew with events of `size` bytes or a little more; it stays empty at the end.
    fn fill(&mut self, piece: &mut Piece, size: usize) -> io::Result<()> {
        if !self.can_fill(piece) {
            *piece = self.blank_piece(piece.input);
        }
        match (self, &mut piece.content) {
            (Self::Lines(reader), Content::Lines(batch)) => {
                reader.fill(batch, size)?;
            }
            (Self::Csv(reader), Content::Rows(rows)) => reader.fill(rows, size)?,
            #[cfg(feature = "parquet")]
            (Self::Parquet(reader), Content::Rows(rows)) => reader.fill(rows, size)?,
            // A piece that cannot be filled was just replaced.
            (_, Content::Lines(_) | Content::Rows(_)) => {}
        }
        Ok(())
    }

    fn unit(&self) -> Unit {
        match self {
            Self::Lines(_) | Self::Csv(_) => Unit::Line,
            #[cfg(feature = "parquet")]
            Self::Parquet(_) => Unit::Row,
        }
    }

    /// How many bytes have been given out.
    fn bytes_read(&self) -> u64 {
        match self {
            Self::Lines(reader) => reader.bytes_read(),
            Self::Csv(reader) => reader.bytes_read(),
            #[cfg(feature = "parquet")]
            Self::Parquet(reader) => reader.bytes_read(),
        }
    }

    /// A piece of this form with nothing in it.
    fn blank_piece(&self, input: usize) -> Piece {
        let content = match self {
            Self::Lines(_) => Content::Lines(Batch::default()),
            Self::Csv(reader) => Content::Rows(reader.blank()),
            #[cfg(feature = "parquet")]
            Self::Parquet(reader) => Content::Rows(reader.blank()),
        };
        Piece { input, content }
    }
}

/// The inputs of a run.
pub struct Inputs<'a> {
    origins: Origins,
    reading: Reading<'a>,
    /// How many events were given out.
    given: u64,
}

enum Reading<'a> {
    One(Stream<'a>),
    Several(Merge<'a>),
}

impl<'a> Inputs<'a> {
    /// Several inputs are merged by time: by instant, then in the order in which they are given here.
    pub fn new(inputs: Vec<Input<'a>>) -> Self {
        let origins = inputs
            .iter()
            .map(|input| (&*input.name, input.stream.unit()));
        let origins = Origins::new(origins);
        let mut streams: Vec<Stream<'a>> = inputs.into_iter().map(|input| input.stream).collect();
        let reading = match (streams.pop(), streams.is_empty()) {
            (Some(only), true) => Reading::One(only),
            (last, _) => {
                streams.extend(last);
                Reading::Several(Merge::new(streams))
            }
        };
        Self {
            origins,
            reading,
            given: 0,
        }
    }

    /// JSON Lines alone.
    pub fn lines(bytes: impl Read + Send + 'a) -> Self {
        Self::new(vec![Input::json_lines("events", bytes)])
    }

    /// Where events stand, in words for a person.
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// Fills the load anew with events of `size` bytes or a little more; it stays empty at the end.
    ///
    /// # Errors
    /// Where an input cannot be read.
    pub fn fill(&mut self, load: &mut Load, size: usize) -> Result<(), InputFault> {
        load.first_ordinal = self.given + 1;
        match &mut self.reading {
            Reading::One(stream) => {
                load.order = None;
                let fault = |error| InputFault { input: 0, error };
                match load.pieces.first_mut().and_then(Arc::get_mut) {
                    Some(piece) => stream.fill(piece, size).map_err(fault)?,
                    None => {
                        let mut piece = stream.blank_piece(0);
                        stream.fill(&mut piece, size).map_err(fault)?;
                        load.pieces = vec![Arc::new(piece)];
                    }
                }
            }
            Reading::Several(merge) => merge.fill(load, size)?,
        }
        self.given += load.len() as u64;
        Ok(())
    }

    /// How many bytes of all inputs have been given out.
    pub fn bytes_read(&self) -> u64 {
        match &self.reading {
            Reading::One(stream) => stream.bytes_read(),
            Reading::Several(merge) => merge.bytes_read(),
        }
    }
}
