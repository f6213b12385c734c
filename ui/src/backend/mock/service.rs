//! The desk's work in the demonstration: a caller without power, orders, and both logs.

use super::super::mock_data::{BEGIN, account_id, moment, rows};
use ami_domain::code::Code;
use ami_domain::id::{MessageId, OrderId};
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::receipt::Switch;
use ami_domain::time::{Span, Timestamp};
use ami_wire::api::service::{CommandEntry, EndOrder, MeterEntry, NoPower, Order, ReceiptEntry};
use ami_wire::api::{GivenPasswordCode, Payment};
use std::cell::{Cell, RefCell};

/// A check of who calls holds for so long.
const VALID: Span = ami_domain::identity::VALID;

/// The code that a representative gives.
pub(super) const CODE: &str = "7KQ2-M9XT-4HB";

/// What changes while the page is open.
pub(super) struct Kept {
    verified: Cell<bool>,
    orders: RefCell<Vec<Order>>,
}

impl Default for Kept {
    fn default() -> Self {
        let row = rows().remove(0);
        let order = Order {
            id: OrderId::from_number(1),
            account: account_id(1),
            number: row.number,
            address: row.address,
            meter_serial: "SE-4471-0093".to_owned(),
            kind: OrderKind::Field,
            reason: OrderReason::NoPower,
            state: OrderState::Sent,
            opened_at: moment(BEGIN - Span::hours(30)),
            handed_at: Some(moment(BEGIN - Span::hours(29))),
            ended_at: None,
            tries: 1,
            note: String::new(),
            evidence: "{}".to_owned(),
        };
        Self {
            verified: Cell::default(),
            orders: RefCell::new(vec![order]),
        }
    }
}

impl Kept {
    pub(super) fn check(&self) {
        self.verified.set(true);
    }
    /// Where a report stands; facts only for who has proved who they are.
    pub(super) fn no_power(&self, switch: Switch, last: Option<Payment>) -> NoPower {
        let verified = self.verified.get();
        NoPower {
            verified: verified.then_some(VALID),
            payment: last.filter(|_| verified),
            switch: verified.then_some(switch),
            case: None,
            orders: self.orders.borrow().clone(),
        }
    }
    /// A code, once the caller has proved who they are.
    pub(super) fn password_code(&self) -> Option<GivenPasswordCode> {
        self.verified.get().then(|| GivenPasswordCode {
            login: "ana".to_owned(),
            code: CODE.to_owned(),
            minutes: 30,
        })
    }
    pub(super) fn orders(&self, all: bool) -> Vec<Order> {
        let orders = self.orders.borrow();
        let wanted = |one: &&Order| all || one.ended_at.is_none();
        orders.iter().filter(wanted).cloned().collect()
    }
    pub(super) fn end(&self, id: OrderId, wish: EndOrder, now: Timestamp) -> Option<Order> {
        let mut orders = self.orders.borrow_mut();
        let order = orders.iter_mut().find(|one| one.id == id)?;
        order.state = wish.state;
        order.note = wish.note;
        order.ended_at = Some(moment(now));
        Some(order.clone())
    }
}

/// What the meter was told.
pub(super) fn commands() -> Vec<CommandEntry> {
    let at = BEGIN - Span::days(2);
    vec![CommandEntry {
        message: MessageId::from_number(0x7f3a),
        kind: "prepay".to_owned(),
        state: "receipted".to_owned(),
        accepted_at: moment(at),
        sent_at: Some(moment(at + Span::seconds(1))),
        attempts: 1,
        receipt: Some(ReceiptEntry {
            completed_at: moment(at + Span::seconds(4)),
            code: Code::CREDIT_ADDED,
            refused: false,
            log_seq: 41,
        }),
    }]
}

/// What the meter has written down.
pub(super) fn written() -> Vec<MeterEntry> {
    let entry = |seq: u64, seconds: i64, code, inbound| MeterEntry {
        seq,
        at: moment(BEGIN - Span::days(2) + Span::seconds(seconds)),
        code,
        message: Some(MessageId::from_number(0x7f3a)),
        inbound,
    };
    vec![
        entry(41, 4, Code::CREDIT_ADDED, false),
        entry(40, 2, Code::CREDIT_ADDED, true),
    ]
}
