//! What the log of a busy hour tells: ids and counts, and nothing of people or their secrets.

use crate::common::{ANA, CANARY, HOME_A, HOME_B, PASSWORD, SECRET, Town, config, ours};
use ami_domain::id::{GatewayId, MessageId, MeterId};
use ami_server::together::NotKept;
use ami_server::{Server, intake};
use ami_wire::up::{Up, UpBody};
use axum::body::Body;
use axum::http::Method;
use serde_json::json;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
pub(crate) struct Paper(Arc<Mutex<Vec<u8>>>);

impl Paper {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }

    /// Writes down what this thread logs, as long as the answer lives.
    pub(crate) fn listen(&self, level: tracing::Level) -> (DefaultGuard, tracing::Dispatch) {
        let subscriber = || {
            let made = tracing_subscriber::fmt().with_max_level(level);
            made.with_writer(self.clone()).finish()
        };
        // With one listener alone in the process a line that another test comes by first would be
        // left out for good, for nobody listens there.
        let second = tracing::Dispatch::new(subscriber());
        (tracing::subscriber::set_default(subscriber()), second)
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Paper {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A test runs on one thread, so its log is its own.
#[tokio::test]
async fn the_log_tells_no_names_amounts_or_secrets() {
    let paper = Paper::default();
    let _listening = paper.listen(tracing::Level::INFO);
    let town = Town::new().await;
    let server = Server::start(config(town.folder.path())).await.unwrap();
    for password in [PASSWORD, "a wrong secret"] {
        let body = json!({"login": "ana", "password": password}).to_string();
        let request = ours(Method::POST, "/api/session");
        town.send(request.body(Body::from(body)).unwrap()).await;
    }
    for (id, token) in (1..).zip(["tok_approve", "tok_decline", "tok_timeout"]) {
        let body = json!({"amount": 31_410_000, "method": "sandbox_card", "token": token});
        let path = format!("/api/accounts/{}/payments/{id:032x}", HOME_A.account);
        town.ask(Some(ANA), Method::PUT, &path, Some(body)).await;
    }
    let app = server.app();
    let up = format!(
        "{}/meter/{}/up/receipt",
        ami_wire::topic::ROOT,
        HOME_A.meter
    );
    intake::take(app, Some(HOME_B.gateway), &up, b"{\"secret\": \"canario\"}").await;
    intake::take(app, Some(HOME_B.gateway), "canario/topic", b"x").await;
    intake::take(
        app,
        None,
        ami_wire::topic::UTILITY_ALERT,
        b"{\"en\": \"canario\"}",
    )
    .await;
    server.stop().await;
    let bytes = paper.0.lock().unwrap().clone();
    let log = String::from_utf8(bytes).unwrap();
    assert!(log.contains("cannot be read"), "{log}");
    let secrets = [
        CANARY,
        "Ana Lima",
        "Lima",
        PASSWORD,
        "a wrong secret",
        SECRET,
        "tok_",
        "31.41",
    ];
    for word in secrets.into_iter().chain(["31410000", "Orangeville"]) {
        assert!(!log.contains(word), "{word} in {log}");
    }
}

fn said(id: u128, gateway: GatewayId, meter: MeterId) -> Up {
    Up {
        v: ami_wire::VERSION,
        id: MessageId::from_number(id),
        gateway,
        meter,
        at: ami_domain::time::Timestamp::from_millis(0),
        body: UpBody::Log(Vec::new()),
    }
}

#[tokio::test]
async fn messages_are_committed_together_and_a_bad_one_harms_nobody() {
    let town = Town::new().await;
    let app = &town.app;
    let keep = |id: u128| async move {
        // Every seventh gateway speaks for a meter that is not its own.
        let (gateway, meter) = match id % 7 {
            0 => (HOME_A.gateway, HOME_B.meter),
            1..=3 => (HOME_A.gateway, HOME_A.meter),
            _ => (HOME_B.gateway, HOME_B.meter),
        };
        let up = said(id, gateway, meter);
        let kept = app.together.keep(&app.css.store, &app.clock, gateway, up);
        (id, kept.await)
    };
    let all = futures::future::join_all((1..=200).map(keep)).await;
    for (id, kept) in all {
        let refused = matches!(
            kept,
            Err(NotKept::Refused(ami_adcs::AdcsError::NotItsMeter { .. }))
        );
        assert_eq!(refused, id % 7 == 0, "{id}");
        assert_eq!(kept.is_ok(), id % 7 != 0, "{id}");
        // Kept is committed: a second copy is known.
        let mut tx = app.css.store.begin().await.unwrap();
        let real = app.now().real;
        let new = tx
            .received(MessageId::from_number(id), HOME_A.gateway, real)
            .await;
        assert_eq!(new.unwrap(), id % 7 == 0, "{id}");
    }
}
