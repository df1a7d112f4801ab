//! The file of a snapshot: a head that names the case and holds a hash of what follows, then the timeline.
//! By the hash one sees that somebody wrote in it by hand, or that a merge did.

use xxhash_rust::xxh3::xxh3_64;

/// What a file turned out to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Snapshot {
    /// The timeline as it was accepted.
    Accepted(String),
    /// The timeline, and it is not what was accepted.
    EditedByHand(String),
    /// No snapshot at all.
    Unreadable,
}

/// Writes the snapshot of a case.
pub fn write_snapshot(case: &str, timeline: &str) -> String {
    let case = case.replace(['\n', '\r'], " ");
    let hash = hash(timeline);
    format!(
        "---\ncase: {}\nhash: {hash}\n---\n{timeline}",
        quoted(&case)
    )
}

/// Reads the file of a snapshot, whatever its line breaks.
pub fn read_snapshot(text: &str) -> Snapshot {
    let text = text.replace("\r\n", "\n");
    let Some((head, timeline)) = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
    else {
        return Snapshot::Unreadable;
    };
    let written = head.lines().find_map(|line| line.strip_prefix("hash: "));
    match written {
        None => Snapshot::Unreadable,
        Some(written) if written == hash(timeline) => Snapshot::Accepted(timeline.to_owned()),
        Some(_) => Snapshot::EditedByHand(timeline.to_owned()),
    }
}

fn hash(timeline: &str) -> String {
    format!("{:016x}", xxh3_64(timeline.as_bytes()))
}

/// A text as YAML takes it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_by_hand_is_seen() {
        let file = write_snapshot("a \"case\"", "one\ntwo\n");
        let accepted = Snapshot::Accepted("one\ntwo\n".to_owned());
        assert_eq!(read_snapshot(&file), accepted);
        assert_eq!(read_snapshot(&file.replace('\n', "\r\n")), accepted);
        let edited = read_snapshot(&file.replace("two", "three"));
        assert_eq!(edited, Snapshot::EditedByHand("one\nthree\n".to_owned()));
        assert_eq!(read_snapshot("one\n"), Snapshot::Unreadable);
    }
}
