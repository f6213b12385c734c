//! Account (111), credit (112), charge (113) and token gateway (115), in watt-hours: money is
//! the back office's affair (IS-1).

use super::{MeterObjects, Object, i32_of, metering, no_act, no_set, no_time};
use crate::{Input, Output};
use ami_dlms::class::ClockTime;
use ami_dlms::{AccessResult, ActionResult, Data, Obis, Selector};
use ami_domain::account::Mode;
use ami_domain::energy::{self, WattHours};
use ami_domain::receipt::{Outcome, Receipt};

const ACCOUNT: Obis = Obis::new(0, 0, 19, 0, 0, 255);
const CREDIT: Obis = Obis::new(0, 0, 19, 10, 0, 255);
const CHARGE: Obis = Obis::new(0, 0, 19, 20, 0, 255);
const TOKENS: Obis = Obis::new(0, 0, 19, 40, 0, 255);

/// Token status: carried out.
const TOKEN_DONE: u8 = 3;
/// Token status: not of our shape.
const TOKEN_MALFORMED: u8 = 4;
/// Token status: of our shape and refused.
const TOKEN_REFUSED: u8 = 6;

pub(super) static OBJECTS: &[Object] = &[
    Object {
        class: 111,
        version: 0,
        obis: ACCOUNT,
        attributes: 19,
        writable: &[],
        methods: 0,
        get: account,
        set: no_set,
        act: no_act,
    },
    Object {
        class: 112,
        version: 0,
        obis: CREDIT,
        attributes: 11,
        writable: &[],
        methods: 2,
        get: credit,
        set: no_set,
        act: change_credit,
    },
    Object {
        class: 113,
        version: 0,
        obis: CHARGE,
        attributes: 13,
        writable: &[],
        methods: 0,
        get: charge,
        set: no_set,
        act: no_act,
    },
    Object {
        class: 115,
        version: 0,
        obis: TOKENS,
        attributes: 6,
        writable: &[],
        methods: 1,
        get: tokens,
        set: no_set,
        act: enter,
    },
];

fn no_bits() -> Data {
    Data::Bits(vec![false; 8])
}

fn account(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let credit = at.meter.examine().credit.get();
    let prepaid = at.meter.view().is_none_or(|view| view.mode == Mode::Prepaid);
    Ok(match index {
        // Payment mode 1 is credit, 2 prepayment; status 2 is active (FR-27).
        2 => Data::Structure(vec![Data::Enum(if prepaid { 2 } else { 1 }), Data::Enum(2)]),
        3 => Data::U8(1),
        4 => no_bits(),
        5 => i32_of(credit.max(0)),
        6 => i32_of(credit.min(0)),
        7 | 8 | 16 | 17 | 19 => Data::I32(0),
        9 => Data::Array(vec![CREDIT.into()]),
        10 => Data::Array(vec![CHARGE.into()]),
        11 => Data::Array(vec![Data::Structure(vec![CREDIT.into(), CHARGE.into(), no_bits()])]),
        12 => Data::Array(vec![Data::Structure(vec![CREDIT.into(), Data::U8(100)])]),
        13 | 14 => no_time(),
        // Unit 1 is consumption: one unit is a watt-hour.
        15 => Data::Structure(vec![Data::Utf8("Wh".into()), Data::I8(0), Data::Enum(1)]),
        _ => Data::U16(0),
    })
}

fn credit(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let credit = at.meter.examine().credit;
    Ok(match index {
        2 => i32_of(credit.get()),
        3 => Data::Enum(0),
        4 => Data::U8(1),
        7 => no_bits(),
        // 3 is in use, 4 exhausted.
        8 => Data::Enum(if credit > WattHours::ZERO { 3 } else { 4 }),
        11 => no_time(),
        _ => Data::I32(0),
    })
}

/// Method 1 adds, method 2 sets; both by the utility's tool and without a message's id, so a
/// copy counts twice. ADCS uses messages.
fn change_credit(
    at: &mut MeterObjects<'_>,
    index: i8,
    amount: Option<&Data>,
) -> Result<Option<Data>, ActionResult> {
    let amount = amount.and_then(Data::as_i64).ok_or(ActionResult::TypeUnmatched)?;
    let amount = WattHours::new(amount);
    if amount > energy::MAX || amount < WattHours::ZERO - energy::MAX {
        return Err(ActionResult::OtherReason);
    }
    let change = if index == 1 { amount } else { amount - at.meter.examine().credit };
    at.happen(Input::AddCredit(change));
    Ok(None)
}

/// One unit of credit is collected for one watt-hour of the register.
fn charge(_: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let unit = || {
        let scale = Data::Structure(vec![Data::I8(0), Data::I8(0)]);
        let commodity = [Data::U16(3), metering::ENERGY.into(), Data::I8(2)];
        let row = Data::Structure(vec![Data::Octets(Vec::new()), Data::I16(1)]);
        Data::Structure(vec![scale, Data::Structure(commodity.to_vec()), Data::Array(vec![row])])
    };
    Ok(match index {
        3 => Data::Enum(0),
        4 => Data::U8(1),
        5 | 6 => unit(),
        7 | 10 => no_time(),
        8 => Data::U32(0),
        9 => Data::Bits(vec![false; 2]),
        13 => Data::U16(10_000),
        _ => Data::I32(0),
    })
}

fn newest<'a>(at: &'a MeterObjects<'_>) -> Option<&'a Receipt> {
    at.meter.receipts().max_by_key(|receipt| receipt.log_seq)
}

fn status(code: u8) -> Data {
    Data::Structure(vec![Data::Enum(code), no_bits()])
}

fn code_of(receipt: &Receipt) -> u8 {
    match receipt.outcome {
        Outcome::Done => TOKEN_DONE,
        Outcome::Refused(_) => TOKEN_REFUSED,
    }
}

fn tokens(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let last = newest(at);
    Ok(match index {
        // The token itself is not given back.
        2 => Data::Octets(Vec::new()),
        3 => last.map_or_else(no_time, |receipt| {
            ClockTime::utc(receipt.completed_at.as_millis()).to_data()
        }),
        4 => Data::Array(Vec::new()),
        5 => Data::Enum(0),
        _ => last.map_or_else(|| status(0), |receipt| status(code_of(receipt))),
    })
}

/// A token is the bytes of a message: same inbox, same receipt, at most once (SC1.8).
fn enter(
    at: &mut MeterObjects<'_>,
    _: i8,
    token: Option<&Data>,
) -> Result<Option<Data>, ActionResult> {
    let bytes = token.and_then(Data::as_bytes).ok_or(ActionResult::TypeUnmatched)?;
    let out = at.happen(Input::Message(bytes.to_vec()));
    let code = out.iter().find_map(|one| match one {
        Output::Receipt(receipt) => Some(code_of(receipt)),
        Output::Unreadable
        | Output::SwitchMoved(_)
        | Output::IntervalClosed(_)
        | Output::DisplayChanged
        | Output::LogRow(_) => None,
    });
    Ok(Some(status(code.unwrap_or(TOKEN_MALFORMED))))
}
