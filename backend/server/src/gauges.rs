//! Counters and gauges for operators, as OpenMetrics text.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

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

/// Everything that is counted.
#[derive(Debug)]
pub struct Gauges {
    registry: Registry,
    /// HTTP answers.
    pub answers: Family<Answer, Counter>,
    /// Payments that ended.
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
    /// Rows that wait to be published.
    pub outbox: Gauge,
    /// Duties that failed.
    pub duty_failed: Counter,
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
            outbox: Gauge::default(),
            duty_failed: Counter::default(),
        };
        let registry = &mut all.registry;
        registry.register("http_answers", "HTTP answers", all.answers.clone());
        registry.register("payments", "Payments that ended", all.payments.clone());
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
        registry.register("outbox_rows", "Rows to publish", all.outbox.clone());
        registry.register(
            "duties_failed",
            "Duties that failed",
            all.duty_failed.clone(),
        );
        all
    }
}

impl Gauges {
    /// As OpenMetrics text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a String does not fail.
        encode(&mut text, &self.registry).ok();
        text
    }
}
