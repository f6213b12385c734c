//! Events, modes, warnings, tests and waiting messages, through the machine's one door.

use super::limit::{House, cut, limit, limited, tripped_twice};
use super::*;
use ami_domain::command::{MeterSettings, Priority};
use ami_domain::event::{AfterEvent, MeterEvent, MeterEventState};
use ami_domain::id::EventId;

#[test]
fn sc2_13_an_event_starts_at_its_minute_lifts_the_limit_and_ends_without_opening() {
    let mut house = House::new(Switch::On);
    house.send(0, limit(1_900));
    house.send(0, CommandKind::Disconnect(cut()));
    house.load(0, 5_000);
    let event = MeterEvent {
        id: EventId::from_number(1),
        version: 1,
        window: Window {
            start: at(3_600),
            end: at(7_200),
        },
        energy: WattHours::kilo(3),
        level: Some(Watts::new(6_000)),
        after: AfterEvent::Limit,
    };
    let receipt = house.send(10, CommandKind::Event(event));
    assert_eq!(
        (receipt.outcome, receipt.code),
        (Outcome::Done, Code::EVENT_STORED)
    );
    assert_eq!(house.meter.next_due(), Some(at(3_600)));
    let out = house.pass(7_100);
    let moved = out
        .iter()
        .filter(|one| **one == Output::SwitchMoved(Switch::On));
    assert_eq!(moved.count(), 1);
    let row = house
        .meter
        .log(0)
        .find(|row| row.code == Code::EVENT_STARTED)
        .unwrap();
    assert_eq!(row.at, at(3_600), "however late we look");
    assert_eq!(
        house.meter.examine().limit,
        Some(Watts::new(6_000)),
        "raised to the level"
    );
    let out = house.pass(7_200);
    let ended = out.iter().find_map(|one| match one {
        Output::EventChanged(report) => Some(*report),
        _ => None,
    });
    let ended = ended.unwrap();
    assert_eq!(ended.state, MeterEventState::Over);
    assert_eq!((ended.at, ended.used), (at(7_200), WattHours::new(5_000)));
    assert_eq!(
        house.switch(),
        Switch::On,
        "its end opens nothing (DESIGN 7.9)"
    );
    let supply = house.meter.examine();
    assert_eq!(
        supply.limit,
        Some(Watts::new(1_900)),
        "the original limit again"
    );
    assert_eq!(
        supply.credit,
        WattHours::new(-2_000),
        "beyond what was paid for"
    );
    house.pass(7_260);
    assert_eq!(
        house.switch(),
        Switch::Off,
        "and that limit trips as before"
    );
}

#[test]
fn fr18_an_overlap_is_logged_and_both_events_are_kept() {
    let mut house = House::new(Switch::On);
    for id in 1..=2 {
        let event = MeterEvent {
            id: EventId::from_number(id),
            version: 1,
            window: Window {
                start: at(3_600),
                end: at(7_200),
            },
            energy: WattHours::kilo(3),
            level: None,
            after: AfterEvent::Limit,
        };
        house.send(10, CommandKind::Event(event));
    }
    assert_eq!(
        house
            .codes()
            .iter()
            .filter(|code| **code == Code::EVENT_OVERLAP)
            .count(),
        1
    );
    assert_eq!(
        house
            .meter
            .events()
            .iter()
            .filter(|held| held.overlaps)
            .count(),
        2
    );
}

#[test]
fn fr27_fr28_the_mode_changes_at_the_end_of_an_interval_without_disturbing_service() {
    let mut house = House::new(Switch::On);
    house.send(0, prepay(9, 9, 2).kind);
    house.load(0, 1_000);
    house.send(1_800, CommandKind::SetMode(Mode::Regular));
    assert_eq!(
        house.meter.mode(),
        Mode::Prepaid,
        "not in the middle of an interval"
    );
    let out = house.pass(2 * 3_600);
    assert!(!out.iter().any(|one| matches!(one, Output::SwitchMoved(_))));
    let row = house
        .meter
        .log(0)
        .find(|row| row.code == Code::MODE_REGULAR && !row.inbound);
    assert_eq!(row.unwrap().at, at(3_600));
    assert_eq!(
        house.meter.examine().credit,
        WattHours::kilo(1),
        "only the first hour"
    );
    house.pass(10 * 3_600);
    assert!(!house.codes().contains(&Code::NO_CREDIT));
    house.send(10 * 3_600 + 1, CommandKind::SetMode(Mode::Prepaid));
    house.pass(13 * 3_600);
    assert_eq!(
        house.meter.examine().credit,
        WattHours::kilo(-1),
        "two hours more"
    );
    assert_eq!(house.switch(), Switch::On);
    assert_eq!(
        house
            .codes()
            .iter()
            .filter(|code| **code == Code::NO_CREDIT)
            .count(),
        1
    );
}

#[test]
fn sc4_1_the_meter_warns_by_itself_once_when_credit_is_low() {
    let mut house = House::new(Switch::On);
    let settings = MeterSettings {
        warns_at: Some(WattHours::new(1_500)),
        ..MeterSettings::default()
    };
    house.send(0, CommandKind::Settings(Box::new(settings)));
    house.send(0, prepay(9, 9, 2).kind);
    house.load(0, 1_000);
    house.pass(1_700);
    assert!(!house.codes().contains(&Code::LOW_CREDIT));
    let out = house.pass(1_900);
    assert!(out.contains(&Output::DisplayChanged));
    house.pass(3_000);
    let warnings = |house: &House| {
        let codes = house.codes();
        codes
            .iter()
            .filter(|code| **code == Code::LOW_CREDIT)
            .count()
    };
    assert_eq!(warnings(&house), 1);
    house.send(3_000, prepay(10, 10, 1).kind);
    house.pass(6_000);
    assert_eq!(warnings(&house), 2, "credit came, and fell again");
}

