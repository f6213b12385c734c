//! Classes 111 account, 112 credit, 113 charge and 115 token gateway: payment metering.

use super::{fields, number};
use crate::codec::DecodeError;
use crate::data::Data;

/// Account: class, name, attributes and methods.
pub mod account {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 111;
    /// The account of the supply, 0-0:19.0.0.255.
    pub const SUPPLY: Obis = Obis::new(0, 0, 19, 0, 0, 255);
    /// Attribute 2: see [`super::ModeAndStatus`].
    pub const MODE_AND_STATUS: i8 = 2;
    /// Attribute 3: number of the credit in use.
    pub const CURRENT_CREDIT_IN_USE: i8 = 3;
    /// Attribute 4: bits of the credit status.
    pub const CURRENT_CREDIT_STATUS: i8 = 4;
    /// Attribute 5: credit that can be used, in units of the currency.
    pub const AVAILABLE_CREDIT: i8 = 5;
    /// Attribute 6: amount that must be paid before energy flows again.
    pub const AMOUNT_TO_CLEAR: i8 = 6;
    /// Attribute 7: credit at which the supply may be closed again.
    pub const CLEARANCE_THRESHOLD: i8 = 7;
    /// Attribute 8: debts of all charges together.
    pub const AGGREGATED_DEBT: i8 = 8;
    /// Attribute 9: names of the credits.
    pub const CREDITS: i8 = 9;
    /// Attribute 10: names of the charges.
    pub const CHARGES: i8 = 10;
    /// Attribute 13: when this account came into force.
    pub const ACTIVATION_TIME: i8 = 13;
    /// Attribute 14: when it was closed.
    pub const CLOSURE_TIME: i8 = 14;
    /// Attribute 15: see [`super::Currency`].
    pub const CURRENCY: i8 = 15;
    /// Attribute 16: the credit under which a warning is given.
    pub const LOW_CREDIT_THRESHOLD: i8 = 16;
    /// Method 1: brings a prepared account into force.
    pub const ACTIVATE: i8 = 1;
    /// Method 2: closes the account.
    pub const CLOSE: i8 = 2;
    /// Method 3: resets the account.
    pub const RESET: i8 = 3;
}

/// Credit: class, name, attributes and methods.
pub mod credit {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 112;
    /// The first credit of the supply, 0-0:19.10.0.255.
    pub const SUPPLY: Obis = Obis::new(0, 0, 19, 10, 0, 255);
    /// Attribute 2: what is left of it.
    pub const CURRENT_AMOUNT: i8 = 2;
    /// Attribute 3: 0 token, 1 reserved, 2 emergency, 3 time based, 4 consumption based.
    pub const TYPE: i8 = 3;
    /// Attribute 4: order in which credits are used.
    pub const PRIORITY: i8 = 4;
    /// Attribute 5: the amount under which a warning is given.
    pub const WARNING_THRESHOLD: i8 = 5;
    /// Attribute 6: the least amount before it is exhausted.
    pub const LIMIT: i8 = 6;
    /// Attribute 8: 0 enabled, 1 selectable, 2 selected, 3 in use, 4 exhausted.
    pub const STATUS: i8 = 8;
    /// Method 1: ADDS to the amount; sent twice it adds twice.
    pub const UPDATE_AMOUNT: i8 = 1;
    /// Method 2: sets the amount.
    pub const SET_AMOUNT_TO_VALUE: i8 = 2;
    /// Method 3: brings it into use.
    pub const INVOKE_CREDIT: i8 = 3;
}

/// Charge: class, name, attributes and methods.
pub mod charge {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 113;
    /// The first charge of the supply, 0-0:19.20.0.255.
    pub const SUPPLY: Obis = Obis::new(0, 0, 19, 20, 0, 255);
    /// Attribute 2: paid in all.
    pub const TOTAL_PAID: i8 = 2;
    /// Attribute 3: 0 consumption based, 1 time based, 2 payment event based.
    pub const TYPE: i8 = 3;
    /// Attribute 4: order in which charges are taken.
    pub const PRIORITY: i8 = 4;
    /// Attribute 5: the prices in force.
    pub const UNIT_CHARGE_ACTIVE: i8 = 5;
    /// Attribute 6: the prices that wait.
    pub const UNIT_CHARGE_PASSIVE: i8 = 6;
    /// Attribute 7: when the waiting prices come into force.
    pub const UNIT_CHARGE_ACTIVATION_TIME: i8 = 7;
    /// Attribute 12: what is still to be collected.
    pub const TOTAL_REMAINING: i8 = 12;
    /// Method 1: changes the unit charge.
    pub const UPDATE_UNIT_CHARGE: i8 = 1;
    /// Method 2: brings the waiting prices into force.
    pub const ACTIVATE_PASSIVE: i8 = 2;
    /// Method 4: changes what is still to be collected.
    pub const UPDATE_TOTAL_REMAINING: i8 = 4;
}

/// Token gateway: class, name, attributes and methods.
pub mod token {
    use crate::obis::Obis;

