//! Changes are walked through one by one in the terminal. Each that is accepted is written at once, so that
//! whoever leaves in the middle loses nothing.

use super::keep;
use crate::base::Sources;
use crate::cli::failure::Failure;
use crate::cli::io::{self, Answer, Stream};
use crate::report::verdicts::{Status, Verdict, draw_verdict};

/// Shows every case that is not well, and asks what to do with it.
pub fn review<'t>(
    tested: impl Iterator<Item = (&'t mut Vec<Verdict>, &'t Sources)>,
) -> Result<(), Failure> {
    let mut open: Vec<(&mut Verdict, &Sources)> = tested
        .flat_map(|(verdicts, sources)| verdicts.iter_mut().map(move |verdict| (verdict, sources)))
        .filter(|(verdict, _)| !verdict.status().is_well() && verdict.status() != Status::Broken)
        .collect();
    let count = open.len();
    let color = io::color_of(Stream::Error);
    let (mut accepted, mut place) = (0, 0);
    while let Some((verdict, sources)) = open.get_mut(place) {
        place += 1;
        io::say(&format!("\n[{place} of {count}]"));
        io::say(draw_verdict(verdict, sources, color).trim_end());
        if !verdict.mismatches.is_empty() {
            io::say("  its `=>` lines are wrong: change them or `--fill` them first");
            continue;
        }
        match io::ask("\naccept, reject, skip or quit? [a/r/s/q] ")? {
            Answer::Accept => {
                keep::accept(verdict)?;
                accepted += 1;
                let is_gone = verdict.status() == Status::Deleted;
                let what = if is_gone { "deleted" } else { "written" };
                io::say(&format!("accepted: the snapshot is {what}"));
            }
            Answer::Reject => {
                io::say(
                    "rejected: the snapshot stays, and the case fails until the offer is right",
                );
            }
            Answer::Skip => io::say("skipped"),
            Answer::Quit => {
                let left = count - accepted;
                io::say(&format!(
                    "stopped: {accepted} accepted and written, {left} left as they were"
                ));
                break;
            }
        }
    }
    if count == 0 {
        io::say("nothing to review");
    }
    Ok(())
}