#[test]
fn fr13_a_test_says_what_is_broken() {
    let mut house = House::new(Switch::On);
    house.load(0, 2_400);
    let test = |house: &mut House| house.send(1, CommandKind::Test).test.unwrap();
    let good = test(&mut house);
    assert_eq!(
        (good.line_mv, good.load_mv, good.current_ma),
        (240_000, 240_000, 10_000)
    );
    assert!(good.switch_obeys && good.switch == Switch::On);
    house
        .meter
        .handle(at(1), Input::Fault(Some(crate::Fault::LineDead)));
    let dead = test(&mut house);
    assert_eq!((dead.line_mv, dead.load_mv, dead.current_ma), (0, 0, 0));
    let total = house.meter.register().total();
    house.pass(7_200);
    assert_eq!(
        house.meter.register().total(),
        total,
        "a dead line draws nothing"
    );
    house
        .meter
        .handle(at(7_200), Input::Fault(Some(crate::Fault::LoadOpen)));
    let open = test(&mut house);
    assert_eq!((open.line_mv, open.load_mv), (240_000, 0));
}

#[test]
fn sc6_5_a_switch_that_is_stuck_is_found_by_the_test() {
    let mut house = House::new(Switch::Off);
    house
        .meter
        .handle(at(0), Input::Fault(Some(crate::Fault::SwitchStuck)));
    let receipt = house.send(1, CommandKind::Connect);
    assert_eq!(
        receipt.supply.switch,
        Switch::Off,
        "as it is, not as it was told"
    );
    let test = house.send(2, CommandKind::Test).test.unwrap();
    assert!(!test.switch_obeys && test.switch == Switch::Off);
    house.meter.handle(at(3), Input::Fault(None));
    house.send(4, CommandKind::Connect);
    assert!(house.send(5, CommandKind::Test).test.unwrap().switch_obeys);
}

#[test]
fn nfr05_waiting_messages_are_carried_out_in_the_order_that_is_set() {
    let mut house = House::new(Switch::Off);
    let kinds = [
        CommandKind::Show(Box::new(view(1))),
        CommandKind::Notice(Box::new(notice(1, Importance::Info))),
        CommandKind::Connect,
    ];
    for (seq, kind) in (1u64..).zip(kinds) {
        let bytes = Down::new(command(u128::from(seq), seq, kind)).to_bytes();
        assert_eq!(house.meter.handle(at(1), Input::Post(bytes)), []);
    }
    let out = house.pass(2);
    let order: Vec<_> = out
        .iter()
        .filter_map(Output::receipt)
        .map(|one| one.code)
        .collect();
    assert_eq!(
        order,
        [Code::SUPPLY_ON, Code::INFO_TEXT, Code::BALANCE_UPDATE]
    );
    let settings = MeterSettings {
        order: vec![Priority::Balance],
        ..MeterSettings::default()
    };
    send(
        &mut house.meter,
        3,
        &command(4, 4, CommandKind::Settings(Box::new(settings))),
    );
    let text = CommandKind::Notice(Box::new(notice(2, Importance::Info)));
    let show = CommandKind::Show(Box::new(view(2)));
    for (seq, kind) in [(5, text), (6, show)] {
        let bytes = Down::new(command(seq.into(), seq, kind)).to_bytes();
        house.meter.handle(at(4), Input::Post(bytes));
    }
    // What is asked for now overtakes nothing that matters more.
    let now = command(7, 7, CommandKind::Withdraw(AlertId::from_number(1)));
    let out = house
        .meter
        .handle(at(4), Input::Message(Down::new(now).to_bytes()));
    let order: Vec<_> = out
        .iter()
        .filter_map(Output::receipt)
        .map(|one| one.code)
        .collect();
    assert_eq!(
        order,
        [Code::BALANCE_UPDATE, Code::INFO_TEXT, Code::INFO_TEXT]
    );
}

#[test]
fn a_state_of_before_opens_and_keeps_its_limit() {
    let house = limited(1_000);
    let mut state = serde_json::to_value(&house.meter).unwrap();
    let new = [
        "cycle",
        "demand",
        "events",
        "settings",
        "electric",
        "mode",
        "next_mode",
        "warned",
        "uncharged",
    ];
    for field in new {
        assert!(
            state.as_object_mut().unwrap().remove(field).is_some(),
            "{field}"
        );
    }
    for field in ["waiting", "restored", "unlimited"] {
        assert!(
            state["inbox"]
                .as_object_mut()
                .unwrap()
                .remove(field)
                .is_some(),
            "{field}"
        );
    }
    let back: AmiMeter = serde_json::from_value(state).unwrap();
    assert_eq!(back.check(METER), Ok(()));
    assert_eq!(back, house.meter);
}

#[test]
fn fr26_every_row_of_the_log_is_chained_to_the_one_before() {
    let house = tripped_twice();
    let mut rows: Vec<_> = house.meter.log(0).cloned().collect();
    assert!(rows.len() >= 4 && rows.iter().all(|row| row.chain.is_some()));
    assert_eq!(ami_wire::chain::broken_link(None, &rows), None);
    rows[1].code = Code::SUPPLY_ON;
    assert_eq!(ami_wire::chain::broken_link(None, &rows), Some(&rows[1]));
}
