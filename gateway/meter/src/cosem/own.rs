//! The manufacturer's own objects: what no standard class holds (display, inbox, receipts).

use super::{MeterObjects, Object, no_act, no_set};
use crate::{Input, Output};
use ami_dlms::{AccessResult, ActionResult, Data, Obis, Selector};
use ami_domain::id::MessageId;
use ami_domain::receipt::Receipt;

/// Version of every structure here; the first field or attribute 3 of each object.
const VERSION: u8 = 1;

pub(super) const DISPLAY_CLASS: u16 = 9000;
pub(super) const INBOX_CLASS: u16 = 9001;
const EVENTS_CLASS: u16 = 9002;
const STEPS_CLASS: u16 = 9003;
const RECLOSE_CLASS: u16 = 9004;

const fn object(class: u16, methods: i8) -> Object {
    let group: u8 = match class {
        DISPLAY_CLASS => 0,
        INBOX_CLASS => 1,
        EVENTS_CLASS => 2,
        STEPS_CLASS => 3,
        _ => 4,
    };
    Object {
        class,
        version: 0,
        obis: Obis::new(0, 0, 128, group, 0, 255),
        attributes: 3,
        writable: &[],
        methods,
        get: match class {
            DISPLAY_CLASS => display,
            INBOX_CLASS => receipts,
            RECLOSE_CLASS => reclose,
            _ => empty,
        },
        set: no_set,
        act: if class == INBOX_CLASS { inbox } else { no_act },
    }
}

pub(super) static OBJECTS: &[Object] = &[
    object(DISPLAY_CLASS, 0),
    object(INBOX_CLASS, 2),
    object(EVENTS_CLASS, 0),
    object(STEPS_CLASS, 0),
    object(RECLOSE_CLASS, 0),
];

/// Attribute 2: JSON of [`crate::display::DisplayValues`] (FR-03).
fn display(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    if index != 2 {
        return Ok(Data::U8(VERSION));
    }
    let values = serde_json::to_vec(&at.meter.display_values(at.clock()));
    values.map(Data::Octets).map_err(|_| AccessResult::HardwareFault)
}

/// Attribute 2: receipts as JSON, newest first, by entry or all.
fn receipts(
    at: &MeterObjects<'_>,
    index: i8,
    wanted: Option<&Selector>,
) -> Result<Data, AccessResult> {
    if index != 2 {
        return Ok(Data::U8(VERSION));
    }
    if matches!(wanted, Some(Selector::Range { .. })) {
        return Err(AccessResult::OtherReason);
    }
    let mut all: Vec<&Receipt> = at.meter.receipts().collect();
    all.sort_by_key(|receipt| std::cmp::Reverse(receipt.log_seq));
    let range = wanted.map_or(0..all.len(), |some| some.row_range(all.len()));
    let rows = all.into_iter().skip(range.start).take(range.len()).map(json);
    rows.collect::<Option<_>>().map(Data::Array).ok_or(AccessResult::HardwareFault)
}

fn json(receipt: &Receipt) -> Option<Data> {
    serde_json::to_vec(receipt).ok().map(Data::Octets)
}

/// Method 1 `process`: the bytes of a `wire::down::Down`; gives the receipt as JSON (FR-15).
/// Method 2 `find`: the sixteen bytes of a message id; gives its receipt as JSON, or no bytes.
fn inbox(
    at: &mut MeterObjects<'_>,
    index: i8,
    parameter: Option<&Data>,
) -> Result<Option<Data>, ActionResult> {
    let bytes = parameter.and_then(Data::as_bytes).ok_or(ActionResult::TypeUnmatched)?;
    if index == 2 {
        let id = <[u8; 16]>::try_from(bytes).map_err(|_| ActionResult::TypeUnmatched)?;
        let id = MessageId::from_bytes(id);
        let found = at.meter.receipts().find(|receipt| receipt.message == id);
        return Ok(Some(found.and_then(json).unwrap_or(Data::Octets(Vec::new()))));
    }
    let out = at.happen(Input::Message(bytes.to_vec()));
    let receipt = out.iter().find_map(|one| match one {
        Output::Receipt(receipt) => json(receipt),
        Output::Unreadable
        | Output::SwitchMoved(_)
        | Output::IntervalClosed(_)
        | Output::DisplayChanged
        | Output::LogRow(_) => None,
    });
    receipt.map(Some).ok_or(ActionResult::TypeUnmatched)
}

/// The table of prepayment events and the steps of the limit: none are held in this version.
fn empty(_: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    Ok(match index {
        2 => Data::Structure(vec![Data::U8(VERSION), Data::Array(Vec::new())]),
        _ => Data::U8(VERSION),
    })
}

/// {version, most times, seconds until, times used}: this version never trips, so never recloses.
fn reclose(_: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let row = [Data::U8(VERSION), Data::U8(1), Data::U16(120), Data::U8(0)];
    Ok(if index == 2 { Data::Structure(row.to_vec()) } else { Data::U8(VERSION) })
}
