//! What the server writes is read.

use super::*;
use crate::model::{glance, pay};
use ami_domain::display::Standing;
use ami_domain::id::AlertId;
use ami_domain::message::{Bilingual, Importance};
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_wire::api::Message;

fn message() -> Message {
    let payment = pay::tests::payment(pay::tests::applied(), None);
    Message {
        id: AlertId::from_number(5),
        importance: Importance::Warning,
        text: Bilingual {
            en: "Low balance".into(),
            es: "Saldo bajo".into(),
        },
        from: payment.offered_at,
        until: payment.offered_at,
        over: false,
        confirm: true,
        confirmed_at: None,
        lineage: None,
    }
}

#[test]
fn every_event_is_read_as_it_was_written_whatever_comes_first() {
    let glance = glance::tests::glance(Standing::Ok, Span::days(5), Switch::On);
    let payment = pay::tests::payment(pay::tests::applied(), None);
    let all = [
        glance.view.map(|view| Live::View(Box::new(view))),
        glance.supply.map(Live::Supply),
        Some(Live::Payment(Box::new(payment))),
        Some(Live::Message(Box::new(message()))),
        Some(Live::Events),
    ];
    for live in all.into_iter().flatten() {
        // Whoever adds an event adds it to `read`, and here.
        match live {
            Live::View(_)
            | Live::Supply(_)
            | Live::Payment(_)
            | Live::Message(_)
            | Live::Events => {}
        }
        let text = serde_json::to_string(&live).expect("it is JSON");
        assert_eq!(read(&text), Some(live), "{text}");
    }
    assert_eq!(
        read(r#"{"data":null,"event":"events"}"#),
        Some(Live::Events)
    );
    for foreign in ["", "{}", r#"{"event":"storm"}"#, r#"{"event":"view"}"#] {
        assert_eq!(read(foreign), None, "{foreign}");
    }
}
