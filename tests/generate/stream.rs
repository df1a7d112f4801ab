//! Streams of events that play at the edges. The model runs along, so that the next event can be dated at
//! an instant where something is due, and can be of an amount that just reaches a threshold or just
//! misses it.

use onward::base::{Amount, Currency, Instant};
use onward::engine::Value;
use onward::program::Program;

use super::aims::{self, Aims};
use super::dice::Dice;
use super::occurrence::{Member, Occurrence};
use super::scene::Scene;
use crate::model::{Account, Model};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

pub struct Stage<'a> {
    pub dice: &'a mut Dice,
    pub scene: &'a Scene,
    pub program: &'a Program,
    /// What the program names.
    pub moments: Vec<Instant>,
    pub amounts: Vec<i128>,
    pub model: Model<'a>,
    pub stream: Vec<Occurrence>,
}

/// A stream, and the instant to which clocks move at its end.
pub fn play(mut stage: Stage<'_>) -> (Vec<Occurrence>, Instant) {
    let how_many = stage.dice.between(8, 60);
    for _ in 0..how_many {
        stage.next();
    }
    let last = stage.stream.iter().map(|one| one.at).max();
    let last = last.unwrap_or(stage.scene.epoch);
    let later = stage
        .dice
        .weighed(&[(2, 0), (2, 1), (2, 10), (4, 40), (1, 400)]);
    (stage.stream, last.plus_seconds(later * DAY))
}

