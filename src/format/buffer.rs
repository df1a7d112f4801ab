//! Bytes that were read, in memory that is filled over and over without being cleared before.

use std::io::{self, ErrorKind, Read};

/// Bytes that were read.
#[derive(Default)]
pub struct Buffer {
    memory: Vec<u8>,
    /// How many bytes of the memory were read; those behind are of earlier use.
    filled: usize,
}

impl Buffer {
    pub fn bytes(&self) -> &[u8] {
        self.memory.get(..self.filled).unwrap_or_default()
    }

    pub fn clear(&mut self) {
        self.filled = 0;
    }

    pub fn truncate(&mut self, length: usize) {
        self.filled = self.filled.min(length);
    }

    /// Adds bytes that were read elsewhere.
    pub fn extend(&mut self, bytes: &[u8]) {
        if let Some(room) = self.room(bytes.len()) {
            room.copy_from_slice(bytes);
            self.filled += bytes.len();
        }
    }

    /// Reads so many bytes and adds them; whether there were so many.
    ///
    /// # Errors
    /// Where the input cannot be read.
    pub fn read(&mut self, input: &mut impl Read, mut wanted: usize) -> io::Result<bool> {
        while wanted > 0 {
            let room = self.room(wanted).unwrap_or_default();
            match input.read(room) {
                Ok(0) => return Ok(false),
                Ok(taken) => {
                    self.filled += taken.min(wanted);
                    wanted = wanted.saturating_sub(taken);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// The memory behind what was read.
    fn room(&mut self, length: usize) -> Option<&mut [u8]> {
        let end = self.filled + length;
        if self.memory.len() < end {
            self.memory.resize(end, 0);
        }
        self.memory.get_mut(self.filled..end)
    }
}

/// An empty list, in the memory of another: what is collected in place keeps it.
pub fn emptied<A, B>(mut list: Vec<A>) -> Vec<B> {
    list.clear();
    list.into_iter().map_while(|_| None).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_never_shows() {
        let mut buffer = Buffer::default();
        assert!(buffer.read(&mut &b"a long first text"[..], 10).unwrap());
        assert_eq!(buffer.bytes(), b"a long fir");
        buffer.clear();
        assert!(!buffer.read(&mut &b"short"[..], 10).unwrap());
        buffer.extend(b"er");
        assert_eq!(buffer.bytes(), b"shorter");
        buffer.truncate(2);
        assert_eq!(buffer.bytes(), b"sh");
    }

    #[test]
    fn a_read_that_is_interrupted_is_tried_again() {
        struct Interrupted(u8);
        impl Read for Interrupted {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 += 1;
                match (self.0, buffer.first_mut()) {
                    (2, _) => Err(ErrorKind::Interrupted.into()),
                    (4.., _) | (_, None) => Ok(0),
                    (number, Some(byte)) => {
                        *byte = b'0' + number;
                        Ok(1)
                    }
                }
            }
        }
        let mut buffer = Buffer::default();
        assert!(!buffer.read(&mut Interrupted(0), 9).unwrap());
        assert_eq!(buffer.bytes(), b"13");
    }
}
