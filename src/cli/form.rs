//! In which form events are read and a ledger is written: as the name of the file says, or as it is asked.

use std::path::Path;

use super::failure::Failure;
use super::packing::Packing;
use crate::format::LedgerForm;

/// A form of events or of a ledger.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Form {
    /// JSON Lines
    Jsonl,
    Csv,
    Parquet,
}

impl Form {
    /// By the ending of a name, with the ending of a packing off: `.csv`, `.csv.gz`, `.parquet`. All other
    /// names are of JSON Lines.
    pub fn of_name(path: &Path) -> Self {
        let ending = |path: &Path| {
            let ending = path.extension().and_then(|ending| ending.to_str());
            ending.map(str::to_ascii_lowercase).unwrap_or_default()
        };
        let packed = Packing::of_name(path) != Packing::None;
        let stem = path.file_stem().map(Path::new).unwrap_or(path);
        match ending(if packed { stem } else { path }).as_str() {
            "csv" => Self::Csv,
            "parquet" => Self::Parquet,
            _ => Self::Jsonl,
        }
    }

    /// Whether a file of this form can have this name.
    pub fn check(self, path: &Path) -> Result<(), Failure> {
        if self != Self::Parquet {
            return Ok(());
        }
        let place = path.display();
        if !cfg!(feature = "parquet") {
            let message = format!("`{place}`: this build of `onward` knows no Parquet");
            return Err(Failure::new(message));
        }
        if Packing::of_name(path) != Packing::None {
            let message = format!("`{place}`: a file of Parquet is packed within");
            return Err(Failure::new(message).help("write or read it as `.parquet`"));
        }
        Ok(())
    }

    /// The form of a ledger that goes to a file.
    pub fn of_ledger(asked: Option<Self>, path: &Path) -> Result<LedgerForm, Failure> {
        let form = asked.unwrap_or(Self::of_name(path));
        form.check(path)?;
        Ok(match form {
            Self::Jsonl => LedgerForm::JsonLines,
            Self::Csv => LedgerForm::Csv,
            Self::Parquet => LedgerForm::Parquet,
        })
    }
}
