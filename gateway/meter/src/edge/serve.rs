//! The loop: bytes, time and the end.

use super::Trouble;
use super::clock::Clock;
use super::config;
use super::port::{Event, Port, READ_MAX};
use super::station::Station;
use ami_meter::Fault;
use std::io::Read as _;
use std::path::Path;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// Time is looked at so often.
const TICK: Duration = Duration::from_millis(100);
/// The state is stored at least each so many ticks; what the home used since is measured again
/// after a crash, so only the age of the display is at stake.
const STORE_TICKS: u32 = 30;

/// Runs the meter until it is told to end. Prints `ready PATH` when clients may come.
///
/// # Errors
/// [`Trouble`] that says what to do next.
pub(crate) async fn run(
    path: &Path,
    with_parent: bool,
    fault: Option<Option<Fault>>,
) -> Result<(), Trouble> {
    let config = config::read(path)?;
    let clock = Clock::new(config.clock);
    let place = config.place.clone();
    let mut station = Station::open(config, clock.now())?;
    if let Some(fault) = fault {
        station.break_or_mend(clock.now(), fault)?;
    }
    let mut port = Port::open(&place).await?;
    let system = |error| Trouble::System("listen for signals", error);
    let mut terminate = signal(SignalKind::terminate()).map_err(system)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(system)?;
    let mut parent = with_parent.then(parent_gone).transpose()?;
    println!("ready {}", port.name());
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut count = 0u32;
    let mut buffer = [0; READ_MAX];
    loop {
        tokio::select! {
            event = port.next(&mut buffer) => {
                match event.map_err(|error| Trouble::System("use the port", error))? {
                    Event::Changed => station.closed(),
                    Event::Bytes(n) => {
                        let bytes = buffer.get(..n).unwrap_or_default();
                        let out = station.serve(bytes, clock.now(), clock.monotonic_ms())?;
                        send(&mut port, out).await;
                        if station.is_broken() {
                            port.hang_up();
                            station.closed();
                        }
                    }
                }
            }
            _ = ticks.tick() => {
                let out = station.tick(clock.now(), clock.monotonic_ms())?;
                send(&mut port, out).await;
                port.tend();
                count = count.wrapping_add(1);
                if count.is_multiple_of(STORE_TICKS) {
                    station.store()?;
                }
            }
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            () = gone(&mut parent) => break,
        }
    }
    station.pass(clock.now());
    station.store()
}

async fn send(port: &mut Port, out: Vec<Vec<u8>>) {
    for bytes in out {
        port.send(&bytes).await;
    }
}

/// Never, when nobody watches.
async fn gone(parent: &mut Option<oneshot::Receiver<()>>) {
    match parent {
        // A sender that was dropped means that standard input is no more, too.
        Some(end) => drop(end.await),
        None => std::future::pending().await,
    }
}

/// A thread waits for the end of standard input: that is how we learn that the parent is gone.
fn parent_gone() -> Result<oneshot::Receiver<()>, Trouble> {
    let (send, receive) = oneshot::channel();
    let watch = move || {
        let mut ignored = [0; 64];
        let mut input = std::io::stdin();
        while input.read(&mut ignored).is_ok_and(|n| n > 0) {}
        drop(send);
    };
    std::thread::Builder::new()
        .name("parent".into())
        .spawn(watch)
        .map_err(|error| Trouble::System("start a thread", error))?;
    Ok(receive)
}
