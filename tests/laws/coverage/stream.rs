//! The edges at which the generated streams play.

use onward::base::Instant;

use super::Reached;
use crate::generate::aims::missing;
use crate::generate::occurrence::Member;
use crate::generate::{Occurrence, charges};
use crate::model::{Account, Model};

/// What the streams must reach.
pub const EXPECTED: [&str; 37] = [
    "a late event",
    "a very late event",
    "the same instant twice",
    "at an instant where something is due",
    "a second before something is due",
    "a second after something is due",
    "a part of a second",
    "near a clock change",
    "the last day of a month",
    "a threshold reached exactly",
    "a threshold missed by a minor unit",
    "a threshold passed by a minor unit",
    "a charge of nothing",
    "the largest charge",
    "a charge in progress at an issue",
    "a charge that starts at an issue",
    "a charge paid in full by credit",
    "a charge paid in part by credit",
    "a charge paid by several credits",
    "a refund of the whole",
    "a refund of a part",
    "a repeated refund",
    "an excessive refund",
    "a refund of an unknown charge",
    "a refund of nothing",
    "a refund of what credit paid",
    "an adjustment below zero",
    "an adjustment above zero",
    "an adjustment of zero",
    "an account closed",
    "an event after the closing",
    "an account in a foreign currency",
    "several accounts",
    "a currency without decimals",
    "a currency of two decimals",
    "a currency of three decimals",
    "a currency of four decimals",
];

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

fn account<'m, 'p>(model: &'m Model<'p>, one: &Occurrence) -> Option<&'m Account<'p>> {
    let mut accounts = model.accounts.iter();
    accounts.find(|account| account.name == one.account)
}

fn money(one: &Occurrence) -> i128 {
    let mut members = one.members.iter();
    members
        .find_map(|(_, member)| match member {
            Member::Money(minor) => Some(*minor),
            Member::Text(_)
            | Member::Number(_)
            | Member::Flag(_)
            | Member::Instant(_)
            | Member::Date(_)
            | Member::Symbol(_) => None,
        })
        .unwrap_or(0)
}

/// What an event is to the account that it will meet.
pub fn note_before(reached: &mut Reached, model: &Model<'_>, one: &Occurrence) {
    let Some(account) = account(model, one) else {
        let decimals = ["without decimals", "of two decimals", "of three decimals"];
        let decimals = match one.currency.decimals() {
            0 => decimals[0],
            2 => decimals[1],
            3 => decimals[2],
            _ => "of four decimals",
        };
        reached.note("stream", &format!("a currency {decimals}"));
        return;
    };
    let due = account.due_instants();
    let is_due = |at: Instant| due.contains(&at);
    let had = account.history.last().map(|past| past.event.at);
    let calendar = model.program().calendar;
    let offset = |at: Instant| calendar.local(at).and_utc().timestamp() - at.seconds();
    let (before, after) = (
        one.at.plus_seconds(-3 * HOUR),
        one.at.plus_seconds(3 * HOUR),
    );
    let next_day = calendar.date(one.at).succ_opt().expect("a date");
    let starts = |at: Instant| {
        let mut members = one.members.iter();
        members.any(|(name, member)| *name == "started" && *member == Member::Instant(at))
    };
    let facts = [
        ("a late event", one.at < account.clock),
        (
            "a very late event",
            one.at.plus_seconds(7 * DAY) < account.clock,
        ),
        ("the same instant twice", had == Some(one.at)),
        ("at an instant where something is due", is_due(one.at)),
        (
            "a second before something is due",
            is_due(one.at.plus_seconds(1)),
        ),
        (
            "a second after something is due",
            is_due(one.at.plus_seconds(-1)),
        ),
        ("a part of a second", one.at.to_string().contains('.')),
        ("near a clock change", offset(before) != offset(after)),
        (
            "the last day of a month",
            next_day.to_string().ends_with("-01"),
        ),
        ("an event after the closing", account.closed),
        ("an account closed", one.kind == "closed" && !account.closed),
        (
            "a charge of nothing",
            one.kind == "charge" && money(one) == 0,
        ),
        (
            "the largest charge",
            one.kind == "charge" && money(one) == onward::base::Amount::LIMIT,
        ),
        (
            "a charge that starts at an issue",
            account.credits.iter().any(|credit| starts(credit.issued)),
        ),
        (
            "an adjustment below zero",
            one.kind == "adjustment" && money(one) < 0,
        ),
        (
            "an adjustment above zero",
            one.kind == "adjustment" && money(one) > 0,
        ),
        (
            "an adjustment of zero",
            one.kind == "adjustment" && money(one) == 0,
        ),
        ("several accounts", model.accounts.len() > 1),
        (
            "an account in a foreign currency",
            model
                .accounts
                .iter()
                .any(|other| other.currency != account.currency),
        ),
    ];
    for (fact, _) in facts.iter().filter(|(_, holds)| *holds) {
        reached.note("stream", fact);
    }
    note_refund(reached, account, one);
}

fn note_refund(reached: &mut Reached, account: &Account<'_>, one: &Occurrence) {
    let spending = match one.kind {
        "refund" => "charge",
        "returned" => "purchase",
        _ => return,
    };
    let named = one.members.iter().find_map(|(name, member)| match member {
        Member::Text(id) if *name == spending => Some(id),
        _ => None,
    });
    let all = charges(account, spending);
    let Some(charge) = all.iter().find(|charge| Some(&charge.id) == named) else {
        reached.note("stream", "a refund of an unknown charge");
        return;
    };
    let (amount, left) = (money(one), charge.charged - charge.refunded);
    let facts = [
        (
            "a refund of the whole",
            amount == left && charge.refunded == 0,
        ),
        ("a refund of a part", 0 < amount && amount < left),
        ("a repeated refund", charge.refunded > 0),
        ("an excessive refund", amount > left),
        ("a refund of nothing", amount == 0),
        ("a refund of what credit paid", amount > 0 && charge.is_paid),
    ];
    for (fact, _) in facts.iter().filter(|(_, holds)| *holds) {
        reached.note("stream", fact);
    }
}

/// What an event came to.
pub fn note_after(reached: &mut Reached, model: &Model<'_>, one: &Occurrence) {
    let Some(account) = account(model, one) else {
        return;
    };
    for missing in missing(account) {
        match missing {
            0 => reached.note("stream", "a threshold reached exactly"),
            1 => reached.note("stream", "a threshold missed by a minor unit"),
            -1 => reached.note("stream", "a threshold passed by a minor unit"),
            _ => {}
        }
    }
    let Some(past) = account.history.last().filter(|_| one.kind == "charge") else {
        return;
    };
    let (paid, charged) = (past.credited(), money(one));
    let start = one.members.iter().find_map(|(name, member)| match member {
        Member::Instant(start) if *name == "started" => Some(*start),
        _ => None,
    });
    let spans = |issued: Instant| start.is_some_and(|start| start < issued) && issued < one.at;
    let facts = [
        (
            "a charge paid in full by credit",
            paid > 0 && paid == charged,
        ),
        (
            "a charge paid in part by credit",
            0 < paid && paid < charged,
        ),
        ("a charge paid by several credits", past.payments.len() > 1),
        (
            "a charge in progress at an issue",
            past.payments
                .iter()
                .any(|payment| spans(account.credits[payment.credit].issued)),
        ),
    ];
    for (fact, _) in facts.iter().filter(|(_, holds)| *holds) {
        reached.note("stream", fact);
    }
}
