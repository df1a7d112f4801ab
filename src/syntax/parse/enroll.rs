//! `enroll`, and events with a filter (section 2).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::base::{Code, Diagnostic, Span};
use crate::syntax::grammar::{Children, Node, Rule};
use crate::syntax::tree::{
    DeadlineAnchorDecl, DeadlineDecl, EnrollDecl, EventFilter, Predicate, RepeatDecl, Spanned,
};

use super::Walk;

/// The options of an `enroll`, before they are known to fit together.
#[derive(Default)]
struct EnrollOptions {
    deadline: Option<DeadlineDecl>,
    once: Option<Span>,
    times: Option<Spanned<u64>>,
    one_at_a_time: Option<Span>,
    side_by_side: Option<Span>,
}

impl Walk {
    pub(super) fn enroll_clause(&mut self, node: Node<'_>) -> Option<EnrollDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        let form = parts.next()?;
        match form.rule() {
            Rule::enroll_automatically => {
                self.no_enroll_options(parts, "`automatically` enrolls an account once");
                Some(EnrollDecl::Automatically)
            }
            Rule::enroll_on => self.enroll_on(form, parts, span),
            _ => None,
        }
    }

    fn enroll_on(
        &mut self,
        node: Node<'_>,
        options: Children<'_>,
        clause: Span,
    ) -> Option<EnrollDecl> {
        let form = node.child()?;
        match form.rule() {
            Rule::enroll_first => {
                let event = self.event_filter(form.child()?);
                self.no_enroll_options(options, "`on first` enrolls an account once");
                Some(EnrollDecl::OnFirst { event: event? })
            }
            Rule::event_filter => {
                let event = self.event_filter(form);
                let options = self.enroll_options(options)?;
                let repeat = self.repeat(&options, clause)?;
                Some(EnrollDecl::On {
                    event: event?,
                    deadline: options.deadline,
                    repeat,
                })
            }
            _ => None,
        }
    }

    fn no_enroll_options(&mut self, mut options: Children<'_>, why: &str) {
        if let Some(option) = options.next() {
            let span = self.span(&option);
            let message = format!("{why}, so `{}` has no place here", option.text());
            self.report(Diagnostic::new(Code::NeedlessOption, span, message).help("leave it out"));
        }
    }

    fn enroll_options(&mut self, nodes: Children<'_>) -> Option<EnrollOptions> {
        let mut options = EnrollOptions::default();
        for node in nodes {
            let option = node.child()?;
            let span = self.span(&option);
            let text = option.text();
            let repeated = match option.rule() {
                Rule::once => options.once.replace(span).is_some(),
                Rule::at_most_times => options.times.replace(self.at_most_times(option)?).is_some(),
                Rule::one_at_a_time => options.one_at_a_time.replace(span).is_some(),
                Rule::side_by_side => options.side_by_side.replace(span).is_some(),
                Rule::deadline => options.deadline.replace(self.deadline(option)?).is_some(),
                _ => false,
            };
            if repeated {
                self.said_twice(span, text);
            }
        }
        Some(options)
    }

    /// How often an account may enroll: said, never defaulted.
    fn repeat(&mut self, options: &EnrollOptions, clause: Span) -> Option<RepeatDecl> {
        match (
            options.once,
            options.times.clone(),
            options.one_at_a_time,
            options.side_by_side,
        ) {
            (Some(_), None, None, None) => Some(RepeatDecl::Once),
            (None, Some(times), Some(_), None) => Some(RepeatDecl::OneAtATime { times }),
            (None, Some(times), None, Some(_)) => Some(RepeatDecl::SideBySide { times }),
            (once, times, one, side) => {
                let message = if once.is_none()
                    && times.is_none()
                    && one.is_none()
                    && side.is_none()
                {
                    "`enroll` does not say how often an account may enroll"
                } else {
                    "`enroll` says how often an account may enroll in a way that does not fit together"
                };
                self.report(Diagnostic::new(Code::EnrollRepeat, clause, message).help(
                    "write `, once`, or `, at most 3 times, one at a time`, or `, at most 3 times, side by side`",
                ));
                None
            }
        }
    }

    /// `at most N times`
    pub(super) fn at_most_times(&mut self, node: Node<'_>) -> Option<Spanned<u64>> {
        self.whole_number(node.child()?)
    }

    fn deadline(&mut self, node: Node<'_>) -> Option<DeadlineDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        Some(DeadlineDecl {
            span,
            within: self.duration(parts.next()?)?,
            after: self.deadline_anchor(parts.next()?)?,
        })
    }

    fn deadline_anchor(&mut self, node: Node<'_>) -> Option<DeadlineAnchorDecl> {
        let anchor = node.child()?;
        match anchor.rule() {
            Rule::opening => Some(DeadlineAnchorDecl::Opening),
            Rule::deadline_first => self
                .event_filter(anchor.child()?)
                .map(DeadlineAnchorDecl::First),
            _ => None,
        }
    }

    pub(super) fn event_filter(&mut self, node: Node<'_>) -> Option<EventFilter> {
        let mut parts = node.children();
        Some(EventFilter {
            event: self.name(parts.next()?)?,
            filter: match parts.next() {
                Some(filter) => Some(self.filter(filter)?),
                None => None,
            },
        })
    }

    /// `where P`
    pub(super) fn filter(&mut self, node: Node<'_>) -> Option<Box<Predicate>> {
        self.predicate(node.child()?).map(Box::new)
    }
}
