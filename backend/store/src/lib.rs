//! What is remembered: SQLite and PostgreSQL behind one [`Tx`]. No repository traits, and no type
//! of the database driver in the public API.
//!
//! # The choice of driver (2026-11)
//! sqlx 0.9 with its `Any` driver: one SQL text for both engines (`$1`, `RETURNING`,
//! `ON CONFLICT`, `BIGINT`, `TEXT`, `BYTEA`/`BLOB`). Read in its source and measured by the
//! contract tests: `Any` carries NULL with its type to PostgreSQL, takes `BEGIN IMMEDIATE`
//! through `begin_with`, and cannot read SQLite's `BOOLEAN`, so flags are `0` and `1`.
//! `SUM(bigint)` needs `CAST(COALESCE(SUM(x), 0) AS BIGINT)`. Only the search for accounts has a
//! text for each engine, because their trigram indexes differ. An enum over two typed pools would
//! write every statement twice; we would go there if `Any` costs measurable time.
//!
//! # Rules that hold here
//! - Money is micro-units, energy watt-hours, time milliseconds since 1970 UTC: all `BIGINT`. Ids
//!   are 16 bytes. States are words that a `CHECK` knows.
//! - A key and the stored answer make a retry harmless (`ON CONFLICT DO NOTHING`), never a check
//!   before an insert. Balances move by `SET x = x + $1`.
//! - Two writers on one account first bump its `version` row: [`Tx::lock_account`].
//! - Numbers of 64 bits without sign are stored up to 2^63 - 1 and held there; a NUL character in
//!   a text is stored as U+FFFD, because PostgreSQL has none.
//! - Lists are cut at [`limits`].
//!
//! ```no_run
//! # async fn example(id: ami_domain::id::AccountId) -> Result<(), ami_store::StoreError> {
//! let store = ami_store::Store::open("sqlite://ami.db").await?;
//! let mut tx = store.begin().await?;
//! let account = tx.lock_account(id).await?;
//! // decide on values, then write
//! tx.commit().await?; // dropped instead: rolled back
//! # Ok(()) }
//! ```

mod account;
mod account_find;
mod agent;
mod alert;
mod audience;
mod audit;
mod auto_pay;
mod borrowing;
mod charge;
mod cheque;
mod close;
mod column;
mod command;
mod command_due;
mod credit;
mod credit_check;
mod cut_stop;
mod debt;
mod debt_step;
mod decision;
mod decision_chain;
mod delivery;
mod deposit;
#[cfg(feature = "direct")]
mod direct;
mod enrol;
mod entitled;
mod error;
mod event;
mod event_find;
mod export;
mod facility;
mod feed;
mod figure_code;
mod given;
mod grant;
mod identity;
mod inbox;
mod interval;
mod journal;
mod journal_chain;
mod ledger;
mod ledger_bulk;
mod ledger_column;
pub mod limits;
mod meter_log;
mod migrations;
mod move_out;
mod named;
mod no_power;
mod notice;
mod notice_figures;
mod open;
mod order;
mod outbox;
mod pairing;
mod password_code;
mod pay_link;
mod payment;
mod payment_confirm;
mod payment_credit;
mod payment_question;
mod person;
mod place;
mod plan;
#[cfg(test)]
mod plan_supply_tests;
#[cfg(test)]
mod plan_tests;
mod processor_event;
#[cfg(feature = "proof")]
mod proof;
mod protection;
mod prune;
mod receipt;
mod reduced;
mod refund;
mod regulator;
mod replenish;
mod restored;
mod saved_card;
mod session;
mod setting;
mod shelf;
mod shown_estimate;
mod sign_in_place;
mod sql;
mod statement;
mod statement_event;
mod through;
mod told;
mod tx;
mod waiting;
mod write_off;

pub use account::AccountRow;
pub use agent::{AgentRow, RemittanceRow};
pub use alert::{AlertRow, Funnel, NewAlert, Reached};
pub use audit::Difference;
pub use auto_pay::AutoPayRow;
pub use borrowing::{BorrowingRow, FriendlyUse};
pub use charge::ChargeRow;
pub use cheque::{ChequeEnd, ChequeRow};
pub use close::{CloseRow, DayBook, DayLink};
pub use command::{CommandRow, CommandState};
pub use command_due::Due;
pub use credit::{ModeChange, ZeroRow};
pub use credit_check::{CreditCount, CreditDay, CreditDifference, Reading};
pub use cut_stop::CutStop;
pub use debt::OwingRow;
pub use decision::{DecisionRow, HoldRow, Ruling};
pub use decision_chain::{DecisionChain, LinkedDecision};
pub use delivery::DeliveryRow;
pub use enrol::{ContactRow, DisclosureRow, EnrolmentRow, ScreeningRow};
pub use entitled::EntitledNote;
pub use error::{NextStep, StoreError};
pub use event::{EventProblem, EventRow};
pub use export::LedgerMark;
pub use given::GivenRow;
pub use grant::{Funds, Helped};
pub use identity::IdentityRow;
pub use journal::JournalRow;
pub use journal_chain::{ChainFault, JournalChain, JournalHead, LinkedRow};
pub use ledger::Added;
pub use meter_log::MeterLogRow;
pub use move_out::{MoveOutRow, Occupancy, TenancyRow};
pub use no_power::CaseRow;
pub use open::{Engine, Store};
pub use order::{HANDING_MAX, OrderRow};
pub use outbox::OutboxRow;
pub use pairing::PairingRow;
pub use password_code::PasswordCodeRow;
pub use pay_link::PayLinkRow;
pub use payment::PaymentRow;
pub use payment_confirm::ConfirmationRow;
pub use payment_question::{PaymentDay, QuestionRow};
pub use person::Person;
pub use place::{Gateway, Location, Meter};
pub use plan::{PlanRow, PlanState, Planned};
pub use processor_event::ProcessorEvent;
#[cfg(feature = "proof")]
pub use proof::Proof;
pub use protection::UnderWay;
pub use reduced::{Noted, ProtectionNote};
pub use refund::{RefundRow, RefundState};
pub use regulator::{ReportedDecision, ReportedHold, ReportedText};
pub use replenish::{ReplenishRow, TopUpSecret};
pub use restored::Restored;
pub use saved_card::{CardSetupRow, SavedCardRow};
pub use session::SessionRow;
pub use setting::SettingRow;
pub use statement::{LedgerLine, StatementRow};
pub use through::Through;
pub use told::Told;
pub use tx::Tx;
pub use waiting::{Queue, Waiting};
