//! `measure`: what is counted, and over which window.

use crate::base::{Duration, Period, Span};

use super::{Name, Predicate, Spanned};

/// `measure NAME = AGGREGATE [where P] [, net of R or , gross of R], WINDOW`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeasureDecl {
    pub name: Name,
    pub aggregate: AggregateDecl,
    pub filter: Option<Box<Predicate>>,
    pub reversal: Option<MeasureReversalDecl>,
    pub window: Spanned<WindowDecl>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AggregateDecl {
    /// `total EVENT.FIELD`
    Total { event: Name, field: Name },
    /// `count of EVENT`
    Count { event: Name },
    /// `count of different EVENT.FIELD`
    CountDifferent { event: Name, field: Name },
    /// `days with EVENT`
    DaysWith { event: Name },
}

impl AggregateDecl {
    /// The measured event.
    pub fn event(&self) -> &Name {
        match self {
            Self::Total { event, .. }
            | Self::Count { event }
            | Self::CountDifferent { event, .. }
            | Self::DaysWith { event } => event,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeasureReversalDecl {
    pub net: bool,
    pub reversal: Name,
    pub span: Span,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum WindowDecl {
    /// One `within D of ANCHOR` or several joined by `and`.
    Within(Vec<WithinDecl>),
    EachPeriod(Period),
    EachOfEnrollment(Spanned<Duration>),
    SinceEnrollment,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WithinDecl {
    pub span: Span,
    pub duration: Spanned<Duration>,
    pub anchor: Spanned<AnchorDecl>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AnchorDecl {
    Enrollment,
    Opening,
    /// `first EVENT`
    First(Name),
    /// Any other word: never right, kept for a good message.
    Unknown(Name),
}
