//! Topping up by a calendar (SC4.6): paydays, a pause that ends by itself, tries that are counted,
//! and a preview of what comes. The payment itself is the one of `replenish.rs`: one id for each
//! occasion, one occasion at a time.

use crate::charge::Done;
use crate::debt::zone;
use crate::program::TopUp;
use crate::warn::{Values, say};
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::id::{AccountId, UserId};
use ami_domain::message::Importance;
use ami_domain::payday::{LATE_MAX, Payday, TRIES_MAX, Would, ahead, fits};
use ami_domain::time::{Span, Timestamp, Zone};
use ami_store::{AccountRow, AutoPayRow, ReplenishRow, Tx};

/// So many accounts are read at once; of paydays so many are seen to in one tick.
const BATCH: u32 = 256;
/// So many paydays ahead are shown.
pub const AHEAD: usize = 6;

/// How an account tops itself up, and what comes.
#[derive(Debug, Clone)]
pub struct AutoPay {
    /// The settings; `None` when it never did.
    pub row: Option<ReplenishRow>,
    /// Its calendar.
    pub calendar: AutoPayRow,
    /// The next paydays and what each would do.
    pub ahead: Vec<(Timestamp, Would)>,
    /// The zone of the site.
    pub zone: Zone,
}

/// What is to be done on an occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// A payday has come.
    Payday,
    /// Nothing that the calendar knows of: the balance decides.
    Balance,
    /// Nothing at all.
    None,
}

