//! Events and ledgers in CSV and Parquet.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Output;

use super::{GOOD, command, folder, onward, out, said, status};
use crate::generate::Case;
use crate::generate::tables::{Typing, csv, parquet};

const GOOD_ROWS: &str = include_str!("../cases/events/csv/good.csv");

fn run(folder: &Path, events: &str, more: &[&str]) -> Output {
    let arguments = [&["run", "program", "--events", events], more].concat();
    onward(folder, &arguments)
}

/// A generated program and its stream in every form.
pub fn generated() -> tempfile::TempDir {
    let case = (1..).find_map(|seed| Case::new(seed).ok()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("program.offer"), &case.program).unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let lines: String = case.stream.iter().map(|one| one.json() + "\n").collect();
    write("events.jsonl", lines.as_bytes());
    write("events.csv", &csv(&case.stream));
    write("texts.parquet", &parquet(&case.stream, Typing::Texts, 9));
    write("types.parquet", &parquet(&case.stream, Typing::Types, 100));
    folder
}

#[test]
fn the_form_of_events_goes_by_their_name_or_as_it_is_asked() {
    let folder = folder();
    let folder = folder.path();
    let plain = run(folder, "events.jsonl", &[]);
    fs::write(folder.join("events.csv"), GOOD_ROWS).unwrap();
    fs::write(folder.join("rows"), GOOD_ROWS).unwrap();
    let packed = zstd::encode_all(GOOD_ROWS.as_bytes(), 1).unwrap();
    fs::write(folder.join("events.CSV.zst"), packed).unwrap();
    for (events, more) in [
        ("events.csv", &[][..]),
        ("events.CSV.zst", &[]),
        ("rows", &["--format", "csv"]),
    ] {
        let ran = run(folder, events, more);
        assert_eq!(status(&ran), 0, "{}", said(&ran));
        assert_eq!(out(&ran), out(&plain), "{events}");
        assert_eq!(said(&ran), said(&plain), "{events}");
    }
    let rows = fs::File::open(folder.join("events.csv")).unwrap();
    let arguments = ["run", "program", "--events", "-", "--format", "csv"];
    let piped = command(folder, &arguments).stdin(rows).output().unwrap();
    assert_eq!(out(&piped), out(&plain));
}

#[test]
fn a_ledger_in_csv_has_a_row_for_each_entry() {
    let folder = folder();
    let folder = folder.path();
    let ran = run(
        folder,
        "events.jsonl",
        &["--output-format", "csv", "--refusals"],
    );
    assert_eq!(status(&ran), 0, "{}", said(&ran));
    insta::assert_snapshot!("ledger_csv", out(&ran));
    let ran = run(
        folder,
        "events.jsonl",
        &["--out", "ledger.csv", "--refusals"],
    );
    assert_eq!(status(&ran), 0, "{}", said(&ran));
    let written = fs::read_to_string(folder.join("ledger.csv")).unwrap();
    let ran = run(
        folder,
        "events.jsonl",
        &["--out", "ledger.csv.gz", "--refusals"],
    );
    assert_eq!(status(&ran), 0, "{}", said(&ran));
    let packed = fs::read(folder.join("ledger.csv.gz")).unwrap();
    let mut unpacked = String::new();
    let mut unpacker = flate2::read::GzDecoder::new(&*packed);
    std::io::Read::read_to_string(&mut unpacker, &mut unpacked).unwrap();
    assert_eq!(unpacked, written);
    fs::write(folder.join("none.jsonl"), "").unwrap();
    let none = run(folder, "none.jsonl", &["--output-format", "csv"]);
    assert_eq!(out(&none), format!("{}\n", written.lines().next().unwrap()));
}

#[test]
fn every_form_in_gives_every_form_out() {
    let generated = generated();
    let folder = generated.path();
    let run = |events: &str, more: &[&str]| {
        let arguments = [&["run", "program.offer", "--events", events], more].concat();
        let ran = onward(folder, &arguments);
        assert_eq!(status(&ran), 0, "{}", said(&ran));
        out(&ran)
    };
    for form in ["jsonl", "csv"] {
        let expected = run("events.jsonl", &["--output-format", form]);
        assert!(expected.lines().count() > 3);
        for events in ["events.csv", "texts.parquet", "types.parquet"] {
            for threads in ["1", "3"] {
                let more = ["--output-format", form, "--threads", threads];
                assert_eq!(run(events, &more), expected, "{events}");
            }
        }
    }
    run("events.jsonl", &["--out", "one.parquet"]);
    run("types.parquet", &["--out", "two.parquet", "--threads", "3"]);
    let bytes = |name| fs::read(folder.join(name)).unwrap();
    assert_eq!(bytes("one.parquet"), bytes("two.parquet"));
    let rows = rows_of(bytes("one.parquet"));
    let written = run("events.jsonl", &["--output-format", "csv"]);
    assert_eq!(rows, written.lines().count() - 1);
}

