//! What was asked for before is found again by our own name for it. A processor answers the same
//! question as it did the first time for a day; after that it may do what it has done a second
//! time. So whoever may have been away for longer looks before it asks.

use super::object::{Intent, List, Refund};
use super::{PAGE, Processor, Trouble, segment};
use crate::payment_method::Known;
use ami_domain::id::RefundId;

/// Refunds of one charge that are looked through, in pages.
const PAGES_MAX: u32 = 10;

impl Processor {
    /// The charge of a payment; `None` when there is none, or it is so young that the search does
    /// not know it yet: then the same question is answered as it was the first time.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn found(&self, known: &Known<'_>) -> Result<Option<Intent>, Trouble> {
        let query = [
            ("query", format!("metadata['payment']:'{}'", known.payment)),
            ("limit", PAGE.to_string()),
        ];
        let path = "v1/payment_intents/search";
        let mut found: List<Intent> = match self.read(path, &query).await {
            // One that cannot search knows charges by the first question alone.
            Err(Trouble::No(_)) => return Ok(None),
            found => found?,
        };
        // Of several the one that money moves by.
        found.data.sort_by_key(|one| !moves(one));
        Ok(found.data.into_iter().next())
    }

    /// What was given back of a charge under this name.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn refunded(&self, intent: &str, id: RefundId) -> Result<Option<Refund>, Trouble> {
        let name = id.to_string();
        let mut before: Option<String> = None;
        for _ in 0..PAGES_MAX {
            let mut query = vec![
                ("payment_intent", segment(intent)?.to_owned()),
                ("limit", PAGE.to_string()),
            ];
            query.extend(before.map(|id| ("starting_after", id)));
            let page: List<Refund> = match self.read("v1/refunds", &query).await {
                Err(Trouble::No(_)) => return Ok(None),
                page => page?,
            };
            before = page.data.last().map(|last| last.id.clone());
            let mut all = page.data.into_iter();
            let own = all.find(|one| one.metadata.get("refund") == Some(&name));
            if own.is_some() || !page.has_more {
                return Ok(own);
            }
        }
        Err(Trouble::Away("a charge has too many refunds".to_owned()))
    }
}

/// Money is held, taken or on its way.
fn moves(intent: &Intent) -> bool {
    let still = [
        "requires_payment_method",
        "requires_confirmation",
        "canceled",
    ];
    !still.contains(&intent.status.as_str())
}
