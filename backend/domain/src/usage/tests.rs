//! What a pattern learns, and what it says before it has learnt anything.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::time::{Day, Window, Zone};

const HOUR: Span = Span::hours(1);

fn la() -> Zone {
    Zone::named("America/Los_Angeles").unwrap()
}

/// Local midnight of a Monday without a change of the clock near.
fn monday() -> Timestamp {
    la().start_of(Day {
        year: 2026,
        month: 7,
        day: 6,
    })
}

/// Hourly readings of the days before a moment.
fn before(now: Timestamp, days: i64, wh: impl Fn(i64, u8, u16) -> i64) -> Vec<Interval> {
    (0..days * 24)
        .map(|ago| {
            let start = now - Span::hours(days * 24 - ago);
            let civil = la().civil(start);
            let energy = wh(ago, civil.weekday, civil.minute / 60);
            Interval::measured(start, HOUR, WattHours::new(energy))
        })
        .collect()
}

fn next_days(profile: &Profile, from: Timestamp, days: i64, pace: Pace) -> Vec<i64> {
    let zone = la();
    let window = Window::new(from, from + Span::days(days)).unwrap();
    let expected = profile.expected(&zone, &[], window, pace);
    expected.map(|interval| interval.energy.get()).collect()
}

#[test]
fn a_steady_pattern_is_learnt_by_hour_and_kind_of_day() {
    let pattern = |_: i64, weekday: u8, hour: u16| match (weekday, hour) {
        (5, _) => 900,
        (6, _) => 300,
        (_, 18) => 2000,
        (_, _) => 500,
    };
    let now = monday();
    let profile = Profile::learn(&before(now, 56, pattern), now, &la(), &[]);
    assert_eq!(profile.confidence(), Confidence::Own);
    assert_eq!(profile.until(), Some(now));
    let hours = next_days(&profile, now, 7, Pace::Likely);
    assert_eq!((hours[17], hours[18], hours[19]), (500, 2000, 500));
    assert_eq!((hours[5 * 24 + 3], hours[6 * 24 + 3]), (900, 300));
    let week = 5 * (23 * 500 + 2000) + 24 * 900 + 24 * 300;
    assert_eq!(profile.daily_average(), WattHours::new(week / 7));
}

#[test]
fn less_than_two_days_of_data_give_the_class_profile_of_twenty_kwh() {
    let now = monday();
    for history in [Vec::new(), before(now, 1, |_, _, _| 7)] {
        let profile = Profile::learn(&history, now, &la(), &[]);
        assert_eq!(profile.confidence(), Confidence::Class);
        let day: i64 = next_days(&profile, now, 1, Pace::Likely).iter().sum();
        assert_eq!(day, 20_000);
        assert!(!profile.is_dormant());
    }
    let none = Profile::learn(&[], now, &la(), &[]);
    assert_eq!(
        (none.daily_average(), none.until()),
        (WattHours::ZERO, None)
    );
}

#[test]
fn the_level_follows_the_last_days_within_its_limits() {
    let now = monday();
    let flat = before(now, 56, |_, _, _| 1000);
    // Far enough ahead that the last hours and days do not count any more.
    let ratio = |history: &[Interval]| Profile::learn(history, now, &la(), &[]).far;
    assert_eq!(ratio(&flat), ONE);
    let last_week = |ago: i64, more: i64| if ago >= 49 * 24 { more } else { 1000 };
    let higher = before(now, 56, |ago, _, _| last_week(ago, 1500));
    assert!(ratio(&higher) > ONE && ratio(&higher) < ONE * 3 / 2);
    let wild = before(now, 56, |ago, _, _| last_week(ago, 900_000));
    assert!(ratio(&wild) <= ONE * 2);
    let away = before(now, 56, |ago, _, _| last_week(ago, 0));
    assert!(ratio(&away) >= ONE / 2);
}

#[test]
fn a_cold_spell_is_followed_within_days_and_not_only_after_a_week() {
    let now = monday();
    let spell = |days: i64| {
        let history = before(now, 56, |ago, _, _| {
            if ago >= (56 - days) * 24 {
                2_000
            } else {
                1_000
            }
        });
        let next = next_days(
            &Profile::learn(&history, now, &la(), &[]),
            now,
            7,
            Pace::Likely,
        );
        next.iter().sum::<i64>() / 168
    };
    let days = [0, 1, 3, 7].map(spell);
    assert!(days.is_sorted(), "{days:?}");
    assert!(
        days[0] == 1_000 && days[1] > 1_150 && days[2] > 1_350,
        "{days:?}"
    );
    assert!(days[3] <= 2_000, "{days:?}");
}

