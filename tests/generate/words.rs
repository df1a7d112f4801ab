//! The small words of a program: money, durations, moments, filters.

use onward::base::{Amount, Currency, Instant, Money};

use super::dice::Dice;
use super::scene::Scene;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Who throws the dice for one program.
pub struct Author<'a> {
    pub dice: &'a mut Dice,
    pub scene: &'a Scene,
    /// The instants and amounts that the program names, at whose edges the stream is to play.
    pub moments: Vec<Instant>,
    pub amounts: Vec<i128>,
}

impl Author<'_> {
    /// So much money in whole units, now and then with an odd fraction.
    pub fn minor(&mut self, low: i64, high: i64, currency: Currency) -> i128 {
        let unit = 10_i128.pow(currency.decimals());
        let odd = if self.dice.chance(20) {
            i128::from(self.dice.between(1, 99)) % unit.max(2)
        } else {
            0
        };
        i128::from(self.dice.between(low, high)) * unit + odd
    }

    pub fn money(&mut self, low: i64, high: i64, currency: Currency) -> String {
        let minor = self.minor(low, high, currency);
        self.write_money(minor, currency)
    }

    pub fn write_money(&mut self, minor: i128, currency: Currency) -> String {
        self.amounts.push(minor);
        let amount = Amount::from_minor(minor);
        Money { amount, currency }.to_string()
    }

    pub fn duration(&mut self) -> String {
        let (unit, most) = self.dice.weighed(&[
            (1, ("second", 90)),
            (2, ("minute", 90)),
            (4, ("hour", 72)),
            (8, ("day", 12)),
            (3, ("week", 2)),
            (3, ("month", 2)),
            (1, ("year", 1)),
        ]);
        self.count_of(unit, most)
    }

    /// Most of a day at least.
    pub fn long_duration(&mut self) -> String {
        if self.dice.chance(6) {
            return format!("{} hours", self.dice.between(20, 100));
        }
        let (unit, most) =
            self.dice
                .weighed(&[(8, ("day", 30)), (3, ("week", 4)), (4, ("month", 2))]);
        self.count_of(unit, most)
    }

    fn count_of(&mut self, unit: &str, most: i64) -> String {
        let count = self.dice.between(1, most);
        let plural = if count == 1 { "" } else { "s" };
        format!("{count} {unit}{plural}")
    }

    pub fn period(&mut self) -> &'static str {
        self.dice.weighed(&[
            (4, "day"),
            (3, "week"),
            (4, "month"),
            (1, "quarter"),
            (1, "year"),
        ])
    }

    pub fn percent(&mut self) -> String {
        let percents = [
            "5%",
            "10%",
            "12.5%",
            "33.333333%",
            "50%",
            "99%",
            "100%",
            "0.5%",
        ];
        self.dice.one_of(&percents).to_owned()
    }

    /// An instant so many days from the beginning, on an hour or a midnight.
    pub fn instant(&mut self, low: i64, high: i64) -> Instant {
        let days = self.dice.between(low, high);
        let calendar = self.scene.calendar;
        let around = self.scene.epoch.plus_seconds(days * DAY);
        let instant = if self.dice.chance(50) {
            calendar.start_of_day(calendar.date(around))
        } else {
            around.plus_seconds(self.dice.between(-12, 12) * HOUR)
        };
        self.moments.push(instant);
        instant
    }

    /// A date where the instant begins a day, else a local time or an instant.
    pub fn moment(&mut self, instant: Instant) -> String {
        let calendar = self.scene.calendar;
        let local = calendar.local(instant);
        if calendar.start_of_day(calendar.date(instant)) == instant {
            local.date().to_string()
        } else if self.dice.chance(50) && calendar.instant(local) == instant {
            local.format("%Y-%m-%d %H:%M:%S").to_string()
        } else {
            instant.to_string()
        }
    }

    /// A date so many days from the beginning.
    pub fn date(&mut self, low: i64, high: i64) -> String {
        let days = self.dice.between(low, high);
        let around = self.scene.epoch.plus_seconds(days * DAY);
        let calendar = self.scene.calendar;
        let date = calendar.date(around);
        self.moments.push(calendar.start_of_day(date));
        self.moments.push(calendar.end_of_day(date));
        date.to_string()
    }
}
