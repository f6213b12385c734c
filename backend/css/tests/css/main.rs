//! Customer service over a real store in memory: pay, charge, use, estimate.
#![expect(clippy::unwrap_used, reason = "tests")]

mod auto_pay;
mod borrow;
mod card_tries;
mod charge;
mod check_credit;
mod convert;
mod debt;
mod deposit;
mod event;
mod explain;
mod explain_alert;
mod explain_books;
mod explain_debt;
mod explain_event;
mod given;
mod help;
mod house;
mod left;
mod life;
mod over;
mod owed_again;
mod pay;
mod rate;
mod refund;
mod regulator;
mod statement;
mod station;
mod stuck;
mod transfer;
mod usage;
mod write_off;
