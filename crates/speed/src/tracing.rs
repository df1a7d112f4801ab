//! What it costs a run that the engine can say why: the usual build against one in which nobody can ask
//! (`--cfg onward_untraced`).

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::instructions::each_event;
use crate::measure::{Rounds, nanoseconds_each, of_process, ratio, this_program};
use crate::workload::{PROGRAM, write_stream};

const ROUNDS: usize = 9;

/// Measures both; a table in Markdown.
pub fn measure(onward: &Path, events: u64) -> String {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let untraced = build_untraced();
    let stream = folder.path().join("events.jsonl");
    let program = folder.path().join("program.offer");
    std::fs::write(&program, PROGRAM).expect("there is room for the program");
    write_stream(&stream, events).expect("there is room for the stream");
    let run = |command: &Path| {
        let mut command = Command::new(command);
        command
            .arg("run")
            .arg(&program)
            .arg("--events")
            .arg(&stream);
        command.args(["--threads", "1"]);
        of_process(&mut command)
    };
    let (mut with, mut without) = (Rounds::default(), Rounds::default());
    for _ in 0..ROUNDS {
        with.add(run(onward));
        without.add(run(&untraced));
    }
    let (with, without) = (with.median().processor, without.median().processor);
    let [counted, counted_without] = [onward, &untraced].map(each_event);
    let count = usize::try_from(events).unwrap_or(usize::MAX);
    format!(
        "| a run that nobody asks why | usual build | build that cannot say why | ratio |\n\
         |---|---|---|---|\n\
         | instructions an event | {counted} | {counted_without} | {:.3}× |\n\
         | processor time an event, median of {ROUNDS} | {:.0} ns | {:.0} ns | {:.3}× |\n",
        counted as f64 / counted_without as f64,
        nanoseconds_each(with, count),
        nanoseconds_each(without, count),
        ratio(with, without),
    )
}

/// Builds the command without anything that notes why, in a place of its own; where it is.
fn build_untraced() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let this = this_program();
    let target = this.with_file_name("untraced");
    let flags = std::env::var("RUSTFLAGS").unwrap_or_default();
    let built = Command::new(cargo)
        .args(["build", "--release", "--quiet", "-p", "onward", "--bins"])
        .env("RUSTFLAGS", format!("{flags} --cfg onward_untraced"))
        .env("CARGO_TARGET_DIR", &target)
        .status();
    assert!(built.is_ok_and(|status| status.success()), "Onward builds");
    target.join("release").join("onward")
}
