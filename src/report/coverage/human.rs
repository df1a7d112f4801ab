//! Coverage at the terminal: the figures of each offer, and what is missing, with its place.

use super::{Covered, Figures, Share};
use crate::coverage::Coverage;
use crate::coverage::reach::EdgeCoverage;
use crate::report::tables::{drawn, new_table};
use crate::report::wrap::wrapped;

/// The figures of every offer in one table, and below it what is missing.
pub fn draw(programs: &[Covered<'_>]) -> String {
    let has_mutants = programs.iter().any(|program| program.mutants.is_some());
    let mut table = if has_mutants {
        new_table(
            ["offer", "clauses", "conditions", "edges", "mutants caught"],
            0,
        )
    } else {
        new_table(["offer", "clauses", "conditions", "edges"], 0)
    };
    let mut missing = String::new();
    for program in programs {
        for coverage in program.coverage {
            let figures = program.figures(coverage);
            table.add_row(row(&program.name(coverage.version), &figures));
            missing.push_str(&missed(program, coverage));
        }
        for (file, misfit) in program.misfits {
            missing.push_str(&format!("\n{file}:{}: {}\n", misfit.line, misfit.message));
        }
    }
    let table = drawn(table, &[1, 2, 3, 4]).unwrap_or_default();
    format!("{table}{missing}")
}

fn row(name: &str, figures: &Figures) -> Vec<String> {
    let share = |share: Share| format!("{}/{}", share.met, share.of);
    let mut cells = vec![
        name.to_owned(),
        share(figures.clauses),
        share(figures.conditions),
        share(figures.edges),
    ];
    if let Some(mutants) = figures.mutants {
        cells.push(format!("{} = {}", share(mutants), mutants.percent()));
    }
    cells
}

/// What no case reaches, meets or notices.
fn missed(program: &Covered<'_>, coverage: &Coverage) -> String {
    let mut lines: Vec<(u32, String)> = Vec::new();
    let mut file = "";
    let mut add = |span, text: String| {
        let (of_span, line) = program.line(span);
        file = of_span;
        lines.push((line, text));
    };
    for piece in coverage.pieces.iter().filter(|piece| !piece.is_reached) {
        let text = if piece.is_row {
            format!("`{}` is not reached", program.words(piece.span))
        } else {
            format!("`{}` is not reached", piece.clause.word())
        };
        add(piece.span, text);
    }
    for condition in &coverage.conditions {
        let words = program.words(condition.span);
        match (condition.has_held, condition.has_failed) {
            (true, true) => {}
            (true, false) => add(condition.span, format!("`{words}` never fails")),
            (false, true) => add(condition.span, format!("`{words}` never holds")),
            (false, false) => add(condition.span, format!("`{words}` is never asked")),
        }
    }
    for edge in coverage.edges.iter().filter(|edge| edge.sides() < 3) {
        add(
            edge.span,
            format!("{}: no case {}", edge.what, sides_missed(edge)),
        );
    }
    for mutant in program.survivors(coverage.version) {
        let would_be = if mutant.would_be.is_empty() {
            "left out".to_owned()
        } else {
            format!("`{}`", mutant.would_be)
        };
        let clause = mutant.clause.word();
        add(
            mutant.span,
            format!("{clause}: `{}` -> {would_be} is not noticed", mutant.is),
        );
    }
    if lines.is_empty() {
        return String::new();
    }
    lines.sort();
    let mut text = format!("\n{}, in {file}\n", program.name(coverage.version));
    for (line, what) in lines {
        text.push_str(&wrapped(&format!("line {line}: {what}"), 2, 4));
    }
    text
}

/// `just before, just after`
fn sides_missed(edge: &EdgeCoverage) -> String {
    let sides = [
        ("just before", edge.before),
        ("at it", edge.at),
        ("just after", edge.after),
    ];
    let missed: Vec<&str> = sides
        .iter()
        .filter_map(|(side, is_met)| (!is_met).then_some(*side))
        .collect();
    missed.join(", ")
}
