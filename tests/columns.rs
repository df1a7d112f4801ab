//! Events in CSV, good and bad (docs/formats.md): each file of `tests/cases/events/csv` is run, and what is
//! said of it, what becomes of its rows and the ledger are its snapshot.

use std::fmt::Write;
use std::fs;
use std::sync::Arc;

use insta::glob;
use onward::engine::Plan;
use onward::format::{Input, Inputs, Outputs, RunOptions, run, run_from};

use crate::bad_events::plan_of;

const PROGRAM: &str = include_str!("cases/events/program.offer");
const GOOD: &str = include_str!("cases/events/good.jsonl");
const GOOD_ROWS: &[u8] = include_bytes!("cases/events/csv/good.csv");

/// The ledger, the rejects, and how many events became what.
struct Outcome {
    ledger: String,
    rejects: String,
    counts: String,
}

fn run_inputs(plan: &Plan, inputs: Vec<Input<'_>>, options: &RunOptions) -> Outcome {
    let (mut ledger, mut rejects) = (Vec::new(), Vec::new());
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: Some(&mut rejects),
    };
    let inputs = Inputs::new(inputs);
    let summary = run_from(plan, inputs, outputs, options, None, &mut |_| {});
    let counts = match summary {
        Ok(summary) => format!("{:?}", summary.events),
        Err(error) => error.to_string(),
    };
    Outcome {
        ledger: String::from_utf8(ledger).unwrap(),
        rejects: String::from_utf8(rejects).unwrap(),
        counts,
    }
}

fn run_rows(plan: &Plan, rows: &[u8], options: &RunOptions) -> Outcome {
    let input = Input::csv("events.csv", plan.program(), rows).unwrap();
    run_inputs(plan, vec![input], options)
}

#[test]
fn every_file_of_rows_is_read_or_refused_in_clear_words() {
    let plan = plan_of(PROGRAM);
    glob!("cases/events/csv/*.csv", |path| {
        let bytes = fs::read(path).unwrap();
        let mut told = String::new();
        match Input::csv("events.csv", plan.program(), &*bytes) {
            Err(fault) => writeln!(told, "refused: {fault}").unwrap(),
            Ok(input) => {
                let ignored = input.ignored_columns().join("`, `");
                if !ignored.is_empty() {
                    writeln!(told, "passed over: `{ignored}`").unwrap();
                }
                let outcome = run_inputs(&plan, vec![input], &RunOptions::default());
                writeln!(
                    told,
                    "{}\n{}{}",
                    outcome.counts, outcome.rejects, outcome.ledger
                )
                .unwrap();
                // Beside another input, even an empty one, each row is read by itself.
                let rows = Input::csv("events.csv", plan.program(), &*bytes).unwrap();
                let nothing = Input::json_lines("events.jsonl", &[][..]);
                let merged = run_inputs(&plan, vec![rows, nothing], &RunOptions::default());
                assert_eq!(merged.ledger, outcome.ledger);
                assert_eq!(merged.counts, outcome.counts);
                // Neither the size of what is read at once nor the number of threads changes anything.
                for (threads, batch_bytes) in [(1, 1), (3, 100), (8, 1000)] {
                    let options = RunOptions {
                        threads,
                        batch_bytes,
                        ..RunOptions::default()
                    };
                    let again = run_rows(&plan, &bytes, &options);
                    assert_eq!(again.ledger, outcome.ledger);
                    assert_eq!(again.rejects, outcome.rejects);
                    assert_eq!(again.counts, outcome.counts);
                }
            }
        }
        insta::assert_snapshot!(told);
    });
}

#[test]
fn rows_give_the_ledger_of_lines() {
    let plan = plan_of(PROGRAM);
    let mut ledger = Vec::new();
    let outputs = Outputs {
        ledger: &mut ledger,
        rejects: None,
    };
    run(
        &plan,
        GOOD.as_bytes(),
        outputs,
        &RunOptions::default(),
        &mut |_| {},
    )
    .unwrap();
    let rows = run_rows(&plan, GOOD_ROWS, &RunOptions::default());
    assert_eq!(rows.ledger.as_bytes(), ledger);
    assert_eq!(rows.rejects, "");
}

