//! What the clauses of one offer can see: the program's declarations, the offer's own columns and
//! measures, and the one currency of its money.

use hashbrown::HashMap;

use crate::base::{Code, Currency, Diagnostic, Span};
use crate::program::{EventTypeId, Measure, MeasureId};
use crate::syntax::tree::{ClauseKind, Name, OfferDecl};

use super::declarations::Declarations;
use super::problems::Problems;
use super::table::TableScope;
use super::words;
use crate::base::nearest::did_you_mean;

/// The scope of one version of an offer while it is checked.
pub struct OfferScope<'a, 'p> {
    pub declarations: &'a Declarations<'a>,
    pub offer: &'a OfferDecl,
    pub table: TableScope<'a>,
    pub measures: MeasureScope<'a>,
    pub money: OneCurrency,
    /// How accounts come to hold the offer, once that is known.
    pub enrolls: Enrolls,
    pub problems: &'p mut Problems,
}

/// What the issue rules must know of the `enroll` clause.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Enrolls {
    /// The clause is missing or wrong.
    Unknown,
    Automatically,
    On {
        event: EventTypeId,
        at_most: Option<Span>,
    },
}

/// The measures of an offer by name; one that is wrong is known and has no value.
#[derive(Default)]
pub struct MeasureScope<'a> {
    pub names: HashMap<&'a str, MeasureId>,
    pub spans: Vec<Span>,
    /// Indexed by [`MeasureId`].
    pub measures: Vec<Option<Measure>>,
}

impl<'a, 'p> OfferScope<'a, 'p> {
    pub fn new(
        declarations: &'a Declarations<'a>,
        offer: &'a OfferDecl,
        problems: &'p mut Problems,
    ) -> Self {
        let table = if offer.broken.contains(&ClauseKind::Table) {
            TableScope::Broken
        } else {
            TableScope::Absent
        };
        Self {
            declarations,
            offer,
            table,
            measures: MeasureScope::default(),
            money: OneCurrency::default(),
            enrolls: Enrolls::Unknown,
            problems,
        }
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    /// The event of this name.
    pub fn event(&mut self, name: &Name) -> Option<EventTypeId> {
        self.declarations.find_event(name, self.problems)
    }

    /// The measure of this name; nothing where it does not exist or was wrong itself.
    pub fn measure(&mut self, name: &Name) -> Option<MeasureId> {
        if let Some(id) = self.measures.names.get(name.text.as_str()).copied() {
            return self.measures.get(id).is_some().then_some(id);
        }
        if self.offer.broken.contains(&ClauseKind::Measure) {
            return None;
        }
        let measures = &self.measures;
        let table = &self.table;
        self.problems
            .unknown(Code::UnknownMeasure, &name.text, name.span, || {
                let help = if table.has_column(&name.text) {
                    format!("`{}` is a column of the table, not a measure", name.text)
                } else {
                    measures.suggestion(&name.text)
                };
                Diagnostic::new(
                    Code::UnknownMeasure,
                    name.span,
                    format!("there is no measure `{}`", name.text),
                )
                .help(help)
            });
        None
    }
}

impl MeasureScope<'_> {
    pub fn get(&self, id: MeasureId) -> Option<&Measure> {
        self.measures.get(id.index())?.as_ref()
    }

    pub fn span(&self, id: MeasureId) -> Option<Span> {
        self.spans.get(id.index()).copied()
    }

    fn suggestion(&self, name: &str) -> String {
        let mut known: Vec<&str> = self.names.keys().copied().collect();
        known.sort_unstable();
        if known.is_empty() {
            return format!(
                "the offer measures nothing yet: write `measure {name} = total …` before"
            );
        }
        did_you_mean(name, known.iter().copied())
            .unwrap_or_else(|| format!("the offer measures {}", words::all_of(known)))
    }
}

/// All money of an offer, outside of its table, is in one currency (section 2).
#[derive(Default)]
pub struct OneCurrency {
    pub first: Option<(Currency, Span)>,
    others: Vec<Currency>,
}

impl OneCurrency {
    /// Takes note of money that was written; another currency is reported once.
    pub fn note(&mut self, currency: Currency, span: Span, problems: &mut Problems) {
        let Some((first, place)) = self.first else {
            self.first = Some((currency, span));
            return;
        };
        if first == currency || self.others.contains(&currency) {
            return;
        }
        self.others.push(currency);
        problems.push(
            Diagnostic::new(
                Code::MixedCurrencies,
                span,
                format!("{currency} in an offer of {first}"),
            )
            .related(place, format!("{first} here"))
            .help(
                "all money of an offer is in one currency; for amounts by market or currency write a \
                 `table`",
            ),
        );
    }
}
