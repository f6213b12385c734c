//! The objects as a client sees them.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::Meter;
use ami_dlms::class::manufacturer::inbox;
use ami_dlms::class::supply::disconnect;
use ami_dlms::class::{CaptureObject, ClockTime};
use ami_domain::command::{Command, CommandKind, Prepay};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::id::{MessageId, MeterId, PaymentId};
use ami_domain::receipt::{Receipt, Switch};
use ami_domain::time::Span;
use ami_wire::down::Down;

mod prepay;

const CALLER: Caller = Caller {
    client: 1,
    authenticated: true,
};

fn at(hours: i64) -> Timestamp {
    Timestamp::from_millis(hours * 3_600_000)
}

/// On for 100 hours, each with as many watt-hours as its number.
fn meter() -> AmiMeter {
    let made = Meter {
        meter: MeterId::from_number(7),
        serial: "AMI00000007".into(),
        interval: Span::hours(1),
        has_switch: true,
        switch: Switch::On,
        credit: WattHours::kilo(10),
    };
    let mut meter = AmiMeter::new(made, at(0)).unwrap();
    for hour in 0..100 {
        let used = Input::Used {
            energy: WattHours::new(hour),
            power: Watts::new(hour),
        };
        meter.handle(at(hour + 1), used);
    }
    meter
}

fn with<T>(meter: &mut AmiMeter, ask: impl FnOnce(&mut MeterObjects<'_>) -> T) -> T {
    let mut challenge = || [7; 16];
    ask(&mut MeterObjects::new(meter, at(100), &mut challenge))
}

fn get(meter: &mut AmiMeter, class: u16, name: &str, index: i8) -> Result<Data, AccessResult> {
    let attribute = Attribute::new(class, name.parse().unwrap(), index);
    with(meter, |objects| objects.get(CALLER, attribute, None))
}

fn act(
    meter: &mut AmiMeter,
    method: Method,
    with_: Option<Data>,
) -> Result<Option<Data>, ActionResult> {
    with(meter, |objects| objects.action(CALLER, method, with_))
}

fn rows(meter: &mut AmiMeter, name: &str, selector: &Selector) -> Vec<Data> {
    let attribute = Attribute::new(7, name.parse().unwrap(), 2);
    let rows = with(meter, |objects| {
        objects.get(CALLER, attribute, Some(selector))
    });
    rows.unwrap().items().unwrap().to_vec()
}

fn prepay() -> Vec<u8> {
    let payment = PaymentId::from_number(1);
    let kind = CommandKind::Prepay(Prepay {
        payment,
        credit: WattHours::kilo(5),
    });
    Down::new(Command {
        id: MessageId::from_number(9),
        meter: MeterId::from_number(7),
        epoch: 1,
        seq: 1,
        priority: kind.priority(),
        kind,
        accepted_at: at(0),
        not_before: at(0),
        not_after: None,
    })
    .to_bytes()
}

#[test]
fn every_object_that_is_listed_can_be_read() {
    let mut meter = meter();
    let listed = with(&mut meter, |objects| objects.objects());
    assert!(listed.len() >= 18);
    for entry in listed {
        for (index, _) in entry.attributes {
            let attribute = Attribute::new(entry.class, entry.obis, index);
            let read = with(&mut meter, |objects| objects.get(CALLER, attribute, None));
            assert!(read.is_ok(), "{attribute:?}: {read:?}");
        }
    }
}

#[test]
fn registers_and_clock_tell_what_the_machine_measured() {
    let mut meter = meter();
    assert_eq!(get(&mut meter, 3, "1-0:1.8.0", 2), Ok(Data::U64(4_950)));
    assert_eq!(get(&mut meter, 3, "1-0:1.7.0", 2), Ok(Data::U32(99)));
    let time = get(&mut meter, 8, "0-0:1.0.0", 2).unwrap();
    assert_eq!(
        ClockTime::from_data(&time).unwrap().unix_ms,
        at(100).as_millis()
    );
    assert_eq!(
        get(&mut meter, 1, "0-0:1.0.0", 2),
        Err(AccessResult::ClassInconsistent)
    );
    assert_eq!(
        get(&mut meter, 1, "0-0:1.2.3", 2),
        Err(AccessResult::ObjectUndefined)
    );
    assert_eq!(
        get(&mut meter, 3, "1-0:1.8.0", 9),
        Err(AccessResult::ObjectUnavailable)
    );
}

#[test]
fn the_load_profile_is_read_by_entry_and_by_time() {
    let mut meter = meter();
    let by_entry = rows(&mut meter, "1-0:99.1.0", &Selector::rows(5, 100));
    assert_eq!(by_entry.len(), 96);
    let time = |hours: i64| ClockTime::utc(at(hours).as_millis()).to_bytes();
    let by_time = rows(
        &mut meter,
        "1-0:99.1.0",
        &Selector::times(time(4), time(99)),
    );
    assert_eq!(by_entry, by_time);
    assert_eq!(by_time[0].items().unwrap()[2], Data::U32(4));
    let energy = CaptureObject {
        class: 3,
        obis: profile::INTERVAL_ENERGY,
        attribute: 2,
        item: 0,
    };
    let narrow = Selector::Range {
        restricting: CaptureObject::CLOCK,
        from: Data::DateTime(time(4)),
        to: Data::DateTime(time(5)),
        columns: vec![energy],
    };
    let narrow = rows(&mut meter, "1-0:99.1.0", &narrow);
    assert_eq!(narrow[1], Data::Structure(vec![Data::U32(5)]));
}

#[test]
fn the_log_is_read_after_a_number() {
    let mut meter = meter();
    act(
        &mut meter,
        Method::new(70, disconnect::SUPPLY, 1),
        Some(Data::I8(0)),
    )
    .unwrap();
    act(
        &mut meter,
        Method::new(70, disconnect::SUPPLY, 2),
        Some(Data::I8(0)),
    )
    .unwrap();
    let seq = CaptureObject {
        class: 1,
        obis: profile::EVENT_SEQ,
        attribute: 2,
        item: 0,
    };
    let after = Selector::Range {
        restricting: seq,
        from: Data::U64(2),
        to: Data::U64(u64::MAX),
        columns: Vec::new(),
    };
    let read = rows(&mut meter, "0-0:99.98.0", &after);
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].items().unwrap()[1], Data::U16(0xC310));
}

