//! `onward timeline PATH --events FILE --account A --out FILE`

use std::io::Write;
use std::path::{Path, PathBuf};

use super::account::{Asked, events_of, sound, tell_rejections};
use super::exit::Exit;
use super::failure::Failure;
use super::io;
use super::output::Output;
use crate::books::life;
use crate::report::picture;

/// Draw the life of an account
///
/// Draws one account over time: its charges in the colours of what paid them, how far each measure came
/// and by when, what was left of each credit until it ended, refunds and adjustments. One file that needs
/// nothing else, for a browser or for paper; a page has all of it in tables, too.
#[derive(clap::Args)]
#[command(override_usage = "\
onward timeline <PATH> --events <FILE>... --account <ID> --out <FILE>
                       [--events-format <FORM>] [--as-of <INSTANT>]")]
#[command(after_help = "\
Examples:
  onward timeline demo --events demo/events.jsonl --account a1 --out a1.html
  onward timeline demo --events events.jsonl --account a1 --as-of 2026-02-01 \\
    --out a1.svg
  onward timeline demo --events 'history/*.parquet' --account a1 --out a1.html

Exit status: 0 all well, 1 the offers have errors, 2 a file cannot be read or
written or there is no such account, 3 events of the account were rejected and
left out")]
pub struct Arguments {
    #[command(flatten)]
    of: Asked,
    /// Where to draw it: a page, `.html`, or the picture alone, `.svg`
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// As things stood at this instant, by what was known then; a date or a local time is in the
    /// program's zone [default: the latest event]
    #[arg(long, value_name = "INSTANT")]
    as_of: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Html,
    Svg,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let kind = kind_of(&arguments.out)?;
    let events = arguments.of.events.find()?.paths;
    if (events.iter()).any(|path| io::is_same_file(path, &arguments.out)) {
        let out = arguments.out.display();
        let message = format!("`--events` and `--out` are the same file, `{out}`");
        return Err(Failure::new(message).help("name another file to write to"));
    }
    let Some(sound) = sound(&arguments.of.path)? else {
        return Ok(Exit::Problems);
    };
    let program = sound.plan.program();
    let as_of = arguments.as_of.as_deref();
    let known = events_of(program, &arguments.of, as_of)?;
    let life = life(&sound.plan, &known);
    let drawn = match kind {
        Kind::Html => picture::html(program, &life),
        Kind::Svg => picture::svg(program, &life),
    };
    let mut out = Output::open(&arguments.out)?;
    out.write_all(drawn.as_bytes())
        .and_then(|()| out.finish())
        .map_err(|error| io::cannot_write(&arguments.out, &error))?;
    Ok(tell_rejections(&known))
}

fn kind_of(out: &Path) -> Result<Kind, Failure> {
    let ending = out.extension().and_then(|ending| ending.to_str());
    match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("html" | "htm") => Ok(Kind::Html),
        Some("svg") => Ok(Kind::Svg),
        Some(_) | None => {
            let message = format!("`{}` ends neither in `.html` nor in `.svg`", out.display());
            Err(Failure::new(message)
                .help("the ending says what to draw: a page or a picture alone"))
        }
    }
}
