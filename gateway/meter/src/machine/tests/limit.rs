//! Limits, through the machine's one door.

use super::*;
use ami_domain::clearance::Cut;
use ami_domain::command::{Limit, MeterSettings};
use ami_domain::event::{AfterEvent, MeterEvent};
use ami_domain::id::EventId;

/// A cut as it comes from the wire: the meter does not judge the clearance, ADCS did.
pub(super) fn cut() -> Cut {
    let text = format!("{{\"clearance\":\"{:032x}\",\"cause\":\"zero\"}}", 1);
    serde_json::from_str(&text).unwrap()
}

pub(super) fn limit(watts: i64) -> CommandKind {
    let demand = Watts::new(watts);
    CommandKind::Limit(Limit { demand, cut: cut() })
}

/// A meter and the number of its next command.
pub(super) struct House {
    pub(super) meter: AmiMeter,
    next: u64,
}

impl House {
    pub(super) fn new(switch: Switch) -> Self {
        let meter = meter(switch);
        Self { meter, next: 1 }
    }

    pub(super) fn send(&mut self, now: i64, kind: CommandKind) -> Receipt {
        let seq = self.next;
        self.next += 1;
        send(&mut self.meter, now, &command(u128::from(seq), seq, kind))
    }

    pub(super) fn pass(&mut self, now: i64) -> Vec<Output> {
        self.meter.handle(at(now), Input::Tick)
    }

    pub(super) fn load(&mut self, now: i64, watts: i64) {
        self.pass(now);
        self.meter.handle(at(now), Input::Load(Watts::new(watts)));
    }

    pub(super) fn switch(&self) -> Switch {
        self.meter.examine().switch
    }

    pub(super) fn codes(&self) -> Vec<Code> {
        self.meter.log(0).map(|row| row.code).collect()
    }
}

/// Limited to 1.9 kW at second 0 and drawing this.
pub(super) fn limited(watts: i64) -> House {
    let mut house = House::new(Switch::On);
    house.send(0, limit(1_900));
    house.load(0, watts);
    house
}

/// Tripped at second 60, closed by itself at 180, tripped again at 240.
pub(super) fn tripped_twice() -> House {
    let mut house = limited(3_000);
    house.pass(500);
    house
}

#[test]
fn fr22_fr23_a_load_over_the_limit_trips_closes_once_and_then_waits_for_a_hand() {
    let mut house = limited(3_000);
    house.pass(59);
    assert_eq!(house.switch(), Switch::On);
    assert_eq!(
        house.meter.next_due(),
        Some(at(60)),
        "the trip is known before"
    );
    house.pass(60);
    assert_eq!(house.switch(), Switch::Off);
    let trip = house.meter.examine().trip.unwrap();
    assert_eq!((trip.at, trip.closes_at), (at(60), Some(at(180))));
    assert_eq!(house.meter.next_due(), Some(at(180)));
    house.pass(179);
    assert_eq!(house.switch(), Switch::Off);
    house.meter.handle(at(179), Input::Button);
    assert_eq!(
        house.switch(),
        Switch::Off,
        "it closes by itself, and only then"
    );
    house.pass(180);
    assert_eq!(house.switch(), Switch::On);
    house.pass(240);
    assert_eq!(house.switch(), Switch::Ready);
    assert_eq!(house.meter.examine().trip.unwrap().closes_at, None);
    house.pass(100_000);
    assert_eq!(house.switch(), Switch::Ready, "never twice by itself");
    house.load(100_000, 1_000);
    house.meter.handle(at(100_000), Input::Button);
    assert_eq!(house.switch(), Switch::On);
    let supply = house.meter.examine();
    assert_eq!(supply.limit, Some(Watts::new(1_900)), "the original limit");
    assert_eq!(supply.trip, None);
    let wanted = [
        Code::LIMIT_SET,
        Code::LIMIT_TRIP,
        Code::RECLOSED,
        Code::LIMIT_TRIP,
        Code::PRESS_BUTTON,
        Code::SUPPLY_ON,
    ];
    assert_eq!(house.codes(), wanted);
}

#[test]
fn fr22_one_long_step_of_time_does_the_same_as_many_short_ones() {
    let mut short = limited(3_000);
    for second in 1..=500 {
        short.pass(second);
    }
    let long = tripped_twice();
    assert_eq!(short.switch(), Switch::Ready);
    let rows = |house: &House| house.meter.log(0).cloned().collect::<Vec<_>>();
    assert_eq!(rows(&long), rows(&short), "to the millisecond");
    // 3 kW for two minutes.
    assert_eq!(long.meter.register().total(), WattHours::new(100));
}

#[test]
fn a_peak_shorter_than_the_averaging_does_not_trip() {
    let mut house = limited(1_000);
    house.load(300, 9_000);
    house.load(305, 1_000);
    house.pass(3_600);
    assert_eq!(house.switch(), Switch::On);
    let settings = MeterSettings {
        averaged_over_s: 5,
        ..MeterSettings::default()
    };
    house.send(3_600, CommandKind::Settings(Box::new(settings)));
    house.load(3_700, 9_000);
    house.pass(3_706);
    assert_eq!(house.switch(), Switch::Off, "with a shorter time it does");
}

