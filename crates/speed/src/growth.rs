//! How the cost of an event goes as something grows: offers that an event cannot match, offers that all match,
//! credits of an account, accounts, history.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use onward::format::{Outputs, RunOptions, run};

use crate::measure::{nanoseconds_each, of_work};
use crate::plot::{draw, grouped, rounded};
use crate::table::machine;
use crate::workload::{PROGRAM, lines_of, plan_of, with_coupons};

/// What grows: the name of its files, and in words.
const SERIES: [(&str, &str); 5] = [
    ("offers", "offers with codes of their own"),
    ("matching", "offers that all match"),
    ("credits", "credits of one account"),
    ("accounts", "accounts of ten events"),
    ("history", "events of 1,000 accounts"),
];

/// Measures each, or one alone; their plots go into a folder, and what is given back is a table of each, which
/// shows its plot by a link from a page beside that folder.
pub fn measure(folder: &Path, most_events: u64, only: Option<&str>) -> String {
    fs::create_dir_all(folder).expect("the folder can be made");
    let mut text = format!(
        "Nanoseconds an event, medians of at least {LEAST_ROUNDS} rounds, one thread, on {}.\n",
        machine()
    );
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
        let title = format!("What an event costs, as {what} grow");
        let file = format!("growth-{name}.svg");
        let svg = draw(&title, what, &points);
        fs::write(folder.join(&file), svg).expect("the plot can be written");
        let folder = folder.file_name().unwrap_or_default().to_string_lossy();
        let _ = write!(
            text,
            "\n{}\n![{title}]({folder}/{file})\n",
            table(name, what, &points)
        );
    }
    text
}

/// A column for each size. Of offers that all match, what each costs stands below.
fn table(name: &str, what: &str, points: &[(u64, f64)]) -> String {
    let row = |head: &str, cells: &dyn Fn(&(u64, f64)) -> String| {
        let cells: Vec<String> = points.iter().map(cells).collect();
        format!("| {head} | {} |\n", cells.join(" | "))
    };
    let mut text = row(what, &|(size, _)| grouped(*size));
    text.push_str(&format!("|---|{}\n", "---|".repeat(points.len())));
    text.push_str(&row("ns an event", &|(_, each)| rounded(*each)));
    if name == "matching" {
        #[expect(clippy::cast_precision_loss, reason = "offers are few")]
        let share = |(size, each): &(u64, f64)| rounded(each / *size as f64);
        text.push_str(&row("ns an event and offer", &share));
    }
    text
}

/// How many rounds there are at least.
const LEAST_ROUNDS: usize = 5;
/// A round of few events is over too soon to be measured once: there are as many rounds as make so many.
const LEAST_EVENTS: usize = 1_000_000;

/// What an event costs from lines to ledger.
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
    // Where a round is long, its events are few and it is measured well enough.
    let (first, _) = of_work(once);
    let is_short = first.processor < Duration::from_millis(200);
    let rounds = if is_short {
        (LEAST_EVENTS / events.max(1)).clamp(LEAST_ROUNDS, 50)
    } else {
        LEAST_ROUNDS
    };
    let mut each: Vec<f64> = (0..rounds)
        .map(|_| nanoseconds_each(of_work(once).0.processor, events))
        .collect();
    each.sort_by(f64::total_cmp);
    each.get(rounds / 2).copied().unwrap_or_default()
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

/// Ten events each.
fn accounts(most_events: u64) -> Vec<(u64, f64)> {
    [1_000, 10_000, 100_000, 1_000_000]
        .into_iter()
        .filter(|accounts| *accounts * 10 <= most_events)
        .map(|accounts| (accounts, cost(PROGRAM, &lines_of(accounts * 10, accounts))))
        .collect()
}

fn history(most_events: u64) -> Vec<(u64, f64)> {
    [100_000, 1_000_000, 10_000_000]
        .into_iter()
        .filter(|events| *events <= most_events)
        .map(|events| (events, cost(PROGRAM, &lines_of(events, 1_000))))
        .collect()
}
