//! Can what stands behind `=>` happen at all: are its offers, measures and reasons there, and is its
//! money the account's?

use crate::base::{Amount, Code, Currency, Diagnostic, Instant, Money, Span};
use crate::program::{
    Cancellation, CreditRefusal, EnrollmentRefusal, Expected, ExpectedCredit, ExpectedOutcome,
    ExpectedReading, ExpectedRefusal, MeasureId, Origin, Revocation, VersionId,
};
use crate::syntax::tree::{
    CreditNamed, Moment, Name, OutcomeDecl, OutcomeLine, ReadingDecl, Spanned,
};

use super::ScenarioScope;
use super::values::in_currency;
use crate::base::nearest::did_you_mean;
use crate::check::moments;
use crate::check::words;

/// What an `=>` line says, with its names resolved.
pub fn check(
    scope: &mut ScenarioScope<'_, '_>,
    line: &OutcomeLine,
    currency: Option<Currency>,
) -> Option<Expected> {
    let at = line.at.as_ref().map(|at| instant(scope, at));
    let mut question = Question {
        scope,
        currency,
        line: line.span,
    };
    let outcome = question.outcome(&line.outcome)?;
    Some(Expected {
        outcome,
        at,
        origin: Origin(line.span),
    })
}

fn instant(scope: &ScenarioScope<'_, '_>, moment: &Spanned<Moment>) -> Instant {
    moments::instant(scope.declarations.calendar, moment.value)
}

struct Question<'q, 'a, 'p> {
    scope: &'q mut ScenarioScope<'a, 'p>,
    currency: Option<Currency>,
    line: Span,
}

