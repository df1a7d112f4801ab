//! Who can take part: `eligible`, and what the offer's money asks of an account.

use crate::program::{Eligibility, EligibilityTest, Formula, HistoryTest, TableKey};

use super::super::filters::{Said, formula};
use super::super::page::Section;
use super::super::times::duration;
use super::super::voice::Voice;
use super::super::words;

pub fn section(voice: Voice<'_>) -> Section {
    let mut section = Section::new("who", "Who can take part");
    conditions(voice, &mut section);
    money(voice, &mut section);
    section
}

fn conditions(voice: Voice<'_>, section: &mut Section) {
    let origin = voice.version.clauses.eligible;
    let eligible = &voice.version.eligible;
    let leaf = |test: &EligibilityTest, negated: bool| told(voice, test, negated);
    let items = |parts: &[Eligibility]| -> Vec<String> {
        let told = parts.iter().map(|part| formula(part, &leaf).text());
        told.map(|text| words::capital(&text) + ".").collect()
    };
    match eligible {
        Formula::All(parts) if parts.is_empty() => {
            section.say("eligible", origin, "Any account can take part that meets these terms.");
            return;
        }
        Formula::All(parts) => section.list(
            "eligible",
            origin,
            "You can take part only if all of the following are true at the moment when you enroll:",
            items(parts),
        ),
        Formula::Any(parts) if !parts.is_empty() => section.list(
            "eligible",
            origin,
            "You can take part only if at least one of the following is true at the moment when you \
             enroll:",
            items(parts),
        ),
        Formula::Any(_) | Formula::Not(_) | Formula::Test(_) => {
            let condition = formula(eligible, &leaf).text();
            section.say(
                "eligible",
                origin,
                format!(
                    "You can take part only if this is true at the moment when you enroll: {condition}."
                ),
            );
        }
    }
    if looks_back(eligible) {
        section.say(
            "eligible",
            origin,
            "Here, “in the last” so many days (or another length of time) means: at or after the moment \
             that lies exactly so long before you enroll, and before the moment when you enroll.",
        );
    }
}

fn told(voice: Voice<'_>, test: &EligibilityTest, negated: bool) -> Option<Said> {
    match test {
        EligibilityTest::Account(test) => voice.condition(None, test, negated),
        EligibilityTest::OpenedWithin(within) => {
            let not = if negated { "not " } else { "" };
            let within = duration(*within);
            Some(Said::alone(format!(
                "your account was {not}opened in the last {within}"
            )))
        }
        EligibilityTest::History(history) => {
            let text = told_history(voice, history, negated);
            Some(if history.event.filter == Formula::always() {
                Said::alone(text)
            } else {
                Said::open(text)
            })
        }
    }
}

fn told_history(voice: Voice<'_>, history: &HistoryTest, negated: bool) -> String {
    let one = voice.one(&history.event);
    match (history.any != negated, history.within) {
        (true, Some(within)) => {
            format!(
                "in the last {}, your account has had at least one {one}",
                duration(within)
            )
        }
        (false, Some(within)) => {
            format!(
                "in the last {}, your account has had no {one}",
                duration(within)
            )
        }
        (true, None) => format!("before that moment, your account has had at least one {one}"),
        (false, None) => format!("before that moment, your account has never had any {one}"),
    }
}

fn looks_back(eligible: &Eligibility) -> bool {
    match eligible {
        Formula::All(parts) | Formula::Any(parts) => parts.iter().any(looks_back),
        Formula::Not(inner) => looks_back(inner),
        Formula::Test(EligibilityTest::OpenedWithin(_)) => true,
        Formula::Test(EligibilityTest::History(history)) => history.within.is_some(),
        Formula::Test(EligibilityTest::Account(_)) => false,
    }
}

/// An account in another currency, or without a row, is refused.
fn money(voice: Voice<'_>, section: &mut Section) {
    let version = voice.version;
    if let (Some(table), Some(origin)) = (&version.table, version.clauses.table) {
        let fact = match table.by {
            TableKey::Currency => "currency".to_owned(),
            TableKey::Fact(id) => {
                let fact = voice.program.account.facts.get(id.index());
                words::plain(fact.map_or("", |fact| fact.name.as_str()))
            }
        };
        section.say(
            "table",
            origin,
            format!("Your account’s {fact} must be one of those in the table of amounts below."),
        );
        let has_money = table.rows.iter().any(|row| row.currency.is_some());
        if has_money && table.by != TableKey::Currency {
            section.say(
                "table",
                origin,
                "Your account’s currency must be that of the amounts in its row.",
            );
        }
    }
    if let Some(currency) = version.currency {
        let (clause, origin) = super::amounts::first_money(voice);
        section.say(
            clause,
            origin,
            format!("Your account’s currency must be {currency}."),
        );
    }
}
