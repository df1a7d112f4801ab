//! The program, put together of what the questions answered. It asks nothing itself: where every part
//! is there, so is the whole.

use hashbrown::HashMap;

use crate::base::{Code, Diagnostic, Span};
use crate::program::{ClauseOrigins, GroupId, Offer, OfferId, Origin, Program, Version, VersionId};
use crate::syntax::tree::{Name, OfferDecl};

use super::clauses::Clauses;
use super::declarations::Declarations;
use super::problems::Problems;
use super::scope::OfferScope;
use super::{apply, availability, endings, enroll, issue, measure, table};

/// The offers of a program while they are gathered.
#[derive(Default)]
pub struct Offers<'a> {
    ids: HashMap<&'a str, OfferId>,
    places: HashMap<(&'a str, u64), Span>,
    pub offers: Vec<Offer>,
    groups: HashMap<&'a str, GroupId>,
    pub group_names: Vec<String>,
    pub versions: Vec<Version>,
}

impl<'a> Offers<'a> {
    /// Takes a place for a version of an offer.
    pub fn declare(&mut self, decl: &'a OfferDecl, problems: &mut Problems) -> Numbered {
        let name = decl.name.text.as_str();
        let number = decl.version.as_ref().map_or(1, |version| version.value);
        let place = decl
            .version
            .as_ref()
            .map_or(decl.head, |version| version.span);
        if number == 0 {
            problems.push(
                Diagnostic::new(
                    Code::ZeroVersion,
                    place,
                    format!("offer `{name}` has no version 0"),
                )
                .help("versions count from 1, which may be left out"),
            );
        } else if let Some(first) = self.places.get(&(name, number)) {
            problems.push(
                Diagnostic::new(
                    Code::DuplicateVersion,
                    decl.head,
                    format!("a second version {number} of offer `{name}`"),
                )
                .related(*first, "the first one")
                .help("give the new terms the next version number, or the offer another name"),
            );
        } else {
            self.places.insert((name, number), decl.head);
        }
        let next = OfferId::from_index(self.offers.len());
        let id = *self.ids.entry(name).or_insert(next);
        if id == next {
            self.offers.push(Offer {
                name: decl.name.text.clone(),
                versions: Vec::new(),
            });
        }
        Numbered { offer: id, number }
    }

    /// The offer of this name, be it right or not.
    pub fn find(&self, name: &str) -> Option<OfferId> {
        self.ids.get(name).copied()
    }

    /// The numbers and ids of the versions of an offer that are right.
    pub fn versions_of(&self, offer: OfferId) -> Vec<(u64, VersionId)> {
        let ids = self.offers.get(offer.index());
        let ids = ids.map_or(&[][..], |offer| &offer.versions);
        ids.iter()
            .filter_map(|id| Some((self.versions.get(id.index())?.number, *id)))
            .collect()
    }

    pub fn group(&mut self, name: &'a Name) -> GroupId {
        let next = GroupId::from_index(self.group_names.len());
        let id = *self.groups.entry(name.text.as_str()).or_insert(next);
        if id == next {
            self.group_names.push(name.text.clone());
        }
        id
    }

    /// Adds a version that is right.
    pub fn add(&mut self, version: Version) {
        let id = VersionId::from_index(self.versions.len());
        if let Some(offer) = self.offers.get_mut(version.offer.index()) {
            offer.versions.push(id);
        }
        self.versions.push(version);
    }

    /// The whole program.
    pub fn into_program(mut self, declarations: &Declarations<'_>) -> Program {
        let versions = &self.versions;
        let number = |id: &VersionId| versions.get(id.index()).map_or(0, |version| version.number);
        for offer in &mut self.offers {
            offer.versions.sort_by_key(number);
        }
        Program {
            title: declarations.title.clone(),
            calendar: declarations.calendar,
            timezone: Origin(declarations.timezone),
            account: declarations.account.clone(),
            events: declarations.events.clone(),
            groups: self.group_names,
            offers: self.offers,
            versions: self.versions,
        }
    }
}

/// Which version of which offer.
#[derive(Clone, Copy)]
pub struct Numbered {
    pub offer: OfferId,
    pub number: u64,
}

/// Asks every question of one version of an offer.
pub fn version<'a>(
    declarations: &'a Declarations<'a>,
    decl: &'a OfferDecl,
    clauses: &Clauses<'a>,
    numbered: Numbered,
    offers: &mut Offers<'a>,
    problems: &mut Problems,
) -> Option<Version> {
    let mut scope = OfferScope::new(declarations, decl, problems);
    let scope = &mut scope;
    if let Some(said) = clauses.table {
        table::check(scope, said.body);
    }
    let available = clauses
        .available
        .and_then(|said| availability::check(scope, said));
    let earns_until = match clauses.earns {
        None => Some(None),
        Some(said) => availability::check_earns(scope, said, clauses.available).map(Some),
    };
    let eligible = clauses
        .eligible
        .and_then(|said| enroll::check_eligible(scope, said.body));
    let enroll = clauses
        .enroll
        .and_then(|said| enroll::check(scope, said.body));
    measure::check_all(scope, &clauses.measures);
    let rules = issue::check_all(scope, clauses);
    let apply = clauses.apply.and_then(|said| apply::check(scope, said));
    let expiry = clauses
        .expire
        .and_then(|said| endings::check_expire(scope, said.body));
    let limits = endings::check_limits(scope, &clauses.limits);
    let clawback = endings::check_clawback(scope, clauses, rules.as_deref());
    let revoke = endings::check_revokes(scope, &clauses.revokes);
    let draw_order = endings::check_draw_order(scope, clauses.draw_order);
    let group = clauses.exclusive.map(|said| offers.group(said.body));
    let measures = std::mem::take(&mut scope.measures.measures);
    let table = match &mut scope.table {
        table::TableScope::Absent => Some(None),
        table::TableScope::Broken => None,
        table::TableScope::Known(known) => known.table.take().map(Some),
    };
    Some(Version {
        offer: numbered.offer,
        number: numbered.number,
        title: decl.title.as_ref().map(|title| title.value.clone()),
        available: available?,
        earns_until: earns_until?,
        eligible: eligible?,
        enroll: enroll?,
        table: table?,
        measures: measures.into_iter().collect::<Option<Vec<_>>>()?,
        rules: rules?,
        apply: apply?,
        expiry: expiry?,
        limits: limits?,
        clawback: clawback?,
        revoke: revoke?,
        group,
        draw_order: draw_order?,
        currency: scope.money.first.map(|(currency, _)| currency),
        origin: Origin(decl.head),
        clauses: clause_origins(clauses)?,
    })
}

fn clause_origins(clauses: &Clauses<'_>) -> Option<ClauseOrigins> {
    Some(ClauseOrigins {
        eligible: Origin(clauses.eligible?.span),
        enroll: Origin(clauses.enroll?.span),
        expire: Origin(clauses.expire?.span),
        earns: clauses.earns.map(|said| Origin(said.span)),
        table: clauses.table.map(|said| Origin(said.span)),
        clawback: clauses.clawback.map(|said| Origin(said.span)),
        exclusive: clauses.exclusive.map(|said| Origin(said.span)),
        draw_order: clauses.draw_order.map(|said| Origin(said.span)),
        limits: clauses
            .limits
            .iter()
            .map(|said| Origin(said.span))
            .collect(),
        revokes: clauses
            .revokes
            .iter()
            .map(|said| Origin(said.span))
            .collect(),
    })
}
