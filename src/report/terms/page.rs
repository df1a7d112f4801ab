//! The page that terms are: offers, versions, sections, and sentences that each know their clause's place.
//!
//! The sentences are plain text. How they are laid out is for `markdown`, `html` and `json` to say.

use crate::base::Span;
use crate::program::Origin;

/// The terms of some offers of a program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Terms {
    /// The program's title.
    pub program: String,
    /// The IANA name of its time zone.
    pub zone: &'static str,
    /// In declaration order.
    pub offers: Vec<OfferTerms>,
}

/// An offer with the terms of each of its versions, lowest number first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfferTerms {
    /// The name in the offer file, which a reader never sees: it makes the anchors.
    pub name: String,
    pub title: String,
    pub versions: Vec<VersionTerms>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VersionTerms {
    pub number: u64,
    pub title: String,
    /// Which enrollments these terms are for, where the offer has several versions.
    pub dates: Option<String>,
    pub sections: Vec<Section>,
}

/// Sentences under one heading; none is empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// A short word for anchors and tools: `who`, `expiry`.
    pub key: &'static str,
    pub heading: &'static str,
    pub sentences: Vec<Sentence>,
    /// Amounts by market or currency, behind the sentences.
    pub grid: Option<Grid>,
}

/// One sentence of the terms. It ends with a full stop, or with a colon where items follow.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    pub text: String,
    /// What the sentence lists.
    pub items: Vec<String>,
    /// The word of the clause that it says: `apply`, `draw order`; `timezone`, `offer` and `scenario` too.
    pub clause: &'static str,
    /// Where that clause stands.
    pub place: Span,
    /// A step of a worked example, which stands on a line of its own.
    pub is_step: bool,
}

/// The table of amounts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grid {
    /// The fact of the account that chooses the row, then a word for each amount.
    pub head: Vec<String>,
    /// Each as long as the head.
    pub rows: Vec<Vec<String>>,
    pub place: Span,
}

impl Section {
    pub fn new(key: &'static str, heading: &'static str) -> Self {
        Self {
            key,
            heading,
            sentences: Vec::new(),
            grid: None,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.sentences.is_empty() && self.grid.is_none()
    }

    /// Adds a sentence.
    pub fn say(&mut self, clause: &'static str, origin: Origin, text: impl Into<String>) {
        self.list(clause, origin, text, Vec::new());
    }

    /// Adds a sentence and what it lists.
    pub fn list(
        &mut self,
        clause: &'static str,
        origin: Origin,
        text: impl Into<String>,
        items: Vec<String>,
    ) {
        self.sentences.push(Sentence {
            text: text.into(),
            items,
            clause,
            place: origin.0,
            is_step: false,
        });
    }

    /// Adds a step of an example.
    pub fn step(&mut self, origin: Origin, text: impl Into<String>) {
        self.say("scenario", origin, text);
        if let Some(last) = self.sentences.last_mut() {
            last.is_step = true;
        }
    }
}

impl OfferTerms {
    /// The anchor of a version: `spring_bonus`, and `spring_bonus.v2` where there are several.
    pub fn anchor(&self, version: &VersionTerms) -> String {
        if self.versions.len() == 1 {
            self.name.clone()
        } else {
            format!("{}.v{}", self.name, version.number)
        }
    }
}

/// The anchor of a sentence of a section, counted from 0: `spring_bonus.v2.expiry.1`.
pub fn anchor(version: &str, section: &Section, place: usize) -> String {
    format!("{version}.{}.{}", section.key, place + 1)
}
