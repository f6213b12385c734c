//! The process: `ami-provider --config FILE [--exit-with-parent]`; says `ready http://..`.

use ami_provider::{Config, Provider, webhook};
use anyhow::{Context, bail};
use std::io::Read;
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut path = None;
    let mut with_parent = false;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--config" => path = arguments.next(),
            "--exit-with-parent" => with_parent = true,
            other => bail!("unknown argument {other}; use --config FILE"),
        }
    }
    let path = path.context("no configuration; use --config FILE")?;
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let config: Config = toml::from_str(&text)?;
    let listener = TcpListener::bind(config.listen).await?;
    let address = listener.local_addr()?;
    let provider = Provider::new(config, address);
    tokio::spawn(webhook::send(provider.clone()));
    println!("ready http://{address}");
    tokio::select! {
        served = axum::serve(listener, provider.router()) => served?,
        () = parent_gone(), if with_parent => {}
    }
    Ok(())
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
