//! What is believed of the weather, and what a newer report changes.

use super::*;

fn now() -> Timestamp {
    Timestamp::from_millis(0) + Span::days(20_000)
}

fn good() -> Weather {
    Weather {
        place: "Springfield".into(),
        observed: Some(Observed {
            as_of: now(),
            source: "station".into(),
            now_c10: 215,
        }),
        forecast: Some(Forecast {
            as_of: now(),
            source: "office".into(),
            hours: 24,
            high_c10: 290,
            low_c10: 120,
        }),
        alerts: Some(Alerts {
            as_of: now(),
            source: "office".into(),
            advisories: Vec::new(),
            last: Vec::new(),
        }),
    }
}

fn forecast(weather: &mut Weather) -> &mut Forecast {
    weather.forecast.as_mut().expect("the good one has it")
}

#[test]
fn a_thousand_degrees_and_tomorrows_weather_are_not_believed() {
    assert_eq!(good().check(now()), Ok(()));
    let impossible: [fn(&mut Weather); 4] = [
        |is| forecast(is).high_c10 = 5_380,
        |is| forecast(is).low_c10 = 300,
        |is| forecast(is).hours = 0,
        |is| is.observed.as_mut().expect("there").now_c10 = -901,
    ];
    for change in impossible {
        let mut bad = good();
        change(&mut bad);
        assert!(matches!(bad.check(now()), Err(WeatherError::Impossible(_))));
    }
    let mut early = good();
    forecast(&mut early).as_of = now() + Span::hours(1);
    assert!(matches!(early.check(now()), Err(WeatherError::Future(_))));
    let mut nobody = good();
    forecast(&mut nobody).source.clear();
    assert!(matches!(nobody.check(now()), Err(WeatherError::Source(_))));
    let nowhere = Weather {
        place: String::new(),
        ..good()
    };
    assert_eq!(nowhere.check(now()), Err(WeatherError::Place));
    let silent = Weather {
        observed: None,
        forecast: None,
        alerts: None,
        ..good()
    };
    assert!(matches!(silent.check(now()), Err(WeatherError::Empty(_))));
}

#[test]
fn each_part_keeps_its_own_age_and_an_older_report_changes_nothing() {
    let mut known = good();
    let mut report = good();
    report.forecast = None;
    report.alerts = None;
    let observed = report.observed.as_mut().expect("there");
    (observed.as_of, observed.now_c10) = (now() + Span::hours(1), 300);
    assert!(known.learn(&report));
    assert_eq!(known.observed, report.observed);
    assert_eq!(known.forecast, good().forecast);
    assert_eq!(known.newest(), Some(now() + Span::hours(1)));
    let older = good();
    assert!(!known.learn(&older));
}

#[test]
fn the_day_of_a_warning_is_remembered_after_it_has_ended() {
    let alerts = |hours: i64, advisories: &[Advisory]| Weather {
        observed: None,
        forecast: None,
        alerts: Some(Alerts {
            as_of: now() + Span::hours(hours),
            source: "office".into(),
            advisories: advisories.to_vec(),
            last: Vec::new(),
        }),
        ..good()
    };
    let mut known = good();
    assert!(known.learn(&alerts(1, &[Advisory::Heat])));
    assert!(known.learn(&alerts(5, &[Advisory::Heat, Advisory::Storm])));
    assert!(known.learn(&alerts(9, &[])));
    let is = known.alerts.expect("known");
    assert!(is.advisories.is_empty());
    let five = now() + Span::hours(5);
    assert_eq!(is.last, [(Advisory::Heat, five), (Advisory::Storm, five)]);
}

#[test]
fn a_source_that_does_not_warn_ends_no_warning_that_another_has_just_given() {
    let alerts = |hours: i64, source: &str, advisories: &[Advisory]| Weather {
        observed: None,
        forecast: None,
        alerts: Some(Alerts {
            as_of: now() + Span::hours(hours),
            source: source.into(),
            advisories: advisories.to_vec(),
            last: Vec::new(),
        }),
        ..good()
    };
    let advisories = |is: &Weather| is.alerts.as_ref().map(|is| is.advisories.clone());
    let mut known = good();
    assert!(known.learn(&alerts(1, "office", &[Advisory::Heat])));
    // Somebody types in a temperature, and ticks no warning.
    assert!(known.learn(&alerts(2, "uma", &[])));
    assert_eq!(advisories(&known), Some(vec![Advisory::Heat]));
    assert!(known.learn(&alerts(3, "uma", &[Advisory::Storm])));
    let both = vec![Advisory::Storm, Advisory::Heat];
    assert_eq!(advisories(&known), Some(both));
    // What nobody has said for six hours is over, and what a source ends itself is at once.
    assert!(known.learn(&alerts(8, "uma", &[Advisory::Storm])));
    assert_eq!(advisories(&known), Some(vec![Advisory::Storm]));
    assert!(known.learn(&alerts(9, "uma", &[])));
    assert_eq!(advisories(&known), Some(Vec::new()));
}

#[test]
fn who_brings_a_report_cannot_speak_as_another_source() {
    let mut known = good();
    let office = known.alerts.as_mut().expect("there");
    office.advisories = vec![Advisory::Heat];
    let mut quiet = good();
    let alerts = quiet.alerts.as_mut().expect("there");
    alerts.as_of = now() + Span::minutes(1);
    let brought = quiet.clone().brought_by("Uma");
    let mut honest = known.clone();
    assert!(honest.learn(&brought));
    let said = |is: &Weather| is.alerts.clone().expect("known").advisories;
    assert_eq!(said(&honest), [Advisory::Heat], "nobody's warning ends");
    assert!(known.learn(&quiet));
    assert_eq!(said(&known), [], "its own source ends it");
    let named = brought.observed.expect("there").source;
    assert_eq!(named, "Uma: station");
    // However long both names are, the report can be kept; a name that is none is not mended.
    let long = "x".repeat(Weather::SOURCE_CHARS_MAX);
    let mut report = good();
    forecast(&mut report).source = long.clone();
    assert_eq!(report.brought_by(&long).check(now()), Ok(()));
    for wrong in [String::new(), long + "x"] {
        let mut report = good();
        forecast(&mut report).source = wrong;
        let refused = report.brought_by("Uma").check(now());
        assert!(matches!(refused, Err(WeatherError::Source(_))));
    }
}

#[test]
fn a_report_of_before_is_read_with_one_moment_for_every_part() {
    let text = r#"{"place":"here","as_of":7,"now_c10":1,"high_c10":2,"low_c10":-3,
                   "advisories":["cold"]}"#;
    let read: Weather = serde_json::from_str(text).expect("it is read");
    let forecast = read.forecast.as_ref().expect("known");
    assert_eq!(
        (forecast.high_c10, forecast.low_c10, forecast.hours),
        (2, -3, 24)
    );
    assert_eq!(read.newest(), Some(Timestamp::from_millis(7)));
    let again = serde_json::to_string(&read).expect("written");
    assert_eq!(serde_json::from_str::<Weather>(&again).expect("read"), read);
}
