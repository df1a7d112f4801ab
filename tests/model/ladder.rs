//! What happens on an event, step by step (section 4).

use onward::engine::{Event, Outcome, Value};
use onward::program::{EventType, FieldId, Role};

use super::account::{Account, Past};
use super::exact::money;

impl<'program> Account<'program> {
    pub fn take(&mut self, event: Event<'static>) {
        // 0. Due first.
        self.advance(event.at);
        if self.closed {
            return;
        }
        let event = self.remember(event);
        self.now = Some(event);
        // 1. Account.
        let kind = self.kind_of(event);
        match kind.role {
            Role::Opens | Role::Updates => self.learn_facts(event, kind),
            Role::Closes => return self.close(),
            Role::Plain | Role::Spends { .. } | Role::Reverses { .. } | Role::Corrects { .. } => {}
        }
        // 2. Apply.
        if let Role::Spends { amount, since, .. } = kind.role {
            self.apply(event, amount, since);
        }
        // 3. Reverse.
        if let Role::Reverses {
            spending,
            charge,
            refunding,
        } = kind.role
        {
            self.reverse(event, spending, charge, refunding);
        }
        if let Role::Corrects { amount } = kind.role {
            let amount = money(self.money_of(event, amount));
            self.write(Outcome::Adjusted { amount });
        }
        // 4. Revoke.
        self.revoke(event);
        // 5. Enroll.
        self.note_firsts(event);
        self.enroll(event, kind);
        // 6. Measure.
        self.measure(event);
        // 7. Issue.
        self.fire_rules(event);
        self.now = None;
    }

    pub fn kind_of(&self, event: usize) -> &'program EventType {
        let program = self.program;
        &program.events[self.history[event].event.kind.index()]
    }

    /// What a spending event charged.
    pub fn spent(&self, past: &Past) -> Option<i128> {
        let Role::Spends { amount, .. } = self.program.events[past.event.kind.index()].role else {
            return None;
        };
        Some(money_in(past.event.value(amount)))
    }

    /// The money in a field of an event, zero where it is absent.
    pub fn money_of(&self, event: usize, field: FieldId) -> i128 {
        money_in(self.history[event].event.value(field))
    }

    fn remember(&mut self, event: Event<'static>) -> usize {
        self.history.push(Past {
            event,
            payments: Vec::new(),
            refunded: 0,
        });
        self.history.len() - 1
    }

    /// Facts that the event does not carry stay as they are.
    fn learn_facts(&mut self, event: usize, kind: &EventType) {
        let Some(first) = kind.first_fact else {
            return;
        };
        for fact in 0..self.facts.len() {
            let field = FieldId::from_index(first.index() + fact);
            let value = self.history[event].event.value(field).clone();
            if !value.is_absent() {
                self.facts[fact] = value.into_owned();
            }
        }
    }
}

fn money_in(value: &Value<'_>) -> i128 {
    let Value::Money(amount) = value else {
        return 0;
    };
    amount.minor()
}
