//! Measure clauses (section 2.4).

use onward::base::Currency;

use super::words::Author;

/// What rules must know of a measure.
#[derive(Clone)]
pub struct MeasurePlan {
    pub name: &'static str,
    pub is_money: bool,
    pub is_net: bool,
    /// Whether its windows end by themselves.
    pub ends: bool,
}

const NAMES: [&str; 3] = ["spend", "visits", "third"];

impl Author<'_> {
    /// The clauses of a few measures.
    pub fn measures(&mut self, currency: Currency) -> (Vec<String>, Vec<MeasurePlan>) {
        let how_many = self.dice.weighed(&[(1, 0), (6, 1), (4, 2), (1, 3)]);
        NAMES[..how_many]
            .iter()
            .map(|name| self.measure(name, currency))
            .unzip()
    }

    fn measure(&mut self, name: &'static str, currency: Currency) -> (String, MeasurePlan) {
        let (aggregate, event, is_money, is_different) = self.dice.weighed(&[
            (8, ("total charge.cash", "charge", true, false)),
            (5, ("total charge.amount", "charge", true, false)),
            (2, ("total charge.credited", "charge", true, false)),
            (2, ("total charge.fees", "charge", true, false)),
            (3, ("total charge.clicks", "charge", false, false)),
            (2, ("total purchase.total", "purchase", true, false)),
            (1, ("total purchase.cash", "purchase", true, false)),
            (1, ("total activated.bonus", "activated", true, false)),
            (4, ("count of charge", "charge", false, false)),
            (1, ("count of activated", "activated", false, false)),
            (1, ("count of profile", "profile", false, false)),
            (
                2,
                ("count of different charge.campaign", "charge", false, true),
            ),
            (1, ("count of different charge.day", "charge", false, true)),
            (
                1,
                ("count of different charge.amount", "charge", false, true),
            ),
            (3, ("days with charge", "charge", false, false)),
            (1, ("days with purchase", "purchase", false, false)),
            (
                1,
                ("count of different charge.clicks", "charge", false, true),
            ),
            (
                1,
                ("count of different charge.weekday", "charge", false, true),
            ),
            (1, ("count of refund", "refund", false, false)),
            (1, ("total purchase.credited", "purchase", true, false)),
        ]);
        let filter = self.filter(event, currency, true);
        let reversal = self.scene.reversal(event);
        let is_net = reversal.is_some() && !is_different && self.dice.chance(75);
        let counting = match reversal {
            None => String::new(),
            Some(reversal) if is_net => format!(", net of {reversal}"),
            Some(reversal) => format!(", gross of {reversal}"),
        };
        let window = self.window(event);
        let ends = window != "since enrollment";
        let clause = format!("measure {name} = {aggregate}{filter}{counting}, {window}");
        let plan = MeasurePlan {
            name,
            is_money,
            is_net,
            ends,
        };
        (clause, plan)
    }

    fn window(&mut self, event: &str) -> String {
        match self.dice.below(12) {
            0..=3 => {
                let (duration, anchor) = (self.long_duration(), self.anchor(event));
                format!("within {duration} of {anchor}")
            }
            4 => {
                let (first, second) = (self.long_duration(), self.long_duration());
                let other = self.dice.one_of(&["enrollment", "opening"]);
                format!("within {first} of first {event} and within {second} of {other}")
            }
            5 | 6 => {
                let period = self.period();
                format!("each {period}")
            }
            7 | 8 => {
                let duration = self.long_duration();
                format!("each {duration} of enrollment")
            }
            9 => "each month".to_owned(),
            _ => "since enrollment".to_owned(),
        }
    }

    fn anchor(&mut self, event: &str) -> String {
        match self.dice.below(4) {
            0 => "opening".to_owned(),
            1 => format!("first {event}"),
            _ => "enrollment".to_owned(),
        }
    }
}
