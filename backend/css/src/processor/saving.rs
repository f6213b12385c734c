//! Saving a card on the payment company's page, and charging it while its owner is away: the
//! `setup` mode of a `checkout.session`, and `off_session`.

use super::object::{Customer, Intent, Saved, Session, Setup};
use super::{Processor, Trouble, segment};
use crate::payment_method::Known;
use ami_domain::id::{AccountId, CardSetupId};

impl Processor {
    /// Somebody who may save cards, made or, for the same account again, found.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn customer(&self, account: AccountId) -> Result<Customer, Trouble> {
        let form = [("metadata[account]", account.to_string())];
        let key = format!("{account}-customer");
        self.change("v1/customers", &form, &key).await
    }

    /// A page on which this customer saves a card; with the same name again, the same page.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn open_setup(
        &self,
        setup: CardSetupId,
        customer: &str,
        currency: &str,
    ) -> Result<Session, Trouble> {
        let form = [
            ("mode", "setup".to_owned()),
            ("payment_method_types[]", "card".to_owned()),
            ("currency", currency.to_ascii_lowercase()),
            ("customer", customer.to_owned()),
            ("client_reference_id", setup.to_string()),
            ("success_url", self.card_url.clone()),
            ("cancel_url", self.card_url.clone()),
        ];
        let key = format!("{setup}-setup");
        self.change("v1/checkout/sessions", &form, &key).await
    }

    /// What was saved.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn setup(&self, id: &str) -> Result<Setup, Trouble> {
        let path = format!("v1/setup_intents/{}", segment(id)?);
        let query = [("expand[]", "payment_method".to_owned())];
        self.read(&path, &query).await
    }

    /// Forgets a card there: nobody can charge it any more.
    ///
    /// # Errors
    /// [`Trouble`]; [`Trouble::No`] when it is forgotten already.
    pub async fn forget(&self, card: &str) -> Result<Saved, Trouble> {
        let path = format!("v1/payment_methods/{}/detach", segment(card)?);
        self.change(&path, &[], &format!("{card}-forget")).await
    }

    /// Says whose charge it is, so that a card of theirs may pay it.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn charge_of(
        &self,
        intent: &str,
        known: &Known<'_>,
        customer: &str,
    ) -> Result<Intent, Trouble> {
        let path = format!("v1/payment_intents/{}", segment(intent)?);
        let form = [("customer", customer.to_owned())];
        let key = format!("{}-of", known.payment);
        self.change(&path, &form, &key).await
    }

    /// Charges a saved card. Nobody is there whom a bank could ask.
    ///
    /// # Errors
    /// [`Trouble`].
    pub async fn confirm_saved(
        &self,
        intent: &str,
        known: &Known<'_>,
        card: &str,
    ) -> Result<Intent, Trouble> {
        let path = format!("v1/payment_intents/{}/confirm", segment(intent)?);
        let form = [
            ("payment_method", card.to_owned()),
            ("off_session", "true".to_owned()),
        ];
        let key = format!("{}-confirm", known.payment);
        self.change(&path, &form, &key).await
    }
}