fn rows_of(bytes: Vec<u8>) -> usize {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let file = SerializedFileReader::new(bytes::Bytes::from(bytes)).unwrap();
    file.get_row_iter(None).unwrap().count()
}

#[test]
fn a_state_goes_on_whatever_the_forms() {
    let folder = folder();
    let folder = folder.path();
    let whole = run(folder, "events.jsonl", &[]);
    let lines: Vec<&str> = GOOD_ROWS.split_inclusive('\n').collect();
    let second = [&lines[..1], &lines[9..]].concat().concat();
    fs::write(folder.join("one.csv"), lines[..9].concat()).unwrap();
    fs::write(folder.join("two.csv"), second).unwrap();
    let one = run(folder, "one.csv", &["--state", "s"]);
    let two = run(folder, "two.csv", &["--state", "s", "--as-of", "latest"]);
    assert_eq!(out(&one) + &out(&two), out(&whole), "{}", said(&two));
}

#[test]
fn rows_that_cannot_be_read_are_said() {
    let folder = folder();
    let folder = folder.path();
    let head = GOOD_ROWS.lines().next().unwrap();
    let mut told = String::new();
    let mut tell = |name: &str, bytes: &[u8], more: &[&str]| {
        fs::write(folder.join(name), bytes).unwrap();
        let more = [&["--out", "ledger"], more].concat();
        let ran = run(folder, name, &more);
        assert_eq!(status(&ran), 2, "{name}");
        told.push_str(&format!("{name}\n{}\n", said(&ran)));
        assert!(!folder.join("ledger").exists());
    };
    tell(
        "misspelt.csv",
        head.replace("amount", "amuont").as_bytes(),
        &[],
    );
    tell("twice.csv", head.replace("kind", "amount").as_bytes(), &[]);
    tell("missing.csv", b"id,when\n", &[]);
    tell("empty.csv", b"", &[]);
    tell("cut.csv.gz", &[0x1f, 0x8b, 8, 0], &[]);
    tell("no.parquet", GOOD_ROWS.as_bytes(), &[]);
    tell("empty.parquet", b"", &[]);
    tell("packed.parquet.gz", b"", &[]);
    tell("rows.csv", GOOD_ROWS.as_bytes(), &["--format", "parquet"]);
    let packed = run(folder, "rows.csv", &["--out", "ledger.parquet.zst"]);
    assert_eq!(status(&packed), 2);
    told.push_str(&said(&packed));
    let arguments = ["run", "program", "--events", "-", "--format", "parquet"];
    let piped = onward(folder, &arguments);
    assert_eq!(status(&piped), 2);
    told.push_str(&said(&piped));
    insta::assert_snapshot!("rows_unfit", told);
}

/// A command with its arguments in one line of text, over these events.
fn asked(folder: &Path, command: &str, events: &[&str]) -> Output {
    let mut arguments: Vec<&str> = command.split_whitespace().collect();
    arguments.push("--events");
    arguments.extend(events);
    onward(folder, &arguments)
}

/// The events in every form, packed and in several files; the ways to name them all.
fn every_way(folder: &Path) -> Vec<Vec<&'static str>> {
    let read = |name| fs::read(folder.join(name)).unwrap();
    let lines = read("events.jsonl");
    fs::write(folder.join("packed"), zstd::encode_all(&*lines, 1).unwrap()).unwrap();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&read("events.csv")).unwrap();
    fs::write(folder.join("events.csv.gz"), packer.finish().unwrap()).unwrap();
    fs::write(folder.join("none.jsonl"), "").unwrap();
    vec![
        vec!["events.csv"],
        vec!["texts.parquet"],
        vec!["types.parquet"],
        vec!["packed"],
        vec!["events.csv.gz"],
        vec!["none.jsonl", "types.parquet"],
        vec!["event?.csv", "none.jsonl"],
    ]
}

