//! Customer service (AC-7): accounts, payments, charges, and what people ask about them. It
//! conducts: it reads once, lets the domain decide, writes once, and asks ADCS for what a meter
//! must do in the same transaction.

pub mod agent;
pub mod auto_pay;
pub mod bank_file;
pub mod baseline;
pub mod book_event;
mod borrow;
mod bring_back;
mod by_hand;
mod card_tries;
pub mod charge;
pub mod check_credit;
pub mod close;
pub mod confirm;
pub mod convert;
pub mod debt;
pub mod deposit;
pub mod disclosure;
pub mod dispute;
pub mod enrol;
pub mod error;
pub mod estimate;
pub mod explain;
pub mod export;
pub mod figure_code;
mod forget_cards;
pub mod help;
mod hold;
pub mod identity;
pub mod move_out;
pub mod no_power;
pub mod order;
mod owe_again;
pub mod password_code;
pub mod pay;
pub mod pay_link;
pub mod payment_method;
pub mod processor;
pub mod processor_event;
pub mod program;
pub mod protect;
pub mod question;
pub mod rate;
pub mod reconcile_payments;
pub mod refund;
pub mod regulator;
pub mod replenish;
pub mod room;
pub mod rules;
pub mod save_card;
pub mod settle;
pub mod split;
mod stands;
pub mod statement;
pub mod station;
pub mod take_back;
pub mod tariffs;
mod tell_supply;
pub mod two_phase;
pub mod usage;
pub mod warn;
pub mod watch;
pub mod write_off;
pub mod zero;

pub use book_event::{EventError, Wish};
pub use error::CssError;
pub use pay::Offer;
pub(crate) use question::question;

use ami_adcs::LiveTerms;
use ami_store::Store;
use payment_method::PaymentMethod;
use std::sync::Arc;
use std::time::Duration;

/// Everything that customer service works with.
#[derive(Debug, Clone)]
pub struct Css {
    /// What is remembered.
    pub store: Store,
    /// What the utility has set.
    pub terms: LiveTerms,
    /// How customers can pay (BR-01).
    pub methods: Vec<Arc<dyn PaymentMethod>>,
    /// So long a processor may take to answer, in real time.
    pub verify_timeout: Duration,
}
