//! Buffers with selective access: the load profile and the event log (class 7), and push setup.

use super::{MeterObjects, Object, no_act, no_set, u32_of};
use crate::log::LOG_MAX;
use ami_dlms::class::profile::{self, EVENT_LOG, LOAD_PROFILE};
use ami_dlms::class::push::{self, Destination};
use ami_dlms::class::{CaptureObject, ClockTime};
use ami_dlms::{AccessResult, Data, Obis, Selector};
use ami_domain::time::Timestamp;
use ami_wire::chain::link_bytes;
use ami_wire::up::{IntervalRow, LogRow};

/// Status of a load profile row that was not fully measured (data not valid, bit 2).
pub const STATUS_ESTIMATED: u8 = 0x04;
/// Energy of one interval, 1-0:1.29.0.
pub const INTERVAL_ENERGY: Obis = Obis::new(1, 0, 1, 29, 0, 255);
/// Status of one interval, 0-0:96.10.1.
pub const INTERVAL_STATUS: Obis = Obis::new(0, 0, 96, 10, 1, 255);
/// Code of one row of the log, 0-0:96.11.0.
pub const EVENT_CODE: Obis = Obis::new(0, 0, 96, 11, 0, 255);
/// Number of one row of the log.
pub const EVENT_SEQ: Obis = Obis::new(0, 0, 128, 10, 1, 255);
/// Message of one row of the log: its sixteen bytes, or none.
pub const EVENT_MESSAGE: Obis = Obis::new(0, 0, 128, 10, 2, 255);
/// Whether a row of the log came to the meter.
pub const EVENT_INBOUND: Obis = Obis::new(0, 0, 128, 10, 3, 255);

/// Link of one row of the log to the row before: sixteen bytes (FR-26).
pub const EVENT_CHAIN: Obis = Obis::new(0, 0, 128, 10, 4, 255);

const fn column(class: u16, obis: Obis) -> CaptureObject {
    CaptureObject {
        class,
        obis,
        attribute: 2,
        item: 0,
    }
}

static LOAD_COLUMNS: &[CaptureObject] = &[
    CaptureObject::CLOCK,
    column(1, INTERVAL_STATUS),
    column(3, INTERVAL_ENERGY),
];

static EVENT_COLUMNS: &[CaptureObject] = &[
    CaptureObject::CLOCK,
    column(1, EVENT_CODE),
    column(1, EVENT_SEQ),
    column(1, EVENT_MESSAGE),
    column(1, EVENT_INBOUND),
    column(1, EVENT_CHAIN),
];

pub(super) static OBJECTS: &[Object] = &[
    buffer(LOAD_PROFILE),
    buffer(EVENT_LOG),
    Object {
        class: push::CLASS,
        version: 0,
        obis: push::FIRST,
        attributes: push::REPETITION_DELAY,
        writable: &[],
        methods: 0,
        get: get_push,
        set: no_set,
        act: no_act,
    },
];

const fn buffer(obis: Obis) -> Object {
    Object {
        class: profile::CLASS,
        version: 1,
        obis,
        attributes: profile::PROFILE_ENTRIES,
        writable: &[],
        methods: 0,
        get: if obis.0[2] == 99 && obis.0[3] == 1 {
            load
        } else {
            events
        },
        set: no_set,
        act: no_act,
    }
}

fn load(at: &MeterObjects<'_>, index: i8, wanted: Option<&Selector>) -> Result<Data, AccessResult> {
    let register = at.meter.register();
    Ok(match index {
        profile::BUFFER => {
            let rows = register.rows().map(load_row);
            return select(rows, LOAD_COLUMNS, wanted);
        }
        profile::CAPTURE_OBJECTS => columns(LOAD_COLUMNS),
        profile::CAPTURE_PERIOD => u32_of(register.length().as_seconds()),
        5 => Data::Enum(1),
        6 => CaptureObject::CLOCK.to_data(),
        profile::ENTRIES_IN_USE => u32_of(i64::try_from(register.rows().len()).unwrap_or(i64::MAX)),
        _ => u32_of(i64::try_from(register.capacity()).unwrap_or(i64::MAX)),
    })
}

