//! Several inputs as one stream in order of time.
//!
//! Each input is taken to be in order of time by itself, and its events keep their order in any case: of the
//! inputs' next events the earliest comes first, and of equals that of the input that was named first. An
//! event whose instant cannot be read follows the one before it in its input. So an input that is not in
//! order brings late events, as it would alone. No more is held than a piece of each input.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use crate::base::Instant;

use super::load::{Load, Piece, Spot};
use super::when::instant_of;
use super::{InputFault, Stream};

/// The least and the most that is read of one input at once, in bytes.
const PIECE_BYTES: (usize, usize) = (16 * 1024, 1024 * 1024);

pub struct Merge<'a> {
    lanes: Vec<Lane<'a>>,
    /// The next event of each lane that has one: its instant, and the lane.
    next: BinaryHeap<Reverse<(Option<Instant>, usize)>>,
    has_begun: bool,
    /// Pieces that were given out, to be filled again.
    used: Vec<Arc<Piece>>,
    /// Of the inputs that have ended.
    bytes_read: u64,
}

/// An input, and how far it has been given out.
struct Lane<'a> {
    /// `None` at its end.
    stream: Option<Stream<'a>>,
    piece: Option<Arc<Piece>>,
    /// The next event of the piece.
    place: usize,
    /// The instant of the next event, or of the last one that had any.
    at: Option<Instant>,
    /// The place of its piece in the load at hand, where it has one there.
    in_load: Option<usize>,
}

impl<'a> Merge<'a> {
    pub fn new(streams: Vec<Stream<'a>>) -> Self {
        let lanes = streams.into_iter().map(|stream| Lane {
            stream: Some(stream),
            piece: None,
            place: 0,
            at: None,
            in_load: None,
        });
        Self {
            lanes: lanes.collect(),
            next: BinaryHeap::new(),
            has_begun: false,
            used: Vec::new(),
            bytes_read: 0,
        }
    }

    pub fn bytes_read(&self) -> u64 {
        let open = self.lanes.iter().filter_map(|lane| lane.stream.as_ref());
        self.bytes_read + open.map(Stream::bytes_read).sum::<u64>()
    }

    /// Fills the load anew with events of `size` bytes or a little more.
    pub fn fill(&mut self, load: &mut Load, size: usize) -> Result<(), InputFault> {
        load.pieces.clear();
        let mut order = load.order.take().unwrap_or_default();
        order.clear();
        for lane in &mut self.lanes {
            lane.in_load = None;
        }
        let (least, most) = PIECE_BYTES;
        let piece_size = (size / self.lanes.len().max(1)).clamp(least, most);
        if !self.has_begun {
            self.has_begun = true;
            for number in 0..self.lanes.len() {
                self.refill(number, piece_size)?;
            }
        }
        let mut taken = 0;
        while taken < size
            && let Some(Reverse((_, number))) = self.next.pop()
        {
            taken += self.take_from(number, load, &mut order, size - taken);
            let lane = self.lanes.get(number);
            if lane.is_some_and(Lane::has_piece_left) {
                self.queue(number);
            } else {
                self.refill(number, piece_size)?;
            }
        }
        load.order = Some(order);
        Ok(())
    }

    /// Takes the next events of a lane for as long as they are next of all, up to the end of its piece or
    /// so many bytes; how many bytes they were.
    fn take_from(
        &mut self,
        number: usize,
        load: &mut Load,
        order: &mut Vec<Spot>,
        most: usize,
    ) -> usize {
        let other = self.next.peek().map(|Reverse(other)| *other);
        let Some(lane) = self.lanes.get_mut(number) else {
            return 0;
        };
        let Some(shared) = &lane.piece else {
            return 0;
        };
        let piece = *lane.in_load.get_or_insert_with(|| {
            load.pieces.push(Arc::clone(shared));
            load.pieces.len() - 1
        });
        let mut bytes = 0;
        loop {
            order.push(Spot {
                piece,
                place: lane.place,
            });
            bytes += shared.bytes_at(lane.place);
            lane.place += 1;
            if lane.place >= shared.len() {
                return bytes;
            }
            lane.at = instant_of(shared.item(lane.place)).or(lane.at);
            if bytes >= most || other.is_some_and(|other| other < (lane.at, number)) {
                return bytes;
            }
        }
    }

