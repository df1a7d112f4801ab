//! Lines of a stream, in batches of bounded size.
//!
//! A line longer than [`LONGEST_LINE`] is counted and left out: no input makes a batch hold more than its
//! size and one longest line.

use std::io::{self, BufRead, Read};
use std::ops::Range;

/// The longest line that is read, in bytes without its end: 16 MiB.
pub const LONGEST_LINE: usize = 16 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Some lines in a row.
#[derive(Default)]
pub struct Batch {
    bytes: Vec<u8>,
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
        lines.iter().map(|line| match line {
            Line::Whole(range) => {
                LineBytes::Whole(self.bytes.get(range.clone()).unwrap_or_default())
            }
            Line::TooLong => LineBytes::TooLong,
        })
    }
}

/// Reads a stream line by line.
pub struct LineReader<R> {
    input: R,
    lines_read: u64,
    bytes_read: u64,
    longest_line: usize,
}

impl<R: BufRead> LineReader<R> {
    pub fn new(input: R) -> Self {
        Self::with_longest_line(input, LONGEST_LINE)
    }

    fn with_longest_line(input: R, longest_line: usize) -> Self {
        Self {
            input,
            lines_read: 0,
            bytes_read: 0,
            longest_line,
        }
    }

    /// How many bytes of the stream have been read.
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read
    }

    /// Fills the batch anew with lines of `size` bytes or a little more; it stays empty at the end of the
    /// stream.
    pub fn fill(&mut self, batch: &mut Batch, size: usize) -> io::Result<()> {
        batch.bytes.clear();
        batch.lines.clear();
        batch.first_number = self.lines_read + 1;
        while batch.bytes.len() < size {
            let start = batch.bytes.len();
            let limit = self.longest_line as u64 + 1;
            let taken = (&mut self.input)
                .take(limit)
                .read_until(b'\n', &mut batch.bytes)?;
            if taken == 0 {
                break;
            }
            self.bytes_read += taken as u64;
            let ended = batch.bytes.last() == Some(&b'\n');
            let line = if taken > self.longest_line && !ended {
                batch.bytes.truncate(start);
                self.skip_rest_of_line()?;
                Line::TooLong
            } else {
                let start = start + self.byte_order_mark(batch.bytes.get(start..));
                Line::Whole(start..batch.bytes.len() - usize::from(ended))
            };
            batch.lines.push(line);
            self.lines_read += 1;
        }
        Ok(())
    }

    /// The length of the byte order mark that the stream begins with; 0 elsewhere.
    fn byte_order_mark(&self, line: Option<&[u8]>) -> usize {
        let at_start = self.lines_read == 0;
        match line {
            Some(line) if at_start && line.starts_with(BYTE_ORDER_MARK) => BYTE_ORDER_MARK.len(),
            _ => 0,
        }
    }

    fn skip_rest_of_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let newline = buffer.iter().position(|byte| *byte == b'\n');
            let skipped = newline.map_or(buffer.len(), |place| place + 1);
            self.input.consume(skipped);
            self.bytes_read += skipped as u64;
            if newline.is_some() || skipped == 0 {
                return Ok(());
            }
        }
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
