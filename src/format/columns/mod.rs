//! Events in rows and columns, as CSV and Parquet have them: a row is an event, a column a member.
//!
//! [`header`] says which column is which member; [`rows`] holds some rows as they were read, column by column:
//! their [`cells`], of which [`texts`] are looked at once each, and their [`content`]. [`read`] makes a row a
//! record. A row stands for the object whose members are its cells: `null` where there is nothing, a text as JSON
//! writes it. What the program declares decides what a cell is, so that a cell needs no quotes.
//! What is wrong with a row is said where it is said of a line: by [`record`](super::record) and
//! [`events`](super::events), over that object.

pub mod block;
pub mod cell;
pub mod cells;
pub mod content;
pub mod csv_rows;
mod field_values;
pub mod header;
#[cfg(feature = "parquet")]
pub mod parquet_bill;
#[cfg(feature = "parquet")]
mod parquet_columns;
#[cfg(feature = "parquet")]
pub mod parquet_guard;
#[cfg(feature = "parquet")]
mod parquet_kinds;
#[cfg(feature = "parquet")]
pub mod parquet_rows;
#[cfg(feature = "parquet")]
mod parquet_texts;
mod presence;
pub mod read;
mod reading;
pub mod rows;
pub mod texts;
