//! How fast Onward is, against the program that one would write by hand: `just speed`.
//!
//! ```text
//! cargo run --release -p onward-speed -- [table] [--events N] [--rounds N] [--write FILE]
//! cargo run --release -p onward-speed -- growth FOLDER [--most N] [--only NAME | --write FILE]
//! cargo run --release -p onward-speed -- instructions [--write]
//! cargo run --release -p onward-speed -- tracing [--events N] [--write FILE]
//! cargo run --release -p onward-speed -- readers [--events N] [--write FILE]
//! cargo run --release -p onward-speed -- parts EVENTS
//! cargo run --release -p onward-speed -- columns STREAM TARGET
//! cargo run --release -p onward-speed -- evaluate EVENTS engine|hand time|account [--rounds N]
//! ```
//!
//! `--write` puts a table into a page, between its two marks. `tracing` sets the usual build against one that
//! cannot say why. `columns` writes a stream as Parquet. `readers` sets the reading of lines against other
//! libraries. `growth` draws into a folder what an event costs as offers, credits, accounts and history grow,
//! these up to `--most` events, and tells it in tables.
//! `instructions` counts those of a fixed run and compares them with the count that is kept.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::float_arithmetic,
    reason = "a measurement stops at what it did not expect, and its ratios are no money"
)]

mod columns;
mod evaluate;
mod growth;
mod hand;
mod instructions;
mod measure;
mod memory;
mod parts;
mod plot;
mod readers;
mod table;
mod tracing;
mod workload;

use std::path::{Path, PathBuf};
use std::process::Command;

use measure::this_program;

/// That of the command, so that both sides of a ratio have the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    this_program();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["baseline", events, ledger] => {
            let ran = hand::baseline::run(Path::new(events), Path::new(ledger));
            ran.expect("the stream is good and the ledger can be written");
        }
        ["growth", folder, rest @ ..] => {
            let (only, page) = (option_of(rest, "--only"), option_of(rest, "--write"));
            assert!(
                only.is_none() || page.is_none(),
                "a page holds all of it, not one alone"
            );
            let most = number_of(rest, "--most", 1_000_000);
            let tables = growth::measure(Path::new(folder), most, only);
            publish("growth", &tables, page);
        }
        ["instructions", rest @ ..] => instructions::measure(&build(), rest.contains(&"--write")),
        ["evaluate", events, who, order, rest @ ..] => parts::evaluate(
            events.parse().expect("a whole number"),
            *who == "engine",
            *order == "time",
            number_of(rest, "--rounds", 1),
        ),
        ["columns", stream, target] => {
            columns::write_parquet(Path::new(stream), Path::new(target));
        }
        ["parts", events] => parts::measure(events.parse().expect("a whole number")),
        ["readers", rest @ ..] => {
            let table = readers::measure(number_of(rest, "--events", 500_000), 5);
            publish("readers", &table, option_of(rest, "--write"));
        }
        ["tracing", rest @ ..] => {
            let table = tracing::measure(&build(), number_of(rest, "--events", 500_000));
            publish("tracing", &table, option_of(rest, "--write"));
        }
        ["table", rest @ ..] | rest => measure_table(rest),
    }
}

/// The number behind an option; the usual one where it is absent.
fn number_of(arguments: &[&str], name: &str, usual: u64) -> u64 {
    let text = option_of(arguments, name);
    text.map_or(usual, |text| text.parse().expect("a whole number"))
}

/// What stands behind an option.
fn option_of<'a>(arguments: &[&'a str], name: &str) -> Option<&'a str> {
    let place = arguments.iter().position(|argument| *argument == name)?;
    arguments.get(place + 1).copied()
}

fn measure_table(arguments: &[&str]) {
    let options = table::Options {
        events: number_of(arguments, "--events", 2_000_000),
        rounds: usize::try_from(number_of(arguments, "--rounds", 5)).unwrap_or(5),
        onward: build(),
    };
    let text = table::measure(&options);
    publish("speed", &text, option_of(arguments, "--write"));
}

/// Prints a table, and puts it into a page where one is named.
fn publish(name: &str, table: &str, page: Option<&str>) {
    print!("{table}");
    if let Some(page) = page {
        write_into(Path::new(page), name, table);
    }
}

/// Builds the command; its place.
fn build() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = Command::new(cargo)
        .args([
            "build",
            "--release",
            "--quiet",
            "-p",
            "onward",
            "-p",
            "onward-speed",
            "--bins",
        ])
        .status();
    assert!(built.is_ok_and(|status| status.success()), "Onward builds");
    let this = this_program();
    this.with_file_name("onward")
}

/// Puts a text between the marks of a page with this name.
fn write_into(page: &Path, name: &str, text: &str) {
    let (begin, end) = (
        format!("<!-- {name}: begin -->\n"),
        format!("<!-- {name}: end -->\n"),
    );
    let old = std::fs::read_to_string(page).expect("the page is there");
    let marks = old.split_once(begin.as_str()).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(end.as_str())?;
        Some((before, after))
    });
    let Some((before, after)) = marks else {
        panic!("`{}` has no marks to write between", page.display());
    };
    let new = format!("{before}{begin}{text}{end}{after}");
    std::fs::write(page, new).expect("the page can be written");
}
