//! Numbers and dates as people in the United States read them, against the table measured from
//! `Intl` (Node 20, CLDR 44) and against laws.
#![expect(clippy::unwrap_used, reason = "tests")]

use ami_locales::arg::{COUNT_MAX, moment, money, span, watts, wh};
use ami_locales::format::{self, Civil, DurationStyle, WhenStyle};
use ami_locales::{Arg, Currency, LOCALES, Locale, Why, args, negotiate, tr, try_tr};
use proptest::prelude::*;

const EN: Locale = Locale::EnUs;
const ES: Locale = Locale::EsUs;
/// Monday, Nov 23, 2026, 15:05 in Los Angeles.
const AT_MS: i64 = 1_795_475_100_000;
const PACIFIC: i16 = -480;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn usd(locale: Locale, micro: i64) -> String {
    format::money(locale, micro, Currency::Usd)
}

#[test]
fn money_is_written_the_same_in_both_languages() {
    for (micro, text) in [
        (1_234_500_000, "$1,234.50"),
        (-3_070_000, "-$3.07"),
        (0, "$0.00"),
        (10_000, "$0.01"),
        (999_999, "$0.99"),
        (9_999, "$0.00"),
        (-9_999, "$0.00"),
        (-10_000, "-$0.01"),
        (23_400_000, "$23.40"),
        (1_234_567_500_000, "$1,234,567.50"),
        (i64::MAX, "$9,223,372,036,854.77"),
        (i64::MIN, "-$9,223,372,036,854.77"),
    ] {
        assert_eq!(usd(EN, micro), text);
        assert_eq!(usd(ES, micro), text);
    }
}

#[test]
fn a_price_per_unit_is_written_exactly() {
    for (micro, text) in [
        (340_000, "$0.34"),
        (149_320, "$0.14932"),
        (1, "$0.000001"),
        (2_000_000, "$2.00"),
        (-150_000, "-$0.15"),
    ] {
        assert_eq!(format::rate(ES, micro, Currency::Usd), text);
    }
}

#[test]
fn kwh_has_one_decimal_and_is_rounded_down() {
    for (watt_hours, text) in [
        (0, "0.0 kWh"),
        (99, "0.0 kWh"),
        (100, "0.1 kWh"),
        (98_760, "98.7 kWh"),
        (1_234_599, "1,234.5 kWh"),
        (-1, "-0.1 kWh"),
        (-100, "-0.1 kWh"),
        (i64::MIN, "-9,223,372,036,854,775.9 kWh"),
    ] {
        assert_eq!(format::kwh(EN, watt_hours), text);
    }
}

#[test]
fn kw_has_one_or_two_decimals() {
    for (watts, text) in [
        (0, "0.0 kW"),
        (340, "0.34 kW"),
        (1_900, "1.9 kW"),
        (1_959, "1.95 kW"),
        (3_000, "3.0 kW"),
        (9_999, "9.99 kW"),
        (10_000, "10.0 kW"),
        (12_399, "12.3 kW"),
        (-1_900, "-1.9 kW"),
        (-9, "0.0 kW"),
    ] {
        assert_eq!(format::kw(ES, watts), text);
    }
}

#[test]
fn a_length_of_time_is_rounded_down_in_days_hours_or_minutes() {
    let table = [
        (52 * HOUR, "2 days 4 hours", "2 días 4 horas", "2 d 4 h"),
        (2 * DAY, "2 days", "2 días", "2 d"),
        (2 * DAY + HOUR, "2 days 1 hour", "2 días 1 hora", "2 d 1 h"),
        (
            2 * DAY - 1,
            "47 hours 59 minutes",
            "47 horas 59 minutos",
            "47 h 59 min",
        ),
        (25 * HOUR, "25 hours", "25 horas", "25 h"),
        (
            HOUR + MINUTE,
            "1 hour 1 minute",
            "1 hora 1 minuto",
            "1 h 1 min",
        ),
        (HOUR - 1, "59 minutes", "59 minutos", "59 min"),
        (MINUTE, "1 minute", "1 minuto", "1 min"),
        (
            MINUTE - 1,
            "less than 1 minute",
            "menos de 1 minuto",
            "<1 min",
        ),
        (0, "0 minutes", "0 minutos", "0 min"),
        (-DAY, "0 minutes", "0 minutos", "0 min"),
        (1_500 * DAY, "1,500 days", "1,500 días", "1,500 d"),
    ];
    for (ms, english, spanish, short) in table {
        assert_eq!(format::duration(EN, ms, DurationStyle::Long), english);
        assert_eq!(format::duration(ES, ms, DurationStyle::Long), spanish);
        assert_eq!(format::duration(EN, ms, DurationStyle::Short), short);
        assert_eq!(format::duration(ES, ms, DurationStyle::Short), short);
    }
    assert_eq!(format::duration(EN, 107_999, DurationStyle::Clock), "1:47");
    assert_eq!(format::duration(ES, 9_000, DurationStyle::Clock), "0:09");
}

