//! Whole clauses in another form: a colon behind the clause word, `apply to charge`, `expire after 60
//! days`, `earns until …`, `limit … in total`.

use crate::base::Code;
use crate::syntax::tree::ClauseKind;

use super::{Mistake, View};

pub fn mistakes(view: &View<'_>) -> Vec<Mistake> {
    let Some(kind) = view.kind else {
        return Vec::new();
    };
    let words = kind.word().split(' ').count();
    let colon = stray_colon(view, kind, words);
    // The first token behind the clause word.
    let first = if colon.is_some() { words + 1 } else { words };
    let form = match kind {
        ClauseKind::Available => available(view, first),
        ClauseKind::Earns => earns(view, first),
        ClauseKind::Apply => apply(view, first),
        ClauseKind::Expire => expire(view, first),
        ClauseKind::Limit => limit(view, first),
        ClauseKind::Eligible
        | ClauseKind::Enroll
        | ClauseKind::Table
        | ClauseKind::Measure
        | ClauseKind::Issue
        | ClauseKind::Clawback
        | ClauseKind::Revoke
        | ClauseKind::Exclusive
        | ClauseKind::DrawOrder => None,
    };
    colon.into_iter().chain(form).collect()
}

/// `eligible: everyone`
fn stray_colon(view: &View<'_>, kind: ClauseKind, words: usize) -> Option<Mistake> {
    let mark = view.word(words);
    let word = kind.word();
    if !matches!(mark, ":" | "=") || (mark == "=" && kind == ClauseKind::Measure) {
        return None;
    }
    let next = view.word(words + 1);
    let noun = if mark == ":" { "colon" } else { "sign" };
    let mistake = Mistake::new(
        Code::StrayColon,
        view.range(words, words),
        format!("there is no {noun} after `{word}`"),
    );
    Some(mistake.help(format!("write `{word} {next}`")).written(""))
}

/// `available from A to B`, `available A through B`
fn available(view: &View<'_>, first: usize) -> Option<Mistake> {
    if view.is_number(first) {
        let range = view.range(first, first);
        let mistake = Mistake::new(
            Code::AvailableForm,
            range.clone(),
            "`available` says `from` when",
        );
        let help = format!("write `available from {}`", view.word(first));
        return Some(mistake.help(help).edit(range.start..range.start, "from "));
    }
    let until = (first + 2..view.tokens.len()).find(|index| {
        matches!(
            view.word(*index),
            "to" | "until" | "till" | "til" | "thru" | "-" | "–" | "and" | "ending"
        )
    })?;
    let typed = view.word(until);
    let end = view.words(until + 1, view.tokens.len() - 1);
    let mistake = Mistake::new(
        Code::AvailableForm,
        view.range(until, until),
        format!("`{typed}` leaves open whether the last day counts"),
    );
    Some(
        mistake
            .help(format!(
                "write `through {end}` where that day counts, `before {end}` where it does not"
            ))
            .written("through"),
    )
}

/// `earns until 2026-06-30`, `earns on 2026-06-30`
fn earns(view: &View<'_>, first: usize) -> Option<Mistake> {
    let typed = view.word(first);
    let day = if view.is_number(first) {
        first
    } else {
        first + 1
    };
    if matches!(typed, "through" | "before") || !view.is_number(day) {
        return None;
    }
    let date = view.word(day);
    let mistake = Mistake::new(
        Code::EarnsForm,
        view.range(first, day),
        "`earns` takes `through` a day or `before` an instant",
    );
    Some(
        mistake
            .help(format!("write `earns through {date}`"))
            .written(format!("through {date}")),
    )
}

/// `apply to charge`, `apply retroactively to charge`, `apply charge`
fn apply(view: &View<'_>, first: usize) -> Option<Mistake> {
    const FILLERS: [&str; 12] = [
        "to", "against", "on", "for", "the", "all", "past", "previous", "earlier", "existing",
        "and", "of",
    ];
    if view.stands(first, &["forward"]) {
        return None;
    }
    let is_backward = |word: &str| {
        word.starts_with("retro")
            || word.starts_with("back")
            || matches!(word, "past" | "previous" | "earlier")
    };
    let mut event = first;
    let mut backward = false;
    while FILLERS.contains(&view.word(event)) || is_backward(view.word(event)) {
        backward |= is_backward(view.word(event));
        event += 1;
    }
    let name = view.word(event);
    if name.is_empty() || event > first + 4 {
        return None;
    }
    let message = if backward {
        "credit is forward-only: it never pays for what was billed before"
    } else {
        "credit is forward-only, and `apply` says so"
    };
    let help = if backward {
        format!(
            "write `apply forward to {name}`; past billing is corrected by an adjustment event, which is no credit"
        )
    } else {
        format!("write `apply forward to {name}`; past billing is corrected by an adjustment event")
    };
    let at = view.range(first, (event - 1).max(first));
    let change = if event > first {
        at.clone()
    } else {
        at.start..at.start
    };
    let words = if event > first {
        "forward to"
    } else {
        "forward to "
    };
    Some(
        Mistake::new(Code::CreditIsForwardOnly, at, message)
            .help(help)
            .edit(change, words),
    )
}

