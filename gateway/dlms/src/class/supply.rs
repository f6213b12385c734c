//! Class 70, disconnect control, and class 71, limiter: switching and limiting the supply.

use super::{fields, name, number};
use crate::codec::DecodeError;
use crate::data::Data;
use crate::obis::Obis;

/// Disconnect control: class, name, attributes and methods.
pub mod disconnect {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 70;
    /// The switch of the supply, 0-0:96.3.10.255.
    pub const SUPPLY: Obis = Obis::new(0, 0, 96, 3, 10, 255);
    /// Attribute 2: true when the switch is closed, as measured.
    pub const OUTPUT_STATE: i8 = 2;
    /// Attribute 3: see [`super::ControlState`].
    pub const CONTROL_STATE: i8 = 3;
    /// Attribute 4: who may move the switch, 0 to 6.
    pub const CONTROL_MODE: i8 = 4;
    /// Method 1, parameter integer 0.
    pub const REMOTE_DISCONNECT: i8 = 1;
    /// Method 2, parameter integer 0.
    pub const REMOTE_RECONNECT: i8 = 2;
}

/// Attribute 3 of disconnect control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlState {
    /// 0: the switch is open until somebody remote decides.
    Disconnected,
    /// 1: the switch is closed.
    Connected,
    /// 2: the switch is open and a hand may close it.
    ReadyForReconnection,
}

impl ControlState {
    /// As attribute 3.
    #[must_use]
    pub const fn to_data(self) -> Data {
        Data::Enum(match self {
            Self::Disconnected => 0,
            Self::Connected => 1,
            Self::ReadyForReconnection => 2,
        })
    }

    /// From attribute 3.
    ///
    /// # Errors
    /// Any other value.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        match data.as_i64() {
            Some(0) => Ok(Self::Disconnected),
            Some(1) => Ok(Self::Connected),
            Some(2) => Ok(Self::ReadyForReconnection),
            Some(_) | None => Err(DecodeError::Meaning {
                what: "a control state",
            }),
        }
    }
}

/// Limiter: class, name and attributes. Thresholds have the type of the monitored value.
pub mod limiter {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 71;
    /// The limiter of the supply, 0-0:17.0.0.255.
    pub const SUPPLY: Obis = Obis::new(0, 0, 17, 0, 0, 255);
    /// Attribute 2: the value that is watched, see [`super::MonitoredValue`].
    pub const MONITORED_VALUE: i8 = 2;
    /// Attribute 3: the threshold in force.
    pub const THRESHOLD_ACTIVE: i8 = 3;
    /// Attribute 4: the threshold in normal times.
    pub const THRESHOLD_NORMAL: i8 = 4;
    /// Attribute 5: the threshold in an emergency.
    pub const THRESHOLD_EMERGENCY: i8 = 5;
    /// Attribute 6: seconds above the threshold until the over action.
    pub const MIN_OVER_DURATION: i8 = 6;
    /// Attribute 7: seconds under the threshold until the under action.
    pub const MIN_UNDER_DURATION: i8 = 7;
    /// Attribute 8: the emergency profile.
    pub const EMERGENCY_PROFILE: i8 = 8;
    /// Attribute 9: the emergency profile groups.
    pub const EMERGENCY_GROUPS: i8 = 9;
    /// Attribute 10: true while the emergency holds.
    pub const EMERGENCY_ACTIVE: i8 = 10;
    /// Attribute 11: see [`super::LimiterActions`].
    pub const ACTIONS: i8 = 11;
}

/// Attribute 2 of a limiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonitoredValue {
    /// Class of the watched object.
    pub class: u16,
    /// Its name.
    pub obis: Obis,
    /// Its attribute.
    pub attribute: i8,
}

impl MonitoredValue {
    /// As attribute 2.
    #[must_use]
    pub fn to_data(self) -> Data {
        Data::Structure(vec![
            Data::U16(self.class),
            self.obis.into(),
            Data::I8(self.attribute),
        ])
    }

    /// From attribute 2.
    ///
    /// # Errors
    /// Any other shape.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "a monitored value";
        let [class, obis, attribute] = fields(data, WHAT)?;
        Ok(Self {
            class: number(class, WHAT)?,
            obis: name(obis, WHAT)?,
            attribute: number(attribute, WHAT)?,
        })
    }
}

/// One script that an action starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScriptRef {
    /// The script table.
    pub table: Obis,
    /// The script in it, 0 for none.
    pub script: u16,
}

impl ScriptRef {
    /// The disconnect script table, 0-0:10.0.106.255: script 1 opens, 2 closes.
    pub const DISCONNECT_TABLE: Obis = Obis::new(0, 0, 10, 0, 106, 255);

    fn to_data(self) -> Data {
        Data::Structure(vec![self.table.into(), Data::U16(self.script)])
    }

    fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "an action item";
        let [table, script] = fields(data, WHAT)?;
        Ok(Self {
            table: name(table, WHAT)?,
            script: number(script, WHAT)?,
        })
    }
}

/// Attribute 11 of a limiter: what happens above and under the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LimiterActions {
    /// After [`limiter::MIN_OVER_DURATION`] above the threshold.
    pub over: ScriptRef,
    /// After [`limiter::MIN_UNDER_DURATION`] under it.
    pub under: ScriptRef,
}

impl LimiterActions {
    /// As attribute 11.
    #[must_use]
    pub fn to_data(self) -> Data {
        Data::Structure(vec![self.over.to_data(), self.under.to_data()])
    }

    /// From attribute 11.
    ///
    /// # Errors
    /// Any other shape.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        let [over, under] = fields(data, "limiter actions")?;
        Ok(Self {
            over: ScriptRef::from_data(over)?,
            under: ScriptRef::from_data(under)?,
        })
    }
}
