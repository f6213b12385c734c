//! A payment at a pay station (BR-03): money in the agent's hand becomes credit on its way to the
//! meter in ONE commit, so a station is never in doubt. The agent then owes it (`Book::Agent`),
//! up to their float.

use crate::confirm::{Delivery, delivery};
use crate::enrol::EnrolError;
use crate::pay::{digest, same};
use crate::{Css, CssError, Offer};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::energy::WattHours;
use ami_domain::id::{AgentId, MeterId, PaymentId, TransferId};
use ami_domain::ledger::{Book, Reason, Transfer, TransferState};
use ami_domain::money::Money;
use ami_domain::payment::PaymentState;
use ami_domain::station::{Part, TYPED_MAX, belongs, masked, parts};
use ami_mdms::feed::{self, Change};
use ami_store::{AccountRow, PaymentRow, Through, Tx};

/// The method's word in rows.
pub const METHOD: &str = "pay_station";
/// Most transfers that one payment is the reason of.
const PARTS_MAX: u32 = 64;

/// What a station asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationWish {
    /// Made by the station, the same on every retry.
    pub payment: PaymentId,
    /// The number on the customer's papers.
    pub account: String,
    /// First letter of the last name, or the postal code: a typo must not pay for a stranger.
    pub check: String,
    /// How much.
    pub amount: Money,
}

/// A payment as its station may see it: nothing of use or balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StationPayment {
    /// The payment.
    pub row: PaymentRow,
    /// The number that was paid for.
    pub number: String,
    /// The customer's name, masked.
    pub name: String,
    /// Where its money went.
    pub parts: Vec<(Part, Money)>,
    /// The meter that gets the credit.
    pub meter: MeterId,
    /// The way to the meter; `None` when nothing was sent to it.
    pub delivery: Option<Delivery>,
}

/// Why a station's payment was not taken. Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StationError {
    /// The station may not take payments (any more).
    #[error("agent {0} may not take payments")]
    Closed(AgentId),
    /// No account has this number, or the check is not its customer's: both look the same.
    #[error("no account has this number and this check")]
    NoMatch,
    /// The float does not hold it.
    #[error("the float has {left} left")]
    Float {
        /// How much more the station may take.
        left: Money,
    },
    /// The account has paid what it may in a day or in seven; how much that was is not told here.
    #[error("the account may not pay so much now")]
    TooMuch,
    /// The station asked to forget this payment.
    #[error("payment {0} was to be forgotten")]
    Forgotten(PaymentId),
    /// It is applied and cannot be forgotten.
    #[error("payment {0} is applied")]
    Applied(PaymentId),
}

impl StationError {
    /// Id of the text in `locales` (`error.ftl`) that tells a person what to do next.
    pub const fn text_id(self) -> &'static str {
        match self {
            StationError::Closed(_) => "error-station-closed",
            StationError::NoMatch => "error-station-no-match",
            StationError::Float { .. } => "error-station-float",
            StationError::TooMuch => "error-station-too-much",
            StationError::Forgotten(_) => "error-station-forgotten",
            StationError::Applied(_) => "error-station-applied",
        }
    }
}

impl Css {
    /// Takes a payment from a station, at once and for good. The same request a second time
    /// changes nothing and answers the same.
    ///
    /// # Errors
    /// [`StationError`], or [`CssError`] when the amount is outside the rules (BR-02), the id
    /// belongs to another payment or the account is closed; nothing changed then.
    pub async fn station_pay(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        agent: AgentId,
        wish: &StationWish,
    ) -> Result<StationPayment, CssError> {
        let mut tx = self.store.begin().await?;
        // Whoever takes money for this station, or forgets a payment of it, waits here.
        let closed = StationError::Closed(agent);
        tx.lock_agent(agent).await?.ok_or(closed)?;
        let offer = Offer {
            amount: wish.amount,
            method: METHOD.to_owned(),
            token: agent.to_string(),
        };
        // First of all: who asks again because the answer was lost is told that the money is taken,
        // whatever was typed beside the number this time.
        if let Some(row) = before(&mut tx, agent, wish, &offer).await? {
            return shown(&mut tx, row).await;
        }
        let account = matching(&mut tx, wish).await?;
        let digest = digest(account.id, &offer);
        if let Some(known) = tx.payment(wish.payment).await? {
            let row = same(known, digest)?;
            return shown(&mut tx, row).await;
        }
        if tx.is_forgotten(agent, wish.payment).await? {
            return Err(StationError::Forgotten(wish.payment).into());
        }
        self.check(&offer)?;
        let account = tx
            .lock_account(account.id)
            .await?
            .ok_or(StationError::NoMatch)?;
        // Nobody lives on it any more: the money would only have to be given back.
        if account.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        match self
            .fits(&mut tx, now.business, account.id, wish.amount)
            .await
        {
            Err(CssError::AmountAboveSpan { .. }) => return Err(StationError::TooMuch.into()),
            other => other?,
        }
        if !tx.take_float(agent, wish.amount).await? {
            return Err(refused(&mut tx, agent).await?.into());
        }
        let transfer = TransferId::from_bytes(chance.bytes());
        let mut row = PaymentRow {
            id: wish.payment,
            account: account.id,
            amount: wish.amount,
            currency: account.currency.clone(),
            method: METHOD.to_owned(),
            digest,
            offered_at: now.business,
            // Who answers for it; that a station took it stands beside it.
            offered_by: account.customer,
            state: PaymentState::Offered,
            transfer,
            event: None,
            credit: WattHours::ZERO,
            balance_after: None,
            message: None,
        };
        tx.add_transfer(&Transfer {
            id: transfer,
            from: Book::Agent(agent),
            to: Book::Prepaid(account.id),
            amount: wish.amount,
            state: TransferState::Pending,
            reason: Reason::Payment(wish.payment),
            at: now.business,
        })
        .await?;
        // Another station may have made this id at the same moment: the unique key decides.
        if let Some(known) = tx.insert_payment(&row).await? {
            let row = same(known, digest)?;
            return shown(&mut tx, row).await;
        }
        let by = Through::Station(agent);
        tx.paid_through(row.id, by, now.business).await?;
        self.credit(&mut tx, now, chance, &account, &mut row)
            .await?;
        row.state = PaymentState::Applied {
            at: now.business,
            by: transfer,
        };
        tx.end_payment(&row).await?;
        feed::tell(&mut tx, now, account.id, Change::Payment).await?;
        let paid = shown(&mut tx, row).await?;
        tx.commit().await?;
        Ok(paid)
    }

