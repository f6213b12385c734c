//! Pay stations as the utility keeps them: floats, keys, what they hand over, and their day.

use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::id::{AgentId, TransferId, UserId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::time::{Day, Span, Timestamp, Zone};
use ami_store::{AgentRow, PaymentRow, RemittanceRow};

/// Most stations in one list.
pub const LIST_MAX: u32 = 1_000;
/// Most lines of each kind in a day's statement.
pub const LINES_MAX: u32 = 10_000;
/// Longest name or note, in characters.
pub const TEXT_MAX: usize = 120;
/// Largest float.
pub const FLOAT_MAX: Money = Money::dollars(1_000_000);
/// After a change of keys the old one holds for so long, real time, so that no counter stands
/// still while the new one is typed in.
pub const KEY_OVERLAP: Span = Span::hours(1);

/// What the utility sets of a station.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentWish {
    /// How people call it.
    pub name: String,
    /// Name of its time zone.
    pub zone: String,
    /// How much it may owe.
    pub float_max: Money,
    /// May take payments.
    pub active: bool,
}

/// A station's day: what it owed, took, handed over, and owes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The station as it is now.
    pub agent: AgentRow,
    /// Which day, in the station's zone.
    pub day: Day,
    /// Its book when the day began; below zero is what it owed.
    pub opening: Money,
    /// Its book when the day ended, or now.
    pub closing: Money,
    /// What it took, in order.
    pub payments: Vec<PaymentRow>,
    /// What it handed over, in order.
    pub remittances: Vec<RemittanceRow>,
}

/// Why a station is not kept so. Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AgentError {
    /// No such station.
    #[error("agent {0} is not known")]
    Unknown(AgentId),
    /// A name or note that is empty or too long.
    #[error("a text must have 1 to {TEXT_MAX} characters")]
    Text(&'static str),
    /// A zone that is none.
    #[error("there is no such time zone")]
    Zone,
    /// A float below zero, too large, or not whole cents.
    #[error("the float must be whole cents up to {FLOAT_MAX}")]
    Float,
    /// An amount of zero, below, too large, or not whole cents.
    #[error("the amount must be whole cents above zero")]
    Amount,
    /// The same id came with another amount or for another station.
    #[error("remittance {0} was already used for another")]
    Reused(TransferId),
    /// A day that the calendar does not have.
    #[error("there is no such day")]
    Day,
}

impl AgentError {
    /// Id of the text in `locales` (`error.ftl`) that tells a person what to do next.
    pub const fn text_id(self) -> &'static str {
        match self {
            AgentError::Unknown(_) => "error-agent-not-found",
            AgentError::Text(_) => "error-agent-text",
            AgentError::Zone => "error-agent-zone",
            AgentError::Float => "error-agent-float",
            AgentError::Amount => "error-agent-amount",
            AgentError::Reused(_) => "error-remittance-reused",
            AgentError::Day => "error-agent-day",
        }
    }
    /// The field of the request that is wrong.
    pub const fn field(self) -> Option<&'static str> {
        match self {
            AgentError::Text(field) => Some(field),
            AgentError::Zone => Some("zone"),
            AgentError::Float => Some("float_max"),
            AgentError::Amount => Some("amount"),
            AgentError::Day => Some("day"),
            AgentError::Unknown(_) | AgentError::Reused(_) => None,
        }
    }
}

