//! We die between any two steps of a payment: the future is dropped at every point at which it
//! waits, and a new process finds what is left.

use crate::town::Town;
use crate::{OPENING, PAID};
use ami_domain::payment::{PaymentState, Refusal};
use ami_domain::settlement::Capture;
use std::collections::BTreeSet;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

/// States of payment and capture that a death has left.
type Seen = BTreeSet<(&'static str, &'static str)>;

/// Polls that any payment takes at most.
const POLLS_MAX: u32 = 400;

/// Drops a payment when it has waited so often; `true` when it ended before that.
async fn dies_after(town: &Town, waits: u32) -> bool {
    let mut paying = pin!(town.try_pay(1, "pm_card_visa"));
    let mut seen = 0;
    std::future::poll_fn(|context| match paying.as_mut().poll(context) {
        Poll::Ready(_) => Poll::Ready(true),
        Poll::Pending if seen == waits => Poll::Ready(false),
        Poll::Pending => {
            seen += 1;
            Poll::Pending
        }
    })
    .await
}

/// A new process finds what is left and ends it; notes the state that it found.
async fn goes_on(town: &mut Town, what: &str, seen: &mut Seen) {
    town.restarted().await;
    let id = ami_domain::id::PaymentId::from_number(1);
    let mut tx = town.app.css.store.read().await.unwrap();
    let left = tx.payment(id).await.unwrap();
    let charge = tx.charge(id).await.unwrap();
    drop(tx);
    let word = left.as_ref().map_or("nothing", |row| row.state.word());
    let capture = charge.map_or("none", |row| row.settlement.capture.word());
    seen.insert((word, capture));
    town.rest().await;
    let what = format!("{what}, left {word}");
    if left.is_none() {
        assert_eq!(town.taken_there().await, 0, "{what}");
        return;
    }
    match town.row(1).await.state {
        PaymentState::Applied { .. } => {
            assert_eq!(town.balance().await, PAID, "{what}");
            assert_eq!(town.taken_there().await, 2_500, "{what}");
            let capture = town.charge(1).await.settlement.capture;
            assert!(matches!(capture, Capture::Done { .. }), "{what}");
        }
        PaymentState::Refused { why, .. } => {
            assert_eq!(why, Refusal::Timeout, "{what}");
            assert_eq!(town.balance().await, OPENING, "{what}");
            assert_eq!(town.taken_there().await, 0, "{what}");
        }
        other => panic!("{what}: {other:?} never ended"),
    }
    assert_eq!(town.questions().await, [], "{what}");
}

#[tokio::test]
async fn a_death_at_any_point_leaves_the_money_there_once() {
    let mut seen = Seen::new();
    for waits in 0..POLLS_MAX {
        let mut town = Town::new().await;
        let whole = dies_after(&town, waits).await;
        goes_on(&mut town, &format!("died after {waits} waits"), &mut seen).await;
        if whole {
            break;
        }
    }
    // How often it waits is chance; these deaths hit the moment after each word to the processor.
    for path in ["payment_intents", "confirm", "capture"] {
        let mut town = Town::new().await;
        town.hangs_once(path).await;
        let paying = town.try_pay(1, "pm_card_visa");
        let limit = Duration::from_millis(350);
        assert!(tokio::time::timeout(limit, paying).await.is_err(), "{path}");
        goes_on(&mut town, &format!("died after {path}"), &mut seen).await;
    }
    for state in [
        ("nothing", "none"),
        ("offered", "none"),
        ("applied", "due"),
        ("applied", "done"),
    ] {
        assert!(seen.contains(&state), "{state:?} was never left: {seen:?}");
    }
}