#[test]
fn the_inbox_answers_with_the_receipt_and_finds_it_again() {
    let mut meter = meter();
    let process = Method::new(inbox::CLASS, inbox::NAME, 1);
    let first = act(&mut meter, process, Some(Data::Octets(prepay())))
        .unwrap()
        .unwrap();
    let receipt: Receipt = serde_json::from_slice(first.as_bytes().unwrap()).unwrap();
    assert_eq!(receipt.supply.credit, WattHours::new(10_050));
    let again = act(&mut meter, process, Some(Data::Octets(prepay())))
        .unwrap()
        .unwrap();
    assert_eq!(first, again);
    let id = Data::Octets(MessageId::from_number(9).to_bytes().to_vec());
    let found = act(
        &mut meter,
        Method::new(inbox::CLASS, inbox::NAME, 2),
        Some(id),
    )
    .unwrap();
    assert_eq!(found, Some(first.clone()));
    assert_eq!(
        get(&mut meter, 9001, "0-0:128.1.0", 2),
        Ok(Data::Array(vec![first]))
    );
    let noise = act(&mut meter, process, Some(Data::Octets(vec![0xFF])));
    assert_eq!(noise, Err(ActionResult::TypeUnmatched));
}

#[test]
fn a_token_is_a_message_and_counts_once_with_it() {
    let mut meter = meter();
    let enter = Method::new(115, Obis::new(0, 0, 19, 40, 0, 255), 1);
    for _ in 0..2 {
        let status = act(&mut meter, enter, Some(Data::Octets(prepay())))
            .unwrap()
            .unwrap();
        assert_eq!(status.items().unwrap()[0], Data::Enum(3));
    }
    act(
        &mut meter,
        Method::new(inbox::CLASS, inbox::NAME, 1),
        Some(Data::Octets(prepay())),
    )
    .unwrap();
    assert_eq!(
        get(&mut meter, 112, "0-0:19.10.0", 2),
        Ok(Data::I32(10_050))
    );
    let noise = act(&mut meter, enter, Some(Data::Octets(b"1234".to_vec())))
        .unwrap()
        .unwrap();
    assert_eq!(noise.items().unwrap()[0], Data::Enum(4));
}

#[test]
fn writing_is_only_what_a_tool_needs() {
    let mut meter = meter();
    let set = |meter: &mut AmiMeter, class, name: &str, index, value| {
        let attribute = Attribute::new(class, name.parse().unwrap(), index);
        with(meter, |objects| objects.set(CALLER, attribute, value))
    };
    assert_eq!(
        set(&mut meter, 71, "0-0:17.0.0", 4, Data::U32(6_900)),
        Ok(())
    );
    assert_eq!(meter.examine().limit, Some(Watts::new(6_900)));
    let denied = Err(AccessResult::ReadWriteDenied);
    assert_eq!(set(&mut meter, 3, "1-0:1.8.0", 2, Data::U32(0)), denied);
    let wrong = set(&mut meter, 71, "0-0:17.0.0", 4, Data::Null);
    assert_eq!(wrong, Err(AccessResult::TypeUnmatched));
    let wrong = set(&mut meter, 8, "0-0:1.0.0", 2, ClockTime::utc(0).to_data());
    assert_eq!(wrong, Err(AccessResult::OtherReason));
    let set_to = crate::machine::SET_FIRST + Span::hours(200);
    let time = ClockTime::utc(set_to.as_millis()).to_data();
    assert_eq!(set(&mut meter, 8, "0-0:1.0.0", 2, time), Ok(()));
    assert_eq!(meter.clock(at(100)), set_to);
    let add = Method::new(112, Obis::new(0, 0, 19, 10, 0, 255), 1);
    act(&mut meter, add, Some(Data::I32(-50))).unwrap();
    assert_eq!(meter.examine().credit, WattHours::new(5_000));
}