impl Question<'_, '_, '_> {
    fn outcome(&mut self, decl: &OutcomeDecl) -> Option<ExpectedOutcome> {
        Some(match decl {
            OutcomeDecl::Nothing => ExpectedOutcome::Nothing,
            OutcomeDecl::Enrolled { offer } => ExpectedOutcome::Enrolled {
                version: self.scope.version(Some(offer), self.line)?,
            },
            OutcomeDecl::Refused { offer, reason } => {
                let reason = self.refusal(reason);
                ExpectedOutcome::Refused {
                    version: self.scope.version(offer.as_ref(), self.line)?,
                    reason: reason?,
                }
            }
            OutcomeDecl::Earned { money, offer, due } => {
                let amount = self.amount(money);
                ExpectedOutcome::Earned {
                    version: self.scope.version(offer.as_ref(), self.line)?,
                    amount: amount?,
                    due: instant(self.scope, due),
                }
            }
            OutcomeDecl::Cancelled {
                money,
                offer,
                reason,
            } => {
                let amount = self.amount(money);
                let all = Cancellation::ALL.iter().map(|reason| reason.as_str());
                let reason = self.reason(reason, Cancellation::from_word, all);
                ExpectedOutcome::Cancelled {
                    version: self.scope.version(offer.as_ref(), self.line)?,
                    amount: amount?,
                    reason: reason?,
                }
            }
            OutcomeDecl::Issued {
                money,
                offer,
                expires,
            } => {
                let amount = self.amount(money);
                ExpectedOutcome::Issued {
                    version: self.scope.version(offer.as_ref(), self.line)?,
                    amount: amount?,
                    expires: expires.as_ref().map(|expires| instant(self.scope, expires)),
                }
            }
            OutcomeDecl::Lapsed {
                measure,
                offer,
                reached,
                needed,
            } => {
                let version = self.scope.version(offer.as_ref(), self.line)?;
                let measure = self.measure(version, measure);
                let reached = self.reading(reached);
                let needed = self.reading(needed);
                ExpectedOutcome::Lapsed {
                    version,
                    measure: measure?,
                    reached: reached?,
                    needed: needed?,
                }
            }
            OutcomeDecl::Adjusted { money } => ExpectedOutcome::Adjusted {
                amount: self.amount(money)?,
            },
            OutcomeDecl::Applied { .. }
            | OutcomeDecl::Restored { .. }
            | OutcomeDecl::Forfeited { .. }
            | OutcomeDecl::Revoked { .. }
            | OutcomeDecl::Expired { .. } => self.outcome_of_credit(decl)?,
        })
    }

    fn outcome_of_credit(&mut self, decl: &OutcomeDecl) -> Option<ExpectedOutcome> {
        Some(match decl {
            OutcomeDecl::Applied {
                money,
                credit,
                left,
            } => {
                let (amount, left) = (self.amount(money), self.amount(left));
                let credit = self.credit(credit.as_ref())?;
                ExpectedOutcome::Applied {
                    amount: amount?,
                    credit,
                    left: left?,
                }
            }
            OutcomeDecl::Restored {
                money,
                credit,
                charge,
                left,
            } => {
                let (amount, left) = (self.amount(money), self.amount(left));
                let credit = self.credit(credit.as_ref())?;
                let charge = charge.text.clone();
                ExpectedOutcome::Restored {
                    amount: amount?,
                    credit,
                    charge,
                    left: left?,
                }
            }
            OutcomeDecl::Forfeited {
                money,
                credit,
                charge,
            } => {
                let amount = self.amount(money);
                let credit = self.credit(credit.as_ref())?;
                let charge = charge.text.clone();
                ExpectedOutcome::Forfeited {
                    amount: amount?,
                    credit,
                    charge,
                }
            }
            OutcomeDecl::Revoked {
                money,
                credit,
                reason,
            } => {
                let amount = self.amount(money);
                let all = Revocation::ALL.iter().map(|reason| reason.as_str());
                let reason = self.reason(reason, Revocation::from_word, all);
                let credit = self.credit(credit.as_ref())?;
                ExpectedOutcome::Revoked {
                    amount: amount?,
                    credit,
                    reason: reason?,
                }
            }
            OutcomeDecl::Expired { money, credit } => {
                let amount = self.amount(money);
                let credit = self.credit(credit.as_ref())?;
                ExpectedOutcome::Expired {
                    amount: amount?,
                    credit,
                }
            }
            OutcomeDecl::Nothing
            | OutcomeDecl::Enrolled { .. }
            | OutcomeDecl::Refused { .. }
            | OutcomeDecl::Earned { .. }
            | OutcomeDecl::Cancelled { .. }
            | OutcomeDecl::Issued { .. }
            | OutcomeDecl::Lapsed { .. }
            | OutcomeDecl::Adjusted { .. } => return None,
        })
    }

    fn amount(&mut self, money: &Spanned<Money>) -> Option<Amount> {
        in_currency(self.scope, money.value, self.currency, money.span)
    }

    fn credit(&mut self, named: Option<&CreditNamed>) -> Option<ExpectedCredit> {
        let Some(named) = named else {
            return Some(ExpectedCredit {
                offer: None,
                number: None,
            });
        };
        let offer = self.scope.offer(&named.offer)?;
        let number = named.number.as_ref();
        let number = number.map(|number| u32::try_from(number.value).unwrap_or(u32::MAX));
        Some(ExpectedCredit {
            offer: Some(offer),
            number,
        })
    }

    fn reading(&mut self, reading: &Spanned<ReadingDecl>) -> Option<ExpectedReading> {
        Some(match reading.value {
            ReadingDecl::Number(number) => ExpectedReading::Number(number.to_string()),
            ReadingDecl::Money(money) => {
                let amount = in_currency(self.scope, money, self.currency, reading.span)?;
                ExpectedReading::Money(amount)
            }
        })
    }

    fn measure(&mut self, version: VersionId, name: &Name) -> Option<MeasureId> {
        let terms = self.scope.offers.versions.get(version.index())?;
        let names = || terms.measures.iter().map(|measure| measure.name.as_str());
        if let Some(place) = names().position(|known| known == name.text) {
            return Some(MeasureId::from_index(place));
        }
        let message = format!("there is no measure `{}`", name.text);
        let help = did_you_mean(&name.text, names())
            .unwrap_or_else(|| format!("the offer measures {}", words::all_of(names())));
        let diagnostic = Diagnostic::new(Code::UnknownMeasure, name.span, message);
        self.scope.report(diagnostic.help(help));
        None
    }

    fn refusal(&mut self, reason: &Name) -> Option<ExpectedRefusal> {
        let enrollment = EnrollmentRefusal::ALL.iter().map(|reason| reason.as_str());
        let credit = CreditRefusal::ALL.iter().map(|reason| reason.as_str());
        let find = |word: &str| {
            let enrollment = EnrollmentRefusal::from_word(word).map(ExpectedRefusal::Enrollment);
            enrollment.or_else(|| CreditRefusal::from_word(word).map(ExpectedRefusal::Credit))
        };
        self.reason(reason, find, enrollment.chain(credit))
    }

    fn reason<T>(
        &mut self,
        written: &Name,
        find: impl Fn(&str) -> Option<T>,
        all: impl Iterator<Item = &'static str>,
    ) -> Option<T> {
        let found = find(&written.text);
        if found.is_none() {
            let all: Vec<&str> = all.collect();
            let message = format!("`{}` is no reason here", written.text);
            let help = did_you_mean(&written.text, all.iter().copied())
                .unwrap_or_else(|| format!("the reasons are {}", words::all_of(all)));
            let diagnostic = Diagnostic::new(Code::UnknownReason, written.span, message);
            self.scope.report(diagnostic.help(help));
        }
        found
    }
}
