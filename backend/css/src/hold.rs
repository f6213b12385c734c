//! Holds start and end with a message in both languages that names the debt and the date: the
//! customer knows why service goes on, and has the time to pay when it no longer does.

use crate::{Css, CssError};
use ami_adcs::supply::{self, Reduce};
use ami_adcs::warn::unsay;
use ami_domain::alert::Told;
use ami_domain::chance::Chance;
use ami_domain::clearance::Hold;
use ami_domain::clock::Now;
use ami_domain::id::AlertId;
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::time::{LocalMoment, Span, Timestamp, Window, Zone};
use ami_locales::arg::{moment, money};
use ami_locales::{Args, Locale, tr};
use ami_store::{AccountRow, Tx};

/// The word under which the start of a hold is told, as evidence for later decisions.
pub(crate) const START: &str = "hold";
/// The word of its end.
pub(crate) const END: &str = "hold_end";

/// A message is shown for so long at most.
const SHOWN: Span = Span::days(3);

/// What is told of, and since when nothing is known of a date it says so.
#[derive(Debug, Clone, Copy)]
struct Said {
    debt: Money,
    from: Option<LocalMoment>,
    minimum: Money,
}

impl Css {
    /// Tells what has changed since the last look. `holds` is every rule that keeps supply on;
    /// none when it was cut or is so already.
    pub(crate) async fn tell_hold(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
        how: Reduce,
        holds: &[Hold],
    ) -> Result<(), CssError> {
        let kind = holds.iter().filter_map(|hold| kind(*hold)).max();
        let told = tx.warning(account.id, START).await?;
        let paid = match (kind, told) {
            (Some(_), Some(_)) => tx.last_paid(account.id).await?,
            (None, _) | (_, None) => None,
        };
        // After a payment the debt is another one: told again.
        let says = |told: Told, level| told.level == level && paid.is_none_or(|at| at < told.at);
        match (kind, told) {
            (None, None) if !holds.contains(&Hold::AfterHold) => Ok(()),
            (Some(kind), Some(told)) if says(told, kind.0) => Ok(()),
            (Some(kind), _) => {
                unsay(tx, now, chance, account, START).await?;
                unsay(tx, now, chance, account, END).await?;
                let said = self.why_held(tx, now, account, how).await?;
                let id = match said.from {
                    Some(_) => kind.1,
                    None => kind.2,
                };
                let notice = notice(chance, now.business, id, Importance::Notice, &said);
                let (id, at) = (notice.id, now.business);
                self.tell_figures((tx, now, chance), account, START, notice, None)
                    .await?;
                Ok(tx.set_warning(account.id, START, kind.0, at, id).await?)
            }
            (None, told) => {
                // The end was told, and may have reached nobody before it was over: without it
                // nothing could ever follow.
                let end = tx.warning(account.id, END).await?;
                if told.is_none() && end.is_some_and(|end| now.business < end.at + SHOWN) {
                    return Ok(());
                }
                unsay(tx, now, chance, account, START).await?;
                tx.clear_warning(account.id, START).await?;
                let said = self.why_held(tx, now, account, how).await?;
                let id = match how {
                    Reduce::Disconnect => "hold-over-disconnect",
                    Reduce::Limit(_) => "hold-over-limit",
                };
                let notice = notice(chance, now.business, id, Importance::Warning, &said);
                let (id, at) = (notice.id, now.business);
                self.tell_figures((tx, now, chance), account, END, notice, None)
                    .await?;
                Ok(tx.set_warning(account.id, END, 0, at, id).await?)
            }
        }
    }

    /// The account is not at zero any longer: what was told of a hold holds no longer.
    pub(crate) async fn unsay_hold(
        &self,
        tx: &mut Tx,
        now: Now,
        chance: &mut dyn Chance,
        account: &AccountRow,
    ) -> Result<(), CssError> {
        for word in [START, END] {
            if tx.warning(account.id, word).await?.is_some() {
                unsay(tx, now, chance, account, word).await?;
                tx.clear_warning(account.id, word).await?;
            }
        }
        Ok(())
    }

