//! Who was switched off or limited because nothing was left is told so when the meter has said that
//! it is done, and is told when power is whole again: somebody may be away, or asleep, and a stove
//! may still be on.

use crate::warn::{Values, say_with};
use crate::{Css, CssError};
use ami_adcs::warn::unsay;
use ami_domain::chance::Chance;
use ami_domain::clearance::Cause;
use ami_domain::clock::Now;
use ami_domain::energy::Watts;
use ami_domain::message::Importance;
use ami_domain::money::Money;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::Span;
use ami_locales::Args;
use ami_locales::arg::watts;
use ami_store::{AccountRow, Tx};

/// The word under which it is told; as evidence it counts for nothing.
const WORD: &str = "supply";
/// Levels of what was told.
const LIMITED: u8 = 1;
const OFF: u8 = 2;

impl Css {
    /// Tells what has become of supply since it was told last.
    pub(crate) async fn tell_supply(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
    ) -> Result<(), CssError> {
        let known = tx.warning(account.id, WORD).await?;
        let supply = tx.supply(account.meter).await?;
        let stands = supply.as_ref().map_or(0, level);
        let was = known.map_or(0, |told| told.level);
        if stands == was {
            return Ok(());
        }
        // Of what somebody has switched off themselves, or a rule limits, this is not the word.
        let ours = stands == 0 || tx.last_cut(account.meter).await? == Some(Cause::Zero);
        if !ours {
            return Ok(());
        }
        let (text, importance) = match (stands, was) {
            (OFF, _) => ("alert-disconnected", Importance::Emergency),
            (LIMITED, _) => ("alert-limited", Importance::Warning),
            (_, OFF) => ("alert-reconnected", Importance::Notice),
            (..) => ("alert-limit-over", Importance::Notice),
        };
        let values = Values {
            balance: tx.spendable(account.id).await?,
            left: Span::ZERO,
            minimum: self.terms.policy.payment_min,
            amount: Money::ZERO,
            zero: None,
        };
        let cap = supply.and_then(|supply| supply.limit);
        let cap = watts(cap.unwrap_or(Watts::new(0)).get());
        let args = Args::new().with("cap", cap);
        let notice = say_with(chance, text, importance, &values, args, now.business);
        unsay(tx, now, chance, account, WORD).await?;
        let id = notice.id;
        self.tell_figures((tx, now, chance), account, WORD, notice, None)
            .await?;
        if stands == 0 {
            return Ok(tx.clear_warning(account.id, WORD).await?);
        }
        let at = now.business;
        Ok(tx.set_warning(account.id, WORD, stands, at, id).await?)
    }
}

/// How supply is reduced. A switch that a limit has opened closes by itself.
fn level(supply: &Supply) -> u8 {
    match (supply.switch, supply.limit) {
        (Switch::Off, _) if supply.trip.is_none() => OFF,
        (_, Some(_)) => LIMITED,
        (_, None) => 0,
    }
}
