//! An account has reached zero: the outcome that the customer chose (SC5.7, SC5.8, PR-END).

use crate::convert::convert;
use crate::{Css, CssError};
use ami_domain::account::Mode;
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::display::Held;
use ami_domain::program::Act;
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
        });
        if row.act != act {
            // The customer chose anew, or a rule did: what was done stays until a payment.
            row.act = act;
            row.next_at = now.business;
            row.done = false;
        }
        if !row.done && row.next_at <= now.business {
            self.carry_out(tx, now, chance, account, &mut row).await?;
        }
        if account.mode == Mode::Prepaid {
            tx.set_zero(account.id, &row).await?;
        }
        Ok(before.map(|zero| (zero.act, zero.done, zero.held))
            != Some((row.act, row.done, row.held)))
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
                convert(tx, now, chance, account, Mode::Regular).await?;
                (row.done, row.held) = (true, None);
            }
            // A person must look: without a switch nothing can be done from here (AS-2).
            Act::FieldOrder => row.held = Some(Held::FieldOrder),
            // Only a clearance cuts (DESIGN 7.8); until one is given service stays on.
            Act::Limit | Act::Disconnect => row.held = Some(Held::Pending),
        }
        Ok(())
    }
}