#[test]
fn commands_about_accounts_read_events_as_a_run_does() {
    let generated = generated();
    let folder = generated.path();
    let ways = every_way(folder);
    fs::write(folder.join("bill.csv"), "charge,credit,cash\n").unwrap();
    let account = "program.offer --account a1";
    for command in [
        format!("explain {account}"),
        format!("explain {account} --for engineer --format json"),
        format!("statement {account}"),
        format!("timeline {account} --out a1.svg"),
        "reconcile program.offer --billed bill.csv --explain".to_owned(),
    ] {
        let drawn = || fs::read(folder.join("a1.svg")).unwrap_or_default();
        let expected = asked(folder, &command, &["events.jsonl"]);
        assert!([0, 1].contains(&status(&expected)), "{}", said(&expected));
        let picture = drawn();
        for events in &ways {
            let found = asked(folder, &command, events);
            assert_eq!(out(&found), out(&expected), "{command} {events:?}");
            assert_eq!(said(&found), said(&expected), "{command} {events:?}");
            assert_eq!(status(&found), status(&expected));
            assert_eq!(drawn(), picture);
        }
    }
    let rows = fs::File::open(folder.join("events.csv")).unwrap();
    let arguments = "statement program.offer --account a1 --events - --events-format csv";
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let piped = command(folder, &arguments).stdin(rows).output().unwrap();
    let expected = asked(folder, "statement program.offer --account a1", &["packed"]);
    assert_eq!(out(&piped), out(&expected), "{}", said(&piped));
}

/// Which rows of an account are left out, and why no events can be read.
#[test]
fn commands_about_accounts_say_what_they_cannot_read() {
    let folder = folder();
    let folder = folder.path();
    let more = "z1,charge,a1,2026-01-07T10:00:00Z,much";
    let columns = GOOD_ROWS.lines().next().unwrap().split(',');
    let place = |name: &str| columns.clone().position(|column| column == name).unwrap();
    let mut cells = vec![""; columns.clone().count()];
    let heads = ["id", "type", "account", "at", "amount"];
    for (name, value) in heads.into_iter().zip(more.split(',')) {
        cells[place(name)] = value;
    }
    let rows = format!("{GOOD_ROWS}{}\nz2,charge\n", cells.join(","));
    fs::write(folder.join("bad.csv"), rows).unwrap();
    fs::write(folder.join("none.jsonl"), "").unwrap();
    fs::write(folder.join("cut.parquet"), b"PAR1").unwrap();
    let header = GOOD_ROWS.lines().next().unwrap();
    let misspelt = header.replace("amount", "amuont");
    fs::write(folder.join("misspelt.csv"), misspelt).unwrap();
    fs::write(folder.join("more.csv"), format!("{header},note\n")).unwrap();
    let mut told = String::new();
    for (account, events) in [
        ("a1", &["bad.csv"][..]),
        ("a1", &["none.jsonl", "bad.csv"]),
        ("a2", &["bad.csv"]),
        ("a1", &["misspelt.csv"]),
        ("a1", &["cut.parquet"]),
        ("a1", &["none.jsonl", "cut.parquet"]),
        ("a1", &["*.none"]),
        ("a1", &["bad.csv", "./bad.csv"]),
        ("a1", &["events.jsonl", "more.csv"]),
        ("nobody", &["more.csv", "events.jsonl"]),
        ("nobody --as-of 2026-01-05", &["more.csv", "events.jsonl"]),
        ("nobody", &["more.csv"]),
    ] {
        let command = format!("statement program --account {account}");
        let ran = asked(folder, &command, events);
        told.push_str(&format!("{account} {events:?}: {}\n", status(&ran)));
        told.push_str(&said(&ran));
    }
    let arguments = "statement program --account nobody --as-of 2026-01-05 --events -";
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let events = fs::File::open(folder.join("events.jsonl")).unwrap();
    let piped = command(folder, &arguments).stdin(events).output().unwrap();
    told.push_str(&format!("-: {}\n{}", status(&piped), said(&piped)));
    let over = "timeline program --account a1 --out a.svg";
    fs::write(folder.join("a.svg"), GOOD).unwrap();
    let over = asked(folder, over, &["none.jsonl", "*.svg"]);
    told.push_str(&format!("a.svg: {}\n{}", status(&over), said(&over)));
    insta::assert_snapshot!("accounts_unfit", told);
}

const BILL: [[&str; 4]; 5] = [
    ["charge", "account", "credit", "cash"],
    ["c1", "a1", "0.00", "120.00"],
    ["c9", "a1", "1.00", "2.00"],
    ["c1", "a1", "0.00", "120.00"],
    ["c2", "a1", "100.00", "0.50"],
];

fn bill_rows(rows: &[[&str; 4]]) -> String {
    rows.iter().map(|row| row.join(",") + "\n").collect()
}

