//! The utility's server: reads its configuration, starts, waits to be told to end.

use ami_server::reconcile::{self, Asked};
use ami_server::{
    Config, Server, audit, config, explain, reconcile_credit, reconcile_payments, replay,
};
use anyhow::{Context, bail};
use std::io::{IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("ami-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<ExitCode> {
    let mut path = None;
    let mut with_parent = false;
    let (mut comparison, mut again, mut payments) = (None, None, None);
    let (mut audits, mut figure, mut credit) = (false, None, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help-config" => {
                print!("{}", config::HELP);
                return Ok(ExitCode::SUCCESS);
            }
            "--config" => path = arguments.next().map(PathBuf::from),
            "reconcile" => {
                comparison = Some(Asked::read(arguments.by_ref())?);
            }
            "reconcile-credit" => credit = Some(Asked::read(arguments.by_ref())?),
            "audit" => audits = true,
            "explain" => match explain::Asked::read(arguments.by_ref())? {
                explain::Asked::Recompute(file) => {
                    return Ok(ExitCode::from(u8::from(explain::recompute(&file)? > 0)));
                }
                explain::Asked::Figure(asked) => figure = Some(asked),
            },
            "replay" => again = Some(Asked::read(arguments.by_ref())?),
            "reconcile-payments" => {
                payments = Some(reconcile_payments::Asked::read(arguments.by_ref())?);
            }
            "--exit-with-parent" => with_parent = true,
            other => bail!(
                "unknown argument {other}; use --config FILE, --help-config, or after --config \
                 FILE: audit, reconcile, reconcile-credit or replay, each [--meter ID] \
                 [--from MS] [--until MS], \
                 reconcile-payments [--from MS] [--until MS], or explain ID [--export FILE]; \
                 without --config: explain --bundle FILE"
            ),
        }
    }
    let path = path.context("no configuration; use --config FILE, see --help-config")?;
    let config = Config::load(&path, config::environment())?;
    logs(config.log_json);
    if let Some(asked) = comparison {
        let found = reconcile::run(&config, asked).await?;
        return Ok(ExitCode::from(u8::from(found > 0)));
    }
    if let Some(asked) = credit {
        let found = reconcile_credit::run(&config, asked).await?;
        return Ok(ExitCode::from(u8::from(found > 0)));
    }
    if let Some(asked) = again {
        let found = replay::run(&config, asked).await?;
        return Ok(ExitCode::from(u8::from(found > 0)));
    }
    if let Some(asked) = figure {
        let found = explain::figure(&config, &asked).await?;
        return Ok(ExitCode::from(u8::from(found > 0)));
    }
    if audits {
        return Ok(ExitCode::from(u8::from(audit::run(&config).await? > 0)));
    }
    if let Some(asked) = payments {
        let found = reconcile_payments::run(&config, asked).await?;
        return Ok(ExitCode::from(u8::from(found > 0)));
    }
    let server = Server::start(config).await?;
    println!("ready http://{}", server.http_addr());
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = parent_gone(), if with_parent => {}
    }
    tracing::info!("Ending");
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Waits for the end of standard input: whoever started this process is gone.
async fn parent_gone() {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 64];
        while std::io::stdin().read(&mut buffer).is_ok_and(|n| n > 0) {}
        sender.send(()).ok();
    });
    receiver.await.ok();
}

fn logs(json: bool) {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,rmqtt=warn,rmqtt_net=warn"));
    let all = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    if json { all.json().init() } else { all.init() }
}
