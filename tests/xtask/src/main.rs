//! Set-up, demo and ci: the commands of the README, in the standard library only, so that they
//! start at once on a machine that has nothing but cargo.

mod bundle;
mod ci;
mod clock;
mod config;
mod conformance;
mod demo;
mod guard;
mod ports;
mod postgres;
mod run;
mod secrets;
mod setup;
mod trouble;

use config::Places;
use guard::Stop;
use setup::Need;
use trouble::Trouble;

const USAGE: &str = "\
cargo demo [--speed N] [--data DIR] [--port N] [--display]
    start the utility and three homes on this machine; Ctrl-C ends them
    --speed N      business seconds per real second, 1 to 86400 (default 360: an hour in 10 s)
    --data DIR     keep the state there (default: a new folder, removed at the end)
    --port N       port of the website (default 8080)
    --display      open the in-home display of the first home as well
    --bin-dir DIR  use these programs, --ui-dir DIR this website; nothing is installed or built
cargo ci [--only STEP]
    everything that must pass; `cargo ci --list` names the steps
cargo conformance [--seed N] [--meters N] [--days N] [--only fleet|scenarios] [--out DIR]
    the scenarios on real processes, then a seeded fleet (default 10,000 meters, 30 days): one
    table with what was measured for each requirement, as text, JSON and Markdown
cargo conformance --seeds N
    so many rough fleets, and a tenth as many towns on a disk whose server crashes; nothing else
cargo conformance --towns N
    so many of those towns on SQLite and as many on PostgreSQL, each commit held against the whole
    ledger; nothing else
cargo xtask setup [demo|display|ci]
    install what is missing, nothing else
cargo xtask bundle
    build the website and print where it is";

fn main() -> std::process::ExitCode {
    let code = match start() {
        Ok(()) => 0,
        Err(trouble) => {
            eprintln!("{trouble}");
            trouble.code()
        }
    };
    std::process::ExitCode::from(code)
}

fn start() -> Result<(), Trouble> {
    let mut args: Vec<String> = config::arguments()?;
    if args.first().map(String::as_str) != Some(guard::MARK) {
        if args.is_empty() || args.iter().any(|arg| arg == "--help" || arg == "-h") {
            println!("{USAGE}");
            return Ok(());
        }
        return Err(guard::take_over(&args));
    }
    args.remove(0);
    let stop = Stop::when_stdin_ends();
    let places = Places::find()?;
    let (command, rest) = args
        .split_first()
        .ok_or_else(|| Trouble::usage("no command", USAGE))?;
    match command.as_str() {
        "demo" => demo::main(&places, rest, &stop),
        "ci" => ci::main(&places, rest, &stop),
        "conformance" => conformance::main(&places, rest, &stop),
        "setup" => {
            let need = match rest.first().map(String::as_str) {
                None | Some("demo") => Need::Demo,
                Some("display") => Need::Display,
                Some("ci") => Need::Ci,
                Some(other) => return Err(Trouble::usage(&format!("no set-up `{other}`"), USAGE)),
            };
            setup::run(&places, need, &stop).map(|_| ())
        }
        "bundle" => {
            let wasm = setup::run(&places, Need::Demo, &stop)?;
            let dist = bundle::build(&places, wasm, &stop)?;
            println!("{}", dist.display());
            Ok(())
        }
        other => Err(Trouble::usage(&format!("no command `{other}`"), USAGE)),
    }
}