/// The same bill, with its amounts as decimals or as whatever else is asked for.
fn bill_in_parquet(rows: &[[&str; 4]], amounts: &str, logical: &str) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
    use parquet::file::writer::SerializedFileWriter;
    let [names, rows @ ..] = rows else {
        panic!("a bill has a header");
    };
    let column = |name: &&str| match *name {
        "credit" | "cash" => format!("optional {amounts} {name} {logical};"),
        _ => format!("optional binary {name} (STRING);"),
    };
    let columns: String = names.iter().map(column).collect();
    let schema = format!("message bill {{ {columns} }}");
    let schema = parquet::schema::parser::parse_message_type(&schema).unwrap();
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema.into(), <_>::default()).unwrap();
    let mut group = writer.next_row_group().unwrap();
    for (place, name) in names.iter().enumerate() {
        let mut column = group.next_column().unwrap().unwrap();
        let cells = rows.iter().map(|row| row[place]);
        let levels = Some(vec![1; rows.len()]);
        let levels = levels.as_deref();
        let is_amount = ["credit", "cash"].contains(name);
        if is_amount && amounts == "int64" {
            let tenths = cells.map(|cell| cell.replace('.', "").parse::<i64>().unwrap() * 10);
            let values: Vec<i64> = tenths.collect();
            let column = column.typed::<Int64Type>();
            column.write_batch(&values, levels, None).unwrap();
        } else if is_amount && amounts == "double" {
            let values: Vec<f64> = cells.map(|cell| cell.parse().unwrap()).collect();
            let column = column.typed::<DoubleType>();
            column.write_batch(&values, levels, None).unwrap();
        } else {
            let values: Vec<ByteArray> = cells.map(ByteArray::from).collect();
            let column = column.typed::<ByteArrayType>();
            column.write_batch(&values, levels, None).unwrap();
        }
        column.close().unwrap();
    }
    group.close().unwrap();
    writer.close().unwrap();
    bytes
}

/// A bill in Parquet, with whatever type its amounts have, and packed ones, are the bill in CSV.
#[test]
fn a_bill_may_have_every_form() {
    let folder = folder();
    let folder = folder.path();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.join(name), bytes).unwrap();
    let reconcile = |bill: &str| {
        let command = format!("reconcile program --account a1 --billed {bill}");
        let ran = asked(folder, &command, &["events.jsonl"]);
        assert_eq!(status(&ran), 1, "{bill}: {}", said(&ran));
        out(&ran)
    };
    let rows = bill_rows(&BILL);
    write("bill.csv", rows.as_bytes());
    write("bill.zst", &zstd::encode_all(rows.as_bytes(), 1).unwrap());
    let expected = reconcile("bill.csv");
    assert!(expected.contains("billed twice"), "{expected}");
    assert_eq!(reconcile("bill.zst"), expected);
    // Its places are rows, which begin behind the header of CSV.
    let mut expected = expected.replacen(" line ", " row ", 1);
    for (line, row) in [
        (" 3  c9", " 2  c9"),
        (" 4  c1", " 3  c1"),
        (" 5  c2", " 4  c2"),
        ("line 5:", "row 4:"),
    ] {
        assert!(expected.contains(line), "{expected}");
        expected = expected.replace(line, row);
    }
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for (amounts, logical) in [("int64", "(DECIMAL(18,3))"), ("binary", "(STRING)")] {
        write("bill.parquet", &bill_in_parquet(&BILL, amounts, logical));
        assert_eq!(words(&reconcile("bill.parquet")), words(&expected));
    }
}

#[test]
fn a_bill_in_parquet_that_cannot_be_compared_says_why() {
    let folder = folder();
    let folder = folder.path();
    let mut told = String::new();
    let mut tell = |name: &str, bytes: &[u8]| {
        fs::write(folder.join(name), bytes).unwrap();
        let command = format!("reconcile program --billed {name}");
        let ran = asked(folder, &command, &["events.jsonl"]);
        assert_eq!(status(&ran), 2, "{name}");
        assert_eq!(out(&ran), "");
        told.push_str(&said(&ran));
    };
    tell("double", &bill_in_parquet(&BILL, "double", ""));
    let mut bill = BILL;
    bill[2] = ["c1", "a1", "-1.00", "much"];
    bill[3] = ["", "a1", "0.001", "1"];
    tell("amounts", &bill_in_parquet(&bill, "binary", "(STRING)"));
    bill[3] = ["c1", "a1", "0.001", "1"];
    bill[2] = bill[1];
    tell("decimals", &bill_in_parquet(&bill, "binary", "(STRING)"));
    bill[0] = ["charge", "account", "credits", "paid"];
    let missing = bill_in_parquet(&bill, "binary", "(STRING)");
    tell("missing", &missing);
    bill[0] = ["charge", "CHARGE", "credit", "cash"];
    tell("twice", &bill_in_parquet(&bill, "binary", "(STRING)"));
    tell("cut", &missing[..missing.len() - 4]);
    let packed = zstd::encode_all(bill_rows(&BILL).as_bytes(), 1).unwrap();
    tell("cut.zst", &packed[..packed.len() - 4]);
    insta::assert_snapshot!("bills_unfit", told);
}
