//! What is run: the standard program and stream, and more offers beside.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use onward::base::{Source, Sources};
use onward::check::check_program;
use onward::engine::Plan;

#[path = "../../../examples/stream.rs"]
#[expect(dead_code, reason = "the example's own `main` is not called here")]
mod stream;

#[path = "../../../benches/shared/coupons.rs"]
mod coupons;
pub use coupons::with_coupons;

/// The three offers.
pub const PROGRAM: &str = include_str!("../../../benches/programs/spend_match_coupon.offer");
const SEED: u64 = 7;

/// Writes the standard stream of so many events, an account for each hundred.
pub fn write_stream(path: &Path, events: u64) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1024 * 1024, File::create(path)?);
    let mut stream = stream::Stream::new(events, SEED);
    for number in 0..events {
        stream.write_event(number, &mut out)?;
    }
    out.flush()
}

/// As [`write_stream`], of so many accounts, in memory.
pub fn lines_of(events: u64, accounts: u64) -> String {
    // A little more than a line is long, so that a long stream is not copied as it grows.
    let most = usize::try_from(events * 160).unwrap_or_default();
    let mut lines = Vec::with_capacity(most);
    let mut stream = stream::Stream::with_accounts(events, accounts, SEED);
    for number in 0..events {
        let written = stream.write_event(number, &mut lines);
        written.expect("there is room for the stream");
    }
    String::from_utf8(lines).expect("a stream is text")
}

pub fn plan_of(text: &str) -> Plan {
    let sources = Sources::new(vec![Source::new("speed.offer", text)]);
    let program = check_program(&sources).program;
    Plan::new(program.expect("the program is right"))
}
