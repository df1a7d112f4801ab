//! The bytes of an account, asked of the program that counts allocations: counting slows everything else.

use std::process::Command;

use crate::measure::this_program;

/// What `memory` says, on one line.
pub fn bytes_in_another_process() -> String {
    let this = this_program();
    let output = Command::new(this.with_file_name("onward-memory")).output();
    let output = output.expect("`onward-memory` was built with this program");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().next().unwrap_or_default().to_owned()
}
