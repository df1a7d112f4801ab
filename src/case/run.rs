//! Cases are run: every step through the engine, with its notes.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::base::Instant;
use crate::engine::{Account, Entry, Note, Plan, Trace, advance_traced, step_traced};
use crate::program::OfferId;

use super::account::CreditsHad;
use super::expect::{self, Mismatch};
use super::{Case, CaseAccount, CaseStep, Occurrence};

/// What came of a case, account by account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CaseOutcome {
    pub accounts: Vec<AccountOutcome>,
}

/// What came of one account's steps, in their order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AccountOutcome {
    pub steps: Vec<StepOutcome>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepOutcome {
    /// As many as the step has occurrences.
    pub occurred: Vec<Occurred>,
    /// Where the step has `=>` lines, and something else happened.
    pub mismatch: Option<Mismatch>,
    /// What happened, as it would stand behind `=>`.
    pub lines: Vec<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Occurred {
    pub entries: Vec<Entry>,
    pub notes: Vec<Note>,
}

impl CaseOutcome {
    /// Every step that came to something else than its `=>` lines say.
    pub fn mismatches(&self) -> impl Iterator<Item = &Mismatch> {
        let steps = self.accounts.iter().flat_map(|account| &account.steps);
        steps.filter_map(|step| step.mismatch.as_ref())
    }

    /// The entries of all accounts, in the order of the case.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        let steps = self.accounts.iter().flat_map(|account| &account.steps);
        steps
            .flat_map(|step| &step.occurred)
            .flat_map(|occurred| &occurred.entries)
    }
}

/// Runs cases side by side; the outcomes are in their order. The plan may be of another program than the
/// cases were read for, as long as its ids mean the same: a changed threshold, a clause less.
pub fn run_all(plan: &Plan, cases: &[Case]) -> Vec<CaseOutcome> {
    let mut choices: Vec<&[OfferId]> = cases.iter().map(|case| &*case.offers).collect();
    choices.sort_unstable();
    choices.dedup();
    let plans: BTreeMap<&[OfferId], Plan> = choices
        .into_par_iter()
        .filter(|chosen| !chosen.is_empty())
        .map(|chosen| (chosen, plan.only(chosen)))
        .collect();
    cases
        .par_iter()
        .map(|case| run(plans.get(&*case.offers).unwrap_or(plan), case))
        .collect()
}

/// Looks on while an account meets what happens to it.
pub trait Watch {
    /// Before an occurrence; there is no account before it is opened.
    fn before(&mut self, account: Option<&Account>, occurrence: &Occurrence);
    fn after(&mut self, account: &Account, occurrence: &Occurrence, occurred: &Occurred);
    /// Another account begins.
    fn next_account(&mut self);
}

/// Nobody looks on.
struct Unwatched;

impl Watch for Unwatched {
    fn before(&mut self, _: Option<&Account>, _: &Occurrence) {}
    fn after(&mut self, _: &Account, _: &Occurrence, _: &Occurred) {}
    fn next_account(&mut self) {}
}

/// Runs one case; its offers alone are in play in the plan.
pub fn run(plan: &Plan, case: &Case) -> CaseOutcome {
    run_watched(plan, case, &mut Unwatched)
}

/// As [`run`], while somebody looks on.
pub fn run_watched(plan: &Plan, case: &Case, watch: &mut impl Watch) -> CaseOutcome {
    let accounts = case.accounts.iter();
    let accounts = accounts.map(|account| {
        watch.next_account();
        run_account(plan, account, watch)
    });
    CaseOutcome {
        accounts: accounts.collect(),
    }
}

fn run_account(plan: &Plan, told: &CaseAccount, watch: &mut impl Watch) -> AccountOutcome {
    let mut account: Option<Account> = None;
    let mut had = CreditsHad::default();
    let steps = told.steps.iter();
    AccountOutcome {
        steps: steps
            .map(|step| {
                let occurred = step.occurrences.iter().map(|occurrence| {
                    watch.before(account.as_ref(), occurrence);
                    let open = || Account::open(&told.name, told.currency, occurrence.at);
                    let account = account.get_or_insert_with(open);
                    let occurred = happen(plan, account, occurrence);
                    watch.after(account, occurrence, &occurred);
                    occurred
                });
                outcome_of(plan, told, step, occurred.collect(), &mut had)
            })
            .collect(),
    }
}

fn outcome_of(
    plan: &Plan,
    told: &CaseAccount,
    step: &CaseStep,
    occurred: Vec<Occurred>,
    had: &mut CreditsHad,
) -> StepOutcome {
    // Of several occurrences each entry says its instant itself.
    let at: Option<Instant> = match step.occurrences.as_slice() {
        [only] => Some(only.at),
        _ => None,
    };
    let entries = occurred.iter().flat_map(|occurred| &occurred.entries);
    let found = expect::found(entries, at, had);
    let print = |said: &expect::Said| {
        super::outcome::text(plan.program(), told.currency, &said.outcome, said.at)
    };
    StepOutcome {
        mismatch: expect::compare(step, &found, print),
        lines: found.iter().map(|found| print(&found.in_short())).collect(),
        occurred,
    }
}

fn happen(plan: &Plan, account: &mut Account, occurrence: &Occurrence) -> Occurred {
    let mut entries = Vec::new();
    let mut trace = Trace::default();
    match &occurrence.event {
        Some(event) => step_traced(plan, account, event, &mut entries, &mut trace),
        None => advance_traced(plan, account, occurrence.at, &mut entries, &mut trace),
    }
    Occurred {
        entries,
        notes: trace.notes,
    }
}
