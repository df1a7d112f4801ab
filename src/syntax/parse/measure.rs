//! `measure` and its windows (section 2.4).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a rule of the grammar knows its own alternatives"
)]

use crate::base::{Code, Diagnostic, Span};
use crate::syntax::grammar::{Children, Node, Rule};
use crate::syntax::tree::{
    AggregateDecl, AnchorDecl, MeasureDecl, MeasureReversalDecl, Spanned, WindowDecl, WithinDecl,
};

use super::Walk;

impl Walk {
    pub(super) fn measure_clause(&mut self, node: Node<'_>) -> Option<MeasureDecl> {
        let clause = self.span(&node);
        let mut parts = node.children();
        let name = self.name(parts.next()?)?;
        let aggregate = self.aggregate(parts.next()?);
        let filter = match parts.next_of(Rule::filter) {
            Some(filter) => Some(self.filter(filter)?),
            None => None,
        };
        let (reversal, window) = self.measure_options(parts, clause)?;
        Some(MeasureDecl {
            name,
            aggregate: aggregate?,
            filter,
            reversal,
            window,
        })
    }

    fn measure_options(
        &mut self,
        nodes: Children<'_>,
        clause: Span,
    ) -> Option<(Option<MeasureReversalDecl>, Spanned<WindowDecl>)> {
        let mut reversal = None;
        let mut window: Option<Spanned<WindowDecl>> = None;
        for node in nodes {
            let option = node.child()?;
            let span = self.span(&option);
            let text = option.text();
            if option.rule() == Rule::window {
                let value = self.window(option)?;
                if window.replace(Spanned { value, span }).is_some() {
                    self.said_twice(span, text);
                }
            } else {
                if let Some(window) = &window {
                    self.window_comes_last(window.span, span, text);
                }
                if reversal.replace(self.measure_reversal(option)?).is_some() {
                    self.said_twice(span, text);
                }
            }
        }
        if window.is_none() {
            self.window_missing(clause);
        }
        Some((reversal, window?))
    }

    fn window_comes_last(&mut self, window: Span, reversal: Span, text: &str) {
        let diagnostic = Diagnostic::new(
            Code::WindowLast,
            reversal,
            format!("the window of a measure comes last, behind `{text}`"),
        );
        self.report(diagnostic.related(window, "the window"));
    }

    fn window_missing(&mut self, clause: Span) {
        let diagnostic = Diagnostic::new(
            Code::WindowMissing,
            clause,
            "`measure` does not say over which window it counts",
        );
        self.report(diagnostic.help(
            "end it with a window, such as `, within 30 days of enrollment`, `, each month` or `, since enrollment`",
        ));
    }

    fn measure_reversal(&mut self, node: Node<'_>) -> Option<MeasureReversalDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        let net = parts.next_of(Rule::net).is_some();
        Some(MeasureReversalDecl {
            net,
            reversal: self.name(parts.next()?)?,
            span,
        })
    }

    fn aggregate(&mut self, node: Node<'_>) -> Option<AggregateDecl> {
        let aggregate = node.child()?;
        match aggregate.rule() {
            Rule::total => {
                let (event, field) = self.event_field(aggregate.child()?)?;
                Some(AggregateDecl::Total { event, field })
            }
            Rule::count_of => self.count_of(aggregate),
            Rule::days_with => Some(AggregateDecl::DaysWith {
                event: self.name(aggregate.child()?)?,
            }),
            _ => None,
        }
    }

    fn count_of(&mut self, node: Node<'_>) -> Option<AggregateDecl> {
        let counted = node.child()?;
        match counted.rule() {
            Rule::count_different => {
                let (event, field) = self.event_field(counted.child()?)?;
                Some(AggregateDecl::CountDifferent { event, field })
            }
            Rule::counted_event => Some(AggregateDecl::Count {
                event: self.name(counted.child()?)?,
            }),
            _ => None,
        }
    }

    fn window(&mut self, node: Node<'_>) -> Option<WindowDecl> {
        let form = node.child()?;
        match form.rule() {
            Rule::window_within => {
                let withins = form.children().map(|within| self.within_window(within));
                Some(WindowDecl::Within(withins.collect::<Option<_>>()?))
            }
            Rule::window_each => self.window_each(form),
            Rule::window_since => Some(WindowDecl::SinceEnrollment),
            _ => None,
        }
    }

    /// `within D of ANCHOR`
    fn within_window(&mut self, node: Node<'_>) -> Option<WithinDecl> {
        let span = self.span(&node);
        let mut parts = node.children();
        Some(WithinDecl {
            span,
            duration: self.duration(parts.next()?)?,
            anchor: self.anchor(parts.next()?)?,
        })
    }

    fn anchor(&mut self, node: Node<'_>) -> Option<Spanned<AnchorDecl>> {
        let span = self.span(&node);
        let anchor = node.child()?;
        let value = if anchor.rule() == Rule::first_event {
            AnchorDecl::First(self.name(anchor.child()?)?)
        } else {
            match anchor.text() {
                "enrollment" => AnchorDecl::Enrollment,
                "opening" => AnchorDecl::Opening,
                _ => AnchorDecl::Unknown(self.name(anchor)?),
            }
        };
        Some(Spanned { value, span })
    }

    fn window_each(&mut self, node: Node<'_>) -> Option<WindowDecl> {
        let form = node.child()?;
        match form.rule() {
            Rule::each_of_enrollment => self
                .duration(form.child()?)
                .map(WindowDecl::EachOfEnrollment),
            Rule::period => self.period(form).map(WindowDecl::EachPeriod),
            _ => None,
        }
    }
}
