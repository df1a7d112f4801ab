//! `onward completions SHELL`

use clap::CommandFactory;
use clap_complete::Shell;

use super::exit::Exit;
use super::failure::Failure;
use super::io;

/// Write the completions of a shell
///
/// Writes a script that teaches a shell to complete the words of this command.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  onward completions bash > ~/.local/share/bash-completion/completions/onward
  onward completions fish > ~/.config/fish/completions/onward.fish")]
pub struct Arguments {
    shell: Shell,
}

pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let mut command = super::Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "onward", &mut script);
    io::print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Well)
}
