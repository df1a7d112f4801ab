//! A piece of the author's text under repair. It changes as mistakes are put right, and remembers of
//! every byte where the author wrote it, so that what is read of it still points at the author's words.

use std::ops::Range;

use crate::base::{SourceId, Span};

/// Where the bytes of a text stand in its source.
#[derive(Clone, Debug)]
pub enum Place {
    /// The text is the source itself.
    Whole(SourceId),
    /// The text was cut out of a source, and perhaps repaired.
    Cut(Map),
    /// Places are left out: every span is the same.
    Nowhere,
}

/// Of every byte of a text the range of its source that it stands for.
#[derive(Clone, Debug)]
pub struct Map {
    source: SourceId,
    starts: Vec<u32>,
    ends: Vec<u32>,
    /// Where the text ends in its source.
    end: u32,
}

impl Place {
    pub fn span(&self, range: Range<usize>) -> Span {
        match self {
            Self::Whole(source) => Span::new(*source, range.start, range.end),
            Self::Cut(map) => map.span(range),
            Self::Nowhere => Span::new(SourceId(0), 0, 0),
        }
    }
}

impl Map {
    fn start(&self, at: usize) -> u32 {
        self.starts.get(at).copied().unwrap_or(self.end)
    }

    fn span(&self, range: Range<usize>) -> Span {
        let start = self.start(range.start);
        let last = range.end.checked_sub(1).filter(|last| *last >= range.start);
        let end = last.map_or(start, |last| {
            self.ends.get(last).copied().unwrap_or(self.end)
        });
        Span {
            source: self.source,
            start,
            end: end.max(start),
        }
    }
}

/// A piece of text with its place.
#[derive(Clone, Debug)]
pub struct Slice {
    pub text: String,
    map: Map,
}

impl Slice {
    /// Cuts a range out of a text that stands at `place`.
    pub fn cut(text: &str, range: Range<usize>, place: &Place) -> Self {
        let piece = text.get(range.clone()).unwrap_or("");
        let whole = place.span(range.clone());
        let places = range.clone().map(|byte| place.span(byte..byte + 1));
        let (starts, ends) = places.map(|span| (span.start, span.end)).unzip();
        Self {
            text: piece.to_owned(),
            map: Map {
                source: whole.source,
                starts,
                ends,
                end: whole.end,
            },
        }
    }

    /// Puts other words in the place of a range.
    pub fn replace(&mut self, range: Range<usize>, words: &str) {
        if self.text.get(range.clone()).is_none() {
            return;
        }
        let span = self.map.span(range.clone());
        self.text.replace_range(range.clone(), words);
        let starts = std::iter::repeat_n(span.start, words.len());
        self.map.starts.splice(range.clone(), starts);
        let ends = std::iter::repeat_n(span.end, words.len());
        self.map.ends.splice(range, ends);
    }

    pub fn span(&self, range: Range<usize>) -> Span {
        self.map.span(range)
    }

    pub fn place(&self) -> Place {
        Place::Cut(self.map.clone())
    }

    /// What is left behind a place in the text.
    pub fn rest(&self, from: usize) -> Self {
        self.clone().split(from).1
    }

    /// What is before and what is behind a place in the text.
    pub fn split(mut self, at: usize) -> (Self, Self) {
        let at = at.min(self.text.len());
        if !self.text.is_char_boundary(at) {
            return (self.clone(), self.split(usize::MAX).1);
        }
        let behind = Self {
            map: Map {
                source: self.map.source,
                starts: self.map.starts.split_off(at),
                ends: self.map.ends.split_off(at),
                end: self.map.end,
            },
            text: self.text.split_off(at),
        };
        self.map.end = behind.map.start(0);
        (self, behind)
    }

    /// No text at all.
    pub fn empty() -> Self {
        Self::cut("", 0..0, &Place::Whole(SourceId(0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repaired_words_still_point_at_the_author_s() {
        let text = "issue $100 when spend";
        let mut slice = Slice::cut(text, 6..21, &Place::Whole(SourceId(0)));
        slice.replace(0..4, "100 USD");
        assert_eq!(slice.text, "100 USD when spend");
        let span = slice.span(0..7);
        assert_eq!((span.start, span.end), (6, 10));
        let span = slice.span(8..12);
        assert_eq!((span.start, span.end), (11, 15));
        slice.replace(7..7, ",");
        assert_eq!(slice.text, "100 USD, when spend");
        let span = slice.span(9..13);
        assert_eq!((span.start, span.end), (11, 15));
        assert_eq!(slice.span(19..19).start, 21);
    }
}
