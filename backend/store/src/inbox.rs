//! What was received, so that the second copy of a message is known.

use crate::error::StoreError;
use crate::tx::Tx;
use ami_domain::id::{GatewayId, MessageId};
use ami_domain::time::Timestamp;

impl Tx {
    /// Notes a message; whether it is the first copy.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the gateway is not known.
    pub async fn received(
        &mut self,
        message: MessageId,
        gateway: GatewayId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "INSERT INTO inbox (message, gateway, at) VALUES ($1, $2, $3) \
                   ON CONFLICT (message) DO NOTHING";
        let ask = self.ask("noting a message", sql).with(message);
        ask.with(gateway).with(at).run_one().await
    }

    /// Forgets messages received before this moment; how many. Copies that come later than this
    /// must be harmless in themselves.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn forget_received_before(&mut self, at: Timestamp) -> Result<u64, StoreError> {
        let sql = "DELETE FROM inbox WHERE at < $1";
        self.ask("forgetting messages", sql).with(at).run().await
    }
}
