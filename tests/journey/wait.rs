//! Waiting for what must happen: asked again and again until it is so, never a fixed pause.

use std::time::Duration;

/// Between two questions.
const PACE: Duration = Duration::from_millis(40);

/// Asks until there is an answer and gives it.
///
/// # Panics
/// When there is none within `limit`, naming `what` was waited for.
pub(crate) async fn until<T>(
    what: &str,
    limit: Duration,
    mut ask: impl AsyncFnMut() -> Option<T>,
) -> T {
    let asked = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::time::sleep(PACE).await;
        }
    };
    match tokio::time::timeout(limit, asked).await {
        Ok(answer) => answer,
        Err(_) => panic!("not within {} s: {what}", limit.as_secs()),
    }
}

/// Whole seconds.
pub(crate) const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}
