#![forbid(unsafe_code)]
pub mod base;
pub mod engine;
pub mod program;
pub mod report;
pub mod syntax;
