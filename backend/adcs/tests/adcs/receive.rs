//! What gateways carry, over a real store in memory: kept once, theirs only, and fitting.

use crate::plant::{AT, GATEWAY as MINE, HOUR, METER, gateway, plant};
use ami_adcs::AdcsError;
use ami_adcs::receive::receive;
use ami_domain::clock::Now;
use ami_domain::code::Code;
use ami_domain::energy::WattHours;
use ami_domain::id::{GatewayId, MessageId};
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{Span, Timestamp, Window};
use ami_store::Store;
use ami_wire::up::{IntervalRow, Intervals, LogRow, Up, UpBody};

const OTHER: GatewayId = GatewayId::from_number(5);

fn now() -> Now {
    Now {
        business: AT,
        real: AT,
    }
}

async fn house() -> Store {
    let store = Store::open("sqlite::memory:").await.unwrap();
    let mut tx = store.begin().await.unwrap();
    plant(&mut tx).await;
    gateway(&mut tx, OTHER).await;
    tx.commit().await.unwrap();
    store
}

fn up(id: u128, length: Span, starts: &[Timestamp]) -> Up {
    let row = |start: &Timestamp| IntervalRow {
        start: *start,
        energy: WattHours::new(700),
        estimated: false,
    };
    Up {
        v: ami_wire::VERSION,
        id: MessageId::from_number(id),
        gateway: MINE,
        meter: METER,
        at: now().business,
        body: UpBody::Interval(Intervals {
            length,
            rows: starts.iter().map(row).collect(),
        }),
    }
}

async fn stored(store: &Store) -> usize {
    let mut tx = store.read().await.unwrap();
    let meter = tx.meter(METER).await.unwrap().unwrap();
    let window = Window {
        start: now().business - Span::days(2),
        end: now().business + Span::days(2),
    };
    tx.intervals(&meter, window).await.unwrap().len()
}

async fn words(store: &Store) -> Vec<String> {
    let mut tx = store.read().await.unwrap();
    let rows = tx.journal_of(METER, 99).await.unwrap();
    rows.into_iter().map(|row| row.detail).collect()
}

#[tokio::test]
async fn a_second_copy_changes_nothing() {
    let store = house().await;
    let two = up(1, HOUR, &[now().business - HOUR, now().business]);
    for _ in 0..3 {
        receive(&store, now(), MINE, std::slice::from_ref(&two))
            .await
            .unwrap();
    }
    assert_eq!(stored(&store).await, 2);
    assert_eq!(words(&store).await, ["2 new intervals"]);
}

#[tokio::test]
async fn rows_of_a_meters_log_that_come_again_in_another_message_are_journalled_once() {
    let store = house().await;
    let rows = |id, places: std::ops::Range<u64>| {
        let row = |seq| LogRow {
            seq,
            at: now().business,
            code: Code::SUPPLY_ON,
            message: None,
            inbound: false,
            chain: None,
        };
        let body = UpBody::Log(places.map(row).collect());
        Up {
            body,
            ..up(id, HOUR, &[])
        }
    };
    // The gateway reads from the first row again: a backup was put back.
    for log in [rows(1, 2..4), rows(2, 1..6)] {
        receive(&store, now(), MINE, &[log]).await.unwrap();
    }
    let mut all = words(&store).await;
    all.sort();
    let expected: Vec<String> = (1..6).map(|seq| format!("meter log {seq}")).collect();
    assert_eq!(all, expected);
}

#[tokio::test]
async fn intervals_that_do_not_fit_their_meter_are_counted_and_left_out() {
    let store = house().await;
    let at = now().business;
    let cases = [
        // Off the grid, and a day ahead: one of three fits.
        (
            up(1, HOUR, &[at, at + Span::minutes(15), at + Span::days(1)]),
            1,
        ),
        // Another length than the meter's.
        (up(2, Span::minutes(15), &[at - HOUR]), 1),
        // A clock that runs ahead by less than an hour.
        (up(3, HOUR, &[at + HOUR]), 2),
    ];
    for (up, expected) in cases {
        receive(&store, now(), MINE, &[up]).await.unwrap();
        assert_eq!(stored(&store).await, expected);
    }
    let mut said = words(&store).await;
    said.sort();
    let expected = [
        "0 new intervals, 1 do not fit the meter",
        "1 new intervals",
        "1 new intervals, 2 do not fit the meter",
    ];
    assert_eq!(said, expected);
    // What was left out does not move the mark up to which use may be charged.
    let mut tx = store.read().await.unwrap();
    let end = tx.interval_end(METER).await.unwrap();
    assert_eq!(end, Some(at + HOUR + HOUR));
}