    /// Class id.
    pub const CLASS: u16 = 115;
    /// The token gateway of the supply, 0-0:19.40.0.255.
    pub const SUPPLY: Obis = Obis::new(0, 0, 19, 40, 0, 255);
    /// Attribute 2: the token that came last.
    pub const TOKEN: i8 = 2;
    /// Attribute 3: when it came.
    pub const TIME: i8 = 3;
    /// Attribute 4: what it meant.
    pub const DESCRIPTION: i8 = 4;
    /// Attribute 5: 0 remote, 1 local, 2 by hand.
    pub const DELIVERY_METHOD: i8 = 5;
    /// Attribute 6: see [`super::TokenStatus`].
    pub const STATUS: i8 = 6;
    /// Method 1: takes a token (octet-string).
    pub const ENTER: i8 = 1;
}

/// How the account is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentMode {
    /// 1: pay afterwards, regular billing.
    Credit,
    /// 2: pay before.
    Prepayment,
}

/// Whether the account is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountStatus {
    /// 1: prepared, waits for its activation.
    New,
    /// 2: in force.
    Active,
    /// 3: over.
    Closed,
}

/// Attribute 2 of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModeAndStatus {
    /// How it is paid.
    pub mode: PaymentMode,
    /// Whether it is in force.
    pub status: AccountStatus,
}

impl ModeAndStatus {
    /// As attribute 2.
    #[must_use]
    pub fn to_data(self) -> Data {
        let mode = match self.mode {
            PaymentMode::Credit => 1,
            PaymentMode::Prepayment => 2,
        };
        let status = match self.status {
            AccountStatus::New => 1,
            AccountStatus::Active => 2,
            AccountStatus::Closed => 3,
        };
        Data::Structure(vec![Data::Enum(mode), Data::Enum(status)])
    }

    /// From attribute 2.
    ///
    /// # Errors
    /// Any other shape or value.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "a payment mode and account status";
        let [mode, status] = fields(data, WHAT)?;
        let mode = match mode.as_i64() {
            Some(1) => PaymentMode::Credit,
            Some(2) => PaymentMode::Prepayment,
            Some(_) | None => return Err(DecodeError::Meaning { what: WHAT }),
        };
        let status = match status.as_i64() {
            Some(1) => AccountStatus::New,
            Some(2) => AccountStatus::Active,
            Some(3) => AccountStatus::Closed,
            Some(_) | None => return Err(DecodeError::Meaning { what: WHAT }),
        };
        Ok(Self { mode, status })
    }
}

/// Attribute 15 of an account: what its amounts count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Currency {
    /// ISO 4217 letters, or a unit name such as `kWh`.
    pub name: String,
    /// Power of ten of one unit: -2 counts cents, -6 micro-dollars.
    pub scale: i8,
    /// 0 time, 1 consumption, 2 money.
    pub unit: u8,
}

impl Currency {
    /// As attribute 15.
    #[must_use]
    pub fn to_data(&self) -> Data {
        let name = Data::Utf8(self.name.clone());
        Data::Structure(vec![name, Data::I8(self.scale), Data::Enum(self.unit)])
    }

    /// From attribute 15.
    ///
    /// # Errors
    /// Any other shape, or a name that is not UTF-8.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "a currency";
        let [name, scale, unit] = fields(data, WHAT)?;
        let bytes = name.as_bytes().map(<[u8]>::to_vec).unwrap_or_default();
        let name = String::from_utf8(bytes);
        Ok(Self {
            name: name.map_err(|_| DecodeError::Meaning { what: WHAT })?,
            scale: number(scale, WHAT)?,
            unit: number(unit, WHAT)?,
        })
    }
}

/// Status code in attribute 6 of a token gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenStatus {
    /// 0: the format is right.
    FormatOk,
    /// 1: it is authentic.
    Authentic,
    /// 2: it is valid.
    Valid,
    /// 3: it was carried out.
    Carried,
    /// 4: the format is wrong.
    FormatWrong,
    /// 5: it is not authentic.
    NotAuthentic,
    /// 6: it is not valid, or was used before.
    NotValid,
    /// 7: it is valid and could not be carried out.
    NotCarried,
    /// 8: received, still to be looked at.
    Received,
}

impl TokenStatus {
    const ALL: [Self; 9] = [
        Self::FormatOk,
        Self::Authentic,
        Self::Valid,
        Self::Carried,
        Self::FormatWrong,
        Self::NotAuthentic,
        Self::NotValid,
        Self::NotCarried,
        Self::Received,
    ];

    /// As attribute 6, without data bits.
    #[must_use]
    pub fn to_data(self) -> Data {
        let code = Self::ALL.iter().position(|status| *status == self);
        let code = code
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or_default();
        Data::Structure(vec![Data::Enum(code), Data::Bits(Vec::new())])
    }

    /// From attribute 6; the data bits belong to the maker.
    ///
    /// # Errors
    /// Any other shape or value.
    pub fn from_data(data: &Data) -> Result<Self, DecodeError> {
        const WHAT: &str = "a token status";
        let [code, _] = fields(data, WHAT)?;
        let code: usize = number(code, WHAT)?;
        Self::ALL
            .get(code)
            .copied()
            .ok_or(DecodeError::Meaning { what: WHAT })
    }
}