    /// A payment of this station; `None` for another's and for one that is not known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn station_payment(
        &self,
        agent: AgentId,
        payment: PaymentId,
    ) -> Result<Option<StationPayment>, CssError> {
        let mut tx = self.store.read().await?;
        if tx.through(payment).await? != Some(Through::Station(agent)) {
            return Ok(None);
        }
        match tx.payment(payment).await? {
            Some(row) => shown(&mut tx, row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Ends a station's doubt about a payment whose answer it has not seen: when it has not come
    /// it never will, and the customer gets their money back over the counter.
    ///
    /// # Errors
    /// [`StationError::Applied`] when it has come: the credit is on its way to the meter.
    pub async fn station_forget(
        &self,
        now: Now,
        agent: AgentId,
        payment: PaymentId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let closed = StationError::Closed(agent);
        tx.lock_agent(agent).await?.ok_or(closed)?;
        if tx.through(payment).await? == Some(Through::Station(agent)) {
            return Err(StationError::Applied(payment).into());
        }
        tx.forget_payment(agent, payment, now.business).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The payment as this station has made it before, for the same account number and amount.
async fn before(
    tx: &mut Tx,
    agent: AgentId,
    wish: &StationWish,
    offer: &Offer,
) -> Result<Option<PaymentRow>, CssError> {
    if tx.through(wish.payment).await? != Some(Through::Station(agent)) {
        return Ok(None);
    }
    let Some(known) = tx.payment(wish.payment).await? else {
        return Ok(None);
    };
    let account = tx.account(known.account).await?;
    if account.is_none_or(|account| account.number != wish.account.trim()) {
        return Err(CssError::PaymentIdReused(known.id));
    }
    let digest = digest(known.account, offer);
    same(known, digest).map(Some)
}

/// The account that was meant; whatever does not match looks the same.
async fn matching(tx: &mut Tx, wish: &StationWish) -> Result<AccountRow, CssError> {
    let number = wish.account.trim();
    let no_match = StationError::NoMatch;
    if number.is_empty() || number.chars().count() > TYPED_MAX {
        return Err(no_match.into());
    }
    let found = tx.accounts_numbered(&[number]).await?;
    let id = found.into_values().next().ok_or(no_match)?;
    let account = tx.account(id).await?.ok_or(no_match)?;
    let person = tx.person(account.customer).await?.ok_or(no_match)?;
    let place = tx.location(account.location).await?.ok_or(no_match)?;
    if belongs(&wish.check, &person.name, &place.postal) {
        Ok(account)
    } else {
        Err(no_match.into())
    }
}

/// Why the float was not taken.
async fn refused(tx: &mut Tx, agent: AgentId) -> Result<StationError, CssError> {
    Ok(match tx.agent(agent).await? {
        Some(row) if row.active => StationError::Float { left: row.left() },
        Some(_) | None => StationError::Closed(agent),
    })
}

/// A payment as its station may see it.
async fn shown(tx: &mut Tx, row: PaymentRow) -> Result<StationPayment, CssError> {
    let unknown = || CssError::UnknownAccount(row.account);
    let account = tx.account(row.account).await?.ok_or_else(unknown)?;
    let person = tx.person(account.customer).await?.ok_or_else(unknown)?;
    let transfers = tx.transfers_for(row.id, PARTS_MAX).await?;
    Ok(StationPayment {
        number: account.number,
        name: masked(&person.name),
        parts: parts(row.amount, &transfers),
        meter: account.meter,
        delivery: delivery(tx, &row).await?,
        row,
    })
}
