//! What must never be in a log, whatever is logged: the token of a link, our key at the processor,
//! what seals its events, and the token of a card.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../faults/town.rs"]
#[expect(dead_code, reason = "the fault list asks more of it")]
mod town;

use ami_css::Offer;
use ami_css::pay_link::LinkWish;
use ami_domain::chance::Seeded;
use ami_domain::clock::Clock;
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_provider::fault::Faults;
use ami_server::http::session::digest;
use std::io::Write;
use std::sync::{Arc, Mutex};
use town::{ACCOUNT, EVENTS, SECRET, Town, nothing};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

/// The token of the link: 256 bits, as a path has it.
const LINK: &str = "5eed0ddba11c0ffee5eed0ddba11c0ffee5eed0ddba11c0ffee5eed0ddba11c0";
/// The token of a card that the processor declines.
const CARD: &str = "pm_card_chargeDeclined";

/// Everything that was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_token_key_or_seal_is_ever_in_a_log_even_of_everything() {
    let log = Log::default();
    let all = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone());
    all.finish().init();
    let town = Town::new().await;
    tracing::info!(marker = "the log is kept", "Begun");
    by_card(&town).await;
    by_link(&town).await;
    by_strangers(&town).await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("the log is kept"));
    // Both sides of the wire were logged, and what holds the secrets was.
    for side in ["reqwest::", "axum::serve"] {
        assert!(text.contains(side), "{side}: {} bytes", text.len());
    }
    assert!(text.contains("Charged through a link"));
    for (what, secret) in [
        ("the key at the processor", SECRET),
        ("the seal of events", EVENTS),
        ("the token of a link", LINK),
        ("the token of a card", CARD),
    ] {
        let line = text.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{what} is in the log");
    }
}

/// Paid, declined, and in doubt; the processor's events come in between.
async fn by_card(town: &Town) {
    town.pay(1, "pm_card_visa").await;
    town.pay(2, CARD).await;
    let faults = Faults {
        fail: 2,
        ..Faults::default()
    };
    town.faults(faults).await;
    town.pay(3, "pm_card_visa").await;
    town.faults(Faults::default()).await;
    town.tell("release", nothing()).await;
    town.rest().await;
    assert!(town.balance().await >= Money::dollars(45));
}

/// The page opens, a payment comes through it, and its page opens.
async fn by_link(town: &Town) {
    let mut chance = Seeded::new(3);
    let css = &town.app.css;
    let wish = LinkWish {
        own: false,
        nickname: "Ana".into(),
        amount: None,
        days: 7,
    };
    let now = town.app.clock.now();
    let digest = digest(LINK.as_bytes());
    let made = css.make_link(now, &mut chance, town.customer, ACCOUNT, &wish, digest);
    let link = made.await.unwrap();
    let page = format!("{}/p/{LINK}", town.server);
    let opened = town.client.get(&page).send().await.unwrap();
    assert_eq!(opened.status().as_u16(), 200);
    let offer = Offer {
        amount: Money::dollars(25),
        method: "card".into(),
        token: CARD.into(),
    };
    // Whoever logs the things themselves one day writes no secret either.
    let (methods, seal) = (&css.methods, &town.app.processor_seal);
    tracing::info!(?offer, ?link, ?methods, ?seal, "Charged through a link");
    let payment = PaymentId::from_number(4);
    let paid = css.pay_through(&town.app.clock, &mut chance, &link, payment, &offer);
    assert_eq!(paid.await.unwrap().state.word(), "refused");
    let result = town.client.get(format!("{page}/{payment}")).send().await;
    assert_eq!(result.unwrap().status().as_u16(), 200);
    // A form that cannot be read, and a payment that is not there.
    let form = town.client.post(&page).body("nonsense").send().await;
    assert_eq!(form.unwrap().status().as_u16(), 422);
    let other = format!("{page}/{}", PaymentId::from_number(9));
    let missing = town.client.get(other).send().await.unwrap();
    assert_eq!(missing.status().as_u16(), 404);
}

/// Events that somebody forged, one of them with the seal itself in the wrong place.
async fn by_strangers(town: &Town) {
    for header in ["t=1,v1=00", "nonsense", EVENTS] {
        let status = town.webhook(header, "{\"id\": \"evt_1\"}").await;
        assert!((400..500).contains(&status), "{header}: {status}");
    }
}