impl Css {
    /// Every station, by name, with when its newest key was made.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn agents(&self) -> Result<Vec<(AgentRow, Option<Timestamp>)>, CssError> {
        let mut tx = self.store.read().await?;
        let mut all = Vec::new();
        for agent in tx.agents(LIST_MAX).await? {
            let key = tx.agent_key_made(agent.id).await?;
            all.push((agent, key));
        }
        Ok(all)
    }

    /// Takes a station or changes it; what it owes stays as it is.
    ///
    /// # Errors
    /// [`AgentError`] naming the first fault.
    pub async fn set_agent(
        &self,
        now: Now,
        id: AgentId,
        wish: &AgentWish,
    ) -> Result<AgentRow, CssError> {
        text("name", &wish.name)?;
        Zone::named(&wish.zone).map_err(|_| AgentError::Zone)?;
        let float = wish.float_max;
        if float < Money::ZERO || float > FLOAT_MAX || !float.is_whole_cents() {
            return Err(AgentError::Float.into());
        }
        let mut tx = self.store.begin().await?;
        tx.set_agent(&AgentRow {
            id,
            name: wish.name.trim().to_owned(),
            zone: wish.zone.clone(),
            float_max: float,
            balance: Money::ZERO,
            active: wish.active,
            made_at: now.business,
        })
        .await?;
        let row = tx.agent(id).await?.ok_or(AgentError::Unknown(id))?;
        tx.commit().await?;
        Ok(row)
    }

    /// Gives a station a new key, by its digest; the one before holds for [`KEY_OVERLAP`].
    ///
    /// # Errors
    /// [`AgentError::Unknown`].
    pub async fn new_agent_key(
        &self,
        now: Now,
        by: UserId,
        id: AgentId,
        digest: [u8; 32],
    ) -> Result<AgentRow, CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_agent(id).await?.ok_or(AgentError::Unknown(id))?;
        let until = now.real + KEY_OVERLAP;
        tx.add_agent_key(id, digest, by, now.real, until).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// Ends every key of a station at once.
    ///
    /// # Errors
    /// [`AgentError::Unknown`].
    pub async fn revoke_agent_keys(&self, now: Now, id: AgentId) -> Result<AgentRow, CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_agent(id).await?.ok_or(AgentError::Unknown(id))?;
        tx.end_agent_keys(id, now.real).await?;
        tx.commit().await?;
        Ok(row)
    }

    /// A station has handed money over: its book rises, and with it what it may take. The same
    /// remittance a second time changes nothing.
    ///
    /// # Errors
    /// [`AgentError`]; nothing changed then.
    pub async fn remit(
        &self,
        now: Now,
        by: UserId,
        agent: AgentId,
        id: TransferId,
        amount: Money,
        note: &str,
    ) -> Result<AgentRow, CssError> {
        text("note", note)?;
        if !amount.is_positive() || amount > FLOAT_MAX || !amount.is_whole_cents() {
            return Err(AgentError::Amount.into());
        }
        let mut tx = self.store.begin().await?;
        let unknown = AgentError::Unknown(agent);
        tx.lock_agent(agent).await?.ok_or(unknown)?;
        let transfer = Transfer {
            id,
            from: Book::Clearing,
            to: Book::Agent(agent),
            amount,
            state: TransferState::Posted,
            reason: Reason::Remitted,
            at: now.business,
        };
        if let Some(known) = tx.transfer(id).await?
            && !ami_domain::ledger::same_movement(&known, &transfer)
        {
            return Err(AgentError::Reused(id).into());
        }
        tx.add_transfer(&transfer).await?;
        let row = RemittanceRow {
            id,
            amount,
            by,
            note: note.trim().to_owned(),
            at: now.business,
        };
        tx.insert_remittance(agent, &row).await?;
        let row = tx.agent(agent).await?.ok_or(unknown)?;
        tx.commit().await?;
        Ok(row)
    }

    /// A station's day in its own zone; `None` for the running one.
    ///
    /// # Errors
    /// [`AgentError::Unknown`].
    pub async fn agent_statement(
        &self,
        now: Now,
        id: AgentId,
        day: Option<Day>,
    ) -> Result<Statement, CssError> {
        let mut tx = self.store.read().await?;
        let agent = tx.agent(id).await?.ok_or(AgentError::Unknown(id))?;
        let zone = Zone::named(&agent.zone).unwrap_or_else(|_| Zone::utc());
        let day = day.unwrap_or_else(|| zone.civil(now.business).day);
        zone.moment(day, 0, false).ok_or(AgentError::Day)?;
        let from = zone.start_of(day);
        let until = zone.start_of(day.plus(1));
        let opening = agent.balance - tx.agent_moved_since(id, from).await?;
        let closing = agent.balance - tx.agent_moved_since(id, until).await?;
        Ok(Statement {
            payments: tx.station_payments(id, from, until, LINES_MAX).await?,
            remittances: tx.remittances(id, from, until, LINES_MAX).await?,
            agent,
            day,
            opening,
            closing,
        })
    }
}

fn text(field: &'static str, text: &str) -> Result<(), AgentError> {
    let characters = text.trim().chars().count();
    let plain = !text.chars().any(char::is_control);
    if (1..=TEXT_MAX).contains(&characters) && plain {
        Ok(())
    } else {
        Err(AgentError::Text(field))
    }
}
