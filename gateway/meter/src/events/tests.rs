//! The table of events by itself.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use ami_domain::time::Window;

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_millis(minutes * 60_000)
}

fn event(id: u128, version: u32, start: i64, end: i64) -> MeterEvent {
    MeterEvent {
        id: EventId::from_number(id),
        version,
        window: Window {
            start: at(start),
            end: at(end),
        },
        energy: WattHours::kilo(5),
        level: None,
        after: AfterEvent::Limit,
    }
}

fn states(events: &Events) -> Vec<State> {
    events.held().iter().map(|held| held.state).collect()
}

fn run(events: &mut Events, now: i64) -> Vec<Due> {
    std::iter::from_fn(|| events.next(at(now))).collect()
}

#[test]
fn fr18_sixteen_events_and_more_are_stored_and_the_rest_is_refused_as_full() {
    let mut events = Events::default();
    for n in 0..32 {
        let start = 100 + i64::try_from(n).unwrap() * 10;
        let one = event(n, 1, start, start + 10);
        assert_eq!(events.check(&one, at(0)), Ok(()));
        assert_eq!(events.store(one, at(0)).len(), 1);
    }
    const { assert!(EVENTS_MAX >= MeterEvent::STORED_MIN) };
    let more = event(99, 1, 5_000, 5_010);
    assert_eq!(events.check(&more, at(0)), Err(MeterRefusal::Full));
    // An event that is over makes room.
    run(&mut events, 110);
    assert_eq!(events.check(&more, at(110)), Ok(()));
    events.store(more, at(110));
    assert_eq!(events.held().len(), EVENTS_MAX);
    assert!(events.find(EventId::from_number(0)).is_none());
}

#[test]
fn a_smaller_version_never_replaces_a_larger_also_after_a_cancellation() {
    let mut events = Events::default();
    events.store(event(1, 3, 100, 200), at(0));
    for (version, answer) in [(2, Err(MeterRefusal::Stale)), (4, Ok(()))] {
        assert_eq!(events.check(&event(1, version, 300, 400), at(0)), answer);
    }
    assert_eq!(
        events.check(&event(1, 3, 100, 200), at(0)),
        Ok(()),
        "a copy"
    );
    assert_eq!(
        events.check(&event(1, 3, 100, 201), at(0)),
        Err(MeterRefusal::Stale)
    );
    let id = EventId::from_number(1);
    assert_eq!(events.check_cancel(id, 3), Err(MeterRefusal::Stale));
    assert_eq!(events.check_cancel(id, 4), Ok(()));
    assert_eq!(events.cancel(id, 4, at(1))[0].state, State::Cancelled);
    assert_eq!(
        events.check(&event(1, 3, 100, 200), at(0)),
        Err(MeterRefusal::Stale)
    );
    // The cancellation may come before what it cancels.
    let unknown = EventId::from_number(9);
    events.cancel(unknown, 2, at(1));
    assert_eq!(
        events.check(&event(9, 1, 100, 200), at(1)),
        Err(MeterRefusal::Stale)
    );
    assert_eq!(events.check(&event(9, 3, 100, 200), at(1)), Ok(()));
    assert!(
        run(&mut events, 150).is_empty(),
        "what was cancelled does not begin"
    );
}

#[test]
fn fr18_both_of_two_overlapping_events_are_kept_and_named() {
    let mut events = Events::default();
    events.store(event(1, 1, 100, 200), at(0));
    let touching = events.store(event(2, 1, 200, 300), at(0));
    assert!(!touching[0].overlaps, "the end is the first moment after");
    let news = events.store(event(3, 1, 150, 160), at(0));
    let named: Vec<_> = news.iter().map(|one| (one.event, one.overlaps)).collect();
    let id = EventId::from_number;
    assert_eq!(named, [(id(3), true), (id(1), true)]);
    let news = events.cancel(id(3), 2, at(0));
    let named: Vec<_> = news.iter().map(|one| (one.event, one.overlaps)).collect();
    assert_eq!(
        named,
        [(id(3), false), (id(1), false)],
        "the mark goes with the cause"
    );
}

