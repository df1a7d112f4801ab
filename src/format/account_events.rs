//! One account's part of a stream: what was known of it at an instant.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::{Currency, Instant};
use crate::engine::Event;
use crate::program::Program;

use super::input::{InputFault, Inputs};
use super::replay::Rejection;
use super::walk::{Met, Reading, walk};

/// The accepted events of one account, in input order, up to an instant.
///
/// What was known as of an instant is what had come by then: all events of the account before the first
/// that is dated later. An event that came later and is dated earlier was not known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountEvents {
    pub account: String,
    pub currency: Currency,
    /// The first opens the account.
    pub events: Vec<Event<'static>>,
    /// How many events of the account came after `as_of`.
    pub later: u64,
    /// Where the account's clock stands.
    pub as_of: Instant,
    /// Lines with the account's id and rows of it that a run would reject.
    pub rejections: Vec<Rejection>,
}

/// Why there is nothing to tell of an account.
#[derive(Debug)]
pub enum NoAccount {
    Read(InputFault),
    /// No account of this id was opened. Those that were, where all of them were read.
    NeverOpened {
        others: Vec<String>,
    },
    /// It was opened after the instant that was asked for.
    OpenedLater {
        at: Instant,
    },
}

/// Reads the events of some accounts, to the end of a stream; an account that never opened is left out.
///
/// # Errors
/// Where an input cannot be read.
pub fn read_accounts(
    program: &Program,
    inputs: Inputs<'_>,
    ids: &BTreeSet<&str>,
) -> Result<BTreeMap<String, AccountEvents>, InputFault> {
    let mut found: BTreeMap<String, AccountEvents> = BTreeMap::new();
    let mut met = |met: Met<'_>| {
        let Met::Event { account, event, .. } = met else {
            return;
        };
        if !ids.contains(account.id()) {
            return;
        }
        let known = found
            .entry(account.id().to_owned())
            .or_insert_with(|| AccountEvents {
                account: account.id().to_owned(),
                currency: account.currency(),
                events: Vec::new(),
                later: 0,
                as_of: event.at,
                rejections: Vec::new(),
            });
        known.events.push(event.clone().into_owned());
    };
    let walked = walk(program, inputs, Reading::Every, &mut met)?;
    for known in found.values_mut() {
        known.as_of = walked.latest.unwrap_or(known.as_of);
    }
    Ok(found)
}

/// Reads the events of one account.
///
/// With `as_of`, events of other accounts are passed over. Without, the clock is where a run would leave it,
/// at the latest accepted event of any account, and so all are read.
///
/// # Errors
/// Where an input cannot be read, or the account was not open as of the instant.
pub fn read_account(
    program: &Program,
    inputs: Inputs<'_>,
    id: &str,
    as_of: Option<Instant>,
) -> Result<AccountEvents, NoAccount> {
    let quoted = format!("\"{id}\"");
    let mut currency = None;
    let mut opened = None;
    let mut events = Vec::new();
    let mut later = 0;
    let mut rejections = Vec::new();
    let mut met = |met: Met<'_>| match met {
        Met::Event { account, event, .. } if account.id() == id => {
            currency = Some(account.currency());
            opened = Some(account.opened());
            if later > 0 || as_of.is_some_and(|as_of| as_of < event.at) {
                later += 1;
            } else {
                events.push(event.clone().into_owned());
            }
        }
        Met::Event { .. } | Met::Undeclared { .. } => {}
        Met::Rejected { item, rejection } => {
            if item.can_be_about(id, |line| line.contains(&quoted)) {
                rejections.push(rejection);
            }
        }
    };
    let reading = as_of.map_or(Reading::Every, |_| Reading::Of(id));
    let walked = walk(program, inputs, reading, &mut met).map_err(NoAccount::Read)?;
    let (Some(currency), Some(opened)) = (currency, opened) else {
        let others = walked.accounts().map(|account| account.id().to_owned());
        return Err(NoAccount::NeverOpened {
            others: others.collect(),
        });
    };
    if events.is_empty() {
        return Err(NoAccount::OpenedLater { at: opened });
    }
    Ok(AccountEvents {
        account: id.to_owned(),
        currency,
        events,
        later,
        as_of: as_of.or(walked.latest).unwrap_or(opened),
        rejections,
    })
}
