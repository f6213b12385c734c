//! An account has reached zero: the outcome that the customer chose (SC5.7, SC5.8, PR-END).

use crate::{Css, CssError};
use ami_adcs::program;
use ami_adcs::supply::{self, Decided, Reduce};
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clearance::{Cause, Hold};
use ami_domain::clock::Now;
use ami_domain::convert::Terms;
use ami_domain::display::Held;
use ami_domain::program::Act;
use ami_domain::time::Timestamp;
use ami_store::{AccountRow, Tx, ZeroRow};

impl Css {
    /// Brings an account at zero one step on; whether anything changed that a view shows.
    pub(crate) async fn at_zero(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        act: Act,
    ) -> Result<bool, CssError> {
        let before = tx.zero(account.id).await?;
        let mut row = before.unwrap_or(ZeroRow {
            since: now.business,
            act,
            done: false,
            held: Some(Held::Pending),
            next_at: now.business,
            not_before: None,
        });
        if row.act != act {
            // The customer chose anew, or a rule did: what was done stays until a payment.
            row.act = act;
            row.next_at = now.business;
            row.done = false;
        }
        let by_hand = act == Act::FieldOrder;
        if !by_hand {
            let why = "something else was chosen for zero";
            tx.withdraw_errand(account.meter, now, why).await?;
        }
        if !row.done && self.borrows_now(tx, now, account).await? {
            row.held = Some(Held::Hours);
            let how = Reduce::Disconnect;
            self.promised(tx, now, account, &mut row, how, &[]).await?;
            let why = "nobody is cut in these hours";
            tx.withdraw_errand(account.meter, now, why).await?;
        } else if by_hand || !row.done && self.is_due(now, row.next_at) {
            // Whoever is on their way is called back in the first look that says so.
            self.carry_out(tx, now, chance, account, &mut row).await?;
        }
        if account.mode == Mode::Prepaid {
            tx.set_zero(account.id, &row).await?;
        }
        Ok(before.map(|zero| (zero.act, zero.done, zero.held))
            != Some((row.act, row.done, row.held)))
    }

    /// One that is further ahead than the next try was put off by a clock that has jumped back.
    fn is_due(&self, now: Now, next: Timestamp) -> bool {
        next <= now.business || next > now.business + self.terms.policy.zero_retry
    }

    async fn carry_out(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        row: &mut ZeroRow,
    ) -> Result<(), CssError> {
        row.next_at = now.business + self.terms.policy.zero_retry;
        match row.act {
            Act::Regular => {
                // Nobody asked for it by itself: it costs nothing, and no deposit is asked for.
                let free = Terms::default();
                self.convert_in(tx, now, chance, (account, None), Mode::Regular, free)
                    .await?;
                (row.done, row.held) = (true, None);
            }
            // Without a switch nothing can be done from here: a person goes there (AS-2).
            Act::FieldOrder => {
                self.cut_by_hand(tx, now, chance, account, row).await?;
            }
            Act::Disconnect => {
                self.reduce(tx, now, chance, account, row, Reduce::Disconnect)
                    .await?;
            }
            Act::Limit => {
                let rated = program::rated(tx, &self.terms, account.id).await?;
                let cap = program::cap(&self.terms.policy, rated);
                self.reduce(tx, now, chance, account, row, Reduce::Limit(cap))
                    .await?;
            }
        }
        Ok(())
    }

    /// Only a clearance cuts (DESIGN 7.8); while none is given service stays on, and the
    /// customer is told why.
    async fn reduce(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        row: &mut ZeroRow,
        how: Reduce,
    ) -> Result<(), CssError> {
        let cause = Cause::Zero;
        let decided =
            supply::reduce(tx, now, chance, &self.terms, account.meter, how, cause).await?;
        match decided {
            Decided::Already => {
                (row.done, row.held, row.not_before) = (true, None, None);
                self.tell_hold(tx, now, chance, account, how, &[]).await
            }
            // It may still be refused at the last moment: looked at again until it is so.
            Decided::Sent(_) => {
                (row.held, row.not_before) = (None, None);
                self.tell_hold(tx, now, chance, account, how, &[]).await
            }
            Decided::Held(holds) => self.held(tx, now, chance, account, row, how, &holds).await,
        }
    }

    /// What keeps supply on is shown and told.
    #[expect(clippy::too_many_arguments, reason = "a row, and what is told of it")]
    pub(crate) async fn held(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        row: &mut ZeroRow,
        how: Reduce,
        holds: &[Hold],
    ) -> Result<(), CssError> {
        row.held = Some(told(holds));
        self.promised(tx, now, account, row, how, holds).await?;
        self.tell_hold(tx, now, chance, account, how, holds).await
    }

    /// Before when nothing is turned off, kept with what it rests on.
    async fn promised(
        &self,
        tx: &mut Tx,
        now: Now,
        account: &AccountRow,
        row: &mut ZeroRow,
        how: Reduce,
        holds: &[Hold],
    ) -> Result<(), CssError> {
        let (terms, again) = (&self.terms, row.next_at);
        let looked = supply::promise(tx, now, terms, account, how, again, holds).await?;
        row.not_before = looked.not_before;
        tx.keep_hold_grounds(&looked).await?;
        Ok(())
    }
}

/// Of several rules that hold, the customer is told of the one that protects them most.
fn told(holds: &[Hold]) -> Held {
    let all = holds.iter().map(|hold| why(*hold));
    all.min_by_key(|held| rank(*held)).unwrap_or(Held::Pending)
}

const fn rank(held: Held) -> u8 {
    match held {
        Held::FieldOrder => 0,
        Held::Protected => 1,
        Held::Event => 2,
        Held::Weather => 3,
        Held::Hours => 4,
        Held::Many => 5,
        Held::Stale => 6,
        Held::Notice => 7,
        Held::Small => 8,
        Held::Pending => 9,
    }
}

/// What a customer is told of a rule.
const fn why(hold: Hold) -> Held {
    match hold {
        Hold::NoSwitch => Held::FieldOrder,
        Hold::Class | Hold::Protected => Held::Protected,
        Hold::NotPrepaid | Hold::NotChosen | Hold::Balance | Hold::Payment | Hold::Command => {
            Held::Pending
        }
        Hold::BalanceOld | Hold::UsageOld | Hold::Clock | Hold::Link => Held::Stale,
        Hold::Notice | Hold::Notices | Hold::Acknowledge | Hold::AfterHold => Held::Notice,
        Hold::Debt | Hold::Below => Held::Small,
        Hold::Hour | Hold::Friendly | Hold::Weekday | Hold::Holiday | Hold::Season => Held::Hours,
        Hold::WeatherUnknown
        | Hold::WeatherOld
        | Hold::ForecastUnknown
        | Hold::ForecastOld
        | Hold::Hot
        | Hold::Cold
        | Hold::Advisory => Held::Weather,
        Hold::Event => Held::Event,
        Hold::Quarantined | Hold::Stopped => Held::Many,
    }
}
