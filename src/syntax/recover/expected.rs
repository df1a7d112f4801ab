//! What was looked for where reading stopped, in the author's words; and the message for a piece that
//! nothing could put right.

use crate::base::Code;
use crate::syntax::grammar::{Rule, Stop, word_of};
use crate::syntax::tree::ClauseKind;

use super::Unit;
use super::mistakes::Mistake;
use super::token::tokens;

/// What a rule stands for, for a person; `None` where that would say nothing.
pub fn described(rule: Rule) -> Option<&'static str> {
    const DESCRIBED: [(Rule, &str); 37] = [
        (Rule::name, "a name"),
        (Rule::text, "a text in quotes"),
        (Rule::number, "a number"),
        (Rule::duration, "a length of time, such as `30 days`,"),
        (Rule::unit, "a unit of time, such as `days`,"),
        (Rule::currency, "a currency code, such as `USD`,"),
        (Rule::percent, "a percentage, such as `5%`,"),
        (Rule::moment, "a date, such as `2026-06-30`,"),
        (Rule::date, "a date, such as `2026-06-30`,"),
        (Rule::amount, "an amount, such as `100 USD`,"),
        (Rule::money, "an amount, such as `100 USD`,"),
        (Rule::reward, "an amount, such as `100 USD`,"),
        (Rule::period, "`day`, `week`, `month`, `quarter` or `year`"),
        (Rule::predicate, "a condition, such as `kind = delivery`,"),
        (Rule::all_of, "a condition, such as `kind = delivery`,"),
        (Rule::negation, "a condition, such as `kind = delivery`,"),
        (Rule::test, "a condition, such as `kind = delivery`,"),
        (Rule::field, "a field, such as `kind`,"),
        (Rule::operand, "a value"),
        (Rule::literal, "a value"),
        (Rule::cell, "a value"),
        (Rule::list, "a list, such as `[a, b]`,"),
        (Rule::event_filter, "an event"),
        (
            Rule::event_field,
            "a field of an event, such as `charge.cash`,",
        ),
        (Rule::aggregate, "`total`, `count of` or `days with`"),
        (
            Rule::condition,
            "a threshold, such as `spend reaches 200 USD`,",
        ),
        (
            Rule::window,
            "a window, such as `within 30 days of enrollment`,",
        ),
        (
            Rule::within,
            "a window, such as `within 30 days of enrollment`,",
        ),
        (
            Rule::anchor,
            "`enrollment`, `opening` or `first` and an event",
        ),
        (Rule::timing, "a timing, such as `at once`,"),
        (Rule::tiers, "tiers in braces"),
        (Rule::tier, "a tier, such as `reach 500 USD get 50 USD`,"),
        (Rule::fields, "fields in braces"),
        (Rule::field_kind, "a type, such as `text` or `money`,"),
        (Rule::header, "the names of the columns"),
        (Rule::row, "a row"),
        (Rule::close_brace, "`}`"),
    ];
    DESCRIBED
        .iter()
        .find(|(known, _)| *known == rule)
        .map(|(_, text)| *text)
}

/// Words that can stand in for what is missing.
pub fn placeholder(rule: Rule) -> Option<&'static str> {
    const WORDS: [(Rule, &str); 21] = [
        (Rule::name, "missing"),
        (Rule::text, "\"\""),
        (Rule::number, "1"),
        (Rule::duration, "1 day"),
        (Rule::unit, "days"),
        (Rule::moment, "2000-01-01"),
        (Rule::date, "2000-01-01"),
        (Rule::amount, "1 USD"),
        (Rule::money, "1 USD"),
        (Rule::reward, "1 USD"),
        (Rule::period, "day"),
        (Rule::predicate, "missing"),
        (Rule::all_of, "missing"),
        (Rule::negation, "missing"),
        (Rule::test, "missing"),
        (Rule::field, "missing"),
        (Rule::operand, "missing"),
        (Rule::literal, "missing"),
        (Rule::event_filter, "missing"),
        (Rule::event_field, "missing.missing"),
        (Rule::field_kind, "text"),
    ];
    WORDS
        .iter()
        .find(|(known, _)| *known == rule)
        .map(|(_, words)| *words)
}

/// A piece that nothing could put right.
pub fn unreadable(unit: Unit, text: &str, stop: &Stop) -> Mistake {
    let tokens = tokens(text);
    let found = tokens.iter().find(|token| token.range.end > stop.at);
    let what = match unit {
        Unit::Clause(kind) => format!("`{}`", kind.word()),
        Unit::Item => format!("`{}`", text.split_whitespace().next().unwrap_or("")),
        Unit::Field => "this field".to_owned(),
        Unit::Line if text.starts_with("=>") => "this `=>` line".to_owned(),
        Unit::Line => "this line".to_owned(),
    };
    let (at, message) = match found {
        Some(found) => {
            let word = text.get(found.range.clone()).unwrap_or("");
            let message = format!("`{word}` does not fit into {what} here");
            (found.range.clone(), message)
        }
        None => {
            let last = tokens.last().map_or(0..0, |token| token.range.clone());
            (last, format!("{what} is not complete"))
        }
    };
    let verb = if found.is_some() {
        "here belongs"
    } else {
        "then comes"
    };
    let code = match unit {
        Unit::Line => Code::ScenarioLine,
        Unit::Clause(_) | Unit::Item | Unit::Field => Code::Unreadable,
    };
    let mistake = Mistake::new(code, at, message).label(match wanted(stop) {
        // What may come first is not what the line lacks.
        Some(_) if unit == Unit::Line && found.is_none() => String::new(),
        Some(wanted) => format!("{verb} {wanted}"),
        None => String::new(),
    });
    mistake.help(match unit {
        Unit::Clause(kind) => form(kind).to_owned(),
        Unit::Item => item_form(text).to_owned(),
        Unit::Field => "write a name, a colon and a type, such as `amount : money`".to_owned(),
        Unit::Line => line_form(text).to_owned(),
    })
}