#[test]
fn an_event_begins_once_whatever_the_clock_does() {
    let mut events = Events::default();
    events.store(event(1, 1, 100, 200), at(0));
    assert!(run(&mut events, 99).is_empty());
    assert!(matches!(run(&mut events, 100)[..], [Due::Start(_)]));
    assert!(run(&mut events, 50).is_empty(), "back over the start");
    assert!(run(&mut events, 100).is_empty());
    assert!(matches!(run(&mut events, 250)[..], [Due::End(_)]));
    assert!(run(&mut events, 150).is_empty(), "back into it");
    assert_eq!(states(&events), [State::Over]);
    events.store(event(2, 1, 300, 400), at(250));
    let passed_over = run(&mut events, 1_000);
    assert!(matches!(passed_over[..], [Due::End(report)] if report.used == WattHours::ZERO));
}

#[test]
fn a_running_event_is_shortened_lengthened_and_put_off() {
    let mut events = Events::default();
    events.store(event(1, 1, 100, 200), at(0));
    run(&mut events, 100);
    events.used(WattHours::new(70));
    events.store(event(1, 2, 100, 300), at(150));
    assert_eq!(
        states(&events),
        [State::Running],
        "it goes on without a second start"
    );
    assert!(run(&mut events, 200).is_empty());
    assert_eq!(events.check(&event(1, 3, 100, 150), at(210)), Ok(()));
    events.store(event(1, 3, 100, 150), at(210));
    assert!(matches!(run(&mut events, 210)[..], [Due::End(report)] if report.used.get() == 70));
    events.store(event(1, 4, 400, 500), at(220));
    assert_eq!(states(&events), [State::Stored]);
    assert_eq!(
        events.check(&event(2, 1, 100, 200), at(220)),
        Err(MeterRefusal::Expired)
    );
}

#[test]
fn an_event_pays_for_its_energy_and_no_more() {
    let mut events = Events::default();
    assert_eq!(events.used(WattHours::new(100)), WattHours::ZERO);
    events.store(event(1, 1, 0, 200), at(0));
    events.store(event(2, 1, 10, 200), at(0));
    run(&mut events, 20);
    assert_eq!(events.used(WattHours::new(4_900)), WattHours::new(4_900));
    assert_eq!(events.used(WattHours::new(300)), WattHours::new(100));
    let used: Vec<_> = events.held().iter().map(|held| held.used.get()).collect();
    assert_eq!(used, [5_200, 0], "the one that began first");
}

#[test]
fn the_level_is_lifted_while_events_run_and_after_one_that_does_not_affect() {
    let mut events = Events::default();
    assert_eq!(events.lift(), Lift::None);
    let level = |id, watts| MeterEvent {
        level: Some(Watts::new(watts)),
        ..event(id, 1, 0, 100)
    };
    events.store(level(1, 4_000), at(0));
    run(&mut events, 0);
    assert_eq!(events.lift(), Lift::To(Watts::new(4_000)));
    events.store(level(2, 6_000), at(0));
    run(&mut events, 0);
    assert_eq!(events.lift(), Lift::To(Watts::new(6_000)));
    events.store(
        MeterEvent {
            after: AfterEvent::NotAffected,
            ..event(3, 1, 0, 100)
        },
        at(0),
    );
    run(&mut events, 0);
    assert_eq!(events.lift(), Lift::Away);
    run(&mut events, 100);
    assert_eq!(events.lift(), Lift::Away, "it goes on (PR-ENDB)");
    events.release();
    assert_eq!(events.lift(), Lift::None);
}

#[test]
fn what_makes_no_sense_is_not_supported() {
    let events = Events::default();
    let bad = [
        event(1, 1, 200, 100),
        event(1, 1, 0, 366 * 24 * 60 + 1),
        MeterEvent {
            energy: WattHours::new(-1),
            ..event(1, 1, 0, 100)
        },
        MeterEvent {
            level: Some(Watts::ZERO),
            ..event(1, 1, 0, 100)
        },
    ];
    for one in bad {
        assert_eq!(
            events.check(&one, at(0)),
            Err(MeterRefusal::NotSupported),
            "{one:?}"
        );
    }
}
