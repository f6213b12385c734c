//! Clock, names and registers: classes 8, 1 and 3.

use super::{MeterObjects, Object, no_act, no_set, no_time, u32_of};
use crate::Input;
use crate::machine::{SET_FIRST, SET_LAST};
use ami_dlms::class::basic::{
    self, ENERGY_IMPORT, LOGICAL_DEVICE_NAME, POWER_IMPORT, SERIAL_NUMBER, ScalerUnit, unit,
};
use ami_dlms::class::{CLOCK, ClockTime, clock};
use ami_dlms::{AccessResult, ActionResult, Data, Obis, Selector};
use ami_domain::time::{Span, Timestamp};

/// The logical device name has sixteen octets at most.
const DEVICE_NAME_MAX: usize = 16;

pub(super) static OBJECTS: &[Object] = &[
    Object {
        class: clock::CLASS,
        version: 0,
        obis: CLOCK,
        attributes: 9,
        writable: &[clock::TIME],
        methods: clock::SHIFT_TIME,
        get: get_clock,
        set: set_clock,
        act: shift_clock,
    },
    name(LOGICAL_DEVICE_NAME),
    name(SERIAL_NUMBER),
    register(ENERGY_IMPORT),
    register(POWER_IMPORT),
];

const fn name(obis: Obis) -> Object {
    Object {
        class: basic::DATA,
        version: 0,
        obis,
        attributes: 2,
        writable: &[],
        methods: 0,
        get: if obis.0[2] == 42 { device_name } else { serial },
        set: no_set,
        act: no_act,
    }
}

const fn register(obis: Obis) -> Object {
    Object {
        class: basic::REGISTER,
        version: 0,
        obis,
        attributes: 3,
        writable: &[],
        methods: 0,
        get: if obis.0[3] == 8 { energy } else { power },
        set: no_set,
        act: no_act,
    }
}

fn device_name(at: &MeterObjects<'_>, _: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let serial = at.meter.serial().bytes().take(DEVICE_NAME_MAX);
    Ok(Data::Octets(serial.collect()))
}

fn serial(at: &MeterObjects<'_>, _: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    Ok(Data::Octets(at.meter.serial().as_bytes().to_vec()))
}

fn energy(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    match index {
        2 => Ok(Data::U64(
            u64::try_from(at.meter.register().total().get()).unwrap_or(0),
        )),
        _ => Ok(in_unit(unit::WATT_HOUR)),
    }
}

fn power(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    match index {
        2 => Ok(u32_of(at.meter.power().get())),
        _ => Ok(in_unit(unit::WATT)),
    }
}

fn in_unit(unit: u8) -> Data {
    ScalerUnit { scaler: 0, unit }.to_data()
}

/// The meter keeps UTC: no daylight saving, no deviation.
fn get_clock(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    Ok(match index {
        2 => ClockTime::utc(at.clock().as_millis()).to_data(),
        3 => Data::I16(0),
        4 => Data::U8(0),
        5 | 6 => no_time(),
        7 => Data::I8(0),
        8 => Data::Bool(false),
        _ => Data::Enum(1),
    })
}

fn set_clock(at: &mut MeterObjects<'_>, _: i8, value: &Data) -> Result<(), AccessResult> {
    let time = ClockTime::from_data(value).map_err(|_| AccessResult::TypeUnmatched)?;
    let time = Timestamp::from_millis(time.unix_ms);
    if !(SET_FIRST..=SET_LAST).contains(&time) {
        return Err(AccessResult::OtherReason);
    }
    at.happen(Input::SetClock(time));
    Ok(())
}

/// Only method 6, shift by seconds; the methods that round to a quarter hour would hide a fault.
fn shift_clock(
    at: &mut MeterObjects<'_>,
    index: i8,
    by: Option<&Data>,
) -> Result<Option<Data>, ActionResult> {
    if index != clock::SHIFT_TIME {
        return Err(ActionResult::ReadWriteDenied);
    }
    let seconds = by
        .and_then(Data::as_i64)
        .ok_or(ActionResult::TypeUnmatched)?;
    if !(-900..=900).contains(&seconds) {
        return Err(ActionResult::OtherReason);
    }
    at.happen(Input::SetClock(at.clock() + Span::seconds(seconds)));
    Ok(None)
}
