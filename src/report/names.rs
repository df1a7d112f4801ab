//! How offers, credits, measures and amounts are called where a person reads of them.

use crate::base::{Amount, Currency};
use crate::engine::{CreditId, Reading};
use crate::program::{MeasureId, OfferId, Program, Version, VersionId};

/// `spend_get`
pub fn offer(program: &Program, offer: OfferId) -> &str {
    let offer = program.offers.get(offer.index());
    offer.map_or("", |offer| offer.name.as_str())
}

/// `spend_get#1`
pub fn credit(program: &Program, credit: CreditId) -> String {
    format!("{}#{}", offer(program, credit.offer), credit.number)
}

pub fn terms(program: &Program, version: VersionId) -> Option<&Version> {
    program.versions.get(version.index())
}

/// The name of a version's offer.
pub fn offer_of(program: &Program, version: VersionId) -> &str {
    terms(program, version).map_or("", |terms| offer(program, terms.offer))
}

/// The title of a version, with its number where the offer has several; nothing where there is neither.
pub fn title(program: &Program, version: VersionId) -> Option<String> {
    let terms = terms(program, version)?;
    let versions = program.offers.get(terms.offer.index())?.versions.len();
    match (versions, &terms.title) {
        (0 | 1, title) => title.clone(),
        (_, Some(title)) => Some(format!("version {}: {title}", terms.number)),
        (_, None) => Some(format!("version {}", terms.number)),
    }
}

pub fn measure(program: &Program, version: VersionId, measure: MeasureId) -> &str {
    let measure = terms(program, version).and_then(|terms| terms.measures.get(measure.index()));
    measure.map_or("", |measure| measure.name.as_str())
}

/// `140.00`
pub fn amount(amount: Amount, currency: Currency) -> String {
    amount.display(currency).to_string()
}

/// `USD 140.00`
pub fn money(money: Amount, currency: Currency) -> String {
    format!("{currency} {}", amount(money, currency))
}

/// `USD 140.00`, `3`
pub fn reading(reading: &Reading, currency: Currency) -> String {
    match reading {
        Reading::Money(amount) => money(*amount, currency),
        Reading::Number(quantity) => quantity.to_string(),
    }
}
