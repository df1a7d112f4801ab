//! Output that was made out of order, and how it comes into input order again.

use std::io::{self, Write};

/// Pieces of output in ascending order of what brought them about.
#[derive(Default)]
pub struct Strip {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
}

/// The bytes up to `end` that are not of the piece before.
struct Piece {
    /// The place in the input of what brought it about.
    place: usize,
    end: usize,
}

impl Strip {
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.pieces.clear();
    }

    /// Adds what `write` writes as the piece of a place; nothing where it writes nothing.
    pub fn add<T>(&mut self, place: usize, write: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        let start = self.bytes.len();
        let result = write(&mut self.bytes);
        let end = self.bytes.len();
        if end > start {
            self.pieces.push(Piece { place, end });
        }
        result
    }
}

/// Writes all pieces by their places. No place has pieces in two strips.
pub fn write_in_order(strips: &[Strip], out: &mut dyn Write) -> io::Result<()> {
    let busy: Vec<&Strip> = strips
        .iter()
        .filter(|strip| !strip.pieces.is_empty())
        .collect();
    if let [only] = busy.as_slice() {
        return out.write_all(&only.bytes);
    }
    let mut cursors: Vec<Cursor<'_>> = busy.iter().map(|strip| Cursor::new(strip)).collect();
    loop {
        let next = cursors
            .iter_mut()
            .filter_map(|cursor| Some((cursor.place()?, cursor)))
            .min_by_key(|(place, _)| *place);
        match next {
            Some((_, cursor)) => out.write_all(cursor.take())?,
            None => return Ok(()),
        }
    }
}

/// How far a strip has been written.
struct Cursor<'a> {
    strip: &'a Strip,
    piece: usize,
    start: usize,
}

impl<'a> Cursor<'a> {
    fn new(strip: &'a Strip) -> Self {
        Self {
            strip,
            piece: 0,
            start: 0,
        }
    }

    fn place(&self) -> Option<usize> {
        self.strip.pieces.get(self.piece).map(|piece| piece.place)
    }

    fn take(&mut self) -> &'a [u8] {
        let Some(piece) = self.strip.pieces.get(self.piece) else {
            return &[];
        };
        let bytes = self.strip.bytes.get(self.start..piece.end);
        self.start = piece.end;
        self.piece += 1;
        bytes.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strip(pieces: &[(usize, &str)]) -> Strip {
        let mut strip = Strip::default();
        for (place, text) in pieces {
            strip.add(*place, |bytes| bytes.extend_from_slice(text.as_bytes()));
        }
        strip
    }

    #[test]
    fn pieces_are_written_by_their_places() {
        let strips = [
            strip(&[(0, "a"), (3, "d"), (4, "")]),
            strip(&[]),
            strip(&[(1, "b"), (2, "c"), (9, "e")]),
        ];
        let mut out = Vec::new();
        write_in_order(&strips, &mut out).unwrap();
        assert_eq!(out, b"abcde");
    }
}