/// The same event in two forms: what is written with quotes is the same, what is a plain number is not.
#[test]
fn a_row_is_a_duplicate_of_the_line_that_it_stands_for() {
    let plan = plan_of(PROGRAM);
    let good = || Input::json_lines("events.jsonl", GOOD.as_bytes());
    let rows = || Input::csv("events.csv", plan.program(), GOOD_ROWS).unwrap();
    let options = RunOptions::default();
    let alone = run_inputs(&plan, vec![good()], &options);
    let both = run_inputs(&plan, vec![good(), rows()], &options);
    // One line has its amount as a number, and one has a `null`.
    assert_eq!(both.rejects.lines().count(), 2, "{}", both.rejects);
    for reject in both.rejects.lines() {
        assert!(reject.contains("with different content"), "{reject}");
    }
    assert!(both.counts.contains("duplicates: 14"), "{}", both.counts);
    let sorted = |ledger: &str| {
        let mut lines: Vec<String> = ledger.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&both.ledger), sorted(&alone.ledger));
}

#[test]
fn a_row_without_end_is_refused_without_being_held() {
    let plan = plan_of(PROGRAM);
    let head = "id,type,account,at,words\n";
    let longest = 10 * 1024 * 1024;
    let fits = format!(
        "{head}n1,noted,a1,2026-01-03T09:00:00Z,\"{}\"\n",
        "w".repeat(longest)
    );
    let outcome = run_rows(&plan, fits.as_bytes(), &RunOptions::default());
    assert!(outcome.rejects.contains("`color`") || outcome.rejects.contains("\"account\""));
    let endless = format!(
        "{head}n1,noted,a1,2026-01-03T09:00:00Z,\"{}",
        "w,\n".repeat(longest)
    );
    let outcome = run_rows(&plan, endless.as_bytes(), &RunOptions::default());
    assert_eq!(
        outcome.counts,
        "cannot read the events: the row that begins at line 2 is longer than 16 MiB: a quote may be \
         missing"
    );
}

/// However a writer packs texts, and wherever its pages end: the ledger is that of lines.
#[test]
fn texts_of_parquet_are_read_however_they_are_packed() {
    use crate::generate::Case;
    use crate::generate::tables::{Packing, Typing, parquet_packed};

    let case = (1..).find_map(|seed| Case::new(seed).ok()).unwrap();
    let plan = plan_of(&case.program);
    let options = |batch_bytes| RunOptions {
        batch_bytes,
        ..RunOptions::default()
    };
    let mut found = Vec::new();
    for packing in Packing::ALL {
        for group in [1, 2, 7, 8, 40, 1000] {
            for batch_bytes in [1, 5_000, 1_000_000] {
                for typing in [Typing::Texts, Typing::Types] {
                    let bytes = parquet_packed(&case.stream, typing, group, packing);
                    let name = "events.parquet";
                    let input = Input::parquet_bytes(name, plan.program(), bytes).unwrap();
                    let outcome = run_inputs(&plan, vec![input], &options(batch_bytes));
                    found.push((packing, group, batch_bytes, typing, outcome));
                }
            }
        }
    }
    let lines = case.stream.iter().map(|one| one.json() + "\n");
    let lines = lines.collect::<String>();
    let lines = Input::json_lines("events.jsonl", lines.as_bytes());
    let expected = run_inputs(&plan, vec![lines], &options(1_000_000));
    assert!(!expected.ledger.is_empty());
    for (packing, group, batch_bytes, typing, outcome) in found {
        let how = format!("{packing:?} {group} {batch_bytes} {typing:?}");
        assert_eq!(outcome.ledger, expected.ledger, "{how}");
        assert_eq!(outcome.counts, expected.counts, "{how}");
    }
}

/// A column of a small file of Parquet.
enum Values<'v> {
    Texts(Vec<&'v [u8]>),
    Whole(Vec<i64>),
}

