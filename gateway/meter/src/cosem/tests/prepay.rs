//! Limits, events, tests and the log's chain, as a client sees them.

use super::*;
use crate::Fault;
use ami_dlms::class::manufacturer::{EventRow, Reclose};
use ami_dlms::class::supply::{ControlState, LimiterActions};
use ami_domain::event::{AfterEvent, MeterEvent};
use ami_domain::id::EventId;
use ami_domain::time::Window;

fn set(
    meter: &mut AmiMeter,
    class: u16,
    name: &str,
    index: i8,
    value: Data,
) -> Result<(), AccessResult> {
    let attribute = Attribute::new(class, name.parse().unwrap(), index);
    with(meter, |objects| objects.set(CALLER, attribute, value))
}

fn command(seq: u64, kind: CommandKind) -> Vec<u8> {
    Down::new(Command {
        id: MessageId::from_number(seq.into()),
        meter: MeterId::from_number(7),
        epoch: 1,
        seq,
        priority: kind.priority(),
        kind,
        accepted_at: at(0),
        not_before: at(0),
        not_after: None,
    })
    .to_bytes()
}

const LIMITER: &str = "0-0:17.0.0";
const STEPS: &str = "0-0:128.3.0";
const RECLOSE: &str = "0-0:128.4.0";

#[test]
fn fr21_steps_of_the_limit_are_read_set_and_put_in_force_by_their_number() {
    let mut meter = meter();
    assert_eq!(get(&mut meter, 9003, STEPS, 3), Ok(Data::U32(24_000)));
    let steps = Data::Array(vec![Data::U16(800), Data::U16(400)]);
    assert_eq!(set(&mut meter, 9003, STEPS, 2, steps.clone()), Ok(()));
    assert_eq!(get(&mut meter, 9003, STEPS, 2), Ok(steps));
    assert_eq!(set(&mut meter, 9003, STEPS, 4, Data::U8(2)), Ok(()));
    assert_eq!(meter.examine().limit, Some(Watts::new(9_600)));
    assert_eq!(get(&mut meter, 9003, STEPS, 4), Ok(Data::U8(2)));
    assert_eq!(get(&mut meter, 71, LIMITER, 3), Ok(Data::U32(9_600)));
    let none = set(&mut meter, 9003, STEPS, 4, Data::U8(3));
    assert_eq!(none, Err(AccessResult::OtherReason));
    assert_eq!(set(&mut meter, 9003, STEPS, 4, Data::U8(0)), Ok(()));
    assert_eq!(meter.examine().limit, None);
    let rising = Data::Array(vec![Data::U16(400), Data::U16(800)]);
    assert_eq!(
        set(&mut meter, 9003, STEPS, 2, rising),
        Err(AccessResult::OtherReason)
    );
}

#[test]
fn fr22_the_limiter_of_the_standard_trips_for_real_and_tells_how() {
    let mut meter = meter();
    assert_eq!(set(&mut meter, 71, LIMITER, 4, Data::U32(1_000)), Ok(()));
    assert_eq!(set(&mut meter, 71, LIMITER, 6, Data::U32(30)), Ok(()));
    assert_eq!(get(&mut meter, 71, LIMITER, 6), Ok(Data::U32(30)));
    let actions = LimiterActions::from_data(&get(&mut meter, 71, LIMITER, 11).unwrap()).unwrap();
    assert_eq!((actions.over.script, actions.under.script), (1, 0));
    let slow = Reclose {
        max: 1,
        delay_s: 60,
        used: 0,
        trips: 0,
    };
    assert_eq!(set(&mut meter, 9004, RECLOSE, 2, slow.to_data()), Ok(()));
    let twice = Reclose { max: 2, ..slow };
    let refused = set(&mut meter, 9004, RECLOSE, 2, twice.to_data());
    assert_eq!(refused, Err(AccessResult::OtherReason), "once is once");
    meter.handle(at(100), Input::Load(Watts::new(5_000)));
    let mut state = |seconds: i64| {
        meter.handle(at(100) + Span::seconds(seconds), Input::Tick);
        let control = get(&mut meter, 70, "0-0:96.3.10", 3).unwrap();
        let reclose = Reclose::from_data(&get(&mut meter, 9004, RECLOSE, 2).unwrap()).unwrap();
        (
            ControlState::from_data(&control).unwrap(),
            reclose.used,
            reclose.trips,
        )
    };
    assert_eq!(state(29), (ControlState::Connected, 0, 0));
    assert_eq!(state(30), (ControlState::Disconnected, 0, 1));
    assert_eq!(state(90), (ControlState::Connected, 1, 1));
    assert_eq!(state(120), (ControlState::ReadyForReconnection, 1, 2));
}

