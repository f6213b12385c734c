//! Its events on their way to the customer's server, signed as documented.

use crate::Provider;
use crate::clock::now;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::fmt::Write;
use std::time::Duration;

/// Tries of one event; the real one tries for three days.
const TRIES: u32 = 5;
/// Pause between two tries.
const PAUSE: Duration = Duration::from_millis(300);

/// The header `Stripe-Signature` of a body.
pub fn signature(secret: &str, at: i64, body: &str) -> String {
    // HMAC takes a key of any length (RFC 2104).
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        return String::new();
    };
    let mac = mac.chain_update(format!("{at}.{body}"));
    let mut hex = String::new();
    for byte in mac.finalize().into_bytes() {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    format!("t={at},v1={hex}")
}

/// Sends what there is to send, for ever.
pub async fn send(provider: Provider) {
    let Some(url) = provider.config.webhook_url.clone() else {
        return;
    };
    let client = reqwest::Client::new();
    loop {
        tokio::select! {
            () = provider.wake.notified() => {}
            () = tokio::time::sleep(Duration::from_millis(200)) => {}
        }
        let (bodies, late, twice) = due(&provider);
        for body in bodies {
            for _ in 0..=u8::from(twice) {
                let to = (client.clone(), url.clone(), body.clone());
                let secret = provider.config.webhook_secret.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(late).await;
                    post(to, &secret).await;
                });
            }
            // In order, unless they are kept back or late.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// Takes what may go now.
fn due(provider: &Provider) -> (Vec<String>, Duration, bool) {
    let mut book = provider.book();
    let at = now();
    let (ready, wait): (Vec<_>, Vec<_>) = book.clearing.drain(..).partition(|(due, _)| *due <= at);
    book.clearing = wait;
    for (_, id) in ready {
        book.clear(&id, true);
    }
    let faults = book.faults.clone();
    if faults.kept {
        return (Vec::new(), Duration::ZERO, false);
    }
    let outgoing = std::mem::take(&mut book.outgoing);
    if faults.lost {
        return (Vec::new(), Duration::ZERO, false);
    }
    let bodies = outgoing.iter().map(|n| book.events[*n].to_string());
    let late = Duration::from_millis(faults.late_ms);
    (bodies.collect(), late, faults.twice)
}

async fn post((client, url, body): (reqwest::Client, String, String), secret: &str) {
    for _ in 0..TRIES {
        let header = signature(secret, now(), &body);
        let asked = client
            .post(&url)
            .header("content-type", "application/json; charset=utf-8")
            .header("stripe-signature", header)
            .body(body.clone());
        if asked
            .send()
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            return;
        }
        tokio::time::sleep(PAUSE).await;
    }
}
