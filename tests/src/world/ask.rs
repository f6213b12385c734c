//! What a test asks of a meter: by ADCS's whole way, or by hand at the meter itself.

use super::World;
use super::home::HomeId;
use ami_domain::command::{Command, CommandKind};
use ami_domain::receipt::Receipt;
use ami_meter::Input;

impl World {
    /// ADCS accepts a command for the meter of a home; it goes out as time passes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn command(&mut self, home: HomeId, kind: CommandKind) -> anyhow::Result<Command> {
        let now = self.now();
        let meter = self.at(home).meter_id;
        let mut tx = self.css.store.begin().await?;
        let ids = &mut self.ids;
        let command = ami_adcs::request::accept(&mut tx, now, ids, meter, kind, None).await?;
        tx.commit().await?;
        Ok(command)
    }

    /// The receipt that ADCS has of a command.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn receipt(&self, command: &Command) -> anyhow::Result<Option<Receipt>> {
        let mut tx = self.css.store.read().await?;
        Ok(tx.receipt(command.id).await?)
    }

    /// A hand or a tool does something at the meter of a home, now.
    pub fn touch(&mut self, home: HomeId, input: Input) {
        let now = self.now().business;
        self.at_mut(home).give(now, input);
    }
}
