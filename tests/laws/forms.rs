//! A stream in every form that events are read in, and the entries of a ledger in every form that it is
//! written in.

use onward::format::{Input, LedgerForm};
use onward::program::Program;
use parquet::file::reader::{FileReader, SerializedFileReader};

use crate::generate::Occurrence;
use crate::generate::tables::{self, Typing};

/// A form of events.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Lines,
    Csv,
    /// Row groups of so many rows.
    Parquet(Typing, usize),
}

/// Events as they would stand in a file.
pub struct Written {
    form: Form,
    bytes: Vec<u8>,
}

impl Form {
    pub fn write(self, stream: &[Occurrence]) -> Written {
        let bytes = match self {
            Self::Lines => {
                let lines = stream.iter().map(|one| one.json() + "\n");
                lines.collect::<String>().into_bytes()
            }
            Self::Csv => tables::csv(stream),
            Self::Parquet(typing, group) => tables::parquet(stream, typing, group),
        };
        Written { form: self, bytes }
    }
}

impl Written {
    pub fn input<'a>(&'a self, program: &Program) -> Input<'a> {
        match self.form {
            Form::Lines => Input::json_lines("", &*self.bytes),
            Form::Csv => Input::csv("", program, &*self.bytes).unwrap(),
            Form::Parquet(..) => Input::parquet_bytes("", program, self.bytes.clone()).unwrap(),
        }
    }
}

/// Each entry of a ledger; the header of CSV is none.
pub fn entries(form: LedgerForm, ledger: &[u8]) -> Vec<String> {
    match form {
        LedgerForm::JsonLines => {
            let text = String::from_utf8_lossy(ledger);
            text.lines().map(str::to_owned).collect()
        }
        LedgerForm::Csv => {
            let mut rows = csv::Reader::from_reader(ledger);
            let rows = rows.records().map(|row| format!("{:?}", row.unwrap()));
            rows.collect()
        }
        LedgerForm::Parquet => {
            let bytes = bytes::Bytes::copy_from_slice(ledger);
            let file = SerializedFileReader::new(bytes).unwrap();
            let rows = file.get_row_iter(None).unwrap();
            rows.map(|row| row.unwrap().to_string()).collect()
        }
    }
}