impl Css {
    /// How an account tops itself up, and what comes.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn auto_pay(&self, now: Now, account: AccountId) -> Result<AutoPay, CssError> {
        let mut tx = self.store.read().await?;
        let unknown = || CssError::UnknownAccount(account);
        let who = tx.account(account).await?.ok_or_else(unknown)?;
        let zone = zone(&mut tx, &who).await?;
        let calendar = tx.auto_pay(account).await?.unwrap_or_default();
        let row = tx.replenish(account).await?;
        let ahead = match (&row, calendar.payday) {
            (Some(row), Some(payday)) => {
                let past = crate::replenish::past(&mut tx, account, row.occasion).await?;
                let (settings, at) = (&row.settings, now.business);
                ahead(
                    &payday,
                    &zone,
                    at,
                    settings,
                    calendar.resume_at,
                    &past,
                    AHEAD,
                )
            }
            (_, _) => Vec::new(),
        };
        Ok(AutoPay {
            row,
            calendar,
            ahead,
            zone,
        })
    }

    /// Keeps how an account tops itself up: settings, paydays, and when a pause ends. Tries that
    /// failed are forgotten: the customer has looked.
    ///
    /// # Errors
    /// [`CssError::Program`] or [`CssError::BadPayday`] naming the first fault; nothing changed
    /// then.
    pub async fn set_auto_pay(
        &self,
        now: Now,
        by: UserId,
        account: AccountId,
        change: &TopUp,
        payday: Option<Payday>,
        resume_at: Option<Timestamp>,
    ) -> Result<(), CssError> {
        if let Some(payday) = payday {
            payday.check().map_err(|_| CssError::BadPayday)?;
        }
        let mut tx = self.store.begin().await?;
        let unknown = || CssError::UnknownAccount(account);
        let who = tx.lock_account(account).await?.ok_or_else(unknown)?;
        let meter = tx.meter(who.meter).await?.ok_or_else(unknown)?;
        let (facts, _) = ami_adcs::program::facts(&mut tx, &who, &meter, now.business).await?;
        self.may_charge(&mut tx, &who, who.customer, &change.method)
            .await?;
        let saved = tx.replenish(account).await?;
        let next = self.settle_top_up(&facts, change, saved)?;
        tx.set_replenish(account, &next).await?;
        tx.replenished(account, next.occasion, next.open, None)
            .await?;
        let zone = zone(&mut tx, &who).await?;
        let calendar = AutoPayRow {
            payday,
            next_at: payday.and_then(|payday| payday.next(&zone, now.business)),
            resume_at: resume_at.filter(|_| change.settings.paused),
            tries: 0,
        };
        tx.set_auto_pay(account, &calendar).await?;
        let detail = format!("top-up {:?}, {payday:?}", change.settings);
        tx.program_changed(account, by, now.business, &detail)
            .await?;
        tx.watch(account, now.business, false).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Sees to every account whose payday has come, and to every automatic payment in doubt.
    /// Gives their number.
    ///
    /// # Errors
    /// The first failure, once every other account had its turn.
    pub async fn pay_days(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
    ) -> Result<u32, CssError> {
        let now = clock.now().business;
        let due = self.store.read().await?.paydays_due(now, BATCH).await?;
        let mut done = Done::default();
        for account in due {
            done.note(self.top_up(clock, chance, account).await);
        }
        // All in doubt have their turn, a page at a time: one that stays in doubt for long must
        // not keep the others from being ended.
        let mut after = None;
        loop {
            let due = self.store.read().await?.top_ups_open(after, BATCH).await?;
            let Some(last) = due.last() else { break };
            after = Some(*last);
            for account in due {
                done.note(self.top_up(clock, chance, account).await);
            }
        }
        done.end()
    }

    /// What the calendar says, with the account locked: whether a payday has come, and whether
    /// anything may be charged. A payday is crossed out before it is paid, so that it is paid once
    /// or never.
    pub(crate) async fn occasion(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        who: &AccountRow,
        row: &mut ReplenishRow,
    ) -> Result<Occasion, CssError> {
        let mut calendar = tx.auto_pay(who.id).await?.unwrap_or_default();
        let at = now.business;
        let zone = zone(tx, who).await?;
        let mut came = calendar.next_at.filter(|next| *next <= at);
        if came.is_some() {
            calendar.next_at = calendar.payday.and_then(|payday| payday.next(&zone, at));
            // Of those that nobody was there for, only the last one counts.
            let recent = calendar
                .payday
                .and_then(|payday| payday.next(&zone, at - LATE_MAX));
            came = came.max(recent.filter(|last| *last <= at));
            tx.set_auto_pay(who.id, &calendar).await?;
        } else if let Some(sooner) = sooner(tx, at, (who.id, &zone), row, &calendar).await? {
            calendar.next_at = Some(sooner);
            tx.set_auto_pay(who.id, &calendar).await?;
        }
        if row.settings.paused && calendar.resume_at.is_some_and(|resume| resume <= at) {
            tx.resume_replenish(who.id).await?;
            row.settings.paused = false;
            // A payday in the pause is left out, also when nobody was there before it was over.
            came = came.filter(|came| calendar.resume_at.is_some_and(|resume| *came >= resume));
        }
        if row.settings.paused || calendar.tries >= TRIES_MAX {
            return Ok(Occasion::None);
        }
        match came {
            Some(came) if at.since(came) <= LATE_MAX => {
                let past = crate::replenish::past(tx, who.id, row.occasion).await?;
                match fits(&row.settings, &zone, at, &past) {
                    Would::Pay => Ok(Occasion::Payday),
                    Would::WeekCap | Would::MonthCap | Would::Paused => {
                        self.tell_auto(tx, now, chance, who, "alert-auto-pay-capped", row)
                            .await?;
                        Ok(Occasion::None)
                    }
                }
            }
            Some(_) | None => Ok(Occasion::Balance),
        }
    }

    /// Counts how a try ended. After [`TRIES_MAX`] that failed nothing is charged until the
    /// customer has looked; after fewer, a payday is tried once more later. What a low balance has
    /// asked for is asked for again by the balance alone: it may be paid by hand until then.
    pub(crate) async fn tried(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        who: &AccountRow,
        row: &ReplenishRow,
        failed: bool,
    ) -> Result<(), CssError> {
        let Some(mut calendar) = tx.auto_pay(who.id).await? else {
            return Ok(());
        };
        if !failed {
            calendar.tries = 0;
            return Ok(tx.set_auto_pay(who.id, &calendar).await?);
        }
        calendar.tries += 1;
        let text = if calendar.tries >= TRIES_MAX {
            "alert-auto-pay-stopped"
        } else {
            if payday_unpaid(tx, now, who, row, &calendar).await? {
                let again = now.business + self.terms.policy.replenish_retry;
                calendar.next_at = calendar.next_at.map(|next| next.min(again));
            }
            "alert-auto-pay-failed"
        };
        tx.set_auto_pay(who.id, &calendar).await?;
        self.tell_auto(tx, now, chance, who, text, row).await
    }

    /// Tells the customer what became of topping up.
    pub(crate) async fn tell_auto(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        who: &AccountRow,
        text: &str,
        row: &ReplenishRow,
    ) -> Result<(), CssError> {
        let values = Values {
            balance: tx.spendable(who.id).await?,
            left: Span::ZERO,
            minimum: self.terms.policy.payment_min,
            amount: row.settings.amount,
            zero: None,
        };
        let notice = say(chance, text, Importance::Warning, &values, now.business);
        ami_adcs::warn::warn(tx, now, chance, who, "auto_pay", &notice).await?;
        Ok(())
    }
}

