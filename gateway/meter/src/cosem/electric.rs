//! What a test measures, as registers: voltage and current (class 3); and a manufacturer's object
//! that breaks the meter for tests and demonstrations.

use super::{MeterObjects, Object, no_act, no_set, u32_of};
use crate::{Fault, Input};
use ami_dlms::class::basic::{self, ScalerUnit};
use ami_dlms::class::manufacturer::{self, trouble};
use ami_dlms::{AccessResult, Data, Obis, Selector};

/// Instantaneous voltage L1, 1-0:32.7.0, millivolts.
pub const VOLTAGE: Obis = Obis::new(1, 0, 32, 7, 0, 255);
/// Instantaneous current L1, 1-0:31.7.0, milliamperes.
pub const CURRENT: Obis = Obis::new(1, 0, 31, 7, 0, 255);
/// Unit code of the standard: ampere.
const AMPERE: u8 = 33;
/// Unit code of the standard: volt.
const VOLT: u8 = 35;

pub(super) static OBJECTS: &[Object] = &[
    register(VOLTAGE),
    register(CURRENT),
    Object {
        class: trouble::CLASS,
        version: 0,
        obis: trouble::NAME,
        attributes: trouble::VERSION,
        writable: &[trouble::FAULT],
        methods: 0,
        get: fault,
        set: set_fault,
        act: no_act,
    },
];

const fn register(obis: Obis) -> Object {
    Object {
        class: basic::REGISTER,
        version: 0,
        obis,
        attributes: 3,
        writable: &[],
        methods: 0,
        get: if obis.0[2] == 32 { voltage } else { current },
        set: no_set,
        act: no_act,
    }
}

fn voltage(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    Ok(match index {
        2 => u32_of(at.meter.electric().line_mv()),
        _ => thousandth(VOLT),
    })
}

fn current(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    Ok(match index {
        2 => u32_of(at.meter.current_ma()),
        _ => thousandth(AMPERE),
    })
}

fn thousandth(unit: u8) -> Data {
    ScalerUnit { scaler: -3, unit }.to_data()
}

/// 0 for none, else the place in [`Fault::ALL`] counted from 1.
fn fault(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    if index != trouble::FAULT {
        return Ok(Data::U8(manufacturer::VERSION));
    }
    let broken = at.meter.electric().fault;
    let place = Fault::ALL.iter().position(|one| Some(*one) == broken);
    let number = place.map_or(0, |place| place + 1);
    Ok(Data::Enum(u8::try_from(number).unwrap_or(0)))
}

fn set_fault(at: &mut MeterObjects<'_>, _: i8, value: &Data) -> Result<(), AccessResult> {
    let number = value.as_u64().and_then(|n| usize::try_from(n).ok());
    let number = number.ok_or(AccessResult::TypeUnmatched)?;
    let fault = match number.checked_sub(1) {
        None => None,
        Some(place) => Some(*Fault::ALL.get(place).ok_or(AccessResult::OtherReason)?),
    };
    at.happen(Input::Fault(fault));
    Ok(())
}
