//! The `onward` command: see `onward::cli`.

fn main() -> onward::cli::Exit {
    onward::cli::run()
}
