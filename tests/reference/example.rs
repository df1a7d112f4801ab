//! One example of the page, completed to a program and run.

use onward::base::{Diagnostic, Instant, Source, SourceId, Sources};
use onward::case::{CaseOutcome, of_scenario, run_all};
use onward::check::{Checked, check_program};
use onward::engine::Plan;
use onward::format::{Outputs, Refusals, RunOptions, run};
use onward::program::Program;
use onward::syntax::parse;
use onward::syntax::tree::{ClauseKind, Item, OfferDecl};

use super::blocks::Block;
use super::short::{events_as_json, ledger_in_short};

/// The account that every run of clauses begins with.
const OPENING: &str = "open 2026-01-01 registered currency=USD market=US segment=self_serve\n";

/// What the page says once for all of its examples.
pub struct Frame {
    standard: String,
    /// The clauses of the frame's offer, each with its text.
    clauses: Vec<(ClauseKind, String)>,
}

impl Frame {
    pub fn of(blocks: &[Block]) -> Self {
        let named = |word: &str| {
            let block = blocks.iter().find(|block| block.has(word));
            block.unwrap_or_else(|| panic!("no block is `offer {word}`"))
        };
        let text = named("frame").text.clone();
        let offer = only_offer(&text).expect("the frame is one offer");
        Self {
            standard: named("standard").text.clone(),
            clauses: clauses_of(&offer, &text),
        }
    }
}

/// An example and what its last run came to.
pub struct Example {
    /// Whole programs; more than one where each clause stands for itself.
    programs: Vec<String>,
    errors: Vec<String>,
    warnings: Vec<String>,
    /// Whether a run begins with the account of the frame.
    opens_account: bool,
    ran: Option<Outcome>,
}

struct Outcome {
    ledger: String,
    rejects: String,
    offers: usize,
}

impl Example {
    pub fn of(block: &Block, frame: &Frame) -> Self {
        let is_whole = begins(&block.text, "program ") && !block.has("standard");
        let programs = match whole_program(block, frame) {
            Some(program) => vec![program],
            None if block.has("each") => each_clause(&block.text)
                .iter()
                .map(|clause| format!("{}\n{}", frame.standard, framed(frame, clause)))
                .collect(),
            None => vec![format!(
                "{}\n{}",
                frame.standard,
                framed(frame, &block.text)
            )],
        };
        Self {
            programs,
            errors: block.values("error"),
            warnings: block.values("warning"),
            opens_account: !is_whole,
            ran: None,
        }
    }

    /// Whether every program gives the codes that it should, and no other.
    pub fn check(&self) -> Result<(), String> {
        for program in &self.programs {
            let sources = sources(program);
            let checked = check_program(&sources);
            let found = &checked.diagnostics;
            let codes = |is_error: bool| {
                let mut codes: Vec<String> = found
                    .iter()
                    .filter(|diagnostic| diagnostic.is_error() == is_error)
                    .map(|diagnostic| diagnostic.code.to_string())
                    .collect();
                codes.sort();
                codes.dedup();
                codes
            };
            let sorted = |codes: &[String]| {
                let mut codes = codes.to_vec();
                codes.sort();
                codes
            };
            if codes(true) != sorted(&self.errors) || codes(false) != sorted(&self.warnings) {
                return Err(format!(
                    "expected the errors {:?} and the warnings {:?}, found\n{}\nin\n{program}",
                    self.errors,
                    self.warnings,
                    listed(found, &sources)
                ));
            }
            told(&checked, program)?;
        }
        Ok(())
    }

    pub fn run(&mut self, block: &Block) -> Result<(), String> {
        let [program] = self.programs.as_slice() else {
            return Err("several programs cannot run over one stream".to_owned());
        };
        let checked: Program = check_program(&sources(program))
            .program
            .ok_or("the example does not check, so it cannot run")?;
        let offers = checked.offers.len();
        let opening = if self.opens_account && !block.text.starts_with('{') {
            OPENING
        } else {
            ""
        };
        let events = events_as_json(&format!("{opening}{}", block.text));
        let as_of = block.values("as-of");
        let options = RunOptions {
            as_of: as_of.first().map(|text| {
                let midnight = format!("{text}T00:00:00Z");
                Instant::parse(text)
                    .or_else(|| Instant::parse(&midnight))
                    .unwrap()
            }),
            refusals: if block.has("refusals") {
                Refusals::Written
            } else {
                Refusals::LeftOut
            },
            ..RunOptions::default()
        };
        let (mut ledger, mut rejects) = (Vec::new(), Vec::new());
        let outputs = Outputs {
            ledger: &mut ledger,
            rejects: Some(&mut rejects),
        };
        let plan = Plan::new(checked);
        run(&plan, events.as_bytes(), outputs, &options, &mut |_| {}).map_err(|e| e.to_string())?;
        let outcome = Outcome {
            ledger: String::from_utf8(ledger).unwrap(),
            rejects: String::from_utf8(rejects).unwrap(),
            offers,
        };
        let rejected = outcome.rejects.clone();
        self.ran = Some(outcome);
        if rejected.is_empty() || block.has("rejects") {
            Ok(())
        } else {
            Err(format!("events were rejected:\n{rejected}"))
        }
    }

