//! Rows of Parquet: columns are read as they are typed, without a text between.

use std::fmt;
use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::format::reject::Reason;
use crate::program::Program;

use super::header::{Header, HeaderFault};
use super::parquet_columns::ColumnSource;
use super::parquet_guard::guarded;
use super::parquet_kinds::{Kind, Use, kind_of};
use super::rows::Rows;

/// Reads a file some rows at a time.
pub struct ParquetReader {
    file: Box<dyn FileReader>,
    header: Arc<Header>,
    columns: Vec<Source>,
    /// The number of the next row group.
    group: usize,
    /// Of the group at hand: rows yet to be read, and a reader for each column.
    left: usize,
    readers: Vec<ColumnSource>,
    rows_read: u64,
    /// How many bytes the file has.
    bytes: u64,
    /// Counts those that were given out, for who watches.
    taken: Arc<AtomicU64>,
}

/// Where a column is read from, and how.
struct Source {
    leaf: usize,
    kind: Kind,
}

/// Why a file of Parquet cannot be read at all.
#[derive(Debug)]
pub enum ParquetFault {
    Header(HeaderFault),
    Read(io::Error),
}

impl fmt::Display for ParquetFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(fault) => fault.fmt(f),
            Self::Read(error) => error.fmt(f),
        }
    }
}

/// The least and the most rows that are read at once.
const ROWS: (usize, usize) = (1, 64 * 1024);
/// How many bytes of a load a cell counts for. It takes about twice as many, with its share of what is made of its
/// row; what stays in the cache while it is made is then a thousand rows or so.
const BYTES_OF_A_CELL: usize = 36;

impl ParquetReader {
    /// Reads what columns there are; `taken` counts the bytes that are given out from here on.
    ///
    /// # Errors
    /// Where it is no whole file of Parquet, or its columns are none of events.
    pub fn of_file(
        program: &Program,
        file: File,
        taken: Arc<AtomicU64>,
    ) -> Result<Self, ParquetFault> {
        let bytes = file.metadata().map_err(ParquetFault::Read)?.len();
        let reader = guarded(|| SerializedFileReader::new(file)).map_err(not_whole)?;
        Self::new(program, Box::new(reader), (bytes, taken))
    }

    /// The same of a file in memory.
    ///
    /// # Errors
    /// As [`ParquetReader::of_file`].
    pub fn of_bytes(program: &Program, bytes: Vec<u8>) -> Result<Self, ParquetFault> {
        let size = bytes.len() as u64;
        let open = || SerializedFileReader::new(Bytes::from(bytes));
        let reader = guarded(open).map_err(not_whole)?;
        Self::new(program, Box::new(reader), (size, Arc::default()))
    }

