//! The texts of alerts, in both languages by message code (FR-24, FR-29).

use ami_domain::alert::{Alert, Facts};
use ami_domain::chance::Chance;
use ami_domain::id::AlertId;
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::time::{LocalMoment, Span, Timestamp, Window};
use ami_locales::arg::{moment, money, span};
use ami_locales::{Args, Locale, tr};

/// A warning is shown for so long at most; it is told again before that.
const SHOWN: Span = Span::hours(25);

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
