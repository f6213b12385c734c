//! What goes to the system that sends people, and what comes back (SC6.10, IX-11). Both ways carry
//! the headers of Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`.

use ami_domain::id::OrderId;
use ami_domain::order::{OrderKind, OrderReason, OrderState};
use ami_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Version of these bodies.
pub const VERSION: u8 = 1;

/// An order that is handed over. The same order may come again, under the same id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkOrder {
    /// [`VERSION`].
    pub v: u8,
    /// Its name; `webhook-id` is the same.
    pub id: OrderId,
    /// Who is sent.
    pub kind: OrderKind,
    /// Why.
    pub reason: OrderReason,
    /// Opened, in milliseconds since 1970 UTC.
    pub opened_at: Timestamp,
    /// Number of the account.
    pub account: String,
    /// Where somebody goes.
    pub address: String,
    /// The line that feeds the place.
    pub feeder: String,
    /// At which meter.
    pub meter: String,
    /// What was known when it was opened: the test, the commands, the payments.
    pub evidence: serde_json::Value,
    /// Of an order to cut supply (`no_switch`): nobody may cut after this, nor once it was called
    /// back; in milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_after: Option<Timestamp>,
}

/// An order to cut supply is called back: a rule keeps supply on by now, or money has come. Whoever
/// is on their way turns around. It has a `webhook-id` of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recall {
    /// [`VERSION`].
    pub v: u8,
    /// The order that holds no longer.
    pub recall: OrderId,
    /// Since when, in milliseconds since 1970 UTC.
    pub at: Timestamp,
    /// Why.
    pub why: String,
}

/// `POST /api/work-orders/status`: how the work went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct WorkOrderStatus {
    /// Which order.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub order: OrderId,
    /// `done` or `cancelled`.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub state: OrderState,
    /// What was done, at most 500 characters.
    #[serde(default)]
    pub note: String,
}
