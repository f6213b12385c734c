//! `ami-gateway --config FILE [--exit-with-parent]`.

use ami_gateway::shutdown::Shutdown;
use ami_gateway::{Config, Gateway};
use anyhow::{Context, bail};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

const USAGE: &str = "usage: ami-gateway --config FILE [--exit-with-parent]";

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .json()
        .with_writer(std::io::stderr)
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| {
            // rmqtt speaks at length about every client that goes.
            EnvFilter::new("info,rmqtt=warn,rmqtt_net=warn")
        }))
        .init();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ami-gateway: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let (path, with_parent) = arguments()?;
    let config = Config::read(&path)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the system gives no threads")?;
    runtime.block_on(async {
        let gateway = Gateway::start(config).await?;
        let mut out = std::io::stdout();
        // Nobody may listen to stdout: that is no reason to stop.
        writeln!(out, "ready").and_then(|()| out.flush()).ok();
        Shutdown::asked(with_parent).await?;
        tracing::info!("Stopping");
        // A second request ends at once.
        tokio::select! {
            () = gateway.stop() => {}
            _ = Shutdown::asked(false) => {}
        }
        anyhow::Ok(())
    })?;
    Ok(())
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