impl Stage<'_> {
    fn next(&mut self) {
        let accounts = self.model.accounts.len();
        let opens = accounts == 0 || (accounts < 3 && self.dice.chance(6));
        let occurrence = if opens {
            self.opening(["a1", "a2", "a3"][accounts])
        } else {
            // The first account has most of the events.
            let chosen = self.dice.below(accounts as u64 + 2) as usize;
            let place = if chosen < accounts { chosen } else { 0 };
            self.event(place)
        };
        let arrival = occurrence.arrival(self.program);
        self.model
            .take(&arrival.expect("the program knows the event"));
        self.stream.push(occurrence);
    }

    fn id(&self) -> String {
        format!("e{}", self.stream.len() + 1)
    }

    fn opening(&mut self, account: &str) -> Occurrence {
        let around = self
            .scene
            .epoch
            .plus_seconds(self.dice.between(-72, 72) * HOUR);
        let at = if self.dice.chance(40) {
            self.edge(around, self.moments.clone())
        } else {
            around
        };
        let home = self.scene.currency;
        let currency = self.dice.weighed(&[(14, home), (1, self.scene.foreign)]);
        let mut members = vec![("market", self.market()), ("segment", self.segment())];
        members.extend(self.optional_facts());
        Occurrence {
            id: self.id(),
            kind: "registered",
            account: account.to_owned(),
            at,
            currency,
            opens: true,
            members,
        }
    }

    fn event(&mut self, place: usize) -> Occurrence {
        let aims = aims::of(&self.model.accounts[place]);
        let account = &self.model.accounts[place];
        let (name, currency, clock) = (account.name.clone(), account.currency, account.clock);
        let (at, kind) = self.moment_and_kind(clock, &aims);
        let members = match kind {
            "charge" => self.charge(at, &aims),
            "refund" => self.reversal(place, &aims, ["charge", "charge", "amount"]),
            "returned" => self.reversal(place, &aims, ["purchase", "purchase", "total"]),
            "activated" => self.activation(currency),
            "purchase" => self.purchase(&aims),
            "profile" => self.profile(),
            "flagged" => self.flag(),
            "adjustment" => self.adjustment(currency),
            _ => Vec::new(),
        };
        Occurrence {
            id: self.id(),
            kind,
            account: name,
            at,
            currency,
            opens: false,
            members,
        }
    }

    /// While credit is scheduled it is worth a refund, while credit is there it is worth a charge.
    fn moment_and_kind(&mut self, clock: Instant, aims: &Aims) -> (Instant, &'static str) {
        let soon = clock.plus_seconds(self.dice.between(0, 5 * HOUR));
        let often = if self.scene.is_refunded_often { 30 } else { 10 };
        if (aims.has_scheduled || aims.has_credit) && self.dice.chance(often) {
            let kind = self.dice.weighed(&[(5, "refund"), (1, "returned")]);
            return (soon, kind);
        }
        if aims.has_credit && self.dice.chance(30) {
            return (
                soon,
                self.dice
                    .weighed(&[(6, "charge"), (1, "purchase"), (2, "refund")]),
            );
        }
        let kind = self.dice.weighed(&[
            (54, "charge"),
            (15, "refund"),
            (3, "returned"),
            (7, "activated"),
            (7, "purchase"),
            (5, "profile"),
            (3, "flagged"),
            (2, "adjustment"),
            (1, "closed"),
        ]);
        (self.instant(clock, aims), kind)
    }

    /// Where something is due, a little later, much later, or in the past.
    fn instant(&mut self, clock: Instant, aims: &Aims) -> Instant {
        match self.dice.below(100) {
            0..=34 => {
                let mut ahead: Vec<Instant> = aims.due.clone();
                ahead.extend(self.moments.iter().copied());
                self.edge(clock, ahead)
            }
            35..=49 => clock,
            50..=59 => clock.plus_seconds(self.dice.between(1, 3_600)),
            60..=74 => clock.plus_seconds(self.dice.between(1, 48) * HOUR),
            75..=84 => clock.plus_seconds(self.dice.between(1, 8) * DAY),
            85..=89 => self.next_midnight(clock),
            90..=93 => clock.plus_seconds(-self.dice.between(1, 5) * HOUR),
            94..=95 => clock.plus_seconds(-self.dice.between(1, 30) * DAY),
            _ => {
                let past: Vec<Instant> = aims
                    .past
                    .iter()
                    .copied()
                    .filter(|at| *at <= clock)
                    .collect();
                if past.is_empty() {
                    return clock.plus_seconds(-1);
                }
                let at = self.dice.one_of(&past);
                self.beside(at)
            }
        }
    }

    /// One of the next instants where something happens, or just beside it.
    fn edge(&mut self, clock: Instant, mut ahead: Vec<Instant>) -> Instant {
        let soon = clock.plus_seconds(50 * DAY);
        ahead.retain(|at| *at >= clock && *at <= soon);
        ahead.sort();
        ahead.dedup();
        ahead.truncate(3);
        if ahead.is_empty() {
            return clock.plus_seconds(self.dice.between(0, 30) * HOUR);
        }
        let at = self.dice.one_of(&ahead);
        self.beside(at)
    }

    fn beside(&mut self, at: Instant) -> Instant {
        match self.dice.below(12) {
            0..=4 => at,
            5 | 6 => at.plus_seconds(1),
            7 | 8 => at.plus_seconds(-1),
            9 => at.just_before(),
            10 => at.plus_seconds(1).just_before(),
            _ => at.plus_seconds(self.dice.between(-26, 26) * HOUR),
        }
    }

    fn next_midnight(&mut self, clock: Instant) -> Instant {
        let calendar = self.scene.calendar;
        let midnight = calendar.end_of_day(calendar.date(clock));
        self.beside(midnight)
    }

    fn charge(&mut self, at: Instant, aims: &Aims) -> Vec<(&'static str, Member)> {
        let mut members = vec![
            ("amount", Member::Money(self.amount(&aims.wanted))),
            (
                "kind",
                Member::Symbol(
                    self.dice
                        .weighed(&[(7, "delivery"), (2, "fee"), (1, "tax")]),
                ),
            ),
        ];
        if self.dice.chance(50) {
            let campaign = self.dice.one_of(&["spring", "fall", "third"]);
            members.push(("campaign", Member::Text(campaign.to_owned())));
        }
        if self.dice.chance(60) {
            let clicks = self.dice.weighed(&[
                (2, "0"),
                (4, "1"),
                (4, "2"),
                (4, "3"),
                (4, "0.5"),
                (3, "7"),
                (4, "2.125"),
                (1, "79228162514264337593543950335"),
                (1, "0.0000000000000000000000000001"),
            ]);
            members.push(("clicks", Member::Number(clicks.to_owned())));
        }
        if self.dice.chance(40) {
            let fees = self.amount(&[]);
            members.push(("fees", Member::Money(fees)));
        }
        if self.dice.chance(45) {
            let past: Vec<Instant> = aims
                .past
                .iter()
                .copied()
                .filter(|past| *past <= at)
                .collect();
            let started = match self.dice.below(4) {
                0 => at,
                1 if !past.is_empty() => {
                    let past = self.dice.one_of(&past);
                    self.beside(past)
                }
                2 => at.plus_seconds(-self.dice.between(0, 100)),
                _ => at.plus_seconds(-self.dice.between(0, 200) * HOUR),
            };
            members.push(("started", Member::Instant(started.min(at))));
        }
        members
    }

    /// Of a spending event; its field and that of the amount.
    fn reversal(
        &mut self,
        place: usize,
        aims: &Aims,
        [event, field, amount_field]: [&'static str; 3],
    ) -> Vec<(&'static str, Member)> {
        let account = &self.model.accounts[place];
        let charges = charges(account, event);
        if charges.is_empty() || self.dice.chance(4) {
            let amount = self.amount(&[]);
            let unknown = self.dice.one_of(&["e1", "e2", "nothing"]);
            return vec![
                (field, Member::Text(unknown.to_owned())),
                (amount_field, Member::Money(amount)),
            ];
        }
        let paid: Vec<_> = charges
            .iter()
            .filter(|charge| charge.is_paid)
            .cloned()
            .collect();
        let among = if paid.is_empty() || self.dice.chance(50) {
            charges
        } else {
            paid
        };
        // Recent ones are more likely to be counted still.
        let recent = self.dice.below(6).min(among.len() as u64 - 1) as usize;
        let Charge {
            id,
            charged,
            refunded,
            ..
        } = among[among.len() - 1 - recent].clone();
        let left = charged - refunded;
        let amount = match self.dice.below(8) {
            0..=2 => left,
            3 => left / 2,
            4 => left / 3,
            5 => self.dice.one_of(&[0, 1, 1, left + 1, charged * 2 + 5]),
            _ => {
                let amount = self.amount(&aims.surplus);
                amount.min(left)
            }
        };
        vec![
            (field, Member::Text(id)),
            (amount_field, Member::Money(amount.min(Amount::LIMIT))),
        ]
    }

    fn purchase(&mut self, aims: &Aims) -> Vec<(&'static str, Member)> {
        let channel = self.dice.one_of(&["web", "store"]);
        vec![
            ("total", Member::Money(self.amount(&aims.wanted))),
            ("channel", Member::Symbol(channel)),
        ]
    }

    fn activation(&mut self, currency: Currency) -> Vec<(&'static str, Member)> {
        let code = self.dice.one_of(&["SPRING", "SPRING", "FALL"]);
        let mut members = vec![("code", Member::Text(code.to_owned()))];
        if self.dice.chance(60) {
            let bonus = i128::from(self.dice.between(0, 30)) * 10_i128.pow(currency.decimals());
            members.push(("bonus", Member::Money(bonus)));
        }
        members
    }

    fn flag(&mut self) -> Vec<(&'static str, Member)> {
        let reason = self.dice.one_of(&["fraud", "fraud", "other"]);
        let mut members = vec![("reason", Member::Text(reason.to_owned()))];
        if self.dice.chance(50) {
            let level = self.dice.one_of(&["1", "2", "3"]);
            members.push(("level", Member::Number(level.to_owned())));
        }
        members
    }

    fn adjustment(&mut self, currency: Currency) -> Vec<(&'static str, Member)> {
        let amount = match self.dice.below(10) {
            0 => 0,
            1 => -Amount::LIMIT,
            _ => i128::from(self.dice.between(-500, 500) * i64::from(currency.decimals() + 1)),
        };
        vec![
            ("amount", Member::Money(amount)),
            ("reason", Member::Text("billing".to_owned())),
        ]
    }

    fn profile(&mut self) -> Vec<(&'static str, Member)> {
        let mut members = Vec::new();
        if self.dice.chance(30) {
            members.push(("market", self.market()));
        }
        if self.dice.chance(30) {
            members.push(("segment", self.segment()));
        }
        members.extend(self.optional_facts());
        members
    }

    fn optional_facts(&mut self) -> Vec<(&'static str, Member)> {
        let mut members = Vec::new();
        if self.dice.chance(50) {
            let score = self.dice.one_of(&["0", "5", "5.5", "12"]);
            members.push(("score", Member::Number(score.to_owned())));
        }
        if self.dice.chance(50) {
            members.push(("vip", Member::Flag(self.dice.chance(70))));
        }
        if self.dice.chance(50) {
            members.push(("budget", Member::Money(self.amount(&[]))));
        }
        let days = self.dice.between(-20, 20);
        let around = self.scene.epoch.plus_seconds(days * DAY);
        if self.dice.chance(50) {
            members.push(("joined", Member::Date(self.scene.calendar.date(around))));
        }
        if self.dice.chance(50) {
            members.push(("seen", Member::Instant(around)));
        }
        members
    }

    fn market(&mut self) -> Member {
        let market = self
            .dice
            .weighed(&[(6, "US"), (3, "GB"), (1, "JP"), (1, "FR")]);
        Member::Text(market.to_owned())
    }

    fn segment(&mut self) -> Member {
        Member::Symbol(self.dice.weighed(&[(4, "self_serve"), (1, "managed")]))
    }

    /// An amount aimed at, one that the program names, or any; or a minor unit beside it.
    fn amount(&mut self, aims: &[i128]) -> i128 {
        let unit = 10_i128.pow(self.scene.currency.decimals());
        let amount = match self.dice.below(10) {
            0..=3 if !aims.is_empty() => self.dice.one_of(aims),
            4 | 5 if !self.amounts.is_empty() => self.dice.one_of(&self.amounts.clone()),
            6 => i128::from(self.dice.between(0, 3_000)),
            7 if self.dice.chance(30) => 0,
            8 if self.dice.chance(5) => Amount::LIMIT,
            _ => i128::from(self.dice.between(1, 40)) * unit,
        };
        let beside = self.dice.weighed(&[(6, 0), (1, 1), (1, -1)]);
        (amount + beside).clamp(0, Amount::LIMIT)
    }
}

#[derive(Clone)]
pub struct Charge {
    pub id: String,
    pub charged: i128,
    pub refunded: i128,
    /// Whether credit paid of it.
    pub is_paid: bool,
}

/// The events of a spending kind.
pub fn charges(account: &Account<'_>, event: &str) -> Vec<Charge> {
    let charges = account.history.iter().filter(|past| {
        let kind = &account.program.events[past.event.kind.index()];
        kind.name == event
    });
    charges
        .map(|past| {
            let charged = past.event.values.iter().find_map(|value| {
                let Value::Money(amount) = value else {
                    return None;
                };
                Some(amount.minor())
            });
            Charge {
                id: past.event.id.to_string(),
                charged: charged.unwrap_or(0),
                refunded: past.refunded,
                is_paid: past.credited() > 0,
            }
        })
        .collect()
}
