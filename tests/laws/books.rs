//! What the books of an account must say, read off the lines of the ledger alone.

use std::collections::BTreeMap;

use onward::base::{Amount, Instant};
use onward::books::{Scope, Verdict, charges, life, reconcile, statement};
use onward::engine::Plan;
use onward::format::{Inputs, Outputs, RunOptions, read_account, read_billed};
use onward::program::Program;
use onward::report::picture;
use serde_json::Value;

use crate::generate::{Case, Occurrence};

/// A credit as the ledger tells it: issued, paid, expired, revoked, left; in minor units.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Sums {
    issued: i128,
    paid: i128,
    forfeited: i128,
    expired: i128,
    revoked: i128,
}

/// The statement of every account, at the end and as of the instants of its own events, has the figures of
/// the ledger of what was known then.
pub fn statements_add_up(program: &Program, case: &Case) -> Result<(), String> {
    let plan = Plan::new(program.clone());
    let lines = stream(&case.stream);
    for account in accounts(case) {
        let own: Vec<&Occurrence> = case
            .stream
            .iter()
            .filter(|one| one.account == account)
            .collect();
        let opened = own.first().map(|one| one.at);
        let instants = own.iter().map(|one| Some(one.at)).step_by(6);
        for as_of in instants
            .chain([None])
            .filter(|as_of| as_of.is_none() || *as_of >= opened)
        {
            let known = read_account(program, Inputs::lines(lines.as_bytes()), &account, as_of)
                .map_err(|wrong| format!("{account} as of {as_of:?}: {wrong:?}"))?;
            let told = statement(&plan, &known);
            let at_the_time = own
                .iter()
                .take_while(|one| as_of.is_none_or(|as_of| one.at <= as_of));
            let at_the_time: Vec<Occurrence> = at_the_time.map(|one| (*one).clone()).collect();
            ensure(
                at_the_time.len() == known.events.len(),
                "other events were known",
            )?;
            let ledger = ledger(&plan, &at_the_time, known.as_of);
            let mut expected = sums(&ledger);
            for line in &told.credits {
                let name = format!(
                    "{}#{}",
                    program.offers[line.credit.offer.index()].name,
                    line.credit.number
                );
                let sums = expected.remove(&name).unwrap_or_default();
                let found = Sums {
                    issued: line.amount.minor(),
                    paid: line.paid.minor(),
                    forfeited: line.forfeited.minor(),
                    expired: line.expired.minor(),
                    revoked: line.revoked.minor(),
                };
                ensure(
                    found == sums,
                    &format!("{account}: {name} is {found:?}, not {sums:?}"),
                )?;
                let left = sums.issued - sums.paid - sums.expired - sums.revoked;
                ensure(
                    line.left.minor() == left,
                    &format!("{account}: {name} has not {left} left"),
                )?;
            }
            ensure(
                expected.is_empty(),
                &format!("{account}: without {expected:?}"),
            )?;
            let adjusted: i128 = of(&ledger, "adjusted")
                .map(|line| minor(line, "amount"))
                .sum();
            ensure(
                told.totals.adjusted.minor() == adjusted,
                "adjustments do not add up",
            )?;
            for credit in &told.scheduled {
                let is_it = |line: &&Value| {
                    minor(line, "amount") == credit.amount.minor()
                        && line["due"] == credit.due.to_string().as_str()
                };
                ensure(
                    of(&ledger, "earned").any(|line| is_it(&line)),
                    "scheduled, and never earned",
                )?;
                ensure(credit.due > known.as_of, "scheduled, and due")?;
            }
        }
    }
    Ok(())
}

/// The first account can be drawn at its end and on its way; nothing stands outside of the picture, every charge
/// stands in the page, and what is left of each credit is what the statement says.
pub fn pictures_hold_all(program: &Program, case: &Case) -> Result<(), String> {
    // A drawing is long: a third of the cases are enough.
    if !case.stream.len().is_multiple_of(3) {
        return Ok(());
    }
    let plan = Plan::new(program.clone());
    let lines = stream(&case.stream);
    for account in accounts(case).into_iter().take(1) {
        let mut own = case.stream.iter().filter(|one| one.account == account);
        let opened = own.clone().map(|one| one.at).next();
        let later = own
            .nth(3)
            .map(|one| one.at)
            .filter(|at| Some(*at) >= opened);
        for as_of in [later, None] {
            let known = read_account(program, Inputs::lines(lines.as_bytes()), &account, as_of)
                .map_err(|wrong| format!("{account} as of {as_of:?}: {wrong:?}"))?;
            let life = life(&plan, &known);
            let svg = picture::svg(program, &life);
            for name in ["x", "x1", "x2", "y", "y1", "y2", "width", "height"] {
                for value in svg.split(&format!(" {name}=\"")).skip(1) {
                    let value = value.split('"').next().unwrap_or_default();
                    let pixels: i64 = value.parse().map_err(|_| format!("{name}={value}"))?;
                    let is_inside = pixels >= 0 && (pixels <= 1000 || name.starts_with(['y', 'h']));
                    ensure(is_inside, &format!("{name}={value} is outside"))?;
                }
            }
            let page = picture::html(program, &life);
            for charge in &life.charges {
                let cell = format!("<td>{}</td>", charge.id);
                ensure(
                    page.contains(&cell),
                    &format!("{} is not in the page", charge.id),
                )?;
            }
            for credit in &life.credits {
                let last = credit.left.last().map(|(_, left)| *left);
                ensure(last == Some(credit.line.left), "something else is left")?;
            }
        }
    }
    Ok(())
}

