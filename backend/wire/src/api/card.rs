//! Cards that are saved on the payment company's page.

use ami_domain::id::CardSetupId;
use serde::{Deserialize, Serialize};

/// `POST /api/accounts/{account}/card`: opens the company's page for saving a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SaveCard {
    /// Made by the asker; the same again is the same page.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub id: CardSetupId,
}

/// `GET /api/accounts/{account}/card`: the saved card, and what is under way.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardOnFile {
    /// Cards can be saved here.
    pub offered: bool,
    /// The card; absent when none is saved.
    pub saved: Option<CardFace>,
    /// The company's page, while a card is being saved on it.
    pub page: Option<String>,
}

/// By what its owner knows a card. No card number is ever here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardFace {
    /// As the company writes it: `visa`.
    pub brand: String,
    /// Its last four digits.
    pub last4: String,
    /// From 1 to 12: it is good through this month.
    pub month: u8,
    /// Four digits.
    pub year: u16,
}
