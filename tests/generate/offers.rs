//! Whole offers (section 2): every clause, in canonical order, one a line.

use onward::base::Currency;

use super::rules::RuleScope;
use super::words::Author;

/// Which offer to write.
#[derive(Clone, Copy)]
pub struct OfferPlan {
    pub name: &'static str,
    /// None where the version is left out.
    pub version: Option<u64>,
    pub group: Option<&'static str>,
}

/// How an account comes to hold the offer.
struct EnrollPlan {
    clause: String,
    event: Option<&'static str>,
    is_often: bool,
}

impl Author<'_> {
    pub fn offer(&mut self, plan: OfferPlan) -> String {
        let currency = if self.dice.chance(92) {
            self.scene.currency
        } else {
            self.scene.foreign
        };
        let mut clauses = vec![self.available()];
        let earns = self.earns();
        let has_earns = earns.is_some();
        clauses.extend(earns);
        clauses.push(format!("eligible {}", self.eligibility(currency)));
        let enroll = self.enroll(currency);
        clauses.push(enroll.clause);
        let has_table = self.dice.chance(25);
        if has_table {
            clauses.push(self.table(currency));
        }
        let (measures, plans) = self.measures(currency);
        clauses.extend(measures);
        let scope = RuleScope {
            currency,
            has_table,
            measures: &plans,
            has_earns,
            enrolls: enroll.event,
            enrolls_often: enroll.is_often,
        };
        let how_many = self.dice.weighed(&[(4, 1), (4, 2), (2, 3)]);
        let rules: Vec<_> = (0..how_many).map(|_| self.rule(&scope)).collect();
        let needs_clawback = rules.iter().any(|rule| rule.needs_clawback);
        clauses.extend(rules.into_iter().map(|rule| rule.clause));
        clauses.push(self.apply(currency, has_table));
        clauses.push(self.expire());
        for _ in 0..self.dice.weighed(&[(5, 0), (4, 1), (2, 2)]) {
            clauses.push(self.limit(currency, has_table));
        }
        if needs_clawback {
            let clawback = self.dice.one_of(&["none", "unspent", "unspent"]);
            clauses.push(format!("clawback {clawback}"));
        }
        clauses.extend(self.revoke(currency));
        clauses.extend(
            plan.group
                .map(|group| format!("exclusive in group {group}")),
        );
        if self.dice.chance(40) {
            let order = self.dice.one_of(&["0", "10", "100", "200"]);
            clauses.push(format!("draw order {order}"));
        }
        let version = plan
            .version
            .map_or(String::new(), |number| format!(" version {number}"));
        let clauses = clauses.join("\n  ");
        format!("\noffer {}{version} {{\n  {clauses}\n}}\n", plan.name)
    }

    fn available(&mut self) -> String {
        if self.dice.chance(35) {
            return "available always".to_owned();
        }
        let from = self.instant(-6, 8);
        let from_text = self.moment(from);
        match self.dice.below(3) {
            0 => format!("available from {from_text}"),
            1 => format!("available from {from_text} through {}", self.date(10, 60)),
            _ => {
                let before = self.instant(10, 60);
                format!("available from {from_text} before {}", self.moment(before))
            }
        }
    }

    fn earns(&mut self) -> Option<String> {
        if self.dice.chance(65) {
            return None;
        }
        Some(if self.dice.chance(50) {
            format!("earns through {}", self.date(12, 60))
        } else {
            let before = self.instant(12, 60);
            format!("earns before {}", self.moment(before))
        })
    }

    fn enroll(&mut self, currency: Currency) -> EnrollPlan {
        let event = self.dice.weighed(&[
            (8, "registered"),
            (4, "activated"),
            (3, "charge"),
            (1, "purchase"),
            (1, "profile"),
            (1, "refund"),
        ]);
        let filter = if event == "registered" {
            String::new()
        } else {
            self.filter(event, currency, true)
        };
        let shape = self.dice.below(10);
        if shape < 2 {
            return EnrollPlan {
                clause: "enroll automatically".to_owned(),
                event: None,
                is_often: false,
            };
        }
        if shape < 4 {
            return EnrollPlan {
                clause: format!("enroll on first {event}{filter}"),
                event: Some(event),
                is_often: false,
            };
        }
        let deadline = if self.dice.chance(25) {
            let within = self.long_duration();
            let anchor = if self.dice.chance(50) {
                "opening".to_owned()
            } else {
                let first = self.dice.one_of(&["charge", "activated"]);
                format!("first {first}{}", self.filter(first, currency, true))
            };
            format!(", no later than {within} after {anchor}")
        } else {
            String::new()
        };
        let is_often = event != "registered" && self.dice.chance(55);
        let repeat = if is_often {
            let times = self.dice.between(2, 4);
            let how = self.dice.one_of(&["one at a time", "side by side"]);
            format!("at most {times} times, {how}")
        } else {
            "once".to_owned()
        };
        EnrollPlan {
            clause: format!("enroll on {event}{filter}{deadline}, {repeat}"),
            event: Some(event),
            is_often,
        }
    }

    fn table(&mut self, currency: Currency) -> String {
        let own = |values: &[&str]| -> Vec<(String, Currency)> {
            values
                .iter()
                .map(|value| ((*value).to_owned(), currency))
                .collect()
        };
        let (key, rows) = match self.dice.below(8) {
            0 => ("currency", own(&[currency.code()])),
            1 => ("segment", own(&["self_serve"])),
            2 => ("score", own(&["5", "12"])),
            3 => ("vip", own(&["true"])),
            _ => {
                let mut rows = own(&["\"US\"", "\"GB\""]);
                rows.push(("\"JP\"".to_owned(), self.scene.foreign));
                ("market", rows)
            }
        };
        let mut written = format!(
            "table by account.{key} {{\n    {key} | low | high | prize | big | rate | many"
        );
        for (value, currency) in rows {
            let cells = [
                self.money(4, 15, currency),
                self.money(16, 40, currency),
                self.money(1, 9, currency),
                self.money(10, 20, currency),
                self.percent(),
                self.dice.one_of(&["1", "2", "3"]).to_owned(),
            ];
            written.push_str(&format!("\n    {value} | {}", cells.join(" | ")));
        }
        written.push_str("\n  }");
        written
    }

    fn apply(&mut self, currency: Currency, has_table: bool) -> String {
        let event = self.dice.weighed(&[(9, "charge"), (1, "purchase")]);
        let mut clause = format!(
            "apply forward to {event}{}",
            self.filter(event, currency, false)
        );
        if self.dice.chance(25) {
            let percent = if has_table && self.dice.chance(50) {
                "rate".to_owned()
            } else {
                self.percent()
            };
            clause.push_str(&format!(", covering {percent}"));
        }
        if self.dice.chance(25) {
            let most = if has_table && self.dice.chance(50) {
                "prize".to_owned()
            } else {
                self.money(1, 10, currency)
            };
            clause.push_str(&format!(", at most {most} per {event}"));
        }
        if event == "charge" && self.scene.has_since {
            let how = self.dice.one_of(&["excluded", "prorated", "prorated"]);
            clause.push_str(&format!(", charge in progress {how}"));
        }
        if let Some(reversal) = self.scene.reversal(event) {
            let how = self.dice.one_of(&["restores", "restores", "forfeits"]);
            clause.push_str(&format!(", {reversal} {how} credit"));
        }
        clause
    }

    fn expire(&mut self) -> String {
        let latest = if self.dice.chance(30) {
            format!(", no later than {}", self.date(15, 120))
        } else {
            String::new()
        };
        match self.dice.below(10) {
            0..=2 => format!("expire {} after issue{latest}", self.long_duration()),
            3 => format!("expire {} after issue{latest}", self.duration()),
            4 | 5 => format!(
                "expire {} after issue at end of day{latest}",
                self.long_duration()
            ),
            6 | 7 => format!("expire at end of {}{latest}", self.period()),
            8 => format!("expire on {}", self.date(15, 120)),
            _ => "expire never".to_owned(),
        }
    }

    fn limit(&mut self, currency: Currency, has_table: bool) -> String {
        let per = if self.dice.chance(45) {
            format!(" each {}", self.period())
        } else {
            String::new()
        };
        if self.dice.chance(35) {
            let most = self.dice.between(1, 4);
            return format!("limit {most} credits per account{per}");
        }
        let most = if has_table && self.dice.chance(50) {
            "big".to_owned()
        } else {
            self.money(5, 50, currency)
        };
        let then = self.dice.one_of(&["reduce", "refuse"]);
        format!("limit {most} per account{per}, then {then}")
    }

    fn revoke(&mut self, currency: Currency) -> Vec<String> {
        let how_many = self.dice.weighed(&[(5, 0), (5, 1), (1, 2)]);
        (0..how_many)
            .map(|_| {
                let event = self.dice.weighed(&[
                    (8, "flagged"),
                    (1, "profile"),
                    (1, "refund"),
                    (1, "charge"),
                ]);
                format!("revoke on {event}{}", self.filter(event, currency, true))
            })
            .collect()
    }
}
