//! Account (111), credit (112), charge (113) and token gateway (115), in watt-hours: money is
//! the back office's affair (IS-1).

use super::{MeterObjects, Object, i32_of, no_act, no_set, no_time};
use crate::{Input, Output};
use ami_dlms::class::payment::{
    AccountStatus, Currency, ModeAndStatus, PaymentMode, TokenStatus, account, charge, credit,
    token,
};
use ami_dlms::class::{ClockTime, basic};
use ami_dlms::{AccessResult, ActionResult, Data, Selector};
use ami_domain::account::Mode;
use ami_domain::energy::{self, WattHours};
use ami_domain::receipt::{Outcome, Receipt};

pub(super) static OBJECTS: &[Object] = &[
    Object {
        class: account::CLASS,
        version: 0,
        obis: account::SUPPLY,
        attributes: 19,
        writable: &[],
        methods: 0,
        get: get_account,
        set: no_set,
        act: no_act,
    },
    Object {
        class: credit::CLASS,
        version: 0,
        obis: credit::SUPPLY,
        attributes: 11,
        writable: &[],
        methods: credit::SET_AMOUNT_TO_VALUE,
        get: get_credit,
        set: no_set,
        act: change_credit,
    },
    Object {
        class: charge::CLASS,
        version: 0,
        obis: charge::SUPPLY,
        attributes: 13,
        writable: &[],
        methods: 0,
        get: get_charge,
        set: no_set,
        act: no_act,
    },
    Object {
        class: token::CLASS,
        version: 0,
        obis: token::SUPPLY,
        attributes: 6,
        writable: &[],
        methods: token::ENTER,
        get: tokens,
        set: no_set,
        act: enter,
    },
];

fn no_bits() -> Data {
    Data::Bits(vec![false; 8])
}

fn get_account(
    at: &MeterObjects<'_>,
    index: i8,
    _: Option<&Selector>,
) -> Result<Data, AccessResult> {
    let credit = at.meter.examine().credit.get();
    // Both must say so: a meter that was never told is prepaid by default (FR-27).
    let told = at
        .meter
        .view()
        .is_none_or(|view| view.mode == Mode::Prepaid);
    let prepaid = told && at.meter.mode() == Mode::Prepaid;
    Ok(match index {
        // The same meter does both (FR-27).
        account::MODE_AND_STATUS => ModeAndStatus {
            mode: if prepaid {
                PaymentMode::Prepayment
            } else {
                PaymentMode::Credit
            },
            status: AccountStatus::Active,
        }
        .to_data(),
        account::CURRENT_CREDIT_IN_USE => Data::U8(1),
        account::CURRENT_CREDIT_STATUS => no_bits(),
        account::AVAILABLE_CREDIT => i32_of(credit.max(0)),
        account::AMOUNT_TO_CLEAR => i32_of(credit.min(0)),
        account::CLEARANCE_THRESHOLD
        | account::AGGREGATED_DEBT
        | account::LOW_CREDIT_THRESHOLD
        | 17
        | 19 => Data::I32(0),
        account::CREDITS => Data::Array(vec![credit::SUPPLY.into()]),
        account::CHARGES => Data::Array(vec![charge::SUPPLY.into()]),
        11 => Data::Array(vec![Data::Structure(vec![
            credit::SUPPLY.into(),
            charge::SUPPLY.into(),
            no_bits(),
        ])]),
        12 => Data::Array(vec![Data::Structure(vec![
            credit::SUPPLY.into(),
            Data::U8(100),
        ])]),
        account::ACTIVATION_TIME | account::CLOSURE_TIME => no_time(),
        // Unit 1 is consumption: one unit is a watt-hour.
        account::CURRENCY => Currency {
            name: "Wh".into(),
            scale: 0,
            unit: 1,
        }
        .to_data(),
        _ => Data::U16(0),
    })
}

fn get_credit(
    at: &MeterObjects<'_>,
    index: i8,
    _: Option<&Selector>,
) -> Result<Data, AccessResult> {
    let held = at.meter.examine().credit;
    Ok(match index {
        credit::CURRENT_AMOUNT => i32_of(held.get()),
        credit::TYPE => Data::Enum(0),
        credit::PRIORITY => Data::U8(1),
        7 => no_bits(),
        // 3 is in use, 4 exhausted.
        credit::STATUS => Data::Enum(if held > WattHours::ZERO { 3 } else { 4 }),
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
    let amount = amount
        .and_then(Data::as_i64)
        .ok_or(ActionResult::TypeUnmatched)?;
    let amount = WattHours::new(amount);
    if amount > energy::MAX || amount < WattHours::ZERO - energy::MAX {
        return Err(ActionResult::OtherReason);
    }
    let change = if index == credit::UPDATE_AMOUNT {
        amount
    } else {
        amount - at.meter.examine().credit
    };
    at.happen(Input::AddCredit(change));
    Ok(None)
}

/// One unit of credit is collected for one watt-hour of the register.
fn get_charge(_: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let unit = || {
        let scale = Data::Structure(vec![Data::I8(0), Data::I8(0)]);
        let commodity = [
            Data::U16(basic::REGISTER),
            basic::ENERGY_IMPORT.into(),
            Data::I8(2),
        ];
        let row = Data::Structure(vec![Data::Octets(Vec::new()), Data::I16(1)]);
        Data::Structure(vec![
            scale,
            Data::Structure(commodity.to_vec()),
            Data::Array(vec![row]),
        ])
    };
    Ok(match index {
        charge::TYPE => Data::Enum(0),
        charge::PRIORITY => Data::U8(1),
        charge::UNIT_CHARGE_ACTIVE | charge::UNIT_CHARGE_PASSIVE => unit(),
        charge::UNIT_CHARGE_ACTIVATION_TIME | 10 => no_time(),
        8 => Data::U32(0),
        9 => Data::Bits(vec![false; 2]),
        13 => Data::U16(10_000),
        _ => Data::I32(0),
    })
}

fn newest<'a>(at: &'a MeterObjects<'_>) -> Option<&'a Receipt> {
    at.meter.receipts().max_by_key(|receipt| receipt.log_seq)
}

fn status(receipt: &Receipt) -> TokenStatus {
    match receipt.outcome {
        Outcome::Done => TokenStatus::Carried,
        Outcome::Refused(_) => TokenStatus::NotValid,
    }
}

fn tokens(at: &MeterObjects<'_>, index: i8, _: Option<&Selector>) -> Result<Data, AccessResult> {
    let last = newest(at);
    Ok(match index {
        // The token itself is not given back.
        token::TOKEN => Data::Octets(Vec::new()),
        token::TIME => last.map_or_else(no_time, |receipt| {
            ClockTime::utc(receipt.completed_at.as_millis()).to_data()
        }),
        token::DESCRIPTION => Data::Array(Vec::new()),
        token::DELIVERY_METHOD => Data::Enum(0),
        _ => last.map_or(TokenStatus::FormatOk, status).to_data(),
    })
}

/// A token is the bytes of a message: same inbox, same receipt, at most once (SC1.8).
fn enter(
    at: &mut MeterObjects<'_>,
    _: i8,
    given: Option<&Data>,
) -> Result<Option<Data>, ActionResult> {
    let bytes = given
        .and_then(Data::as_bytes)
        .ok_or(ActionResult::TypeUnmatched)?;
    let out = at.happen(Input::Message(bytes.to_vec()));
    let found = out.iter().find_map(Output::receipt).map(status);
    Ok(Some(found.unwrap_or(TokenStatus::FormatWrong).to_data()))
}
