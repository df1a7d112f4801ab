//! Why a line was rejected (section 8), in plain words, and the line of `--rejects` that says so.

use std::fmt;

use crate::base::{Currency, Instant};
use crate::program::SymbolSet;

use super::input::origin::{Origin, Origins};
use super::json::{push_display, push_text};
use super::lines::LONGEST_LINE;
use super::members::NotAnObject;

/// What is wrong with a line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault<'a> {
    /// The member at fault; `None` where the line as a whole is.
    pub member: Option<&'a str>,
    pub reason: Reason<'a>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason<'a> {
    // Of a line.
    TooLong,
    NotUtf8,
    /// A row that has not as many cells as its header.
    Ragged {
        cells: usize,
        columns: usize,
    },
    NotAnObject(NotAnObject),
    // Of a member, whatever its meaning.
    StandsTwice,
    Missing,
    Empty,
    /// A quote takes the rest of the input into its row.
    OpenQuote,
    NotText,
    NotUtf8Value,
    NotNumber,
    NotFlag,
    NotInstant,
    /// It is an instant, and none of an event: see [`Instant::LAST`].
    TooLate,
    NotDate,
    NotSymbol(&'a SymbolSet),
    NotCurrency,
    // Of an amount.
    NotAmount,
    TooManyDecimals(Currency),
    TooLarge,
    Negative,
    // Of an event and its account.
    StartsAfterAt,
    OtherCurrency(Currency),
    NeverOpened,
    OpenAlready,
    IdConflict,
}

impl<'a> Fault<'a> {
    pub fn of_line(reason: Reason<'a>) -> Self {
        Self {
            member: None,
            reason,
        }
    }

    pub fn of_member(member: &'a str, reason: Reason<'a>) -> Self {
        Self {
            member: Some(member),
            reason,
        }
    }
}

/// Writes the line of `--rejects`: `file` of several, `line`, `id`, `member` and `reason`, those that are not
/// known left out.
pub fn push_reject(
    out: &mut Vec<u8>,
    (origins, origin): (&Origins, Origin),
    id: Option<&str>,
    fault: &Fault<'_>,
) {
    out.push(b'{');
    origins.push_members(out, origin);
    if let Some(id) = id {
        out.extend_from_slice(b",\"id\":");
        push_text(out, id);
    }
    if let Some(member) = fault.member {
        out.extend_from_slice(b",\"member\":");
        push_text(out, member);
    }
    // The reasons hold no character that JSON escapes.
    out.extend_from_slice(b",\"reason\":\"");
    push_display(out, fault.reason);
    out.extend_from_slice(b"\"}\n");
}

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => {
                let mebibytes = LONGEST_LINE / (1024 * 1024);
                write!(f, "the line is longer than {mebibytes} MiB")
            }
            Self::NotUtf8 => f.write_str("the line is not UTF-8 text"),
            Self::Ragged { cells, columns } => {
                let noun = if *cells == 1 { "cell" } else { "cells" };
                write!(f, "the row has {cells} {noun}, and the header {columns}")
            }
            Self::OpenQuote => {
                f.write_str("a quote is not closed, and so the row goes on to the end of the input")
            }
            Self::NotAnObject(NotAnObject::CutShort) => {
                f.write_str("not JSON: the line ends before its object does")
            }
            Self::NotAnObject(NotAnObject::NotJson { column }) => {
                write!(f, "not JSON, at about byte {column} of the line")
            }
            Self::NotAnObject(NotAnObject::OtherJson) => f.write_str("not a JSON object"),
            Self::StandsTwice => f.write_str("stands twice in the object"),
            Self::Missing => f.write_str("is missing"),
            Self::Empty => f.write_str("is empty"),
            Self::NotText => f.write_str("is not a text in quotes"),
            Self::NotUtf8Value => f.write_str("is not UTF-8 text"),
            Self::NotNumber => f.write_str("is not a number of at most 28 digits"),
            Self::NotFlag => f.write_str("is neither `true` nor `false`"),
            Self::NotInstant => f.write_str(
                "is not an instant with `Z` or an offset, such as `2026-01-31T09:00:00Z`",
            ),
            Self::TooLate => write!(f, "is too late: an event is before {}", Instant::LAST),
            Self::NotDate => f.write_str("is not a date such as `2026-01-31`"),
            Self::NotSymbol(symbols) => write_symbols(f, symbols),
            Self::NotCurrency => f.write_str("is not a currency code of ISO 4217, such as `USD`"),
            Self::NotAmount => f.write_str("is not an amount such as `12.50`"),
            Self::TooManyDecimals(currency) => {
                let decimals = currency.decimals();
                write!(
                    f,
                    "has more decimals than {currency} has, which is {decimals}"
                )
            }
            Self::TooLarge => f.write_str("is too large: an amount has at most 10^15 minor units"),
            Self::Negative => f.write_str("is negative, and the event does not correct"),
            Self::StartsAfterAt => f.write_str("is after `at`"),
            Self::OtherCurrency(currency) => {
                write!(f, "is another currency than the account's, {currency}")
            }
            Self::NeverOpened => f.write_str("was never opened"),
            Self::OpenAlready => f.write_str("was opened before"),
            Self::IdConflict => {
                f.write_str("was used before in this account, with different content")
            }
        }
    }
}

fn write_symbols(f: &mut fmt::Formatter<'_>, symbols: &SymbolSet) -> fmt::Result {
    f.write_str("is none of ")?;
    for (place, symbol) in symbols.0.iter().enumerate() {
        let joint = if place == 0 { "" } else { ", " };
        write!(f, "{joint}`{symbol}`")?;
    }
    Ok(())
}
