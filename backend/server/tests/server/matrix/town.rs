//! A town in which something of everything has happened.

use super::{EVENT, PAID, TEXT, body};
use crate::common::{ANA, HOME_A, Town, publish};
use ami_css::book_event::Booking;
use ami_css::{Offer, Wish};
use ami_domain::code::Code;
use ami_domain::energy::WattHours;
use ami_domain::event::{AfterEvent, EventState};
use ami_domain::id::{MessageId, PaymentId};
use ami_domain::money::Money;
use ami_domain::receipt::{Outcome, Receipt, Supply, Switch};
use ami_domain::time::Span;
use ami_wire::up::{Up, UpBody};
use ami_wire::utility::Audience;
use axum::http::Method;
/// Ana has paid and her meter has answered; she has a text to confirm.
pub(crate) async fn lived_in() -> Town {
    let town = Town::new().await;
    publish(
        &town.app,
        TEXT,
        "Outage",
        Audience::List(vec![HOME_A.account]),
    )
    .await;
    let body = body("put", "/api/accounts/{account}/payments/{payment}", 0);
    let path = format!("/api/accounts/{}/payments/{PAID}", HOME_A.account);
    let paid = town.ask(Some(ANA), Method::PUT, &path, body).await.json();
    let message: MessageId = paid["delivery"]["message"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let up = receipt(&town, message);
    let now = town.app.now();
    ami_adcs::receive::receive(&town.app.css.store, now, HOME_A.gateway, &[up])
        .await
        .unwrap();
    book(&town).await;
    town
}

async fn book(town: &Town) {
    let start = town.app.now().business.floor_to(Span::hours(1)) + Span::hours(48);
    let wish = Wish {
        location: HOME_A.location,
        start,
        end: start + Span::hours(2),
        after: AfterEvent::Limit,
    };
    let booking = Booking {
        by: ANA,
        account: HOME_A.account,
        event: EVENT,
        payment: PaymentId::from_number(0xe7e8),
    };
    let offer = Offer {
        amount: Money::dollars(10),
        method: "sandbox_card".to_owned(),
        token: "tok_approve".to_owned(),
    };
    let (css, clock) = (&town.app.css, &town.app.clock);
    let mut chance = town.app.chance();
    let booked = css.book(clock, &mut chance, booking, &wish, &offer).await;
    assert_eq!(booked.unwrap().0.state, EventState::Booked);
}

/// What the meter says when it has carried out this message.
pub(crate) fn receipt(town: &Town, message: MessageId) -> Up {
    let at = town.app.now().business;
    Up {
        v: ami_wire::VERSION,
        id: MessageId::from_number(0x0b),
        gateway: HOME_A.gateway,
        meter: HOME_A.meter,
        at,
        body: UpBody::Receipt(Receipt {
            message,
            meter: HOME_A.meter,
            completed_at: at,
            code: Code::CREDIT_ADDED,
            outcome: Outcome::Done,
            log_seq: 1,
            supply: Supply {
                switch: Switch::On,
                limit: None,
                credit: WattHours::kilo(120),
                at,
                trip: None,
            },
            test: None,
        }),
    }
}
