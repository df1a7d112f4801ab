//! What explanations must say, read off the lines of the ledger alone.

use std::collections::BTreeMap;

use onward::engine::{CreditId, Plan};
use onward::explain::{Bound, Explanation, PaymentReason, ReasonCode, Subject, explain};
use onward::format::{AccountEvents, Inputs, read_account};
use onward::program::{OfferId, Program, Role};
use serde_json::Value;

use super::books::{accounts, ensure, ledger, minor, of, stream};
use crate::generate::Case;

/// Of every charge, what each credit is said to have paid is what the ledger says; every credit that the
/// account ever got has one verdict, and where something was left to pay, a reason why it was not more.
pub fn charges_add_up(program: &Program, case: &Case) -> Result<(), String> {
    for_accounts(program, case, usize::MAX, |plan, known, ledger| {
        let issued = of(ledger, "issued").count();
        for (place, event) in known.events.iter().enumerate() {
            let role = program.events[event.kind.index()].role;
            if !matches!(role, Role::Spends { .. }) {
                continue;
            }
            let Some(Explanation::Charge(why)) = explain(plan, known, Subject::Event(place)) else {
                return Err(format!("`{}` is not explained", event.id));
            };
            let mut applied: BTreeMap<String, i128> = BTreeMap::new();
            for line in of(ledger, "applied").filter(|line| line["event"] == *event.id) {
                let credit = line["credit"].as_str().expect("a credit is a text");
                *applied.entry(credit.to_owned()).or_default() += minor(line, "amount");
            }
            let credited: i128 = applied.values().sum();
            ensure(
                why.credited.minor() == credited,
                &format!("`{}`: {:?} is not {credited}", event.id, why.credited),
            )?;
            let mut told: Vec<CreditId> = Vec::new();
            for verdict in &why.verdicts {
                let name = name(program, verdict.credit);
                let paid = applied.remove(&name).unwrap_or(0);
                ensure(
                    verdict.reason.paid().minor() == paid,
                    &format!(
                        "`{}`: {name} paid {paid}, not {:?}",
                        event.id, verdict.reason
                    ),
                )?;
                ensure(
                    !told.contains(&verdict.credit),
                    "two verdicts on one credit",
                )?;
                told.push(verdict.credit);
                let is_no_reason = matches!(
                    verdict.reason,
                    PaymentReason::NothingLeftToPay
                        | PaymentReason::ZeroCharge
                        | PaymentReason::Paid {
                            bound: Bound::Charge,
                            ..
                        }
                );
                ensure(
                    why.cash.is_zero() || !is_no_reason,
                    &format!("`{}`: {name}: {:?} is no reason", event.id, verdict.reason),
                )?;
            }
            ensure(applied.is_empty(), &format!("without {applied:?}"))?;
            ensure(told.len() == issued, "a credit has no verdict")?;
        }
        Ok(())
    })
}

/// Of every credit, where every cent went adds up; of every offer, whether the account enrolled is what the
/// ledger says, and what it earned is what was issued.
pub fn credits_and_offers_add_up(program: &Program, case: &Case) -> Result<(), String> {
    for_accounts(program, case, 1, |plan, known, ledger| {
        for index in 0..program.offers.len() {
            let offer = OfferId::from_index(index);
            let Some(Explanation::Offer(why)) = explain(plan, known, Subject::Offer(offer)) else {
                return Err(format!("{offer:?} is not explained"));
            };
            let its = |line: &&Value| line["offer"] == *program.offers[index].name;
            ensure(
                why.enrollment.is_enrolled() == of(ledger, "enrolled").any(|line| its(&line)),
                &format!("{:?}", why.enrollment),
            )?;
            let mut credits: Vec<CreditId> = Vec::new();
            credits.extend(
                why.earnings
                    .iter()
                    .filter_map(|earning| earning.fate.credit()),
            );
            let issued = of(ledger, "issued").filter(its).count();
            ensure(
                credits.len() == issued,
                &format!("{credits:?}, not {issued}"),
            )?;
            for credit in credits {
                credit_adds_up(plan, known, credit)?;
            }
        }
        for place in 0..known.events.len() {
            let answer = explain(plan, known, Subject::Event(place));
            ensure(answer.is_some(), "an event is not explained")?;
        }
        Ok(())
    })
}

fn credit_adds_up(plan: &Plan, known: &AccountEvents, credit: CreditId) -> Result<(), String> {
    let Some(Explanation::Credit(why)) = explain(plan, known, Subject::Credit(credit)) else {
        return Err(format!("{credit:?} is not explained"));
    };
    ensure(why.earning.is_some(), &format!("nothing earned {credit:?}"))?;
    let sum = |codes: &[ReasonCode]| -> i128 {
        let steps = why
            .steps
            .iter()
            .filter(|step| codes.contains(&step.change.code()));
        steps.map(|step| step.amount.minor()).sum()
    };
    let gone = sum(&[
        ReasonCode::Paid,
        ReasonCode::Expired,
        ReasonCode::Revoked,
        ReasonCode::ClawedBack,
        ReasonCode::AccountClosed,
    ]);
    let left = why.amount.minor() - gone + sum(&[ReasonCode::Restored]);
    ensure(
        why.left.minor() == left,
        &format!("{credit:?} has {left} left, not {:?}", why.left),
    )
}

/// Of the first few accounts of a case.
fn for_accounts(
    program: &Program,
    case: &Case,
    most: usize,
    check: impl Fn(&Plan, &AccountEvents, &[Value]) -> Result<(), String>,
) -> Result<(), String> {
    let plan = Plan::new(program.clone());
    let lines = stream(&case.stream);
    for account in accounts(case).into_iter().take(most) {
        let known = read_account(program, Inputs::lines(lines.as_bytes()), &account, None)
            .map_err(|wrong| format!("{account}: {wrong:?}"))?;
        let mut ledger = ledger(&plan, &case.stream, known.as_of);
        ledger.retain(|line| line["account"] == account.as_str());
        check(&plan, &known, &ledger).map_err(|wrong| format!("{account}: {wrong}"))?;
    }
    Ok(())
}

fn name(program: &Program, credit: CreditId) -> String {
    format!(
        "{}#{}",
        program.offers[credit.offer.index()].name,
        credit.number
    )
}