#[test]
fn an_hour_that_is_mostly_calm_is_expected_below_its_mean_and_a_week_is_not() {
    let now = monday();
    // One hour in five, by chance, is a large one.
    let history = before(now, 56, |ago, _, _| {
        if (ago * 7919 + ago / 24 * 31) % 5 == 0 {
            3_000
        } else {
            250
        }
    });
    let profile = Profile::learn(&history, now, &la(), &[]);
    let mean: i64 = history.iter().map(|hour| hour.energy.get()).sum::<i64>() / (56 * 24);
    let likely = next_days(&profile, now, 7, Pace::Likely);
    let first = likely[0].midpoint(likely[1]);
    assert!(first * 100 < mean * 93, "{first} {mean}");
    let week = likely.iter().sum::<i64>() / 168;
    assert!((95..=105).contains(&(week * 100 / mean)), "{week} {mean}");
}

#[test]
fn a_week_without_use_is_dormant_and_a_week_without_data_is_not() {
    let now = monday();
    let away = before(now, 56, |ago, _, _| if ago >= 49 * 24 { 0 } else { 1000 });
    assert!(Profile::learn(&away, now, &la(), &[]).is_dormant());
    let silent = &away[..49 * 24];
    let profile = Profile::learn(silent, now, &la(), &[]);
    assert!(!profile.is_dormant());
    assert_eq!(profile.daily_average(), WattHours::kilo(24));
}

#[test]
fn missing_intervals_teach_nothing_and_estimated_ones_do() {
    let now = monday();
    let mut history = before(now, 14, |_, _, _| 1000);
    for interval in history.iter_mut().step_by(5) {
        *interval = Interval {
            energy: WattHours::new(77_777),
            quality: Quality::Missing,
            ..*interval
        };
    }
    history[1].quality = Quality::Estimated;
    let profile = Profile::learn(&history, now, &la(), &[]);
    assert!(
        next_days(&profile, now, 7, Pace::Likely)
            .iter()
            .all(|wh| *wh == 1000)
    );
    assert_eq!(history[0].since(history[0].start), WattHours::ZERO);
}

#[test]
fn quarter_hours_and_hours_teach_the_same() {
    let now = monday();
    let hours = before(now, 21, |ago, _, hour| {
        400 + (ago * 37) % 800 + i64::from(hour) * 4
    });
    let cut = |interval: &Interval| {
        let whole = *interval;
        (0..4).map(move |part| Interval {
            start: whole.start + Span::minutes(15 * part),
            length: Span::minutes(15),
            energy: whole.energy.share(part + 1, 4) - whole.energy.share(part, 4),
            ..whole
        })
    };
    let quarters: Vec<Interval> = hours.iter().flat_map(cut).collect();
    let (by_hour, by_quarter) = (
        Profile::learn(&hours, now, &la(), &[]),
        Profile::learn(&quarters, now, &la(), &[]),
    );
    assert_eq!(by_hour.daily_average(), by_quarter.daily_average());
    let week = |profile| next_days(profile, now, 7, Pace::Likely);
    // Ratios round to millionths on the way, so a watt-hour may fall into the next hour.
    let pairs = week(&by_hour).into_iter().zip(week(&by_quarter));
    pairs.for_each(|(hour, quarters)| assert!((hour - quarters).abs() <= 1));
}

#[test]
fn a_holiday_without_history_is_like_a_sunday() {
    let now = monday();
    let pattern = |_: i64, weekday: u8, _: u16| if weekday == 6 { 300 } else { 900 };
    let holidays = [la().civil(now).day];
    let zone = la();
    let profile = Profile::learn(&before(now, 28, pattern), now, &zone, &holidays);
    let window = Window::new(now, now + Span::days(1)).unwrap();
    let mut expected = profile.expected(&zone, &holidays, window, Pace::Likely);
    assert!(expected.all(|interval| interval.energy == WattHours::new(300)));
}

#[test]
fn the_paces_are_in_order_and_history_from_nowhere_does_no_harm() {
    let now = monday();
    let noisy = before(now, 56, |ago, _, _| 200 + (ago / 24 * 7919) % 1500);
    let odd = |start, length, energy| {
        let (start, length) = (Timestamp::from_millis(start), Span::millis(length));
        Interval::measured(start, length, WattHours::new(energy))
    };
    let mut broken = noisy.clone();
    broken.push(odd(now.as_millis() - 5, -7, 3));
    broken.push(odd(now.as_millis() - 5, 0, 3));
    broken.push(odd(now.as_millis() - 5, 3_600_000, -3));
    broken.push(odd(i64::MAX, i64::MAX, i64::MAX));
    broken.push(odd(i64::MIN, i64::MAX, i64::MIN));
    for history in [noisy, broken] {
        let profile = Profile::learn(&history, now, &la(), &[]);
        for days in [1, 2, 7, 40] {
            let at = |pace| next_days(&profile, now, days, pace).iter().sum::<i64>();
            assert!(at(Pace::Low) <= at(Pace::Likely) && at(Pace::Likely) <= at(Pace::Ample));
            assert!(at(Pace::Ample) <= at(Pace::High));
        }
    }
}

