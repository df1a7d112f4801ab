//! Onward: a language for promotion offers, and the engine that runs them over account events.
//!
//! An offer file reads like the printed terms of the offer; the engine turns a stream of account events
//! into a ledger of credits. Its one law: **credit only ever moves forward**. A credit offsets eligible
//! spend that accrues after the credit was issued, and never spend from before.
//!
//! The whole way, from a text to a ledger:
//!
//! ```
//! use onward::base::{Source, Sources};
//! use onward::check::check_program;
//! use onward::engine::Plan;
//! use onward::format::{Outputs, RunOptions, run};
//!
//! // A text, checked: every problem has its place, its reason and what to write instead.
//! let text = r#"
//! program "Ad credits" { timezone "America/Los_Angeles" }
//! account { market : text }
//! event registered opens account
//! event charge spends amount { amount : money }
//!
//! offer spend_200_get_100 {
//!   available  from 2026-01-01 through 2026-06-30
//!   eligible   when account.market = "US"
//!   enroll     on registered, once
//!   measure    spend = total charge.cash, within 30 days of enrollment
//!   issue      100 USD when spend reaches 200 USD, at once
//!   apply      forward to charge
//!   expire     30 days after issue
//! }
//! "#;
//! let sources = Sources::new(vec![Source::new("credits.offer", text)]);
//! let checked = check_program(&sources);
//! assert_eq!(checked.diagnostics, []);
//! let program = checked.program.ok_or("the program has errors")?;
//!
//! // Events in, the ledger out. The charge that earns the credit is billed in full; the next is not.
//! let events = br#"
//! {"id":"r1","type":"registered","account":"a1","at":"2026-01-02T17:00:00Z","currency":"USD","market":"US"}
//! {"id":"c1","type":"charge","account":"a1","at":"2026-01-05T18:00:00Z","amount":"210.00"}
//! {"id":"c2","type":"charge","account":"a1","at":"2026-01-09T18:00:00Z","amount":"70.00"}
//! "#;
//! let mut ledger = Vec::new();
//! let outputs = Outputs { ledger: &mut ledger, rejects: None };
//! let plan = Plan::new(program);
//! let summary = run(&plan, events.as_slice(), outputs, &RunOptions::default(), &mut |_| {})?;
//!
//! let ledger = String::from_utf8(ledger)?;
//! let last = ledger.lines().last();
//! assert_eq!(last, Some(concat!(
//!     r#"{"at":"2026-01-09T18:00:00Z","account":"a1","entry":"applied","#,
//!     r#""offer":"spend_200_get_100","version":1,"credit":"spend_200_get_100#1","#,
//!     r#""amount":"70.00","currency":"USD","remaining":"30.00","event":"c2"}"#,
//! )));
//! assert_eq!(summary.events.accepted, 3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The modules stand in the order of their layers: each sees only some of those above it.
#![forbid(unsafe_code)]

// Blank lines keep the order of the layers.
// The parser is generated for `pest` without `std`, and names this crate.
extern crate alloc;

pub mod base;

pub mod syntax;

pub mod program;

pub mod check;

pub mod engine;

pub mod format;

pub mod case;

pub mod coverage;

pub mod books;

pub mod explain;

pub mod report;

pub mod cli;
