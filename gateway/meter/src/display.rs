//! The meter's own display: short lines in the reader's language (FR-01, FR-29). The values are
//! those of the back office's view, unchanged (IS-1); only power and the switch are the meter's.

use crate::AmiMeter;
use crate::events::Held;
use ami_domain::account::Mode;
use ami_domain::code::Code;
use ami_domain::display::{DisplayView, Standing};
use ami_domain::energy::Watts;
use ami_domain::event::EventReport;
use ami_domain::message::Notice;
use ami_domain::receipt::{Supply, Switch};
use ami_domain::time::{LocalMoment, Timestamp};
use ami_locales::arg::{moment, money, span, watts, wh};
use ami_locales::{Arg, Currency, Locale, args, tr};

/// Everything that a display device shows of the meter (FR-03): the body of the display-values
/// object, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DisplayValues {
    /// Version of this structure.
    pub v: u8,
    /// What the back office computed, as the meter holds it; `None` before the first.
    pub view: Option<DisplayView>,
    /// State of service.
    pub supply: Supply,
    /// Power now.
    pub power: Watts,
    /// The last message that was carried out.
    pub last_code: Option<Code>,
    /// Texts that are to be shown now or later.
    pub notices: Vec<Notice>,
    /// Prepayment events, with what became of each (FR-18, SC2.14).
    #[serde(default)]
    pub events: Vec<EventReport>,
}

impl DisplayValues {
    /// Version of the structure.
    pub const VERSION: u8 = 1;
}

impl AmiMeter {
    /// What a display device shows now; texts that are over at `now` (the meter's clock) are left
    /// out.
    pub fn display_values(&self, now: Timestamp) -> DisplayValues {
        let live = self.notices().iter().filter(|held| held.valid.end > now);
        DisplayValues {
            v: DisplayValues::VERSION,
            view: self.view().cloned(),
            supply: self.examine(),
            power: self.power(),
            last_code: self.last_code(),
            notices: live.cloned().collect(),
            events: self.events().iter().map(Held::report).collect(),
        }
    }

    /// The lines of the meter's own display, most important first, each at most
    /// `ami_locales::METER_TEXT_MAX` characters.
    pub fn lines(&self, locale: Locale, now: Timestamp) -> Vec<String> {
        let mut lines = Vec::new();
        let supply = self.examine();
        match supply.switch {
            Switch::On => {}
            Switch::Off => lines.push(tr(locale, "meter-power-off", &args![])),
            Switch::Ready => lines.push(tr(locale, "meter-press-button", &args![])),
        }
        if let Some(limit) = supply.limit {
            let cap = args!["cap" => watts(limit.get())];
            lines.push(tr(locale, "meter-power-limited", &cap));
        }
        if let Some(view) = self.view() {
            view_lines(view, locale, &mut lines);
        }
        let power = args!["power" => watts(self.power().get())];
        lines.push(tr(locale, "meter-now", &power));
        if self.notices().iter().any(|held| held.valid.contains(now)) {
            lines.push(tr(locale, "meter-alert", &args![]));
        }
        lines
    }
}

