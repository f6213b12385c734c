//! `ami-meter --config FILE [--exit-with-parent] [--fault WORD]`: one simulated AMI meter on a
//! serial port of its own (a pseudo terminal) or on a TCP port, measuring a household's recorded
//! year.

mod edge;

use ami_meter::Fault;
use edge::Trouble;
use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "usage: ami-meter --config FILE [--exit-with-parent] \
    [--fault none|line_dead|load_open|switch_stuck]";

/// What the command line asks for.
struct Asked {
    config: PathBuf,
    /// Ends when standard input does, so that nothing is left over when the starter dies.
    with_parent: bool,
    /// Breaks or mends the meter; without it the stored state says what is broken.
    fault: Option<Option<Fault>>,
}

fn main() -> ExitCode {
    match asked(std::env::args().skip(1)).and_then(|asked| run(&asked)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("ami-meter: {trouble}");
            ExitCode::FAILURE
        }
    }
}

fn asked(args: impl Iterator<Item = String>) -> Result<Asked, Trouble> {
    let mut config = None;
    let mut with_parent = false;
    let mut fault = None;
    let mut args = args;
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--config" => config = args.next().map(PathBuf::from),
            "--exit-with-parent" => with_parent = true,
            "--fault" => fault = Some(fault_of(args.next())?),
            other => {
                return Err(Trouble::Usage(format!(
                    "unknown argument {other:?}; {USAGE}"
                )));
            }
        }
    }
    let config = config.ok_or_else(|| Trouble::Usage(USAGE.into()))?;
    Ok(Asked {
        config,
        with_parent,
        fault,
    })
}

fn fault_of(word: Option<String>) -> Result<Option<Fault>, Trouble> {
    let word = word.unwrap_or_default();
    let fault = Fault::from_word(&word);
    if fault.is_none() && word != "none" {
        return Err(Trouble::Usage(format!("unknown fault {word:?}; {USAGE}")));
    }
    Ok(fault)
}

fn run(asked: &Asked) -> Result<(), Trouble> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Trouble::System("start the runtime", error))?;
    let done = runtime.block_on(edge::serve::run(
        &asked.config,
        asked.with_parent,
        asked.fault,
    ));
    // A thread that waits for standard input must not hold up the end.
    runtime.shutdown_background();
    done
}