/// `expire after 60 days`, `expire 60 days`, `expire in 60 days`, `expire through 2026-06-30`
fn expire(view: &View<'_>, first: usize) -> Option<Mistake> {
    let typed = view.word(first);
    let is_date = |index| view.is_number(index) && view.word(index).contains('-');
    let joins = |word: &str| {
        matches!(
            word,
            "after" | "in" | "within" | "on" | "through" | "by" | "before" | "until" | "at"
        )
    };
    let value = if joins(typed) { first + 1 } else { first };
    if !view.is_number(value) || (typed == "on" && is_date(value)) {
        return None;
    }
    if is_date(value) {
        let date = view.word(value);
        let mistake = Mistake::new(
            Code::ExpireForm,
            view.range(first, value),
            "a last day of credit is said with `on`",
        );
        let help = format!("write `expire on {date}`; credit can be used all of that day");
        return Some(mistake.help(help).written(format!("on {date}")));
    }
    let unit_at = value
        + usize::from(
            view.word(value)
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'_'),
        );
    if view.stands(unit_at + 1, &["after", "issue"]) && value == first {
        return None;
    }
    let tail = match (view.word(unit_at + 1), view.word(unit_at + 2)) {
        (
            "after" | "from" | "of" | "following",
            "issue" | "issuance" | "issuing" | "issued" | "the",
        ) => unit_at + 2,
        ("after", "" | ",") => unit_at + 1,
        _ => unit_at,
    };
    let duration = view.words(value, unit_at);
    let mistake = Mistake::new(
        Code::ExpireForm,
        view.range(first, tail),
        "`expire` says how long after issue",
    );
    Some(
        mistake
            .help(format!("write `expire {duration} after issue`"))
            .written(format!("{duration} after issue")),
    )
}

/// `limit 500 USD in total`, `limit 500 USD per month`, `limit 500 USD per account`
fn limit(view: &View<'_>, first: usize) -> Option<Mistake> {
    credits_overshoot(view)
        .or_else(|| whole_offer(view, first))
        .or_else(|| overshoot_missing(view))
        .or_else(|| account_missing(view, first))
}

/// `limit 3 credits per account, then reduce`
fn credits_overshoot(view: &View<'_>) -> Option<Mistake> {
    view.find(&["credits"]).or_else(|| view.find(&["credit"]))?;
    let then = view.find(&[",", "then"])?;
    let mistake = Mistake::new(
        Code::LimitForm,
        view.range(then, then + 2),
        "a limit of credits refuses what goes beyond it, and does not say so",
    );
    Some(mistake.help("leave it out").written(""))
}

/// `limit 250000 USD in total`
fn whole_offer(view: &View<'_>, first: usize) -> Option<Mistake> {
    let at = (first + 1..view.tokens.len()).find(|index| {
        view.stands(*index, &["in", "total"])
            || view.stands(*index, &["per", "offer"])
            || view.stands(*index, &["in", "all"])
            || matches!(view.word(*index), "total" | "overall" | "altogether")
    })?;
    let last = if matches!(view.word(at), "in" | "per") {
        at + 1
    } else {
        at
    };
    let amount = view.words(first, at.saturating_sub(1).max(first));
    let then = if view.find(&["then"]).is_some() {
        ""
    } else {
        ", then reduce"
    };
    let mistake = Mistake::new(
        Code::LimitForm,
        view.range(at, last),
        "a limit is per account; a budget for a whole offer is not a term of the offer yet",
    );
    Some(
        mistake
            .help(format!("write `limit {amount} per account, then reduce`"))
            .written(format!("per account{then}"))
            .guessed(),
    )
}

/// `limit 500 USD per account`, and nothing of what happens beyond it
fn overshoot_missing(view: &View<'_>) -> Option<Mistake> {
    let account = view.find(&["per", "account"])?;
    let counts = view.find(&["credit"]).or(view.find(&["credits"])).is_some();
    if counts || view.find(&["then"]).is_some() {
        return None;
    }
    let last = if view.stands(account + 2, &["each"]) {
        account + 3
    } else {
        account + 1
    };
    let clause = view.words(0, last);
    let at = view.range(0, last);
    let end = at.end..at.end;
    let mistake = Mistake::new(
        Code::LimitForm,
        at,
        "`limit` does not say what happens to a credit that goes beyond it",
    );
    Some(
        mistake
            .help(format!(
                "write `{clause}, then reduce` to cut the credit to what is left, or `{clause}, then refuse`"
            ))
            .edit(end, ", then reduce")
            .guessed(),
    )
}

/// `limit 500 USD each month, then reduce`
fn account_missing(view: &View<'_>, first: usize) -> Option<Mistake> {
    let ends = |index: usize| matches!(view.word(index), "each" | "," | "");
    if view.find(&["per"]).is_some() {
        return None;
    }
    let behind = (first + 1..first + 4).find(|index| ends(*index))?;
    let amount = view.words(first, behind - 1);
    let place = view.range(behind - 1, behind - 1).end;
    let then = if view.find(&["then"]).is_some() || amount.contains("credit") {
        ""
    } else {
        ", then reduce"
    };
    let mistake = Mistake::new(
        Code::LimitForm,
        view.range(first, behind - 1),
        "a limit is per account, and says so",
    );
    Some(
        mistake
            .help(format!("write `limit {amount} per account{then}`"))
            .edit(place..place, format!(" per account{then}")),
    )
}
