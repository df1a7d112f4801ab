//! What stands behind `=>`: the only printer of what `syntax/parse/outcome.rs` reads.

use crate::base::{Amount, Calendar, Currency, Instant, LocalTime};
use crate::program::{
    ExpectedCredit, ExpectedOutcome, ExpectedReading, MeasureId, OfferId, Program, VersionId,
};

/// An outcome without its `=>`: `issued 100 USD by spend_get, expires 2026-04-03 10:00`.
pub fn text(
    program: &Program,
    currency: Currency,
    outcome: &ExpectedOutcome,
    at: Option<Instant>,
) -> String {
    let printer = Printer { program, currency };
    let text = printer.outcome(outcome);
    match at {
        Some(at) => format!("{text}, at {}", moment(program.calendar, at)),
        None => text,
    }
}

/// An instant as the local time that means it; where a clock change doubles that, as the instant itself.
pub fn moment(calendar: Calendar, instant: Instant) -> String {
    let local = calendar.local(instant);
    if calendar.instant(local) != instant || Instant::from_seconds(instant.seconds()) != instant {
        return instant.to_string();
    }
    local_text(local)
}

/// `2026-01-31 09:00`, with seconds where there are some.
pub fn local_text(local: LocalTime) -> String {
    let text = local.format("%Y-%m-%d %H:%M:%S").to_string();
    text.strip_suffix(":00").unwrap_or(&text).to_owned()
}

/// An amount without decimals that are zero: `100`, `12.50`.
pub fn amount_text(amount: Amount, currency: Currency) -> String {
    let text = amount.display(currency).to_string();
    match text.split_once('.') {
        Some((whole, decimals)) if decimals.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        _ => text,
    }
}

struct Printer<'p> {
    program: &'p Program,
    currency: Currency,
}

impl Printer<'_> {
    fn outcome(&self, outcome: &ExpectedOutcome) -> String {
        let money = |amount: &Amount| self.money(*amount);
        let moment = |instant: &Instant| moment(self.program.calendar, *instant);
        match outcome {
            ExpectedOutcome::Nothing => "nothing".to_owned(),
            ExpectedOutcome::Enrolled { version } => {
                format!("enrolled in {}", self.version(*version))
            }
            ExpectedOutcome::Refused { version, reason } => {
                format!("refused by {}, {}", self.version(*version), reason.as_str())
            }
            ExpectedOutcome::Earned {
                amount,
                version,
                due,
            } => {
                let version = self.version(*version);
                format!("earned {} by {version}, due {}", money(amount), moment(due))
            }
            ExpectedOutcome::Cancelled {
                amount,
                version,
                reason,
            } => {
                let version = self.version(*version);
                format!(
                    "cancelled {} by {version}, {}",
                    money(amount),
                    reason.as_str()
                )
            }
            ExpectedOutcome::Issued {
                amount,
                version,
                expires,
            } => {
                let version = self.version(*version);
                let expires = expires.as_ref().map_or_else(|| "never".to_owned(), moment);
                format!("issued {} by {version}, expires {expires}", money(amount))
            }
            ExpectedOutcome::Applied {
                amount,
                credit,
                left,
            } => {
                let credit = self.credit(*credit);
                format!("applied {}{credit}, {} left", money(amount), money(left))
            }
            ExpectedOutcome::Restored {
                amount,
                credit,
                charge,
                left,
            } => {
                let (credit, charge) = (self.credit(*credit), id(charge));
                format!(
                    "restored {}{credit} for {charge}, {} left",
                    money(amount),
                    money(left)
                )
            }
            ExpectedOutcome::Forfeited {
                amount,
                credit,
                charge,
            } => {
                let credit = self.credit(*credit);
                format!("forfeited {}{credit} for {}", money(amount), id(charge))
            }
            ExpectedOutcome::Revoked {
                amount,
                credit,
                reason,
            } => {
                let credit = self.credit(*credit);
                format!("revoked {}{credit}, {}", money(amount), reason.as_str())
            }
            ExpectedOutcome::Expired { amount, credit } => {
                format!("expired {}{}", money(amount), self.credit(*credit))
            }
            ExpectedOutcome::Lapsed {
                version,
                measure,
                reached,
                needed,
            } => {
                let name = self.measure(*version, *measure);
                let (reached, needed) = (self.reading(reached), self.reading(needed));
                let version = self.version(*version);
                format!("lapsed {name} of {version}, reached {reached}, needed {needed}")
            }
            ExpectedOutcome::Adjusted { amount } => format!("adjusted {}", money(amount)),
        }
    }

    fn money(&self, amount: Amount) -> String {
        format!("{} {}", amount_text(amount, self.currency), self.currency)
    }

    fn reading(&self, reading: &ExpectedReading) -> String {
        match reading {
            ExpectedReading::Money(amount) => self.money(*amount),
            ExpectedReading::Number(number) => number.clone(),
        }
    }

    fn offer(&self, offer: OfferId) -> &str {
        let offer = self.program.offers.get(offer.index());
        offer.map_or("", |offer| offer.name.as_str())
    }

    /// The offer, with its version where it has several.
    fn version(&self, version: VersionId) -> String {
        let Some(terms) = self.program.versions.get(version.index()) else {
            return String::new();
        };
        let name = self.offer(terms.offer);
        let offer = self.program.offers.get(terms.offer.index());
        match offer.map_or(1, |offer| offer.versions.len()) {
            0 | 1 => name.to_owned(),
            _ => format!("{name} version {}", terms.number),
        }
    }

    fn measure(&self, version: VersionId, measure: MeasureId) -> &str {
        let terms = self.program.versions.get(version.index());
        let measure = terms.and_then(|terms| terms.measures.get(measure.index()));
        measure.map_or("", |measure| measure.name.as_str())
    }

    /// ` of spend_get credit 2`
    fn credit(&self, credit: ExpectedCredit) -> String {
        let Some(offer) = credit.offer else {
            return String::new();
        };
        let offer = self.offer(offer);
        match credit.number {
            Some(number) => format!(" of {offer} credit {number}"),
            None => format!(" of {offer}"),
        }
    }
}

/// The id of a charge: as a name where it is one, else in quotes.
fn id(id: &str) -> String {
    let is_name = id.starts_with(|first: char| first.is_ascii_lowercase())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if is_name {
        return id.to_owned();
    }
    format!("\"{}\"", id.replace('\\', "\\\\").replace('"', "\\\""))
}