fn events(
    at: &MeterObjects<'_>,
    index: i8,
    wanted: Option<&Selector>,
) -> Result<Data, AccessResult> {
    Ok(match index {
        profile::BUFFER => return select(at.meter.log(0).map(event_row), EVENT_COLUMNS, wanted),
        profile::CAPTURE_OBJECTS => columns(EVENT_COLUMNS),
        profile::CAPTURE_PERIOD => Data::U32(0),
        5 => Data::Enum(1),
        6 => CaptureObject::CLOCK.to_data(),
        profile::ENTRIES_IN_USE => {
            u32_of(i64::try_from(at.meter.log(0).count()).unwrap_or(i64::MAX))
        }
        _ => u32_of(i64::try_from(LOG_MAX).unwrap_or(i64::MAX)),
    })
}

fn columns(all: &[CaptureObject]) -> Data {
    Data::Array(all.iter().map(CaptureObject::to_data).collect())
}

fn time(at: Timestamp) -> Data {
    ClockTime::utc(at.as_millis()).to_data()
}

fn load_row(row: &IntervalRow) -> Vec<Data> {
    let status = if row.estimated { STATUS_ESTIMATED } else { 0 };
    vec![time(row.start), Data::U8(status), u32_of(row.energy.get())]
}

fn event_row(row: &LogRow) -> Vec<Data> {
    let message = row
        .message
        .map_or_else(Vec::new, |id| id.to_bytes().to_vec());
    let link = row.chain.as_deref().and_then(link_bytes);
    let link = link.map_or_else(Vec::new, |bytes| bytes.to_vec());
    vec![
        time(row.at),
        Data::U16(row.code.0),
        Data::U64(row.seq),
        Data::Octets(message),
        Data::Bool(row.inbound),
        Data::Octets(link),
    ]
}

/// The rows and columns that the selector names, oldest first.
fn select(
    rows: impl Iterator<Item = Vec<Data>>,
    columns: &[CaptureObject],
    wanted: Option<&Selector>,
) -> Result<Data, AccessResult> {
    let Some(wanted) = wanted else {
        return Ok(Data::Array(rows.map(Data::Structure).collect()));
    };
    match wanted {
        Selector::Range {
            restricting,
            from,
            to,
            columns: shown,
        } => {
            let place = |one: &CaptureObject| {
                let same = |known: &CaptureObject| {
                    known.class == one.class
                        && known.obis == one.obis
                        && known.attribute == one.attribute
                };
                columns
                    .iter()
                    .position(same)
                    .ok_or(AccessResult::ObjectUndefined)
            };
            let key = place(restricting)?;
            let (from, to) = (order(from)?, order(to)?);
            let shown = shown.iter().map(place).collect::<Result<Vec<_>, _>>()?;
            let inside = |row: &Vec<Data>| {
                row.get(key)
                    .and_then(|at| order(at).ok())
                    .is_some_and(|at| at >= from && at <= to)
            };
            let pick = |row: Vec<Data>| {
                if shown.is_empty() {
                    return Data::Structure(row);
                }
                Data::Structure(
                    shown
                        .iter()
                        .filter_map(|at| row.get(*at).cloned())
                        .collect(),
                )
            };
            Ok(Data::Array(rows.filter(inside).map(pick).collect()))
        }
        Selector::Entry {
            from_column,
            to_column,
            ..
        } => {
            let rows: Vec<_> = rows.collect();
            let range = wanted.row_range(rows.len());
            let first = usize::from(*from_column).max(1) - 1;
            let last = match usize::from(*to_column) {
                0 => columns.len(),
                last => last.min(columns.len()),
            };
            let width = last.saturating_sub(first);
            let pick =
                |row: Vec<Data>| Data::Structure(row.into_iter().skip(first).take(width).collect());
            let rows = rows.into_iter().skip(range.start).take(range.len());
            Ok(Data::Array(rows.map(pick).collect()))
        }
    }
}

/// A value as a number that sorts like it: a time by its moment, a number by itself.
fn order(value: &Data) -> Result<i128, AccessResult> {
    if let Some(number) = value.as_i64() {
        return Ok(i128::from(number));
    }
    if let Some(number) = value.as_u64() {
        return Ok(i128::from(number));
    }
    let time = ClockTime::from_data(value).map_err(|_| AccessResult::TypeUnmatched)?;
    Ok(i128::from(time.unix_ms))
}

/// Nothing is pushed in this version; the setup says so.
fn get_push(_: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    Ok(match index {
        push::OBJECT_LIST | push::WINDOW => Data::Array(Vec::new()),
        push::DESTINATION => Destination {
            transport: 0,
            address: Vec::new(),
            message: 0,
        }
        .to_data(),
        push::RETRIES => Data::U8(0),
        _ => Data::U16(0),
    })
}
