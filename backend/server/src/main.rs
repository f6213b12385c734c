//! The utility's server: reads its configuration, starts, waits to be told to end.

use ami_server::command_line::{CommandLine, Task};
use ami_server::{Config, Server, config, explain};
use std::io::{IsTerminal, Read};
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
    let line = CommandLine::read(std::env::args().skip(1))?;
    let ended = |found: usize| ExitCode::from(u8::from(found > 0));
    let help = match line.task {
        Task::HelpConfig => Some(config::HELP),
        Task::HelpExplain => Some(explain::HELP),
        _ => None,
    };
    if let Some(help) = help {
        print!("{help}");
        return Ok(ExitCode::SUCCESS);
    }
    // Needs nothing but the file.
    if let Task::Recompute(file) = &line.task {
        return Ok(ended(explain::recompute(file)?));
    }
    let config = Config::load(line.config()?, config::environment())?;
    logs(config.log_json);
    if let Some(found) = line.task.run(&config).await? {
        return Ok(ended(found));
    }
    let server = Server::start(config).await?;
    println!("ready http://{}", server.http_addr());
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        () = parent_gone(), if line.with_parent => {}
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
