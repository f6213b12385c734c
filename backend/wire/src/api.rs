//! HTTP bodies, shared by the server and the UI. Paths stand beside each group.
//!
//! Money is micro-units, energy watt-hours, time milliseconds since 1970 UTC, ids 32 hexadecimal
//! digits.

mod alert;
mod close;
mod confirmation;
mod conformance;
mod debt;
mod decision;
mod explain;
mod grant;
mod move_out;
mod password;
mod plan;
mod program;
mod regulator;
mod settlement;
mod supply;
mod usage;

pub use alert::{Alert, AlertFunnel, Number, PublishAlert, SetNumbers, Settings, Signed};
pub use close::{Close, CloseBook, CloseCredit, CreditDifference, IssuedStatement, StatementRow};
pub use confirmation::{Acknowledged, Confirmation};
pub use conformance::{Conformance, Figure};
pub use debt::{DebtPlan, DebtPreview, OwedDebt, Owing, PauseDebt, SplitLine, SplitPreview};
pub use decision::{Decision, Ruled};
pub use explain::{CodedFigure, Explained};
pub use grant::{AskWriteOff, DecideWriteOff, EndGrant, GiveGrant, Grant, Grants, WriteOff};
pub use move_out::{
    AskMoveOut, CancelCheque, Cheque, ChequeSent, ChequeState, MoveOut, SawChequeCashed,
};
pub use password::{ChangePassword, GivenPasswordCode, PASSWORD_MAX, PASSWORD_MIN, SetPassword};
pub use plan::{MovePlan, PlanStands, PlanSupply, PlanWhat, SupplyNow, SupplyPlan};
pub use program::{Borrow, ChangeProgram, Conversion, Outcome, Program, SetMode, SetTopUp};
pub use regulator::{RegulatorLine, RegulatorReport};
pub use settlement::{
    AnswerQuestion, BankFile, BankFileDone, GiveBack, PaymentDay, PaymentLine, PaymentMoney,
    PaymentOptions, PaymentQuestion, PaymentQuestions, PaymentWay, Refund, RefundEntry, Refunds,
};
pub use supply::{
    AlertsAt, CutsStopped, ForecastAt, Held, ObservedAt, ReportWeather, SaidAt, StopCuts, WeatherAt,
};
pub use usage::{Step, Usage, UsageRow};

use ami_domain::account::{AtZero, Mode};
use ami_domain::display::{Confidence, DisplayView};
use ami_domain::energy::WattHours;
use ami_domain::explain::LineageId;
use ami_domain::id::{AccountId, AlertId, MessageId, MeterId, PaymentId, UserId};
use ami_domain::message::{Bilingual, Importance};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::receipt::Supply;
use ami_domain::role::Role;
use ami_domain::time::{LocalMoment, Timestamp};
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

pub mod auto_pay;
pub mod baseline;
pub mod card;
pub mod converted;
pub mod deposit;
pub mod enrol;
pub mod event;
pub mod link;
pub mod pairing;
pub mod protect;
pub mod service;
pub mod station;
pub mod work_order;

/// `POST /api/session`: sign in. The answer is [`Session`] and a cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Login name, at most 254 characters.
    pub login: String,
    /// Password, at most 128 characters.
    pub password: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn(..)")
    }
}

/// `GET /api/session`: who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Who.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub user: UserId,
    /// Their name, for the greeting.
    pub name: String,
    /// What they may do.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Role))]
    pub role: Role,
    /// Their language: `en-US` or `es-US`.
    pub locale: String,
    /// A customer's accounts.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub accounts: Vec<AccountId>,
}

/// `PUT /api/session/locale`: the language of this user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SetLocale {
    /// `en-US` or `es-US`.
    pub locale: String,
}

/// One row of `GET /api/accounts?search=`: for representatives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountRow {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: AccountId,
    /// The number on the customer's papers.
    pub number: String,
    /// The customer's name.
    pub name: String,
    /// Street address of the service location.
    pub address: String,
}

/// `GET /api/accounts/{account}`: everything that its home screen shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: AccountId,
    /// The number on the customer's papers.
    pub number: String,
    /// The customer's name.
    pub name: String,
    /// Street address of the service location.
    pub address: String,
    /// How it pays.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Mode))]
    pub mode: Mode,
    /// What happens at zero.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::AtZero))]
    pub at_zero: AtZero,
    /// The meter that serves it.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub meter: MeterId,
    /// The meter's number on its face.
    pub meter_serial: String,
    /// The same value that meter and display show.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::DisplayView))]
    pub view: DisplayView,
    /// What is behind every figure of the view (`GET /api/explain/{lineage}`).
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lineage: LineageId,
    /// State of service by the meter's last word; `None` before the first.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::Supply>))]
    pub supply: Option<Supply>,
    /// The gateway is connected.
    pub gateway_online: bool,
    /// Least payment.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub payment_min: Money,
    /// Largest payment.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub payment_max: Money,
    /// When the customer moved out and the account was closed. The view is the last one then.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub closed: Option<LocalMoment>,
}

