//! Stopping in two steps: first nothing new is begun and what is under way ends, then the rest.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// The two requests; clones share them.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    /// Begin nothing new.
    pub calm: CancellationToken,
    /// End now.
    pub now: CancellationToken,
}

impl Shutdown {
    /// Waits for SIGINT or SIGTERM, or with `with_parent` until stdin ends.
    ///
    /// # Errors
    /// When the system gives no signal handlers.
    pub async fn asked(with_parent: bool) -> std::io::Result<()> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (gone, parent) = tokio::sync::oneshot::channel::<()>();
        // Without a parent to watch, the other end stays open and never answers.
        let mut watched = Some(gone);
        if with_parent && let Some(gone) = watched.take() {
            // A thread of its own: a read of stdin cannot be cancelled, so it must not hold the
            // runtime.
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
}
