//! A certificate that is renewed while the server runs: gateways stay connected, and who connects
//! from then on is shown the new one.

use crate::config::Certificate;
use crate::state::App;
use std::time::Duration;

/// A new certificate is found within this time.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// Reads the files again and again until the server ends. What is wrong with them is said once, for
/// they may be wrong for a moment only, between the writing of the two.
pub(crate) async fn keep_certificate(app: App, certificate: Certificate) {
    let mut said = String::new();
    loop {
        tokio::select! {
            () = app.ending.cancelled() => return,
            () = tokio::time::sleep(LOOK_AGAIN) => {}
        }
        let certificate = certificate.clone();
        let looked = tokio::task::spawn_blocking(move || certificate.renew()).await;
        let error = match looked {
            Ok(Ok(other)) => {
                if other || !said.is_empty() {
                    tracing::info!(other, "The broker's certificate was read again");
                }
                String::new()
            }
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        if !error.is_empty() && error != said {
            let next = "the one before is shown until both files are right";
            tracing::warn!(%error, next, "The broker's certificate cannot be renewed");
        }
        said = error;
    }
}