    /// Reads the next piece of a lane, whose piece has been given out.
    fn refill(&mut self, number: usize, size: usize) -> Result<(), InputFault> {
        let Some(lane) = self.lanes.get_mut(number) else {
            return Ok(());
        };
        self.used.extend(lane.piece.take());
        (lane.place, lane.in_load) = (0, None);
        let Some(stream) = &mut lane.stream else {
            return Ok(());
        };
        let mut piece = reuse(&mut self.used, stream).unwrap_or_else(|| stream.blank_piece(number));
        piece.input = number;
        let filled = stream.fill(&mut piece, size);
        filled.map_err(|error| InputFault {
            input: number,
            error,
        })?;
        if piece.len() == 0 {
            self.bytes_read += stream.bytes_read();
            // Closes the file.
            lane.stream = None;
            return Ok(());
        }
        lane.at = instant_of(piece.item(0)).or(lane.at);
        lane.piece = Some(Arc::new(piece));
        self.queue(number);
        Ok(())
    }

    fn queue(&mut self, number: usize) {
        let at = self.lanes.get(number).and_then(|lane| lane.at);
        self.next.push(Reverse((at, number)));
    }
}

impl Lane<'_> {
    fn has_piece_left(&self) -> bool {
        let piece = self.piece.as_ref();
        piece.is_some_and(|piece| self.place < piece.len())
    }
}

/// A piece for this stream that nobody looks at any more.
fn reuse(used: &mut Vec<Arc<Piece>>, stream: &Stream<'_>) -> Option<Piece> {
    let is_free = |piece: &Arc<Piece>| Arc::strong_count(piece) == 1 && stream.can_fill(piece);
    let free = used.iter().position(is_free)?;
    Arc::into_inner(used.swap_remove(free))
}

#[cfg(test)]
mod tests {
    use super::super::{Input, Inputs};
    use super::*;
    use crate::format::item::Item;
    use crate::format::lines::LineBytes;

    fn merged(inputs: &[&str], size: usize) -> Vec<(usize, u64, String)> {
        let inputs = inputs
            .iter()
            .map(|text| Input::json_lines("", text.as_bytes()));
        let mut inputs = Inputs::new(inputs.collect());
        let mut load = Load::default();
        let mut found = Vec::new();
        loop {
            inputs.fill(&mut load, size).unwrap();
            if load.is_empty() {
                return found;
            }
            assert_eq!(load.first_ordinal, found.len() as u64 + 1);
            load.for_each(0..load.len(), |place, item| {
                let Item::Line(LineBytes::Text(text)) = item else {
                    panic!("all of it is text");
                };
                let origin = load.origin(place);
                found.push((origin.input, origin.number, text.to_owned()));
            });
        }
    }

    fn lines(days: &[&str]) -> String {
        let line = |day: &&str| match day.parse::<u32>() {
            Ok(day) => format!("{{\"at\":\"2026-01-{day:02}T00:00:00Z\"}}\n"),
            Err(_) => format!("{day}\n"),
        };
        days.iter().map(line).collect()
    }

    #[test]
    fn the_earliest_comes_first_and_of_equals_the_input_named_first() {
        let one = lines(&["1", "3", "3", "9"]);
        let two = lines(&["1", "2", "broken", "3", "20", "4"]);
        let three = lines(&["no instant", "1", "10"]);
        let expected = [
            (2, 1),
            (0, 1),
            (1, 1),
            (2, 2),
            (1, 2),
            (1, 3),
            (0, 2),
            (0, 3),
            (1, 4),
            (0, 4),
            (2, 3),
            (1, 5),
            (1, 6),
        ];
        for size in [1, 50, 100_000] {
            let found = merged(&[&one, &two, &three, ""], size);
            let places: Vec<_> = found
                .iter()
                .map(|(input, line, _)| (*input, *line))
                .collect();
            assert_eq!(places, expected, "{size}");
        }
    }

    #[test]
    fn every_line_comes_once_whatever_the_size() {
        let days: Vec<String> = (0..5_000).map(|day| (day / 200 + 1).to_string()).collect();
        let days: Vec<&str> = days.iter().map(String::as_str).collect();
        let text = lines(&days);
        let whole = merged(&[&text, &text, &text], 1 << 20);
        assert_eq!(whole.len(), 15_000);
        assert_eq!(merged(&[&text, &text, &text], 7_000), whole);
        assert!(merged(&[], 10).is_empty());
    }
}