    fn new(
        program: &Program,
        file: Box<dyn FileReader>,
        (bytes, taken): (u64, Arc<AtomicU64>),
    ) -> Result<Self, ParquetFault> {
        check_packing(&*file)?;
        let schema = file.metadata().file_metadata().schema_descr_ptr();
        let fields = schema.root_schema().get_fields();
        let names: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        let header = Header::new(program, &names).map_err(ParquetFault::Header)?;
        let mut columns = Vec::new();
        for (place, column) in header.columns.iter().enumerate() {
            let unfit = |reason| {
                ParquetFault::Header(HeaderFault::Unfit {
                    name: column.name.to_string(),
                    reason,
                })
            };
            let of_column = |leaf: &usize| schema.get_column_root_idx(*leaf) == column.source;
            let leaf = (0..schema.num_columns()).find(of_column);
            let leaf = leaf.ok_or_else(|| unfit("holds nothing".to_owned()))?;
            let uses = uses(program, &header, place);
            let kind = kind_of(&schema.column(leaf), &uses).map_err(unfit)?;
            columns.push(Source { leaf, kind });
        }
        Ok(Self {
            file,
            header: Arc::new(header),
            columns,
            group: 0,
            left: 0,
            readers: Vec::new(),
            rows_read: 0,
            bytes,
            taken,
        })
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    /// How many bytes of the file have been given out, about.
    pub fn bytes_read(&self) -> u64 {
        let rows = self.file.metadata().file_metadata().num_rows();
        let rows = u128::try_from(rows).unwrap_or(0).max(1);
        let read = u128::from(self.bytes) * u128::from(self.rows_read) / rows;
        u64::try_from(read).map_or(self.bytes, |read| read.min(self.bytes))
    }

    /// Rows with nothing in them.
    pub fn blank(&self) -> Rows {
        Rows::none(&self.header)
    }

    /// Reads the next rows, about `size` bytes of them; none at the end.
    ///
    /// # Errors
    /// Where the file cannot be read on.
    pub fn fill(&mut self, rows: &mut Rows, size: usize) -> io::Result<()> {
        rows.clear();
        while self.left == 0 {
            if self.group >= self.file.num_row_groups() {
                return Ok(());
            }
            guarded(|| self.open_group()).map_err(damaged)?;
        }
        let (least, most) = ROWS;
        let wanted = size / (self.columns.len().max(1) * BYTES_OF_A_CELL);
        let count = wanted.clamp(least, most).min(self.left);
        let readers = self.header.columns.iter().zip(&mut self.readers);
        for ((column, reader), cells) in readers.zip(&mut rows.columns) {
            guarded(|| reader.read(count, column, cells)).map_err(damaged)?;
            for row in cells.rows_without_text() {
                let fault = (Some(column.name.clone()), Reason::NotUtf8Value);
                rows.faults.entry(row).or_insert(fault);
            }
        }
        let first = self.rows_read + 1;
        let before = self.bytes_read();
        self.left -= count;
        self.rows_read += count as u64;
        let taken = self.bytes_read() - before;
        self.taken.fetch_add(taken, Ordering::Relaxed);
        rows.numbers.extend(first..=self.rows_read);
        Ok(())
    }

    fn open_group(&mut self) -> Result<(), ParquetError> {
        let group = self.file.get_row_group(self.group)?;
        let rows = group.metadata().num_rows();
        self.left = usize::try_from(rows).map_err(|_| ParquetError::General("no rows".into()))?;
        let columns = self.columns.iter();
        let readers = columns.map(|source| ColumnSource::new(&*group, source.leaf, source.kind));
        let readers: Result<Vec<_>, _> = readers.collect();
        self.readers = readers?;
        self.group += 1;
        Ok(())
    }
}

/// Whether all of the file can be unpacked.
fn check_packing(file: &dyn FileReader) -> Result<(), ParquetFault> {
    let groups = file.metadata().row_groups().iter();
    for column in groups.flat_map(|group| group.columns()) {
        let packing = column.compression();
        let name = match packing {
            Compression::BROTLI(_) => "Brotli",
            Compression::LZO => "LZO",
            Compression::UNCOMPRESSED
            | Compression::SNAPPY
            | Compression::GZIP(_)
            | Compression::LZ4
            | Compression::ZSTD(_)
            | Compression::LZ4_RAW => continue,
        };
        let text = format!("it is packed by {name}: write it with Snappy, gzip, LZ4 or zstd");
        return Err(ParquetFault::Read(io::Error::other(text)));
    }
    Ok(())
}

fn uses<'p>(program: &'p Program, header: &Header, column: usize) -> Vec<Use<'p>> {
    let heads = &header.heads;
    if column == heads.at {
        return vec![Use::Moment];
    }
    let names = [heads.id, heads.kind, heads.account];
    if names.contains(&column) || heads.currency == Some(column) {
        return vec![Use::Name];
    }
    let kinds = header.kinds(program, column).into_iter();
    kinds.map(Use::Field).collect()
}

/// What the library says, without the names of its errors.
fn words_of(error: &ParquetError) -> String {
    if let ParquetError::General(text) | ParquetError::EOF(text) = error {
        return text.clone();
    }
    error.to_string()
}

fn not_whole(error: ParquetError) -> ParquetFault {
    ParquetFault::Read(io::Error::other(words_of_no_whole(&error)))
}

/// What is said of a file that cannot be opened.
pub fn words_of_no_whole(error: &ParquetError) -> String {
    format!("it is no whole Parquet file: {}", words_of(error))
}

fn damaged(error: ParquetError) -> io::Error {
    io::Error::other(format!("the Parquet file is damaged: {}", words_of(&error)))
}