/// Whether a payday has come that is not too old and that nothing was charged for since. One that a
/// pause or the caps had left out, and of which that was told, stays left out.
async fn payday_unpaid(
    tx: &mut Tx,
    now: Now,
    who: &AccountRow,
    row: &ReplenishRow,
    calendar: &AutoPayRow,
) -> Result<bool, CssError> {
    let Some(payday) = calendar.payday else {
        return Ok(false);
    };
    let zone = zone(tx, who).await?;
    let last = payday.next(&zone, now.business - LATE_MAX);
    let Some(last) = last.filter(|last| *last <= now.business) else {
        return Ok(false);
    };
    let past = crate::replenish::past(tx, who.id, row.occasion).await?;
    let before: Vec<_> = past.iter().copied().filter(|(at, _)| *at < last).collect();
    let paused = calendar.resume_at.is_some_and(|resume| resume > last);
    if paused || fits(&row.settings, &zone, last, &before) != Would::Pay {
        return Ok(false);
    }
    let mut since = past.iter().filter(|(at, _)| *at >= last);
    Ok(!since.any(|(_, amount)| amount.is_positive()))
}

/// The payday that comes before the one that is noted: a clock that was ahead has crossed it out.
/// One that was paid for then is not paid for a second time.
async fn sooner(
    tx: &mut Tx,
    at: Timestamp,
    (account, zone): (AccountId, &Zone),
    row: &ReplenishRow,
    calendar: &AutoPayRow,
) -> Result<Option<Timestamp>, CssError> {
    let (Some(payday), Some(noted)) = (calendar.payday, calendar.next_at) else {
        return Ok(None);
    };
    let mut next = payday.next(zone, at);
    if next.is_none_or(|next| noted <= next) {
        return Ok(None);
    }
    let past = crate::replenish::past(tx, account, row.occasion).await?;
    while let Some(day) = next.filter(|day| *day < noted) {
        next = payday.next(zone, day);
        let of_it = |at: Timestamp| at >= day && next.is_none_or(|next| at < next);
        let mut paid = past.iter().filter(|(at, _)| of_it(*at));
        if !paid.any(|(_, amount)| amount.is_positive()) {
            return Ok(Some(day));
        }
    }
    Ok(None)
}

/// The customer has looked: tries that failed are forgotten.
pub(crate) async fn looked(tx: &mut Tx, account: AccountId) -> Result<(), CssError> {
    if let Some(calendar) = tx.auto_pay(account).await? {
        let fresh = AutoPayRow {
            tries: 0,
            ..calendar
        };
        tx.set_auto_pay(account, &fresh).await?;
    }
    Ok(())
}
