//! Which tests there are, how long each takes, and which mutants it comes by: nothing is on meanwhile.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::build::Built;
use crate::{Failure, switch};

/// A test that passes with every switch off.
#[derive(Deserialize, Serialize)]
pub struct Test {
    pub program: PathBuf,
    pub name: String,
    /// Within the sources.
    pub is_unit: bool,
    pub took: Duration,
    pub reaches: BTreeSet<usize>,
}

/// How a run of a test ended.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    Passed,
    Failed,
    /// It was stopped.
    Late,
}

/// The tests of a build; worked out once.
pub fn tests(scratch: &Path, built: &Built) -> Result<Vec<Test>, Failure> {
    let kept = scratch.join("tests.json");
    let is_newer = |other: &Path| -> Option<bool> {
        let of = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
        Some(of(&kept)? > of(other)?)
    };
    if is_newer(&scratch.join("built.json")) == Some(true) {
        return Ok(serde_json::from_slice(&fs::read(kept)?)?);
    }
    let reached = scratch.join("reached");
    let mut tests = Vec::new();
    for program in &built.programs {
        let listed = Command::new(&program.path)
            .args(["--list", "--format=terse"])
            .current_dir(scratch.join("tree"))
            .output()?;
        for name in String::from_utf8(listed.stdout)?
            .lines()
            .filter_map(|line| line.strip_suffix(": test"))
        {
            let _ = fs::remove_file(&reached);
            let mut test = Test {
                program: program.path.clone(),
                is_unit: program.is_unit,
                name: name.to_owned(),
                took: Duration::MAX,
                reaches: BTreeSet::new(),
            };
            let begun = Instant::now();
            let ended = test.run(
                scratch,
                switch::REACHED,
                &reached.to_string_lossy(),
                Duration::from_secs(300),
            )?;
            test.took = begun.elapsed();
            if ended != Ended::Passed {
                eprintln!("{name} does not pass in a copy of the tree; it is left out");
                continue;
            }
            let numbers = fs::read_to_string(&reached).unwrap_or_default();
            test.reaches = numbers
                .lines()
                .filter_map(|line| line.parse().ok())
                .collect();
            tests.push(test);
        }
    }
    let whole: Duration = tests.iter().map(|test| test.took).sum();
    eprintln!("{} tests, {whole:.1?} one by one", tests.len());
    fs::write(kept, serde_json::to_vec(&tests)?)?;
    Ok(tests)
}

impl Test {
    /// Runs this test alone, with a variable set.
    pub fn run(
        &self,
        scratch: &Path,
        variable: &str,
        value: &str,
        patience: Duration,
    ) -> Result<Ended, Failure> {
        // A mutant may ask for all the memory and all the time there is. The time is that of the processor, so
        // that a busy machine catches nothing.
        let cases = std::env::var("ONWARD_CASES").unwrap_or("120".to_owned());
        let mut running = Command::new("prlimit")
            .arg("--as=12000000000")
            .arg(format!("--cpu={}", patience.as_secs()))
            .arg(&self.program)
            .args(["--exact", &self.name, "--test-threads=1"])
            .current_dir(scratch.join("tree"))
            .env(variable, value)
            .env("INSTA_UPDATE", "no")
            .env("ONWARD_CASES", cases)
            .env("ONWARD_SHRINK", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let until = Instant::now() + patience * 20;
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(status) = running.try_wait()? {
                let is_late = matches!(status.signal(), Some(9 | 24));
                return Ok(match status.success() {
                    true => Ended::Passed,
                    false if is_late => Ended::Late,
                    false => Ended::Failed,
                });
            }
            if Instant::now() > until {
                running.kill()?;
                running.wait()?;
                return Ok(Ended::Late);
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        }
    }
}
