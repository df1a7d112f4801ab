//! The short way for lines on the usual form against the long way for all lines: whatever the short way
//! reads, the long way reads just so. Lines are those of the event cases, changed a little or a lot.

use onward::base::Currency;
use onward::engine::Event;
use onward::format::events::{EventSource, read_event};
use onward::format::item::Item;
use onward::format::lines::LineBytes;
use onward::format::record::{LineContent, read_line};
use onward::format::usual::typed::UsualReader;
use onward::program::Program;

use crate::bad_events::plan_of;
use crate::generate::dice::Dice;

const PROGRAM: &str = include_str!("cases/events/program.offer");
const LINES: [&str; 6] = [
    include_str!("cases/events/good.jsonl"),
    include_str!("cases/events/values.case"),
    include_str!("cases/events/amounts.case"),
    include_str!("cases/events/members.case"),
    include_str!("cases/events/lines.case"),
    include_str!("cases/events/ids.case"),
];
const CASES: u64 = 60_000;
/// How many changed lines a reader meets; what it has learnt of how lines are written decides how it reads.
const CASES_A_READER: u64 = 6_000;
/// What is put in, put in the place of something, or taken away.
const PIECES: [&str; 36] = [
    "\"",
    "\\",
    "\\u0041",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\t",
    "\r",
    "0",
    "-",
    ".",
    "00",
    "e1",
    "9",
    "é",
    "\u{1}",
    "null",
    "true",
    "\"\"",
    "\"at\"",
    "\"id\":\"x\",",
    ",\"extra\":1.50",
    ",\"extra\":{\"a\":[1]}",
    "2026-02-29",
    "T24:00:00Z",
    ":60Z",
    ".250Z",
    "+01:00",
    "\"USD\"",
    "\"JPY\"",
    "12345678901",
    "-0.00",
];

#[test]
fn the_short_way_reads_what_the_long_way_reads() {
    let plan = plan_of(PROGRAM);
    let lines: Vec<&str> = LINES
        .iter()
        .flat_map(|text| text.lines())
        .filter(|line| line.trim_start().starts_with('{'))
        .collect();
    let mut reader = UsualReader::new(plan.program());
    let mut short = 0;
    for line in &lines {
        short += u64::from(agrees(plan.program(), &mut reader, line));
    }
    // Most of them are wrong in some way.
    assert!(short * 5 > lines.len() as u64, "{short} of {}", lines.len());
    let mut dice = Dice::new(20);
    short = 0;
    for case in 0..CASES {
        if case.is_multiple_of(CASES_A_READER) {
            // One that knows the forms of these lines, and none of changed ones.
            reader = UsualReader::new(plan.program());
            for line in &lines {
                agrees(plan.program(), &mut reader, line);
            }
        }
        let mut line = dice.one_of(&lines).to_owned();
        for _ in 0..dice.below(3) + 1 {
            change(&mut line, &mut dice);
        }
        short += u64::from(agrees(plan.program(), &mut reader, &line));
    }
    assert!(short > CASES / 50, "only {short} changed lines are usual");
}

fn change(line: &mut String, dice: &mut Dice) {
    let places: Vec<usize> = line.char_indices().map(|(place, _)| place).collect();
    let (from, to) = (dice.one_of(&places), dice.one_of(&places));
    let piece = dice.one_of(&PIECES);
    let length = usize::try_from(dice.below(4)).unwrap();
    let end = (from..line.len()).find(|end| *end >= from + length && line.is_char_boundary(*end));
    match dice.below(5) {
        0 => line.insert_str(from, piece),
        1 => line.replace_range(from..end.unwrap_or(line.len()), piece),
        2 => line.replace_range(from..end.unwrap_or(line.len()), ""),
        3 => line.truncate(from),
        // A stretch of the line again, elsewhere.
        _ => {
            let stretch = line[from.min(to)..from.max(to)].to_owned();
            line.insert_str(dice.one_of(&places), &stretch);
        }
    }
    if line.is_empty() {
        line.push(' ');
    }
}

/// Whether the short way reads the line at all.
fn agrees(program: &Program, reader: &mut UsualReader, line: &str) -> bool {
    let (mut values, mut members) = (Vec::new(), Vec::new());
    let mut usual = None;
    let read = reader.read(program, line, &mut values, &mut |content| {
        usual = Some(content)
    });
    assert_eq!(read.is_some(), usual.is_some(), "{line}");
    let Some(usual) = usual else {
        assert!(values.is_empty(), "{line}");
        return false;
    };
    let long = read_line(program, LineBytes::Text(line), &mut members);
    match (usual, long) {
        (LineContent::Undeclared, LineContent::Undeclared) => {}
        (LineContent::Record(short), LineContent::Record(long)) => {
            assert_eq!(short.kind, long.kind, "{line}");
            assert_eq!(short.id, long.id, "{line}");
            assert_eq!(short.account.text(), long.account.text(), "{line}");
            assert_eq!(short.account.hash, long.account.hash, "{line}");
            assert_eq!(short.stamp, long.stamp, "{line}");
            let source = EventSource {
                members: &members,
                values: &values,
                item: Item::Line(LineBytes::Text(line)),
            };
            for code in ["USD", "JPY", "KWD"] {
                let currency = Currency::from_code(code).unwrap();
                let event_of = |record| {
                    let mut event = Event::blank();
                    let money = (currency, currency.decimals());
                    read_event(program, record, &source, money, &mut event).map(|()| event)
                };
                assert_eq!(event_of(&short), event_of(&long), "{line}");
            }
        }
        _ => panic!("the two ways differ: {line}"),
    }
    true
}
