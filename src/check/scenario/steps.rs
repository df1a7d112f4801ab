//! Do the lines of a scenario follow each other: an account, its opening, its events, what they lead to?

use hashbrown::HashMap;

use crate::base::{Code, Currency, Diagnostic, Instant, Span};
use crate::program::{
    EventTypeId, Expected, ExpectedOutcome, Origin, ScenarioAccount, ScenarioEvent, ScenarioStep,
};
use crate::syntax::tree::{
    AccountLine, EventLine, Given, Happening, Name, OutcomeLine, ScenarioDecl, ScenarioLine,
};

use super::times::{FirstDay, instants};
use super::values::Target;
use super::{ScenarioScope, outcomes, values};

/// Has the account been opened by the lines so far?
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opening {
    NotYet,
    /// An event that opens it should have come, and that is reported.
    Missed,
    Done,
}

/// The account whose lines are read.
struct Telling<'a> {
    line: &'a AccountLine,
    name: String,
    /// `None` until it opens, or where it is not known.
    currency: Option<Currency>,
    opening: Opening,
    first_day: FirstDay,
    ids: HashMap<String, Span>,
    counts: HashMap<EventTypeId, usize>,
    steps: Vec<ScenarioStep>,
}

/// The accounts of a scenario. What is wrong is reported; then what comes back is not used.
pub fn check(scope: &mut ScenarioScope<'_, '_>, decl: &ScenarioDecl) -> Vec<ScenarioAccount> {
    let mut accounts = Vec::new();
    let mut telling: Option<Telling<'_>> = None;
    let mut names: HashMap<String, Span> = HashMap::new();
    let mut is_lost = false;
    for line in &decl.lines {
        match (line, &mut telling) {
            (ScenarioLine::Account(line), _) => {
                accounts.extend(telling.take().and_then(|telling| telling.finish(scope)));
                let name = account_name(scope, line, &mut names, accounts.len());
                telling = Some(Telling::new(line, name));
            }
            (ScenarioLine::Event(line), Some(telling)) => telling.event(scope, line),
            (ScenarioLine::Outcome(line), Some(telling)) => telling.outcome(scope, line),
            (ScenarioLine::Event(EventLine { span, .. }), None) if !is_lost => {
                is_lost = true;
                report_order(
                    scope,
                    *span,
                    "no account is there for this event",
                    "begin with an account: `account currency = USD`",
                );
            }
            (ScenarioLine::Outcome(line), None) if !is_lost => no_event(scope, line.span),
            (ScenarioLine::Event(_) | ScenarioLine::Outcome(_), None) => {}
        }
    }
    accounts.extend(telling.and_then(|telling| telling.finish(scope)));
    accounts
}

fn report_order(scope: &mut ScenarioScope<'_, '_>, span: Span, message: &str, help: &str) {
    scope.report(Diagnostic::new(Code::ScenarioOrder, span, message).help(help));
}

fn no_event(scope: &mut ScenarioScope<'_, '_>, span: Span) {
    report_order(
        scope,
        span,
        "no event stands above this line",
        "write the time or the event that leads to it on a line before",
    );
}

fn account_name(
    scope: &mut ScenarioScope<'_, '_>,
    line: &AccountLine,
    names: &mut HashMap<String, Span>,
    place: usize,
) -> String {
    let Some(name) = &line.name else {
        return format!("account {}", place + 1);
    };
    if let Some(first) = names.get(&name.text) {
        scope.report(
            Diagnostic::new(
                Code::DuplicateId,
                name.span,
                format!("a second account `{}`", name.text),
            )
            .related(*first, "the first one")
            .help("give one of them another name"),
        );
    }
    names.insert(name.text.clone(), name.span);
    name.text.clone()
}

impl<'a> Telling<'a> {
    fn new(line: &'a AccountLine, name: String) -> Self {
        Self {
            line,
            name,
            currency: None,
            opening: Opening::NotYet,
            first_day: FirstDay::Open,
            ids: HashMap::new(),
            counts: HashMap::new(),
            steps: Vec::new(),
        }
    }

    /// The account as it was told; nothing where it never opens, which is an error.
    fn finish(self, scope: &mut ScenarioScope<'_, '_>) -> Option<ScenarioAccount> {
        if self.steps.is_empty() {
            report_order(
                scope,
                self.line.span,
                "nothing happens to this account",
                "write its events on the lines below",
            );
        }
        Some(ScenarioAccount {
            name: self.name,
            currency: self.currency?,
            steps: self.steps,
        })
    }