#[tokio::test]
async fn a_gateway_that_speaks_for_anothers_meter_is_refused_with_all_it_said() {
    let store = house().await;
    let good = up(1, HOUR, &[now().business]);
    let mut lying = up(2, HOUR, &[now().business - HOUR]);
    lying.gateway = OTHER;
    for (who, batch) in [
        (OTHER, vec![good.clone()]),
        (OTHER, vec![lying.clone()]),
        (MINE, vec![good, lying]),
    ] {
        let refused = receive(&store, now(), who, &batch).await;
        assert!(
            matches!(refused, Err(AdcsError::NotItsMeter { .. })),
            "{refused:?}"
        );
        assert_eq!(stored(&store).await, 0);
    }
}

#[tokio::test]
async fn a_gateway_is_there_when_it_says_so_and_nobody_is_after_a_crash_of_the_broker() {
    let store = house().await;
    ami_adcs::gateway::status(&store, now(), MINE, true)
        .await
        .unwrap();
    let unknown = GatewayId::from_number(99);
    let refused = ami_adcs::gateway::status(&store, now(), unknown, true).await;
    assert!(matches!(
        refused,
        Err(AdcsError::Unknown {
            what: "gateway",
            ..
        })
    ));
    let mut tx = store.begin().await.unwrap();
    assert!(tx.online(MINE).await.unwrap().unwrap().0);
    assert_eq!(tx.set_all_offline(now().business).await.unwrap(), 1);
    assert!(!tx.online(MINE).await.unwrap().unwrap().0);
    // One that never came still never came.
    assert_eq!(tx.online(OTHER).await.unwrap(), None);
}

/// What the meter said of its switch by its own clock, and when the gateway had it.
fn supply(id: u128, switch: Switch, said_at: Timestamp, read_at: Timestamp) -> Up {
    Up {
        at: read_at,
        body: UpBody::Supply(Supply {
            switch,
            limit: None,
            credit: WattHours::ZERO,
            at: said_at,
            trip: None,
        }),
        ..up(id, HOUR, &[])
    }
}

async fn switch(store: &Store) -> Switch {
    let mut tx = store.read().await.unwrap();
    tx.supply(METER).await.unwrap().unwrap().switch
}

#[tokio::test]
async fn a_meter_whose_clock_begins_anew_is_still_known_to_be_off() {
    let store = house().await;
    let at = now().business;
    let (battery, ahead) = (
        Timestamp::from_millis(946_684_800_000),
        at + Span::days(400),
    );
    let steps = [
        (Switch::On, at - HOUR, at - HOUR),
        // Its battery has failed, and it counts from the year 2000 on.
        (Switch::Off, battery, at - Span::minutes(50)),
        (
            Switch::On,
            battery + Span::minutes(10),
            at - Span::minutes(40),
        ),
        // Somebody sets it a year ahead, and then right.
        (Switch::Off, ahead, at - Span::minutes(30)),
        (Switch::On, at - Span::minutes(20), at - Span::minutes(20)),
        (Switch::Off, at - Span::minutes(10), at - Span::minutes(10)),
    ];
    for (id, (is, said_at, read_at)) in (1..).zip(steps) {
        let then = Now {
            business: read_at,
            real: read_at,
        };
        let one = supply(id, is, said_at, read_at);
        receive(&store, then, MINE, &[one]).await.unwrap();
        assert_eq!(switch(&store).await, is, "{said_at:?} at {read_at:?}");
    }
}

#[tokio::test]
async fn what_was_on_its_way_for_long_is_no_news_of_the_switch() {
    let store = house().await;
    let at = now().business;
    let newest = supply(1, Switch::On, at - HOUR, at - HOUR);
    let old = supply(2, Switch::Off, at - Span::hours(5), at - Span::hours(5));
    // A gateway whose clock was never set, at a meter that knows the time.
    let unset = supply(
        3,
        Switch::Off,
        at - Span::hours(4),
        Timestamp::from_millis(0),
    );
    for one in [newest, old, unset] {
        receive(&store, now(), MINE, &[one]).await.unwrap();
        assert_eq!(switch(&store).await, Switch::On);
    }
}

#[tokio::test]
async fn a_server_clock_that_was_set_back_does_not_hide_what_a_switch_does() {
    let store = house().await;
    let back = Now {
        business: now().business - Span::hours(2),
        ..now()
    };
    let at = now().business;
    let before = supply(1, Switch::On, at, at);
    receive(&store, now(), MINE, &[before]).await.unwrap();
    let after = supply(2, Switch::Off, back.business, back.business);
    receive(&store, back, MINE, &[after]).await.unwrap();
    assert_eq!(switch(&store).await, Switch::Off);
}
