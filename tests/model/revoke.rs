//! Revoking (section 4, step 4), and closing an account (step 1).

use onward::engine::{Cancellation, Outcome, Revocation};
use onward::program::VersionId;

use super::account::{Account, State};
use super::exact::money;

impl Account<'_> {
    /// 4. Every version with a `revoke on` that matches.
    pub fn revoke(&mut self, event: usize) {
        for index in 0..self.program.versions.len() {
            let id = VersionId::from_index(index);
            let clauses = &self.version(id).revoke;
            if clauses.iter().any(|clause| self.matches(clause, event)) {
                self.revoke_version(id);
            }
        }
    }

    fn revoke_version(&mut self, id: VersionId) {
        for credit in 0..self.credits.len() {
            if self.credits[credit].version == id {
                self.revoke_credit(credit, Revocation::Revoked);
            }
        }
        for firing in 0..self.firings.len() {
            let is_of_version = self.enrollments[self.firings[firing].enrollment].version == id;
            if is_of_version && matches!(self.firings[firing].state, State::Scheduled { .. }) {
                self.cancel(firing, Cancellation::Revoked);
            }
        }
        for enrollment in 0..self.enrollments.len() {
            if self.enrollments[enrollment].version == id {
                self.end(enrollment);
            }
        }
    }

    /// 1. Closing: credits by offer and number, then what is scheduled by offer and order of earning.
    pub fn close(&mut self) {
        let mut credits: Vec<usize> = (0..self.credits.len()).collect();
        credits.sort_by_key(|credit| self.credits[*credit].id);
        for credit in credits {
            self.revoke_credit(credit, Revocation::AccountClosed);
        }
        let mut firings: Vec<usize> = (0..self.firings.len()).collect();
        firings.sort_by_key(|firing| self.version_of(self.firings[*firing].enrollment).offer);
        for firing in firings {
            if matches!(self.firings[firing].state, State::Scheduled { .. }) {
                self.cancel(firing, Cancellation::AccountClosed);
            }
        }
        for enrollment in 0..self.enrollments.len() {
            self.end(enrollment);
        }
        self.closed = true;
    }

    /// Takes what is left of a credit; a fully spent one counts as revoked, too.
    pub fn revoke_credit(&mut self, number: usize, reason: Revocation) {
        let credit = &mut self.credits[number];
        if credit.expired || credit.revoked {
            return;
        }
        credit.revoked = true;
        let left = std::mem::take(&mut credit.remaining);
        let outcome = Outcome::Revoked {
            version: credit.version,
            credit: credit.id,
            amount: money(left),
            reason,
        };
        if left > 0 {
            self.write(outcome);
        }
    }

    /// Ends an enrollment: its windows close without a word.
    fn end(&mut self, enrollment: usize) {
        let enrollment = &mut self.enrollments[enrollment];
        enrollment.ended = true;
        for windows in &mut enrollment.windows {
            windows.waits = false;
            for instance in &mut windows.instances {
                instance.closed = true;
            }
        }
    }
}