/// At most three things, joined by "or".
fn wanted(stop: &Stop) -> Option<String> {
    let mut things: Vec<String> = stop
        .looked_for
        .iter()
        .filter_map(|rule| {
            let word = word_of(*rule).map(|word| format!("`{word}`"));
            word.or_else(|| described(*rule).map(|text| text.trim_end_matches(',').to_owned()))
        })
        .collect();
    things.sort();
    things.dedup();
    match things.as_slice() {
        [one] => Some(one.clone()),
        [one, two] => Some(format!("{one} or {two}")),
        [one, two, three] => Some(format!("{one}, {two} or {three}")),
        _ => None,
    }
}

/// How a clause is written.
fn form(kind: ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Available => {
            "write `available from 2026-01-01 through 2026-06-30`, `available from 2026-01-01` or `available always`"
        }
        ClauseKind::Earns => "write `earns through 2026-12-31`, or `earns before` an instant",
        ClauseKind::Eligible => "write `eligible everyone`, or `eligible when` and a condition",
        ClauseKind::Enroll => {
            "write `enroll on registered, once`, `enroll on registered, at most 3 times, one at a time` or `enroll automatically`"
        }
        ClauseKind::Table => {
            "write `table by account.market { … }`, with `|` between the columns and one row a line"
        }
        ClauseKind::Measure => {
            "write `measure spend = total charge.cash, within 30 days of enrollment`"
        }
        ClauseKind::Issue => {
            "write `issue 100 USD when spend reaches 200 USD, at once`, or with `every`, `on`, `at enrollment` or `at close of` for `when`"
        }
        ClauseKind::Apply => {
            "write `apply forward to charge`, and behind it its options, each with a comma before it"
        }
        ClauseKind::Expire => {
            "write `expire 30 days after issue`, `expire at end of month`, `expire on 2026-12-31` or `expire never`"
        }
        ClauseKind::Limit => {
            "write `limit 500 USD per account, then reduce`, or `limit 3 credits per account`"
        }
        ClauseKind::Clawback => "write `clawback none` or `clawback unspent`",
        ClauseKind::Revoke => "write `revoke on flagged`",
        ClauseKind::Exclusive => "write `exclusive in group welcome`",
        ClauseKind::DrawOrder => "write `draw order 10`",
    }
}

fn item_form(text: &str) -> &'static str {
    match text.split_whitespace().next() {
        Some("program") => "write `program \"Title\" { timezone \"Europe/Berlin\" }`",
        Some("account") => "write `account { market : text }`",
        Some("scenario") => {
            "write `scenario \"Title\" { … }`, or with `for` and an offer before the brace"
        }
        Some("event") => "write `event charge spends amount { amount : money }`",
        _ => "write `offer name version 1 \"Title\" { … }`",
    }
}

/// How a line of a scenario is written.
pub fn line_form(text: &str) -> &'static str {
    let mut words = text.split_whitespace();
    if words.next() == Some("account") {
        return "write `account currency = USD`, and behind it more facts with commas between them";
    }
    if !text.starts_with("=>") {
        return "write a time, an event, perhaps its id, and its fields: `2026-03-03 10:00 charge c1 amount = 150 USD`";
    }
    match text.trim_start_matches("=>").split_whitespace().next() {
        Some("enrolled") => "write `=> enrolled in spend_get`",
        Some("refused") => "write `=> refused by spend_get, not_eligible`",
        Some("earned") => "write `=> earned 100 USD by spend_get, due 2026-03-11 10:00`",
        Some("cancelled") => "write `=> cancelled 100 USD by spend_get, refunded`",
        Some("issued") => {
            "write `=> issued 100 USD by spend_get, expires 2026-04-03 10:00`, or `expires never`"
        }
        Some("applied") => "write `=> applied 40 USD, 60 USD left`",
        Some("restored") => "write `=> restored 40 USD for c1, 100 USD left`",
        Some("forfeited") => "write `=> forfeited 40 USD for c1`",
        Some("revoked") => "write `=> revoked 60 USD, clawback`",
        Some("expired") => "write `=> expired 60 USD`",
        Some("lapsed") => "write `=> lapsed spend of spend_get, reached 150 USD, needed 200 USD`",
        Some("adjusted") => "write `=> adjusted -12.50 USD`",
        Some(_) | None => {
            "behind `=>` stands what happened, such as `=> issued 100 USD by spend_get, expires never`, or `=> nothing`"
        }
    }
}
