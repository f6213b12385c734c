//! The representative's desk in a world, and what can be wrong at a meter.

use super::World;
use super::build::REPRESENTATIVE;
use super::home::HomeId;
use ami_css::CssError;
use ami_domain::identity::Fact;
use ami_domain::no_power::TEST_WITHIN;
use ami_meter::Input;
use ami_meter::electric::Fault;
use ami_store::{CaseRow, OrderRow};

impl World {
    /// Something breaks at a meter, or is mended.
    pub fn break_meter(&mut self, home: HomeId, fault: Option<Fault>) {
        let now = self.now().business;
        self.at_mut(home).give(now, Input::Fault(fault));
    }

    /// The representative makes sure who calls (SC6.2).
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn verify(&self, home: HomeId, said: &[(Fact, &str)]) -> Result<bool, CssError> {
        let said: Vec<_> = said.iter().map(|(f, s)| (*f, (*s).to_owned())).collect();
        let account = self.at(home).account;
        let css = self.css();
        let until = css
            .verify(self.now(), REPRESENTATIVE, account, &said)
            .await?;
        Ok(until.is_some())
    }

    /// A customer reports that there is no power (SC6.1).
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn report_no_power(&mut self, home: HomeId) -> Result<CaseRow, CssError> {
        let (now, account) = (self.now(), self.at(home).account);
        self.css
            .report_no_power(
                now,
                &mut self.server_chance,
                REPRESENTATIVE,
                account,
                TEST_WITHIN,
            )
            .await
    }

    /// The representative switches on (SC6.9).
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn activate(&mut self, home: HomeId) -> Result<CaseRow, CssError> {
        let (now, account) = (self.now(), self.at(home).account);
        self.css
            .activate(now, &mut self.server_chance, REPRESENTATIVE, account)
            .await
    }

    /// The customer says that there is still no power (SC6.10).
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn still_no_power(&mut self, home: HomeId) -> Result<CaseRow, CssError> {
        let (now, account) = (self.now(), self.at(home).account);
        self.css
            .still_no_power(now, &mut self.server_chance, REPRESENTATIVE, account)
            .await
    }

    /// The case and the orders of a home.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn desk(&self, home: HomeId) -> anyhow::Result<(Option<CaseRow>, Vec<OrderRow>)> {
        let account = self.at(home).account;
        let mut tx = self.css.store.read().await?;
        let case = tx.case_of(account).await?;
        Ok((case, tx.orders_of(account, 50).await?))
    }
}
