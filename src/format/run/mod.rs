//! A whole run: a stream of events in, the ledger out, in bounded memory (sections 7 and 8).
//!
//! Events are read in loads. A load's lines are taken apart side by side ([`parse`]); then every
//! account meets its events in input order, the accounts shared out among shards ([`shard`]); then what
//! came out is put back into input order ([`strip`]). The outcome is the same for any number of threads
//! and any size of load.

mod carry;
mod crew;
mod made;
mod parse;
mod shard;
mod strip;

use std::fmt;
use std::io::{self, Read, Write};

use crate::base::Instant;
use crate::engine::Plan;

use super::input::load::Load;
use super::input::origin::Origins;
use super::input::{InputFault, Inputs};
use super::ledger::{LedgerForm, Refusals};
use super::ledger_rows;

#[cfg(feature = "parquet")]
use super::parquet_ledger::ParquetLedger;
use super::summary::Summary;
pub use carry::Carry;
use crew::Crew;
use made::Made;
use parse::{Parsed, Reader, parse_lines};
use shard::{Shard, close_accounts};

/// Where a run writes.
pub struct Outputs<'a> {
    pub ledger: &'a mut dyn Write,
    /// Where rejected lines are reported; they are counted in any case.
    pub rejects: Option<&'a mut dyn Write>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct RunOptions {
    /// How many threads work at once; 0 counts as 1.
    pub threads: usize,
    /// Where every account's clock goes at the end of the input; the latest instant of an accepted event
    /// where `None`.
    pub as_of: Option<Instant>,
    pub refusals: Refusals,
    /// How the ledger is written.
    pub ledger: LedgerForm,
    /// How many bytes of lines are taken at once for each thread.
    pub batch_bytes: usize,
    /// Whether the process ends with the run: the memory of its accounts is then left to the system, which takes it
    /// back at once. Otherwise it is freed, account by account.
    pub ends_process: bool,
}

impl Default for RunOptions {
    /// One thread, to the latest event, without refusals of enrollments.
    fn default() -> Self {
        Self {
            threads: 1,
            as_of: None,
            refusals: Refusals::LeftOut,
            ledger: LedgerForm::JsonLines,
            batch_bytes: 512 * 1024,
            ends_process: false,
        }
    }
}

/// How far a run has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Progress {
    /// Bytes of the input taken.
    pub bytes: u64,
    /// Events read, whatever became of them.
    pub events: u64,
}

/// What kept a run from its end.
#[derive(Debug)]
pub enum RunError {
    Threads(String),
    Read(InputFault),
    WriteLedger(io::Error),
    WriteRejects(io::Error),
    WriteState(io::Error),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Threads(error) => write!(f, "cannot start the threads: {error}"),
            Self::Read(fault) => write!(f, "cannot read the events: {}", fault.error),
            Self::WriteLedger(error) => write!(f, "cannot write the ledger: {error}"),
            Self::WriteRejects(error) => write!(f, "cannot write the rejects: {error}"),
            Self::WriteState(error) => write!(f, "cannot write the state: {error}"),
        }
    }
}

impl std::error::Error for RunError {}

