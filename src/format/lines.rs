//! Lines of a stream, in batches of bounded size.
//!
//! A line longer than [`LONGEST_LINE`] is counted and left out: no input makes a batch hold more than its
//! size and one longest line.

use std::io::{self, Read};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use super::buffer::Buffer;

/// The longest line that is read, in bytes without its end: 16 MiB.
pub const LONGEST_LINE: usize = 16 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Some lines in a row.
#[derive(Default)]
pub struct Batch {
    bytes: Buffer,
    lines: Vec<Line>,
    /// The number of the first line, from 1.
    pub first_number: u64,
}

#[derive(Clone, Debug)]
enum Line {
    Whole(Range<usize>),
    TooLong,
}

/// A line of a batch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineBytes<'b> {
    /// Without its `\n`.
    Whole(&'b [u8]),
    /// The same, where it is known to be UTF-8.
    Text(&'b str),
    TooLong,
}

impl Batch {
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines from one place to another; both count from 0 within the batch.
    pub fn lines(&self, places: Range<usize>) -> impl Iterator<Item = LineBytes<'_>> {
        let lines = self.lines.get(places).unwrap_or_default();
        let stretch = stretch_of(lines);
        let start = stretch.start;
        // All at once is far faster than line by line, and nearly always all of it is text.
        let text = self
            .bytes
            .bytes()
            .get(stretch)
            .map(simdutf8::basic::from_utf8);
        let text = text.and_then(Result::ok);
        lines.iter().map(move |line| match line {
            Line::Whole(range) => {
                let text = text.and_then(|text| text.get(range.start - start..range.end - start));
                text.map_or_else(|| LineBytes::Whole(self.line(range)), LineBytes::Text)
            }
            Line::TooLong => LineBytes::TooLong,
        })
    }

    /// The line at a place.
    pub fn line_at(&self, place: usize) -> LineBytes<'_> {
        match self.lines.get(place) {
            Some(Line::Whole(range)) => LineBytes::Whole(self.line(range)),
            Some(Line::TooLong) => LineBytes::TooLong,
            None => LineBytes::Whole(&[]),
        }
    }

    fn line(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.bytes().get(range.clone()).unwrap_or_default()
    }

    /// Splits the bytes up to a place into lines.
    fn split(&mut self, end: usize, longest_line: usize) {
        let bytes = self.bytes.bytes().get(..end).unwrap_or_default();
        let mut start = 0;
        let mut add = |start: usize, end: usize| {
            self.lines.push(if end - start > longest_line {
                Line::TooLong
            } else {
                Line::Whole(start..end)
            });
        };
        for newline in memchr_iter(b'\n', bytes) {
            add(start, newline);
            start = newline + 1;
        }
        if start < end {
            add(start, end);
        }
    }
}

/// From the first byte of some lines to the last.
fn stretch_of(lines: &[Line]) -> Range<usize> {
    let range = |line: &Line| match line {
        Line::Whole(range) => Some(range.clone()),
        Line::TooLong => None,
    };
    let start = lines.iter().find_map(range).map_or(0, |first| first.start);
    let end = lines
        .iter()
        .rev()
        .find_map(range)
        .map_or(0, |last| last.end);
    start..end
}

/// Reads a stream line by line.
pub struct LineReader<R> {
    input: R,
    /// What was read and belongs to no batch yet.
    rest: Vec<u8>,
    has_ended: bool,
    lines_read: u64,
    bytes_read: u64,
    longest_line: usize,
}

/// How much is read at once, at least and at most.
const READ_AT_ONCE: (usize, usize) = (4 * 1024, 1024 * 1024);

impl<R: Read> LineReader<R> {
    pub fn new(input: R) -> Self {
        Self::with_longest_line(input, LONGEST_LINE)
    }

    fn with_longest_line(input: R, longest_line: usize) -> Self {
        Self {
            input,
            rest: Vec::new(),
            has_ended: false,
            lines_read: 0,
            bytes_read: 0,
            longest_line,
        }
    }

