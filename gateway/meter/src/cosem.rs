//! The meter as DLMS/COSEM objects: reading looks at the machine, writing and methods become its
//! inputs, and nothing else is behind them.
//!
//! Energy is in watt-hours, power in watts, time in UTC. The load profile's columns are clock
//! (start of the interval), status ([`profile::STATUS_ESTIMATED`]) and energy of the interval.

pub mod electric;
mod metering;
mod names;
mod own;
mod payment;
mod prepay;
pub mod profile;
mod supply;

pub use names::{LOGIN_MANAGEMENT, LOGIN_PUBLIC, LOGIN_READER, Secrets, server_config};
pub use own::{FIND, POST};

use crate::{AmiMeter, Input, Output};
use ami_dlms::class::association::ObjectEntry;
use ami_dlms::server::Caller;
use ami_dlms::{AccessResult, ActionResult, Attribute, Data, Method, Obis, Objects, Selector};
use ami_domain::time::Timestamp;

/// Reads an attribute from 2 up.
type Get = fn(&MeterObjects<'_>, i8, Option<&Selector>) -> Result<Data, AccessResult>;
/// Writes an attribute.
type Set = fn(&mut MeterObjects<'_>, i8, &Data) -> Result<(), AccessResult>;
/// Carries out a method.
type Act = fn(&mut MeterObjects<'_>, i8, Option<&Data>) -> Result<Option<Data>, ActionResult>;

/// One object of the meter. What grows stands in [`OBJECTS`].
struct Object {
    class: u16,
    version: u8,
    obis: Obis,
    /// Attributes 1 to this one can be read.
    attributes: i8,
    writable: &'static [i8],
    methods: i8,
    get: Get,
    set: Set,
    act: Act,
}

/// Every object of the meter; the association adds itself.
static OBJECTS: &[&[Object]] = &[
    metering::OBJECTS,
    profile::OBJECTS,
    supply::OBJECTS,
    payment::OBJECTS,
    own::OBJECTS,
    prepay::OBJECTS,
    electric::OBJECTS,
];

/// The machine at one moment, as a DLMS server asks it.
pub struct MeterObjects<'a> {
    meter: &'a mut AmiMeter,
    now: Timestamp,
    challenge: &'a mut dyn FnMut() -> [u8; 16],
    outputs: Vec<Output>,
    changed: bool,
}

impl std::fmt::Debug for MeterObjects<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MeterObjects")
            .field("meter", &self.meter.meter())
            .field("now", &self.now)
            .finish_non_exhaustive()
    }
}

impl<'a> MeterObjects<'a> {
    /// The machine at `now` on the caller's clock, with the time before it accounted for.
    /// `challenge` gives sixteen unpredictable bytes, other ones each time.
    pub fn new(
        meter: &'a mut AmiMeter,
        now: Timestamp,
        challenge: &'a mut dyn FnMut() -> [u8; 16],
    ) -> Self {
        Self {
            meter,
            now,
            challenge,
            outputs: Vec::new(),
            changed: false,
        }
    }

    /// What the machine did, and whether its state must be stored BEFORE the answer goes out: a
    /// receipt that is lost with the power must not have been given (SC1.8).
    pub fn finish(self) -> (Vec<Output>, bool) {
        (self.outputs, self.changed)
    }

    /// The meter's own clock.
    fn clock(&self) -> Timestamp {
        self.meter.clock(self.now)
    }

    /// Something happens; gives what came of it.
    fn happen(&mut self, input: Input) -> &[Output] {
        self.changed = true;
        let first = self.outputs.len();
        self.outputs.extend(self.meter.handle(self.now, input));
        self.outputs.get(first..).unwrap_or_default()
    }
}

impl Objects for MeterObjects<'_> {
    fn get(
        &mut self,
        _: Caller,
        attribute: Attribute,
        selector: Option<&Selector>,
    ) -> Result<Data, AccessResult> {
        let object =
            find(attribute.class, attribute.obis).map_err(|missing| missing.of_access())?;
        match attribute.index {
            1 => Ok(object.obis.into()),
            index if (2..=object.attributes).contains(&index) => {
                (object.get)(self, index, selector)
            }
            _ => Err(AccessResult::ObjectUnavailable),
        }
    }

    fn set(&mut self, _: Caller, attribute: Attribute, value: Data) -> Result<(), AccessResult> {
        let object =
            find(attribute.class, attribute.obis).map_err(|missing| missing.of_access())?;
        if !object.writable.contains(&attribute.index) {
            return Err(AccessResult::ReadWriteDenied);
        }
        (object.set)(self, attribute.index, &value)
    }

    fn action(
        &mut self,
        _: Caller,
        method: Method,
        parameter: Option<Data>,
    ) -> Result<Option<Data>, ActionResult> {
        let object = find(method.class, method.obis).map_err(|missing| missing.of_action())?;
        if !(1..=object.methods).contains(&method.index) {
            return Err(ActionResult::ReadWriteDenied);
        }
        (object.act)(self, method.index, parameter.as_ref())
    }

    fn objects(&self) -> Vec<ObjectEntry> {
        let entry = |one: &Object| {
            let (class, version, obis) = (one.class, one.version, one.obis);
            ObjectEntry::new(
                class,
                version,
                obis,
                one.attributes,
                one.writable,
                one.methods,
            )
        };
        OBJECTS
            .iter()
            .flat_map(|part| part.iter())
            .map(entry)
            .collect()
    }

    fn challenge(&mut self) -> [u8; 16] {
        (self.challenge)()
    }
}

/// Why there is no such object.
enum Missing {
    Name,
    Class,
}

impl Missing {
    fn of_access(&self) -> AccessResult {
        match self {
            Missing::Name => AccessResult::ObjectUndefined,
            Missing::Class => AccessResult::ClassInconsistent,
        }
    }
    fn of_action(&self) -> ActionResult {
        match self {
            Missing::Name => ActionResult::ObjectUndefined,
            Missing::Class => ActionResult::ClassInconsistent,
        }
    }
}

fn find(class: u16, obis: Obis) -> Result<&'static Object, Missing> {
    let mut known = false;
    for object in OBJECTS.iter().flat_map(|part| part.iter()) {
        if object.obis == obis {
            known = true;
            if object.class == class {
                return Ok(object);
            }
        }
    }
    Err(if known { Missing::Class } else { Missing::Name })
}

/// For objects without writable attributes.
fn no_set(_: &mut MeterObjects<'_>, _: i8, _: &Data) -> Result<(), AccessResult> {
    Err(AccessResult::ReadWriteDenied)
}

/// For objects without methods.
fn no_act(_: &mut MeterObjects<'_>, _: i8, _: Option<&Data>) -> Result<Option<Data>, ActionResult> {
    Err(ActionResult::ReadWriteDenied)
}

/// A double-long, as close as it can say the value.
fn i32_of(value: i64) -> Data {
    let clamped = value.clamp(i64::from(i32::MIN), i64::from(i32::MAX));
    Data::I32(i32::try_from(clamped).unwrap_or(i32::MAX))
}

/// A double-long-unsigned, as close as it can say the value.
fn u32_of(value: i64) -> Data {
    let clamped = value.clamp(0, i64::from(u32::MAX));
    Data::U32(u32::try_from(clamped).unwrap_or(u32::MAX))
}

/// A date-time of which nothing is specified.
fn no_time() -> Data {
    Data::Octets(vec![
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0, 0xFF,
    ])
}

#[cfg(test)]
mod tests;
