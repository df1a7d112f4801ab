//! Issue rules (section 2.3).

use onward::base::Currency;

use super::measures::MeasurePlan;
use super::words::Author;

/// What a rule must know of its offer.
pub struct RuleScope<'a> {
    pub currency: Currency,
    pub has_table: bool,
    pub measures: &'a [MeasurePlan],
    pub has_earns: bool,
    /// The event that enrolls, if one does.
    pub enrolls: Option<&'static str>,
    pub enrolls_often: bool,
}

/// A rule's clause, and whether a measure `net of` a reversal decides a threshold of it.
pub struct RulePlan {
    pub clause: String,
    pub needs_clawback: bool,
}

impl Author<'_> {
    pub fn rule(&mut self, scope: &RuleScope<'_>) -> RulePlan {
        let measures = scope.measures;
        if measures.is_empty() || self.dice.chance(22) {
            return self.rule_without_measure(scope);
        }
        let measure = self.dice.one_of(measures);
        let closes = measure.ends || scope.has_earns;
        let name = measure.name;
        match self.dice.below(15) {
            0..=3 => self.reaches(scope, &measure),
            4..=6 => {
                let reward = self.fixed(scope);
                let step = self.goal(scope, &measure, false);
                let (timing, most) = (self.timing(), self.at_most_times());
                let clause = format!("issue {reward} every {step} of {name}, {timing}{most}");
                RulePlan::plain(clause)
            }
            7 | 8 if closes => {
                let (reward, timing) = (self.reward(scope, None), self.timing());
                RulePlan::plain(format!("issue {reward} at close of {name}, {timing}"))
            }
            9..=11 => {
                let (tiers, timing) = (self.tiers(scope, &measure), self.timing());
                RulePlan {
                    clause: format!("issue every tier of {name} {tiers}, {timing}"),
                    needs_clawback: measure.is_net,
                }
            }
            12..=14 if closes => {
                let (tiers, timing) = (self.tiers(scope, &measure), self.timing());
                let decided =
                    self.dice
                        .one_of(&["top tier or close", "top tier or close", "close"]);
                RulePlan {
                    clause: format!(
                        "issue highest tier of {name} {tiers}, decided at {decided}, {timing}"
                    ),
                    needs_clawback: measure.is_net,
                }
            }
            _ => self.reaches(scope, &measure),
        }
    }

    fn reaches(&mut self, scope: &RuleScope<'_>, measure: &MeasurePlan) -> RulePlan {
        let reward = self.reward(scope, None);
        let goal = self.goal(scope, measure, true);
        let mut when = format!("{} reaches {goal}", measure.name);
        let mut needs_clawback = measure.is_net;
        let others = scope
            .measures
            .iter()
            .filter(|other| other.name != measure.name);
        if let Some(other) = others.clone().next()
            && self.dice.chance(55)
        {
            let goal = self.goal(scope, other, true);
            when = format!("{when} and {} reaches {goal}", other.name);
            needs_clawback |= other.is_net;
        }
        let (timing, most) = (self.timing(), self.at_most_times());
        RulePlan {
            clause: format!("issue {reward} when {when}, {timing}{most}"),
            needs_clawback,
        }
    }

    fn rule_without_measure(&mut self, scope: &RuleScope<'_>) -> RulePlan {
        if self.dice.chance(35) {
            let (reward, timing) = (self.reward(scope, scope.enrolls), self.timing());
            return RulePlan::plain(format!("issue {reward} at enrollment, {timing}"));
        }
        let events = [
            "charge",
            "purchase",
            "activated",
            "activated",
            "flagged",
            "profile",
        ];
        let event = self.dice.one_of(&events);
        if scope.enrolls_often && scope.enrolls == Some(event) {
            let (reward, timing) = (self.reward(scope, scope.enrolls), self.timing());
            return RulePlan::plain(format!("issue {reward} at enrollment, {timing}"));
        }
        let reward = self.reward(scope, Some(event));
        let filter = self.filter(event, scope.currency, true);
        let (timing, most) = (self.timing(), self.at_most_times());
        RulePlan::plain(format!("issue {reward} on {event}{filter}, {timing}{most}"))
    }

    /// An amount of money, written or of the table.
    fn fixed(&mut self, scope: &RuleScope<'_>) -> String {
        if scope.has_table && self.dice.chance(60) {
            return self.dice.one_of(&["prize", "big"]).to_owned();
        }
        self.money(1, 25, scope.currency)
    }

    fn reward(&mut self, scope: &RuleScope<'_>, event: Option<&str>) -> String {
        let base = match self.dice.below(if event.is_some() { 14 } else { 10 }) {
            0..=4 => self.fixed(scope),
            5 | 6 => match self.share_of_measure(scope) {
                Some(share) => share,
                None => self.fixed(scope),
            },
            _ => match event.and_then(|event| self.of_event(event)) {
                Some(reward) => reward,
                None => self.fixed(scope),
            },
        };
        if self.dice.chance(20) {
            format!("{base} at most {}", self.fixed(scope))
        } else {
            base
        }
    }

    fn share_of_measure(&mut self, scope: &RuleScope<'_>) -> Option<String> {
        let of_money: Vec<_> = scope
            .measures
            .iter()
            .filter(|measure| measure.is_money)
            .collect();
        if of_money.is_empty() {
            return None;
        }
        let percent = self.rate(scope);
        let name = self.dice.one_of(&of_money).name;
        Some(if self.dice.chance(25) {
            format!(
                "{percent} of {name} above {}",
                self.money(1, 20, scope.currency)
            )
        } else {
            format!("{percent} of {name}")
        })
    }

    fn rate(&mut self, scope: &RuleScope<'_>) -> String {
        if scope.has_table && self.dice.chance(50) {
            "rate".to_owned()
        } else {
            self.percent()
        }
    }

    fn of_event(&mut self, event: &str) -> Option<String> {
        let field = match event {
            "charge" => self
                .dice
                .one_of(&["charge.cash", "charge.amount", "charge.fees"]),
            "purchase" => self.dice.one_of(&["purchase.total", "purchase.cash"]),
            "activated" => "activated.bonus",
            _ => return None,
        };
        Some(if self.dice.chance(60) {
            format!("{} of {field}", self.percent())
        } else {
            field.to_owned()
        })
    }

    fn goal(&mut self, scope: &RuleScope<'_>, measure: &MeasurePlan, is_threshold: bool) -> String {
        if !measure.is_money {
            if scope.has_table && self.dice.chance(40) {
                return "many".to_owned();
            }
            return self.dice.one_of(&["1", "2", "3", "4", "2.5"]).to_owned();
        }
        if scope.has_table && self.dice.chance(60) {
            return self.dice.one_of(&["low", "high"]).to_owned();
        }
        let least = if is_threshold { 5 } else { 2 };
        self.money(least, 40, scope.currency)
    }

    fn tiers(&mut self, scope: &RuleScope<'_>, measure: &MeasurePlan) -> String {
        if scope.has_table && measure.is_money && self.dice.chance(70) {
            return "{ reach low get prize  reach high get big }".to_owned();
        }
        let rows = self.dice.between(1, 3);
        let (mut reach, mut get) = (0, 0);
        let mut written = String::new();
        for _ in 0..rows {
            let goal = if measure.is_money {
                reach += self.minor(4, 15, scope.currency);
                self.write_money(reach, scope.currency)
            } else {
                reach += i128::from(self.dice.between(1, 2));
                reach.to_string()
            };
            get += self.minor(1, 12, scope.currency);
            let share = if self.dice.chance(30) {
                self.share_of_measure(scope)
            } else {
                None
            };
            let reward = match share {
                Some(share) => share,
                None => self.write_money(get, scope.currency),
            };
            written.push_str(&format!("reach {goal} get {reward}  "));
        }
        format!("{{ {written}}}")
    }

    fn timing(&mut self) -> String {
        match self.dice.below(10) {
            0..=4 => "at once".to_owned(),
            5 | 6 => format!("after {}", self.duration()),
            7 | 8 => format!("at end of {}", self.period()),
            _ => {
                let (duration, period) = (self.duration(), self.period());
                format!("{duration} after end of {period}")
            }
        }
    }

    fn at_most_times(&mut self) -> String {
        match self.dice.below(8) {
            0 => ", at most 1 time".to_owned(),
            1 => ", at most 2 times".to_owned(),
            2 => ", at most 5 times".to_owned(),
            _ => String::new(),
        }
    }
}

impl RulePlan {
    fn plain(clause: String) -> Self {
        Self {
            clause,
            needs_clawback: false,
        }
    }
}
