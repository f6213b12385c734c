//! When the display is asked to end.

use tokio::signal::unix::{SignalKind, signal};

/// Waits for SIGINT or SIGTERM, or with `with_parent` until stdin ends.
///
/// # Errors
/// When the system gives no signal handlers.
pub(crate) async fn asked(with_parent: bool) -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let (gone, parent) = tokio::sync::oneshot::channel::<()>();
    // Without a parent to watch, the other end stays open and never answers.
    let mut watched = Some(gone);
    if with_parent && let Some(gone) = watched.take() {
        // A thread of its own: a read of stdin cannot be cancelled.
        std::thread::spawn(move || {
            std::io::copy(&mut std::io::stdin(), &mut std::io::sink()).ok();
            gone.send(()).ok();
        });
    }
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = parent => {}
    }
    drop(watched);
    Ok(())
}
