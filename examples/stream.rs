//! A stream of events for `benches/programs/spend_match_coupon.offer`, in order of time, the same for the
//! same arguments:
//!
//! ```text
//! cargo run --release --example stream -- EVENTS SEED > events.jsonl
//! ```
//!
//! There is an account for each hundred events; all of them register in the first fifth of the stream.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use onward::base::Instant;

/// The stream covers half a year from 2026-01-01T08:00:00Z.
const START: i64 = 1_767_254_400;
const SECONDS: u64 = 180 * 86_400;
const EVENTS_PER_ACCOUNT: u64 = 100;
/// Every twentieth event registers, until all accounts have; more often where accounts are many.
const EVENTS_PER_REGISTRATION: u64 = 20;

fn main() -> ExitCode {
    let arguments: Option<Vec<u64>> = std::env::args()
        .skip(1)
        .map(|argument| argument.parse().ok())
        .collect();
    let (events, seed) = match arguments.as_deref() {
        Some([events]) => (*events, 1),
        Some([events, seed]) => (*events, *seed),
        Some(_) | None => {
            eprintln!("usage: stream EVENTS [SEED]");
            return ExitCode::from(2);
        }
    };
    let mut out = BufWriter::with_capacity(1024 * 1024, io::stdout().lock());
    let mut stream = Stream::new(events, seed);
    let written = (0..events)
        .try_for_each(|number| stream.write_event(number, &mut out))
        .and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            eprintln!("cannot write the events: {error}");
            ExitCode::from(2)
        }
        Ok(()) | Err(_) => ExitCode::SUCCESS,
    }
}

/// A stream that is being made.
pub struct Stream {
    random: SplitMix64,
    events: u64,
    accounts: u64,
    /// Of so many events one registers, until all accounts have.
    events_per_registration: u64,
    /// Of each account that has registered, its last charge that was not refunded yet.
    last_charges: Vec<Option<Charge>>,
}

#[derive(Clone, Copy)]
struct Charge {
    number: u64,
    cents: u64,
}

impl Stream {
    pub fn new(events: u64, seed: u64) -> Self {
        Self::with_accounts(events, (events / EVENTS_PER_ACCOUNT).max(1), seed)
    }

    /// A stream of so many accounts.
    pub fn with_accounts(events: u64, accounts: u64, seed: u64) -> Self {
        Self {
            random: SplitMix64(seed),
            events,
            accounts,
            events_per_registration: (events / accounts.max(1)).clamp(2, EVENTS_PER_REGISTRATION),
            last_charges: Vec::new(),
        }
    }

    /// Writes the event of this number; to be called for each number from 0, in order.
    pub fn write_event(&mut self, number: u64, out: &mut impl Write) -> io::Result<()> {
        // The product of two numbers below 2^64 and 2^24 fits.
        let offset = u128::from(number) * u128::from(SECONDS) / u128::from(self.events);
        let seconds = START + i64::try_from(offset).unwrap_or(0);
        let registered = self.last_charges.len() as u64;
        if number.is_multiple_of(self.events_per_registration) && registered < self.accounts {
            return self.write_registration(number, seconds, out);
        }
        let account = self.random.below(registered);
        match self.random.below(100) {
            0..=1 => self.write_activation(number, account, seconds, out),
            2..=5 => self.write_refund(number, account, seconds, out),
            6 => self.write_adjustment(number, account, seconds, out),
            _ => self.write_charge(number, account, seconds, out),
        }
    }

    fn write_registration(
        &mut self,
        number: u64,
        seconds: i64,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let account = self.last_charges.len() as u64;
        self.last_charges.push(None);
        let market = self.random.one_of(&["US", "US", "US", "GB"]);
        let segment = self
            .random
            .one_of(&["self_serve", "self_serve", "self_serve", "managed"]);
        write_head(out, number, "registered", account, seconds)?;
        writeln!(
            out,
            ",\"currency\":\"USD\",\"market\":\"{market}\",\"segment\":\"{segment}\"}}"
        )
    }

    fn write_activation(
        &mut self,
        number: u64,
        account: u64,
        seconds: i64,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let code = self.random.one_of(&["WELCOME50", "WELCOME50", "WELCOME40"]);
        write_head(out, number, "activated", account, seconds)?;
        writeln!(out, ",\"code\":\"{code}\"}}")
    }

    fn write_charge(
        &mut self,
        number: u64,
        account: u64,
        seconds: i64,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let cents = 500 + self.random.below(11_500);
        let kind = match self.random.below(20) {
            0 => "tax",
            1..=2 => "fee",
            _ => "delivery",
        };
        self.note_charge(account, Some(Charge { number, cents }));
        write_head(out, number, "charge", account, seconds)?;
        write_amount(out, cents)?;
        write!(out, ",\"currency\":\"USD\",\"kind\":\"{kind}\"")?;
        if self.random.below(10) < 6 {
            write!(out, ",\"campaign\":\"k{}\"", self.random.below(40))?;
        }
        if self.random.below(2) == 0 {
            let hours = 1 + self.random.below(24);
            let started = seconds - i64::try_from(hours * 3_600).unwrap_or(0);
            write!(out, ",\"started\":\"{}\"", Instant::from_seconds(started))?;
        }
        out.write_all(b"}\n")
    }

    /// A refund of the account's last charge, all of it or a part; a charge where there is none.
    fn write_refund(
        &mut self,
        number: u64,
        account: u64,
        seconds: i64,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let Some(charge) = self.note_charge(account, None) else {
            return self.write_charge(number, account, seconds, out);
        };
        let cents = match self.random.below(2) {
            0 => charge.cents,
            _ => 1 + self.random.below(charge.cents),
        };
        write_head(out, number, "refund", account, seconds)?;
        write!(out, ",\"charge\":\"e{}\"", charge.number)?;
        write_amount(out, cents)?;
        out.write_all(b"}\n")
    }

    fn write_adjustment(
        &mut self,
        number: u64,
        account: u64,
        seconds: i64,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let cents = 1 + self.random.below(2_000);
        let sign = self.random.one_of(&["", "-"]);
        write_head(out, number, "adjustment", account, seconds)?;
        writeln!(
            out,
            ",\"amount\":\"{sign}{}.{:02}\",\"reason\":\"billing review\"}}",
            cents / 100,
            cents % 100
        )
    }

    /// Puts a charge in the place of the account's last, which is given back.
    fn note_charge(&mut self, account: u64, charge: Option<Charge>) -> Option<Charge> {
        let place = usize::try_from(account).ok()?;
        std::mem::replace(self.last_charges.get_mut(place)?, charge)
    }
}

fn write_head(
    out: &mut impl Write,
    number: u64,
    kind: &str,
    account: u64,
    seconds: i64,
) -> io::Result<()> {
    let at = Instant::from_seconds(seconds);
    write!(
        out,
        "{{\"id\":\"e{number}\",\"type\":\"{kind}\",\"account\":\"a{account}\",\"at\":\"{at}\""
    )
}

fn write_amount(out: &mut impl Write, cents: u64) -> io::Result<()> {
    write!(out, ",\"amount\":\"{}.{:02}\"", cents / 100, cents % 100)
}

/// A small generator of numbers that look random and are the same for the same seed.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 where that is 0.
    fn below(&mut self, bound: u64) -> u64 {
        let product = u128::from(self.next()) * u128::from(bound);
        u64::try_from(product >> 64).unwrap_or(0)
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        let place = usize::try_from(self.below(words.len() as u64)).unwrap_or(0);
        words.get(place).copied().unwrap_or_default()
    }
}
