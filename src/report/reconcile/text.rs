//! A reconciliation as tables of a terminal, 80 columns wide.

use crate::base::{Amount, Currency};
use crate::books::{Compared, CurrencySums, Reconciliation, Verdict};
use crate::format::input::origin::Unit;
use crate::program::Program;

use super::super::names;
use super::super::tables::{drawn, new_table};
use super::{Explanations, verdict_words};

/// The reconciliation as text.
pub fn text(program: &Program, found: &Reconciliation, explanations: &Explanations) -> String {
    let mut text = sentence(found);
    text.push('\n');
    let tables = [differences(found)].into_iter().flatten();
    let sums = found.sums.iter();
    let sums = sums.filter_map(|(currency, sums)| by_offer(program, *currency, sums));
    for table in tables.chain(sums) {
        text.push('\n');
        text.push_str(&table);
    }
    let wrong: Vec<String> = found.differences.iter().filter_map(wrong_sum).collect();
    if !wrong.is_empty() {
        text.push('\n');
        wrong.iter().for_each(|line| text.push_str(line));
    }
    for (compared, explanation) in found.differences.iter().zip(explanations) {
        if let Some(explanation) = explanation {
            text.push_str(&format!(
                "\n{}, {}\n{explanation}",
                charge_of(compared),
                verdict_words(compared.verdict)
            ));
        }
    }
    text
}

/// What agrees, and how many differences there are of each kind.
fn sentence(found: &Reconciliation) -> String {
    if found.differences.is_empty() {
        return match found.agreed {
            0 => "nothing is billed, and nothing is to be billed".to_owned(),
            1 => "the charge agrees".to_owned(),
            agreed => format!("all {agreed} charges agree"),
        };
    }
    let mut text = match found.agreed {
        0 => "no charge agrees:".to_owned(),
        1 => "1 charge agrees, and there are differences:".to_owned(),
        agreed => format!("{agreed} charges agree, and there are differences:"),
    };
    for verdict in Verdict::ALL {
        let alike = found.differences.iter();
        let count = alike.filter(|it| it.verdict == verdict).count();
        if count > 0 {
            text.push_str(&format!("\n  {}: {count}", verdict_words(verdict)));
        }
    }
    text
}

fn differences(found: &Reconciliation) -> Option<String> {
    let places = found.differences.iter();
    let mut units = places.filter_map(|it| Some(it.place.as_ref()?.unit()));
    let header = [
        match units.next().unwrap_or_default() {
            Unit::Line => "line",
            Unit::Row => "row",
        },
        "charge",
        "verdict",
        "amount",
        "credit\nbilled",
        "by the\nterms",
        "difference",
    ];
    let mut table = new_table(header, 1);
    for compared in &found.differences {
        let amount = |amount: Option<Amount>| match (amount, compared.currency) {
            (Some(amount), Some(currency)) => names::amount(amount, currency),
            (Some(_), None) | (None, _) => String::new(),
        };
        let is_compared = match compared.verdict {
            Verdict::MissedCredit | Verdict::CreditTooMuch | Verdict::WrongSum => true,
            Verdict::UnknownCharge | Verdict::BilledTwice | Verdict::MissingCharge => false,
        };
        let difference = compared.credit_difference().filter(|_| is_compared);
        table.add_row([
            compared
                .place
                .as_ref()
                .map_or_else(|| "-".to_owned(), |place| place.number.to_string()),
            charge_of(compared),
            verdict_words(compared.verdict).to_owned(),
            amount(compared.by_terms.map(|known| known.amount)),
            amount(compared.billed.map(|billed| billed.credit)),
            amount(compared.by_terms.map(|known| known.credit)),
            amount(difference),
        ]);
    }
    drawn(table, &[0, 3, 4, 5, 6])
}

/// `c4 of a1`
fn charge_of(compared: &Compared) -> String {
    match &compared.account {
        Some(account) => format!("{} of {account}", compared.charge),
        None => compared.charge.clone(),
    }
}

/// `line 7: credit 0.00 and cash 69.00 are 69.00, and the charge is 70.00`
fn wrong_sum(compared: &Compared) -> Option<String> {
    compared.sum_is_off_by()?;
    let (by_terms, billed, currency) = (compared.by_terms?, compared.billed?, compared.currency?);
    let amount = |amount| names::amount(amount, currency);
    Some(format!(
        "{}: credit {} and cash {} are {}, and {} is {}\n",
        compared.place.as_ref()?,
        amount(billed.credit),
        amount(billed.cash),
        amount(billed.credit.plus(billed.cash)),
        charge_of(compared),
        amount(by_terms.amount),
    ))
}

fn by_offer(program: &Program, currency: Currency, sums: &CurrencySums) -> Option<String> {
    if sums.credit_billed.is_zero() && sums.credit_by_terms.is_zero() {
        return None;
    }
    let header = [
        &format!("credit in {currency}"),
        "billed",
        "by the terms",
        "difference",
    ];
    let mut table = new_table(header, 0);
    let mut row = |name: &str, billed: Amount, by_terms: Amount| {
        let figures = [billed, by_terms, billed.minus(by_terms)];
        let cells = figures.map(|figure| names::amount(figure, currency));
        table.add_row(std::iter::once(name.to_owned()).chain(cells));
    };
    for (offer, sums) in &sums.offers {
        row(names::offer(program, *offer), sums.billed, sums.by_terms);
    }
    if !sums.beyond.is_zero() {
        row("beyond the terms", sums.beyond, Amount::ZERO);
    }
    row("in all", sums.credit_billed, sums.credit_by_terms);
    drawn(table, &[1, 2, 3])
}