fn view_lines(view: &DisplayView, locale: Locale, lines: &mut Vec<String>) {
    let amount = |micro: i64| match Currency::from_code(&view.currency) {
        Some(currency) => Arg::Money { micro, currency },
        None => money(micro),
    };
    let when = |at: LocalMoment| moment(at.at.as_millis(), at.offset_minutes);
    match view.mode {
        Mode::Regular => lines.push(tr(locale, "meter-regular-billing", &args![])),
        Mode::Prepaid => {
            match view.standing {
                Standing::Low => lines.push(tr(locale, "meter-low", &args![])),
                Standing::Zero => lines.push(tr(locale, "meter-zero", &args![])),
                Standing::Ok | Standing::Regular => {}
            }
            let balance = args!["balance" => amount(view.balance.as_micros())];
            lines.push(tr(locale, "meter-balance", &balance));
            lines.push(tr(
                locale,
                "meter-kwh",
                &args!["kwh" => wh(view.credit.get())],
            ));
            match &view.remaining {
                Some(left) => {
                    let likely = args!["left" => span(left.likely.as_millis())];
                    lines.push(tr(locale, "meter-time-left", &likely));
                    let zero = args!["zero" => when(left.zero_at)];
                    lines.push(tr(locale, "meter-zero-at", &zero));
                }
                None => lines.push(tr(locale, "meter-time-unknown", &args![])),
            }
        }
    }
    let cost = args!["cost" => amount(view.cost_today.as_micros())];
    lines.push(tr(locale, "meter-cost-today", &cost));
    lines.push(tr(
        locale,
        "meter-updated",
        &args!["updated" => when(view.as_of)],
    ));
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::{Input, Meter};
    use ami_domain::account::AtZero;
    use ami_domain::command::{Command, CommandKind};
    use ami_domain::display::{Confidence, Remaining};
    use ami_domain::energy::{Rate, WattHours};
    use ami_domain::id::{AlertId, MessageId, MeterId};
    use ami_domain::message::{Bilingual, Importance};
    use ami_domain::money::Money;
    use ami_domain::time::{Span, Window};
    use ami_locales::METER_TEXT_MAX;
    use ami_wire::down::Down;

    const NOW: Timestamp = Timestamp::from_millis(1_770_825_600_000);

    fn view() -> DisplayView {
        let local = |at| LocalMoment {
            at,
            offset_minutes: -480,
        };
        DisplayView {
            seq: 1,
            mode: Mode::Prepaid,
            currency: "USD".into(),
            balance: Money::cents(2_340),
            credit: WattHours::new(98_760),
            remaining: Some(Remaining {
                likely: Span::hours(50),
                early: Span::hours(40),
                late: Span::hours(60),
                zero_at: local(NOW + Span::hours(50)),
                confidence: Confidence::Own,
            }),
            standing: Standing::Low,
            at_zero: AtZero::Disconnect,
            rate_now: Rate::micros_per_kwh(230_000),
            used_today: WattHours::kilo(3),
            cost_today: Money::cents(69),
            daily_average: WattHours::kilo(11),
            usage_until: None,
            event: None,
            as_of: local(NOW),
        }
    }

    fn shown(kinds: Vec<CommandKind>) -> AmiMeter {
        let made = Meter {
            meter: MeterId::from_number(7),
            serial: "T1".into(),
            interval: Span::hours(1),
            has_switch: true,
            switch: Switch::Off,
            credit: WattHours::ZERO,
        };
        let mut meter = AmiMeter::new(made, NOW).unwrap();
        for (n, kind) in (1u64..).zip(kinds) {
            let command = Command {
                id: MessageId::from_number(u128::from(n)),
                meter: MeterId::from_number(7),
                epoch: 1,
                seq: n,
                priority: kind.priority(),
                kind,
                accepted_at: NOW,
                not_before: NOW,
                not_after: None,
            };
            meter.handle(NOW, Input::Message(Down::new(command).to_bytes()));
        }
        meter
    }

    #[test]
    fn fr01_the_meter_shows_dollars_energy_time_left_and_its_last_update_in_both_languages() {
        let mut meter = shown(vec![CommandKind::Show(Box::new(view()))]);
        meter.handle(NOW, Input::Limit(Some(Watts::new(1_900))));
        let english = meter.lines(Locale::EnUs, NOW);
        for part in ["$23.40", "98.7 kWh", "2 d 2 h", "1.9 kW", "off"] {
            assert!(
                english.iter().any(|line| line.contains(part)),
                "{part} in {english:?}"
            );
        }
        let spanish = meter.lines(Locale::EsUs, NOW);
        assert_eq!(english.len(), spanish.len());
        for line in english.iter().chain(&spanish) {
            assert!(line.chars().count() <= METER_TEXT_MAX, "{line}");
            assert!(!line.contains("meter-"), "a text is missing: {line}");
        }
    }

    #[test]
    fn fr03_the_values_for_a_display_are_the_view_unchanged_and_only_live_texts() {
        let notice = |n, end| {
            CommandKind::Notice(Box::new(Notice {
                id: AlertId::from_number(n),
                importance: Importance::Warning,
                text: Bilingual {
                    en: "Storm tonight".into(),
                    es: "Tormenta esta noche".into(),
                },
                valid: Window { start: NOW, end },
                confirm: true,
            }))
        };
        let soon = NOW + Span::hours(1);
        let late = NOW + Span::hours(9);
        let show = CommandKind::Show(Box::new(view()));
        let meter = shown(vec![show, notice(1, soon), notice(2, late)]);
        let values = meter.display_values(soon);
        assert_eq!(values.view, Some(view()));
        assert_eq!(values.notices.len(), 1);
        assert_eq!(values.last_code, Some(Code::INFO_TEXT));
        let json = serde_json::to_vec(&values).unwrap();
        assert_eq!(
            serde_json::from_slice::<DisplayValues>(&json).unwrap(),
            values
        );
    }
}