    pub fn compare_ledger(&self, expected: &str) -> Result<(), String> {
        let ran = self.ran.as_ref().ok_or("nothing ran before it")?;
        let found = if expected.starts_with('{') {
            ran.ledger.clone()
        } else {
            ledger_in_short(&ran.ledger, ran.offers)
        };
        same(expected, &found)
    }

    pub fn compare_rejects(&self, expected: &str) -> Result<(), String> {
        let ran = self.ran.as_ref().ok_or("nothing ran before it")?;
        same(expected, &ran.rejects)
    }
}

/// Whether the scenarios of a program come to what they say.
fn told(checked: &Checked, text: &str) -> Result<(), String> {
    let Some(program) = checked.program.clone() else {
        return Ok(());
    };
    let cases: Vec<_> = checked.scenarios.iter().map(of_scenario).collect();
    let outcomes = run_all(&Plan::new(program), &cases);
    let wrong: Vec<_> = outcomes.iter().flat_map(CaseOutcome::mismatches).collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!(
            "scenarios come to something else: {wrong:#?}\nin\n{text}"
        ))
    }
}

fn same(expected: &str, found: &str) -> Result<(), String> {
    if expected == found {
        Ok(())
    } else {
        Err(format!(
            "the page says\n{expected}and what comes out is\n{found}"
        ))
    }
}

fn sources(program: &str) -> Sources {
    Sources::new(vec![Source::new("example.offer", program)])
}

fn listed(found: &[Diagnostic], sources: &Sources) -> String {
    let source = sources.get(SourceId(0)).unwrap();
    let lines = found.iter().map(|diagnostic| {
        let place = source.position(diagnostic.span.start);
        let help = diagnostic.help.as_deref().unwrap_or("");
        let (code, message) = (diagnostic.code, &diagnostic.message);
        format!(
            "  {}:{} {code}: {message} ({help})\n",
            place.line, place.column
        )
    });
    lines.collect()
}

/// The program of an example that is more than clauses.
fn whole_program(block: &Block, frame: &Frame) -> Option<String> {
    let (text, standard) = (&block.text, &frame.standard);
    if block.has("standard") {
        return Some(format!("{text}\n{}", framed(frame, "")));
    }
    if begins(text, "program ") {
        return Some(text.clone());
    }
    if begins(text, "offer ") {
        return Some(format!("{standard}\n{text}"));
    }
    let completes = ["event ", "scenario "]
        .iter()
        .any(|word| begins(text, word));
    completes.then(|| format!("{standard}\n{text}\n{}", framed(frame, "")))
}

/// Whether a line of the text begins with a word.
fn begins(text: &str, word: &str) -> bool {
    text.lines().any(|line| line.starts_with(word))
}

/// The frame's offer with these clauses in the place of its own.
fn framed(frame: &Frame, clauses: &str) -> String {
    let text = format!("offer demo {{\n{clauses}\n}}\n");
    let kinds = only_offer(&text).map_or_else(Vec::new, |offer| kinds_of(&offer));
    let kept = frame
        .clauses
        .iter()
        .filter(|(kind, _)| !kinds.contains(kind))
        .map(|(_, clause)| format!("  {clause}\n"));
    format!("offer demo {{\n{clauses}\n{}}}\n", kept.collect::<String>())
}

/// Every clause by itself.
fn each_clause(text: &str) -> Vec<String> {
    let text = format!("offer demo {{\n{text}\n}}\n");
    let offer = only_offer(&text).expect("clauses that can be read");
    assert_eq!(offer.broken, [], "in {text}");
    let clauses = clauses_of(&offer, &text);
    clauses.into_iter().map(|(_, clause)| clause).collect()
}

fn only_offer(text: &str) -> Option<OfferDecl> {
    let parsed = parse(SourceId(0), text);
    parsed.file.items.into_iter().find_map(|item| match item {
        Item::Offer(offer) => Some(*offer),
        Item::Program(_) | Item::Account(_) | Item::Event(_) | Item::Scenario(_) => None,
    })
}

fn kinds_of(offer: &OfferDecl) -> Vec<ClauseKind> {
    let written = offer.clauses.iter().map(|clause| clause.body.kind());
    written.chain(offer.broken.iter().copied()).collect()
}

fn clauses_of(offer: &OfferDecl, text: &str) -> Vec<(ClauseKind, String)> {
    let source = Source::new("frame", text);
    let clauses = offer.clauses.iter();
    clauses
        .map(|clause| (clause.body.kind(), source.slice(clause.span).to_owned()))
        .collect()
}
