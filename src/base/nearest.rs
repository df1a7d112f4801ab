//! "Did you mean …?": the known name that a misspelt one is nearest to.

/// How many candidates are compared at most: a suggestion is a help, and must not cost a minute.
const CANDIDATES: usize = 2_000;

/// The candidate that differs from `name` in the fewest letters, if it is near enough to be meant.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates.into_iter().take(CANDIDATES) {
        let distance = strsim::osa_distance(&wanted, &candidate.to_lowercase());
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    let (distance, candidate) = best?;
    let longest = wanted.chars().count().max(candidate.chars().count());
    let near = distance <= 1 && longest > 2 || distance * 3 <= longest;
    near.then_some(candidate)
}

/// `did you mean `charge`?`, if something is near.
pub fn did_you_mean<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(name, candidates).map(|near| format!("did you mean `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_name_and_a_stranger_finds_none() {
        let events = ["charge", "refund", "registered"];
        assert_eq!(nearest("chrage", events), Some("charge"));
        assert_eq!(nearest("registred", events), Some("registered"));
        assert_eq!(nearest("purchase", events), None);
        assert_eq!(nearest("x", ["y"]), None);
        // Of two that are as near, the one that stands first.
        assert_eq!(
            nearest("chance", ["change", "charge", "chanca"]),
            Some("change")
        );
    }
}
