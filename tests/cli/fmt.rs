//! `onward fmt`: what it writes, what it says, and what it leaves alone.

use std::fs;

use tempfile::TempDir;

use super::{command, onward, out, said, status};

const UNTIDY: &str = "offer a {expire never # ever\n}\n";
const TIDY: &str = "offer a {\n  expire     never  # ever\n}\n";
const WRONG: &str = "offer b {\n expire nevr\n}\n";

/// A folder with an offer file in its layout, one that is not, and one with an error.
fn offers() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("below")).unwrap();
    for (name, text) in [
        ("tidy.offer", TIDY),
        ("below/untidy.offer", UNTIDY),
        ("wrong.offer", WRONG),
        ("notes.txt", UNTIDY),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn read(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

#[test]
fn it_lays_out_what_has_no_errors() {
    let folder = offers();
    let laid_out = onward(folder.path(), &["fmt"]);
    assert_eq!(status(&laid_out), 1);
    assert_eq!(
        out(&laid_out),
        "./below/untidy.offer was laid out\n1 of 2 files changed\n"
    );
    assert!(said(&laid_out).contains("[./wrong.offer:2:9]"));
    assert!(said(&laid_out).ends_with("\n1 error in 1 file\n"));
    assert_eq!(read(&folder, "below/untidy.offer"), TIDY);
    assert_eq!(read(&folder, "tidy.offer"), TIDY);
    assert_eq!(read(&folder, "wrong.offer"), WRONG);
    assert_eq!(read(&folder, "notes.txt"), UNTIDY);
    let below = fs::read_dir(folder.path().join("below")).unwrap();
    assert_eq!(below.count(), 1, "nothing else is left");
    let again = onward(
        folder.path(),
        &["fmt", "below", "tidy.offer", "below/untidy.offer"],
    );
    assert_eq!((status(&again), said(&again)), (0, String::new()));
    assert_eq!(out(&again), "nothing to change in 2 files\n");
}

#[test]
fn it_writes_only_where_it_is_to() {
    let folder = offers();
    fs::remove_file(folder.path().join("wrong.offer")).unwrap();
    let answers = [
        (
            "--check",
            1,
            "below/untidy.offer would change\n1 of 2 files would change\n",
        ),
        (
            "--diff",
            0,
            "--- below/untidy.offer\n+++ below/untidy.offer\n@@ -1,2 +1,3 @@\n-offer a {expire never # ever\n+offer a {\n+  expire     never  # ever\n }\n",
        ),
    ];
    for (option, exit, answer) in answers {
        let asked = onward(folder.path(), &["fmt", option, "below", "tidy.offer"]);
        assert_eq!(
            (status(&asked), said(&asked)),
            (exit, String::new()),
            "{option}"
        );
        assert_eq!(out(&asked), answer);
    }
    let both = onward(folder.path(), &["fmt", "--check", "--diff"]);
    assert_eq!(status(&both), 1);
    assert!(
        out(&both).starts_with("--- ./below/untidy.offer\n"),
        "{}",
        out(&both)
    );
    assert_eq!(read(&folder, "below/untidy.offer"), UNTIDY);
    let tidy = onward(folder.path(), &["fmt", "--check", "tidy.offer"]);
    assert_eq!(status(&tidy), 0);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let folder = offers();
    let fmt = |name: &str, more: &[&str]| {
        let input = fs::File::open(folder.path().join(name)).unwrap();
        let arguments = [&["fmt", "-"], more].concat();
        let output = command(folder.path(), &arguments)
            .stdin(input)
            .output()
            .unwrap();
        (status(&output), out(&output), said(&output))
    };
    for name in ["below/untidy.offer", "tidy.offer"] {
        assert_eq!(fmt(name, &[]), (0, TIDY.to_owned(), String::new()));
    }
    let (status, out, said) = fmt("wrong.offer", &[]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(said.contains("standard input:2:"), "{said}");
    assert_eq!(
        fmt("tidy.offer", &["--check"]),
        (0, String::new(), String::new())
    );
    let (status, out, _) = fmt("below/untidy.offer", &["--check"]);
    assert_eq!((status, out.as_str()), (1, "standard input would change\n"));
}

#[cfg(unix)]
#[test]
fn it_keeps_permissions_and_links() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = offers();
    let file = folder.path().join("below/untidy.offer");
    let link = folder.path().join("link.offer");
    symlink("below/untidy.offer", &link).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).unwrap();
    // A superuser may write what cannot be written.
    if fs::File::options().append(true).open(&file).is_err() {
        let refused = onward(folder.path(), &["fmt", "below"]);
        assert_eq!(status(&refused), 2);
        assert!(said(&refused).starts_with("error: cannot write `below/untidy.offer`"));
        assert_eq!(read(&folder, "below/untidy.offer"), UNTIDY);
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(status(&onward(folder.path(), &["fmt", "link.offer"])), 0);
    assert_eq!(read(&folder, "below/untidy.offer"), TIDY);
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o640);
}
