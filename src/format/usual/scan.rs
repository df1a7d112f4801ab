//! A line as the spans of its members.

use crate::format::seen::member_hash;

use super::names::{NameId, Names, skip_white};
use super::number::plain_end;
use super::words::text_end;

/// Takes lines apart, one at a time, and learns how they are written.
pub struct Scanner {
    pub names: Names,
    /// By [`NameId`].
    spans: Vec<Span>,
    /// The number of the line at hand; spans of other lines do not count.
    line: u64,
}

/// Where the value of a member stands in its line.
#[derive(Clone, Copy, Default)]
struct Span {
    line: u64,
    start: u32,
    end: u32,
}

/// A member of the line at hand.
#[derive(Clone, Copy)]
pub struct Member {
    pub name: NameId,
    /// Where its value begins and ends.
    pub start: usize,
    pub end: usize,
}

impl Scanner {
    /// A scanner that knows these names.
    pub fn new(names: Names) -> Self {
        Self {
            spans: vec![Span::default(); names.len()],
            names,
            line: 0,
        }
    }

    /// Takes a line apart: a hash of its content, as in `seen`. `None` where it is unusual.
    pub fn scan(&mut self, line: &str) -> Option<u64> {
        self.line += 1;
        let bytes = line.as_bytes();
        let mut place = skip_white(bytes, 0);
        if bytes.get(place) != Some(&b'{') {
            return None;
        }
        let (mut before, mut content) = (None, 0_u64);
        loop {
            let name_place = skip_white(bytes, place + 1);
            let (name, behind) = self.names.read(line, name_place, before)?;
            let start = skip_white(bytes, behind);
            let end = if bytes.get(start) == Some(&b'"') {
                text_end(bytes, start)?
            } else {
                plain_end(bytes, start)?
            };
            self.note(name, start, end)?;
            let raw = bytes.get(start..end)?;
            if let Some(name) = self.names.hash(name) {
                content = content.wrapping_add(member_hash(name, raw));
            }
            before = Some(name);
            place = skip_white(bytes, end);
            match bytes.get(place) {
                Some(b',') => {}
                Some(b'}') => break,
                Some(_) | None => return None,
            }
        }
        (skip_white(bytes, place + 1) == bytes.len()).then_some(content)
    }

    /// Keeps the span of a member; `None` where it stands twice.
    #[inline]
    fn note(&mut self, name: NameId, start: usize, end: usize) -> Option<()> {
        let span = Span {
            line: self.line,
            start: u32::try_from(start).ok()?,
            end: u32::try_from(end).ok()?,
        };
        match self.spans.get_mut(name.index()) {
            Some(known) if known.line == self.line => None,
            Some(known) => {
                *known = span;
                Some(())
            }
            None => {
                self.spans.resize(name.index() + 1, Span::default());
                self.note(name, start, end)
            }
        }
    }

    /// The value of a member as it is written in the line last scanned; `None` where it is not there or
    /// `null`.
    #[inline]
    pub fn raw<'b>(&self, line: &'b str, name: NameId) -> Option<&'b str> {
        let span = self.spans.get(name.index())?;
        if span.line != self.line {
            return None;
        }
        let raw = line.get(span.start as usize..span.end as usize)?;
        (raw != "null").then_some(raw)
    }

    /// The members of the line last scanned, as they stand in it.
    pub fn members(&self) -> Vec<Member> {
        let spans = self.names.ids().zip(&self.spans);
        let own = spans.filter(|(_, span)| span.line == self.line);
        let mut members: Vec<Member> = own
            .map(|(name, span)| Member {
                name,
                start: span.start as usize,
                end: span.end as usize,
            })
            .collect();
        members.sort_unstable_by_key(|member| member.start);
        members
    }
}
