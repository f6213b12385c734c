//! The duty that looks at low and empty accounts (SC4, SC5): tops up, warns, and carries out what
//! was chosen for zero, in that order, each account on its own.

use crate::charge::Done;
use crate::warn::{Values, notice, tell_looked};
use crate::{Css, CssError};
use ami_adcs::{program, refresh, request};
use ami_domain::account::Mode;
use ami_domain::alert::{ALERTS, Alert, Facts, Told};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::command::{CommandKind, Prepay};
use ami_domain::display::{DisplayView, Held, Standing};
use ami_domain::id::{AccountId, MessageId, PaymentId};
use ami_domain::receipt::{MeterRefusal, Outcome};
use ami_domain::regulator::TextKind;
use ami_domain::time::{Span, Timestamp};
use ami_store::{AccountRow, Tx};

/// So many accounts are looked at in one tick.
const BATCH: u32 = 256;
/// A low account is looked at this often at least: quiet hours end, and the seen may get worse.
const PAUSE: Span = Span::minutes(15);
/// One that fails goes behind the others for so long.
const STUCK: Span = Span::minutes(1);
/// So many of the newest payments are looked at for credit that the meter refused.
const NEWEST: u32 = 8;

/// Whether what an alert says holds now, and then what the customer was told of it.
enum Holds {
    Yes(Option<Told>),
    No,
}

impl Css {
    /// Looks at every account that is due. Gives their number.
    ///
    /// # Errors
    /// The first failure, once every other account had its turn.
    pub async fn watch(&self, clock: &dyn Clock, chance: &mut dyn Chance) -> Result<u32, CssError> {
        let now = clock.now().business;
        let due = self.store.read().await?.watched(now, BATCH).await?;
        let mut done = Done::default();
        for account in due {
            let looked = self.watch_one(clock, chance, account).await;
            if looked.is_err() {
                // Where the store fails, too, the next tick finds it again.
                self.watch_later(now, account).await.ok();
            }
            done.note(looked);
        }
        done.end()
    }

