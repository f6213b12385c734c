//! The manufacturer's own objects: what no standard class holds (display, inbox, receipts).

use super::{MeterObjects, Object, no_act, no_set, u32_of};
use crate::{Input, Output};
use ami_dlms::class::manufacturer::{
    self, Reclose, display, event_table, inbox, limit_steps, reclose,
};
use ami_dlms::{AccessResult, ActionResult, Data, Selector};
use ami_domain::id::MessageId;
use ami_domain::receipt::Receipt;

/// Method 2 of the inbox: finds the receipt of one message by its sixteen bytes.
pub const FIND: i8 = 2;

pub(super) static OBJECTS: &[Object] = &[
    Object {
        class: display::CLASS,
        version: 0,
        obis: display::NAME,
        attributes: display::VERSION,
        writable: &[],
        methods: 0,
        get: values,
        set: no_set,
        act: no_act,
    },
    Object {
        class: inbox::CLASS,
        version: 0,
        obis: inbox::NAME,
        attributes: inbox::VERSION,
        writable: &[],
        methods: FIND,
        get: receipts,
        set: no_set,
        act: process,
    },
    Object {
        class: event_table::CLASS,
        version: 0,
        obis: event_table::NAME,
        attributes: event_table::VERSION,
        writable: &[],
        methods: 0,
        get: events,
        set: no_set,
        act: no_act,
    },
    Object {
        class: limit_steps::CLASS,
        version: 0,
        obis: limit_steps::NAME,
        attributes: limit_steps::VERSION,
        writable: &[],
        methods: 0,
        get: steps,
        set: no_set,
        act: no_act,
    },
    Object {
        class: reclose::CLASS,
        version: 0,
        obis: reclose::NAME,
        attributes: reclose::VERSION,
        writable: &[],
        methods: 0,
        get: once,
        set: no_set,
        act: no_act,
    },
];

fn version() -> Data {
    Data::U8(manufacturer::VERSION)
}

/// JSON of [`crate::display::DisplayValues`] (FR-03).
fn values(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    if index != display::VALUES {
        return Ok(version());
    }
    let values = serde_json::to_vec(&at.meter.display_values(at.clock()));
    values
        .map(Data::Octets)
        .map_err(|_| AccessResult::HardwareFault)
}

/// Receipts as JSON, oldest first, by entry or all.
fn receipts(
    at: &MeterObjects<'_>,
    index: i8,
    wanted: Option<&Selector>,
) -> Result<Data, AccessResult> {
    match index {
        inbox::RECEIPTS => {}
        inbox::ENTRIES => {
            return Ok(u32_of(
                i64::try_from(at.meter.receipts().count()).unwrap_or(i64::MAX),
            ));
        }
        _ => return Ok(version()),
    }
    if matches!(wanted, Some(Selector::Range { .. })) {
        return Err(AccessResult::OtherReason);
    }
    let mut all: Vec<&Receipt> = at.meter.receipts().collect();
    all.sort_by_key(|receipt| receipt.log_seq);
    let range = wanted.map_or(0..all.len(), |some| some.row_range(all.len()));
    let rows = all
        .into_iter()
        .skip(range.start)
        .take(range.len())
        .map(json);
    rows.collect::<Option<_>>()
        .map(Data::Array)
        .ok_or(AccessResult::HardwareFault)
}

fn json(receipt: &Receipt) -> Option<Data> {
    serde_json::to_vec(receipt).ok().map(Data::Octets)
}

/// `process` takes the bytes of a `wire::down::Down` and gives the receipt as JSON (FR-15);
/// `find` takes the sixteen bytes of a message id and gives its receipt as JSON, or no bytes.
fn process(
    at: &mut MeterObjects<'_>,
    index: i8,
    parameter: Option<&Data>,
) -> Result<Option<Data>, ActionResult> {
    let bytes = parameter
        .and_then(Data::as_bytes)
        .ok_or(ActionResult::TypeUnmatched)?;
    if index == FIND {
        let id = <[u8; 16]>::try_from(bytes).map_err(|_| ActionResult::TypeUnmatched)?;
        let id = MessageId::from_bytes(id);
        let found = at.meter.receipts().find(|receipt| receipt.message == id);
        return Ok(Some(
            found.and_then(json).unwrap_or(Data::Octets(Vec::new())),
        ));
    }
    let out = at.happen(Input::Message(bytes.to_vec()));
    let receipt = out.iter().find_map(Output::receipt).and_then(json);
    receipt.map(Some).ok_or(ActionResult::TypeUnmatched)
}

/// No prepayment events are held in this version.
fn events(_: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    Ok(match index {
        event_table::ROWS => Data::Array(Vec::new()),
        _ => version(),
    })
}

/// No steps are held in this version; the rated load is not known then.
fn steps(_: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    Ok(match index {
        limit_steps::STEPS => Data::Array(Vec::new()),
        limit_steps::RATED_WATTS => Data::U32(0),
        limit_steps::ACTIVE => Data::U8(0),
        _ => version(),
    })
}

/// Once, after two minutes (FR-22); this version never trips, so it never recloses.
fn once(_: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let state = Reclose {
        max: 1,
        delay_s: 120,
        used: 0,
        trips: 0,
    };
    Ok(if index == reclose::STATE {
        state.to_data()
    } else {
        version()
    })
}
