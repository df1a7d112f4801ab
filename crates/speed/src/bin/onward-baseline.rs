//! The program written by hand as one would write it, with the allocator of the system: EVENTS to LEDGER.
#![expect(
    clippy::expect_used,
    reason = "a measurement stops at what it did not expect"
)]

#[path = "../hand/mod.rs"]
mod hand;

use std::path::Path;

fn main() {
    let mut files = std::env::args().skip(1);
    let mut file = || files.next().expect("EVENTS and LEDGER are given");
    let (events, ledger) = (file(), file());
    let ran = hand::baseline::run(Path::new(&events), Path::new(&ledger));
    ran.expect("the stream is good and the ledger can be written");
}
