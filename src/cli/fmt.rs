//! `onward fmt [PATH…]`

use std::io::Write;
use std::path::{Path, PathBuf};

use super::check::counted;
use super::exit::Exit;
use super::failure::Failure;
use super::io::{self, Stream};
use super::output::Output;
use crate::base::{Diagnostic, Source, SourceId, Sources};
use crate::report::diagnostics;
use crate::report::diff::unified_diff;
use crate::syntax::layout::{Unfit, lay_out};

/// Bring offer files into their canonical layout
///
/// Brings offer files into their one canonical layout. It never changes what they say, and it keeps
/// every comment. A file with errors of form is left as it is, with its errors on standard error.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onward fmt
  onward fmt demo/offers/spring.offer
  onward fmt --check demo
  onward fmt --diff demo
  onward fmt - < draft.offer

Exit status: 0 all well, 1 a file has errors (or would change, with --check),
2 a file cannot be read or written")]
pub struct Arguments {
    /// Offer files, or folders: all `.offer` files below them; `-` is standard input, and goes to
    /// standard output
    #[arg(default_value = ".", value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Write nothing; name the files that would change, and fail if there are any
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change
    #[arg(long)]
    diff: bool,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let files = match arguments.paths.as_slice() {
        [path] if io::is_standard(path) => vec![(io::read_standard_input()?, None)],
        paths if paths.iter().any(|path| io::is_standard(path)) => {
            return Err(Failure::new("`-` stands beside other paths")
                .help("give standard input alone, or files and folders"));
        }
        paths => io::read_offer_files(paths)?
            .into_iter()
            .map(|(path, source)| (source, Some(path)))
            .collect(),
    };
    let mut work = Work {
        arguments,
        changed: 0,
        unfit: 0,
        diagnostics: Vec::new(),
    };
    let (sources, paths): (Vec<_>, Vec<_>) = files.into_iter().unzip();
    let sources = Sources::new(sources);
    for ((id, source), path) in sources.iter().zip(&paths) {
        work.file(id, source, path.as_deref())?;
    }
    work.finish(&sources, paths.iter().flatten().count())
}

/// What has been done so far.
struct Work<'a> {
    arguments: &'a Arguments,
    changed: usize,
    unfit: usize,
    diagnostics: Vec<Diagnostic>,
}

impl Work<'_> {
    fn file(&mut self, id: SourceId, source: &Source, path: Option<&Path>) -> Result<(), Failure> {
        match lay_out(id, &source.text) {
            Ok(text) => {
                let is_changed = text != source.text;
                self.changed += usize::from(is_changed);
                if is_changed || path.is_none() {
                    self.laid_out(source, &text, path)?;
                }
            }
            Err(Unfit::Errors(diagnostics)) => {
                self.unfit += 1;
                self.diagnostics.extend(diagnostics);
            }
            Err(Unfit::WouldChange) => {
                self.unfit += 1;
                let message = format!("the layout of `{}` would change what it says", source.name);
                let fault = Failure::new(message).help(
                    "it was left as it is; this is a fault of `onward fmt`, and the file would show it",
                );
                io::say(&fault.to_string());
            }
        }
        Ok(())
    }

    fn laid_out(&self, source: &Source, text: &str, path: Option<&Path>) -> Result<(), Failure> {
        let name = &source.name;
        if self.arguments.diff {
            return io::print(&unified_diff(name, &source.text, text));
        }
        if self.arguments.check {
            return match text == source.text {
                true => Ok(()),
                false => io::print(&format!("{name} would change\n")),
            };
        }
        let Some(path) = path else {
            return io::print(text);
        };
        let write = |mut output: Output| {
            output.write_all(text.as_bytes())?;
            output.finish()
        };
        write(Output::open(path)?).map_err(|error| io::cannot_write(path, &error))?;
        io::print(&format!("{name} was laid out\n"))
    }

    fn finish(self, sources: &Sources, files: usize) -> Result<Exit, Failure> {
        if !self.arguments.diff && files > 0 && self.unfit < files {
            io::print(&self.answer(files))?;
        }
        if !self.diagnostics.is_empty() {
            let color = io::color_of(Stream::Error);
            let width = diagnostics::DEFAULT_WIDTH;
            let drawn = diagnostics::draw(&self.diagnostics, sources, width, color);
            io::say(&format!(
                "{drawn}{}",
                diagnostics::count_line(&self.diagnostics)
            ));
        }
        let is_denied = self.arguments.check && self.changed > 0;
        Ok(if self.unfit > 0 || is_denied {
            Exit::Problems
        } else {
            Exit::Well
        })
    }

    fn answer(&self, files: usize) -> String {
        let all = counted(files - self.unfit, "file");
        match (self.changed, self.arguments.check) {
            (0, _) => format!("nothing to change in {all}\n"),
            (changed, true) => format!("{changed} of {all} would change\n"),
            (changed, false) => format!("{changed} of {all} changed\n"),
        }
    }
}