    fn event(&mut self, scope: &mut ScenarioScope<'_, '_>, line: &EventLine) {
        let at = instants(scope, &mut self.first_day, &line.when);
        let event = match &line.event {
            Some(event) => self.happening(scope, event, at.as_deref()),
            None => {
                self.needs_opening(scope, line.span);
                None
            }
        };
        // What is wrong keeps its place, for the lines below it.
        self.steps.push(ScenarioStep {
            at: at.unwrap_or_default(),
            event,
            expected: Vec::new(),
            origin: Origin(line.span),
        });
    }

    fn happening(
        &mut self,
        scope: &mut ScenarioScope<'_, '_>,
        happening: &Happening,
        at: Option<&[Instant]>,
    ) -> Option<ScenarioEvent> {
        let Some(kind) = find_event(scope, &happening.event) else {
            // It may be meant to open the account: that is no second mistake.
            if self.opening == Opening::NotYet {
                self.opening = Opening::Missed;
            }
            return None;
        };
        let opens = scope.declarations.opening == Some(kind);
        if !self.is_in_order(scope, happening, opens) {
            return None;
        }
        let mut givens: Vec<&Given> = happening.givens.iter().collect();
        if opens {
            givens.splice(0..0, self.line.givens.iter());
            self.opening = Opening::Done;
            let place = self.line.span;
            self.currency = values::currency(scope, &givens, place);
        }
        let target = Target {
            event: kind,
            opens,
            at: at.and_then(|at| at.first().copied()),
            place: happening.event.span,
        };
        let values = values::check(scope, target, &givens, self.currency);
        let ids = self.ids_of(scope, happening, kind, at.map_or(1, <[Instant]>::len));
        Some(ScenarioEvent {
            kind,
            ids,
            is_named: happening.id.is_some(),
            values: values?,
        })
    }

    /// The first event opens the account, and no other does.
    fn is_in_order(
        &mut self,
        scope: &mut ScenarioScope<'_, '_>,
        happening: &Happening,
        opens: bool,
    ) -> bool {
        if opens && self.opening == Opening::Done {
            report_order(
                scope,
                happening.event.span,
                "the account is open already",
                "an account opens once; another one begins with a line `account`",
            );
            return false;
        }
        if !opens {
            self.needs_opening(scope, happening.event.span);
        }
        true
    }

    /// An account that is not open is reported once.
    fn needs_opening(&mut self, scope: &mut ScenarioScope<'_, '_>, span: Span) {
        if self.opening != Opening::NotYet {
            return;
        }
        self.opening = Opening::Missed;
        let declarations = scope.declarations;
        let Some(opening) = declarations.opening else {
            return;
        };
        let name = declarations.event_name(opening).to_owned();
        let help = format!("the first event of an account opens it: `{name}`");
        report_order(scope, span, "the account is not open yet", &help);
    }

    /// The ids of an event: the author's, or its name with a number.
    fn ids_of(
        &mut self,
        scope: &mut ScenarioScope<'_, '_>,
        happening: &Happening,
        kind: EventTypeId,
        count: usize,
    ) -> Vec<String> {
        let Some(id) = &happening.id else {
            let name = scope.declarations.event_name(kind);
            let before = self.counts.entry(kind).or_insert(0);
            let first = *before + 1;
            *before += count;
            return (first..first + count)
                .map(|number| format!("{name}.{number}"))
                .collect();
        };
        if let Some(first) = self.ids.get(&id.text) {
            scope.report(
                Diagnostic::new(
                    Code::DuplicateId,
                    id.span,
                    format!("a second event with the id `{}`", id.text),
                )
                .related(*first, "the first one")
                .help("an id is of one event of the account: give this one another"),
            );
        }
        self.ids.insert(id.text.clone(), id.span);
        if count == 1 {
            return vec![id.text.clone()];
        }
        (1..=count)
            .map(|number| format!("{}.{number}", id.text))
            .collect()
    }

    fn outcome(&mut self, scope: &mut ScenarioScope<'_, '_>, line: &OutcomeLine) {
        let outcome = outcomes::check(scope, line, self.currency);
        let Some(step) = self.steps.last_mut() else {
            return no_event(scope, line.span);
        };
        let nothing = |expected: &Expected| expected.outcome == ExpectedOutcome::Nothing;
        let is_nothing = outcome.as_ref().is_some_and(nothing);
        let is_second = step.expected.len() == 1 && step.expected.iter().any(nothing);
        if is_second || is_nothing && !step.expected.is_empty() {
            report_order(
                scope,
                line.span,
                "`=> nothing` stands beside something",
                "leave one of the two out",
            );
        }
        step.expected.extend(outcome);
    }
}

fn find_event(scope: &mut ScenarioScope<'_, '_>, name: &Name) -> Option<EventTypeId> {
    scope.declarations.find_event(name, scope.problems)
}
