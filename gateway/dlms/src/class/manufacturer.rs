//! The manufacturer's own classes: what the use case asks of a meter and no standard class has.
//!
//! Class ids from 8192 to 32767 belong to the manufacturer, and so do the names with A 0, B 0
//! and C 128 to 199. Each of these classes has the same first two attributes: 1 logical name,
//! and as the LAST attribute in the table below the version of its layout (unsigned). A reader
//! that finds a newer version than it knows must not guess.
//!
//! | Class | Attributes | Methods |
//! |---|---|---|
//! | 9000 display values | 2 values (octet-string), 3 version | |
//! | 9001 message inbox | 2 receipts, 3 entries, 4 version | 1 process, 2 find, 3 post |
//! | 9002 event table | 2 rows ([`EventRow`]), 3 version | |
//! | 9003 limit steps | 2 steps in permille, 3 rated watts, 4 step in force, 5 version | |
//! | 9004 reclose once | 2 [`Reclose`], 3 version | |
//! | 9005 trouble | 2 fault, for tests, 3 version | |
//!
//! The octet-strings of 9000 and 9001 are defined by the contract of the wire; here they are
//! bytes. Nothing off the shelf has these objects: a standard meter is driven without them.

use super::{ClockTime, fields, number};
use crate::codec::DecodeError;
use crate::data::Data;
use crate::obis::Obis;

/// Smallest class id that belongs to the manufacturer.
pub const FIRST_CLASS: u16 = 8_192;
/// Layout version of all these classes today.
pub const VERSION: u8 = 1;

/// What the display shows, as the back office calculated it.
pub mod display {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 9_000;
    /// 0-0:128.0.0.255.
    pub const NAME: Obis = Obis::new(0, 0, 128, 0, 0, 255);
    /// Attribute 2: opaque octet-string, read and written.
    pub const VALUES: i8 = 2;
    /// Attribute 3: layout version.
    pub const VERSION: i8 = 3;
}

/// Where messages with an id go in and receipts come out.
pub mod inbox {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 9_001;
    /// 0-0:128.1.0.255.
    pub const NAME: Obis = Obis::new(0, 0, 128, 1, 0, 255);
    /// Attribute 2: receipts, oldest first, array of octet-string; entry access counts from 1.
    pub const RECEIPTS: i8 = 2;
    /// Attribute 3: number of receipts kept (double-long-unsigned).
    pub const ENTRIES: i8 = 3;
    /// Attribute 4: layout version.
    pub const VERSION: i8 = 4;
    /// Method 1: takes an octet-string, gives the receipt back as octet-string. The same
    /// message id again gives the stored receipt and does nothing.
    pub const PROCESS: i8 = 1;
}

/// Prepayment events that the meter stores.
pub mod event_table {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 9_002;
    /// 0-0:128.2.0.255.
    pub const NAME: Obis = Obis::new(0, 0, 128, 2, 0, 255);
    /// Attribute 2: array of [`super::EventRow`].
    pub const ROWS: i8 = 2;
    /// Attribute 3: layout version.
    pub const VERSION: i8 = 3;
}

/// The steps of the load limit (90 %, 75 % and so on of the rated load).
pub mod limit_steps {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 9_003;
    /// 0-0:128.3.0.255.
    pub const NAME: Obis = Obis::new(0, 0, 128, 3, 0, 255);
    /// Attribute 2: array of long-unsigned, permille of the rated load, falling.
    pub const STEPS: i8 = 2;
    /// Attribute 3: rated load in watts (double-long-unsigned).
    pub const RATED_WATTS: i8 = 3;
    /// Attribute 4: step in force, counted from 1; 0 for no limit (unsigned).
    pub const ACTIVE: i8 = 4;
    /// Attribute 5: layout version.
    pub const VERSION: i8 = 5;
}

/// Re-energizing once after a trip of the limit.
pub mod reclose {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 9_004;
    /// 0-0:128.4.0.255.
    pub const NAME: Obis = Obis::new(0, 0, 128, 4, 0, 255);
    /// Attribute 2: see [`super::Reclose`].
    pub const STATE: i8 = 2;
    /// Attribute 3: layout version.
    pub const VERSION: i8 = 3;
}

/// Breaks a simulated meter, for tests and demonstrations; no real meter has it.
pub mod trouble {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 9_005;
    /// 0-0:128.5.0.255.
    pub const NAME: Obis = Obis::new(0, 0, 128, 5, 0, 255);
    /// Attribute 2: 0 none, 1 no voltage, 2 open behind the switch, 3 a switch that does not move.
    pub const FAULT: i8 = 2;
    /// Attribute 3: layout version.
    pub const VERSION: i8 = 3;
}

/// One stored prepayment event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Id from its maker, opaque.
    pub id: Vec<u8>,
    /// First moment.
    pub start: ClockTime,
    /// First moment after it.
    pub end: ClockTime,
    /// Energy of the event in watt-hours.
    pub watt_hours: i64,
    /// Program code.
    pub program: u8,
    /// 0 stored, 1 running, 2 over, 3 cancelled.
    pub state: u8,
}

impl EventRow {
    /// As one row of attribute 2.
    #[must_use]
    pub fn to_data(&self) -> Data {
        Data::Structure(vec![
            Data::Octets(self.id.clone()),
            self.start.to_data(),
            self.end.to_data(),
            Data::I64(self.watt_hours),
            Data::Enum(self.program),
            Data::Enum(self.state),
        ])
    }

    /// From one row of attribute 2.
    ///
    /// # Errors
    /// Any other shape.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "an event row";
        let [id, start, end, watt_hours, program, state] = fields(data, WHAT)?;
        Ok(Self {
            id: id
                .as_bytes()
                .ok_or(DecodeError::Meaning { what: WHAT })?
                .to_vec(),
            start: ClockTime::from_data(start)?,
            end: ClockTime::from_data(end)?,
            watt_hours: number(watt_hours, WHAT)?,
            program: number(program, WHAT)?,
            state: number(state, WHAT)?,
        })
    }
}

/// Attribute 2 of reclose once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reclose {
    /// How often the meter may close by itself after a trip; the use case says once.
    pub max: u8,
    /// Seconds from the trip to the closing; the use case says 120.
    pub delay_s: u16,
    /// How often it has.
    pub used: u8,
    /// Trips since the limit came into force.
    pub trips: u16,
}

impl Reclose {
    /// As attribute 2.
    #[must_use]
    pub fn to_data(self) -> Data {
        Data::Structure(vec![
            Data::U8(self.max),
            Data::U16(self.delay_s),
            Data::U8(self.used),
            Data::U16(self.trips),
        ])
    }

    /// From attribute 2.
    ///
    /// # Errors
    /// Any other shape.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "a reclose state";
        let [max, delay_s, used, trips] = fields(data, WHAT)?;
        Ok(Self {
            max: number(max, WHAT)?,
            delay_s: number(delay_s, WHAT)?,
            used: number(used, WHAT)?,
            trips: number(trips, WHAT)?,
        })
    }
}

/// True when class and name both lie in the manufacturer's range.
#[must_use]
pub fn is_own(class: u16, obis: Obis) -> bool {
    (FIRST_CLASS..32_768).contains(&class) && obis.is_manufacturer()
}
