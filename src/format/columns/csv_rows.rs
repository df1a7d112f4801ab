//! Rows of CSV: the first names the columns, commas part the cells, quotes hold what has commas, quotes or
//! line breaks in it.

use std::io::{self, Read};
use std::sync::Arc;

use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder, Terminator};

use crate::format::lines::LONGEST_LINE;
use crate::format::reject::Reason;
use crate::program::Program;

use super::cells::{Cells, Values};
use super::header::{Header, HeaderFault};
use super::rows::Rows;
use super::texts::Meaning;

/// Reads a stream row by row.
pub struct CsvReader<R> {
    reader: Reader<Bounded<R>>,
    header: Arc<Header>,
    /// How many columns the header names.
    width: usize,
    record: ByteRecord,
}

/// Why a stream of CSV cannot be read at all.
#[derive(Debug)]
pub enum CsvFault {
    Header(HeaderFault),
    Read(io::Error),
}

impl std::fmt::Display for CsvFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Header(fault) => fault.fmt(f),
            Self::Read(error) => error.fmt(f),
        }
    }
}

/// How much the reader below may have read ahead of a row.
const AHEAD: usize = 64 * 1024;
const BYTE_ORDER_MARK: &str = "\u{feff}";

impl<R: Read> CsvReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// Where the stream cannot be read, or its header is none of events.
    pub fn new(program: &Program, input: R) -> Result<Self, CsvFault> {
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(AHEAD)
            .from_reader(Bounded::new(input));
        let mut record = ByteRecord::new();
        let Some(_) = read_row(&mut reader, &mut record).map_err(CsvFault::Read)? else {
            return Err(CsvFault::Header(HeaderFault::None));
        };
        let mut names = Vec::new();
        for cell in cells_of(&record) {
            let name = std::str::from_utf8(cell);
            names.push(name.map_err(|_| CsvFault::Header(HeaderFault::NotUtf8))?);
        }
        if let Some(first) = names.first_mut() {
            *first = first.strip_prefix(BYTE_ORDER_MARK).unwrap_or(first);
        }
        let header = Header::new(program, &names).map_err(CsvFault::Header)?;
        let width = names.len();
        Ok(Self {
            reader,
            header: Arc::new(header),
            width,
            record,
        })
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How many bytes of the stream have been given out.
    pub fn bytes_read(&self) -> u64 {
        self.reader.position().byte()
    }

    /// Rows with nothing in them.
    pub fn blank(&self) -> Rows {
        Rows::none(&self.header)
    }

    /// Reads the next rows, `size` bytes of them or a little more; none at the end.
    ///
    /// # Errors
    /// Where the stream cannot be read on.
    pub fn fill(&mut self, rows: &mut Rows, size: usize) -> io::Result<()> {
        rows.clear();
        rows.columns.iter_mut().for_each(Cells::clear_for_texts);
        let end = self.bytes_read() + size.max(1) as u64;
        while self.bytes_read() < end
            && let Some(line) = read_row(&mut self.reader, &mut self.record)?
        {
            let place = rows.numbers.len();
            rows.numbers.push(line);
            if let Err(fault) = self.take_row(&mut rows.columns) {
                rows.faults.insert(place, fault);
                // A row at fault has cells all the same.
                for cells in &mut rows.columns {
                    if cells.presence.rows() == place {
                        cells.presence.push(false);
                    }
                }
            }
        }
        Ok(())
    }

    fn take_row(&self, columns: &mut [Cells]) -> Result<(), (Option<Box<str>>, Reason<'static>)> {
        // What ends with a line end and is no whole row is within a quote.
        let input = self.reader.get_ref();
        if input.has_ended && input.last == Some(b'\n') {
            return Err((None, Reason::OpenQuote));
        }
        if self.record.len() != self.width {
            let (cells, columns) = (self.record.len(), self.width);
            return Err((None, Reason::Ragged { cells, columns }));
        }
        for (column, cells) in self.header.columns.iter().zip(columns) {
            let bytes = cell_of(&self.record, column.source);
            if let Values::Text(texts) = &mut cells.values
                && !bytes.is_empty()
            {
                let number = texts.own.intern(bytes, column);
                let text = texts.own.get(number);
                if text.is_some_and(|text| text.meaning == Meaning::Bytes) {
                    return Err((Some(column.name.clone()), Reason::NotUtf8Value));
                }
                texts.numbers.push(number);
            }
            cells.presence.push(!bytes.is_empty());
        }
        Ok(())
    }
}

/// Reads the next row that is not blank: the number of its line; `None` at the end.
fn read_row<R: Read>(
    reader: &mut Reader<Bounded<R>>,
    record: &mut ByteRecord,
) -> io::Result<Option<u64>> {
    loop {
        reader.get_mut().left = LONGEST_LINE + AHEAD;
        let begin = reader.position().line();
        let is_there = reader.read_byte_record(record);
        if !is_there.map_err(|error| row_error(error, begin))? {
            return Ok(None);
        }
        if record.len() == 1 && cell_of(record, 0).is_empty() {
            continue;
        }
        let own = record
            .as_slice()
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        let ended = u64::from(!reader.get_ref().has_ended);
        let line = reader.position().line();
        return Ok(Some(line.saturating_sub(own as u64 + ended)));
    }
}

fn row_error(error: csv::Error, line: u64) -> io::Error {
    let text = error.to_string();
    match error.into_kind() {
        ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let mebibytes = LONGEST_LINE / (1024 * 1024);
            io::Error::other(format!(
                "the row that begins at line {line} is longer than {mebibytes} MiB: a quote may be missing"
            ))
        }
        ErrorKind::Io(error) => error,
        ErrorKind::Utf8 { .. }
        | ErrorKind::UnequalLengths { .. }
        | ErrorKind::Seek
        | ErrorKind::Serialize(_)
        | ErrorKind::Deserialize { .. }
        | _ => io::Error::other(text),
    }
}

/// A cell of a row, without the half of a line end that may be left in the last.
fn cell_of(record: &ByteRecord, place: usize) -> &[u8] {
    let cell = record.get(place).unwrap_or_default();
    if place + 1 == record.len() {
        return cell.strip_suffix(b"\r").unwrap_or(cell);
    }
    cell
}

fn cells_of(record: &ByteRecord) -> impl Iterator<Item = &[u8]> {
    (0..record.len()).map(|place| cell_of(record, place))
}

/// A stream of which a row may take only so much, for a quote that is not closed takes all of it.
struct Bounded<R> {
    input: R,
    left: usize,
    /// The last byte that was read.
    last: Option<u8>,
    has_ended: bool,
}

impl<R> Bounded<R> {
    fn new(input: R) -> Self {
        let left = LONGEST_LINE + AHEAD;
        Self {
            input,
            left,
            last: None,
            has_ended: false,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let read = buffer.get(..count).unwrap_or_default();
        self.last = read.last().copied().or(self.last);
        self.has_ended = read.is_empty();
        self.left = match self.left.checked_sub(count) {
            Some(left) => left,
            None => return Err(io::ErrorKind::FileTooLarge.into()),
        };
        Ok(count)
    }
}
