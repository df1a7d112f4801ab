//! Damaged files of Parquet: the library that reads them stops the program at some of them, as a broken
//! invariant of its own. Here that becomes an error like any other.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use parquet::errors::ParquetError;

thread_local! {
    static IS_READING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is within the library, so that a panic is that of a damaged file and is caught.
pub fn is_reading() -> bool {
    IS_READING.get()
}

/// Does something with the library. What it was done to is not used any more where it fails.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    let before = IS_READING.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_READING.set(before);
    done.unwrap_or_else(|_| {
        let text = "its parts do not fit together".to_owned();
        Err(ParquetError::General(text))
    })
}
