//! Programs and streams made up by chance, for the laws to be tried on.
//!
//! A program is made as text, so that it goes through the parser and the checker; its stream is then
//! played against the model, so that it finds the edges of what the program says. All of a case follows
//! from its seed. A program that the checker refuses makes no case.

pub mod aims;
mod filters;
mod measures;
pub mod occurrence;
mod offers;
mod rules;
mod scene;
mod stream;
pub mod tables;
mod words;

pub mod dice;
pub mod reduce;

use onward::base::{Instant, Source, Sources};
use onward::check::check_program;
use onward::program::Program;

pub use occurrence::Occurrence;
pub use stream::charges;

use crate::model::{Arrival, Model};
use dice::Dice;
use offers::OfferPlan;
use scene::Scene;
use words::Author;

/// A program, a stream, and the instant to which clocks move at its end.
#[derive(Clone, Debug)]
pub struct Case {
    pub program: String,
    pub stream: Vec<Occurrence>,
    pub end: Instant,
}

impl Case {
    /// The case of a seed; what is wrong with the program, where the checker refuses it.
    pub fn new(seed: u64) -> Result<Self, String> {
        let mut dice = Dice::new(seed);
        let scene = Scene::new(&mut dice);
        let mut author = Author {
            dice: &mut dice,
            scene: &scene,
            moments: Vec::new(),
            amounts: Vec::new(),
        };
        let text = author.program();
        let (moments, amounts) = (author.moments, author.amounts);
        let program = checked(&text).map_err(|problems| format!("{text}\n{problems}"))?;
        let stage = stream::Stage {
            dice: &mut dice,
            scene: &scene,
            program: &program,
            moments,
            amounts,
            model: Model::new(&program),
            stream: Vec::new(),
        };
        let (stream, end) = stream::play(stage);
        Ok(Self {
            program: text,
            stream,
            end,
        })
    }

    /// The events as the engine takes them; none where the program does not know one.
    pub fn arrivals(&self, program: &Program) -> Option<Vec<Arrival>> {
        let stream = self.stream.iter();
        stream.map(|one| one.arrival(program)).collect()
    }
}

impl Author<'_> {
    fn program(&mut self) -> String {
        let plans = self.plans();
        let offers: Vec<String> = plans.into_iter().map(|plan| self.offer(plan)).collect();
        self.scene.declarations() + &offers.concat()
    }

    /// One to four offers, some in several versions, some of one group.
    fn plans(&mut self) -> Vec<OfferPlan> {
        let how_many = self.dice.weighed(&[(3, 1), (4, 2), (2, 3), (1, 4)]);
        let mut plans = Vec::new();
        for name in ["first_offer", "second_offer", "third_offer", "fourth_offer"]
            .into_iter()
            .take(how_many)
        {
            let group = self.group();
            let plan = OfferPlan {
                name,
                version: None,
                group,
            };
            if self.dice.chance(25) {
                let (one, two) = (Some(1), Some(2));
                plans.push(OfferPlan {
                    version: two,
                    ..plan
                });
                // Versions of an offer may be of different groups.
                let group = if self.dice.chance(30) {
                    self.group()
                } else {
                    group
                };
                plans.push(OfferPlan {
                    version: one,
                    group,
                    ..plan
                });
            } else {
                plans.push(plan);
            }
        }
        // Versions stand where they are written, be it between those of others.
        if self.dice.chance(30) {
            plans.reverse();
        }
        if plans.len() > 2 && self.dice.chance(30) {
            plans.swap(0, 1);
        }
        plans
    }
}

impl Author<'_> {
    fn group(&mut self) -> Option<&'static str> {
        self.dice
            .weighed(&[(40, None), (8, Some("welcome")), (3, Some("other"))])
    }
}

/// The checked program of a text, or what the checker says of it.
pub fn checked(text: &str) -> Result<Program, String> {
    let sources = Sources::new(vec![Source::new("generated.offer", text)]);
    let checked = check_program(&sources);
    checked.program.ok_or_else(|| {
        let errors = checked.diagnostics.iter().filter(|one| one.is_error());
        errors
            .map(|error| {
                let (start, end) = (error.span.start as usize, error.span.end as usize);
                format!("{}: {}: `{}`", error.code, error.message, &text[start..end])
            })
            .collect::<Vec<_>>()
            .join("\n")
    })
}
