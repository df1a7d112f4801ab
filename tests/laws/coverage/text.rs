//! The ways to write a clause that the generated programs use, each known by a piece of its text.

use super::Reached;

/// What the programs must use, and what it is known by.
pub const EXPECTED: [(&str, &str); 56] = [
    ("available always", "available always"),
    ("available from through", " through 20"),
    ("available before", " before "),
    ("earns through", "earns through"),
    ("earns before", "earns before"),
    ("eligible everyone", "eligible everyone"),
    ("eligible when", "eligible when"),
    ("opened in the last", "opened in the last"),
    ("any event", "(any "),
    ("no event", "(no "),
    ("a deadline after opening", " after opening"),
    ("a deadline after the first", " after first "),
    ("table by market", "by account.market"),
    ("table by currency", "by account.currency"),
    ("table by symbol", "by account.segment"),
    ("table by number", "by account.score"),
    ("table by flag", "by account.vip"),
    ("a threshold of the table", "reaches low"),
    ("a step of the table", "every many of"),
    ("tiers of the table", "reach low get prize"),
    ("a cap of the table", "at most prize per"),
    ("a limit of the table", "limit big per"),
    ("a percent of the table", "covering rate"),
    ("a share of the table", "rate of "),
    ("a share above", " above "),
    ("a reward at most", " at most big"),
    ("at most times", ", at most 2 times"),
    ("at most once", ", at most 1 time"),
    ("and", " and "),
    ("or", " or "),
    ("not", " not "),
    ("parentheses", ") and not ("),
    ("a list of symbols", "in [delivery, fee]"),
    ("a list of texts", "in [\"spring\", \"fall\"]"),
    ("present", " is present"),
    ("absent", " is absent"),
    ("a flag by itself", "account.vip\n"),
    ("two fields compared", "fees >= amount"),
    ("a field and a fact compared", "account.budget >= amount"),
    ("weekday", "weekday "),
    ("day", " day "),
    ("at", " at >"),
    ("cash in a filter", "cash >"),
    ("credited in a filter", "credited >"),
    ("a fact compared with a date", "account.joined "),
    ("a fact compared with an instant", "account.seen "),
    ("the opening compared", "account.opened "),
    ("the currency compared", "account.currency !="),
    (
        "a limit of credits each period",
        " credits per account each ",
    ),
    ("revoke", "revoke on "),
    ("exclusive", "exclusive in group welcome"),
    ("another group", "exclusive in group other"),
    ("draw order", "draw order "),
    ("no clawback", "clawback none"),
    ("versions side by side", " version 2"),
    ("a money literal without decimals", " JPY"),
];

pub fn note(reached: &mut Reached, program: &str) {
    for (thing, _) in EXPECTED.iter().filter(|(_, piece)| program.contains(piece)) {
        reached.note("text", thing);
    }
}
