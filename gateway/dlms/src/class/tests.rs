//! Shapes of attributes: as captured from other stacks, and back again.
#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::association::{Access, ObjectEntry};
use super::basic::ScalerUnit;
use super::manufacturer::{self, EventRow, Reclose};
use super::payment::{AccountStatus, Currency, ModeAndStatus, PaymentMode, TokenStatus};
use super::push::Destination;
use super::supply::{ControlState, LimiterActions, MonitoredValue, ScriptRef};
use super::{CaptureObject, ClockTime};
use crate::data::Data;
use crate::hex;
use crate::obis::Obis;

#[test]
fn the_captured_account_mode_and_limiter_actions_mean_what_they_meant_there() {
    let mode = Data::from_bytes(&hex("020216021602")).unwrap();
    let expected = ModeAndStatus {
        mode: PaymentMode::Prepayment,
        status: AccountStatus::Active,
    };
    assert_eq!(ModeAndStatus::from_data(&mode).unwrap(), expected);
    assert_eq!(expected.to_data(), mode);
    let wire = "02020202090600000a006aff1200010202090600000a006aff120002";
    let actions = Data::from_bytes(&hex(wire)).unwrap();
    let table = ScriptRef::DISCONNECT_TABLE;
    let over = ScriptRef { table, script: 1 };
    let expected = LimiterActions {
        over,
        under: ScriptRef { table, script: 2 },
    };
    assert_eq!(LimiterActions::from_data(&actions).unwrap(), expected);
    assert_eq!(expected.to_data(), actions);
    let scaler = ScalerUnit {
        scaler: 0,
        unit: 30,
    };
    assert_eq!(scaler.to_data().to_bytes(), hex("02020f00161e"));
    assert_eq!(ScalerUnit::from_data(&scaler.to_data()).unwrap(), scaler);
}

#[test]
fn the_clock_is_local_time_and_its_distance_to_utc() {
    // 2026-09-06 12:00:00 without a deviation, as another stack pushed it (day of week open).
    let pushed: [u8; 12] = hex("07ea0906ff0c000000000000").try_into().unwrap();
    assert_eq!(
        ClockTime::from_bytes(&pushed).unwrap().unix_ms,
        1_788_696_000_000
    );
    // Monday 2026-11-23 15:05:00.25 Pacific standard time is 23:05:00.25 UTC.
    let pacific = ClockTime {
        unix_ms: 1_795_475_100_250,
        deviation_minutes: Some(480),
        status: 0,
    };
    assert_eq!(
        pacific.to_bytes(),
        *b"\x07\xea\x0b\x17\x01\x0f\x05\x00\x19\x01\xe0\x00"
    );
    assert_eq!(ClockTime::from_bytes(&pacific.to_bytes()).unwrap(), pacific);
    let unknown = ClockTime {
        unix_ms: 0,
        deviation_minutes: None,
        status: 0xFF,
    };
    assert_eq!(ClockTime::from_bytes(&unknown.to_bytes()).unwrap(), unknown);
    for (at, byte) in [
        (2, 13),
        (2, 0xFF),
        (3, 0),
        (3, 32),
        (5, 24),
        (6, 60),
        (8, 100),
        (9, 0x7F),
    ] {
        let mut bad = pacific.to_bytes();
        bad[at] = byte;
        assert!(ClockTime::from_bytes(&bad).is_err(), "byte {at} = {byte}");
    }
    let mut leap = pacific.to_bytes();
    leap[..4].copy_from_slice(&[0x07, 0xEA, 2, 29]);
    assert!(
        ClockTime::from_bytes(&leap).is_err(),
        "2026 has no 29 February"
    );
    leap[1] = 0xE8;
    assert!(ClockTime::from_bytes(&leap).is_ok(), "2024 has one");
}

