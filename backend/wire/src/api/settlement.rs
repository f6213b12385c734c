//! Ways to pay, what a payment went to line by line, money given back, and what a person must look
//! at.

use ami_domain::id::{PaymentId, RefundId};
use ami_domain::money::Money;
use ami_domain::payment::LineKind;
use ami_domain::settlement::Question;
use ami_domain::time::{LocalMoment, Timestamp};
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// `GET /api/accounts/{account}/payment-options`: how, and how much, this account may pay now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentOptions {
    /// Ways to pay, the first one first.
    pub methods: Vec<PaymentWay>,
    /// Least payment.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub least: Money,
    /// Largest payment now; below `least` when nothing more is taken today.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub largest: Money,
    /// `day` or `week` when payments of that time leave less room than usual.
    pub bounded_by: Option<String>,
    /// Most in a day.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub day_max: Money,
    /// Most in seven days.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub week_max: Money,
}

/// A way to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentWay {
    /// `saved_card`, `card`, `card_page`, `bank_transfer` or `sandbox_card`.
    pub name: String,
    /// No real money moves: the processor is one for tests.
    pub test: bool,
    /// The money is credited only when it has cleared, days later.
    pub clears_later: bool,
    /// A prepayment event can be paid so: the money is there at once, and no page waits for its
    /// payer.
    pub for_events: bool,
    /// Where customers send it, when they do so themselves.
    pub send_to: Option<String>,
    /// The card that would be charged, where the customer has saved one.
    #[serde(default)]
    pub card: Option<super::card::CardFace>,
}

/// The money of a payment: what the payer does next, what it went to, what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PaymentMoney {
    /// The page of the payer's bank, while it asks for something.
    pub next_step: Option<String>,
    /// Where the payer sends the money, with the payment's id, while it pends.
    pub send_to: Option<String>,
    /// `nothing`, `refunded`, `returned`, `disputed`, `dispute_won`, `dispute_lost`, or
    /// `not_taken` when what was credited could not be taken; empty before it is credited.
    pub after: String,
    /// What could still be given back.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub rest: Money,
    /// The nickname of the link that it came through; absent when no link was used.
    pub by_link: Option<String>,
    /// Its split, from the ledger; only in answers about one payment.
    pub lines: Vec<PaymentLine>,
}

/// A line of a payment's receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentLine {
    /// What it is for.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::PaymentLineKind))]
    pub what: LineKind,
    /// How much; below zero when it went out again.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
}

/// `PUT /api/accounts/{account}/payments/{payment}/refunds/{refund}`: give back. The refund's id is
/// made by the caller: the same request again gets the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct GiveBack {
    /// Whole cents, at most what is left of the payment, and what is left unused.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// Why, 1 to 500 characters.
    pub note: String,
}

/// `GET /api/accounts/{account}/payments/{payment}/refunds`: what could be given back now, and
/// what was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refunds {
    /// What is left of the payment itself.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub rest: Money,
    /// What is left of the account's money: not used, not lent, not on its way back already.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub unused: Money,
    /// The most that is given back: the lesser of both.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub most: Money,
    /// The balance that people see.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub balance: Money,
    /// Oldest first, at most 100.
    pub refunds: Vec<RefundEntry>,
}

/// A refund that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundEntry {
    /// How much.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// Why, in the words of who asked.
    pub note: String,
    /// When, by the clock of the site.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub asked_at: LocalMoment,
    /// `asked` while the processor has not answered, `done` or `failed`.
    pub state: String,
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refund {
    /// Made by the caller.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: RefundId,
    /// Of which payment.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub payment: PaymentId,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// `asked` while the processor has not answered, `done` or `failed`.
    pub state: String,
}

/// `GET /api/utility/payment-questions`: what a person must look at, newest first, and the last
/// days whose reports were compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentQuestions {
    /// At most 100; open ones only, unless all were asked for.
    pub questions: Vec<PaymentQuestion>,
    /// At most 31.
    pub days: Vec<PaymentDay>,
}

/// Two sides that say different things about money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentQuestion {
    /// What differs.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub why: Question,
    /// The processor's name of what it is about, or ours.
    pub subject: String,
    /// The payment.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub payment: Option<PaymentId>,
    /// Both sides, in short.
    pub evidence: String,
    /// Since when.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub asked_at: Timestamp,
    /// What was answered.
    pub note: Option<String>,
}

/// A day of the processor's report beside our books.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentDay {
    /// Its start, UTC.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub day: Timestamp,
    /// Lines of the report.
    pub lines: u32,
    /// What moved in it, before fees.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub gross: Money,
    /// What the processor kept.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub fees: Money,
    /// Differences that were found.
    pub differences: u32,
}

/// `PUT /api/utility/payment-questions`: a person has looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AnswerQuestion {
    /// Which kind.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub why: Question,
    /// About what.
    pub subject: String,
    /// What was found and done, 1 to 500 characters.
    pub note: String,
}

/// `PUT /api/utility/bank-file`: transfers that have cleared or came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct BankFile {
    /// `payment,amount,currency,what` and a line for each transfer; `what` is `cleared` or
    /// `returned`.
    pub text: String,
}

/// What a file did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankFileDone {
    /// Payments that are credited now.
    pub cleared: u32,
    /// Payments that are taken back now.
    pub returned: u32,
    /// Lines that were known already.
    pub known: u32,
    /// Cheques of which it is known now that they were paid.
    pub cashed: u32,
    /// Lines that fit no payment and no cheque: a person is asked.
    pub asked: u32,
}
