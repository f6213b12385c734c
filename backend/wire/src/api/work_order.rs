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
