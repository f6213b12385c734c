//! What the meter shows.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::{Input, Meter};
use ami_domain::account::AtZero;
use ami_domain::clearance::Cut;
use ami_domain::command::{Command, CommandKind};
use ami_domain::command::{Limit, MeterSettings};
use ami_domain::display::{Confidence, EventLeft, EventScope, EventShown, Remaining};
use ami_domain::energy::Rate;
use ami_domain::event::{AfterEvent, MeterEvent};
use ami_domain::id::{AlertId, EventId, MessageId, MeterId};
use ami_domain::message::{Bilingual, Importance};
use ami_domain::money::Money;
use ami_domain::time::Window;
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
        ahead: None,
        rate_now: Rate::micros_per_kwh(230_000),
        basis: None,
        behind: None,
        used_today: WattHours::kilo(3),
        cost_today: Money::cents(69),
        borrowed: Money::ZERO,
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
fn what_is_borrowed_is_shown_under_the_balance_and_only_then() {
    let lines = |borrowed| {
        let shows = DisplayView { borrowed, ..view() };
        let meter = shown(vec![CommandKind::Show(Box::new(shows))]);
        meter.lines(Locale::EnUs, NOW)
    };
    let borrowed = lines(Money::dollars(10));
    let place = borrowed.iter().position(|line| line == "Borrowed $10.00");
    let balance = borrowed.iter().position(|line| line.contains("$23.40"));
    assert_eq!(place, balance.map(|place| place + 1), "{borrowed:?}");
    assert!(
        !lines(Money::ZERO)
            .iter()
            .any(|line| line.contains("Borrowed"))
    );
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
            figures: false,
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

fn after(seconds: i64) -> Timestamp {
    NOW + Span::seconds(seconds)
}

fn has(lines: &[String], part: &str) {
    assert!(
        lines.iter().any(|line| line.contains(part)),
        "{part} in {lines:?}"
    );
}

#[test]
fn fr22_the_countdown_of_a_trip_is_on_the_meters_own_display() {
    let cut = format!("{{\"clearance\":\"{:032x}\",\"cause\":\"zero\"}}", 1);
    let cut: Cut = serde_json::from_str(&cut).unwrap();
    let demand = Watts::new(1_900);
    let limit = CommandKind::Limit(Limit { demand, cut });
    let mut meter = shown(vec![CommandKind::Connect, limit]);
    meter.handle(NOW, Input::Load(Watts::new(4_000)));
    meter.handle(after(73), Input::Tick);
    has(&meter.lines(Locale::EnUs, after(73)), "1:47");
    has(&meter.lines(Locale::EsUs, after(73)), "1:47");
    meter.handle(after(400), Input::Tick);
    has(&meter.lines(Locale::EnUs, after(400)), "Press button");
    has(&meter.lines(Locale::EsUs, after(400)), "Presione");
}

#[test]
fn sc2_15_an_event_is_shown_a_day_before_and_while_it_runs() {
    let event = MeterEvent {
        id: EventId::from_number(1),
        version: 1,
        window: Window {
            start: NOW + Span::hours(30),
            end: NOW + Span::hours(34),
        },
        energy: WattHours::kilo(4),
        level: None,
        after: AfterEvent::Limit,
    };
    let mut meter = shown(vec![CommandKind::Event(event)]);
    let mut lines = |hours: i64| {
        let now = NOW + Span::hours(hours);
        meter.handle(now, Input::Tick);
        meter.lines(Locale::EnUs, now).join("|")
    };
    assert!(!lines(5).contains("Event"));
    assert!(lines(7).contains("Event "));
    assert!(lines(31).contains("Ends "));
    assert!(!lines(35).contains("Ends "));
}

#[test]
fn an_event_behind_a_change_of_the_clock_is_told_by_the_clock_of_then() {
    let window = Window {
        start: NOW + Span::hours(20),
        end: NOW + Span::hours(24),
    };
    let event = MeterEvent {
        id: EventId::from_number(1),
        version: 1,
        window,
        energy: WattHours::kilo(4),
        level: None,
        after: AfterEvent::Limit,
    };
    let summer = |at| LocalMoment {
        at,
        offset_minutes: -420,
    };
    let shows = DisplayView {
        event: Some(EventShown {
            id: event.id,
            scope: EventScope::Own,
            start: summer(window.start),
            end: summer(window.end),
            running: false,
            left: None,
        }),
        ..view()
    };
    let show = CommandKind::Show(Box::new(shows));
    let mut meter = shown(vec![CommandKind::Event(event), show]);
    has(&meter.lines(Locale::EnUs, NOW), "Event Thu, Feb 12, 5 AM");
    let later = window.start + Span::hours(1);
    meter.handle(later, Input::Tick);
    has(&meter.lines(Locale::EnUs, later), "9 AM");
}

#[test]
fn fr03_fr29_the_own_display_speaks_the_set_language_and_can_be_dark() {
    let set = |display_on, locale: &str| {
        CommandKind::Settings(Box::new(MeterSettings {
            display_on,
            locale: locale.into(),
            ..MeterSettings::default()
        }))
    };
    let show = || CommandKind::Show(Box::new(view()));
    let spanish = shown(vec![set(true, "es-US"), show()]);
    has(&spanish.own_lines(NOW), "Saldo actualizado");
    let english = shown(vec![show()]);
    has(&english.own_lines(NOW), "Balance updated");
    let dark = shown(vec![show(), set(false, "en-US")]);
    assert_eq!(dark.own_lines(NOW), Vec::<String>::new());
    assert_eq!(
        dark.display_values(NOW).view,
        Some(view()),
        "display devices see all of it"
    );
}

/// What a guest's display is sent: every figure of the account is empty.
fn guest() -> DisplayView {
    let own = view();
    let end = LocalMoment {
        at: NOW + Span::hours(5),
        ..own.as_of
    };
    DisplayView {
        balance: Money::ZERO,
        credit: WattHours::ZERO,
        remaining: None,
        standing: Standing::Ok,
        used_today: WattHours::ZERO,
        cost_today: Money::ZERO,
        borrowed: Money::ZERO,
        daily_average: WattHours::ZERO,
        event: Some(EventShown {
            id: EventId::from_number(9),
            scope: EventScope::Guest,
            start: own.as_of,
            end,
            running: true,
            left: Some(EventLeft {
                balance: Money::cents(1_730),
                energy: WattHours::new(69_200),
            }),
        }),
        ..own
    }
}

#[test]
fn sc3_8_a_guest_sees_the_events_money_energy_and_end_and_none_of_the_owners_figures() {
    let warns = CommandKind::Settings(Box::new(MeterSettings {
        warns_at: Some(WattHours::kilo(5)),
        ..MeterSettings::default()
    }));
    let meter = shown(vec![warns, CommandKind::Show(Box::new(guest()))]);
    assert!(meter.is_low(), "the owner's credit is");
    let english = meter.lines(Locale::EnUs, NOW);
    for part in ["$17.30", "69.2 kWh", "Ends"] {
        let found = english.iter().any(|line| line.contains(part));
        assert!(found, "{part} in {english:?}");
    }
    for part in ["$0.00", " 0 kWh", "0.0 kWh", "not known", "Please pay"] {
        let found = english.iter().any(|line| line.contains(part));
        assert!(!found, "{part} in {english:?}");
    }
    let spanish = meter.lines(Locale::EsUs, NOW);
    assert_eq!(english.len(), spanish.len());
    for line in english.iter().chain(&spanish) {
        assert!(line.chars().count() <= METER_TEXT_MAX, "{line}");
        assert!(!line.contains("meter-"), "a text is missing: {line}");
    }
}
