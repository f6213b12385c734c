//! Class 7, profile generic: load profile and event logs.

use super::{CLOCK, fields, name, number};
use crate::codec::DecodeError;
use crate::data::Data;
use crate::obis::Obis;

/// Class id.
pub const CLASS: u16 = 7;
/// Attribute 2: the rows.
pub const BUFFER: i8 = 2;
/// Attribute 3: the columns.
pub const CAPTURE_OBJECTS: i8 = 3;
/// Attribute 4: seconds between two rows, 0 when rows come from events.
pub const CAPTURE_PERIOD: i8 = 4;
/// Attribute 7: rows in use.
pub const ENTRIES_IN_USE: i8 = 7;
/// Attribute 8: rows there is room for.
pub const PROFILE_ENTRIES: i8 = 8;
/// The load profile 1, 1-0:99.1.0.255.
pub const LOAD_PROFILE: Obis = Obis::new(1, 0, 99, 1, 0, 255);
/// The standard event log, 0-0:99.98.0.255.
pub const EVENT_LOG: Obis = Obis::new(0, 0, 99, 98, 0, 255);

/// One column of a profile, or the column that a range compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptureObject {
    /// Class of the captured object.
    pub class: u16,
    /// Its name.
    pub obis: Obis,
    /// Its attribute; 0 means all.
    pub attribute: i8,
    /// Which item of a structured attribute, counted from 1; 0 means all of it.
    pub item: u16,
}

impl CaptureObject {
    /// The time of the clock.
    pub const CLOCK: Self = Self {
        class: 8,
        obis: CLOCK,
        attribute: 2,
        item: 0,
    };

    /// As a capture object definition.
    #[must_use]
    pub fn to_data(&self) -> Data {
        Data::Structure(vec![
            Data::U16(self.class),
            self.obis.into(),
            Data::I8(self.attribute),
            Data::U16(self.item),
        ])
    }

    /// From a capture object definition.
    ///
    /// # Errors
    /// Any other shape.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "a capture object";
        let [class, obis, attribute, item] = fields(data, WHAT)?;
        Ok(Self {
            class: number(class, WHAT)?,
            obis: name(obis, WHAT)?,
            attribute: number(attribute, WHAT)?,
            item: number(item, WHAT)?,
        })
    }

    /// All columns of attribute 3.
    ///
    /// # Errors
    /// Any other shape.
    pub fn list_from_data(data: &Data) -> Result<Vec<Self>, DecodeError> {
        let items = data.items().ok_or(DecodeError::Meaning {
            what: "a list of columns",
        })?;
        items.iter().map(Self::from_data).collect()
    }
}