/// Every state of the limiter, by name.
fn states() -> [(&'static str, House); 5] {
    let mut waits = limited(3_000);
    waits.pass(70);
    let mut reclosed = limited(3_000);
    reclosed.pass(200);
    let mut off = limited(3_000);
    off.send(0, CommandKind::Disconnect(cut()));
    off.pass(200);
    [
        ("on", limited(1_000)),
        ("waits", waits),
        ("reclosed", reclosed),
        ("hand", tripped_twice()),
        ("cut", off),
    ]
}

#[test]
fn what_adcs_says_is_answered_in_every_state_of_the_limiter() {
    use Switch::{Off, On, Ready};
    let window = Window {
        start: at(1_000),
        end: at(9_000),
    };
    let event = MeterEvent {
        id: EventId::from_number(1),
        version: 1,
        window,
        energy: WattHours::kilo(9),
        level: None,
        after: AfterEvent::Limit,
    };
    // Columns: on, waits, reclosed, hand, cut.
    let table: [(CommandKind, [Switch; 5]); 7] = [
        (CommandKind::Connect, [On; 5]),
        (prepay(9, 9, 1).kind, [On; 5]),
        (CommandKind::Event(event), [On; 5]),
        (CommandKind::Disconnect(cut()), [Off; 5]),
        (CommandKind::Unlimit, [On, On, On, On, Off]),
        (limit(1_900), [On, Off, On, Ready, Off]),
        (limit(2_500), [On, Off, On, Off, Off]),
    ];
    for (kind, answers) in table {
        for ((name, mut house), answer) in states().into_iter().zip(answers) {
            let before = house.meter.clone();
            // A restart in between changes nothing.
            let text = serde_json::to_string(&house.meter).unwrap();
            house.meter = serde_json::from_str(&text).unwrap();
            assert_eq!(house.meter, before);
            let now = if kind == CommandKind::Event(event) {
                1_000
            } else {
                500
            };
            house
                .meter
                .handle(house.meter.measured_until(), Input::Load(Watts::ZERO));
            let closes = house
                .meter
                .cycle()
                .trip
                .is_some_and(|trip| trip.closes_at.is_some());
            let moment = if closes { 71 } else { now };
            let receipt = house.send(
                moment.max(if now == 1_000 { 1_000 } else { 0 }),
                kind.clone(),
            );
            assert_eq!(receipt.outcome, Outcome::Done, "{name} {kind:?}");
            assert_eq!(house.switch(), answer, "{name} {kind:?}");
            assert_eq!(receipt.supply.switch, answer);
        }
    }
}

#[test]
fn a_power_cut_while_a_trip_waits_ends_with_power_on() {
    let mut house = limited(3_000);
    house.pass(100);
    let text = serde_json::to_string(&house.meter).unwrap();
    let mut back: AmiMeter = serde_json::from_str(&text).unwrap();
    back.handle(at(5_000), Input::Load(Watts::ZERO));
    assert_eq!(back.examine().switch, Switch::On);
    let row = back.log(0).find(|row| row.code == Code::RECLOSED).unwrap();
    assert_eq!(row.at, at(180));
}

#[test]
fn a_clock_that_is_set_back_does_not_keep_the_home_dark_for_longer() {
    let start = SET_FIRST.as_millis() / 1_000 + 36_000;
    let mut house = House::new(Switch::On);
    house.pass(start);
    house.send(start, limit(1_900));
    house.load(start, 3_000);
    house.pass(start + 60);
    house
        .meter
        .handle(at(start + 60), Input::SetClock(at(start - 20_000)));
    house.pass(start + 179);
    assert_eq!(house.switch(), Switch::Off);
    house.pass(start + 180);
    assert_eq!(house.switch(), Switch::On);
}

#[test]
fn sc5_8_an_older_cut_that_comes_after_a_payment_is_stale() {
    let mut house = House::new(Switch::On);
    let late_cut = command(1, 1, CommandKind::Disconnect(cut()));
    let late_limit = command(2, 2, limit(1_900));
    send(&mut house.meter, 1, &prepay(3, 3, 10));
    for late in [late_cut, late_limit] {
        let stale = Some(MeterRefusal::Stale);
        assert_eq!(refusal(&send(&mut house.meter, 2, &late)), stale);
    }
    assert_eq!(house.switch(), Switch::On);
    let newer = command(4, 4, CommandKind::Disconnect(cut()));
    assert_eq!(refusal(&send(&mut house.meter, 3, &newer)), None);
    assert_eq!(house.switch(), Switch::Off);
}

#[test]
fn as2_a_meter_without_a_switch_is_never_cut_or_limited() {
    let made = Meter {
        meter: METER,
        serial: "T1".into(),
        interval: Span::hours(1),
        has_switch: false,
        switch: Switch::On,
        credit: WattHours::ZERO,
    };
    let mut meter = AmiMeter::new(made, at(0)).unwrap();
    for (n, kind) in (1..).zip([
        CommandKind::Disconnect(cut()),
        limit(1),
        CommandKind::Unlimit,
    ]) {
        let receipt = send(&mut meter, 1, &command(n, u64::try_from(n).unwrap(), kind));
        assert_eq!(refusal(&receipt), Some(MeterRefusal::NotSupported));
    }
}
