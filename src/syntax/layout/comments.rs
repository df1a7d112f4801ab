//! The comments of a file and its blank lines, found in the gaps between its leaves: a table beside the
//! text, by the place of the leaf that each belongs to.

use std::collections::BTreeMap;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::leaves::{Holds, leaves};
use crate::syntax::grammar::Node;

/// Which comments stand where.
#[derive(Default, Debug)]
pub struct Comments<'t> {
    beside: BTreeMap<usize, Beside<'t>>,
    end: Vec<OwnLine<'t>>,
}

/// What stands beside a leaf.
#[derive(Default, Debug)]
struct Beside<'t> {
    before: Vec<OwnLine<'t>>,
    behind: Vec<&'t str>,
    is_apart: bool,
}

impl<'t> Beside<'t> {
    /// Puts comments between the leaf and what is before it.
    fn go_before(&mut self, mut comments: Vec<OwnLine<'t>>) {
        if let Some(first) = comments.first_mut() {
            first.is_apart = std::mem::take(&mut self.is_apart);
        }
        self.before.extend(comments);
    }
}

/// A comment on a line of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OwnLine<'t> {
    pub text: &'t str,
    /// Whether a blank line is before it.
    pub is_apart: bool,
}

impl<'t> Comments<'t> {
    pub fn of(text: &'t str, file: &Node<'_>) -> Self {
        Gathering::new(text).gather(file)
    }

    /// The comments on lines of their own before the leaf that starts here.
    pub fn before(&self, leaf: usize) -> &[OwnLine<'t>] {
        self.beside.get(&leaf).map_or(&[], |beside| &beside.before)
    }

    /// The comments at the end of the line of the leaf that starts here; more than one where the
    /// comment goes on below.
    pub fn behind(&self, leaf: usize) -> &[&'t str] {
        self.beside.get(&leaf).map_or(&[], |beside| &beside.behind)
    }

    /// Whether a blank line is before the leaf that starts here.
    pub fn is_apart(&self, leaf: usize) -> bool {
        self.beside.get(&leaf).is_some_and(|beside| beside.is_apart)
    }

    /// The comments behind everything.
    pub fn at_end(&self) -> &[OwnLine<'t>] {
        &self.end
    }
}

/// All comments of a text without errors, in order. It looks at nothing but texts and `#`.
pub fn texts(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', '#']) {
        let (_, piece) = rest.split_at(at);
        let length = if piece.starts_with('#') {
            let length = piece.find(['\n', '\r']).unwrap_or(piece.len());
            found.extend(piece.get(..length).map(str::trim_end));
            length
        } else {
            quoted_length(piece)
        };
        rest = piece.get(length..).unwrap_or("");
    }
    found
}

/// A text without errors and without its comments.
pub fn without(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '#']) {
        let (before, piece) = rest.split_at(at);
        bare.push_str(before);
        let length = if piece.starts_with('#') {
            piece.find(['\n', '\r']).unwrap_or(piece.len())
        } else {
            let length = quoted_length(piece);
            bare.push_str(piece.get(..length).unwrap_or(""));
            length
        };
        rest = piece.get(length..).unwrap_or("");
    }
    bare.push_str(rest);
    bare
}

/// The bytes of a text with its quotes.
fn quoted_length(piece: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in piece.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !is_escaped => return at + 1,
            byte => is_escaped = byte == b'\\' && !is_escaped,
        }
    }
    piece.len()
}

/// The comments on their way to their leaves.
struct Gathering<'t> {
    text: &'t str,
    comments: Comments<'t>,
    /// The last leaf that can have comments behind it.
    last: Option<usize>,
    /// The first of the leaves that are not parted, while they go on.
    chain: Option<usize>,
    /// Comments that wait for the next leaf that can have comments before it.
    waiting: Vec<OwnLine<'t>>,
    /// Comments that wait for the end of the chain.
    waiting_behind: Vec<&'t str>,
    is_apart: bool,
}

