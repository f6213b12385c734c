//! The manufacturer's own objects: what no standard class holds (display, inbox, receipts).

use super::{MeterObjects, Object, no_act, no_set, u32_of};
use crate::{Input, Output};
use ami_dlms::class::manufacturer::{self, display, inbox};
use ami_dlms::{AccessResult, ActionResult, Data, Selector};
use ami_domain::id::MessageId;
use ami_domain::receipt::Receipt;

/// Method 2 of the inbox: finds the receipt of one message by its sixteen bytes.
pub const FIND: i8 = 2;
/// Method 3 of the inbox: several messages at once, an array; they are carried out by priority as
/// time passes (NFR-05), and their receipts are found by method 2.
pub const POST: i8 = 3;

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
        methods: POST,
        get: receipts,
        set: no_set,
        act: process,
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
    if index == POST {
        let all = parameter.and_then(Data::items);
        let all = all.ok_or(ActionResult::TypeUnmatched)?;
        let all: Option<Vec<_>> = all.iter().map(Data::as_bytes).collect();
        for bytes in all.ok_or(ActionResult::TypeUnmatched)? {
            at.happen(Input::Post(bytes.to_vec()));
        }
        return Ok(None);
    }
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