/// The bill that the ledger itself writes agrees; with one cent moved it does not, and the charge is found.
pub fn bills_agree(program: &Program, case: &Case) -> Result<(), String> {
    let plan = Plan::new(program.clone());
    let lines = stream(&case.stream);
    let found = charges(&plan, Inputs::lines(lines.as_bytes()), None)
        .expect("what is in memory can be read");
    let last = case.stream.iter().map(|one| one.at).max();
    let Some(last) = last else { return Ok(()) };
    let ledger = ledger(&plan, &case.stream, last);
    let mut bill: Vec<(usize, i128, i128)> = Vec::new();
    for (place, charge) in found.charges.iter().enumerate() {
        let account = found.account(charge).expect("an account of the list");
        let applied = of(&ledger, "applied")
            .filter(|line| line["account"] == account.id.as_str() && line["event"] == *charge.id);
        let credit = applied.map(|line| minor(line, "amount")).sum();
        bill.push((place, credit, charge.amount.minor() - credit));
    }
    let compare = |bill: &[(usize, i128, i128)]| {
        let mut text = "account,charge,credit,cash\n".to_owned();
        for (place, credit, cash) in bill {
            let charge = &found.charges[*place];
            let account = found.account(charge).expect("an account of the list");
            let amount = |minor| Amount::from_minor(minor).display(account.currency);
            let (credit, cash) = (amount(*credit), amount(*cash));
            text.push_str(&format!("{},{},{credit},{cash}\n", account.id, charge.id));
        }
        let lines = read_billed(text.as_bytes()).map_err(|wrong| format!("{wrong:?}"))?;
        reconcile(&found, &lines, &Scope::default()).map_err(|wrong| format!("{wrong:?}"))
    };
    let agreed = compare(&bill)?;
    ensure(
        agreed.differences.is_empty(),
        &format!("{:?}", agreed.differences),
    )?;
    ensure(agreed.agreed == bill.len() as u64, "not all are counted")?;
    for changed in (0..bill.len()).step_by(5) {
        let mut wrong = bill.clone();
        let (_, credit, cash) = &mut wrong[changed];
        let expected = match (*credit, *cash) {
            (credit, _) if credit > 0 && changed % 2 == 0 => Verdict::MissedCredit,
            (_, cash) if cash > 0 => Verdict::CreditTooMuch,
            _ => Verdict::WrongSum,
        };
        match expected {
            Verdict::MissedCredit => (*credit, *cash) = (*credit - 1, *cash + 1),
            Verdict::CreditTooMuch => (*credit, *cash) = (*credit + 1, *cash - 1),
            Verdict::WrongSum
            | Verdict::UnknownCharge
            | Verdict::BilledTwice
            | Verdict::MissingCharge => *cash += 1,
        }
        let compared = compare(&wrong)?;
        let [only] = compared.differences.as_slice() else {
            return Err(format!("one cent made {:?}", compared.differences));
        };
        let is_it = *only.charge == *found.charges[wrong[changed].0].id;
        ensure(
            is_it && only.verdict == expected,
            &format!("{expected:?} was told as {only:?}"),
        )?;
    }
    Ok(())
}

pub fn stream(events: &[Occurrence]) -> String {
    events.iter().map(|one| one.json() + "\n").collect()
}

pub fn accounts(case: &Case) -> Vec<String> {
    let mut accounts: Vec<String> = Vec::new();
    for one in &case.stream {
        if !accounts.contains(&one.account) {
            accounts.push(one.account.clone());
        }
    }
    accounts
}

/// The lines of the ledger.
pub fn ledger(plan: &Plan, events: &[Occurrence], end: Instant) -> Vec<Value> {
    let mut ledger = Vec::new();
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: None,
    };
    let options = RunOptions {
        as_of: Some(end),
        ..RunOptions::default()
    };
    let input = stream(events);
    onward::format::run(plan, input.as_bytes(), outputs, &options, &mut |_| {})
        .expect("bytes in memory can be read and written");
    let ledger = String::from_utf8(ledger).expect("the ledger is text");
    let lines = ledger.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a line of the ledger is JSON"))
        .collect()
}

pub fn of<'a>(ledger: &'a [Value], entry: &'static str) -> impl Iterator<Item = &'a Value> {
    ledger.iter().filter(move |line| line["entry"] == entry)
}

/// An amount as written, without its point.
pub fn minor(line: &Value, member: &str) -> i128 {
    let text = line[member].as_str().expect("an amount is a text");
    text.replace('.', "")
        .parse()
        .expect("an amount is a number")
}

fn sums(ledger: &[Value]) -> BTreeMap<String, Sums> {
    let mut sums: BTreeMap<String, Sums> = BTreeMap::new();
    for line in ledger {
        let Some(credit) = line["credit"].as_str() else {
            continue;
        };
        let amount = minor(line, "amount");
        let sums = sums.entry(credit.to_owned()).or_default();
        match line["entry"].as_str() {
            Some("issued") => sums.issued += amount,
            Some("applied") => sums.paid += amount,
            Some("restored") => sums.paid -= amount,
            Some("forfeited") => sums.forfeited += amount,
            Some("expired") => sums.expired += amount,
            Some("revoked") => sums.revoked += amount,
            _ => {}
        }
    }
    sums
}

pub fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    if holds {
        Ok(())
    } else {
        Err(otherwise.to_owned())
    }
}
