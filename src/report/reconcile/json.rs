//! A reconciliation for a tool: one JSON object, described in `docs/statement.md`.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::base::{Amount, Currency};
use crate::books::{Compared, CurrencySums, Reconciliation, Verdict};
use crate::format::input::origin::Unit;
use crate::program::Program;

use super::super::names;
use super::{Explanations, verdict_words};

/// The reconciliation as one object on one line.
pub fn json(program: &Program, found: &Reconciliation, explanations: &Explanations) -> String {
    let explanations = explanations
        .iter()
        .map(Option::as_deref)
        .chain(std::iter::repeat(None));
    let differences = found.differences.iter().zip(explanations);
    let object = JsonReconciliation {
        agrees: found.differences.is_empty(),
        agreed: found.agreed,
        differences: differences
            .map(|(compared, explanation)| difference(compared, explanation))
            .collect(),
        sums: found
            .sums
            .iter()
            .map(|(currency, it)| sums(program, *currency, it))
            .collect(),
    };
    // Texts and numbers only: there is nothing in it that JSON cannot say.
    let mut text = serde_json::to_string(&object).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct JsonReconciliation<'a> {
    agrees: bool,
    agreed: u64,
    differences: Vec<JsonDifference<'a>>,
    sums: Vec<JsonSums<'a>>,
}

#[derive(Serialize)]
struct JsonDifference<'a> {
    verdict: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    charge: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_by_terms: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit_billed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cash_billed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sum_off_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct JsonSums<'a> {
    currency: &'static str,
    charged: String,
    cash_billed: String,
    credit_billed: String,
    credit_by_terms: String,
    beyond_terms: String,
    offers: Vec<JsonOfferSums<'a>>,
}

#[derive(Serialize)]
struct JsonOfferSums<'a> {
    offer: &'a str,
    billed: String,
    by_terms: String,
}

fn difference<'a>(compared: &'a Compared, explanation: Option<&'a str>) -> JsonDifference<'a> {
    // It is one JSON object on a line.
    let explanation = explanation.and_then(|object| serde_json::from_str(object.trim_end()).ok());
    let amount = |amount: Option<Amount>| {
        let currency = compared.currency?;
        amount.map(|amount| names::amount(amount, currency))
    };
    let number = |unit| {
        let place = compared.place.as_ref();
        let place = place.filter(|place| place.unit() == unit);
        place.map(|place| place.number)
    };
    JsonDifference {
        verdict: word(compared.verdict),
        line: number(Unit::Line),
        row: number(Unit::Row),
        charge: &compared.charge,
        account: compared.account.as_deref(),
        currency: compared.currency.map(Currency::code),
        at: compared.by_terms.map(|known| known.at.to_string()),
        amount: amount(compared.by_terms.map(|known| known.amount)),
        credit_by_terms: amount(compared.by_terms.map(|known| known.credit)),
        credit_billed: amount(compared.billed.map(|billed| billed.credit)),
        cash_billed: amount(compared.billed.map(|billed| billed.cash)),
        sum_off_by: amount(compared.sum_is_off_by()),
        explanation,
    }
}

/// `missed_credit`
fn word(verdict: Verdict) -> String {
    verdict_words(verdict).replace(' ', "_")
}

fn sums<'a>(program: &'a Program, currency: Currency, sums: &CurrencySums) -> JsonSums<'a> {
    let amount = |amount| names::amount(amount, currency);
    let offers = sums.offers.iter();
    JsonSums {
        currency: currency.code(),
        charged: amount(sums.charged),
        cash_billed: amount(sums.cash_billed),
        credit_billed: amount(sums.credit_billed),
        credit_by_terms: amount(sums.credit_by_terms),
        beyond_terms: amount(sums.beyond),
        offers: offers
            .map(|(offer, sums)| JsonOfferSums {
                offer: names::offer(program, *offer),
                billed: amount(sums.billed),
                by_terms: amount(sums.by_terms),
            })
            .collect(),
    }
}
