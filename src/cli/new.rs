//! `onward new DIR`

use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::failure::Failure;
use super::io;

/// Make a small working program
///
/// Makes a folder with a small program that works: what accounts and events look like, one offer with
/// a word on each of its clauses, and a file of events to run it over. Nothing is overwritten.
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  onward new demo")]
pub struct Arguments {
    /// The folder to make; one that is there already is added to
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// The files of a new program, and what each is for.
const FILES: [(&str, &str, &str); 3] = [
    (
        "schema.offer",
        "the time zone, the accounts and the events",
        include_str!("template/schema.offer"),
    ),
    (
        "offers/spend_200_get_100.offer",
        "an offer, clause by clause",
        include_str!("template/spend_200_get_100.offer"),
    ),
    (
        "events.jsonl",
        "events to run it over",
        include_str!("template/events.jsonl"),
    ),
];

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    for (name, _, _) in FILES {
        let path = folder.join(name);
        if io::is_there(&path) {
            let message = format!("`{}` is there already", path.display());
            return Err(Failure::new(message).help("name another folder; nothing was written"));
        }
    }
    let mut answer = String::from("made a small program:\n");
    for (name, purpose, text) in FILES {
        let path = folder.join(name);
        io::write_new(&path, text)?;
        answer.push_str(&format!("  {}\n      {purpose}\n", path.display()));
    }
    let program = as_shell_word(folder);
    let events = as_shell_word(&folder.join("events.jsonl"));
    answer.push_str(&format!(
        "next:\n  onward check {program}\n  onward run {program} --events {events}\n"
    ));
    io::print(&answer)?;
    Ok(Exit::Well)
}

/// A path as one word of a shell.
fn as_shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |letter: char| letter.is_alphanumeric() || "._-/\\:".contains(letter);
    if text.chars().all(is_plain) && !text.starts_with('-') {
        return text;
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}
