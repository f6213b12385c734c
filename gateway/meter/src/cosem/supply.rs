//! Disconnect control (70) and limiter (71): what a utility's own tool may do by hand.

use super::{MeterObjects, Object, metering, u32_of};
use crate::Input;
use crate::switch::ControlMode;
use ami_dlms::{AccessResult, ActionResult, Data, Obis, Selector};
use ami_domain::energy::Watts;
use ami_domain::receipt::Switch;

/// The switch.
pub(super) const DISCONNECT: Obis = Obis::new(0, 0, 96, 3, 10, 255);
const LIMITER: Obis = Obis::new(0, 0, 17, 0, 0, 255);
/// No script is run by the limiter in this version.
const NO_SCRIPT: Obis = Obis::new(0, 0, 10, 0, 106, 255);

pub(super) static OBJECTS: &[Object] = &[
    Object {
        class: 70,
        version: 0,
        obis: DISCONNECT,
        attributes: 4,
        writable: &[4],
        methods: 2,
        get: switch,
        set: set_mode,
        act: move_switch,
    },
    Object {
        class: 71,
        version: 0,
        obis: LIMITER,
        attributes: 11,
        writable: &[4],
        methods: 0,
        get: limiter,
        set: set_limit,
        act: super::no_act,
    },
];

fn switch(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let switch = at.meter.examine().switch;
    Ok(match index {
        2 => Data::Bool(switch == Switch::On),
        3 => Data::Enum(match switch {
            Switch::Off => 0,
            Switch::On => 1,
            Switch::Ready => 2,
        }),
        _ => Data::Enum(at.meter.control().number()),
    })
}

fn set_mode(at: &mut MeterObjects<'_>, _: i8, value: &Data) -> Result<(), AccessResult> {
    let number = value.as_u64().and_then(|n| u8::try_from(n).ok());
    let number = number.ok_or(AccessResult::TypeUnmatched)?;
    let mode = ControlMode::new(number).map_err(|_| AccessResult::OtherReason)?;
    at.happen(Input::Control(mode));
    Ok(())
}

fn move_switch(
    at: &mut MeterObjects<'_>,
    index: i8,
    _: Option<&Data>,
) -> Result<Option<Data>, ActionResult> {
    at.happen(if index == 1 { Input::Disconnect } else { Input::Reconnect });
    Ok(None)
}

/// A threshold of zero means that no limit is in force.
fn limiter(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let limit = u32_of(at.meter.examine().limit.map_or(0, Watts::get));
    let script = || Data::Structure(vec![NO_SCRIPT.into(), Data::U16(0)]);
    Ok(match index {
        2 => {
            let power = [Data::U16(3), metering::POWER.into(), Data::I8(2)];
            Data::Structure(power.to_vec())
        }
        3 | 4 => limit,
        5..=7 => Data::U32(0),
        8 => Data::Structure(vec![Data::U16(0), super::no_time(), Data::U32(0)]),
        9 => Data::Array(Vec::new()),
        10 => Data::Bool(false),
        _ => Data::Structure(vec![script(), script()]),
    })
}

fn set_limit(at: &mut MeterObjects<'_>, _: i8, value: &Data) -> Result<(), AccessResult> {
    let watts = value.as_u64().and_then(|n| u32::try_from(n).ok());
    let watts = watts.ok_or(AccessResult::TypeUnmatched)?;
    let limit = (watts > 0).then(|| Watts::new(i64::from(watts)));
    at.happen(Input::Limit(limit));
    Ok(())
}