#[test]
fn every_shape_reads_back() {
    let clock = CaptureObject::CLOCK;
    assert_eq!(CaptureObject::from_data(&clock.to_data()).unwrap(), clock);
    let list = super::push::object_list(&[clock]);
    assert_eq!(CaptureObject::list_from_data(&list).unwrap(), [clock]);
    for state in [
        ControlState::Disconnected,
        ControlState::Connected,
        ControlState::ReadyForReconnection,
    ] {
        assert_eq!(ControlState::from_data(&state.to_data()).unwrap(), state);
    }
    let obis = Obis::new(1, 0, 1, 7, 0, 255);
    let watched = MonitoredValue {
        class: 3,
        obis,
        attribute: 2,
    };
    assert_eq!(
        MonitoredValue::from_data(&watched.to_data()).unwrap(),
        watched
    );
    let currency = Currency {
        name: "USD".into(),
        scale: -6,
        unit: 2,
    };
    assert_eq!(Currency::from_data(&currency.to_data()).unwrap(), currency);
    for status in [
        TokenStatus::FormatOk,
        TokenStatus::NotValid,
        TokenStatus::Received,
    ] {
        assert_eq!(TokenStatus::from_data(&status.to_data()).unwrap(), status);
    }
    let push = Destination {
        transport: 0,
        address: b"10.0.0.1:4059".to_vec(),
        message: 0,
    };
    assert_eq!(Destination::from_data(&push.to_data()).unwrap(), push);
    let entry = ObjectEntry::new(9_001, 0, manufacturer::inbox::NAME, 4, &[2], 1);
    assert_eq!(ObjectEntry::from_data(&entry.to_data()).unwrap(), entry);
    assert_eq!(entry.attributes[1], (2, Access::ReadWrite));
    assert!(manufacturer::is_own(entry.class, entry.obis));
    assert!(!manufacturer::is_own(3, entry.obis));
    let (start, end) = (ClockTime::utc(0), ClockTime::utc(86_400_000));
    let row = EventRow {
        id: vec![1; 16],
        start,
        end,
        watt_hours: 12_000,
        program: 1,
        state: 0,
    };
    assert_eq!(EventRow::from_data(&row.to_data()).unwrap(), row);
    let reclose = Reclose {
        max: 1,
        delay_s: 120,
        used: 0,
        trips: 0,
    };
    assert_eq!(Reclose::from_data(&reclose.to_data()).unwrap(), reclose);
}

#[test]
fn scaling_is_exact_or_rounds_toward_zero() {
    let kilo = ScalerUnit {
        scaler: 3,
        unit: 30,
    };
    assert_eq!(kilo.scaled(5, 0), Some(5_000));
    let tenth = ScalerUnit {
        scaler: -1,
        unit: 30,
    };
    assert_eq!(tenth.scaled(59, 0), Some(5));
    assert_eq!(tenth.scaled(-59, 0), Some(-5));
    assert_eq!(tenth.scaled(59, -3), Some(5_900));
    assert_eq!(
        ScalerUnit {
            scaler: 127,
            unit: 30
        }
        .scaled(1, -128),
        None
    );
    assert_eq!(kilo.scaled(i64::MAX, 0), None);
}

proptest! {
    #[test]
    fn every_moment_reads_back_to_the_hundredth(
        hundredths in -6_213_559_680_000i64..25_340_000_000_000,
        deviation in -720i16..=840,
    ) {
        let unix_ms = hundredths * 10;
        let at = ClockTime { unix_ms, deviation_minutes: Some(deviation), status: 0 };
        // The first day of year 1 may fall into year 0 by its deviation.
        prop_assume!(unix_ms > -62_135_000_000_000);
        prop_assert_eq!(ClockTime::from_bytes(&at.to_bytes()).unwrap(), at);
    }

    #[test]
    fn no_value_makes_a_shape_panic(
        value in crate::data::tests::value(),
        bytes in any::<[u8; 12]>(),
    ) {
        let _ = ClockTime::from_bytes(&bytes);
        let _ = ClockTime::from_data(&value);
        let _ = CaptureObject::list_from_data(&value);
        let _ = ObjectEntry::list_from_data(&value);
        let _ = LimiterActions::from_data(&value);
        let _ = ModeAndStatus::from_data(&value);
        let _ = EventRow::from_data(&value);
        let _ = TokenStatus::from_data(&value);
    }
}
