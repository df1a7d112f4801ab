//! The `onward` command: see `onward::cli`.

/// Accounts grow in turns, a little at a time, and there are millions of them.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> onward::cli::Exit {
    onward::cli::run()
}