impl<'t> Gathering<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            comments: Comments::default(),
            last: None,
            chain: None,
            waiting: Vec::new(),
            waiting_behind: Vec::new(),
            is_apart: false,
        }
    }

    fn gather(mut self, file: &Node<'_>) -> Comments<'t> {
        let mut from = 0;
        for leaf in leaves(file) {
            self.gap(from..leaf.range.start);
            self.leaf(leaf.range.start, leaf.holds);
            from = leaf.range.end;
        }
        self.gap(from..self.text.len());
        self.comments.end = self.waiting;
        self.comments
    }

    fn gap(&mut self, range: Range<usize>) {
        let gap = Gap::of(self.text, range, self.last.is_some());
        self.is_apart |= gap.is_apart;
        match (self.chain, self.last) {
            (Some(_), _) => self.waiting_behind.extend(gap.behind),
            (None, Some(last)) if !gap.behind.is_empty() => {
                self.beside(last).behind.extend(gap.behind);
            }
            (None, _) => (),
        }
        match self.chain {
            Some(first) if !gap.own_line.is_empty() => self.beside(first).go_before(gap.own_line),
            Some(_) => (),
            None => self.waiting.extend(gap.own_line),
        }
    }

    fn leaf(&mut self, start: usize, holds: Holds) {
        match holds {
            Holds::Nothing => return,
            Holds::CommentsBehind => (),
            Holds::Comments | Holds::CommentsWithNext => {
                let before = std::mem::take(&mut self.waiting);
                if !before.is_empty() {
                    self.beside(start).before = before;
                }
                if self.is_apart {
                    self.beside(start).is_apart = true;
                }
            }
        }
        if holds == Holds::CommentsWithNext {
            self.chain.get_or_insert(start);
        } else {
            self.chain = None;
            let behind = std::mem::take(&mut self.waiting_behind);
            if !behind.is_empty() {
                self.beside(start).behind = behind;
            }
        }
        self.is_apart = false;
        self.last = Some(start);
    }

    fn beside(&mut self, leaf: usize) -> &mut Beside<'t> {
        self.comments.beside.entry(leaf).or_default()
    }
}

/// What stands between two leaves.
#[derive(Default)]
struct Gap<'t> {
    behind: Vec<&'t str>,
    own_line: Vec<OwnLine<'t>>,
    /// Whether a blank line is at its end.
    is_apart: bool,
}

impl<'t> Gap<'t> {
    /// Reads a gap, which may stand behind a leaf.
    fn of(text: &'t str, range: Range<usize>, is_behind_leaf: bool) -> Self {
        let mut gap = Self::default();
        let mut breaks = 0_usize;
        let mut is_first_line = is_behind_leaf;
        // Where a comment at the end of the line stands, while it can go on below.
        let mut column = None;
        let mut at = range.start;
        while let Some(rest) = text.get(at..range.end).filter(|rest| !rest.is_empty()) {
            if rest.starts_with('#') {
                let length = rest.find(['\n', '\r']).unwrap_or(rest.len());
                let comment = rest.get(..length).unwrap_or(rest).trim_end();
                let here = column_of(text, at);
                let goes_on = breaks == 1 && column == Some(here);
                if is_first_line || goes_on {
                    gap.behind.push(comment);
                    column = Some(here);
                } else {
                    gap.own_line.push(OwnLine {
                        text: comment,
                        is_apart: breaks > 1,
                    });
                    column = None;
                }
                (breaks, is_first_line) = (0, false);
                at += length;
                continue;
            }
            let is_break = rest.starts_with(['\n', '\r']);
            let is_blank = rest.starts_with([' ', '\t']);
            if is_break {
                breaks += 1;
                is_first_line = false;
            } else if !is_blank {
                breaks = 0;
            }
            at += if rest.starts_with("\r\n") {
                2
            } else {
                rest.chars().next().map_or(1, char::len_utf8)
            };
        }
        gap.is_apart = breaks > 1;
        gap
    }
}

fn column_of(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or("");
    let start = before.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    before.get(start..).unwrap_or("").width()
}
