//! Counters and gauges for operators, as OpenMetrics text.

use ami_domain::clock::Now;
use ami_domain::id::GatewayId;
use ami_store::Waiting;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Labels of an HTTP answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Answer {
    /// Route pattern, never the path itself: paths hold ids.
    pub route: String,
    /// Status code.
    pub status: u16,
}

/// Labels of a payment's end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Ended {
    /// `applied` or `refused`.
    pub state: &'static str,
}

/// Labels of something that waits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Line {
    /// What waits: a field of [`ami_store::Waiting`].
    pub queue: &'static str,
}

/// Everything that is counted.
#[derive(Debug)]
pub struct Gauges {
    registry: Registry,
    /// HTTP answers.
    pub answers: Family<Answer, Counter>,
    /// Answers to payments by the state that they told; a retry is counted too.
    pub payments: Family<Ended, Counter>,
    /// Commands sent, retries too.
    pub sent: Counter,
    /// Commands whose time was over.
    pub expired: Counter,
    /// Commands without a receipt within the deadline (NFR-02).
    pub late: Counter,
    /// Messages from meters that were kept.
    pub received: Counter,
    /// Messages from gateways that were refused.
    pub refused: Counter,
    /// Sign-ins that were refused.
    pub sign_in_refused: Counter,
    /// Rows that wait, by queue; counted once a minute.
    pub waiting: Family<Line, Gauge>,
    /// Seconds that the first of them has waited.
    pub waiting_seconds: Family<Line, Gauge>,
    /// Duties that failed.
    pub duty_failed: Counter,
    /// Receipts of meters, first copies and others.
    pub receipts: Counter,
    /// Orders that the work-order system has taken.
    pub orders_handed: Counter,
    /// Tries to hand an order over that failed.
    pub orders_not_handed: Counter,
    /// Events of the payment processor whose seal was wrong.
    pub processor_forged: Counter,
    /// 1 while the broker can be reached.
    pub broker_up: Gauge,
    /// Gateways that have told this process that they are there.
    pub gateways_online: Gauge,
    online: Mutex<HashSet<GatewayId>>,
}

impl Default for Gauges {
    fn default() -> Self {
        let mut all = Self {
            registry: Registry::with_prefix("ami"),
            answers: Family::default(),
            payments: Family::default(),
            sent: Counter::default(),
            expired: Counter::default(),
            late: Counter::default(),
            received: Counter::default(),
            refused: Counter::default(),
            sign_in_refused: Counter::default(),
            waiting: Family::default(),
            waiting_seconds: Family::default(),
            duty_failed: Counter::default(),
            receipts: Counter::default(),
            orders_handed: Counter::default(),
            orders_not_handed: Counter::default(),
            processor_forged: Counter::default(),
            broker_up: Gauge::default(),
            gateways_online: Gauge::default(),
            online: Mutex::default(),
        };
        let registry = &mut all.registry;
        registry.register("http_answers", "HTTP answers", all.answers.clone());
        let payments = all.payments.clone();
        registry.register("payments", "Answers to payments, copies too", payments);
        registry.register(
            "commands_sent",
            "Commands sent, retries too",
            all.sent.clone(),
        );
        registry.register(
            "commands_expired",
            "Commands out of time",
            all.expired.clone(),
        );
        registry.register("commands_late", "Commands late (NFR-02)", all.late.clone());
        registry.register(
            "messages_kept",
            "Messages from meters",
            all.received.clone(),
        );
        registry.register("messages_refused", "Messages refused", all.refused.clone());
        let refused = all.sign_in_refused.clone();
        registry.register("sign_in_refused", "Sign-ins refused", refused);
        let (waiting, first) = (all.waiting.clone(), all.waiting_seconds.clone());
        registry.register("waiting_rows", "Rows that wait, by queue", waiting);
        registry.register("waiting_seconds", "Since the first one waits", first);
        registry.register(
            "duties_failed",
            "Duties that failed",
            all.duty_failed.clone(),
        );
        registry.register("receipts", "Receipts of meters", all.receipts.clone());
        let (taken, not) = (all.orders_handed.clone(), all.orders_not_handed.clone());
        registry.register("orders_handed", "Orders handed over", taken);
        registry.register("orders_not_handed", "Tries to hand over that failed", not);
        let forged = all.processor_forged.clone();
        let help = "Events of the payment processor whose seal was wrong";
        registry.register("processor_forged", help, forged);
        let broker_up = all.broker_up.clone();
        registry.register("broker_up", "The broker can be reached", broker_up);
        let online = all.gateways_online.clone();
        registry.register("gateways_online", "Gateways that are there", online);
        all
    }
}

impl Gauges {
    /// A gateway that the store knows is there or is gone.
    pub fn gateway(&self, gateway: GatewayId, online: bool) {
        let mut known = self.online.lock().unwrap_or_else(PoisonError::into_inner);
        if online {
            known.insert(gateway);
        } else {
            known.remove(&gateway);
        }
        let count = i64::try_from(known.len()).unwrap_or(i64::MAX);
        self.gateways_online.set(count);
    }

    /// What waits as of now.
    pub fn waiting(&self, now: Now, waiting: &Waiting) {
        let queues = [
            ("outbox", waiting.outbox, now.real),
            ("commands", waiting.commands, now.real),
            ("payments", waiting.payments, now.business),
            ("refunds", waiting.refunds, now.business),
            ("questions", waiting.questions, now.business),
            ("orders", waiting.orders, now.business),
            ("quarantined", waiting.quarantined, now.business),
        ];
        for (queue, found, now) in queues {
            let line = Line { queue };
            let waited = found.since.map_or(0, |since| now.since(since).as_seconds());
            self.waiting.get_or_create(&line).set(found.rows);
            self.waiting_seconds.get_or_create(&line).set(waited.max(0));
        }
    }

    /// As OpenMetrics text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String does not fail.
        encode(&mut text, &self.registry).ok();
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::time::Timestamp;
    use std::collections::BTreeSet;

    #[test]
    fn the_manual_names_metrics_that_are_there() {
        let gauges = Gauges::default();
        // Families are written with their first member.
        let (route, status) = ("/".to_owned(), 200);
        let answer = Answer { route, status };
        gauges.answers.get_or_create(&answer).inc();
        let ended = Ended { state: "applied" };
        gauges.payments.get_or_create(&ended).inc();
        let at = Timestamp::from_millis(0);
        let now = Now {
            business: at,
            real: at,
        };
        gauges.waiting(now, &Waiting::default());
        let (manual, text) = (include_str!("../README.md"), gauges.text());
        let words = manual.split(|c: char| !(c.is_ascii_lowercase() || c == '_'));
        let named: BTreeSet<&str> = words.filter(|word| word.starts_with("ami_")).collect();
        assert!(named.len() > 8, "{named:?}");
        for name in named {
            let family = name.strip_suffix("_total").unwrap_or(name);
            assert!(text.contains(&format!("# TYPE {family} ")), "{name}");
        }
    }
}
