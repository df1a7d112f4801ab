//! Streams packed by gzip and zstd: read by what they are, written as they are named.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use super::{GOOD, command, folder, onward, out, said, status};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zstd_of(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn plain_ledger(folder: &Path) -> String {
    let ran = onward(folder, &["run", "program", "--events", "events.jsonl"]);
    assert_eq!(status(&ran), 0);
    out(&ran)
}

#[test]
fn packed_events_are_read_by_their_first_bytes() {
    let folder = folder();
    let folder = folder.path();
    let plain = plain_ledger(folder);
    // Two members of gzip in a row are one stream, as `cat a.gz b.gz` makes them.
    let (first, second) = GOOD.split_at(GOOD.find("\n").unwrap() + 1);
    let in_parts = [gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
    fs::write(folder.join("events.jsonl.gz"), in_parts).unwrap();
    fs::write(folder.join("events.jsonl.zst"), zstd_of(GOOD.as_bytes())).unwrap();
    fs::write(folder.join("named_otherwise"), gzip(GOOD.as_bytes())).unwrap();
    for name in ["events.jsonl.gz", "events.jsonl.zst", "named_otherwise"] {
        let ran = onward(folder, &["run", "program", "--events", name]);
        assert_eq!(status(&ran), 0, "{}", said(&ran));
        assert_eq!(out(&ran), plain, "{name}");
        let file = fs::File::open(folder.join(name)).unwrap();
        let mut piped = command(folder, &["run", "program", "--events", "-"]);
        assert_eq!(out(&piped.stdin(file).output().unwrap()), plain, "{name}");
    }
}

#[test]
fn a_ledger_is_packed_as_it_is_named() {
    let folder = folder();
    let folder = folder.path();
    let plain = plain_ledger(folder);
    for name in ["ledger.jsonl.gz", "ledger.jsonl.zst"] {
        let arguments = ["run", "program", "--events", "events.jsonl", "--out", name];
        assert_eq!(status(&onward(folder, &arguments)), 0);
        let packed = fs::read(folder.join(name)).unwrap();
        let mut text = String::new();
        if name.ends_with("gz") {
            let mut unpacker = flate2::read::GzDecoder::new(&*packed);
            unpacker.read_to_string(&mut text).unwrap();
        } else {
            text = String::from_utf8(zstd::decode_all(&*packed).unwrap()).unwrap();
        }
        assert_eq!(text, plain, "{name}");
    }
}

#[test]
fn a_packed_stream_that_is_cut_short_gives_no_ledger() {
    let folder = folder();
    let folder = folder.path();
    for (name, packed) in [
        ("cut.gz", gzip(GOOD.as_bytes())),
        ("cut.zst", zstd_of(GOOD.as_bytes())),
    ] {
        fs::write(folder.join(name), &packed[..packed.len() - 5]).unwrap();
        let arguments = ["run", "program", "--events", name, "--out", "ledger.jsonl"];
        let ran = onward(folder, &arguments);
        assert_eq!(status(&ran), 2);
        let message = said(&ran);
        assert!(
            message.starts_with(&format!("error: cannot read `{name}`: ")),
            "{message}"
        );
        assert!(!folder.join("ledger.jsonl").exists());
    }
}
