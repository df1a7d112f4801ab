//! All accounts of a run as bytes, from which a later run goes on.
//!
//! JSON Lines: a head (format, version, the program's texts, sums so far), one record an account in the
//! order in which the accounts opened, and an end with a hash of all bytes before it, so that a file that
//! was cut or edited is not taken for a state.

use std::fmt;
use std::io::{self, BufRead, Write};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::base::{Instant, Source, Sources};
use crate::engine::Account;

use super::seen::SeenIds;
use super::summary::OfferSummary;

const FORMAT: &str = "onward state";
/// The one version of the format that is read and written.
const VERSION: u64 = 2;

/// Where a run ended.
#[derive(Default)]
pub struct State {
    /// The program, as it was then.
    pub sources: Sources,
    /// The latest instant of an accepted event.
    pub latest: Option<Instant>,
    /// What each offer came to so far.
    pub offers: Vec<OfferSummary>,
    /// In the order in which they opened.
    pub accounts: Vec<SavedAccount>,
}

/// An account and the ids of its events.
pub struct SavedAccount {
    pub account: Account,
    pub seen: SeenIds,
}

/// Why bytes are no state to go on from.
#[derive(Debug)]
pub enum StateFault {
    Read(io::Error),
    /// The first line is no head of a state.
    NotAState,
    /// A state of another version of the format.
    OtherVersion(u64),
    /// The end is not there.
    Cut,
    /// Something is not as it was written; the line, from 1.
    Damaged(usize),
}

impl fmt::Display for StateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::NotAState => f.write_str("it is no state of `onward run`"),
            Self::OtherVersion(version) => write!(
                f,
                "it has version {version} of the format, and this `onward` reads {VERSION}"
            ),
            Self::Cut => f.write_str("it was cut short: its end is missing"),
            Self::Damaged(line) => write!(
                f,
                "it was changed since it was written: see its line {line}"
            ),
        }
    }
}

/// What is looked at before anything else of a head.
#[derive(Deserialize)]
struct Mark {
    format: String,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Head {
    format: String,
    version: u64,
    sources: Vec<Text>,
    latest: Option<Instant>,
    offers: Vec<OfferSummary>,
    accounts: usize,
}

#[derive(Serialize, Deserialize)]
struct Text {
    name: String,
    text: String,
}

#[derive(Deserialize)]
struct Record {
    account: Account,
    seen: SeenIds,
}

#[derive(Serialize)]
struct RecordOf<'a> {
    account: &'a Account,
    seen: &'a SeenIds,
}

#[derive(Serialize, Deserialize)]
struct End {
    end: usize,
    hash: String,
}

/// What stands in front of the accounts.
pub struct Opening<'a> {
    pub sources: &'a Sources,
    pub latest: Option<Instant>,
    pub offers: &'a [OfferSummary],
    /// How many accounts follow.
    pub accounts: usize,
}

/// Writes a state; the accounts are in the order in which they opened.
///
/// # Errors
/// Where `out` cannot be written.
pub fn write_state<'a>(
    out: &mut dyn Write,
    opening: &Opening<'_>,
    accounts: impl Iterator<Item = (&'a Account, &'a SeenIds)>,
) -> io::Result<()> {
    let mut hash = Xxh3::new();
    let mut write_line = |line: &mut Vec<u8>| {
        line.push(b'\n');
        hash.update(line);
        out.write_all(line)
    };
    let text = |source: &Source| Text {
        name: source.name.clone(),
        text: source.text.clone(),
    };
    let head = Head {
        format: FORMAT.to_owned(),
        version: VERSION,
        sources: opening
            .sources
            .iter()
            .map(|(_, source)| text(source))
            .collect(),
        latest: opening.latest,
        offers: opening.offers.to_vec(),
        accounts: opening.accounts,
    };
    let mut line = serde_json::to_vec(&head)?;
    write_line(&mut line)?;
    let mut count = 0;
    for (account, seen) in accounts {
        line.clear();
        serde_json::to_writer(&mut line, &RecordOf { account, seen })?;
        write_line(&mut line)?;
        count += 1;
    }
    let end = End {
        end: count,
        hash: format!("{:016x}", hash.digest()),
    };
    serde_json::to_writer(&mut *out, &end)?;
    out.write_all(b"\n")
}

/// Reads a state to its end.
///
/// # Errors
/// Where the bytes cannot be read or are not those of a whole state.
pub fn read_state(mut input: impl BufRead) -> Result<State, StateFault> {
    let mut hash = Xxh3::new();
    let mut line = Vec::new();
    let mut number = 0;
    let mut next_line = |line: &mut Vec<u8>| {
        line.clear();
        number += 1;
        input.read_until(b'\n', line).map_err(StateFault::Read)?;
        Ok(number)
    };
    let first = next_line(&mut line)?;
    let mark: Mark = serde_json::from_slice(&line).map_err(|_| StateFault::NotAState)?;
    if mark.format != FORMAT {
        return Err(StateFault::NotAState);
    }
    if mark.version != VERSION {
        return Err(StateFault::OtherVersion(mark.version));
    }
    hash.update(&line);
    let head: Head = serde_json::from_slice(&line).map_err(|_| StateFault::Damaged(first))?;
    let mut accounts = Vec::new();
    loop {
        let number = next_line(&mut line)?;
        if !line.ends_with(b"\n") {
            return Err(StateFault::Cut);
        }
        if let Ok(end) = serde_json::from_slice::<End>(&line) {
            let is_whole = end.end == accounts.len()
                && end.end == head.accounts
                && end.hash == format!("{:016x}", hash.digest());
            if !is_whole || next_line(&mut line).is_ok_and(|_| !line.is_empty()) {
                return Err(StateFault::Damaged(number));
            }
            break;
        }
        hash.update(&line);
        let record: Record =
            serde_json::from_slice(&line).map_err(|_| StateFault::Damaged(number))?;
        accounts.push(SavedAccount {
            account: record.account,
            seen: record.seen,
        });
    }
    let source = |text: Text| Source::new(text.name, text.text);
    Ok(State {
        sources: Sources::new(head.sources.into_iter().map(source).collect()),
        latest: head.latest,
        offers: head.offers,
        accounts,
    })
}