/// Runs a program over a stream of events (JSON Lines, section 8) and writes its ledger (section 7). No
/// line stops the run: those that cannot be accepted are counted and reported.
///
/// # Errors
/// Where the input cannot be read or an output cannot be written.
pub fn run<R: Read + Send>(
    plan: &Plan,
    input: R,
    outputs: Outputs<'_>,
    options: &RunOptions,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<Summary, RunError> {
    run_on(plan, input, outputs, options, None, on_progress)
}

/// The same, where `carry` says from which state it goes on and where it leaves its own. Accounts that
/// come later are put behind those of the state, as if all events had been one stream.
///
/// # Errors
/// Where the input cannot be read or an output cannot be written.
pub fn run_on<R: Read + Send>(
    plan: &Plan,
    input: R,
    outputs: Outputs<'_>,
    options: &RunOptions,
    carry: Option<Carry<'_>>,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<Summary, RunError> {
    run_from(
        plan,
        Inputs::lines(input),
        outputs,
        options,
        carry,
        on_progress,
    )
}

/// The same over any inputs, to a ledger of any form.
///
/// # Errors
/// Where an input cannot be read or an output cannot be written.
pub fn run_from(
    plan: &Plan,
    inputs: Inputs<'_>,
    outputs: Outputs<'_>,
    options: &RunOptions,
    carry: Option<Carry<'_>>,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<Summary, RunError> {
    match options.ledger {
        LedgerForm::JsonLines => run_bytes(plan, inputs, outputs, options, carry, on_progress),
        LedgerForm::Csv => {
            let header = ledger_rows::header();
            let written = outputs.ledger.write_all(header.as_bytes());
            written.map_err(RunError::WriteLedger)?;
            run_bytes(plan, inputs, outputs, options, carry, on_progress)
        }
        #[cfg(feature = "parquet")]
        LedgerForm::Parquet => {
            let mut ledger = ParquetLedger::new(outputs.ledger).map_err(RunError::WriteLedger)?;
            let rows = Outputs {
                ledger: &mut ledger,
                rejects: outputs.rejects.map(|rejects| rejects as _),
            };
            let summary = run_bytes(plan, inputs, rows, options, carry, on_progress)?;
            ledger.finish().map_err(RunError::WriteLedger)?;
            Ok(summary)
        }
        #[cfg(not(feature = "parquet"))]
        LedgerForm::Parquet => {
            let error = io::Error::other("this build writes no Parquet");
            Err(RunError::WriteLedger(error))
        }
    }
}

fn run_bytes(
    plan: &Plan,
    mut inputs: Inputs<'_>,
    outputs: Outputs<'_>,
    options: &RunOptions,
    mut carry: Option<Carry<'_>>,
    on_progress: &mut dyn FnMut(Progress),
) -> Result<Summary, RunError> {
    let threads = options.threads.max(1);
    let parts = parts_for(threads);
    let mut runner = Runner {
        plan,
        origins: inputs.origins().clone(),
        outputs,
        crew: Crew::new(threads).map_err(RunError::Threads)?,
        shards: (0..parts)
            .map(|_| Shard::new(plan.program(), options))
            .collect(),
        readers: (0..parts).map(|_| Reader::new(plan.program())).collect(),
        made: Made::default(),
        summary: Summary::new(plan.program()),
        latest: None,
    };
    if let Some(carry) = &mut carry {
        runner.restore(std::mem::take(&mut carry.before));
    }
    let size = options.batch_bytes.max(1).saturating_mul(threads);
    let (mut load, mut next) = (Load::default(), Load::default());
    inputs.fill(&mut load, size).map_err(RunError::Read)?;
    while !load.is_empty() {
        let bytes = inputs.bytes_read();
        let read_ahead = || inputs.fill(&mut next, size);
        let read = runner.take_load(&load, read_ahead)?;
        on_progress(Progress {
            bytes,
            events: runner.events_read(),
        });
        if let Err(fault) = read {
            runner.write_made()?;
            return Err(RunError::Read(fault));
        }
        std::mem::swap(&mut load, &mut next);
    }
    runner.finish(options, carry)
}

struct Runner<'p, 'o> {
    plan: &'p Plan,
    origins: Origins,
    outputs: Outputs<'o>,
    crew: Crew,
    shards: Vec<Shard>,
    /// One for each stretch of a load.
    readers: Vec<Reader>,
    made: Made,
    /// What became of lines that reached no shard; at the end, of all.
    summary: Summary,
    /// The latest instant of an accepted event before this run.
    latest: Option<Instant>,
}

impl Runner<'_, '_> {
    /// Runs the events of a load, and meanwhile reads and writes what came before.
    fn take_load<E: Send>(
        &mut self,
        load: &Load,
        read_ahead: impl FnOnce() -> Result<(), E> + Send,
    ) -> Result<Result<(), E>, RunError> {
        let report = self.outputs.rejects.as_ref().map(|_| &self.origins);
        let (plan, crew, made) = (self.plan, &self.crew, &self.made);
        let (shards, readers) = (&mut self.shards, &mut self.readers);
        let outputs = &mut self.outputs;
        let (mut read, mut done) = (Ok(()), Vec::new());
        let written = crew.beside(
            || made.write(outputs),
            || {
                (read, done) = crew.both(read_ahead, || {
                    let parsed = parse_load(plan, crew, load, readers, report);
                    crew.each(shards, |number, shard| {
                        shard.take_records(plan, load, &parsed, number, report);
                    });
                    let parts = readers.iter_mut().zip(parsed).collect();
                    crew.map(parts, |(reader, part)| reader.take_back(part))
                });
            },
        );
        written?;
        let rejects = done.into_iter().map(|(counts, rejects)| {
            self.summary.events.add(&counts);
            rejects
        });
        self.made.take(&mut self.shards, rejects);
        Ok(read)
    }

    /// Writes what the last load brought about.
    fn write_made(&mut self) -> Result<(), RunError> {
        std::mem::take(&mut self.made).write(&mut self.outputs)
    }

    /// Moves every account's clock to the end and writes what that brings about.
    fn finish(
        mut self,
        options: &RunOptions,
        carry: Option<Carry<'_>>,
    ) -> Result<Summary, RunError> {
        self.write_made()?;
        let latest = self.shards.iter().map(Shard::latest).max();
        self.latest = self.latest.max(latest.flatten());
        let to_latest = carry.as_ref().is_none_or(|carry| carry.to_latest);
        if let Some(end) = options.as_of.or(self.latest.filter(|_| to_latest)) {
            let (plan, crew, ledger) = (self.plan, &self.crew, &mut *self.outputs.ledger);
            close_accounts(plan, crew, &mut self.shards, end, ledger)
                .map_err(RunError::WriteLedger)?;
        }
        self.outputs.ledger.flush().map_err(RunError::WriteLedger)?;
        if let Some(rejects) = &mut self.outputs.rejects {
            rejects.flush().map_err(RunError::WriteRejects)?;
        }
        for shard in &self.shards {
            self.summary.add(shard.summary());
        }
        if let Some(carry) = carry {
            self.save(carry).map_err(RunError::WriteState)?;
        }
        if options.ends_process {
            std::mem::forget(self.shards);
        }
        Ok(self.summary)
    }

    /// How many events have been read, whatever became of them.
    fn events_read(&self) -> u64 {
        let shards = self
            .shards
            .iter()
            .map(|shard| shard.summary().events.read());
        self.summary.events.read() + shards.sum::<u64>()
    }
}

/// In how many parts work is shared out: with several for each thread, none waits long for another.
fn parts_for(threads: usize) -> usize {
    const A_THREAD: usize = 4;
    if threads == 1 { 1 } else { threads * A_THREAD }
}

/// Takes the lines of a load apart, one stretch of them for each thread.
fn parse_load<'b>(
    plan: &Plan,
    crew: &Crew,
    load: &'b Load,
    readers: &mut [Reader],
    report: Option<&Origins>,
) -> Vec<Parsed<'b>> {
    let shards = readers.len();
    let stretch = load.len().div_ceil(shards.max(1)).max(1);
    let stretches = (0..load.len())
        .step_by(stretch)
        .map(|start| start..(start + stretch).min(load.len()))
        .zip(readers)
        .collect();
    crew.map(stretches, |(places, reader)| {
        parse_lines(plan.program(), reader, load, places, shards, report)
    })
}
