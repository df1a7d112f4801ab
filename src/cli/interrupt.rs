//! Ctrl-C while outputs are written: nothing half done stays behind, and the person is told so. The only file
//! that knows of signals.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::exit::Exit;
use super::io::say;

/// Files that are not whole yet.
static PARTIAL_FILES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn partial_files() -> MutexGuard<'static, Vec<PathBuf>> {
    PARTIAL_FILES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a file that is not whole yet; no interruption comes before it is known.
pub fn begin<T>(path: &Path, by: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let mut files = partial_files();
    let made = by()?;
    files.push(path.to_owned());
    Ok(made)
}

/// Ends the writing of a file by what makes it whole or takes it away; no interruption comes between.
pub fn end<T>(path: &Path, by: impl FnOnce() -> T) -> T {
    let mut files = partial_files();
    let result = by();
    files.retain(|file| file != path);
    result
}

/// From now on, Ctrl-C takes away what is not whole, says `words`, and ends the process.
pub fn watch(words: String) {
    let watched = ctrlc::set_handler(move || {
        let files = partial_files();
        for file in files.iter() {
            let _ = fs::remove_file(file);
        }
        say(&words);
        std::process::exit(Exit::Interrupted as i32);
    });
    // Where there are no signals, the system ends the process by itself.
    let _ = watched;
}
