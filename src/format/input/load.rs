//! Some events in a row, as they were read, of one input or of several.

use std::ops::Range;
use std::sync::Arc;

use crate::format::columns::rows::Rows;
use crate::format::item::Item;
use crate::format::lines::{Batch, LineBytes};

use super::origin::Origin;

/// Some events in a row.
#[derive(Default)]
pub struct Load {
    pub(super) pieces: Vec<Arc<Piece>>,
    /// Which event of which piece stands where; `None` where it is one piece as it stands.
    pub(super) order: Option<Vec<Spot>>,
    /// The number of the first event among all of the run, from 1.
    pub first_ordinal: u64,
}

/// Events that stand in a row in one input.
pub(super) struct Piece {
    /// The place of the input among those of the run.
    pub input: usize,
    pub content: Content,
}

pub(super) enum Content {
    Lines(Batch),
    Rows(Rows),
}

/// An event of a piece.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub piece: usize,
    pub place: usize,
}

impl Piece {
    pub fn len(&self) -> usize {
        match &self.content {
            Content::Lines(batch) => batch.len(),
            Content::Rows(rows) => rows.len(),
        }
    }

    pub fn item(&self, place: usize) -> Item<'_> {
        match &self.content {
            Content::Lines(batch) => Item::Line(batch.line_at(place)),
            Content::Rows(rows) => Item::Row(rows.row(place)),
        }
    }

    /// How many bytes an event takes, about.
    pub fn bytes_at(&self, place: usize) -> usize {
        match self.item(place) {
            Item::Line(LineBytes::Whole(bytes)) => bytes.len() + 1,
            Item::Line(LineBytes::Text(text)) => text.len() + 1,
            Item::Line(LineBytes::TooLong) => 1,
            Item::Row(row) => row.bytes(),
        }
    }

    fn origin(&self, place: usize) -> Origin {
        Origin {
            input: self.input,
            number: match &self.content {
                Content::Lines(batch) => batch.first_number + place as u64,
                Content::Rows(rows) => rows.number(place),
            },
        }
    }
}

impl Load {
    pub fn len(&self) -> usize {
        match &self.order {
            Some(order) => order.len(),
            None => self.pieces.first().map_or(0, |piece| piece.len()),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of an event among all of the run, from 1.
    pub fn ordinal(&self, place: usize) -> u64 {
        self.first_ordinal + place as u64
    }

    /// Where an event stands in its input.
    pub fn origin(&self, place: usize) -> Origin {
        let (piece, place) = self.find(place);
        piece.map_or(Origin::default(), |piece| piece.origin(place))
    }

    /// What stands at a place.
    pub fn item_at(&self, place: usize) -> Item<'_> {
        let (piece, place) = self.find(place);
        piece.map_or(Item::Line(LineBytes::Whole(&[])), |piece| piece.item(place))
    }

    /// Its rows, where it is rows of one input as they stand.
    pub fn rows(&self) -> Option<&Rows> {
        match (&self.order, &self.pieces.first()?.content) {
            (None, Content::Rows(rows)) => Some(rows),
            (Some(_), Content::Rows(_)) | (_, Content::Lines(_)) => None,
        }
    }

    /// Takes what stands from one place to another, one after the other.
    pub fn for_each<'b>(&'b self, places: Range<usize>, mut take: impl FnMut(usize, Item<'b>)) {
        if let (None, Some(piece)) = (&self.order, self.pieces.first())
            && let Content::Lines(batch) = &piece.content
        {
            for (place, line) in places.clone().zip(batch.lines(places)) {
                take(place, Item::Line(line));
            }
            return;
        }
        for place in places {
            let item = self.item_at(place);
            let text = match item {
                Item::Line(LineBytes::Whole(bytes)) => std::str::from_utf8(bytes).ok(),
                Item::Line(LineBytes::Text(_) | LineBytes::TooLong) | Item::Row(_) => None,
            };
            let text = text.map(|text| Item::Line(LineBytes::Text(text)));
            take(place, text.unwrap_or(item));
        }
    }

    #[inline]
    fn find(&self, place: usize) -> (Option<&Piece>, usize) {
        let Spot { piece, place } = match &self.order {
            None => Spot { piece: 0, place },
            Some(order) => match order.get(place) {
                Some(spot) => *spot,
                None => return (None, place),
            },
        };
        (self.pieces.get(piece).map(Arc::as_ref), place)
    }
}
