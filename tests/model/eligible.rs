//! Who may enroll: eligibility (section 2.1) and the row of the table (section 2.2).

use onward::base::Instant;
use onward::engine::Value;
use onward::program::{
    Eligibility, EligibilityTest, HistoryTest, Row, RowKey, Table, TableKey, Version,
};

use super::account::Account;
use super::filter::holds;

impl Account<'_> {
    /// Judged at the instant `at` of the enrolling event.
    pub fn is_eligible(&self, eligibility: &Eligibility, at: Instant) -> bool {
        holds(eligibility, &|test| match test {
            EligibilityTest::Account(test) => self.test(test, None),
            EligibilityTest::OpenedWithin(duration) => {
                self.opened >= self.program.calendar.subtract(at, *duration)
            }
            EligibilityTest::History(test) => test.any == self.has_been(test, at),
        })
    }

    /// Whether there was such an event before `at`, judged with the facts of now.
    fn has_been(&self, test: &HistoryTest, at: Instant) -> bool {
        let earliest = test
            .within
            .map(|within| self.program.calendar.subtract(at, within));
        (0..self.history.len()).any(|index| {
            let dated = self.history[index].event.at;
            dated < at
                && earliest.is_none_or(|earliest| earliest <= dated)
                && self.matches(&test.event, index)
        })
    }

    /// The account's row of a table.
    pub fn row_of(&self, table: &Table) -> Option<usize> {
        table.rows.iter().position(|row| self.is_of(row, table.by))
    }

    fn is_of(&self, row: &Row, by: TableKey) -> bool {
        let fact = match by {
            TableKey::Currency => return row.key == RowKey::Currency(self.currency),
            TableKey::Fact(fact) => &self.facts[fact.index()],
        };
        match (&row.key, fact) {
            (RowKey::Text(key), Value::Text(text)) => **key == **text,
            (RowKey::Symbol(key), Value::Symbol(symbol)) => key == symbol,
            (RowKey::Number(key), Value::Number(number)) => key == number,
            (RowKey::Flag(key), Value::Flag(flag)) => key == flag,
            (RowKey::Date(key), Value::Date(date)) => key == date,
            (
                RowKey::Text(_)
                | RowKey::Symbol(_)
                | RowKey::Number(_)
                | RowKey::Flag(_)
                | RowKey::Date(_)
                | RowKey::Currency(_),
                _,
            ) => false,
        }
    }

    /// Whether all money of the version, and of its row, is of the account's currency.
    pub fn has_currency_of(&self, version: &Version, row: Option<usize>) -> bool {
        let of_row = row.and_then(|row| version.table.as_ref()?.rows[row].currency);
        let is_own = |currency| currency == self.currency;
        version.currency.is_none_or(is_own) && of_row.is_none_or(is_own)
    }
}
