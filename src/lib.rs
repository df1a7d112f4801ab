#![forbid(unsafe_code)]
pub mod base;
pub mod check;
pub mod cli;
pub mod engine;
pub mod format;
pub mod program;
pub mod report;
pub mod syntax;
