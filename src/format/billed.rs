//! A billing statement, as someone else's system wrote it: one charge a line or a row, with what credit and
//! what cash paid of it. CSV with a header, JSON Lines, or Parquet.

use csv::{ReaderBuilder, Trim};

use crate::base::{Currency, Number};

#[cfg(feature = "parquet")]
use super::columns::parquet_bill::read_rows;
use super::input::origin::{Place, Unit};
use super::members::{read_members, text_of};
use super::record::find_member;

/// What a file of Parquet begins with.
const PARQUET_MAGIC: &[u8] = b"PAR1";

/// The names of columns and members.
const NAMES: [&str; 5] = ["charge", "credit", "cash", "account", "currency"];
const NEEDED: [&str; 3] = ["charge", "credit", "cash"];

/// One line or row of a bill. Amounts are as they are written: they are decimals and not negative, and of how
/// many decimals is for the currency to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BilledLine {
    pub place: Place,
    pub charge: String,
    pub credit: String,
    pub cash: String,
    /// Needed where several accounts have a charge of this id.
    pub account: Option<String>,
    pub currency: Option<Currency>,
}

/// Something wrong with a bill.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BilledFault {
    /// Nowhere alone where all of it is wrong.
    pub place: Option<Place>,
    /// `` `credit` is missing ``
    pub reason: String,
}

/// Reads a bill: JSON Lines where it begins with `{`, Parquet where it begins with the mark of that, else CSV.
/// Columns and members of other names are passed over, and blank lines.
///
/// # Errors
/// Everything that is wrong with it, in the order of its lines.
pub fn read_billed(bytes: &[u8]) -> Result<Vec<BilledLine>, Vec<BilledFault>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut bill = Bill::default();
    if bytes.starts_with(PARQUET_MAGIC) {
        bill.unit = Unit::Row;
        bill.read_parquet(bytes);
        return bill.into_lines();
    }
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    match first {
        Some(b'{') => bill.read_json(bytes),
        Some(_) => bill.read_csv(bytes),
        None => {}
    }
    bill.into_lines()
}

#[derive(Default)]
struct Bill {
    unit: Unit,
    lines: Vec<BilledLine>,
    faults: Vec<BilledFault>,
}

impl Bill {
    fn into_lines(self) -> Result<Vec<BilledLine>, Vec<BilledFault>> {
        if self.faults.is_empty() {
            Ok(self.lines)
        } else {
            Err(self.faults)
        }
    }

    #[cfg(feature = "parquet")]
    fn read_parquet(&mut self, bytes: &[u8]) {
        let read = match read_rows(bytes, &NAMES) {
            Ok(read) => read,
            Err(reason) => return self.fault_of_all(reason),
        };
        let names: Vec<&str> = read.names.iter().map(String::as_str).collect();
        if self.columns(&names).is_none() {
            return;
        }
        for (row, number) in read.rows.into_iter().zip(1..) {
            let before = self.faults.len();
            let mut values = Values::default();
            for (name, cell) in read.columns.iter().zip(row) {
                match cell {
                    Ok(Some(text)) => values.set(name, text.trim().to_owned()),
                    Ok(None) => {}
                    Err(reason) => self.fault(number, &format!("`{name}` {reason}")),
                }
            }
            if self.faults.len() == before {
                self.take(number, values);
            }
        }
    }

    #[cfg(not(feature = "parquet"))]
    fn read_parquet(&mut self, _: &[u8]) {
        self.fault_of_all("this build of `onward` knows no Parquet".to_owned());
    }

    fn read_json(&mut self, bytes: &[u8]) {
        for (line, number) in bytes.split(|byte| *byte == b'\n').zip(1..) {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let mut members = Vec::new();
            let is_read = std::str::from_utf8(line)
                .is_ok_and(|text| read_members(text, &mut members).is_ok());
            if !is_read {
                self.fault(number, "is not a JSON object");
                continue;
            }
            let before = self.faults.len();
            let mut values = Values::default();
            for name in NAMES {
                let Some(raw) = find_member(&members, name) else {
                    continue;
                };
                let is_number =
                    raw.starts_with(|first: char| first == '-' || first.is_ascii_digit());
                match text_of(raw) {
                    Some(text) => values.set(name, text.into_owned()),
                    None if is_number => values.set(name, raw.to_owned()),
                    None => self.fault(number, &format!("`{name}` is neither a text nor a number")),
                }
            }
            if self.faults.len() == before {
                self.take(number, values);
            }
        }
    }

