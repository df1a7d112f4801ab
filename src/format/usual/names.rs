//! The names of members, and which name to expect behind which.
//!
//! Producers write members in an order of their own, nearly the same in every line. So the name behind each
//! name is remembered, and a line costs one comparison for each member; a guess that is wrong costs a look
//! into a table.

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::format::seen::counts_without_escape;

use super::words::{text_end, word_at};

/// A name that is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NameId(u32);

impl NameId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// How many names are learnt beside those that the program declares.
const MOST_NAMES: usize = 4_096;

pub struct Names {
    ids: HashMap<Box<str>, NameId>,
    names: Vec<Name>,
    /// What stands behind each name, the latest first; behind none comes last.
    behind: Vec<[NameId; 2]>,
}

struct Name {
    /// The name in quotes with its colon, as two words, cut or filled up with zeros.
    written: [u64; 2],
    mask: [u64; 2],
    /// Its length, quotes and colon included.
    length: usize,
    /// `None` where its value is no part of the content.
    hash: Option<u64>,
}

impl Name {
    fn new(name: &str) -> Self {
        let text = format!("\"{name}\":");
        let mut bytes = [0_u8; 16];
        let mut mask = [0_u8; 16];
        for ((byte, mask), known) in bytes.iter_mut().zip(&mut mask).zip(text.bytes()) {
            (*byte, *mask) = (known, 0xff);
        }
        Self {
            written: words_of(bytes),
            mask: words_of(mask),
            length: text.len(),
            hash: counts_without_escape(name).then(|| xxh3_64(name.as_bytes())),
        }
    }

    /// Whether a line has this name at a place. Long names are not guessed.
    #[inline]
    fn stands_at(&self, line: &[u8], place: usize) -> bool {
        let ([first, second], [first_mask, second_mask]) = (self.written, self.mask);
        let (Some(low), Some(high)) = (word_at(line, place), word_at(line, place + 8)) else {
            return false;
        };
        let differing = ((low ^ first) & first_mask) | ((high ^ second) & second_mask);
        differing == 0 && self.length <= 16
    }
}

fn words_of(bytes: [u8; 16]) -> [u64; 2] {
    let word = |place| word_at(&bytes, place).unwrap_or(0);
    [word(0), word(8)]
}

impl Names {
    pub fn new() -> Self {
        Self {
            ids: HashMap::new(),
            names: Vec::new(),
            behind: vec![[NameId(0); 2]],
        }
    }

    /// The id of a name that is declared.
    pub fn declare(&mut self, name: &str) -> NameId {
        match self.ids.get(name) {
            Some(id) => *id,
            None => self.add(name),
        }
    }

    /// A hash of a name, where the value of its member is a part of the content (`seen`).
    #[inline]
    pub fn hash(&self, name: NameId) -> Option<u64> {
        self.names.get(name.index())?.hash
    }

    /// All names.
    pub fn ids(&self) -> impl Iterator<Item = NameId> {
        (0..).map(NameId).take(self.names.len())
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The name that stands at a place of a line, behind another one if there is one before it, and the place
    /// behind its colon. `None` for what is unusual.
    #[inline]
    pub fn read(
        &mut self,
        line: &str,
        place: usize,
        before: Option<NameId>,
    ) -> Option<(NameId, usize)> {
        let slot = before.map_or(0, |name| name.index() + 1);
        let [likely, next] = self.behind.get(slot).copied()?;
        for guess in [likely, next] {
            if let Some(name) = self.names.get(guess.index())
                && name.stands_at(line.as_bytes(), place)
            {
                return Some((guess, place + name.length));
            }
        }
        self.look_up(line, place, slot)
    }

    #[cold]
    fn look_up(&mut self, line: &str, place: usize, slot: usize) -> Option<(NameId, usize)> {
        let bytes = line.as_bytes();
        if bytes.get(place) != Some(&b'"') {
            return None;
        }
        let end = text_end(bytes, place)?;
        let name = line.get(place + 1..end - 1)?;
        let id = match self.ids.get(name) {
            Some(id) => *id,
            None if self.names.len() < MOST_NAMES => self.add(name),
            None => return None,
        };
        let colon = skip_white(bytes, end);
        if bytes.get(colon) != Some(&b':') {
            return None;
        }
        if let Some([likely, next]) = self.behind.get_mut(slot) {
            (*next, *likely) = (*likely, id);
        }
        Some((id, colon + 1))
    }

    fn add(&mut self, name: &str) -> NameId {
        let id = NameId(u32::try_from(self.names.len()).unwrap_or(u32::MAX));
        self.ids.insert(name.into(), id);
        self.names.push(Name::new(name));
        self.behind.push([id; 2]);
        id
    }
}

/// The first place from here on that holds no white space of JSON.
#[inline]
pub fn skip_white(bytes: &[u8], mut place: usize) -> usize {
    while matches!(bytes.get(place), Some(b' ' | b'\t' | b'\r' | b'\n')) {
        place += 1;
    }
    place
}
