//! Scenarios and their lines (section 10).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::base::calendar::TimeOfDay;
use crate::base::{Code, Diagnostic, Money, Span, Unit};
use crate::syntax::grammar::{Node, Rule};
use crate::syntax::tree::{
    AccountLine, EventLine, Given, GivenValue, Happening, Name, Point, ScenarioDecl, ScenarioLine,
    Spanned, When,
};

use super::Walk;

impl Walk {
    pub(super) fn scenario_item(&mut self, node: Node<'_>) -> Option<ScenarioDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        let title = self.text(parts.next()?)?;
        let mut scenario = ScenarioDecl {
            span,
            head: Span {
                end: title.span.end,
                ..span
            },
            title,
            offers: Vec::new(),
            lines: Vec::new(),
        };
        while let Some(part) = parts.next() {
            match part.rule() {
                Rule::scenario_for => {
                    let names = part.children().filter_map(|name| self.name(name));
                    scenario.offers = names.collect();
                }
                Rule::scenario_line => match parts.next_of(Rule::broken_line) {
                    Some(broken) => self.line_and_rest(part, &broken, &mut scenario.lines),
                    None => scenario.lines.extend(self.scenario_line(part)),
                },
                Rule::broken_line => self.broken_line(&part, &mut scenario.lines),
                _ => (),
            }
        }
        Some(scenario)
    }

    pub(super) fn scenario_line(&mut self, node: Node<'_>) -> Option<ScenarioLine> {
        let line = node.child()?;
        match line.rule() {
            Rule::account_line => self.account_line(line).map(ScenarioLine::Account),
            Rule::event_line => self.event_line(line).map(ScenarioLine::Event),
            Rule::outcome_line => self.outcome_line(line).map(ScenarioLine::Outcome),
            _ => None,
        }
    }

    fn account_line(&mut self, node: Node<'_>) -> Option<AccountLine> {
        let mut span = self.span(&node);
        span.end = span.start + u32::try_from("account".len()).unwrap_or(0);
        let mut parts = node.children();
        let name = match parts.next_of(Rule::account_name) {
            Some(name) => Some(self.name(name.child()?)?),
            None => None,
        };
        let givens = parts.next().map_or_else(Vec::new, |node| self.givens(node));
        let ends = [
            name.as_ref().map(|name| name.span),
            givens.last().map(|given| given.value.span),
        ];
        let span = ends
            .into_iter()
            .flatten()
            .fold(span, |span, end| span.to(end));
        Some(AccountLine { span, name, givens })
    }

    fn givens(&mut self, node: Node<'_>) -> Vec<Given> {
        let givens = node.children().filter_map(|given| self.given(given));
        givens.collect()
    }

    fn given(&mut self, node: Node<'_>) -> Option<Given> {
        let mut parts = node.children();
        let field = self.name(parts.next()?)?;
        let value = self.given_value(parts.next()?)?;
        Some(Given { field, value })
    }

    fn given_value(&mut self, node: Node<'_>) -> Option<Spanned<GivenValue>> {
        let form = node.clone().child()?;
        if form.rule() == Rule::below_zero {
            let money = self.below_zero(form)?;
            return Some(Spanned {
                value: GivenValue::BelowZero(money.value),
                span: money.span,
            });
        }
        let literal = self.literal(node)?;
        Some(Spanned {
            value: GivenValue::Literal(literal.value),
            span: literal.span,
        })
    }

    /// `-1.50 USD`, as the amount that it is.
    pub(super) fn below_zero(&mut self, node: Node<'_>) -> Option<Spanned<Money>> {
        let span = self.span(&node);
        let money = self.money(node.child()?)?;
        let amount = crate::base::Amount::ZERO.minus(money.amount);
        Some(Spanned {
            value: Money { amount, ..money },
            span,
        })
    }

    fn event_line(&mut self, node: Node<'_>) -> Option<EventLine> {
        let span = self.span(&node);
        let mut parts = node.children();
        let when = self.when(parts.next()?)?;
        let Some(happening) = parts.next_of(Rule::happening) else {
            return Some(EventLine {
                span,
                when,
                event: None,
            });
        };
        let mut words = happening.children();
        let event = self.name(words.next()?)?;
        let id = match words.next() {
            Some(id) => Some(self.id(id.child()?)?),
            None => None,
        };
        let givens = parts.next().map_or_else(Vec::new, |node| self.givens(node));
        let ends = [Some(event.span), id.as_ref().map(|id| id.span)];
        let last = givens.last().map(|given| given.value.span);
        let end = ends.into_iter().flatten().chain(last).last()?;
        Some(EventLine {
            span: Span {
                end: end.end,
                ..span
            },
            when,
            event: Some(Happening { event, id, givens }),
        })
    }

    /// The id of an event: a name, or a text in quotes.
    pub(super) fn id(&mut self, node: Node<'_>) -> Option<Name> {
        if node.rule() == Rule::text {
            let text = self.text(node)?;
            return Some(Name {
                text: text.value,
                span: text.span,
            });
        }
        self.name(node)
    }

    fn when(&mut self, node: Node<'_>) -> Option<When> {
        if node.rule() == Rule::point {
            return self.point(node).map(When::Once);
        }
        let mut parts = node.children();
        let every = if parts.next_of(Rule::daily).is_some() {
            Unit::Day
        } else if parts.next_of(Rule::weekly).is_some() {
            Unit::Week
        } else {
            Unit::Month
        };
        let from = self.point(parts.next()?)?;
        let to = self.point(parts.next()?)?;
        Some(When::Repeated { every, from, to })
    }

    fn point(&mut self, node: Node<'_>) -> Option<Spanned<Point>> {
        let relative = node
            .clone()
            .child()
            .filter(|form| form.rule() == Rule::relative_day);
        let Some(relative) = relative else {
            let moment = self.moment(node)?;
            return Some(Spanned {
                value: Point::Fixed(moment.value),
                span: moment.span,
            });
        };
        let span = self.span(&relative);
        let mut parts = relative.children();
        let day = self.whole_number(parts.next()?)?.value;
        let time = match parts.next() {
            Some(time) => Some(self.time_of_day(&time)?),
            None => None,
        };
        let value = Point::Relative { day, time };
        Some(Spanned { value, span })
    }

    fn time_of_day(&mut self, node: &Node<'_>) -> Option<TimeOfDay> {
        let text = node.text();
        let form = if text.len() > 5 { "%H:%M:%S" } else { "%H:%M" };
        let time = TimeOfDay::parse_from_str(text, form).ok();
        if time.is_none() {
            let message = format!("`{text}` is no time of day");
            let span = self.span(node);
            self.report(
                Diagnostic::new(Code::NoSuchDate, span, message)
                    .help("write a time from `00:00` to `23:59`"),
            );
        }
        time
    }
}