    /// How many bytes of the stream have been given out.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Fills the batch anew with lines of `size` bytes or a little more; it stays empty at the end of the
    /// stream.
    pub fn fill(&mut self, batch: &mut Batch, size: usize) -> io::Result<()> {
        batch.lines.clear();
        batch.first_number = self.lines_read + 1;
        batch.bytes.clear();
        batch.bytes.extend(&self.rest);
        self.rest.clear();
        // The batch ends with the line that holds the last byte of its size.
        let last_byte = size.max(1) - 1;
        let mut searched = last_byte;
        loop {
            let bytes = batch.bytes.bytes();
            let unsearched = bytes.get(searched..).unwrap_or_default();
            if let Some(newline) = memchr(b'\n', unsearched) {
                let end = searched + newline + 1;
                self.rest
                    .extend_from_slice(bytes.get(end..).unwrap_or_default());
                self.give_out(batch, end);
                return Ok(());
            }
            if self.has_ended {
                self.give_out(batch, batch.bytes.bytes().len());
                return Ok(());
            }
            searched = searched.max(bytes.len());
            let before = bytes.get(..last_byte).unwrap_or(bytes);
            let line_start = memrchr(b'\n', before).map_or(0, |newline| newline + 1);
            if bytes.len() > last_byte && bytes.len() - line_start > self.longest_line {
                return self.end_with_long_line(batch, line_start);
            }
            self.read_more(&mut batch.bytes, size)?;
        }
    }

    fn read_more(&mut self, bytes: &mut Buffer, size: usize) -> io::Result<()> {
        let (least, most) = READ_AT_ONCE;
        // A line that is longer than the batch is read in ever larger pieces.
        let read = bytes.bytes().len();
        let missing = size.saturating_sub(read);
        let beyond = read.saturating_sub(size);
        let wanted = missing.max(beyond).clamp(least, most);
        self.has_ended = !bytes.read(&mut self.input, wanted)?;
        Ok(())
    }

    /// Makes lines of the bytes up to a place.
    fn give_out(&mut self, batch: &mut Batch, end: usize) {
        batch.split(end, self.longest_line);
        if self.lines_read == 0
            && batch.bytes.bytes().starts_with(BYTE_ORDER_MARK)
            && let Some(Line::Whole(first)) = batch.lines.first_mut()
        {
            first.start += BYTE_ORDER_MARK.len();
        }
        self.bytes_read += end as u64;
        self.lines_read += batch.lines.len() as u64;
    }

    /// Ends a batch with a line that is too long to be held: the rest of it is read and dropped.
    fn end_with_long_line(&mut self, batch: &mut Batch, line_start: usize) -> io::Result<()> {
        self.bytes_read += (batch.bytes.bytes().len() - line_start) as u64;
        batch.bytes.truncate(line_start);
        let mut piece = Buffer::default();
        while !self.has_ended {
            piece.clear();
            self.read_more(&mut piece, READ_AT_ONCE.1)?;
            let newline = memchr(b'\n', piece.bytes());
            let skipped = newline.map_or(piece.bytes().len(), |newline| newline + 1);
            self.bytes_read += skipped as u64;
            if newline.is_some() {
                self.rest
                    .extend_from_slice(piece.bytes().get(skipped..).unwrap_or_default());
                break;
            }
        }
        self.give_out(batch, line_start);
        batch.lines.push(Line::TooLong);
        self.lines_read += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_lines(input: &[u8], size: usize) -> Vec<Option<String>> {
        let mut reader = LineReader::with_longest_line(input, 5);
        let mut batch = Batch::default();
        let mut found = Vec::new();
        loop {
            reader.fill(&mut batch, size).unwrap();
            if batch.is_empty() {
                assert_eq!(reader.bytes_read(), input.len() as u64);
                return found;
            }
            assert_eq!(batch.first_number, found.len() as u64 + 1);
            found.extend(batch.lines(0..batch.len()).map(|line| match line {
                LineBytes::Whole(bytes) => Some(String::from_utf8(bytes.to_vec()).unwrap()),
                LineBytes::Text(text) => Some(text.to_owned()),
                LineBytes::TooLong => None,
            }));
        }
    }

    #[test]
    fn lines_are_the_same_in_batches_of_any_size() {
        let input = b"\xef\xbb\xbfab\n\n12345\n123456\n1234567890\nx\r\nlast";
        for size in [1, 4, 100] {
            let lines = all_lines(input, size);
            let expected = [
                None,
                Some(""),
                Some("12345"),
                None,
                None,
                Some("x\r"),
                Some("last"),
            ];
            // The mark counts towards the longest line, which is 5 here.
            let first = Some("ab".to_owned());
            assert_eq!(lines.first(), Some(&first));
            for (line, expected) in lines.iter().zip(expected).skip(1) {
                assert_eq!(line.as_deref(), expected);
            }
            assert_eq!(lines.len(), expected.len());
        }
    }

    #[test]
    fn an_empty_stream_has_no_line() {
        assert!(all_lines(b"", 10).is_empty());
    }
}
