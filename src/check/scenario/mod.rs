//! Are scenarios well told: events in order, values of their types, outcomes that the offers can have?
//!
//! A scenario is checked after the offers, and changes nothing about them.

mod outcomes;
mod steps;
mod times;
mod values;

use hashbrown::HashMap;

use crate::base::{Code, Diagnostic, Span};
use crate::program::scenario::snapshot_name;
use crate::program::{OfferId, Origin, Scenario, VersionId};
use crate::syntax::tree::{Name, OfferNamed, ScenarioDecl};

use super::declarations::Declarations;
use super::lower::Offers;
use super::problems::Problems;
use super::words;
use crate::base::nearest::did_you_mean;

/// What the lines of one scenario can see.
pub struct ScenarioScope<'a, 'p> {
    pub declarations: &'a Declarations<'a>,
    pub offers: &'a Offers<'a>,
    /// The offers behind `for`; none is all.
    pub chosen: Vec<OfferId>,
    /// There are offers that could not be read.
    pub lacks_offers: bool,
    pub problems: &'p mut Problems,
}

/// Checks every scenario of a program; those that are right come back.
pub fn check_all(
    decls: &[&ScenarioDecl],
    declarations: &Declarations<'_>,
    offers: &Offers<'_>,
    lacks_offers: bool,
    problems: &mut Problems,
) -> Vec<Scenario> {
    let mut names: HashMap<String, Span> = HashMap::new();
    let mut scenarios = Vec::with_capacity(decls.len());
    for decl in decls {
        problems.next_declaration();
        check_name(decl, &mut names, problems);
        let mut scope = ScenarioScope {
            declarations,
            offers,
            chosen: Vec::new(),
            lacks_offers,
            problems,
        };
        for name in &decl.offers {
            if let Some(offer) = scope.offer(name)
                && !scope.chosen.contains(&offer)
            {
                scope.chosen.push(offer);
            }
        }
        scope.chosen.sort_unstable();
        let accounts = steps::check(&mut scope, decl);
        scenarios.push(Scenario {
            title: decl.title.value.clone(),
            offers: scope.chosen,
            accounts,
            origin: Origin(decl.head),
        });
    }
    scenarios
}

/// No two scenarios of a program have one name, be it only the name of their snapshots.
fn check_name(decl: &ScenarioDecl, names: &mut HashMap<String, Span>, problems: &mut Problems) {
    let name = snapshot_name(&decl.title.value);
    let Some(first) = names.get(&name) else {
        names.insert(name, decl.title.span);
        return;
    };
    problems.push(
        Diagnostic::new(
            Code::DuplicateScenario,
            decl.title.span,
            format!("a second scenario `{}`", decl.title.value),
        )
        .related(*first, "the first one")
        .help(format!(
            "each has its own snapshot, and both would be `{name}.snap`: give one of them another title"
        )),
    );
}

impl ScenarioScope<'_, '_> {
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.problems.push(diagnostic);
    }

    /// The offer of this name.
    pub fn offer(&mut self, name: &Name) -> Option<OfferId> {
        if let Some(id) = self.offers.find(&name.text) {
            return Some(id);
        }
        if self.lacks_offers {
            return None;
        }
        let offers = self.offers;
        self.problems
            .unknown(Code::UnknownOffer, &name.text, name.span, || {
                let names = || offers.offers.iter().map(|offer| offer.name.as_str());
                let help = did_you_mean(&name.text, names())
                    .unwrap_or_else(|| format!("the offers are {}", words::all_of(names())));
                let message = format!("there is no offer `{}`", name.text);
                Diagnostic::new(Code::UnknownOffer, name.span, message).help(help)
            });
        None
    }

    /// The version that is named; where nothing is named, the only one in play.
    pub fn version(&mut self, named: Option<&OfferNamed>, line: Span) -> Option<VersionId> {
        let Some(named) = named else {
            return self.only_version(line);
        };
        let offer = self.offer(&named.name)?;
        if !self.chosen.is_empty() && !self.chosen.contains(&offer) {
            self.report(
                Diagnostic::new(
                    Code::UnknownOffer,
                    named.name.span,
                    format!("`{}` is not in play here", named.name.text),
                )
                .help(
                    "name it behind `for` as well, or leave `for` out to have all offers in play",
                ),
            );
            return None;
        }
        let versions = self.offers.versions_of(offer);
        let Some(number) = &named.version else {
            if let [(_, only)] = versions.as_slice() {
                return Some(*only);
            }
            if !versions.is_empty() {
                let name = &named.name.text;
                let numbers = versions.iter().map(|(number, _)| number.to_string());
                let numbers = numbers.collect::<Vec<_>>().join(" and ");
                self.report(
                    Diagnostic::new(
                        Code::UnknownOffer,
                        named.name.span,
                        format!("`{name}` has the versions {numbers}"),
                    )
                    .help(format!("say which, such as `{name} version 1`")),
                );
            }
            return None;
        };
        let found = versions
            .iter()
            .find_map(|(known, id)| (*known == number.value).then_some(*id));
        if found.is_none() && !self.lacks_offers {
            self.report(Diagnostic::new(
                Code::UnknownOffer,
                number.span,
                format!("`{}` has no version {}", named.name.text, number.value),
            ));
        }
        found
    }

    fn only_version(&mut self, line: Span) -> Option<VersionId> {
        let in_play: Vec<(u64, VersionId)> = match self.chosen.as_slice() {
            [] => {
                let offers = (0..self.offers.offers.len()).map(OfferId::from_index);
                offers
                    .flat_map(|offer| self.offers.versions_of(offer))
                    .collect()
            }
            chosen => chosen
                .iter()
                .flat_map(|offer| self.offers.versions_of(*offer))
                .collect(),
        };
        match in_play.as_slice() {
            [(_, only)] => Some(*only),
            [] => None,
            [(number, first), ..] => {
                let example = self.written(*number, *first);
                self.report(
                    Diagnostic::new(
                        Code::ScenarioLine,
                        line,
                        "several offers or versions are in play, and this line does not say which it \
                         is about",
                    )
                    .help(format!(
                        "name it before the first comma, such as `by {example}`, or `of {example}` behind \
                         a measure"
                    )),
                );
                None
            }
        }
    }

    /// A version as a line names it: its number is said where the offer has several.
    fn written(&self, number: u64, version: VersionId) -> String {
        let version = self.offers.versions.get(version.index());
        let offer = version.map(|version| version.offer);
        let name = offer.and_then(|offer| self.offers.offers.get(offer.index()));
        let name = name.map_or("", |offer| offer.name.as_str());
        match offer.map(|offer| self.offers.versions_of(offer)).as_deref() {
            None | Some([_]) => name.to_owned(),
            Some(_) => format!("{name} version {number}"),
        }
    }
}
