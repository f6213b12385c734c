//! The payment company's own page for a card: `checkout.session`.

use super::{Processor, Trouble, object::Session, segment};
use crate::payment_method::Known;

impl Processor {
    /// The page of a payment, made or, with the same payment again, found. The card is held there
    /// and not taken; both page and charge carry the payment's id.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn open_page(&self, known: &Known<'_>) -> Result<Session, Trouble> {
        let payment = known.payment.to_string();
        let back = format!("{}{payment}", self.page_url);
        let form = [
            ("mode", "payment".to_owned()),
            ("payment_method_types[]", "card".to_owned()),
            ("client_reference_id", payment.clone()),
            ("success_url", back.clone()),
            ("cancel_url", back),
            ("line_items[0][quantity]", "1".to_owned()),
            (
                "line_items[0][price_data][currency]",
                known.currency.to_ascii_lowercase(),
            ),
            (
                "line_items[0][price_data][unit_amount]",
                known.amount.as_cents_floor().to_string(),
            ),
            // What stands on the payer's page: the payment's id, and nothing of the customer. Who
            // reads it is not known, so it is in both languages.
            (
                "line_items[0][price_data][product_data][name]",
                format!("Electricity / Electricidad {payment}"),
            ),
            ("payment_intent_data[capture_method]", "manual".to_owned()),
            ("payment_intent_data[metadata][payment]", payment.clone()),
        ];
        let key = format!("{payment}-page");
        self.change("v1/checkout/sessions", &form, &key).await
    }

    /// A page as it stands.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn page(&self, id: &str) -> Result<Session, Trouble> {
        let path = format!("v1/checkout/sessions/{}", segment(id)?);
        self.read(&path, &[]).await
    }

    /// Closes a page on which nobody has paid.
    ///
    /// # Errors
    /// [`Trouble`]; [`Trouble::No`] when it is not open any more.
    pub async fn expire_page(&self, id: &str, known: &Known<'_>) -> Result<Session, Trouble> {
        let path = format!("v1/checkout/sessions/{}/expire", segment(id)?);
        let key = format!("{}-expire", known.payment);
        self.change(&path, &[], &key).await
    }
}