#[test]
fn a_moment_is_written_as_each_language_does_in_the_united_states() {
    for (style, english, spanish) in [
        (
            WhenStyle::DateTime,
            "Nov 23, 2026, 3:05 PM",
            "23 nov 2026, 3:05 p.m.",
        ),
        (WhenStyle::Date, "Nov 23, 2026", "23 nov 2026"),
        (WhenStyle::Time, "3:05 PM", "3:05 p.m."),
        (
            WhenStyle::Weekday,
            "Mon, Nov 23, 3:05 PM",
            "lun 23 nov, 3:05 p.m.",
        ),
        (WhenStyle::Hour, "Mon, Nov 23, 3 PM", "lun 23 nov, 3 p.m."),
        (WhenStyle::Day, "Nov 23", "23 nov"),
    ] {
        assert_eq!(format::when(EN, AT_MS, PACIFIC, style), english);
        assert_eq!(format::when(ES, AT_MS, PACIFIC, style), spanish);
    }
}

#[test]
fn midnight_and_noon_are_twelve() {
    for (ms, english, spanish) in [
        (0, "12:00 AM", "12:00 a.m."),
        (12 * HOUR, "12:00 PM", "12:00 p.m."),
    ] {
        assert_eq!(format::when(EN, ms, 0, WhenStyle::Time), english);
        assert_eq!(format::when(ES, ms, 0, WhenStyle::Time), spanish);
    }
}

#[test]
fn civil_dates_hold_at_leap_days_and_at_the_ends_of_time() {
    for (ms, offset, expected) in [
        (0, 0, (1970, 1, 1, 4, 0, 0)),
        (-1, 0, (1969, 12, 31, 3, 23, 59)),
        (0, -480, (1969, 12, 31, 3, 16, 0)),
        (951_782_400_000, 0, (2000, 2, 29, 2, 0, 0)),
        (1_709_164_800_000, 345, (2024, 2, 29, 4, 5, 45)),
        (4_107_542_400_000, 0, (2100, 3, 1, 1, 0, 0)),
        (AT_MS, PACIFIC, (2026, 11, 23, 1, 15, 5)),
    ] {
        let civil = Civil::from_unix_ms(ms, offset);
        let (year, month, day, weekday, hour, minute) = expected;
        assert_eq!(
            civil,
            Civil {
                year,
                month,
                day,
                weekday,
                hour,
                minute
            },
            "{ms}"
        );
    }
    for ms in [i64::MIN, i64::MAX] {
        for offset in [i16::MIN, i16::MAX] {
            assert!((1..=12).contains(&Civil::from_unix_ms(ms, offset).month));
        }
    }
}

#[test]
fn every_spanish_reader_gets_us_spanish_and_everybody_else_english() {
    for (requested, locale) in [
        ("es", ES),
        ("es-MX", ES),
        ("es-ES", ES),
        ("ES-us", ES),
        ("es_PR", ES),
        ("en-GB", EN),
        ("fr", EN),
        ("", EN),
        ("est", EN),
        ("fr, es;q=0.8, en;q=0.5", ES),
        ("en;q=0.7, es;q=0.9", ES),
        ("es;q=0, en", EN),
        ("es;q=0", EN),
        ("en, es", EN),
        ("*;q=0.1,,;;q=9,\u{feff}", EN),
    ] {
        assert_eq!(negotiate(requested), locale, "{requested}");
    }
}

#[test]
fn a_locale_is_found_by_its_tag_and_stands_in_its_own_row() {
    for (row, locale) in LOCALES.iter().zip(Locale::all()) {
        assert_eq!(row.locale, locale);
        assert_eq!(Locale::from_tag(row.tag), Some(locale));
        assert_eq!(locale.tag(), row.tag);
    }
    assert_eq!(Locale::from_tag("es"), None);
    assert_eq!((EN.own_name(), ES.own_name()), ("English", "Español"));
}

#[test]
fn fluent_and_rust_write_the_same() {
    let left = args!["balance" => money(23_400_000), "kwh" => wh(98_760)];
    assert_eq!(
        tr(EN, "home-balance-summary", &left),
        "$23.40 or 98.7 kWh left"
    );
    let stale = args!["age" => span(26 * HOUR)];
    assert_eq!(tr(ES, "display-stale", &stale), "Datos de hace 26 horas");
    let now = args!["power" => watts(1_900), "cap" => watts(3_000)];
    assert_eq!(tr(EN, "display-limit", &now), "1.9 kW of 3.0 kW");
    let at = args!["at" => moment(AT_MS, PACIFIC)];
    assert_eq!(
        tr(EN, "pay-chain-confirmed", &at),
        "Meter confirmed at 3:05 PM"
    );
    assert_eq!(
        tr(ES, "pay-chain-confirmed", &at),
        "Confirmado por el medidor: 3:05 p.m."
    );
}

