//! The texts of alerts, in both languages by message code (FR-24, FR-29), and what their figures
//! rest on.

use crate::figure_code::keep_code;
use crate::{Css, CssError};
use ami_adcs::refresh::{self, Look};
use ami_domain::alert::{Alert, Facts};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::explain::LineageId;
use ami_domain::id::AlertId;
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::time::{LocalMoment, Span, Timestamp, Window};
use ami_locales::arg::{moment, money, span};
use ami_locales::{Args, Locale, tr};
use ami_store::{AccountRow, Tx};

/// A warning is shown for so long at most; it is told again before that.
const SHOWN: Span = Span::hours(25);
/// Of so many texts to an account it is kept what their figures rest on, of the newest.
const KEPT: u32 = 24;

/// What the texts say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Values {
    pub balance: Money,
    pub left: Span,
    pub minimum: Money,
    pub amount: Money,
    /// When the balance is expected to be used up. A text that stays on the wall names this and
    /// not the time that is left, which is wrong a minute later.
    pub zero: Option<LocalMoment>,
}

impl Values {
    fn with(&self, args: Args) -> Args {
        let zero = self.zero.unwrap_or(LocalMoment {
            at: Timestamp::default(),
            offset_minutes: 0,
        });
        args.with("zero", moment(zero.at.as_millis(), zero.offset_minutes))
            .with("balance", money(self.balance.as_micros()))
            .with("left", span(self.left.as_millis()))
            .with("minimum", money(self.minimum.as_micros()))
            .with("amount", money(self.amount.as_micros()))
    }
}

impl Css {
    /// Tells one customer a text with figures, as [`ami_adcs::warn::warn`] does, and keeps what
    /// they rest on: `alert.ID` explains them. `about` explains an amount that is named beside the
    /// balance.
    pub(crate) async fn tell_figures(
        &self,
        (tx, now, chance): (&mut Tx, Now, &mut dyn Chance),
        account: &AccountRow,
        word: &str,
        notice: Notice,
        about: Option<LineageId>,
    ) -> Result<(), CssError> {
        let look = refresh::look(tx, now, &self.terms, account.clone()).await?;
        tell_looked((tx, now, chance), &look, word, notice, about).await
    }
}

/// The same for whoever has looked at the account in this transaction.
pub(crate) async fn tell_looked(
    (tx, now, chance): (&mut Tx, Now, &mut dyn Chance),
    look: &Look,
    word: &str,
    notice: Notice,
    about: Option<LineageId>,
) -> Result<(), CssError> {
    let account = &look.account;
    let notice = Notice {
        figures: true,
        ..notice
    };
    ami_adcs::warn::warn(tx, now, chance, account, word, &notice).await?;
    let funds = tx.funds(account.id).await?;
    let kept = look.told((funds.spendable(), funds.help), about);
    tx.keep_figures(notice.id, &kept, KEPT).await?;
    // A display shows the code of the text without asking anybody.
    keep_code(tx, account.id, LineageId::Alert(notice.id), now.business).await
}

/// The notice of an alert.
pub(crate) fn notice(
    chance: &mut dyn Chance,
    alert: &Alert,
    facts: &Facts,
    values: &Values,
    now: Timestamp,
) -> Notice {
    say(chance, (alert.text)(facts), alert.importance, values, now)
}

/// A notice from a text of `alert.ftl`: what happened, and what to do as far as it fits.
pub(crate) fn say(
    chance: &mut dyn Chance,
    id: &str,
    importance: Importance,
    values: &Values,
    now: Timestamp,
) -> Notice {
    say_with(chance, id, importance, values, Args::new(), now)
}

/// The same with more that the text says.
pub(crate) fn say_with(
    chance: &mut dyn Chance,
    id: &str,
    importance: Importance,
    values: &Values,
    args: Args,
    now: Timestamp,
) -> Notice {
    let args = values.with(args);
    let text = |locale| {
        let body = tr(locale, id, &args);
        let whole = format!("{body} {}", tr(locale, &format!("{id}.next"), &args));
        if whole.chars().count() <= Notice::MAX_CHARS {
            whole
        } else {
            body
        }
    };
    Notice {
        id: AlertId::from_bytes(chance.bytes()),
        importance,
        text: Bilingual {
            en: text(Locale::EnUs),
            es: text(Locale::EsUs),
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
    use ami_domain::alert::ALERTS;
    use ami_domain::chance::Seeded;
    use ami_domain::display::Standing;
    use ami_domain::program::Act;

    #[test]
    fn fr29_every_alert_has_both_languages_and_fits_a_meter() {
        let values = Values {
            balance: Money::cents(123_456),
            left: Span::minutes(47 * 60 + 59),
            minimum: Money::dollars(10),
            amount: Money::dollars(100),
            zero: None,
        };
        let now = Timestamp::from_millis(1);
        for alert in ALERTS {
            for (act, left) in [(Act::Limit, None), (Act::Disconnect, Some(values.left))] {
                let facts = Facts {
                    standing: Standing::Low,
                    left,
                    early: left,
                    act,
                    meter_says_low: false,
                    replenish_failed: true,
                    minute: 0,
                };
                let said = notice(&mut Seeded::new(1), alert, &facts, &values, now);
                assert_eq!(said.check(now), Ok(()), "{}: {:?}", alert.word, said.text);
                assert_ne!(said.text.en, said.text.es);
                assert!(!said.text.en.contains("alert-"), "{}", said.text.en);
            }
        }
    }
}