    /// Those that fail must not keep others from their warnings: they would stay at the head of
    /// the line.
    async fn watch_later(&self, now: Timestamp, account: AccountId) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        tx.watch(account, now + STUCK, false).await?;
        Ok(tx.commit().await?)
    }

    async fn watch_one(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        account: AccountId,
    ) -> Result<(), CssError> {
        // Money first: who tops up in time is never warned of a cut that will not come.
        let paying = self.top_up(clock, chance, account).await?;
        let now = clock.now();
        let mut tx = self.store.begin().await?;
        let row = tx
            .lock_account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        let again = reissue(&mut tx, now, chance, &row).await?;
        let look = refresh::look(&mut tx, now, &self.terms, row.clone()).await?;
        let balance = tx.spendable(account).await?;
        let before = tx.view(account).await?;
        let view = look.view(balance, 0, before.as_ref());
        if view.standing == Standing::Zero
            && !paying
            && self.lend_at_zero(&mut tx, now, chance, &row).await?
        {
            // The books are others now: looked at anew in the next tick, before anything is cut.
            tx.commit().await?;
            return Ok(());
        }
        self.friendly_over(&mut tx, now, chance, &look, view.standing)
            .await?;
        let facts = self.facts(&mut tx, now, &look, &view).await?;
        let next = self
            .warn(&mut tx, now, chance, &look, &facts, &view)
            .await?;
        self.tell_supply(&mut tx, now, chance, &row).await?;
        let changed = match view.standing {
            Standing::Zero if !paying => {
                self.at_zero(&mut tx, now, chance, &row, facts.act).await?
            }
            Standing::Zero => {
                let why = "a payment is under way";
                tx.withdraw_errand(row.meter, now, why).await?;
                false
            }
            Standing::Ok | Standing::Low | Standing::Regular | Standing::Vacant => {
                self.unsay_hold(&mut tx, now, chance, &row).await?;
                let why = "the account is not at zero any more";
                tx.withdraw_errand(row.meter, now, why).await?;
                if !look.meter.has_switch {
                    self.back_for(&mut tx, now, chance, &row).await?;
                }
                tx.clear_zero(account).await?
            }
        };
        if changed {
            self.show_again(&mut tx, now, chance, account).await?;
        }
        match view.standing {
            Standing::Low | Standing::Zero => {
                tx.unwatch(account).await?;
                tx.watch(account, next, false).await?;
            }
            Standing::Ok | Standing::Regular | Standing::Vacant => {
                tx.has_enough(account, now.business).await?;
                tx.unwatch(account).await?;
                if again {
                    tx.watch(account, now.business + PAUSE, false).await?;
                }
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Takes away what holds no longer, in the transaction that has changed the balance: after a
    /// payment nobody reads on the wall that the balance is used up.
    pub(crate) async fn unsay_over(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        look: &refresh::Look,
        view: &DisplayView,
    ) -> Result<(), CssError> {
        let account = &look.account;
        let facts = self.facts(tx, now, look, view).await?;
        for alert in ALERTS {
            self.still_told(tx, now, chance, account, &facts, alert)
                .await?;
        }
        match view.standing {
            Standing::Zero => Ok(()),
            Standing::Ok | Standing::Low | Standing::Regular | Standing::Vacant => {
                self.unsay_hold(tx, now, chance, account).await
            }
        }
    }

    /// What the customer was told of this, where it holds; what holds no longer is taken away.
    async fn still_told(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        facts: &Facts,
        alert: &Alert,
    ) -> Result<Holds, CssError> {
        let told = tx.warning(account.id, alert.word).await?;
        if (alert.level)(facts, &self.terms.policy, told).is_some() {
            return Ok(Holds::Yes(told));
        }
        if told.is_some() {
            ami_adcs::warn::unsay(tx, now, chance, account, alert.word).await?;
            tx.clear_warning(account.id, alert.word).await?;
        }
        Ok(Holds::No)
    }

    async fn facts(
        &self,
        tx: &mut Tx,
        now: Now,
        look: &refresh::Look,
        view: &DisplayView,
    ) -> Result<Facts, CssError> {
        let account = &look.account;
        let (home, fallback) = program::facts(tx, account, &look.meter, now.business).await?;
        let failed = tx
            .replenish(account.id)
            .await?
            .is_some_and(|row| row.failed_at.is_some());
        let regular = account.mode == Mode::Regular;
        Ok(Facts {
            standing: view.standing,
            left: view.remaining.map(|remaining| remaining.likely),
            early: view.remaining.map(|remaining| remaining.early),
            act: home.act(account.at_zero, fallback),
            meter_says_low: !regular && tx.meter_warned(account.id).await?,
            replenish_failed: failed && !regular && view.standing != Standing::Ok,
            minute: look.zone.civil(now.business).minute,
        })
    }

    /// Tells what is due, and gives the moment of the next look.
    async fn warn(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        look: &refresh::Look,
        facts: &Facts,
        view: &DisplayView,
    ) -> Result<Timestamp, CssError> {
        let account = &look.account;
        let policy = &self.terms.policy;
        let late = view.remaining.as_ref().map(|remaining| remaining.late);
        let values = Values {
            balance: view.balance,
            left: facts.left.unwrap_or(Span::ZERO),
            minimum: policy.payment_min,
            amount: policy.payment_min,
            zero: view.remaining.as_ref().map(|remaining| remaining.zero_at),
        };
        let mut next = now.business + PAUSE.min(policy.zero_retry);
        for alert in ALERTS {
            let told = match self
                .still_told(tx, now, chance, account, facts, alert)
                .await?
            {
                Holds::Yes(Some(told)) if alert.word == TextKind::Zero.word() => {
                    counts(tx, account.id, told).await?
                }
                Holds::Yes(told) => told,
                Holds::No => continue,
            };
            let again = |at: Timestamp| at + (alert.pace)(policy);
            if let Some(level) = alert.due(facts, told, now.business, policy) {
                let notice = notice(chance, alert, facts, &values, now.business);
                ami_adcs::warn::unsay(tx, now, chance, account, alert.word).await?;
                let id = notice.id;
                tell_looked((tx, now, chance), look, alert.word, notice, None).await?;
                if alert.word == TextKind::LowBalance.word()
                    && let Some(late) = late
                {
                    let until = now.business + late;
                    tx.promise(id, account.id, until).await?;
                }
                tx.set_warning(account.id, alert.word, level, now.business, id)
                    .await?;
                next = next.min(again(now.business));
            } else if let Some(told) = told.filter(|told| again(told.at) > now.business) {
                next = next.min(again(told.at));
            }
        }
        Ok(next)
    }
}

/// What was told of a balance that is used up, as far as it counts: a payment that leaves it so
/// makes it void, as evidence, too, and it is told anew with what is owed now. While the rules for
/// cutting wait for a warning, one that was seen is told again at its pace: nothing else would ever
/// bring the warnings that they ask for.
async fn counts(tx: &mut Tx, account: AccountId, told: Told) -> Result<Option<Told>, CssError> {
    let paid = tx.last_paid(account).await?;
    if paid.is_some_and(|paid| told.at <= paid) {
        return Ok(None);
    }
    let zero = tx.zero(account).await?;
    let waits = zero.is_some_and(|zero| !zero.done && zero.held == Some(Held::Notice));
    let seen = told.seen && !waits;
    Ok(Some(Told { seen, ..told }))
}

/// Credit that the meter refused only because of order or room goes out under a new message: paid
/// and given credit is never lost, and the meter knows it by its name, so it is never doubled. Any
/// other refusal stays for a representative, who sees it as refused. Whether something was sent
/// again.
async fn reissue(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    account: &AccountRow,
) -> Result<bool, CssError> {
    let mut again = false;
    let meter = account.meter;
    for payment in tx.payments_of(account.id, NEWEST).await? {
        let refused = match payment.message {
            Some(message) => curable(tx, message).await?,
            None => false,
        };
        if refused {
            let kind = CommandKind::Prepay(Prepay {
                payment: payment.id,
                credit: payment.credit,
            });
            let command = request::accept(tx, now, chance, meter, kind, None).await?;
            tx.set_payment_message(payment.id, command.id).await?;
            again = true;
        }
    }
    for given in tx.given_to(account.id, NEWEST).await? {
        if curable(tx, given.message).await? {
            let kind = CommandKind::Prepay(Prepay {
                payment: PaymentId::from_bytes(given.name.to_bytes()),
                credit: given.credit,
            });
            let command = request::accept(tx, now, chance, meter, kind, None).await?;
            tx.set_given_message(given.name, command.id).await?;
            again = true;
        }
    }
    Ok(again)
}

/// Whether the meter has refused this message for a reason that a new message cures.
async fn curable(tx: &mut Tx, message: MessageId) -> Result<bool, CssError> {
    let receipt = tx.receipt(message).await?;
    Ok(receipt.is_some_and(|receipt| match receipt.outcome {
        Outcome::Refused(why) => may_reissue(why),
        Outcome::Done => false,
    }))
}

const fn may_reissue(why: MeterRefusal) -> bool {
    match why {
        MeterRefusal::Stale | MeterRefusal::OldEpoch | MeterRefusal::Full => true,
        MeterRefusal::Expired
        | MeterRefusal::OtherMeter
        | MeterRefusal::NotSupported
        | MeterRefusal::Held => false,
    }
}
