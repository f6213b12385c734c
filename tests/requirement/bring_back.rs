//! Who was cut or limited for want of money and is protected by now comes back promptly, whatever
//! the balance says and whatever was chosen since; so does who owes nothing any more, whatever
//! brought that; nobody else does.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_adcs::supply::{Decided, Reduce};
use ami_adcs::{dispatch, plans};
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Seeded;
use ami_domain::clearance::Cause;
use ami_domain::clock::Now;
use ami_domain::energy::{WattHours, Watts};
use ami_domain::event::AfterEvent;
use ami_domain::money::Money;
use ami_domain::protection::{Class, Flag, Protection};
use ami_domain::receipt::Switch;
use ami_domain::time::Span;
use ami_mdms::intake;
use ami_meter::Input;
use ami_tests::world::clock::HandClock;
use ami_tests::world::event::wish;
use ami_tests::world::permissive::standing;
use ami_tests::{HomeId, HomeSpec, World};

const HOUR: Span = Span::hours(1);
const LIMIT: Reduce = Reduce::Limit(Watts::new(2_000));

async fn heat(world: &World) {
    crate::weather(world, 410, Some((24, 410, 250)))
        .await
        .unwrap();
}

/// Rules under which heat keeps supply on, where it is known.
fn heat_counts(world: &mut World) {
    world.set_terms(|terms| {
        terms.rules.version = "hot-1".to_owned();
        let rules = &mut terms.rules;
        for class in rules
            .disconnect
            .values_mut()
            .chain(rules.limit.values_mut())
        {
            class.hot_c10 = Some(400);
        }
    });
}

/// A home that owes a few cents and was reduced for it.
async fn reduced(seed: u64, how: Reduce, cause: Cause) -> (World, HomeId) {
    reduced_with(seed, how, cause, -5).await
}

/// The same of a home that had so many cents an hour before.
async fn reduced_with(seed: u64, how: Reduce, cause: Cause, cents: i64) -> (World, HomeId) {
    let mut world = World::new(seed).await.unwrap();
    world.watches = false;
    let at_zero = match how {
        Reduce::Disconnect => AtZero::Disconnect,
        Reduce::Limit(_) => AtZero::Limit,
    };
    let spec = HomeSpec {
        at_zero,
        ..HomeSpec::flat().on(Money::cents(cents))
    };
    let home = world.home(spec).await.unwrap();
    world.pass(Span::minutes(61)).await.unwrap();
    world.warn(home).await.unwrap();
    assert!(world.rest(Span::minutes(5)).await.unwrap());
    let decided = world.reduce(home, how, cause).await.unwrap();
    assert!(matches!(decided, Decided::Sent(_)), "{decided:?}");
    world.pass(Span::seconds(10)).await.unwrap();
    assert!(is_reduced(&world, home));
    (world, home)
}

fn is_reduced(world: &World, home: HomeId) -> bool {
    let supply = world.meter(home).examine();
    supply.switch != Switch::On || supply.limit.is_some()
}