#[test]
fn plurals_follow_the_count() {
    for (count, english, spanish) in [
        (0, "No messages", "No hay mensajes"),
        (1, "1 message", "1 mensaje"),
        (2, "2 messages", "2 mensajes"),
        (1_000_000, "1000000 messages", "1000000 mensajes"),
    ] {
        assert_eq!(tr(EN, "messages-count", &args!["count" => count]), english);
        assert_eq!(tr(ES, "messages-count", &args!["count" => count]), spanish);
    }
}

#[test]
fn attributes_are_asked_for_with_a_dot() {
    let wait = args!["wait" => span(5 * MINUTE)];
    let next = tr(ES, "error-too-many-tries.next", &wait);
    assert_eq!(next, "Espere 5 minutos e intente de nuevo.");
}

#[test]
fn trouble_is_told_and_the_reader_sees_the_id() {
    let why = |id: &str, args| try_tr(ES, id, &args).unwrap_err().why;
    assert_eq!(why("no-such-id", args![]), Why::UnknownId);
    assert_eq!(why("home-title.no-such", args![]), Why::NoText);
    assert_eq!(
        why("pay-review-amount", args![]),
        Why::MissingArgument("amount".into())
    );
    let wrong = args!["amount" => wh(5)];
    assert_eq!(
        why("pay-review-amount", wrong.clone()),
        Why::WrongArgument("MONEY")
    );
    assert_eq!(
        why("pay-review-amount", args!["amount" => 5]),
        Why::WrongArgument("MONEY")
    );
    assert_eq!(tr(ES, "pay-review-amount", &wrong), "pay-review-amount");
    assert_eq!(tr(EN, "no-such-id", &args![]), "no-such-id");
    let told = try_tr(ES, "no-such-id", &args![]).unwrap_err().to_string();
    assert_eq!(told, "text no-such-id in es-US: there is no such id");
}

#[test]
fn words_from_outside_are_shown_as_they_are() {
    let name = args!["name" => "{ $x } -utility <b>"];
    assert_eq!(
        tr(EN, "app-signed-in-as", &name),
        "Signed in as { $x } -utility <b>"
    );
}

#[test]
fn a_count_past_the_exact_range_is_held() {
    assert_eq!(Arg::from(usize::MAX), Arg::Int(COUNT_MAX));
    let text = tr(EN, "messages-count", &args!["count" => i64::MAX]);
    assert_eq!(text, format!("{COUNT_MAX} messages"));
}

#[test]
fn texts_are_written_from_many_threads_at_once() {
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(tr(ES, "home-balance-label", &args![]), "Saldo"));
        }
    });
}

/// Reads `-$1,234.50` back to cents.
fn cents(text: &str) -> i128 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let size: i128 = digits.parse().unwrap();
    if text.starts_with('-') { -size } else { size }
}

proptest! {
    #[test]
    fn money_reads_back_as_the_same_cents(micro: i64) {
        let text = usd(ES, micro);
        prop_assert_eq!(cents(&text), i128::from(micro / 10_000));
        prop_assert_eq!(&text, &usd(EN, micro));
        let args = args!["amount" => money(micro)];
        prop_assert_eq!(tr(EN, "pay-review-amount", &args), format!("You pay {text}"));
    }

    #[test]
    fn kwh_never_shows_more_than_there_is(watt_hours: i64) {
        let text = format::kwh(EN, watt_hours);
        let shown = cents(text.trim_end_matches(" kWh")) * 100;
        let there = i128::from(watt_hours);
        prop_assert!(shown <= there && there < shown + 100);
    }

    #[test]
    fn days_follow_each_other_in_the_calendar(day in -800_000_i64..800_000) {
        let today = Civil::from_unix_ms(day * DAY, 0);
        let tomorrow = Civil::from_unix_ms((day + 1) * DAY, 0);
        prop_assert_eq!((today.weekday + 1) % 7, tomorrow.weekday);
        let next = (tomorrow.year, tomorrow.month, tomorrow.day);
        let leap = today.year % 4 == 0 && (today.year % 100 != 0 || today.year % 400 == 0);
        let last = match today.month {
            2 => 28 + u8::from(leap),
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let expected = match (today.month, today.day) {
            (12, 31) => (today.year + 1, 1, 1),
            (month, day) if day == last => (today.year, month + 1, 1),
            (month, day) => (today.year, month, day + 1),
        };
        prop_assert_eq!(next, expected);
    }

    #[test]
    fn no_value_and_no_request_panics(
        ms: i64, offset: i16, value: i64, requested in ".{0,80}", id in "[a-z.-]{0,20}",
    ) {
        for locale in Locale::all() {
            for style in [DurationStyle::Long, DurationStyle::Short, DurationStyle::Clock] {
                prop_assert!(!format::duration(locale, ms, style).is_empty());
            }
            prop_assert!(!format::when(locale, ms, offset, WhenStyle::Weekday).contains('?'));
            prop_assert!(format::kw(locale, value).ends_with(" kW"));
            prop_assert!(format::rate(locale, value, Currency::Usd).contains('$'));
            let broken = tr(locale, &id, &args![]).contains('{');
            prop_assert!(!broken);
        }
        let _ = negotiate(&requested);
    }
}
