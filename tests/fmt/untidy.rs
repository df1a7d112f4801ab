//! A text with other white space, and with comments anywhere: what an author in a hurry might write.

use crate::generate::dice::Dice;

/// Says the same as the text, where the text has no errors of form.
pub fn untidied(text: &str, seed: u64) -> String {
    let mut dice = Dice::new(seed);
    let mut untidied = String::new();
    let mut is_scenario = false;
    for line in text.split_inclusive('\n') {
        is_scenario = (is_scenario || line.starts_with("scenario")) && !line.starts_with('}');
        // A row of a table ends with its line, and so does an event of a scenario.
        let is_row = is_scenario || line.contains('|') && !line.contains(':');
        let mut is_text = false;
        let mut is_comment = false;
        let mut is_escaped = false;
        let mut characters = line.trim_end_matches('\n').chars().peekable();
        while let Some(character) = characters.next() {
            is_comment |= character == '#' && !is_text;
            if character == '"' && !is_comment && !is_escaped {
                is_text = !is_text;
            }
            is_escaped = character == '\\' && is_text && !is_escaped;
            let is_room = character == ' ' && !is_comment && !is_text && !is_row;
            if is_room && may_part(&untidied, characters.peek().copied()) {
                untidied.push_str(&room(&mut dice));
            } else {
                untidied.push(character);
            }
        }
        untidied.push_str(&line_end(&mut dice));
    }
    untidied
}

/// Whether a line break may stand here: not between a date and a time, nor a number and its `%`.
fn may_part(before: &str, next: Option<char>) -> bool {
    let is_date = before.len() >= 10 && before.as_bytes()[before.len() - 3] == b'-';
    !(is_date && next.is_some_and(|next| next.is_ascii_digit())) && next != Some('%')
}

fn room(dice: &mut Dice) -> String {
    let comment = dice.below(1000);
    let indent = " ".repeat(usize::try_from(dice.below(20)).unwrap());
    dice.weighed(&[
        (60, " ".to_owned()),
        (10, "\t  ".to_owned()),
        (10, format!("\n{indent}")),
        (4, format!("\n\n\n{indent}")),
        (3, format!(" # {comment}\n")),
        (3, format!("#{comment}\r\n{indent}#{comment} \"\n")),
        (3, format!("\n{indent}# {comment}  \n{indent}")),
        (1, format!("\n\n{indent}# {comment}\n\n# {comment}\n")),
    ])
}

fn line_end(dice: &mut Dice) -> String {
    let comment = dice.below(1000);
    let indent = " ".repeat(usize::try_from(dice.below(20)).unwrap());
    dice.weighed(&[
        (60, "\n".to_owned()),
        (10, "\r\n".to_owned()),
        (6, "  \n\n\n".to_owned()),
        (6, format!("  # {comment}\n")),
        (3, format!(" # {comment}\n{indent}# {comment}\n")),
        (3, format!("\n{indent}# {comment}\n")),
    ])
}
