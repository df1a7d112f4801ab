//! How things are called in a timeline. What a name leaves out goes without saying in this program, whatever
//! happens in the case: so an edit of an offer renames nothing that it does not change.

use std::collections::BTreeSet;

use crate::base::{Currency, Instant};
use crate::case::Case;
use crate::engine::{CreditId, Reading};
use crate::program::{LimitKind, MeasureId, OfferId, Program, Trigger, Version, VersionId, Window};

use super::{said, times};

/// Names for one case of a program.
pub struct Names<'a> {
    pub program: &'a Program,
    /// The offers in play are several.
    has_several_offers: bool,
    /// Offers of which an account can have several credits.
    repeating: BTreeSet<OfferId>,
    /// Names that measures of several offers in play have.
    shared_measures: BTreeSet<&'a str>,
}

impl<'a> Names<'a> {
    pub fn new(program: &'a Program, case: &Case) -> Self {
        let is_in_play =
            |version: &&Version| case.offers.is_empty() || case.offers.contains(&version.offer);
        let versions: Vec<&Version> = program.versions.iter().filter(is_in_play).collect();
        let offers: BTreeSet<OfferId> = versions.iter().map(|version| version.offer).collect();
        let measures: BTreeSet<(&str, OfferId)> = versions
            .iter()
            .flat_map(|version| {
                version
                    .measures
                    .iter()
                    .map(|measure| (&*measure.name, version.offer))
            })
            .collect();
        let names: Vec<&str> = measures.iter().map(|(name, _)| *name).collect();
        let shared = names.windows(2).filter_map(|pair| match pair {
            [one, other] if one == other => Some(*one),
            _ => None,
        });
        Self {
            program,
            has_several_offers: offers.len() > 1,
            repeating: offers
                .into_iter()
                .filter(|offer| can_repeat(&versions, *offer))
                .collect(),
            shared_measures: shared.collect(),
        }
    }

    fn offer(&self, offer: OfferId) -> &'a str {
        let offer = self.program.offers.get(offer.index());
        offer.map_or("", |offer| offer.name.as_str())
    }

    /// ` spend_get`, ` spend_get version 2`, ` version 2`; nothing where there is one version of one offer.
    pub fn version(&self, id: VersionId) -> String {
        let Some(version) = self.program.versions.get(id.index()) else {
            return String::new();
        };
        let mut name = String::new();
        if self.has_several_offers {
            name.push_str(&format!(" {}", self.offer(version.offer)));
        }
        let offer = self.program.offers.get(version.offer.index());
        if offer.is_some_and(|offer| offer.versions.len() > 1) {
            name.push_str(&format!(" version {}", version.number));
        }
        name
    }

    /// ` spend_get`, ` spend_get#2`, ` #2`; nothing where an account can have no other credit.
    pub fn credit(&self, credit: CreditId) -> String {
        let number = if self.repeating.contains(&credit.offer) {
            format!("#{}", credit.number)
        } else {
            String::new()
        };
        match (self.has_several_offers, number.is_empty()) {
            (true, _) => format!(" {}{number}", self.offer(credit.offer)),
            (false, false) => format!(" {number}"),
            (false, true) => String::new(),
        }
    }

    /// `spend`, and of which offer where several have a measure of that name.
    pub fn measure(&self, version: VersionId, measure: MeasureId) -> String {
        let Some(version) = self.program.versions.get(version.index()) else {
            return String::new();
        };
        let measure = version.measures.get(measure.index());
        let name = measure.map_or("", |measure| measure.name.as_str());
        if self.shared_measures.contains(name) {
            return format!("{} {name}", self.offer(version.offer));
        }
        name.to_owned()
    }

    pub fn reading(&self, reading: &Reading, currency: Currency) -> String {
        match reading {
            Reading::Money(money) => said(*money, currency),
            Reading::Number(quantity) => quantity.to_string(),
        }
    }

    /// Another instant than that of its line.
    pub fn moment(&self, instant: Instant, beside: Instant) -> String {
        times::short(self.program.calendar, instant, beside)
    }
}

/// Whether an account can have several credits of an offer.
fn can_repeat(versions: &[&Version], offer: OfferId) -> bool {
    let versions = || versions.iter().filter(|version| version.offer == offer);
    let is_limited = |version: &&&Version| {
        let mut limits = version.limits.iter();
        limits.any(|limit| limit.kind == LimitKind::Credits(1) && limit.per.is_none())
    };
    if versions().all(|version| is_limited(&version)) {
        return false;
    }
    versions().any(|version| {
        let is_once = |trigger: &Trigger| pays_once(version, trigger);
        version.enroll.times() > 1
            || version.rules.len() > 1
            || version
                .rules
                .iter()
                .any(|rule| rule.at_most != Some(1) && !is_once(&rule.trigger))
    })
}

/// Whether a rule pays one enrollment at most once.
fn pays_once(version: &Version, trigger: &Trigger) -> bool {
    let has_one_window = |measure: MeasureId| {
        let measure = version.measures.get(measure.index());
        measure.is_some_and(|measure| match measure.window {
            Window::Within(_) | Window::SinceEnrollment => true,
            Window::EachPeriod(_) | Window::EachOfEnrollment(_) => false,
        })
    };
    match trigger {
        Trigger::AtEnrollment { .. } => true,
        Trigger::Reaches { conditions, .. } => {
            let mut measures = conditions.iter().map(|condition| condition.measure);
            measures.any(has_one_window)
        }
        Trigger::AtClose { measure, .. } | Trigger::HighestTier { measure, .. } => {
            has_one_window(*measure)
        }
        Trigger::EveryTier { measure, tiers } => tiers.len() == 1 && has_one_window(*measure),
        Trigger::Every { .. } | Trigger::On { .. } => false,
    }
}
