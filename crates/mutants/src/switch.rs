//! The module that is planted into the library: which mutant is on, and which were come by.

/// Its name in the library.
pub const NAME: &str = "planted";
/// The variable with the number of the mutant that is on.
pub const ACTIVE: &str = "ONWARD_MUTANT";
/// The variable with the file that takes the number of each mutant that a run comes by.
pub const REACHED: &str = "ONWARD_REACHED";

/// The text of the module, for this many mutants.
pub fn text(count: usize) -> String {
    format!(
        r#"//! Switches of mutants.
#![allow(missing_docs)]
use std::io::Write;
use std::sync::LazyLock;
use std::sync::atomic::{{AtomicBool, Ordering}};
static ACTIVE: LazyLock<usize> =
    LazyLock::new(|| std::env::var("{ACTIVE}").ok().and_then(|id| id.parse().ok()).unwrap_or(usize::MAX));
static REACHED: LazyLock<Option<std::fs::File>> = LazyLock::new(|| {{
    let path = std::env::var_os("{REACHED}")?;
    std::fs::OpenOptions::new().append(true).create(true).open(path).ok()
}});
static SEEN: [AtomicBool; {count}] = [const {{ AtomicBool::new(false) }}; {count}];
pub fn on(id: usize) -> bool {{
    if let Some(seen) = SEEN.get(id) && !seen.load(Ordering::Relaxed) && !seen.swap(true, Ordering::Relaxed)
        && let Some(mut file) = REACHED.as_ref()
    {{
        let _ = file.write_all(format!("{{id}}\n").as_bytes());
    }}
    *ACTIVE == id
}}
"#
    )
}
