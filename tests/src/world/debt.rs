//! What customers of a world owe and borrow, and how they leave.

use super::World;
use super::build::REPRESENTATIVE;
use super::home::HomeId;
use ami_css::enrol::Actor;
use ami_css::{CssError, split};
use ami_domain::debt::{Line, Recovery};
use ami_domain::money::Money;
use ami_domain::role::Role;
use ami_domain::time::Timestamp;
use ami_store::{MoveOutRow, PaymentRow};
use std::sync::Arc;

impl World {
    /// A representative sets aside what a home owes.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn set_aside(&mut self, home: HomeId, recovery: Recovery) -> Result<(), CssError> {
        let (clock, account) = (Arc::clone(&self.clock), self.at(home).account);
        let chance = &mut self.server_chance;
        self.css
            .set_aside(&*clock, chance, REPRESENTATIVE, account, recovery)
            .await
    }

    /// A customer takes emergency credit.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn borrow_credit(&mut self, home: HomeId) -> Result<Money, CssError> {
        let (by, account) = (self.at(home).customer, self.at(home).account);
        let clock = Arc::clone(&self.clock);
        self.css
            .lend(&*clock, &mut self.server_chance, by, account)
            .await
    }

    /// A customer asks to move out then.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn move_out(&mut self, home: HomeId, at: Timestamp) -> Result<MoveOutRow, CssError> {
        let by = Actor {
            person: self.at(home).customer,
            role: Role::Customer,
        };
        let (now, account) = (self.now(), self.at(home).account);
        self.css.ask_move_out(now, by, account, at).await
    }

    /// The lines of a payment's receipt.
    ///
    /// # Errors
    /// [`CssError`] as customer service gives it.
    pub async fn lines(&self, paid: &PaymentRow) -> Result<Vec<(Line, Money)>, CssError> {
        let mut tx = self.css.store.read().await?;
        split::lines(&mut tx, paid.id, paid.amount).await
    }
}
