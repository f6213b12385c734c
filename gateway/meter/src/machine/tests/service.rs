//! Switch, energy and clock.

use super::*;

#[test]
fn credit_counts_down_while_on_and_nothing_flows_while_off() {
    let mut meter = meter(Switch::On);
    send(&mut meter, 0, &prepay(1, 1, 1));
    let hour = Input::Used {
        energy: WattHours::new(400),
        power: Watts::new(400),
    };
    meter.handle(at(3_600), hour.clone());
    assert_eq!(meter.examine().credit, WattHours::new(600));
    meter.handle(at(3_600), Input::Disconnect);
    assert_eq!(meter.power(), Watts::ZERO);
    let out = meter.handle(at(7_200), hour.clone());
    assert_eq!(meter.examine().credit, WattHours::new(600));
    let none = IntervalRow {
        start: at(3_600),
        energy: WattHours::ZERO,
        estimated: false,
    };
    assert_eq!(out, [Output::IntervalClosed(none)]);
    meter.handle(at(7_200), Input::Reconnect);
    for n in 3..6 {
        meter.handle(at(n * 3_600), hour.clone());
    }
    assert_eq!(meter.examine().credit, WattHours::new(-600));
    assert_eq!(
        meter.examine().switch,
        Switch::On,
        "nothing opens the switch by itself"
    );
    assert_eq!(
        meter
            .log(0)
            .filter(|row| row.code == Code::NO_CREDIT)
            .count(),
        1
    );
}

#[test]
fn a_load_becomes_energy_without_losing_the_fractions() {
    let mut meter = meter(Switch::On);
    for second in 1..=3_600 {
        meter.handle(at(second), Input::Load(Watts::new(1_001)));
    }
    assert_eq!(meter.register().total(), WattHours::new(1_001));
    assert_eq!(meter.register().rows().count(), 1);
}

#[test]
fn a_tool_opens_and_readies_the_switch_and_the_button_closes_it() {
    let mut meter = meter(Switch::On);
    let out = meter.handle(at(1), Input::Disconnect);
    assert!(out.contains(&Output::SwitchMoved(Switch::Off)));
    assert_eq!(meter.log(0).last().unwrap().code, Code::SUPPLY_OFF);
    assert_eq!(meter.handle(at(2), Input::Button), []);
    meter.handle(at(2), Input::Control(ControlMode::new(1).unwrap()));
    meter.handle(at(2), Input::Reconnect);
    assert_eq!(meter.examine().switch, Switch::Ready);
    meter.handle(at(3), Input::Button);
    assert_eq!(meter.examine().switch, Switch::On);
}

#[test]
fn as2_a_meter_without_a_switch_takes_credit_and_says_that_it_cannot_switch() {
    let made = Meter {
        meter: METER,
        serial: "T1".into(),
        interval: Span::hours(1),
        has_switch: false,
        switch: Switch::Off,
        credit: WattHours::ZERO,
    };
    let mut meter = AmiMeter::new(made, at(0)).unwrap();
    let connect = command(1, 1, CommandKind::Connect);
    assert_eq!(
        refusal(&send(&mut meter, 1, &connect)),
        Some(MeterRefusal::NotSupported)
    );
    assert_eq!(refusal(&send(&mut meter, 1, &prepay(2, 2, 5))), None);
    meter.handle(at(2), Input::Disconnect);
    assert_eq!(meter.examine().switch, Switch::On);
}

#[test]
fn a_message_of_a_newer_contract_is_answered_and_noise_is_not() {
    let mut meter = meter(Switch::On);
    let bytes = String::from_utf8(Down::new(prepay(1, 1, 1)).to_bytes()).unwrap();
    let newer = bytes.replace("\"v\":1", "\"v\":2");
    let out = meter.handle(at(1), Input::Message(newer.into_bytes()));
    assert_eq!(refusal(&receipt_in(&out)), Some(MeterRefusal::NotSupported));
    let out = meter.handle(at(1), Input::Message(b"{".to_vec()));
    assert!(out.contains(&Output::Unreadable));
}

#[test]
fn the_clock_is_set_and_receipts_and_intervals_go_by_it() {
    let mut meter = meter(Switch::On);
    let half_past = SET_FIRST + Span::minutes(30);
    meter.handle(at(60), Input::SetClock(half_past));
    assert_eq!(meter.measured_until(), at(60));
    let receipt = send(&mut meter, 61, &prepay(1, 1, 1));
    assert_eq!(receipt.completed_at, half_past + Span::seconds(1));
    let used = Input::Used {
        energy: WattHours::new(5),
        power: Watts::ZERO,
    };
    let out = meter.handle(at(60 + 1_800), used);
    let marked = |one: &Output| matches!(one, Output::IntervalClosed(row) if row.estimated);
    assert!(out.iter().any(marked), "{out:?}");
    meter.handle(at(1_900), Input::SetClock(SET_LAST + Span::days(1)));
    assert_eq!(
        meter.clock(at(1_860)),
        SET_FIRST + Span::hours(1),
        "a wild time is no time"
    );
}

#[test]
fn a_clock_that_was_set_wrong_and_right_again_goes_on_with_its_hours() {
    let mut meter = meter(Switch::On);
    let hour = Span::hours(1);
    let start = SET_FIRST + Span::days(400);
    meter.handle(at(0), Input::SetClock(start));
    let used = |meter: &mut AmiMeter, seconds: i64| {
        let energy = WattHours::new(10);
        let power = Watts::ZERO;
        meter.handle(at(seconds), Input::Used { energy, power })
    };
    used(&mut meter, 600);
    // A slip of a tool: a year too late, seen two hours later and put right.
    let slip = start + Span::days(365) + Span::minutes(10);
    meter.handle(at(600), Input::SetClock(slip));
    for minutes in [60, 120] {
        used(&mut meter, 600 + minutes * 60);
    }
    let right = start + Span::minutes(130);
    meter.handle(at(7_800), Input::SetClock(right));
    for minutes in [50, 110, 170] {
        used(&mut meter, 7_800 + minutes * 60);
    }
    let rows: Vec<_> = meter.register().rows().copied().collect();
    let hours = |row: &IntervalRow| row.start.since(start).as_millis() / hour.as_millis();
    let recorded: Vec<_> = rows
        .iter()
        .filter(|row| row.start >= start)
        .map(|row| (hours(row), row.energy.get(), row.estimated))
        .collect();
    assert_eq!(
        recorded,
        [(0, 10, true), (2, 30, true), (3, 10, false), (4, 10, false)]
    );
    let all: WattHours = rows.iter().map(|row| row.energy).sum();
    assert_eq!(all, meter.register().total(), "nothing is lost");
}
