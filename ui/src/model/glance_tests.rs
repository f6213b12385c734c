//! Which state wins.

use super::*;
use ami_domain::account::{AtZero, Mode};
use ami_domain::energy::Rate;
use ami_domain::money::Money;
use ami_domain::receipt::Trip;
use ami_domain::time::LocalMoment;

const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);

fn moment(at: Timestamp) -> LocalMoment {
    LocalMoment {
        at,
        offset_minutes: -480,
    }
}

fn remaining(likely: Span) -> Remaining {
    Remaining {
        likely,
        early: likely - Span::hours(1),
        late: likely + Span::hours(1),
        zero_at: moment(NOW + likely),
        confidence: Confidence::Own,
    }
}

pub(in crate::model) fn glance(standing: Standing, left: Span, switch: Switch) -> Glance {
    let view = DisplayView {
        seq: 1,
        mode: Mode::Prepaid,
        currency: "USD".into(),
        balance: Money::dollars(20),
        credit: WattHours::kilo(80),
        remaining: Some(remaining(left)),
        standing,
        at_zero: AtZero::Disconnect,
        ahead: None,
        rate_now: Rate::micros_per_kwh(250_000),
        basis: None,
        behind: None,
        used_today: WattHours::kilo(4),
        cost_today: Money::dollars(1),
        borrowed: Money::ZERO,
        daily_average: WattHours::kilo(12),
        usage_until: None,
        event: None,
        as_of: moment(NOW),
    };
    let supply = Supply {
        switch,
        limit: None,
        credit: WattHours::kilo(80),
        at: NOW,
        trip: None,
    };
    Glance {
        estimate: None,
        view: Some(view),
        supply: Some(supply),
        power: None,
        read_at: Some(NOW),
        utility_link: true,
        meter_link: true,
        kept: false,
    }
}

#[test]
fn fr22_fr23_a_tripped_limit_says_whether_it_closes_by_itself() {
    let tripped = |switch, closes_at| {
        let mut one = glance(Standing::Ok, Span::days(5), switch);
        let trip = Trip { at: NOW, closes_at };
        one.supply = one.supply.map(|supply| Supply {
            trip: Some(trip),
            limit: Some(Watts::new(3_000)),
            ..supply
        });
        level(&one)
    };
    let waits = tripped(Switch::Off, Some(NOW + Span::minutes(2)));
    assert_eq!((waits, waits.tone()), (Level::Tripped, Tone::Warn));
    let press = tripped(Switch::Ready, None);
    assert_eq!((press, press.word()), (Level::Press, "press"));
    assert!(waits.has_hint() && press.has_hint());
    assert_eq!(tripped(Switch::Off, None), Level::Off, "nothing closes it");
}

#[test]
fn a_switched_off_home_says_so_whatever_its_balance() {
    let day = Span::days(5);
    assert_eq!(level(&glance(Standing::Ok, day, Switch::Off)), Level::Off);
    assert_eq!(
        level(&glance(Standing::Zero, day, Switch::Ready)),
        Level::Ready
    );
    let mut unknown_figures = glance(Standing::Ok, day, Switch::Off);
    unknown_figures.view = None;
    assert_eq!(level(&unknown_figures), Level::Off);
}

#[test]
fn a_limit_comes_before_the_balance() {
    let mut limited = glance(Standing::Zero, Span::ZERO, Switch::On);
    limited.supply = limited.supply.map(|s| Supply {
        limit: Some(Watts::new(2000)),
        ..s
    });
    assert_eq!(level(&limited), Level::Limited);
    assert_eq!(level(&limited).tone(), Tone::Warn);
}

#[test]
fn low_becomes_critical_in_the_last_day() {
    let on = Switch::On;
    assert_eq!(
        level(&glance(Standing::Low, Span::hours(40), on)),
        Level::Low
    );
    assert_eq!(
        level(&glance(Standing::Low, Span::hours(24), on)),
        Level::Critical
    );
    assert_eq!(level(&glance(Standing::Zero, Span::ZERO, on)), Level::Zero);
    assert_eq!(level(&glance(Standing::Ok, Span::days(9), on)), Level::Ok);
    assert_eq!(
        level(&glance(Standing::Regular, Span::ZERO, on)),
        Level::Regular
    );
}

#[test]
fn a_home_whose_meter_never_spoke_is_not_called_on() {
    let mut silent = glance(Standing::Ok, Span::days(9), Switch::On);
    silent.supply = None;
    assert_eq!(level(&silent), Level::Unknown);
    silent.view = None;
    assert_eq!(level(&silent), Level::Starting);
}

#[test]
fn old_figures_do_not_say_that_power_is_on() {
    let home = glance(Standing::Ok, Span::days(9), Switch::On);
    assert_eq!(level_at(&home, Freshness::Aged(Span::hours(3))), Level::Ok);
    assert_eq!(
        level_at(&home, Freshness::Old(Span::hours(30))),
        Level::Unknown
    );
    let unsure = Freshness::Unsure(Span::ZERO);
    assert_eq!(level_at(&home, unsure), Level::Unknown);
    let off = glance(Standing::Ok, Span::days(9), Switch::Off);
    assert_eq!(level_at(&off, unsure), Level::Off);
    assert_eq!(level_at(&off, Freshness::Old(Span::hours(30))), Level::Off);
}

#[test]
fn use_now_is_compared_with_the_mean_of_the_days() {
    let usual = WattHours::kilo(24);
    let at = |watts| band(Some(Watts::new(watts)), usual);
    assert_eq!(
        (at(300), at(1000), at(1799), at(1800)),
        (Band::Low, Band::Usual, Band::Usual, Band::High)
    );
    assert_eq!(band(None, usual), Band::Unknown);
    assert_eq!(band(Some(Watts::new(5)), WattHours::ZERO), Band::Unknown);
}

#[test]
fn the_nearest_broken_link_is_named() {
    let mut home = glance(Standing::Ok, Span::days(9), Switch::On);
    assert_eq!(link_state(true, &home), LinkState::Up);
    home.utility_link = false;
    assert_eq!(link_state(true, &home), LinkState::UtilityDown);
    home.meter_link = false;
    assert_eq!(link_state(true, &home), LinkState::MeterDown);
    assert_eq!(link_state(false, &home), LinkState::Down);
}

#[test]
fn the_time_left_runs_on_and_stops_at_zero() {
    let left = remaining(Span::hours(10));
    assert_eq!(left_at(&left, NOW), Span::hours(10));
    assert_eq!(left_at(&left, NOW + Span::hours(4)), Span::hours(6));
    assert_eq!(left_at(&left, NOW + Span::hours(40)), Span::ZERO);
    assert_eq!(left_at(&left, NOW - Span::hours(4)), Span::hours(10));
}

#[test]
fn nothing_says_that_power_stays_on_while_it_is_off() {
    use crate::model::ahead::ahead_text;
    use ami_domain::display::{Ahead, Held};
    use ami_domain::program::Act;
    let held = |switch| {
        let mut one = glance(Standing::Zero, Span::ZERO, switch);
        if let Some(view) = &mut one.view {
            view.ahead = Some(Ahead {
                act: Act::Disconnect,
                cap: None,
                rated: None,
                earliest: None,
                held: Some(Held::Protected),
            });
        }
        let level = level(&one);
        let view = one.view.expect("set above");
        ahead_text(&view, level).map(|(text, _, _)| text)
    };
    assert_eq!(held(Switch::On), Some("zero-held-protected"));
    assert_eq!(held(Switch::Off), None);
}
