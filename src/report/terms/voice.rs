//! The voice in which one version of one offer is told: what its names and amounts are called.

use crate::base::{Amount, Currency, Number, Percent};
use crate::program::{
    ColumnId, Enroll, EventType, EventTypeId, Goal, Measure, MeasureId, Offer, Program, Role, Term,
    Version, Window,
};

use super::times::{Times, duration, period};
use super::words;

#[derive(Clone, Copy)]
pub struct Voice<'p> {
    pub program: &'p Program,
    pub version: &'p Version,
    pub times: Times,
}

impl<'p> Voice<'p> {
    pub fn new(program: &'p Program, version: &'p Version) -> Self {
        let calendar = program.calendar;
        Self {
            program,
            version,
            times: Times { calendar },
        }
    }

    pub fn offer(self) -> Option<&'p Offer> {
        self.program.offers.get(self.version.offer.index())
    }

    pub fn has_versions(self) -> bool {
        self.offer().is_some_and(|offer| offer.versions.len() > 1)
    }

    pub fn kind(self, event: EventTypeId) -> Option<&'p EventType> {
        self.program.events.get(event.index())
    }

    pub fn role(self, event: EventTypeId) -> Role {
        self.kind(event).map_or(Role::Plain, |kind| kind.role)
    }

    /// Whether an event of this type can be refunded.
    pub fn has_reversal(self, event: EventTypeId) -> bool {
        match self.role(event) {
            Role::Spends { reversal, .. } => reversal.is_some(),
            Role::Plain
            | Role::Opens
            | Role::Updates
            | Role::Closes
            | Role::Reverses { .. }
            | Role::Corrects { .. } => false,
        }
    }

    /// Whether an account can be enrolled more than once.
    pub fn enrolls_often(self) -> bool {
        self.version.enroll.times() > 1
    }

    /// The type of event that enrolls, if one does.
    pub fn enrolls_on(self) -> Option<EventTypeId> {
        match &self.version.enroll {
            Enroll::On { event, .. } | Enroll::OnFirst { event } => Some(event.event),
            Enroll::Automatically => None,
        }
    }

    /// `your “spend”`
    pub fn measure(self, id: MeasureId) -> String {
        let name = self
            .measured(id)
            .map_or("", |measure| measure.name.as_str());
        format!("your {}", words::term(name))
    }

    pub fn measured(self, id: MeasureId) -> Option<&'p Measure> {
        self.version.measures.get(id.index())
    }

    /// `“reward”`
    fn column(self, id: ColumnId) -> String {
        let column = self
            .version
            .table
            .as_ref()
            .and_then(|table| table.columns.get(id.index()));
        words::term(column.map_or("", |column| column.name.as_str()))
    }

    /// `100 USD`, `the amount under “reward” in the table`
    pub fn money(self, term: Term<Amount>) -> String {
        match term {
            Term::Literal(amount) => self.literal(amount, self.version.currency),
            Term::Column(id) => format!("the amount under {} in the table", self.column(id)),
        }
    }

    fn literal(self, amount: Amount, currency: Option<Currency>) -> String {
        currency.map_or_else(
            || amount.minor().to_string(),
            |currency| words::money(amount, currency),
        )
    }

    pub fn percent(self, term: Term<Percent>) -> String {
        match term {
            Term::Literal(percent) => percent.to_string(),
            Term::Column(id) => format!("the percentage under {} in the table", self.column(id)),
        }
    }

    fn number(self, term: Term<Number>) -> String {
        match term {
            Term::Literal(number) => words::number(number),
            Term::Column(id) => format!("the number under {} in the table", self.column(id)),
        }
    }

    /// A threshold or a step.
    pub fn goal(self, goal: Goal) -> String {
        match goal {
            Goal::Money(term) => self.money(term),
            Goal::Number(term) => self.number(term),
        }
    }

    /// `calendar month`, `period of 30 days`; nothing of a window that is open once.
    pub fn recurs(self, id: MeasureId) -> Option<String> {
        match self.measured(id)?.window {
            Window::Within(_) | Window::SinceEnrollment => None,
            Window::EachPeriod(each) => Some(period(each).to_owned()),
            Window::EachOfEnrollment(each) => Some(format!("period of {}", duration(each))),
        }
    }

    /// When a window closes: `when the time for your “spend” is over`, `at the end of each calendar month`.
    pub fn close(self, id: MeasureId) -> String {
        match self.recurs(id) {
            Some(each) => format!("at the end of each {each}"),
            None => format!("when the time for {} is over", self.measure(id)),
        }
    }

    /// The zone behind a date that a clause says: ` (Los Angeles time)`.
    pub fn zone(self) -> String {
        format!(" ({})", self.times.zone())
    }
}
