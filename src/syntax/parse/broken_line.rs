//! Lines of a scenario that cannot be read as they are: each is mended as far as it goes.

use crate::base::{Code, Diagnostic};
use crate::syntax::grammar::Node;
use crate::syntax::recover::slice::Slice;
use crate::syntax::recover::suggest;
use crate::syntax::recover::token::tokens;
use crate::syntax::recover::{Unit, line_form, mend};
use crate::syntax::tree::ScenarioLine;

use super::Walk;

impl Walk {
    /// A line of a scenario that can be read, and text behind it that cannot: more of it, or another line.
    pub(super) fn line_and_rest(
        &mut self,
        line: Node<'_>,
        broken: &Node<'_>,
        lines: &mut Vec<ScenarioLine>,
    ) {
        let (whole, place) = (line.whole_text(), line.range());
        let gap = whole.get(place.end..broken.range().start).unwrap_or("");
        if gap.contains(['\n', '\r']) {
            lines.extend(self.scenario_line(line));
            return self.broken_line(broken, lines);
        }
        let slice = Slice::cut(whole, place.start..broken.range().end, &self.place);
        self.mended_lines(slice, lines);
    }

    pub(super) fn broken_line(&mut self, node: &Node<'_>, lines: &mut Vec<ScenarioLine>) {
        self.mended_lines(self.slice(node), lines);
    }

    fn mended_lines(&mut self, mut rest: Slice, lines: &mut Vec<ScenarioLine>) {
        while let Some(first) = tokens(&rest.text).into_iter().next() {
            rest = rest.rest(first.range.start);
            self.mend_arrow(&mut rest);
            self.mend_credit_name(&mut rest);
            if self.is_no_outcome(&rest) {
                return;
            }
            let mended = mend(Unit::Line, rest, None);
            let behind = mended.readable.map(|end| mended.slice.rest(end));
            let guessed = mended.guessed;
            let read = self.read_mended(Unit::Line, mended, |walk, node| walk.scenario_line(node));
            lines.extend(read.flatten().filter(|_| !guessed));
            match behind {
                Some(behind) => rest = behind,
                None => break,
            }
        }
    }

    /// Another arrow at the start of a line.
    fn mend_arrow(&mut self, line: &mut Slice) {
        let arrows = ["->", "==>", "-->", "→", "⇒", ">"];
        let Some(written) = arrows.iter().find(|arrow| line.text.starts_with(**arrow)) else {
            return;
        };
        let message = format!("`{written}` is written `=>` here");
        let span = line.span(0..written.len());
        self.report(Diagnostic::new(Code::OperatorForm, span, message));
        line.replace(0..written.len(), "=>");
    }

    /// `of spend_get#1`: a credit as the ledger names it, where `#` would begin a comment.
    fn mend_credit_name(&mut self, line: &mut Slice) {
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let Some((before, behind)) = line.text.split_once('#') else {
            return;
        };
        let name = before
            .rsplit(|letter| !is_word(letter))
            .next()
            .unwrap_or("");
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        if !line.text.starts_with("=>") || name.is_empty() || digits == 0 {
            return;
        }
        let range = before.len() - name.len()..before.len() + 1 + digits;
        let number = behind.get(..digits).unwrap_or("");
        let written = format!("{name} credit {number}");
        let message = format!("`{name}#{number}` is written `{written}` here");
        let span = line.span(range.clone());
        self.report(
            Diagnostic::new(Code::ScenarioLine, span, message).help("`#` begins a comment"),
        );
        line.replace(range, &written);
    }

    /// Reports a line behind `=>` whose first word is none of the ledger's.
    fn is_no_outcome(&mut self, line: &Slice) -> bool {
        let tokens = tokens(&line.text);
        let word_at = |place: usize| {
            let token = tokens.get(place)?;
            Some((token.range.clone(), line.text.get(token.range.clone())?))
        };
        let Some((range, word)) = word_at(1).filter(|_| line.text.starts_with("=>")) else {
            return false;
        };
        if suggest::OUTCOME_WORDS.contains(&word) {
            return false;
        }
        let message = format!("`{word}` is nothing that a ledger says");
        let diagnostic = Diagnostic::new(Code::ScenarioLine, line.span(range), message);
        self.report(diagnostic.help(match suggest::outcome_meant(word) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => line_form("=>").to_owned(),
        }));
        true
    }
}
