//! Edits of a text that lie beside and within one another, and the text with all of them made.

use std::ops::Range;

/// What stands in the place of a stretch of the text.
pub enum Piece {
    Text(String),
    /// A stretch of the text, with what is planted in it.
    Source(Range<usize>),
    /// From here on the text is that of a mutant.
    Open(usize),
    Close,
}

/// What takes the place of a stretch of a text.
pub struct Edit {
    pub range: Range<usize>,
    pub pieces: Vec<Piece>,
}

/// A text with all edits made, outer ones before inner ones; and which stretch of it belongs to which mutant.
pub fn print(text: &str, edits: &[Edit]) -> (String, Vec<(Range<usize>, usize)>) {
    let mut printed = Printed {
        text,
        edits,
        written: String::new(),
        open: Vec::new(),
        stretches: Vec::new(),
    };
    printed.print(0..text.len(), 0..edits.len());
    (printed.written, printed.stretches)
}

struct Printed<'a> {
    text: &'a str,
    edits: &'a [Edit],
    written: String,
    open: Vec<(usize, usize)>,
    stretches: Vec<(Range<usize>, usize)>,
}

impl Printed<'_> {
    /// Prints a stretch of the text with those of these edits that lie in it.
    fn print(&mut self, range: Range<usize>, edits: Range<usize>) {
        let mut from = range.start;
        let mut next = edits.start;
        let all = self.edits;
        while let Some(edit) = all.get(next).filter(|_| next < edits.end) {
            next += 1;
            let is_within = range.start <= edit.range.start && edit.range.end <= range.end;
            if !is_within || edit.range.start < from {
                continue;
            }
            self.copy(from..edit.range.start);
            for piece in &edit.pieces {
                match piece {
                    Piece::Text(words) => self.written.push_str(words),
                    Piece::Source(inner) => self.print(inner.clone(), next..edits.end),
                    Piece::Open(id) => self.open.push((self.written.len(), *id)),
                    Piece::Close => {
                        if let Some((start, id)) = self.open.pop() {
                            self.stretches.push((start..self.written.len(), id));
                        }
                    }
                }
            }
            from = edit.range.end;
            // Those within it have been printed.
            if !edit.range.is_empty() {
                while all.get(next).is_some_and(|inner| inner.range.start < from) {
                    next += 1;
                }
            }
        }
        self.copy(from..range.end);
    }

    fn copy(&mut self, range: Range<usize>) {
        self.written.push_str(self.text.get(range).unwrap_or(""));
    }
}
