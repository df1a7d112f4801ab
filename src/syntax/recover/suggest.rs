//! "Did you mean": near misses, and words of other trades for words of this language.

use crate::syntax::tree::ClauseKind;

/// Whether `typed` is a slip of `word`: some letters wrong, or more of the word than there is.
pub fn is_near(typed: &str, word: &str) -> bool {
    let typed = typed.to_lowercase();
    let allowed = match word.len() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let stem = word.get(..5).unwrap_or(word);
    strsim::damerau_levenshtein(&typed, word) <= allowed
        || (word.len() >= 5
            && typed.len() <= word.len() + 3
            && typed.chars().all(char::is_alphabetic)
            && typed.starts_with(stem))
}

/// How far two words are apart.
pub fn distance(typed: &str, word: &str) -> usize {
    strsim::damerau_levenshtein(&typed.to_lowercase(), word)
}

/// The word that `typed` comes nearest to, if it comes near to any.
pub fn nearest<'w>(typed: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    words
        .into_iter()
        .filter(|word| is_near(typed, word))
        .min_by_key(|word| distance(typed, word))
}

/// The first word of a clause.
pub fn first_word(kind: ClauseKind) -> &'static str {
    kind.word().split(' ').next().unwrap_or("")
}

/// The clause that a word begins.
pub fn clause_word(word: &str) -> Option<ClauseKind> {
    let mut kinds = ClauseKind::ALL.into_iter();
    kinds.find(|kind| first_word(*kind) == word)
}

/// The clause whose first word `typed` is, or is a slip of.
pub fn clause_near(typed: &str) -> Option<ClauseKind> {
    clause_word(nearest(typed, ClauseKind::ALL.map(first_word))?)
}

/// The clause that a first word was meant to begin: a slip, or a word of another trade.
pub fn clause_meant(typed: &str) -> Option<ClauseKind> {
    if let Some(kind) = clause_near(typed) {
        return Some(kind);
    }
    match typed.to_lowercase().as_str() {
        "valid" | "starts" | "dates" | "runs" | "live" => Some(ClauseKind::Available),
        "audience" | "eligibility" | "requires" | "who" => Some(ClauseKind::Eligible),
        "enrolment" | "enrol" | "join" | "register" | "activate" => Some(ClauseKind::Enroll),
        "reward" | "grant" | "give" | "gives" | "pay" | "award" => Some(ClauseKind::Issue),
        "use" | "redeem" | "spend_on" | "pays" => Some(ClauseKind::Apply),
        "expiry" | "expiration" => Some(ClauseKind::Expire),
        "cap" | "max" | "budget" => Some(ClauseKind::Limit),
        "priority" | "order" => Some(ClauseKind::DrawOrder),
        "group" => Some(ClauseKind::Exclusive),
        "cancel" => Some(ClauseKind::Revoke),
        _ => None,
    }
}

/// The words that begin an item.
pub const ITEM_WORDS: [&str; 5] = ["program", "account", "event", "offer", "scenario"];

/// A currency in wide use whose code is one slip away.
pub fn currency_near(code: &str) -> Option<&'static str> {
    const WIDELY_USED: [&str; 20] = [
        "USD", "EUR", "GBP", "JPY", "CAD", "AUD", "CHF", "CNY", "INR", "BRL", "MXN", "SEK", "NOK",
        "DKK", "PLN", "SGD", "HKD", "NZD", "KRW", "KWD",
    ];
    WIDELY_USED
        .into_iter()
        .find(|known| strsim::damerau_levenshtein(code, known) == 1)
}

/// The words that can stand behind `=>`.
pub const OUTCOME_WORDS: [&str; 13] = [
    "nothing",
    "enrolled",
    "refused",
    "earned",
    "cancelled",
    "issued",
    "applied",
    "restored",
    "forfeited",
    "revoked",
    "expired",
    "lapsed",
    "adjusted",
];

/// The word of the ledger that a word behind `=>` was meant to be: a slip, or a word of another trade.
pub fn outcome_meant(typed: &str) -> Option<&'static str> {
    if let Some(near) = nearest(typed, OUTCOME_WORDS) {
        return Some(near);
    }
    match typed.to_lowercase().as_str() {
        "paid" | "pays" | "used" | "spent" | "drawn" | "redeemed" | "apply" => Some("applied"),
        "credited" | "granted" | "given" | "gives" | "awarded" | "issue" | "got" | "gets" => {
            Some("issued")
        }
        "scheduled" | "accrued" => Some("earned"),
        "rejected" | "denied" | "declined" => Some("refused"),
        "lost" | "gone" => Some("expired"),
        "returned" | "refunded" => Some("restored"),
        "clawed" | "removed" => Some("revoked"),
        "none" | "empty" => Some("nothing"),
        "joined" | "activated" => Some("enrolled"),
        "corrected" => Some("adjusted"),
        _ => None,
    }
}
