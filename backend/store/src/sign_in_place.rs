//! Where a person has signed in from, so that a stranger cannot lock them out there.

use crate::error::StoreError;
use crate::sql::at_most;
use crate::tx::Tx;
use ami_domain::id::UserId;
use ami_domain::time::Timestamp;

impl Tx {
    /// Notes that a person has signed in from a place, by its digest, and forgets all but their
    /// newest `most` places.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the person is not known.
    pub async fn signed_in_from(
        &mut self,
        person: UserId,
        place: [u8; 32],
        at: Timestamp,
        most: u32,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO sign_in_place (person, place, at) VALUES ($1, $2, $3) \
                   ON CONFLICT (person, place) DO UPDATE SET at = excluded.at";
        let ask = self.ask("noting a place", sql).with(person).with(place);
        ask.with(at).run().await?;
        let sql = "DELETE FROM sign_in_place WHERE person = $1 AND place NOT IN \
                   (SELECT place FROM sign_in_place WHERE person = $2 ORDER BY at DESC LIMIT $3)";
        let ask = self.ask("forgetting old places", sql).with(person);
        ask.with(person).with(at_most(most)).run().await.map(drop)
    }

    /// Whether somebody with this login has signed in from this place at or after `since`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn has_signed_in_from(
        &mut self,
        login: &str,
        place: [u8; 32],
        since: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT s.at FROM person p JOIN sign_in_place s ON s.person = p.id \
                   WHERE p.login = $1 AND s.place = $2 AND s.at >= $3";
        let ask = self.ask("a place of signing in", sql).with(login);
        let row = ask.with(place).with(since).one().await?;
        Ok(row.is_some())
    }
}
