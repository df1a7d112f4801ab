//! The life of an account as a picture: its charges in the colours of what paid them, each measure on its
//! way to its goals, and what was left of each credit. One file that needs nothing else; readable in light,
//! in dark and on paper; with its content as text.
//!
//! Positions are whole pixels, and money stays whole minor units until it is one.

mod axis;
mod charges;
mod credits;
mod lane;
mod marks;
mod measures;
mod page;
mod scale;
mod style;

use maud::{Markup, PreEscaped, html};

use crate::books::Life;
use crate::case::outcome::moment;
use crate::program::Program;

use super::names;
use lane::Lane;
use scale::Scale;

/// How wide a drawing is, in pixels.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Width {
    Wide,
    /// For a phone.
    Narrow,
}

impl Width {
    fn pixels(self) -> i64 {
        match self {
            Self::Wide => 1000,
            Self::Narrow => 360,
        }
    }

    /// What tells the ids of two drawings on one page apart.
    fn suffix(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Narrow => "narrow",
        }
    }
}

/// The picture alone.
pub fn svg(program: &Program, life: &Life) -> String {
    let drawing = Drawing::new(program, life, Width::Wide);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n",
        drawing.svg(true).into_string()
    )
}

/// A page with the picture and all of it in tables.
pub fn html(program: &Program, life: &Life) -> String {
    let wide = Drawing::new(program, life, Width::Wide).svg(false);
    let narrow = Drawing::new(program, life, Width::Narrow).svg(false);
    page::page(program, life, &wide, &narrow).into_string() + "\n"
}

/// What all lanes of a drawing share.
struct Drawing<'a> {
    program: &'a Program,
    life: &'a Life,
    width: Width,
    scale: Scale,
}

impl<'a> Drawing<'a> {
    fn new(program: &'a Program, life: &'a Life, width: Width) -> Self {
        Self {
            program,
            life,
            width,
            scale: Scale::new(life, width.pixels()),
        }
    }

    fn svg(&self, is_alone: bool) -> Markup {
        let mut lanes = Vec::new();
        if is_alone {
            lanes.push(axis::head(self));
        }
        lanes.push(charges::lane(self));
        lanes.extend(measures::lanes(self));
        lanes.extend(credits::lanes(self));
        lanes.push(axis::foot(self));
        let mut top = 8;
        let mut placed = Vec::new();
        for lane in &lanes {
            placed.push((top, lane));
            top += lane.height;
        }
        let height = top + 8;
        let width = self.width.pixels();
        let suffix = self.width.suffix();
        html! {
            svg xmlns="http://www.w3.org/2000/svg" viewBox={ "0 0 " (width) " " (height) }
                width=[is_alone.then_some(width)] height=[is_alone.then_some(height)]
                role="img" class=(suffix)
                aria-labelledby={ "title-" (suffix) } aria-describedby={ "desc-" (suffix) } {
                title id={ "title-" (suffix) } { (lane::clean(&self.title())) }
                desc id={ "desc-" (suffix) } { (lane::clean(&self.description())) }
                @if is_alone { style { (PreEscaped(style::DRAWING)) } }
                (style::patterns(self.life.credits.len(), suffix))
                @if is_alone { rect class="ground" width=(width) height=(height) {} }
                @for (top, lane) in placed {
                    g transform={ "translate(0," (top) ")" } { (lane.content) }
                }
            }
        }
    }

    /// `Account a1 as of 2026-02-01 09:00`
    fn title(&self) -> String {
        let statement = &self.life.statement;
        let as_of = moment(self.program.calendar, statement.as_of);
        format!("Account {} as of {as_of}", statement.account)
    }

    /// The picture in words: the text of the statement's figures.
    fn description(&self) -> String {
        let life = self.life;
        let charges = match life.charges.len() {
            1 => "1 charge".to_owned(),
            count => format!("{count} charges"),
        };
        let mut parts = vec![format!(
            "{charges}. {}.",
            super::statement::sums(&life.statement)
        )];
        let earlier = life.credits.len().saturating_sub(credits::MOST);
        for credit in life.credits.iter().skip(earlier) {
            parts.push(format!("{}.", credits::caption(self, credit)));
        }
        parts.join(" ")
    }

    fn money(&self, amount: crate::base::Amount) -> String {
        names::money(amount, self.life.currency)
    }
}

/// The pattern of a credit, by its place among the account's credits.
fn pattern_of(life: &Life, credit: crate::engine::CreditId) -> usize {
    let mut credits = life.credits.iter();
    credits
        .position(|known| known.line.credit == credit)
        .unwrap_or(0)
}

/// A lane with only a line of words.
fn note(drawing: &Drawing<'_>, words: &str) -> Lane {
    let mut lane = Lane::new(drawing.width.pixels());
    lane.words("muted", words);
    lane.gap(8);
    lane
}
