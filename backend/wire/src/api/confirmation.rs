//! What meters have confirmed, for representatives (SC1.11).

use ami_domain::id::{AccountId, MessageId, MeterId, PaymentId};
use ami_domain::money::Money;
use ami_domain::time::LocalMoment;
use serde::{Deserialize, Serialize};

#[cfg(feature = "openapi")]
use crate::schema;

/// One row of `GET /api/confirmations`: for representatives (SC1.11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Confirmation {
    /// The payment.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub payment: PaymentId,
    /// Whose.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account: AccountId,
    /// The number on the customer's papers.
    pub number: String,
    /// The customer's name.
    pub name: String,
    /// How much.
    #[cfg_attr(feature = "openapi", schema(value_type = i64))]
    pub amount: Money,
    /// ISO 4217.
    pub currency: String,
    /// Message identifier (FR-15).
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub message: MessageId,
    /// Meter id (FR-15).
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub meter: MeterId,
    /// The meter's number on its face.
    pub meter_serial: String,
    /// Process-completed time by the meter's clock (FR-15).
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub completed_at: LocalMoment,
    /// The meter refused it.
    pub refused: bool,
    /// Who acknowledged it and when.
    pub acknowledged: Option<Acknowledged>,
}

/// Who acknowledged a confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Acknowledged {
    /// Name of the representative.
    pub by: String,
    /// When.
    #[cfg_attr(feature = "openapi", schema(value_type = schema::LocalMoment))]
    pub at: LocalMoment,
}
