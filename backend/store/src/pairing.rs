//! Displays that are paired with homes.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each, must};
use crate::tx::Tx;
use ami_domain::id::{GatewayId, MeterId, PairingId, UserId};
use ami_domain::pairing::{CheckNumber, PairCode, PairState};
use ami_domain::time::Timestamp;

/// A pairing. Times are real ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingRow {
    /// Which.
    pub id: PairingId,
    /// The home.
    pub meter: MeterId,
    /// Who carries its messages.
    pub gateway: GatewayId,
    /// What the installer typed.
    pub code: PairCode,
    /// Where it stands.
    pub state: PairState,
    /// So many others have asked the gateway with another code.
    pub strangers: u32,
    /// What is to be compared, once the display has come.
    pub check: Option<CheckNumber>,
    /// When and by whom it was asked for.
    pub asked: (Timestamp, UserId),
    /// When and by whom the number was confirmed.
    pub confirmed: Option<(Timestamp, UserId)>,
    /// When it was over, and by whom, if by somebody.
    pub ended: Option<(Timestamp, Option<UserId>)>,
    /// When the gateway is told again.
    pub say_at: Option<Timestamp>,
}

const PAIRING: &str = "id, meter, gateway, code, state, strangers, check_number, asked_at, asked_by, \
                       confirmed_at, confirmed_by, ended_at, ended_by, say_at";

impl Tx {
    /// Takes a new pairing; `false` when one is under way at this gateway, also when somebody else
    /// is just adding it, or the id is taken.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when meter, gateway or person are not known.
    pub async fn insert_pairing(&mut self, row: &PairingRow) -> Result<bool, StoreError> {
        let sql = "INSERT INTO pairing (id, meter, gateway, code, state, asked_at, asked_by, \
                   say_at, under_way) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                   ON CONFLICT DO NOTHING";
        let ask = self.ask("adding a pairing", sql).with(row.id);
        let ask = ask.with(row.meter).with(row.gateway);
        ask.with(row.code.to_string().as_str())
            .with(row.state.word())
            .with(row.asked.0)
            .with(row.asked.1)
            .with(row.say_at)
            .with(row.state.is_open().then_some(1_i64))
            .run_one()
            .await
    }

    /// The pairing.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn pairing(&mut self, id: PairingId) -> Result<Option<PairingRow>, StoreError> {
        let sql = format!("SELECT {PAIRING} FROM pairing WHERE id = $1");
        let row = self.ask("pairing", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The same, once nobody else changes it any more.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn lock_pairing(&mut self, id: PairingId) -> Result<Option<PairingRow>, StoreError> {
        let sql = "UPDATE pairing SET strangers = strangers WHERE id = $1";
        self.ask("locking a pairing", sql).with(id).run().await?;
        self.pairing(id).await
    }

    /// Keeps where a pairing stands.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such pairing.
    pub async fn set_pairing(&mut self, row: &PairingRow) -> Result<(), StoreError> {
        let sql = "UPDATE pairing SET state = $2, strangers = $3, check_number = $4, \
                   confirmed_at = $5, confirmed_by = $6, ended_at = $7, ended_by = $8, \
                   say_at = $9, under_way = $10 WHERE id = $1";
        let check = row.check.map(|check| check.to_string());
        let ask = self.ask("setting a pairing", sql).with(row.id);
        let ask = ask.with(row.state.word()).with(row.strangers);
        let done = ask
            .with(check.as_deref())
            .with(row.confirmed.map(|(at, _)| at))
            .with(row.confirmed.map(|(_, by)| by))
            .with(row.ended.map(|(at, _)| at))
            .with(row.ended.and_then(|(_, by)| by))
            .with(row.say_at)
            .with(row.state.is_open().then_some(1_i64))
            .run_one()
            .await?;
        must(done, "pairing", row.id)
    }

    /// The pairings of a home, newest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn pairings_of(
        &mut self,
        meter: MeterId,
        limit: u32,
    ) -> Result<Vec<PairingRow>, StoreError> {
        let sql = format!(
            "SELECT {PAIRING} FROM pairing WHERE meter = $1 ORDER BY asked_at DESC LIMIT $2"
        );
        let ask = self.ask("pairings of a home", sql).with(meter);
        each(ask.with(at_most(limit)).all().await?, read)
    }

    /// How many were asked for at a home at or after `since`.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn pairings_since(
        &mut self,
        meter: MeterId,
        since: Timestamp,
    ) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS n FROM pairing WHERE meter = $1 AND asked_at >= $2";
        let ask = self.ask("counting pairings", sql).with(meter).with(since);
        ask.one().await?.map_or(Ok(0), |row| row.get("n"))
    }

    /// The pairing that is under way at a gateway.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn pairing_under_way(
        &mut self,
        gateway: GatewayId,
    ) -> Result<Option<PairingRow>, StoreError> {
        let sql = format!("SELECT {PAIRING} FROM pairing WHERE gateway = $1 AND under_way = 1");
        let ask = self.ask("the pairing under way", sql).with(gateway);
        ask.one().await?.as_ref().map(read).transpose()
    }

    /// Pairings of which something is to be said by now, the longest waiting first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn pairings_due(
        &mut self,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<PairingId>, StoreError> {
        let sql = "SELECT id FROM pairing WHERE say_at IS NOT NULL AND say_at <= $1 \
                   ORDER BY say_at LIMIT $2";
        let ask = self.ask("pairings to speak of", sql).with(now);
        each(ask.with(at_most(limit)).all().await?, |row| row.get("id"))
    }
}

fn read(row: &Row) -> Result<PairingRow, StoreError> {
    let asked_at: Timestamp = row.get("asked_at")?;
    let confirmed_at: Option<Timestamp> = row.maybe("confirmed_at")?;
    let confirmed_by: Option<UserId> = row.maybe("confirmed_by")?;
    let ended_at: Option<Timestamp> = row.maybe("ended_at")?;
    let ended_by: Option<UserId> = row.maybe("ended_by")?;
    let check: Option<String> = row.maybe("check_number")?;
    Ok(PairingRow {
        id: row.get("id")?,
        meter: row.get("meter")?,
        gateway: row.get("gateway")?,
        code: row.word("code", PairCode::read)?,
        state: row.word("state", PairState::from_word)?,
        strangers: row.get("strangers")?,
        check: check.as_deref().and_then(CheckNumber::read),
        asked: (asked_at, row.get("asked_by")?),
        confirmed: confirmed_at.zip(confirmed_by),
        ended: ended_at.map(|at| (at, ended_by)),
        say_at: row.maybe("say_at")?,
    })
}
