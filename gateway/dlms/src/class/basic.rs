//! Class 1, data, and class 3, register.

use super::{fields, number};
use crate::codec::DecodeError;
use crate::data::Data;
use crate::obis::Obis;

/// Class id of data.
pub const DATA: u16 = 1;
/// Class id of register.
pub const REGISTER: u16 = 3;
/// Attribute 2 of both: the value.
pub const VALUE: i8 = 2;
/// Attribute 3 of a register: scaler and unit.
pub const SCALER_UNIT: i8 = 3;

/// Energy taken from the grid in all, 1-0:1.8.0.255.
pub const ENERGY_IMPORT: Obis = Obis::new(1, 0, 1, 8, 0, 255);
/// Power taken from the grid now, 1-0:1.7.0.255.
pub const POWER_IMPORT: Obis = Obis::new(1, 0, 1, 7, 0, 255);
/// Voltage of phase 1 now, 1-0:32.7.0.255.
pub const VOLTAGE: Obis = Obis::new(1, 0, 32, 7, 0, 255);
/// Serial number, 0-0:96.1.0.255.
pub const SERIAL_NUMBER: Obis = Obis::new(0, 0, 96, 1, 0, 255);
/// Logical device name, 0-0:42.0.0.255.
pub const LOGICAL_DEVICE_NAME: Obis = Obis::new(0, 0, 42, 0, 0, 255);

/// Unit codes that we use (IEC 62056-6-2, table of units).
pub mod unit {
    /// Second.
    pub const SECOND: u8 = 7;
    /// Currency, as the account names it.
    pub const CURRENCY: u8 = 10;
    /// Watt.
    pub const WATT: u8 = 27;
    /// Watt-hour.
    pub const WATT_HOUR: u8 = 30;
    /// Volt.
    pub const VOLT: u8 = 35;
    /// No unit.
    pub const NONE: u8 = 255;
}

/// Scaler and unit of a register: the value is `number * 10^scaler` of `unit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScalerUnit {
    /// Power of ten.
    pub scaler: i8,
    /// Code from the table of units.
    pub unit: u8,
}

impl ScalerUnit {
    /// As attribute 3.
    #[must_use]
    pub fn to_data(self) -> Data {
        Data::Structure(vec![Data::I8(self.scaler), Data::Enum(self.unit)])
    }

    /// From attribute 3.
    ///
    /// # Errors
    /// Any other shape.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "a scaler and unit";
        let [scaler, unit] = fields(data, WHAT)?;
        Ok(Self {
            scaler: number(scaler, WHAT)?,
            unit: number(unit, WHAT)?,
        })
    }

    /// `raw` in units of `10^exponent` (0 for Wh or W, -3 for mWh), rounded toward zero.
    /// None when the number does not fit.
    #[must_use]
    pub fn scaled(self, raw: i64, exponent: i8) -> Option<i64> {
        let shift = i32::from(self.scaler) - i32::from(exponent);
        let factor = 10i64.checked_pow(shift.unsigned_abs());
        match (shift < 0, factor) {
            (false, Some(factor)) => raw.checked_mul(factor),
            (false, None) => (raw == 0).then_some(0),
            (true, Some(factor)) => Some(raw / factor),
            (true, None) => Some(0),
        }
    }
}
