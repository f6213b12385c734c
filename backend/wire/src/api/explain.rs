//! Where a figure comes from (mission 4.3).

use ami_domain::explain::{Bundle, LineageId, differences_of};
use ami_domain::id::AccountId;
use serde::{Deserialize, Serialize};

/// `GET /api/explain/{lineage}`: everything behind a figure. As a file it is what
/// `ami-server explain --bundle FILE` computes again anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explained {
    /// Of what: `view.ACCOUNT.NUMBER`, `estimate.ACCOUNT.FROM.UNTIL`, `use.ACCOUNT.FROM.UNTIL`,
    /// `alert.ID`, `cost.ID`, `event.ID`, `statement.ACCOUNT.YYYY-MM-DD`, `payment.ID`,
    /// `owed.ACCOUNT`, `books.ACCOUNT`, `debt.ACCOUNT.YYYY-MM-DD`, `preview.ACCOUNT.MODE.AT`,
    /// `change.ACCOUNT.AT` or `entry.ID`. Of views it is the newest, whichever was asked for.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lineage: LineageId,
    /// It came to the same, bit for bit, when it was computed again for this answer.
    pub agrees: bool,
    /// What came out otherwise, each in one technical sentence.
    pub differences: Vec<String>,
    /// Ledger entries, tariff lines, intervals and pattern of use behind it.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub bundle: Bundle,
}

/// One row of `GET /api/figures/{code}`: a figure that was shown with this code. There is one; two
/// would be chance, and then each belongs to another account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodedFigure {
    /// What `GET /api/explain/{lineage}` explains.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub lineage: LineageId,
    /// Whose it is.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub account: AccountId,
    /// The number on the customer's papers.
    pub number: String,
}

impl Explained {
    /// A bundle, computed again.
    pub fn of(bundle: Bundle) -> Self {
        let differences = differences_of(&bundle.differences());
        Self {
            lineage: bundle.lineage,
            agrees: differences.is_empty(),
            differences,
            bundle,
        }
    }
}
