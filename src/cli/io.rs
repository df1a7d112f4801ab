//! The only door to files, standard streams and the clock.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use console::{Key, Term};
use walkdir::WalkDir;

use super::failure::Failure;
use crate::base::{Source, Sources};
use crate::report::diagnostics::Color;

/// Says something to the person, on standard error. Nobody there is no failure.
pub fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Writes to standard output; a closed pipe ends it quietly.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(cannot_print(&error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A stream that a report goes to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    Output,
    Error,
}

/// Whether a report is coloured: on a terminal, unless `NO_COLOR` says otherwise.
pub fn color_of(stream: Stream) -> Color {
    let is_terminal = match stream {
        Stream::Output => io::stdout().is_terminal(),
        Stream::Error => io::stderr().is_terminal(),
    };
    let is_dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    if is_terminal && !is_set("NO_COLOR") && !is_dumb {
        Color::Always
    } else {
        Color::Never
    }
}

/// Whether a variable of the environment is set to something.
pub fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// Whether a person watches standard error while nothing else is drawn there.
pub fn is_watched(ledger_on_standard_output: bool) -> bool {
    io::stderr().is_terminal() && !(ledger_on_standard_output && io::stdout().is_terminal())
}

/// How many threads the machine runs at once.
pub fn machine_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The offer files of a program: one file, or all `.offer` files below a folder, in path order.
pub fn read_sources(path: &Path) -> Result<(Sources, Vec<PathBuf>), Failure> {
    let paths = source_paths(path)?;
    let sources: Result<Vec<Source>, Failure> =
        paths.iter().map(|path| read_source(path)).collect();
    Ok((Sources::new(sources?), paths))
}

/// The offer files of several paths, each once.
pub fn read_offer_files(paths: &[PathBuf]) -> Result<Vec<(PathBuf, Source)>, Failure> {
    let mut known = BTreeSet::new();
    let mut files = Vec::new();
    for path in paths {
        for file in source_paths(path)? {
            let place = file.canonicalize().unwrap_or_else(|_| file.clone());
            if known.insert(place) {
                let source = read_source(&file)?;
                files.push((file, source));
            }
        }
    }
    Ok(files)
}

/// All of standard input, as a source.
pub fn read_standard_input() -> Result<Source, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    source("standard input".to_owned(), bytes)
}

fn source_paths(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let metadata = fs::metadata(path).map_err(|error| cannot_read(path, &error))?;
    if !metadata.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut paths = Vec::new();
    for entry in WalkDir::new(path).follow_links(true) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if is_link_to_nothing(&error) && !error.path().is_some_and(is_offer) => {
                continue;
            }
            Err(error) => return Err(cannot_walk(path, &error)),
        };
        if is_offer(entry.path()) && entry.file_type().is_file() {
            paths.push(entry.into_path());
        }
    }
    if paths.is_empty() {
        let place = path.display();
        return Err(Failure::new(format!("no `.offer` file below `{place}`"))
            .help("`onward new DIR` makes a small working program"));
    }
    paths.sort();
    Ok(paths)
}

fn is_offer(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "offer")
}

/// Editors leave such links beside the files that they hold open.
fn is_link_to_nothing(error: &walkdir::Error) -> bool {
    let is_missing = |cause: &io::Error| cause.kind() == io::ErrorKind::NotFound;
    error.path().is_some_and(Path::is_symlink) && error.io_error().is_some_and(is_missing)
}

fn cannot_walk(path: &Path, error: &walkdir::Error) -> Failure {
    let place = error.path().unwrap_or(path).display().to_string();
    match error.io_error() {
        Some(_) if is_link_to_nothing(error) => {
            Failure::new(format!("`{place}` is a link to a file that is not there"))
                .help("put the file back, or take the link away")
        }
        Some(cause) => Failure::new(format!("cannot read `{place}`: {cause}")),
        None => Failure::new(format!("`{place}` is a link to a folder that contains it")),
    }
}

fn read_source(path: &Path) -> Result<Source, Failure> {
    let bytes = fs::read(path).map_err(|error| cannot_read(path, &error))?;
    source(path.display().to_string(), bytes)
}

