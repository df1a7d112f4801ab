//! Tries mutants: each against the tests that come by it, the likeliest to see it for its time first, until
//! one fails.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::build::Built;
use crate::outcome::{Outcome, Tried, add, load};
use crate::reach::{Ended, Test, tests};
use crate::{Failure, switch};

pub fn try_all(scratch: &Path, options: &[&str]) -> Result<(), Failure> {
    let built = Built::load(scratch)?;
    let tests = tests(scratch, &built)?;
    let number = |name: &str| -> Option<usize> {
        let at = options.iter().position(|option| *option == name)?;
        options.get(at + 1)?.parse().ok()
    };
    let every = number("--every").unwrap_or(1);
    let until = number("--minutes")
        .map(|minutes| Instant::now() + Duration::from_secs(60 * minutes as u64));
    let again = options.contains(&"--missed");
    let words: Vec<&&str> = options
        .iter()
        .filter(|word| word.contains([':', '/']))
        .collect();
    let before = load(scratch);
    let mut luck = vec![(0_u64, 0_u64); tests.len()];
    let is_wanted = |id: usize| {
        let Some(mutant) = built.mutants.get(id) else {
            return false;
        };
        let was = before.get(&id).map(|outcome| outcome.result);
        let is_missed = matches!(was, Some(Tried::Missed | Tried::Unreached));
        !built.broken.contains_key(&id)
            && !built.left.contains(&id)
            && (words.is_empty() || words.iter().any(|word| mutant.name.contains(**word)))
            && (if again {
                is_missed
            } else {
                was.is_none() || !words.is_empty()
            })
    };
    // Spread over the whole, so that a run that is stopped is a sample of it.
    let order = (0..every.max(1)).map(|first| (first..built.mutants.len()).step_by(every.max(1)));
    for id in order.flatten().filter(|id| is_wanted(*id)) {
        if until.is_some_and(|until| Instant::now() > until) {
            break;
        }
        let name = built
            .mutants
            .get(id)
            .map(|mutant| mutant.name.clone())
            .unwrap_or_default();
        let outcome = try_one(scratch, id, &tests, again, &mut luck)?;
        println!(
            "{:?} {name}{}",
            outcome.result,
            outcome
                .by
                .iter()
                .map(|by| format!(" by {by}"))
                .collect::<String>()
        );
        let lasting = built
            .mutants
            .get(id)
            .map(|mutant| mutant.lasting_name())
            .unwrap_or_default();
        add(
            scratch,
            id,
            &Outcome {
                name: lasting,
                ..outcome
            },
        )?;
    }
    Ok(())
}

fn try_one(
    scratch: &Path,
    id: usize,
    tests: &[Test],
    by_all: bool,
    luck: &mut [(u64, u64)],
) -> Result<Outcome, Failure> {
    let mut coming_by: Vec<(usize, &Test)> = tests
        .iter()
        .enumerate()
        .filter(|(_, test)| test.reaches.contains(&id) && (by_all || !is_about_words(&test.name)))
        .collect();
    let cost = |place: usize, test: &Test| {
        let (seen, tried) = luck.get(place).copied().unwrap_or_default();
        u128::from(tried + 2) * (test.took.as_micros() + 2_000) / u128::from(seen + 1)
    };
    coming_by.sort_by_key(|(place, test)| cost(*place, test));
    let mut outcome = Outcome {
        name: String::new(),
        result: if coming_by.is_empty() {
            Tried::Unreached
        } else {
            Tried::Missed
        },
        by: None,
    };
    for (place, test) in coming_by {
        let patience = test.took * 10 + Duration::from_secs(4);
        let ended = test.run(scratch, switch::ACTIVE, &id.to_string(), patience)?;
        if let Some((seen, tried)) = luck.get_mut(place) {
            *tried += 1;
            *seen += u64::from(ended != Ended::Passed);
        }
        match ended {
            Ended::Passed => continue,
            Ended::Failed => outcome.result = Tried::Caught,
            Ended::Late => outcome.result = Tried::Late,
        }
        outcome.by = Some(test.name.clone());
        break;
    }
    Ok(outcome)
}

/// Tests of the text side and of the commands: they come by the core, look elsewhere, and take long. Only
/// about what all others missed are they asked.
fn is_about_words(test: &str) -> bool {
    let prefixes = ["fmt::", "syntax::", "testing::", "cli::", "laws::soak"];
    prefixes.iter().any(|prefix| test.starts_with(prefix))
}
