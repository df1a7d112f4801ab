//! Filters and eligibility (section 2.1).

use onward::base::Currency;

use super::words::Author;

impl Author<'_> {
    /// ` where …`, or nothing.
    pub fn filter(&mut self, event: &str, currency: Currency, knows_cash: bool) -> String {
        if self.dice.chance(55) {
            return String::new();
        }
        let predicate = self.predicate(event, currency, knows_cash);
        format!(" where {predicate}")
    }

    /// Over an event's fields and its account's facts.
    pub fn predicate(&mut self, event: &str, currency: Currency, knows_cash: bool) -> String {
        let test = self.negated(event, currency, knows_cash);
        match self.dice.below(10) {
            0 | 1 => {
                let other = self.negated(event, currency, knows_cash);
                format!("{test} and {other}")
            }
            2 => {
                let other = self.negated(event, currency, knows_cash);
                format!("{test} or {other}")
            }
            3 => {
                let (second, third) = (
                    self.negated(event, currency, knows_cash),
                    self.negated(event, currency, knows_cash),
                );
                format!("({test} or {second}) and not ({third})")
            }
            _ => test,
        }
    }

    fn negated(&mut self, event: &str, currency: Currency, knows_cash: bool) -> String {
        let test = if self.dice.chance(20) {
            self.fact_test(currency)
        } else {
            self.event_test(event, currency, knows_cash)
        };
        if self.dice.chance(8) {
            format!("not {test}")
        } else {
            test
        }
    }

    fn event_test(&mut self, event: &str, currency: Currency, knows_cash: bool) -> String {
        let money = self.money(1, 25, currency);
        let cash = if knows_cash && self.dice.chance(50) {
            self.dice.one_of(&["cash", "credited"])
        } else {
            "amount"
        };
        let order = self.dice.one_of(&["=", "!=", "<", "<=", ">", ">="]);
        let date = self.date(-5, 40);
        let instant = self.instant(-5, 40);
        let moment = self.moment(instant);
        let moment = match moment.len() {
            10 => format!("{moment} 00:00"),
            _ => moment,
        };
        let of_time = [
            format!("weekday {} friday", self.dice.one_of(&["=", "!="])),
            "weekday in [saturday, sunday]".to_owned(),
            format!("day {order} {date}"),
            format!("at {order} {moment}"),
        ];
        let of_event: Vec<String> = match event {
            "charge" => vec![
                "kind = delivery".to_owned(),
                "kind != tax".to_owned(),
                "kind in [delivery, fee]".to_owned(),
                format!("{cash} {order} {money}"),
                format!("{cash} >= {money}"),
                "campaign is present".to_owned(),
                "campaign = \"spring\"".to_owned(),
                "charge.campaign in [\"spring\", \"fall\"]".to_owned(),
                format!("clicks {order} 3"),
                "clicks > 2.5".to_owned(),
                "started is absent".to_owned(),
                "started < at".to_owned(),
                format!("fees {order} amount"),
                "account.budget >= amount".to_owned(),
                "campaign != account.market".to_owned(),
                "started >= account.seen".to_owned(),
                "day > account.joined".to_owned(),
                "clicks < account.score".to_owned(),
                "type = \"charge\"".to_owned(),
            ],
            "purchase" => vec![
                "channel = web".to_owned(),
                format!("{} {order} {money}", cash.replace("amount", "total")),
                format!("total {order} {money}"),
                format!("purchase.total >= {money}"),
            ],
            "activated" => vec![
                "code = \"SPRING\"".to_owned(),
                "code != \"SPRING\"".to_owned(),
                "bonus is present".to_owned(),
                format!("bonus {order} {money}"),
            ],
            "flagged" => vec![
                "reason = \"fraud\"".to_owned(),
                format!("level {order} 2"),
                "level is absent".to_owned(),
            ],
            "refund" => vec![format!("amount {order} {money}")],
            "returned" => vec![format!("total {order} {money}")],
            "registered" | "profile" => vec![
                "account.market = \"US\"".to_owned(),
                "account.score is present".to_owned(),
            ],
            _ => vec!["id != \"e1\"".to_owned()],
        };
        if self.dice.chance(15) {
            self.dice.one_of(&of_time)
        } else {
            self.dice.one_of(&of_event)
        }
    }

    fn fact_test(&mut self, currency: Currency) -> String {
        let order = self.dice.one_of(&["=", "!=", "<", "<=", ">", ">="]);
        let money = self.money(1, 30, currency);
        let date = self.date(-20, 20);
        let instant = self.instant(-10, 10);
        let instant = instant.to_string();
        let code = self.dice.one_of(&["USD", "JPY", "KWD"]);
        let tests = [
            "account.segment = self_serve".to_owned(),
            "account.segment in [self_serve, managed]".to_owned(),
            "account.market = \"US\"".to_owned(),
            "account.market in [\"US\", \"GB\"]".to_owned(),
            format!("account.score {order} 5"),
            "account.score is absent".to_owned(),
            "account.vip".to_owned(),
            "account.vip = false".to_owned(),
            format!("account.budget {order} {money}"),
            format!("account.joined {order} {date}"),
            format!("account.seen {order} {instant}"),
            format!("account.opened {order} {instant}"),
            format!("account.currency != {code}"),
        ];
        self.dice.one_of(&tests)
    }

    /// `everyone` or `when …`
    pub fn eligibility(&mut self, currency: Currency) -> String {
        if self.dice.chance(60) {
            return "everyone".to_owned();
        }
        let test = self.eligibility_test(currency);
        let rest = match self.dice.below(4) {
            0 => format!(" and {}", self.eligibility_test(currency)),
            1 => format!(" or {}", self.eligibility_test(currency)),
            _ => String::new(),
        };
        format!("when {test}{rest}")
    }

    fn eligibility_test(&mut self, currency: Currency) -> String {
        match self.dice.below(5) {
            0 => {
                let duration = self.duration();
                format!("opened in the last {duration}")
            }
            1 | 2 => {
                let which = self.dice.one_of(&["any", "no", "no"]);
                let events = [
                    "charge",
                    "flagged",
                    "activated",
                    "refund",
                    "purchase",
                    "registered",
                ];
                let event = self.dice.one_of(&events);
                let filter = self.filter(event, currency, true);
                let recency = if self.dice.chance(50) {
                    format!(" in the last {}", self.duration())
                } else {
                    String::new()
                };
                // The parentheses end the filter.
                format!("({which} {event}{filter}{recency})")
            }
            _ => self.fact_test(currency),
        }
    }
}
