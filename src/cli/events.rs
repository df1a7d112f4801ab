//! The events that a command reads: which files, and how they are opened.

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::failure::Failure;
use super::form::Form;
#[cfg(feature = "parquet")]
use super::io::is_device;
use super::io::{cannot_read, is_standard, resolved, say};
use super::packing::unpacked;
use crate::format::columns::csv_rows::CsvFault;
use crate::format::columns::header::HeaderFault;
use crate::format::{Input, InputFault, Inputs};
use crate::program::Program;

const BUFFER_BYTES: usize = 64 * 1024;

/// A stream of events, unpacked where it is packed.
pub struct Events {
    pub input: Box<dyn BufRead + Send>,
    /// How many bytes the file has, where that is known, and how many of them were taken so far.
    pub bytes: Option<(u64, Arc<AtomicU64>)>,
}

/// All the streams of a run.
pub struct AllEvents {
    pub inputs: Inputs<'static>,
    /// What a person should know of them.
    pub notes: Vec<String>,
    /// How many bytes all files have, where that is known, and how many of them were taken so far.
    pub bytes: Option<(u64, Arc<AtomicU64>)>,
}

/// The events that a command about accounts is told to read: in every form that `onward run` reads.
#[derive(clap::Args)]
pub struct Named {
    /// The events: one file or several, which are merged by time; `'dir/*.jsonl'` is all that fit, `-` is
    /// standard input
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    events: Vec<PathBuf>,
    /// The form of all events [default: by the name of each: `.csv`, `.parquet`, else JSON Lines]
    #[arg(long, value_enum, value_name = "FORM")]
    events_format: Option<Form>,
}

impl Named {
    /// Whether standard input is among them.
    pub fn are_standard(&self) -> bool {
        self.events.iter().any(|path| is_standard(path))
    }

    pub fn find(&self) -> Result<Found, Failure> {
        Ok(Found {
            paths: find(&self.events)?,
            form: self.events_format,
        })
    }
}

/// The files of those events.
pub struct Found {
    pub paths: Vec<PathBuf>,
    form: Option<Form>,
}

impl Found {
    /// Opens them to be read from the beginning.
    pub fn open(&self, program: &Program) -> Result<AllEvents, Failure> {
        open_all(&self.paths, self.form, program)
    }

    /// Opens them, and says what a person should know of them.
    pub fn open_and_tell(&self, program: &Program) -> Result<Inputs<'static>, Failure> {
        let events = self.open(program)?;
        for note in &events.notes {
            say(note);
        }
        Ok(events.inputs)
    }

    /// Why they cannot be read on.
    pub fn unread(&self, fault: &InputFault) -> Failure {
        cannot_read(path_of(&self.paths, fault), &fault.error)
    }
}

/// The file that cannot be read on.
pub fn path_of<'p>(paths: &'p [PathBuf], fault: &InputFault) -> &'p Path {
    let path = paths.get(fault.input);
    path.map_or(Path::new("-"), PathBuf::as_path)
}

/// A file that counts the bytes taken of it.
struct Counted {
    file: File,
    taken: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// The files that are named: each by itself, or all that a pattern fits, sorted by name. No file is named
/// twice.
pub fn find(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut paths = Vec::new();
    for name in named {
        if is_pattern(name) {
            paths.extend(fitting(name)?);
        } else {
            paths.push(name.clone());
        }
    }
    let mut known: BTreeMap<PathBuf, &Path> = BTreeMap::new();
    for path in &paths {
        let place = if is_standard(path) {
            Some(path.clone())
        } else {
            resolved(path)
        };
        let Some(earlier) = place.and_then(|place| known.insert(place, path)) else {
            continue;
        };
        let failure = if is_standard(path) {
            Failure::new("standard input is named twice")
        } else if earlier == path {
            Failure::new(format!("`{}` is named twice", path.display()))
        } else {
            let (one, other) = (earlier.display(), path.display());
            Failure::new(format!("`{one}` and `{other}` are the same file"))
        };
        return Err(failure.help("name each file of events once; a pattern names all that it fits"));
    }
    Ok(paths)
}

/// Whether a path is a pattern. A file of just that name is no pattern.
fn is_pattern(path: &Path) -> bool {
    let text = path.to_string_lossy();
    text.contains(['*', '?', '[']) && !path.exists()
}

fn fitting(pattern: &Path) -> Result<Vec<PathBuf>, Failure> {
    let text = pattern.to_string_lossy();
    let entries = glob::glob(&text).map_err(|error| {
        Failure::new(format!("`{text}` is no file and no pattern: {}", error.msg))
    })?;
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| cannot_read(error.path(), error.error()))?;
        if !path.is_dir() {
            paths.push(path);
        }
    }
    if paths.is_empty() {
        return Err(Failure::new(format!("no file fits `{text}`")));
    }
    paths.sort();
    Ok(paths)
}