#[test]
fn fr13_voltage_and_current_are_registers_and_a_fault_shows_in_them() {
    let mut meter = meter();
    meter.handle(at(100), Input::Load(Watts::new(1_200)));
    let mut read = |fault: u8| {
        let set = set(&mut meter, 9005, "0-0:128.5.0", 2, Data::Enum(fault));
        assert_eq!(set, Ok(()));
        let voltage = get(&mut meter, 3, "1-0:32.7.0", 2).unwrap();
        let current = get(&mut meter, 3, "1-0:31.7.0", 2).unwrap();
        (voltage, current)
    };
    assert_eq!(read(0), (Data::U32(240_000), Data::U32(5_000)));
    assert_eq!(read(1), (Data::U32(0), Data::U32(0)));
    assert_eq!(read(2), (Data::U32(240_000), Data::U32(0)));
    assert_eq!(read(3), (Data::U32(240_000), Data::U32(5_000)));
    assert_eq!(meter.electric().fault, Some(Fault::SwitchStuck));
    let unknown = set(&mut meter, 9005, "0-0:128.5.0", 2, Data::Enum(4));
    assert_eq!(unknown, Err(AccessResult::OtherReason));
}

#[test]
fn fr18_stored_events_are_rows_of_a_table() {
    let mut meter = meter();
    for (seq, start) in [(1, 110), (2, 130)] {
        let event = MeterEvent {
            id: EventId::from_number(seq.into()),
            version: 1,
            window: Window {
                start: at(start),
                end: at(start + 10),
            },
            energy: WattHours::kilo(4),
            level: None,
            after: AfterEvent::Limit,
        };
        let bytes = command(seq, CommandKind::Event(event));
        meter.handle(at(100), Input::Message(bytes));
    }
    meter.handle(at(111), Input::Tick);
    let rows = get(&mut meter, 9002, "0-0:128.2.0", 2).unwrap();
    let rows = rows.items().unwrap();
    let rows: Vec<_> = rows
        .iter()
        .map(|row| EventRow::from_data(row).unwrap())
        .collect();
    let seen: Vec<_> = rows
        .iter()
        .map(|row| (row.start.unix_ms, row.state))
        .collect();
    let ms = |hours| at(hours).as_millis();
    assert_eq!(seen, [(ms(110), 1), (ms(130), 0)]);
    assert_eq!(rows[0].watt_hours, 4_000);
}

#[test]
fn nfr05_several_messages_go_in_at_once_and_their_receipts_are_found() {
    let mut meter = meter();
    let post = Method::new(inbox::CLASS, inbox::NAME, POST);
    let all = [
        command(1, CommandKind::Test),
        command(2, CommandKind::Connect),
    ];
    let all = Data::Array(all.into_iter().map(Data::Octets).collect());
    assert_eq!(act(&mut meter, post, Some(all)), Ok(None));
    assert_eq!(meter.receipts().count(), 0);
    meter.handle(at(100), Input::Tick);
    let order: Vec<_> = meter.log(0).filter_map(|row| row.message).collect();
    assert_eq!(
        order,
        [2, 1].map(MessageId::from_number),
        "power comes back first"
    );
    let noise = act(&mut meter, post, Some(Data::Octets(vec![1])));
    assert_eq!(noise, Err(ActionResult::TypeUnmatched));
}

#[test]
fn fr26_the_log_shows_the_link_of_each_row() {
    let mut meter = meter();
    meter.handle(at(100), Input::Disconnect);
    let row = get(&mut meter, 7, "0-0:99.98.0", 2).unwrap();
    let row = row.items().unwrap().last().unwrap().items().unwrap();
    let link = row[5].as_bytes().unwrap();
    let logged = meter.log(0).last().unwrap().chain.clone().unwrap();
    let hex: String = link.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, logged);
}
