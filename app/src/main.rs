//! `ami-app --config FILE [--exit-with-parent]`: the in-home display.

use ami_app::Config;
use anyhow::{Context, bail};
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

const USAGE: &str = "usage: ami-app --config FILE [--exit-with-parent]";

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(
            EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info")),
        )
        .init();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ami-app: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let (path, with_parent) = arguments()?;
    let config = Config::read(&path)?;
    ami_app::run(config, with_parent)
}

fn arguments() -> anyhow::Result<(PathBuf, bool)> {
    let mut path = None;
    let mut with_parent = false;
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--config") => path = arguments.next().map(PathBuf::from),
            Some("--exit-with-parent") => with_parent = true,
            Some(_) | None => bail!("unknown argument {argument:?}; {USAGE}"),
        }
    }
    Ok((path.context(USAGE)?, with_parent))
}
