//! `onward test --review` at a terminal, as a person answers it: with keys, Ctrl-C, or not at all.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};
use tempfile::TempDir;

use super::{command, contents, folder, snapshot, status, test};

const QUESTION: &str = "[a/r/s/q]";
const CTRL_C: &[u8] = b"\x03";

/// A review that is running, and its terminal.
struct Review {
    child: Child,
    keys: File,
    shown: Receiver<Vec<u8>>,
    seen: String,
}

impl Review {
    fn begin(folder: &TempDir) -> Self {
        let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&controller).unwrap();
        unlockpt(&controller).unwrap();
        let name = ptsname(&controller, Vec::new()).unwrap();
        let terminal = || {
            let name = name.to_str().unwrap();
            let file = File::options().read(true).write(true).open(name).unwrap();
            Stdio::from(OwnedFd::from(file))
        };
        let child = command(folder, &["--review"])
            .env("TERM", "xterm")
            .stdin(terminal())
            .stdout(terminal())
            .stderr(terminal())
            .spawn()
            .unwrap();
        let keys = File::from(controller);
        let mut screen = keys.try_clone().unwrap();
        let (send, shown) = channel();
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            // The end of a terminal is an error to read on.
            while let Ok(count @ 1..) = screen.read(&mut buffer) {
                if send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            keys,
            shown,
            seen: String::new(),
        }
    }

    /// Waits until something was shown so many times.
    fn wait_for(&mut self, words: &str, times: usize) {
        while self.seen.matches(words).count() < times {
            let shown = self.shown.recv_timeout(Duration::from_secs(20));
            let shown = shown.unwrap_or_else(|error| panic!("{error}: {}", self.seen));
            self.seen.push_str(&String::from_utf8_lossy(&shown));
        }
    }

    /// Presses a key once the review waits for one: before that, the terminal itself would take it.
    fn press(&mut self, key: &[u8]) {
        let waits = || {
            let modes = tcgetattr(&self.keys).unwrap().local_modes;
            !modes.contains(LocalModes::ICANON)
        };
        let mut patience = 2_000;
        while !waits() {
            thread::sleep(Duration::from_millis(10));
            patience -= 1;
            assert!(patience > 0, "{}", self.seen);
        }
        self.keys.write_all(key).unwrap();
    }
}

fn snapshots(folder: &TempDir) -> Vec<String> {
    let names = contents(&folder.path().join("demo/cases")).into_iter();
    let names = names.map(|(path, _)| path.file_name().unwrap().to_str().unwrap().to_owned());
    names.filter(|name| !name.ends_with(".jsonl")).collect()
}

#[test]
fn a_key_is_an_answer_and_ctrl_c_ends_it_without_loss() {
    let folder = folder();
    let mut review = Review::begin(&folder);
    review.wait_for(QUESTION, 1);
    review.press(b"a");
    review.wait_for(QUESTION, 2);
    assert_eq!(snapshots(&folder), ["credit-saves-only-later-days.snap"]);
    review.press(CTRL_C);
    review.wait_for("3 cases: 1 accepted, 2 pending", 1);
    assert_eq!(review.child.wait().unwrap().code(), Some(4));
    assert!(
        review
            .seen
            .contains("stopped: 1 accepted and written, 2 left as they were"),
        "{}",
        review.seen
    );
    assert_eq!(snapshots(&folder), ["credit-saves-only-later-days.snap"]);
    assert!(review.seen.contains("\u{1b}["), "a terminal has colours");
}

#[test]
fn what_was_accepted_stays_when_the_review_is_killed() {
    let folder = folder();
    let mut review = Review::begin(&folder);
    review.wait_for(QUESTION, 1);
    review.press(b"s");
    review.wait_for(QUESTION, 2);
    review.press(b"a");
    review.wait_for(QUESTION, 3);
    review.child.kill().unwrap();
    review.child.wait().unwrap();
    assert_eq!(snapshots(&folder), ["another-market.snap"]);
    let text = fs::read_to_string(snapshot(&folder, "another-market")).unwrap();
    assert_eq!(status(&test(&folder, &["--only", "market"])), 0, "{text}");
}
