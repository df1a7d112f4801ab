//! What the model knows of an account: everything that ever happened to it.

use std::collections::BTreeSet;

use onward::base::{Currency, Instant};
use onward::engine::{Cause, CreditId, Entry, Event, Outcome, Value};
use onward::program::{EventFilter, MeasureId, Program, VersionId};

pub struct Account<'program> {
    pub program: &'program Program,
    pub name: String,
    pub currency: Currency,
    pub opened: Instant,
    pub closed: bool,
    pub clock: Instant,
    pub facts: Vec<Value<'static>>,
    /// Every event of the account, in the order of the input.
    pub history: Vec<Past>,
    /// The event at hand; none while the clock works.
    pub now: Option<usize>,
    /// The first event ever that passed a filter of which the program asks that, judged when it came.
    pub firsts: Vec<(EventFilter, usize)>,
    /// Automatic versions whose start has been.
    pub started: BTreeSet<VersionId>,
    pub enrollments: Vec<Enrollment>,
    /// Every time that a rule fired, in the order of earning.
    pub firings: Vec<Firing>,
    /// In the order in which they were issued.
    pub credits: Vec<Credit>,
    /// Entries, until somebody takes them.
    pub written: Vec<Written>,
}

/// An entry with the id of the event that caused it.
#[derive(Clone, PartialEq, Debug)]
pub struct Written {
    pub event: Option<String>,
    pub entry: Entry,
}

/// An event that has been, and what became of it.
#[derive(Clone, Debug)]
pub struct Past {
    pub event: Event<'static>,
    /// What credit paid of it, in the order in which it was drawn.
    pub payments: Vec<Payment>,
    /// How much of it has been refunded.
    pub refunded: i128,
}

#[derive(Clone, Debug)]
pub struct Payment {
    pub credit: usize,
    pub amount: i128,
    /// What refunds gave back of it, to the credit or to nobody.
    pub returned: i128,
}

#[derive(Clone, Debug)]
pub struct Enrollment {
    pub version: VersionId,
    pub at: Instant,
    pub by: Option<usize>,
    /// The row of the version's table.
    pub row: Option<usize>,
    pub ended: bool,
    /// By measure.
    pub windows: Vec<Windows>,
}

/// The window instances of one measure of one enrollment.
#[derive(Clone, Debug, Default)]
pub struct Windows {
    /// Whether it waits for its first event.
    pub waits: bool,
    pub instances: Vec<Instance>,
}

#[derive(Clone, Debug)]
pub struct Instance {
    pub start: Instant,
    pub end: Option<Instant>,
    pub closed: bool,
    pub counted: Vec<Counted>,
}

/// An event that a window instance counted.
#[derive(Clone, Debug)]
pub struct Counted {
    pub event: usize,
    /// The refunds of it that count: refunded before, and after.
    pub refunds: Vec<(i128, i128)>,
}

/// Which window instance of an enrollment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InstanceId {
    pub measure: MeasureId,
    pub number: usize,
}

/// One firing of a rule.
#[derive(Clone, Debug)]
pub struct Firing {
    pub enrollment: usize,
    pub rule: usize,
    /// The row of a tier rule; of a highest tier, the row that was paid once it is issued.
    pub row: Option<usize>,
    /// The window instances in which it was earned.
    pub earned_in: Vec<InstanceId>,
    /// The latest instance of every measure when it was earned.
    pub latest: Vec<Option<InstanceId>>,
    pub steps: u64,
    /// What was earned.
    pub amount: i128,
    pub state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Scheduled { due: Instant },
    Issued { credit: usize },
    Refused,
    Cancelled,
}

#[derive(Clone, Debug)]
pub struct Credit {
    pub id: CreditId,
    pub version: VersionId,
    pub enrollment: usize,
    pub issued: Instant,
    pub expires: Option<Instant>,
    pub amount: i128,
    pub remaining: i128,
    pub expired: bool,
    pub revoked: bool,
}

impl<'program> Account<'program> {
    pub fn open(
        program: &'program Program,
        name: &str,
        currency: Currency,
        opened: Instant,
    ) -> Self {
        let mut account = Self {
            program,
            name: name.to_owned(),
            currency,
            opened,
            closed: false,
            clock: opened,
            facts: vec![Value::Absent; program.account.facts.len()],
            history: Vec::new(),
            now: None,
            firsts: Vec::new(),
            started: BTreeSet::new(),
            enrollments: Vec::new(),
            firings: Vec::new(),
            credits: Vec::new(),
            written: Vec::new(),
        };
        account.started = account
            .automatic_versions(|start| start <= opened)
            .into_iter()
            .collect();
        account
    }

    pub fn write(&mut self, outcome: Outcome) {
        let event = self.now.map(|now| self.history[now].event.id.to_string());
        let cause = if event.is_some() {
            Cause::Event
        } else {
            Cause::Clock
        };
        let at = self.clock;
        let entry = Entry { at, cause, outcome };
        self.written.push(Written { event, entry });
    }
}

impl Past {
    /// What credit paid of a charge.
    pub fn credited(&self) -> i128 {
        self.payments.iter().map(|payment| payment.amount).sum()
    }
}

impl Firing {
    /// `at most N times` counts it: it was neither refused nor cancelled.
    pub fn takes_a_place(&self) -> bool {
        match self.state {
            State::Scheduled { .. } | State::Issued { .. } => true,
            State::Refused | State::Cancelled => false,
        }
    }
}