    fn read_csv(&mut self, bytes: &[u8]) {
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .trim(Trim::All)
            .from_reader(bytes);
        let header = match reader.headers() {
            Ok(header) => header.clone(),
            Err(_) => return self.fault(1, "is not UTF-8 text"),
        };
        let names: Vec<&str> = header.iter().collect();
        let Some(places) = self.columns(&names) else {
            return;
        };
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    let line = error.position().map_or(1, csv::Position::line);
                    self.fault(line, "is not UTF-8 text");
                    continue;
                }
            };
            let line = record.position().map_or(1, csv::Position::line);
            if record.iter().all(str::is_empty) {
                continue;
            }
            if record.len() != header.len() {
                let (found, expected) = (record.len(), header.len());
                let reason = format!("has {found} values, and the header has {expected} columns");
                self.fault(line, &reason);
                continue;
            }
            let mut values = Values::default();
            for (name, place) in &places {
                values.set(name, record.get(*place).unwrap_or_default().to_owned());
            }
            self.take(line, values);
        }
    }

    /// Where the columns stand; nothing where one is missing.
    fn columns(&mut self, header: &[&str]) -> Option<Vec<(&'static str, usize)>> {
        let before = self.faults.len();
        let mut places = Vec::new();
        let mut missing = Vec::new();
        for name in NAMES {
            let named = header.iter().enumerate();
            let mut found = named.filter(|(_, column)| column.eq_ignore_ascii_case(name));
            match (found.next(), found.next()) {
                (Some((place, _)), None) => places.push((name, place)),
                (Some(_), Some(_)) => {
                    self.fault_of_header(format!("{} `{name}` twice", self.header_has()));
                }
                (None, _) if NEEDED.contains(&name) => missing.push(format!("`{name}`")),
                (None, _) => {}
            }
        }
        if !missing.is_empty() {
            let missing = missing.join(", ");
            self.fault_of_header(match self.unit {
                Unit::Line => format!(
                    "the header lacks {missing}: a bill has the columns `charge,credit,cash`, with commas \
                     between them"
                ),
                Unit::Row => format!(
                    "it lacks {missing}: a bill has the columns `charge`, `credit` and `cash`"
                ),
            });
        }
        (self.faults.len() == before).then_some(places)
    }

    /// Takes the values of a line.
    fn take(&mut self, line: u64, mut values: Values) {
        let before = self.faults.len();
        let charge = self.needed(line, "charge", &mut values);
        let credit = self.needed(line, "credit", &mut values);
        let cash = self.needed(line, "cash", &mut values);
        for (name, amount) in [("credit", &credit), ("cash", &cash)] {
            if let Some(amount) = amount {
                self.check_amount(line, name, amount);
            }
        }
        let currency = values.take("currency").and_then(|code| {
            let currency = Currency::from_code(&code);
            if currency.is_none() {
                let reason = format!("`currency`: `{code}` is no currency code of ISO 4217");
                self.fault(line, &reason);
            }
            currency
        });
        if let (Some(charge), Some(credit), Some(cash)) = (charge, credit, cash)
            && self.faults.len() == before
        {
            self.lines.push(BilledLine {
                place: Place::alone(self.unit, line),
                charge,
                credit,
                cash,
                account: values.take("account"),
                currency,
            });
        }
    }

    fn needed(&mut self, line: u64, name: &str, values: &mut Values) -> Option<String> {
        let value = values.take(name);
        if value.is_none() {
            self.fault(line, &format!("`{name}` is missing"));
        }
        value
    }

    fn check_amount(&mut self, line: u64, name: &str, amount: &str) {
        let reason = match Number::parse(amount) {
            None => format!("`{name}`: `{amount}` is not an amount such as `12.50`"),
            Some(_) if amount.starts_with('-') => {
                format!(
                    "`{name}`: `{amount}` is negative; write charges as they were billed, without refunds"
                )
            }
            Some(_) => return,
        };
        self.fault(line, &reason);
    }

    fn fault(&mut self, line: u64, reason: &str) {
        self.faults.push(BilledFault {
            place: Some(Place::alone(self.unit, line)),
            reason: reason.to_owned(),
        });
    }

    fn header_has(&self) -> &'static str {
        match self.unit {
            Unit::Line => "the header has",
            Unit::Row => "it has",
        }
    }

    /// The names of the columns are the first line, or no row.
    fn fault_of_header(&mut self, reason: String) {
        match self.unit {
            Unit::Line => self.fault(1, &reason),
            Unit::Row => self.fault_of_all(reason),
        }
    }

    fn fault_of_all(&mut self, reason: String) {
        self.faults.push(BilledFault {
            place: None,
            reason,
        });
    }
}

/// The values of a line, in the order of [`NAMES`].
#[derive(Default)]
struct Values([Option<String>; NAMES.len()]);

impl Values {
    fn set(&mut self, name: &str, value: String) {
        let place = NAMES.iter().position(|known| *known == name);
        if let Some(held) = place.and_then(|place| self.0.get_mut(place)) {
            *held = Some(value);
        }
    }

    /// A value that is not empty.
    fn take(&mut self, name: &str) -> Option<String> {
        let place = NAMES.iter().position(|known| *known == name)?;
        let value = self.0.get_mut(place)?.take();
        value.filter(|value| !value.is_empty())
    }
}
