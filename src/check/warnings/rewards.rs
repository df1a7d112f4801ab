//! Rewards that pay for more than was meant, or for no one.

use crate::base::{Amount, Code, Currency, Diagnostic, Money, Span};
use crate::check::problems::Problems;
use crate::check::words;
use crate::program::{Cell, Enroll, Goal, Reward, RewardBase, Row, RowKey, Term, Trigger};
use crate::syntax::tree::TriggerDecl;

use super::Written;

/// `enroll on first purchase` with `issue … on purchase`.
pub fn pays_later_events(written: Written<'_>, problems: &mut Problems) {
    let Enroll::OnFirst { event: first } = &written.version.enroll else {
        return;
    };
    for (rule, said) in written.version.rules.iter().zip(&written.clauses.issues) {
        let (Trigger::On { event, .. }, TriggerDecl::On { event: place, .. }) =
            (&rule.trigger, &said.body.trigger)
        else {
            continue;
        };
        if event.event != first.event || rule.at_most.is_some() {
            continue;
        }
        let name = &place.event.text;
        let enroll = written.clauses.enroll.map(|said| said.span);
        let mut report = Diagnostic::new(
            Code::PaysLaterEvents,
            place.event.span,
            format!("`on {name}` also pays for every later `{name}`"),
        )
        .help(format!(
            "to pay for the first `{name}` alone, the one that enrolls, write `at enrollment`"
        ));
        if let Some(enroll) = enroll {
            report = report.related(enroll, format!("the first `{name}` enrolls"));
        }
        problems.push(report);
    }
}

/// A reward larger than its threshold, said once for an offer.
pub fn above_threshold(written: Written<'_>, problems: &mut Problems) {
    for (rule, said) in written.version.rules.iter().zip(&written.clauses.issues) {
        let found = match (&rule.trigger, &said.body.trigger) {
            (
                Trigger::Reaches { conditions, reward },
                TriggerDecl::Reaches { reward: place, .. },
            ) => {
                let goals: Vec<Goal> = conditions.iter().map(|condition| condition.goal).collect();
                exceeds(written, reward, &goals).map(|amounts| (amounts, place.span))
            }
            (Trigger::Every { step, reward, .. }, TriggerDecl::Every { reward: place, .. }) => {
                exceeds(written, reward, &[*step]).map(|amounts| (amounts, place.span))
            }
            (
                Trigger::EveryTier { tiers, .. } | Trigger::HighestTier { tiers, .. },
                TriggerDecl::EveryTier { tiers: places, .. }
                | TriggerDecl::HighestTier { tiers: places, .. },
            ) => tiers.iter().zip(places).find_map(|(tier, place)| {
                let amounts = exceeds(written, &tier.get, &[tier.reach])?;
                Some((amounts, place.get.span))
            }),
            _ => None,
        };
        if let Some(((reward, threshold), span)) = found {
            report_above(reward, threshold, span, problems);
            return;
        }
    }
}

fn report_above(reward: Money, threshold: Money, span: Span, problems: &mut Problems) {
    problems.push(
        Diagnostic::new(
            Code::RewardAboveThreshold,
            span,
            format!(
                "the reward, {}, is larger than its threshold, {}",
                words::money(reward),
                words::money(threshold)
            ),
        )
        .help("some programmes do give more than was spent; if yours does not, put this right"),
    );
}

/// A reward and the highest of its thresholds of money, where the reward is the larger.
fn exceeds(written: Written<'_>, reward: &Reward, goals: &[Goal]) -> Option<(Money, Money)> {
    let RewardBase::Fixed(fixed) = reward.base else {
        return None;
    };
    let goals: Vec<Term<Amount>> = goals
        .iter()
        .filter_map(|goal| match goal {
            Goal::Money(term) => Some(*term),
            Goal::Number(_) => None,
        })
        .collect();
    let compare = |row: Option<&Row>, currency: Currency| {
        let value = |term: Term<Amount>| amount(term, row);
        let goals: Option<Vec<Amount>> = goals.iter().map(|goal| value(*goal)).collect();
        let highest = goals?.into_iter().max()?;
        let paid = match reward.at_most {
            Some(most) => value(fixed)?.min(value(most)?),
            None => value(fixed)?,
        };
        let money = |amount| Money { amount, currency };
        (paid > highest).then(|| (money(paid), money(highest)))
    };
    if let Some(currency) = written.version.currency
        && let Some(found) = compare(None, currency)
    {
        return Some(found);
    }
    let rows = &written.version.table.as_ref()?.rows;
    rows.iter().find_map(|row| {
        let currency = row.currency?;
        let same = written
            .version
            .currency
            .is_none_or(|fixed| fixed == currency);
        same.then(|| compare(Some(row), currency)).flatten()
    })
}

fn amount(term: Term<Amount>, row: Option<&Row>) -> Option<Amount> {
    match term {
        Term::Literal(amount) => Some(amount),
        Term::Column(column) => match row?.cells.get(column.index())? {
            Cell::Money(amount) => Some(*amount),
            Cell::Number(_) | Cell::Percent(_) => None,
        },
    }
}

/// A row whose money is in another currency than its accounts can have.
pub fn row_never_chosen(written: Written<'_>, problems: &mut Problems) {
    let (Some(table), Some(said)) = (&written.version.table, written.clauses.table) else {
        return;
    };
    for (row, place) in table.rows.iter().zip(&said.body.rows) {
        let Some(currency) = row.currency else {
            continue;
        };
        let help = match (&row.key, written.version.currency) {
            (RowKey::Currency(key), _) if *key != currency => {
                format!("the row is for accounts of {key}: write its money in {key}")
            }
            (_, Some(offer)) if offer != currency => format!(
                "other money of the offer is of {offer}, and an account has one currency; write the row \
                 in {offer}, or the other amounts as columns"
            ),
            _ => continue,
        };
        problems.push(
            Diagnostic::new(
                Code::RowNeverChosen,
                place.span,
                format!("no account can have this row: its money is of {currency}"),
            )
            .help(help),
        );
    }
}
