//! Which ids an account has used, and with what content (section 8): how duplicates and conflicts are told.
//!
//! An accepted event leaves twelve bytes in a hash table. With the table's room to grow that is 15 to 30
//! bytes, most just after it has doubled: 64 bits of a hash of the id and 32 of the content. So two ids of one account can be taken for one: with
//! a million events in an account, the chance that any two of them are is below one in ten million. An
//! id used again with other content can be taken for a duplicate: once in four billion such conflicts.
//! The hashes are not secret; whoever may choose ids freely can make two of them collide, and so have
//! an event of the same account rejected.

use std::fmt::Write;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::members::Member;

/// The ids of an account's accepted events.
#[derive(Default)]
pub struct SeenIds(HashTable<Stamp>);

/// What an event is recognised by within its account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    id_high: u32,
    id_low: u32,
    content: u32,
}

/// What an account knows of an id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sighting {
    New,
    /// Used with the same content.
    Same,
    /// Used with other content.
    Conflict,
}

impl Stamp {
    /// The stamp of an event with this id and these members: their names and their values as written, in
    /// whatever order.
    pub fn of(id: &str, members: &[Member<'_>]) -> Self {
        let own = members
            .iter()
            .filter(|member| is_content(&member.name, member.raw.as_bytes()));
        let content = own.fold(0_u64, |sum, member| {
            let name = xxh3_64(member.name.as_bytes());
            sum.wrapping_add(member_hash(name, member.raw.as_bytes()))
        });
        Self::new(id, content)
    }

    /// The same, given the sum of the hashes of the members.
    // Returned, it would be written in small pieces and read in large ones.
    #[inline(always)]
    pub fn new(id: &str, content: u64) -> Self {
        let id = xxh3_64(id.as_bytes());
        Self {
            id_high: high_half(id),
            id_low: low_half(id),
            content: high_half(content) ^ low_half(content),
        }
    }

    fn id(self) -> u64 {
        (u64::from(self.id_high) << 32) | u64::from(self.id_low)
    }
}

/// Whether a member is a part of the content. Contents are compared where id and account are the same, so
/// these count only where an escape makes them other in writing.
pub fn is_content(name: &str, raw: &[u8]) -> bool {
    counts_without_escape(name) || raw.contains(&b'\\')
}

/// The same of a member whose value has no escape.
pub fn counts_without_escape(name: &str) -> bool {
    !matches!(name, "id" | "account")
}

/// A hash of a member, given one of its name. They are added up, so that their order does not count.
#[inline]
pub fn member_hash(name: u64, raw: &[u8]) -> u64 {
    xxh3_64_with_seed(raw, name)
}

#[expect(clippy::cast_possible_truncation, reason = "a half is what is wanted")]
fn low_half(hash: u64) -> u32 {
    hash as u32
}

fn high_half(hash: u64) -> u32 {
    low_half(hash >> 32)
}

impl SeenIds {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn sighting(&self, stamp: Stamp) -> Sighting {
        match self.0.find(stamp.id(), |seen| seen.id() == stamp.id()) {
            None => Sighting::New,
            Some(seen) if seen.content == stamp.content => Sighting::Same,
            Some(_) => Sighting::Conflict,
        }
    }

    /// Notes an event that was accepted, whose id is [`Sighting::New`].
    pub fn note_new(&mut self, stamp: Stamp) {
        // An account with one event soon has more, and a table that grows is made anew.
        const FIRST_ROOM: usize = 7;
        if self.0.capacity() == 0 {
            self.0.reserve(FIRST_ROOM, |seen| seen.id());
        }
        self.0.insert_unique(stamp.id(), stamp, |seen| seen.id());
    }

    /// Notes an event, be its id known or not.
    fn note(&mut self, stamp: Stamp) {
        let same_id = |seen: &Stamp| seen.id() == stamp.id();
        match self.0.entry(stamp.id(), same_id, |seen| seen.id()) {
            Entry::Occupied(mut entry) => *entry.get_mut() = stamp,
            Entry::Vacant(entry) => {
                entry.insert(stamp);
            }
        }
    }
}

/// How many digits a saved stamp has: 64 bits of the id, 32 of the content.
const DIGITS: usize = 24;

impl Serialize for SeenIds {
    /// Hexadecimal digits of every stamp in order, so that equal ids give equal bytes.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut stamps: Vec<_> = self.0.iter().map(|one| (one.id(), one.content)).collect();
        stamps.sort_unstable();
        let mut text = String::with_capacity(stamps.len() * DIGITS);
        for (id, content) in stamps {
            // Writing to a text cannot fail.
            let _ = write!(text, "{id:016x}{content:08x}");
        }
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for SeenIds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let mut seen = Self(HashTable::with_capacity(text.len() / DIGITS));
        for at in (0..text.len()).step_by(DIGITS) {
            let digits = text.get(at..at + DIGITS);
            let stamp = digits.and_then(|digits| u128::from_str_radix(digits, 16).ok());
            let stamp = stamp.ok_or_else(|| D::Error::custom("it is no list of stamps"))?;
            seen.note(Stamp {
                id_high: third(stamp, 2),
                id_low: third(stamp, 1),
                content: third(stamp, 0),
            });
        }
        Ok(seen)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "32 bits are what is wanted"
)]
fn third(stamp: u128, place: u32) -> u32 {
    (stamp >> (32 * place)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::members::read_members;

    fn stamp(line: &str) -> Stamp {
        let mut members = Vec::new();
        read_members(line, &mut members).unwrap();
        Stamp::of("e1", &members)
    }

    #[test]
    fn content_is_members_and_values_as_written_whatever_their_order() {
        let one = stamp(r#"{"id":"e1","amount":"1.50","kind":"fee"}"#);
        assert_eq!(
            one,
            stamp(r#"{ "kind" : "fee","amount":"1.50", "id":"e1"}"#)
        );
        assert_ne!(one, stamp(r#"{"id":"e1","amount":1.50,"kind":"fee"}"#));
        assert_ne!(
            one,
            stamp(r#"{"id":"e1","amount":"1.50","kind":"fee","x":null}"#)
        );
        assert_ne!(one, stamp(r#"{"id":"e1","kind":"1.50","amount":"fee"}"#));
        assert_ne!(
            one,
            stamp(r#"{"id":"\u00651","amount":"1.50","kind":"fee"}"#)
        );
    }

    #[test]
    fn an_id_is_new_then_the_same_or_in_conflict() {
        let (one, other) = (stamp(r#"{"a":1}"#), stamp(r#"{"a":2}"#));
        let mut seen = SeenIds::default();
        assert_eq!(seen.sighting(one), Sighting::New);
        seen.note(one);
        assert_eq!(seen.sighting(one), Sighting::Same);
        assert_eq!(seen.sighting(other), Sighting::Conflict);
    }

    #[test]
    fn a_stamp_has_twelve_bytes() {
        assert_eq!(size_of::<Stamp>(), 12);
    }
}