#[test]
fn what_comes_after_the_moment_of_asking_changes_nothing() {
    let now = monday();
    let past = before(now, 56, |ago, weekday, hour| {
        300 + (ago * 7919) % 900 + i64::from(weekday) * 40 + i64::from(hour) * 20
    });
    let known = Profile::learn(&past, now, &la(), &[]);
    for later in [0, 9_000] {
        let mut all = past.clone();
        all.extend(
            (0..40 * 24).map(|hour| {
                Interval::measured(now + Span::hours(hour), HOUR, WattHours::new(later))
            }),
        );
        assert_eq!(Profile::learn(&all, now, &la(), &[]), known);
    }
}

#[test]
fn much_use_in_the_last_hour_is_expected_of_the_next_and_not_of_tomorrow() {
    let now = monday();
    let usual = |ago: i64| 400 + (ago * 7919) % 300;
    let calm = before(now, 56, |ago, _, _| usual(ago));
    let busy = before(now, 56, |ago, _, _| match ago {
        1343 => 2_500,
        ago => usual(ago),
    });
    let next = |history: &[Interval]| {
        let profile = Profile::learn(history, now, &la(), &[]);
        next_days(&profile, now, 2, Pace::Likely)
    };
    let (calm, busy) = (next(&calm), next(&busy));
    assert!(busy[0] * 10 > calm[0] * 13, "{} {}", busy[0], calm[0]);
    let tomorrow = |hours: &[i64]| hours[24..].iter().sum::<i64>();
    assert!(tomorrow(&busy) * 10 < tomorrow(&calm) * 11);
}

#[test]
fn the_edges_come_nearer_the_longer_the_stretch_and_nearer_for_a_steady_home() {
    let now = monday();
    let home = |wild: i64| {
        let history = before(now, 56, |ago, _, _| 500 + (ago * 7919 % 1000) * wild / 1000);
        Profile::learn(&history, now, &la(), &[])
    };
    let width = |profile: &Profile, length| {
        let stretch = stray::Stretch::of(length);
        profile.stray.at(Pace::High, stretch) - profile.stray.at(Pace::Low, stretch)
    };
    let (steady, wild) = (home(100), home(2_000));
    for length in [
        Span::hours(1),
        Span::hours(5),
        Span::hours(24),
        Span::days(7),
    ] {
        assert!(width(&steady, length) < width(&wild, length));
    }
    assert!(width(&wild, Span::days(7)) < width(&wild, Span::hours(3)));
    assert!(width(&wild, Span::days(90)) == width(&wild, Span::days(30)));
}

#[test]
fn a_calm_home_that_has_been_wild_for_two_days_gets_a_wider_band_at_once() {
    let now = monday();
    let home = |wild: i64| {
        let history = before(now, 56, |ago, _, _| {
            let chance = ago * 7919 % 1000;
            if ago >= (56 - wild) * 24 {
                100 + chance * 2
            } else {
                1_000 + chance / 10
            }
        });
        Profile::learn(&history, now, &la(), &[])
    };
    let width = |profile: &Profile, length| {
        let stretch = stray::Stretch::of(length);
        profile.stray.at(Pace::High, stretch) - profile.stray.at(Pace::Low, stretch)
    };
    let (calm, wild) = (home(0), home(2));
    for length in [Span::hours(3), Span::hours(12), Span::hours(48)] {
        assert!(width(&wild, length) * 10 > width(&calm, length) * 13);
    }
}

#[test]
fn the_edges_spread_an_hour_of_much_use_over_its_day_and_a_day_stays_what_it_is() {
    let now = monday();
    let evening = before(now, 56, |_, _, hour| if hour == 18 { 6_500 } else { 500 });
    let profile = Profile::learn(&evening, now, &la(), &[]);
    let until = |pace, hours: usize| {
        let day = next_days(&profile, now, 1, pace);
        day[..hours].iter().sum::<i64>()
    };
    // A home that never strays from its pattern, so that nothing else parts the edges from it.
    for edge in [Pace::Low, Pace::High] {
        assert!(until(edge, 18) > until(Pace::Likely, 18) + 500, "{edge:?}");
        assert!(until(edge, 19) < until(Pace::Likely, 19) - 200, "{edge:?}");
        assert!((until(edge, 24) - until(Pace::Likely, 24)).abs() <= 1);
    }
    assert_eq!(until(Pace::Ample, 18), until(Pace::Likely, 18));
}