fn source(name: String, bytes: Vec<u8>) -> Result<Source, Failure> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let place = error.utf8_error().valid_up_to() + 1;
            let message = format!("`{name}` is not UTF-8 text: see its byte {place}");
            Err(Failure::new(message))
        }
    }
}

/// Whether a path stands for a standard stream.
pub fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Whether a path leads to a pipe or a device.
pub fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// The one name of a file, be it there or not; `None` where its folder is not.
pub fn resolved(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().or_else(|| {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            Some(_) | None => Path::new("."),
        };
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    })
}

/// Whether two paths lead to one file, be it there or not.
pub fn is_same_file(one: &Path, other: &Path) -> bool {
    let is_file = |path: &Path| !is_standard(path);
    is_file(one)
        && is_file(other)
        && resolved(one).is_some_and(|path| resolved(other) == Some(path))
}

/// The files of a folder whose names have this ending, in the order of their names; none where there is no
/// such folder.
pub fn files_in(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(cannot_read(folder, &error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| cannot_read(folder, &error))?.path();
        if path.extension().is_some_and(|known| known == ending) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// All of a file, or of standard input where the path is `-`.
pub fn read_all(path: &Path) -> Result<Vec<u8>, Failure> {
    if !is_standard(path) {
        return read_bytes(path);
    }
    let mut bytes = Vec::new();
    let read = io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| cannot_read(path, &error))?;
    Ok(bytes)
}

pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| cannot_read(path, &error))
}

/// The text of a file, if there is one. Bytes that are no text are replaced.
pub fn read_if_there(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot_read(path, &error)),
    }
}

pub fn delete(path: &Path) -> Result<(), Failure> {
    fs::remove_file(path).map_err(|error| cannot_write(path, &error))
}

/// Makes the folder that a file is to stand in.
pub fn make_folder_of(path: &Path) -> Result<(), Failure> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))
        }
        Some(_) | None => Ok(()),
    }
}

/// What to do with a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answer {
    Accept,
    Reject,
    Skip,
    Quit,
}

/// Asks the person at the terminal, who answers with a key; where standard input is none, with a line. The
/// end of the input and Ctrl-C are `quit`.
pub fn ask(question: &str) -> Result<Answer, Failure> {
    let terminal = Term::stderr();
    let is_terminal = io::stdin().is_terminal() && terminal.is_term();
    loop {
        let _ = write!(io::stderr(), "{question}");
        let answer = if is_terminal {
            let key = terminal.read_key_raw();
            let key = key.map_err(|error| Failure::new(format!("cannot ask: {error}")))?;
            if let Key::Char(letter) = key {
                say(&letter.escape_default().to_string());
                answer_of(letter)
            } else {
                say("");
                matches!(key, Key::CtrlC | Key::Escape).then_some(Answer::Quit)
            }
        } else {
            let mut line = String::new();
            let read = io::stdin().read_line(&mut line);
            let read = read.map_err(|error| Failure::new(format!("cannot ask: {error}")))?;
            say("");
            if read == 0 {
                Some(Answer::Quit)
            } else {
                line.trim().chars().next().and_then(answer_of)
            }
        };
        if let Some(answer) = answer {
            return Ok(answer);
        }
    }
}

fn answer_of(letter: char) -> Option<Answer> {
    match letter {
        'a' => Some(Answer::Accept),
        'r' => Some(Answer::Reject),
        's' => Some(Answer::Skip),
        'q' => Some(Answer::Quit),
        _ => None,
    }
}

/// Writes a file that must not be there yet, with the folders above it.
pub fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(path)?;
        file.write_all(text.as_bytes())
    };
    write().map_err(|error| cannot_write(path, &error))
}

/// Whether anything is at this path, a dangling link included.
pub fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

pub fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    if is_standard(path) {
        return Failure::new(format!("cannot read from standard input: {error}"));
    }
    Failure::new(format!("cannot read `{}`: {error}", path.display()))
}

pub fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    if is_standard(path) {
        return cannot_print(error);
    }
    Failure::new(format!("cannot write `{}`: {error}", path.display()))
}

fn cannot_print(error: &io::Error) -> Failure {
    Failure::new(format!("cannot write to standard output: {error}"))
}