/// A file of Parquet with compulsory columns.
fn parquet_of(schema: &str, columns: &[Values<'_>], dictionary: bool) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    use parquet::schema::parser::parse_message_type;

    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_dictionary_enabled(dictionary);
    let properties = Arc::new(properties.build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for values in columns {
        let mut column = group.next_column().unwrap().unwrap();
        match values {
            Values::Texts(texts) => {
                let texts = texts.iter().map(|text| text.to_vec().into());
                let texts: Vec<ByteArray> = texts.collect();
                let column = column.typed::<ByteArrayType>();
                column.write_batch(&texts, None, None).unwrap();
            }
            Values::Whole(numbers) => {
                let column = column.typed::<Int64Type>();
                column.write_batch(numbers, None, None).unwrap();
            }
        }
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.into_inner().unwrap()
}

/// A text that is no UTF-8 is the fault of its row alone, in a dictionary or as it is.
#[test]
fn a_text_of_parquet_that_is_no_utf8_rejects_its_row() {
    let plan = plan_of(PROGRAM);
    let schema = "message events {
        required binary id (UTF8); required binary type (UTF8);
        required binary account (UTF8); required binary at (UTF8);
    }";
    let at: &[u8] = b"2026-01-02T09:00:00Z";
    let columns = [
        Values::Texts(vec![b"e1", b"e\xff", b"e3", b"e4"]),
        Values::Texts(vec![b"none".as_slice(); 4]),
        Values::Texts(vec![b"a1".as_slice(); 4]),
        Values::Texts(vec![at, at, b"2026\xfe", at]),
    ];
    for dictionary in [true, false] {
        let bytes = parquet_of(schema, &columns, dictionary);
        let input = Input::parquet_bytes("events.parquet", plan.program(), bytes).unwrap();
        let outcome = run_inputs(&plan, vec![input], &RunOptions::default());
        assert_eq!(
            outcome.rejects,
            "{\"row\":2,\"member\":\"id\",\"reason\":\"is not UTF-8 text\"}\n\
             {\"row\":3,\"member\":\"at\",\"reason\":\"is not UTF-8 text\"}\n"
        );
        let counts = outcome.counts;
        assert!(counts.contains("undeclared: 2"), "{counts}");
    }
}

/// However late a timestamp is, its row is told that it is too late.
#[test]
fn a_timestamp_beyond_the_last_is_too_late() {
    let plan = plan_of(PROGRAM);
    let schema = "message events {
        required binary id (UTF8); required binary type (UTF8); required binary account (UTF8);
        required int64 at (TIMESTAMP(MILLIS,true)); required binary currency (UTF8);
        required binary market (UTF8); required binary segment (UTF8);
    }";
    let last = 253_402_300_799_000;
    let columns = [
        Values::Texts(vec![b"e1", b"e2", b"e3"]),
        Values::Texts(vec![b"registered".as_slice(); 3]),
        Values::Texts(vec![b"a1", b"a2", b"a3"]),
        Values::Whole(vec![last - 1, last, i64::MAX]),
        Values::Texts(vec![b"USD".as_slice(); 3]),
        Values::Texts(vec![b"US".as_slice(); 3]),
        Values::Texts(vec![b"self_serve".as_slice(); 3]),
    ];
    let bytes = parquet_of(schema, &columns, true);
    let input = Input::parquet_bytes("events.parquet", plan.program(), bytes).unwrap();
    let outcome = run_inputs(&plan, vec![input], &RunOptions::default());
    let reason = "is too late: an event is before 9999-12-31T23:59:59Z";
    let told = |row: u32| {
        format!("{{\"row\":{row},\"id\":\"e{row}\",\"member\":\"at\",\"reason\":\"{reason}\"}}\n")
    };
    assert_eq!(outcome.rejects, told(2) + &told(3));
    assert!(outcome.counts.contains("accepted: 1"), "{}", outcome.counts);
}

/// A file of Parquet with some bytes changed or its end missing is read or refused, and nothing worse.
#[test]
fn a_damaged_file_of_parquet_ends_in_words() {
    use crate::generate::Case;
    use crate::generate::dice::Dice;
    use crate::generate::tables::{Typing, parquet};

    let case = (1..).find_map(|seed| Case::new(seed).ok()).unwrap();
    let plan = plan_of(&case.program);
    let mut dice = Dice::new(5);
    let (mut refused, mut cut_off) = (0, 0);
    for round in 0..600 {
        let typing = [Typing::Texts, Typing::Types][round % 2];
        let mut bytes = parquet(&case.stream, typing, 7);
        let place =
            |dice: &mut Dice, length: usize| usize::try_from(dice.below(length as u64)).unwrap();
        if round % 3 == 0 {
            bytes.truncate(place(&mut dice, bytes.len()));
        } else {
            for _ in 0..dice.between(1, 4) {
                let place = place(&mut dice, bytes.len());
                bytes[place] = u8::try_from(dice.below(256)).unwrap();
            }
        }
        match Input::parquet_bytes("events.parquet", plan.program(), bytes) {
            Err(fault) => {
                assert!(!fault.to_string().is_empty());
                refused += 1;
            }
            Ok(input) => {
                let outcome = run_inputs(&plan, vec![input], &RunOptions::default());
                cut_off += usize::from(outcome.counts.starts_with("cannot read the events: "));
            }
        }
    }
    assert!(refused > 200, "{refused}");
    assert!(cut_off > 10, "{cut_off}");
}