/// `GET /api/accounts/{account}/estimate`: through the next bill cycle (SC1.3, IX-03), or with
/// `?until=YYYY-MM-DD` through that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Estimate {
    /// From now.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub from: LocalMoment,
    /// To the start of the next bill date at the site, or to the end of the day that was asked for.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub until: LocalMoment,
    /// As likely more as less.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub likely: Money,
    /// Enough in eight of ten cases.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub safe: Money,
    /// Energy of the likely case.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub energy: WattHours,
    /// Fixed charges in both.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub fixed: Money,
    /// What to pay now so that it lasts: at least the least payment, whole dollars.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub suggested: Money,
    /// What to pay now so that the balance lasts to the end at the likely use; zero when it does.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub pay_likely: Money,
    /// The same so that it lasts nine times in ten.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub pay_safe: Money,
    /// What it rests on.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Confidence))]
    pub confidence: Confidence,
    /// What is behind all of it; the newest few of an account can be explained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
}

/// `PUT /api/accounts/{account}/payments/{payment}`: pay. The payment id is made by the caller
/// and kept: the same request again gets the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Pay {
    /// Whole cents, between the account's least and largest payment.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// Name of the payment method, for example `sandbox_card`.
    pub method: String,
    /// The processor's token for the customer's card; card numbers never reach this system.
    pub token: String,
}

/// Answer to a payment, and `GET` of the same path: the honest chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    /// Made by the caller.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: PaymentId,
    /// Whose.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account: AccountId,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// ISO 4217.
    pub currency: String,
    /// Which method.
    pub method: String,
    /// When it was offered, local to the site.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub offered_at: LocalMoment,
    /// Offered, waiting, authorised, pending, applied or refused.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::PaymentState))]
    pub state: PaymentState,
    /// Energy that was sent to the meter; zero until applied.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub credit: WattHours,
    /// Balance right after it; `None` until applied.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i64>))]
    pub balance_after: Option<Money>,
    /// What it paid, line by line; absent until applied. The lines sum to the amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<SplitLine>,
    /// What happened after it was paid; `None` until applied.
    pub delivery: Option<Delivery>,
    /// What the payer does next, what it went to, and what became of it.
    #[serde(default)]
    pub money: PaymentMoney,
    /// What is behind its amounts; absent until applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
}

/// Where the command of a payment stands: Sent, Meter confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Delivery {
    /// The message to the meter.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub message: MessageId,
    /// When it was sent first; `None` while it waits.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub sent_at: Option<LocalMoment>,
    /// Times sent.
    pub attempts: u32,
    /// The meter's own time of completion (FR-15).
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub confirmed_at: Option<LocalMoment>,
    /// The meter refused it; a representative has been told.
    pub refused: bool,
    /// No receipt within the deadline (NFR-02).
    pub late: bool,
}

/// `GET /api/accounts/{account}/payments`: newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payments {
    /// At most 100.
    pub payments: Vec<Payment>,
}

/// One row of `GET /api/accounts/{account}/messages`, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// Its id.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: AlertId,
    /// How much it matters.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Importance))]
    pub importance: Importance,
    /// Both languages.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::Bilingual))]
    pub text: Bilingual,
    /// Shown from.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub from: LocalMoment,
    /// Shown until.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub until: LocalMoment,
    /// It is over, or was taken back.
    pub over: bool,
    /// The reader is asked to confirm (`PUT .../messages/{alert}/confirmation`).
    pub confirm: bool,
    /// When it was confirmed.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<schema::LocalMoment>))]
    pub confirmed_at: Option<LocalMoment>,
    /// What is behind its figures (`GET /api/explain/{lineage}`), where it has some; of each
    /// account it is kept for the newest texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub lineage: Option<LineageId>,
}

/// One event of `GET /api/accounts/{account}/live` (server-sent events).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event", content = "data")]
pub enum Live {
    /// A new view.
    View(Box<DisplayView>),
    /// Service changed at the meter.
    Supply(Supply),
    /// A payment moved on.
    Payment(Box<Payment>),
    /// A new text, or one that changed.
    Message(Box<Message>),
    /// Prepayment events changed: read them anew.
    Events,
}

/// Every refusal over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Text id in `locales` (`error.ftl`), for example `error-amount-below-minimum`.
    pub code: String,
    /// The sentence in the reader's language: what happened, to which thing, what to do next.
    pub detail: String,
    /// The field it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// When trying again makes sense, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
}

/// Server's time, on every page: `GET /api/time`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServerTime {
    /// Business time.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub now: Timestamp,
    /// Business seconds in a real second; 1 except in demonstrations.
    pub factor: i64,
}