async fn set_flag(world: &World, home: HomeId) {
    let mut known = standing();
    known.class = Some(Class::Residential);
    known.protections.push(Protection {
        flag: Flag::MedicalEquipment,
        until: None,
    });
    let mut tx = world.store().begin().await.unwrap();
    let account = world.at(home).account;
    tx.set_standing(account, &known).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_medical_flag_brings_service_back_within_a_minute_whatever_the_cut_was_for() {
    let causes = [Cause::Zero, Cause::EventOver];
    for (seed, cause) in (201..).zip(causes) {
        let (mut world, home) = reduced(seed, Reduce::Disconnect, cause).await;
        world.pass(Span::minutes(20)).await.unwrap();
        assert!(is_reduced(&world, home), "nothing brings it back by itself");
        set_flag(&world, home).await;
        world.pass(Span::minutes(1)).await.unwrap();
        assert!(!is_reduced(&world, home), "{cause:?}");
        assert_eq!(world.faults().await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn heat_brings_back_who_is_off_or_limited_also_when_something_else_was_chosen_since() {
    let limit = Reduce::Limit(Watts::new(2_000));
    for (seed, how) in [(211, Reduce::Disconnect), (212, limit)] {
        let (mut world, home) = reduced(seed, how, Cause::Zero).await;
        heat_counts(&mut world);
        world.pass(Span::minutes(20)).await.unwrap();
        assert!(
            is_reduced(&world, home),
            "unknown weather brings nobody back"
        );
        let account = world.at(home).account;
        let mut tx = world.store().begin().await.unwrap();
        let low = tx.account(account).await.unwrap().unwrap().low;
        let chosen = tx.set_program(account, AtZero::RegularBilling, low).await;
        chosen.unwrap();
        tx.commit().await.unwrap();
        heat(&world).await;
        world.pass(Span::minutes(1)).await.unwrap();
        assert!(!is_reduced(&world, home), "{how:?}");
    }
}

#[tokio::test]
async fn a_home_that_nobody_cut_for_money_stays_off() {
    // A vacation home that its owner has switched off.
    let mut world = World::new(221).await.unwrap();
    heat_counts(&mut world);
    let home = world.home(HomeSpec::flat()).await.unwrap();
    world.pass(Span::minutes(1)).await.unwrap();
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
    heat(&world).await;
    set_flag(&world, home).await;
    world.pass(Span::minutes(30)).await.unwrap();
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
}

#[tokio::test]
async fn a_server_clock_that_was_set_back_does_not_keep_power_from_coming_back() {
    let (world, home) = reduced(231, Reduce::Disconnect, Cause::Zero).await;
    let (now, meter) = (world.now(), world.at(home).meter_id);
    let mut tx = world.store().begin().await.unwrap();
    let connected = plans::connect(&mut tx, now, &mut Seeded::new(1), meter).await;
    connected.unwrap();
    tx.commit().await.unwrap();
    let back = Now {
        business: now.business - Span::hours(4),
        real: now.real - Span::hours(4),
    };
    let done = dispatch::dispatch(world.store(), back, &world.css().terms)
        .await
        .unwrap();
    assert_eq!(done.sent, 1, "it goes out at once, by whatever clock");
}

/// A meter that is off is looked at every five minutes, and what is sent then arrives.
async fn soon(world: &mut World) {
    world.pass(Span::minutes(6)).await.unwrap();
    world.pass(Span::seconds(10)).await.unwrap();
}

/// The newest interval that was charged turns out to have been empty.
async fn correct(world: &World, home: HomeId) {
    let meter = world.at(home).meter_id;
    let mut tx = world.store().begin().await.unwrap();
    let end = tx.interval_end(meter).await.unwrap().unwrap();
    let row = (end - HOUR, WattHours::ZERO, false);
    let new = intake::intervals(&mut tx, world.now().business, meter, HOUR, &[row]).await;
    assert_eq!(new.unwrap(), 1);
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn a_corrected_interval_brings_back_who_was_reduced_for_what_they_had_not_used() {
    for (seed, how) in [(241, Reduce::Disconnect), (242, LIMIT)] {
        // A few cents, which the first hour takes away.
        let (mut world, home) = reduced_with(seed, how, Cause::Zero, 5).await;
        let before = world.balance(home).await.unwrap();
        assert!(before <= Money::ZERO, "{before}");
        correct(&world, home).await;
        soon(&mut world).await;
        let after = world.balance(home).await.unwrap();
        assert!(after.is_positive(), "{after}");
        assert!(!is_reduced(&world, home), "{how:?} stays with {after}");
        assert_eq!(world.faults().await.unwrap(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn the_money_of_a_cancelled_event_ends_the_limit_of_who_had_paid_for_it() {
    let (mut world, home) = reduced(251, LIMIT, Cause::Zero).await;
    let site = world.home(HomeSpec::flat()).await.unwrap();
    world.pass(Span::seconds(5)).await.unwrap();
    let place = world.place(site).await.unwrap();
    let start = world.now().business.floor_to(HOUR) + Span::hours(48);
    let end = start + Span::hours(2);
    let wish = wish(place, start, end, AfterEvent::Disconnect);
    let (event, _) = world.book(home, wish, 10, "tok_approve").await.unwrap();
    world.pass(Span::minutes(6)).await.unwrap();
    assert!(is_reduced(&world, home), "the money is the event's");
    world.cancel_event(&event).await.unwrap();
    soon(&mut world).await;
    assert!(world.balance(home).await.unwrap().is_positive());
    assert!(!is_reduced(&world, home));
}

#[tokio::test]
async fn who_pays_by_the_month_by_now_is_not_kept_off_for_a_balance() {
    for (seed, how) in [(261, Reduce::Disconnect), (262, LIMIT)] {
        let (mut world, home) = reduced(seed, how, Cause::Zero).await;
        let at = world.at(home);
        let (by, account) = (at.customer, at.account);
        let clock = HandClock::new();
        clock.set(world.now().business);
        let chance = &mut Seeded::new(1);
        let converted = world
            .css()
            .convert(&clock, chance, by, account, Mode::Regular);
        converted.await.unwrap();
        soon(&mut world).await;
        assert!(!is_reduced(&world, home), "{how:?}");
    }
}

#[tokio::test]
async fn a_hospital_that_was_cut_before_anybody_had_said_so_comes_back() {
    let (mut world, home) = reduced(271, Reduce::Disconnect, Cause::Zero).await;
    let mut known = standing();
    known.class = Some(Class::Critical);
    let mut tx = world.store().begin().await.unwrap();
    let account = world.at(home).account;
    tx.set_standing(account, &known).await.unwrap();
    tx.commit().await.unwrap();
    world.pass(Span::minutes(1)).await.unwrap();
    assert!(!is_reduced(&world, home));
}

#[tokio::test]
async fn what_somebody_has_switched_off_after_a_cut_was_paid_stays_off() {
    let (mut world, home) = reduced(281, Reduce::Disconnect, Cause::Zero).await;
    heat_counts(&mut world);
    world.pay(home, 20, "tok_approve").await.unwrap();
    world.pass(Span::minutes(1)).await.unwrap();
    assert!(!is_reduced(&world, home));
    // Somebody works on the wires: neither heat nor a flag nor money switches them on.
    world.touch(home, Input::Disconnect);
    world.pass(Span::minutes(1)).await.unwrap();
    heat(&world).await;
    set_flag(&world, home).await;
    world.pass(Span::minutes(30)).await.unwrap();
    assert_eq!(world.meter(home).examine().switch, Switch::Off);
}