/// Opens a file, or standard input where the path is `-`.
pub fn open(path: &Path) -> Result<Events, Failure> {
    open_counting(path, Arc::default())
}

/// Opens several, which are merged by time; all of one form, or each as its name says.
pub fn open_all(
    paths: &[PathBuf],
    form: Option<Form>,
    program: &Program,
) -> Result<AllEvents, Failure> {
    let taken = Arc::new(AtomicU64::new(0));
    let (mut inputs, mut size, mut notes) = (Vec::new(), Some(0), Vec::new());
    for path in paths {
        let form = form.unwrap_or(Form::of_name(path));
        form.check(path)?;
        let (input, bytes) = match form {
            Form::Jsonl => {
                let events = open_counting(path, Arc::clone(&taken))?;
                let input = Input::json_lines(name_of(path), events.input);
                (input, events.bytes.map(|(bytes, _)| bytes))
            }
            Form::Csv => {
                let events = open_counting(path, Arc::clone(&taken))?;
                let input = Input::csv(name_of(path), program, events.input);
                let input = input.map_err(|fault| match fault {
                    CsvFault::Read(error) => cannot_read(path, &error),
                    CsvFault::Header(fault) => unfit(path, &fault),
                })?;
                (input, events.bytes.map(|(bytes, _)| bytes))
            }
            Form::Parquet => {
                let (input, bytes) = open_parquet(path, program, Arc::clone(&taken))?;
                (input, Some(bytes))
            }
        };
        size = size.zip(bytes).map(|(sum, bytes)| sum + bytes);
        notes.extend(note(path, input.ignored_columns()));
        inputs.push(input);
    }
    Ok(AllEvents {
        inputs: Inputs::new(inputs),
        notes,
        bytes: size.map(|size| (size, taken)),
    })
}

#[cfg(feature = "parquet")]
fn open_parquet(
    path: &Path,
    program: &Program,
    taken: Arc<AtomicU64>,
) -> Result<(Input<'static>, u64), Failure> {
    use crate::format::columns::parquet_rows::ParquetFault;
    if is_standard(path) || is_device(path) {
        let failure = Failure::new("Parquet cannot be read from a pipe: its end is read first");
        return Err(failure.help("write it to a file, and name that"));
    }
    let (file, metadata) = open_file(path)?;
    let input = Input::parquet(name_of(path), program, file, taken);
    let input = input.map_err(|fault| match fault {
        ParquetFault::Read(error) => cannot_read(path, &error),
        ParquetFault::Header(fault) => unfit(path, &fault),
    })?;
    Ok((input, metadata.len()))
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(
    path: &Path,
    _: &Program,
    _: Arc<AtomicU64>,
) -> Result<(Input<'static>, u64), Failure> {
    Form::Parquet.check(path)?;
    Err(Failure::new("this build of `onward` knows no Parquet"))
}

/// How a report calls a file of events.
pub fn name_of(path: &Path) -> String {
    path.display().to_string()
}

fn unfit(path: &Path, fault: &HeaderFault) -> Failure {
    let failure = Failure::new(format!("cannot read `{}`: {fault}", path.display()));
    failure.help("a column is named as the member of an event that it is: see docs/formats.md")
}

/// Which columns of a file are passed over, if any are.
fn note(path: &Path, ignored: &[String]) -> Option<String> {
    let quoted: Vec<String> = ignored.iter().map(|name| format!("`{name}`")).collect();
    let path = path.display();
    match quoted.as_slice() {
        [] => None,
        [one] => Some(format!(
            "`{path}`: no event has column {one}, which is passed over"
        )),
        all => {
            let all = all.join(", ");
            Some(format!(
                "`{path}`: no event has columns {all}, which are passed over"
            ))
        }
    }
}

fn open_counting(path: &Path, taken: Arc<AtomicU64>) -> Result<Events, Failure> {
    let cannot = |error: io::Error| cannot_read(path, &error);
    if is_standard(path) {
        let input = BufReader::with_capacity(BUFFER_BYTES, io::stdin());
        let input = unpacked(input, BUFFER_BYTES).map_err(cannot)?;
        return Ok(Events { input, bytes: None });
    }
    let (file, metadata) = open_file(path)?;
    let counted = Counted {
        file,
        taken: Arc::clone(&taken),
    };
    let input = BufReader::with_capacity(BUFFER_BYTES, counted);
    let input = unpacked(input, BUFFER_BYTES).map_err(cannot)?;
    let bytes = metadata.is_file().then_some((metadata.len(), taken));
    Ok(Events { input, bytes })
}

fn open_file(path: &Path) -> Result<(File, Metadata), Failure> {
    let cannot = |error: io::Error| cannot_read(path, &error);
    let file = File::open(path).map_err(cannot)?;
    let metadata = file.metadata().map_err(cannot)?;
    if metadata.is_dir() {
        let path = path.display();
        let failure = Failure::new(format!("`{path}` is a folder, not a file of events"));
        return Err(failure);
    }
    Ok((file, metadata))
}