    async fn why_held(
        &self,
        tx: &mut Tx,
        now: Now,
        account: &AccountRow,
        how: Reduce,
    ) -> Result<Said, CssError> {
        let (terms, again) = (&self.terms, now.business);
        let looked = supply::promise(tx, now, terms, account, how, again, &[]).await?;
        let from = looked.not_before;
        let place = tx.location(account.location).await?;
        let zone = place.and_then(|place| Zone::named(&place.zone).ok());
        let balance = tx.spendable(account.id).await?;
        Ok(Said {
            debt: (Money::ZERO - balance).max(Money::ZERO),
            from: zone.zip(from).map(|(zone, from)| zone.local(from)),
            minimum: self.terms.policy.payment_min,
        })
    }
}

/// A reason that customers are told of, as its level and its texts with and without a date; of
/// several the highest is told.
type Kind = (u8, &'static str, &'static str);

const fn kind(hold: Hold) -> Option<Kind> {
    match hold {
        Hold::Protected => Some((3, "hold-protected-until", "hold-protected")),
        Hold::WeatherUnknown
        | Hold::WeatherOld
        | Hold::ForecastUnknown
        | Hold::ForecastOld
        | Hold::Hot
        | Hold::Cold
        | Hold::Advisory => Some((2, "hold-weather-until", "hold-weather")),
        Hold::Hour | Hold::Friendly | Hold::Weekday | Hold::Holiday | Hold::Season => {
            Some((1, "hold-hours-until", "hold-hours"))
        }
        Hold::NoSwitch
        | Hold::Class
        | Hold::NotPrepaid
        | Hold::NotChosen
        | Hold::Balance
        | Hold::Debt
        | Hold::Below
        | Hold::BalanceOld
        | Hold::UsageOld
        | Hold::Clock
        | Hold::Link
        | Hold::Payment
        | Hold::Notice
        | Hold::Notices
        | Hold::Acknowledge
        | Hold::AfterHold
        | Hold::Event
        | Hold::Command
        | Hold::Quarantined
        | Hold::Stopped => None,
    }
}

fn notice(
    chance: &mut dyn Chance,
    now: Timestamp,
    id: &str,
    importance: Importance,
    said: &Said,
) -> Notice {
    let mut args = Args::new()
        .with("debt", money(said.debt.as_micros()))
        .with("minimum", money(said.minimum.as_micros()));
    if let Some(from) = said.from {
        args = args.with("from", moment(from.at.as_millis(), from.offset_minutes));
    }
    // Without a date the end of a hold says that it may be at any time.
    let id = match (said.from, id) {
        (None, "hold-over-disconnect") => "hold-over-disconnect-now",
        (None, "hold-over-limit") => "hold-over-limit-now",
        (_, id) => id,
    };
    Notice {
        id: AlertId::from_bytes(chance.bytes()),
        importance,
        text: Bilingual {
            en: tr(Locale::EnUs, id, &args),
            es: tr(Locale::EsUs, id, &args),
        },
        valid: Window {
            start: now,
            end: now + SHOWN,
        },
        confirm: importance >= Importance::Warning,
        figures: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::chance::Seeded;

    #[test]
    fn every_message_about_a_hold_names_debt_and_date_and_fits_a_meter() {
        let zone = Zone::utc();
        let now = Timestamp::from_millis(1_810_000_000_000);
        let with_date = Said {
            debt: Money::cents(123_456),
            from: Some(zone.local(now + Span::days(200))),
            minimum: Money::dollars(10),
        };
        let without = Said {
            from: None,
            ..with_date
        };
        let kinds = Hold::ALL.into_iter().filter_map(kind);
        let mut ids: Vec<(&str, Said)> = Vec::new();
        for (_, until, open) in kinds {
            ids.extend([(until, with_date), (open, without)]);
        }
        for over in ["hold-over-disconnect", "hold-over-limit"] {
            ids.extend([(over, with_date), (over, without)]);
        }
        for (id, said) in ids {
            let text = notice(&mut Seeded::new(1), now, id, Importance::Notice, &said);
            assert_eq!(text.check(now), Ok(()), "{id}: {:?}", text.text);
            for side in [&text.text.en, &text.text.es] {
                assert!(side.contains("1,234.56"), "{id}: {side}");
                assert!(!side.contains("hold-") && !side.contains('{'), "{side}");
                let dated = side.contains("2027");
                assert_eq!(dated, said.from.is_some(), "{id}: {side}");
            }
        }
    }
}
