//! A slow and naive model of sections 2 to 6 of `docs/language.md`, to hold against the engine.
//!
//! It is written to be read beside the reference: one file a section or a step, and nothing is clever.
//! It keeps the whole history of an account, adds every measure up anew whenever its value is asked for,
//! looks through everything that is due for what is due next, and counts in exact fractions. It knows the
//! checked program, the plain words of `base`, and the shapes of events and entries; of the engine's
//! workings it knows nothing.

mod account;
mod amount;
mod apply;
mod due;
mod eligible;
mod enroll;
mod exact;
mod filter;
mod fire;
mod issue;
mod ladder;
mod measure;
mod refund;
mod revoke;

pub use account::{Account, State, Written};
pub use exact::floor;

use onward::base::{Currency, Instant};
use onward::engine::Event;
use onward::program::Program;

/// An event on its way to its account; `currency` is that of the account, where the event opens it.
#[derive(Clone, Debug)]
pub struct Arrival {
    pub account: String,
    pub currency: Option<Currency>,
    pub event: Event<'static>,
}

/// An entry of the ledger, with the account it belongs to.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    pub account: String,
    pub written: Written,
}

/// All accounts of one run, in the order in which they first appeared (section 7).
pub struct Model<'program> {
    program: &'program Program,
    pub accounts: Vec<Account<'program>>,
    pub lines: Vec<Line>,
}

impl<'program> Model<'program> {
    pub fn new(program: &'program Program) -> Self {
        Self {
            program,
            accounts: Vec::new(),
            lines: Vec::new(),
        }
    }

    pub fn program(&self) -> &'program Program {
        self.program
    }

    pub fn take(&mut self, arrival: &Arrival) {
        let place = self
            .accounts
            .iter()
            .position(|account| account.name == arrival.account);
        let place = place.unwrap_or_else(|| {
            let currency = arrival.currency.expect("the first event opens the account");
            let opened = Account::open(self.program, &arrival.account, currency, arrival.event.at);
            self.accounts.push(opened);
            self.accounts.len() - 1
        });
        self.accounts[place].take(arrival.event.clone());
        self.collect(place);
    }

    /// The end of the input: every clock moves on to `end`, and none back.
    pub fn finish(&mut self, end: Instant) {
        for place in 0..self.accounts.len() {
            self.accounts[place].advance(end);
            self.collect(place);
        }
    }

    fn collect(&mut self, place: usize) {
        let account = &mut self.accounts[place];
        for written in account.written.drain(..) {
            let account = account.name.clone();
            self.lines.push(Line { account, written });
        }
    }
}

/// The ledger of a stream in which every account's first event opens it.
pub fn run(program: &Program, stream: &[Arrival], end: Instant) -> Vec<Line> {
    let mut model = Model::new(program);
    for arrival in stream {
        model.take(arrival);
    }
    model.finish(end);
    model.lines
}
