//! What it remembers, as the objects of its API.

use crate::clock::now;
use crate::fault::Faults;
use crate::money::{DISPUTE_FEE, bank_fee, card_fee};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Everything, in memory: it forgets when it ends.
#[derive(Debug, Default)]
pub struct Book {
    /// `pi_..`.
    pub intents: BTreeMap<String, Value>,
    /// `cs_..`.
    pub sessions: BTreeMap<String, Value>,
    /// `cus_..`.
    pub customers: BTreeMap<String, Value>,
    /// `seti_..`.
    pub setups: BTreeMap<String, Value>,
    /// `pm_..` of saved cards.
    pub cards: BTreeMap<String, Value>,
    /// `re_..`.
    pub refunds: BTreeMap<String, Value>,
    /// `dp_..`.
    pub disputes: BTreeMap<String, Value>,
    /// `txn_..`, oldest first.
    pub lines: Vec<Value>,
    /// `evt_..`, oldest first.
    pub events: Vec<Value>,
    /// Events on their way: place in `events`, and when they may go, in seconds.
    pub outgoing: Vec<usize>,
    /// First answers by idempotency key: what was asked, status and body.
    pub keys: HashMap<String, (String, u16, Value)>,
    /// What goes wrong.
    pub faults: Faults,
    /// Bank transfers that clear by themselves: when, and which.
    pub clearing: Vec<(i64, String)>,
    last: u64,
}

impl Book {
    /// A new name.
    pub fn name(&mut self, kind: &str) -> String {
        self.last += 1;
        format!("{kind}_{:016x}{:08x}", now(), self.last)
    }

    /// Tells of something, as it is now.
    pub fn tell(&mut self, kind: &str, object: &Value) {
        let id = self.name("evt");
        self.events.push(json!({
            "id": id, "object": "event", "api_version": "2024-06-20", "created": now(),
            "livemode": false, "type": kind, "data": { "object": object },
        }));
        self.outgoing.push(self.events.len() - 1);
    }

    /// Changes a charge and tells of it.
    pub fn set_intent(&mut self, id: &str, event: &str, change: impl FnOnce(&mut Value)) -> Value {
        let Some(intent) = self.intents.get_mut(id) else {
            return Value::Null;
        };
        change(intent);
        let intent = intent.clone();
        self.tell(event, &intent);
        intent
    }

    /// Changes a page and tells of it.
    pub fn set_session(&mut self, id: &str, event: &str, change: impl FnOnce(&mut Value)) -> Value {
        let Some(session) = self.sessions.get_mut(id) else {
            return Value::Null;
        };
        change(session);
        let session = session.clone();
        self.tell(event, &session);
        session
    }

    /// The money of a charge has come: a line of the report, and its fee.
    pub fn came(&mut self, id: &str) {
        let Some(intent) = self.intents.get(id).cloned() else {
            return;
        };
        let cents = intent["amount"].as_i64().unwrap_or(0);
        let card = intent["payment_method_types"][0] == "card";
        let (kind, fee) = if card {
            ("charge", card_fee(cents))
        } else {
            ("payment", bank_fee(cents))
        };
        let charge = intent["latest_charge"].as_str().unwrap_or("ch_0");
        let source = json!({"id": charge, "object": "charge", "payment_intent": id,
            "metadata": intent["metadata"]});
        self.line(kind, cents, fee, &intent["currency"], source);
    }

    /// A line of the report, which is also what a dispute has moved.
    pub fn line(
        &mut self,
        kind: &str,
        cents: i64,
        fee: i64,
        currency: &Value,
        source: Value,
    ) -> Value {
        let id = self.name("txn");
        let line = json!({
            "id": id, "object": "balance_transaction", "amount": cents, "fee": fee,
            "net": cents - fee, "currency": currency, "created": now(), "type": kind,
            "status": "available", "source": source,
        });
        self.lines.push(line.clone());
        line
    }

    /// A payer goes to their bank.
    pub fn open_dispute(&mut self, intent: &str, status: &str, reason: &str) -> Option<Value> {
        let charged = self.intents.get(intent)?.clone();
        let id = self.name("dp");
        let mut dispute = json!({
            "id": id, "object": "dispute", "amount": charged["amount"],
            "currency": charged["currency"], "status": status, "reason": reason,
            "charge": charged["latest_charge"], "payment_intent": intent, "created": now(),
            "balance_transactions": [],
        });
        if !status.starts_with("warning_") {
            let cents = charged["amount"].as_i64().unwrap_or(0);
            let source = json!({"id": id, "object": "dispute", "payment_intent": intent});
            let currency = &charged["currency"];
            let line = self.line("adjustment", -cents, DISPUTE_FEE, currency, source);
            dispute["balance_transactions"] = json!([line]);
        }
        self.disputes.insert(id, dispute.clone());
        self.tell("charge.dispute.created", &dispute);
        Some(dispute)
    }

    /// The bank decides. Of one that is lost it gives back so many cents: what was refunded before.
    pub fn decide(&mut self, id: &str, won: bool, part: i64) -> Option<Value> {
        let mut dispute = self.disputes.get(id)?.clone();
        dispute["status"] = json!(if won { "won" } else { "lost" });
        let back = if won {
            dispute["amount"].as_i64().unwrap_or(0)
        } else {
            part
        };
        if back > 0 {
            let intent = &dispute["payment_intent"];
            let source = json!({"id": id, "object": "dispute", "payment_intent": intent});
            let line = self.line("adjustment", back, 0, &dispute["currency"], source);
            if let Some(lines) = dispute["balance_transactions"].as_array_mut() {
                lines.push(line);
            }
        }
        self.disputes.insert(id.to_owned(), dispute.clone());
        self.tell("charge.dispute.closed", &dispute);
        Some(dispute)
    }

    /// A bank transfer has cleared, or has not.
    pub fn clear(&mut self, id: &str, good: bool) -> bool {
        let waits = self
            .intents
            .get(id)
            .is_some_and(|intent| intent["status"] == "processing");
        if !waits {
            return false;
        }
        if good {
            self.set_intent(id, "payment_intent.succeeded", |intent| {
                intent["status"] = json!("succeeded");
                intent["amount_received"] = intent["amount"].clone();
            });
            self.came(id);
        } else {
            self.set_intent(id, "payment_intent.payment_failed", |intent| {
                intent["status"] = json!("requires_payment_method");
                intent["last_payment_error"] = json!({"type": "card_error",
                    "code": "payment_method_provider_decline",
                    "decline_code": "insufficient_funds"});
            });
        }
        true
    }
}
