//! How the cost of an event goes as something grows: offers that an event cannot match, offers that all match,
//! credits of an account, accounts, history.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::Path;

use onward::format::{Outputs, RunOptions, run};

use crate::measure::{nanoseconds_each, of_work};
use crate::plot::draw;
use crate::workload::{PROGRAM, lines_of, plan_of, with_coupons};

/// What grows: the name of its files, and in words.
const SERIES: [(&str, &str); 5] = [
    ("offers", "offers with codes of their own"),
    ("matching", "offers that all match"),
    ("credits", "credits of an account"),
    ("accounts", "accounts"),
    ("history", "events of 1,000 accounts"),
];

/// Measures each, or one alone, and writes its table and its plot into a folder.
pub fn measure(folder: &Path, most_events: u64, only: Option<&str>) {
    fs::create_dir_all(folder).expect("the folder can be made");
    for (name, what) in SERIES {
        if only.is_some_and(|only| only != name) {
            continue;
        }
        let points = match name {
            "offers" => offers(),
            "matching" => matching(),
            "credits" => credits(),
            "accounts" => accounts(most_events),
            _ => history(most_events),
        };
        let mut table = format!("| {what} | nanoseconds an event |\n|---|---|\n");
        for (size, each) in &points {
            let _ = writeln!(table, "| {size} | {each:.0} |");
        }
        print!("{table}");
        fs::write(folder.join(format!("{name}.md")), table).expect("the table can be written");
        #[expect(clippy::cast_precision_loss, reason = "a plot is not that fine")]
        let points: Vec<(f64, f64)> = points
            .iter()
            .map(|(size, each)| (*size as f64, *each))
            .collect();
        let title = format!("Cost of an event, as {what} grow");
        let svg = draw(&title, what, "nanoseconds an event", &points);
        fs::write(folder.join(format!("{name}.svg")), svg).expect("the plot can be written");
    }
}

/// What an event costs from lines to ledger; less than a tenth of a second is measured again.
fn cost(program: &str, lines: &str) -> f64 {
    let plan = plan_of(program);
    let events = lines.lines().count();
    let once = || {
        let outputs = Outputs {
            ledger: &mut std::io::sink(),
            rejects: None,
        };
        let summary = run(
            &plan,
            lines.as_bytes(),
            outputs,
            &RunOptions::default(),
            &mut |_| {},
        );
        let summary = summary.expect("the stream can be read");
        assert_eq!(summary.events.rejected, 0, "the stream is good");
        black_box(summary.entries)
    };
    let mut each: Vec<f64> = (0..3)
        .map(|_| nanoseconds_each(of_work(once).0.processor, events))
        .collect();
    each.sort_by(f64::total_cmp);
    each.get(1).copied().unwrap_or_default()
}

fn offers() -> Vec<(u64, f64)> {
    let lines = lines_of(200_000, 2_000);
    [3, 30, 300, 3_000, 30_000]
        .into_iter()
        .map(|offers| {
            (
                offers as u64,
                cost(&with_coupons(PROGRAM, offers - 3), &lines),
            )
        })
        .collect()
}

/// The schema of the standard program, without its offers.
fn schema() -> &'static str {
    let head = PROGRAM.split_once("offer spend_200_get_100");
    head.map_or(PROGRAM, |(head, _)| head)
}

fn matching() -> Vec<(u64, f64)> {
    let offer = |number: u64| {
        format!(
            "offer all_{number} {{ available always eligible everyone enroll on registered, once
               measure spend = total charge.amount, gross of refund, since enrollment
               issue 1 USD when spend reaches 1_000_000_000 USD, at once
               apply forward to charge, charge in progress excluded, refund restores credit
               expire never }}\n"
        )
    };
    [3, 30, 300, 3_000, 30_000]
        .into_iter()
        .map(|offers| {
            let text: String = (0..offers).map(offer).collect();
            let events = (30_000_000 / offers).clamp(2_000, 100_000);
            (
                offers,
                cost(&format!("{}{text}", schema()), &lines_of(events, 10)),
            )
        })
        .collect()
}

fn credits() -> Vec<(u64, f64)> {
    let program = format!(
        "{}offer gifts {{ available always eligible everyone enroll on registered, once
           issue 1_000 USD on activated, at once
           apply forward to charge, charge in progress excluded, refund restores credit
           expire never
           limit 1_000 credits per account }}",
        schema()
    );
    [1_u64, 10, 100, 1_000]
        .into_iter()
        .map(|credits| {
            let at = |number: u64| onward::base::Instant::from_seconds(1_767_254_400 + i64::try_from(number).unwrap_or(0));
            let mut lines = format!(
                "{{\"id\":\"r\",\"type\":\"registered\",\"account\":\"a\",\"at\":\"{}\",\"currency\":\"USD\",\"market\":\"US\",\"segment\":\"managed\"}}\n",
                at(0)
            );
            for number in 0..credits {
                let _ = writeln!(lines, "{{\"id\":\"x{number}\",\"type\":\"activated\",\"account\":\"a\",\"at\":\"{}\",\"code\":\"\"}}", at(number));
            }
            for number in 0..100_000 {
                let _ = writeln!(
                    lines,
                    "{{\"id\":\"c{number}\",\"type\":\"charge\",\"account\":\"a\",\"at\":\"{}\",\"amount\":\"0.01\",\"kind\":\"delivery\"}}",
                    at(2_000 + number)
                );
            }
            (credits, cost(&program, &lines))
        })
        .collect()
}

fn accounts(most_events: u64) -> Vec<(u64, f64)> {
    [1_000, 10_000, 100_000, 1_000_000]
        .into_iter()
        .filter(|accounts| *accounts * 10 <= most_events)
        .map(|accounts| {
            (
                accounts,
                cost(PROGRAM, &lines_of((accounts * 10).max(100_000), accounts)),
            )
        })
        .collect()
}

fn history(most_events: u64) -> Vec<(u64, f64)> {
    [100_000, 1_000_000, 10_000_000]
        .into_iter()
        .filter(|events| *events <= most_events)
        .map(|events| (events, cost(PROGRAM, &lines_of(events, 1_000))))
        .collect()
}
