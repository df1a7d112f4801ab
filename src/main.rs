//! The `onward` command: see `onward::cli`.

/// Here and not in the library: whoever embeds that chooses an allocator of their own.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> onward::cli::Exit {
    onward::cli::run()
}
