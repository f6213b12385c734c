//! The numbers of the use case on real processes with real serial ports: three homes go through
//! its six scenarios, and the server's own figures, from receipts alone, say how long it took.
//! `cargo conformance` takes them into its table.

use crate::alert::publish_notice;
use crate::api::{Api, new_payment};
use crate::chance;
use crate::house::{House, Wish, new_alert};
use crate::pay;
use crate::wait::{seconds, until};
use ami_conformance::findings::percent;
use ami_conformance::table::Finding;
use ami_domain::conformance::Share;
use ami_domain::display::Standing;
use ami_domain::event::AfterEvent;
use ami_domain::id::{AccountId, EventId, LocationId};
use ami_domain::identity::Fact;
use ami_domain::money::Money;
use ami_domain::program::LowAt;
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_locales::format::Civil;
use ami_wire::api::event::{Book, Event, Facility};
use ami_wire::api::service::{CallerChecked, CheckCaller, NoPower, Said};
use ami_wire::api::{ChangeProgram, Conformance, Figure, Pay, Program};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn conformance_of_six_scenarios_in_three_homes_on_real_serial_ports() {
    let mut house = House::start(Wish {
        homes: 3,
        ..Wish::default()
    })
    .await;
    let mut customers = Vec::new();
    for (number, login) in [(1, "ana"), (2, "benito"), (3, "carol")] {
        let api = house.sign_in(login).await;
        customers.push((api, house.home(number).account));
    }
    little_left(&customers[0].0, customers[0].1).await;
    for (api, account) in &customers {
        let paid = pay::applied(api, *account, Money::dollars(20)).await;
        pay::confirmed(api, *account, paid).await;
    }
    let (ana, own) = (&customers[0].0, customers[0].1);
    let (benito, payer) = (&customers[1].0, customers[1].1);
    let place = facility(benito).await;
    // SC2: a window at one's own site. SC3: another one there, for somebody who does not live
    // there and sees nothing of it but the answer.
    booked(ana, own, place, 30).await;
    booked(benito, payer, place, 40).await;
    running_low(ana, own).await;
    no_power(&house, own).await;
    publish_notice(house.broker_port(), new_alert());
    let utility = house.sign_in("uma").await;
    let measured = until("all have their receipts", seconds(60), async || {
        let all = utility.conformance().await;
        // Three homes with one text each, and one warning.
        let texts = figure(&all, "NFR-09");
        (texts.whole >= 4 && texts.part == texts.whole).then_some(all)
    })
    .await;
    for (id, count) in [("NFR-02", 3), ("NFR-09", 4), ("NFR-14", 1)] {
        let one = figure(&measured, id);
        assert!(one.pass && one.whole >= count, "{one:?}");
        assert_eq!(one.times.len(), 4, "{one:?}");
    }
    house.check();
    write(&measured);
}

/// SC4, SC5: Ana has not paid yet, and is told that little or nothing is left.
async fn little_left(api: &Api, account: AccountId) {
    let view = api.account(account).await.view;
    let little = matches!(view.standing, Standing::Low | Standing::Zero);
    assert!(little, "{view:?}");
}

/// The home of somebody else, found by a part of its address.
async fn facility(api: &Api) -> LocationId {
    let found: Vec<Facility> = api.get("facilities?search=alder").await.unwrap();
    let home = found.iter().find(|one| one.address == "12 Alder Street");
    home.unwrap().location
}

/// Books an hour, so many hours from now, and waits until the meter has it.
async fn booked(api: &Api, account: AccountId, location: LocationId, ahead: i64) {
    let offset = api.account(account).await.view.as_of.offset_minutes;
    let now = api.time().await.now.floor_to(Span::hours(1));
    let minute = |hours| {
        let civil = Civil::from_unix_ms((now + Span::hours(hours)).as_millis(), offset);
        let (year, month, day, hour) = (civil.year, civil.month, civil.day, civil.hour);
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:00")
    };
    let event = EventId::from_bytes(chance::bytes());
    let book = Book {
        location,
        start: minute(ahead),
        end: minute(ahead + 2),
        after: AfterEvent::Limit,
        payment: new_payment(),
        pay: Pay {
            amount: Money::dollars(10),
            method: "sandbox_card".into(),
            token: "tok_approve".into(),
        },
    };
    let path = format!("accounts/{account}/events/{event}");
    let _: Event = api.put(&path, &book).await.unwrap();
    until("the meter has the event", seconds(60), async || {
        let event: Event = api.get(&path).await.ok()?;
        let delivery = event.delivery?;
        delivery.confirmed_at.filter(|_| !delivery.refused)
    })
    .await;
}

/// SC4: the customer's own threshold is above the balance; the warning comes by itself.
async fn running_low(api: &Api, account: AccountId) {
    let path = format!("accounts/{account}/program");
    let now: Program = api.get(&path).await.unwrap();
    let change = ChangeProgram {
        at_zero: now.at_zero,
        low: Some(LowAt::Balance(Money::dollars(100))),
        top_up: None,
        borrow: None,
    };
    let _: Program = api.put(&path, &change).await.unwrap();
    until("the balance is low, and told so", seconds(60), async || {
        let low = api.account(account).await.view.standing == Standing::Low;
        (low && !api.messages(account).await.is_empty()).then_some(())
    })
    .await;
}

/// SC6: paid, and no power: who calls is made sure of, and the meter tests itself.
async fn no_power(house: &House, account: AccountId) {
    let rosa = house.sign_in("rosa").await;
    let said = |fact, said: &str| Said {
        fact,
        said: said.to_owned(),
    };
    let facts = vec![said(Fact::Number, "100001"), said(Fact::Name, "Ana Rivera")];
    let caller = CheckCaller {
        facts,
        emergency: None,
    };
    let path = format!("accounts/{account}/identity");
    let checked: CallerChecked = rosa.put(&path, &caller).await.unwrap();
    assert!(checked.verified);
    let path = format!("accounts/{account}/no-power");
    let _: NoPower = rosa.put(&path, &()).await.unwrap();
    let found = until("the verdict of the test", seconds(60), async || {
        let now: NoPower = rosa.get(&path).await.ok()?;
        now.case.as_ref()?.verdict?;
        Some(now)
    })
    .await;
    assert_eq!(found.switch, Some(Switch::On), "{found:?}");
    assert!(found.orders.is_empty(), "nobody is sent: {found:?}");
}

fn figure<'a>(all: &'a Conformance, id: &str) -> &'a Figure {
    all.figures.iter().find(|one| one.id == id).unwrap()
}

/// For the table, where it was asked for.
fn write(measured: &Conformance) {
    #[expect(clippy::disallowed_methods, reason = "given by `cargo conformance`")]
    let Ok(path) = std::env::var("AMI_CONFORMANCE_OUT") else {
        return;
    };
    let finding = |one: &Figure| {
        let longest = one.times.last().map_or(0, |span| span.as_millis());
        Finding {
            id: one.id.clone(),
            measured: format!(
                "{} of {}, longest {longest} ms",
                percent(Share::new(one.part, one.whole)),
                one.whole
            ),
            threshold: format!("{} parts of a million", one.wanted_ppm),
            pass: one.pass,
            place: "real processes".into(),
        }
    };
    // What three homes have in a minute says nothing about days.
    let timed = measured.figures.iter().filter(|one| !one.times.is_empty());
    let findings: Vec<Finding> = timed.map(finding).collect();
    std::fs::write(path, serde_json::to_vec(&findings).unwrap()).unwrap();
}
