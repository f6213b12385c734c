//! An event's chain and its times.

use super::*;
use ami_domain::event::{AfterEvent, MeterEventState};
use ami_domain::id::{AccountId, EventId, LocationId, MessageId, PaymentId, TransferId};
use ami_domain::money::Money;
use ami_domain::time::{LocalMoment, Span};
use ami_wire::api::{Delivery, Payment};

const AT: Timestamp = Timestamp::from_millis(1_795_475_100_000);

fn local(hours: i64) -> LocalMoment {
    LocalMoment {
        at: AT + Span::hours(hours),
        offset_minutes: -480,
    }
}

fn event(state: EventState) -> Event {
    Event {
        held_until: None,
        id: EventId::from_number(1),
        account: AccountId::from_number(2),
        location: LocationId::from_number(3),
        address: "5 Elm St".to_owned(),
        own_site: true,
        version: 1,
        start: local(24),
        end: local(28),
        closes: Some(local(28)),
        after: AfterEvent::Limit,
        state,
        currency: "USD".to_owned(),
        energy: Default::default(),
        left: Money::dollars(5),
        used: Default::default(),
        used_money: Money::ZERO,
        over_money: Money::ZERO,
        returned: Money::ZERO,
        lineage: None,
        payment: Some(Payment {
            id: PaymentId::from_number(4),
            account: AccountId::from_number(2),
            amount: Money::dollars(5),
            currency: "USD".to_owned(),
            method: "sandbox_card".to_owned(),
            offered_at: local(0),
            state: PaymentState::Applied {
                at: AT,
                by: TransferId::from_number(6),
            },
            credit: Default::default(),
            balance_after: None,
            split: Vec::new(),
            delivery: None,
            money: Default::default(),
            lineage: None,
        }),
        delivery: None,
        verified_at: None,
        meter_state: None,
        problem: None,
        may_change: true,
        may_end: false,
    }
}

fn way(sent: bool, confirmed: bool, refused: bool) -> Delivery {
    Delivery {
        message: MessageId::from_number(5),
        sent_at: sent.then(|| local(0)),
        attempts: 1,
        confirmed_at: confirmed.then(|| local(0)),
        refused,
        late: false,
    }
}

#[test]
fn nothing_is_done_before_it_is() {
    let mut one = event(EventState::Booked);
    assert_eq!(steps(&one).sent, Mark::Now);
    assert_eq!(steps(&one).stored, Mark::Later);
    one.delivery = Some(way(true, false, false));
    assert_eq!(steps(&one).stored, Mark::Now);
    one.delivery = Some(way(true, true, false));
    assert_eq!(steps(&one).stored, Mark::Done);
    assert_eq!(steps(&one).started, Mark::Later);
    assert_eq!(steps(&one).ended, Mark::Later);
}

#[test]
fn a_meter_that_refused_is_named_until_it_has_the_event() {
    let mut one = event(EventState::Booked);
    one.delivery = Some(way(true, true, true));
    assert_eq!(steps(&one).stored, Mark::Failed);
    one.meter_state = Some(MeterEventState::Stored);
    assert_eq!(steps(&one).stored, Mark::Done);
}

#[test]
fn money_is_back_only_when_the_event_is_settled() {
    assert_eq!(steps(&event(EventState::Running)).ended, Mark::Now);
    assert_eq!(steps(&event(EventState::Over)).returned, Mark::Now);
    assert_eq!(steps(&event(EventState::Settled)).returned, Mark::Done);
    assert!(is_over(&event(EventState::Cancelled)));
    assert!(!is_over(&event(EventState::Over)));
}

#[test]
fn times_are_those_of_the_place() {
    let (start, end) = tomorrow(AT, -480);
    assert_eq!(
        (start.as_str(), end.as_str()),
        ("2026-11-24T18:00", "2026-11-24T22:00")
    );
    assert_eq!(
        read("2026-11-24T18:00:00").as_deref(),
        Some("2026-11-24T18:00")
    );
    for bad in [
        "",
        "2026-11-24",
        "2026-11-24 18:00",
        "20261-1-24T18:00",
        "\u{1f4a9}2026-11-24T18",
    ] {
        assert_eq!(read(bad), None, "{bad}");
    }
}
