//! The weather comes from a file, from MQTT and from a service that speaks as the United States
//! National Weather Service does; what is broken is not believed, and what is silent grows old.

use crate::broker::{House, ONCE};
use crate::common::{PASSWORD, Town, UMA};
use ami_domain::clock::Now;
use ami_domain::time::{Span, Timestamp};
use ami_domain::weather::{Advisory, Alerts, Observed, Weather};
use ami_server::config::{WeatherFrom, WeatherPlace, WeatherServiceAt};
use ami_server::weather::Sources;
use ami_wire::topic;
use ami_wire::utility::UtilityReply;
use ami_wire::weather::WeatherReports;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::{Json, Router};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

/// A weather service: what it says about heat, and what it was asked.
#[derive(Debug, Clone, Default)]
struct Fake {
    broken: Arc<Mutex<bool>>,
    /// Paths with this in them are down.
    down: &'static str,
    /// An address of somebody else is named as the forecast's.
    elsewhere: bool,
    asked: Arc<Mutex<Vec<String>>>,
    base: Arc<Mutex<String>>,
}

impl Fake {
    async fn start(&self) -> WeatherServiceAt {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/", listener.local_addr().unwrap());
        self.base.lock().unwrap().clone_from(&base);
        let router = Router::new().fallback(say).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        WeatherServiceAt {
            url: base.parse().unwrap(),
            contact: "operator@utility.example".into(),
            places: vec![WeatherPlace {
                name: "Riverside".into(),
                point: "33.95,-117.4".into(),
            }],
        }
    }
}

async fn say(State(fake): State<Fake>, uri: Uri) -> Result<Json<Value>, StatusCode> {
    fake.asked.lock().unwrap().push(uri.to_string());
    let down = !fake.down.is_empty() && uri.path().contains(fake.down);
    if down || *fake.broken.lock().unwrap() {
        return Err(StatusCode::BAD_GATEWAY);
    }
    let base = fake.base.lock().unwrap().clone();
    let grid = if fake.elsewhere {
        "http://elsewhere.example/"
    } else {
        &base
    };
    let body = match uri.path() {
        "/points/33.95,-117.4" => json!({"properties": {
            "forecastHourly": format!("{grid}gridpoints/SGX/54,76/forecast/hourly"),
            "observationStations": format!("{base}gridpoints/SGX/54,76/stations")}}),
        "/gridpoints/SGX/54,76/stations" => json!({"features": [
            {"properties": {"stationIdentifier": "KAAA"}},
            {"properties": {"stationIdentifier": "KBBB"}}]}),
        // The nearest station has lost its thermometer.
        "/stations/KAAA/observations/latest" => json!({"properties": {
            "timestamp": (now() - Span::minutes(5)).to_string(), "temperature": {"value": null}}}),
        "/stations/KBBB/observations/latest" => json!({"properties": {
            "timestamp": (now() - Span::minutes(40)).to_string(),
            "temperature": {"unitCode": "wmoUnit:degC", "value": 41.2}}}),
        "/gridpoints/SGX/54,76/forecast/hourly" => json!({"properties": {
            "updateTime": (now() - Span::minutes(20)).to_string(),
            "periods": (0..30).map(|n| json!({
                "startTime": (now() + Span::hours(n)).to_string(),
                "endTime": (now() + Span::hours(n + 1)).to_string(),
                "temperature": 68 + n, "temperatureUnit": "F"})).collect::<Vec<_>>()}}),
        "/alerts/active" => json!({"features": [{"properties": {
            "event": "Extreme Heat Warning", "status": "Actual", "messageType": "Alert",
            "severity": "Severe", "ends": (now() + Span::hours(9)).to_string()}}]}),
        _ => return Err(StatusCode::NOT_FOUND),
    };
    Ok(Json(body))
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_795_600_800_000)
}

fn at(business: Timestamp) -> Now {
    Now {
        business,
        real: business,
    }
}

fn degrees(weather: Weather) -> i32 {
    weather.observed.unwrap().now_c10
}

async fn known(town: &Town, place: &str) -> Option<Weather> {
    let mut tx = town.app.css.store.read().await.unwrap();
    tx.weather(place).await.unwrap()
}

#[tokio::test]
async fn fr10_a_weather_service_is_asked_for_each_place_and_its_age_is_kept() {
    let (town, fake) = (Town::new().await, Fake::default());
    let service = Some(fake.start().await);
    let from = WeatherFrom {
        file: None,
        service,
    };
    let sources = Sources::new(&from).unwrap();
    let store = &town.app.css.store;
    assert_eq!(sources.look(store, at(now())).await, Ok(1));
    let source = || "National Weather Service".to_owned();
    let expected = Weather {
        place: "Riverside".into(),
        // The observation is older than the forecast, and each keeps its own age.
        observed: Some(Observed {
            as_of: now() - Span::minutes(40),
            source: source(),
            now_c10: 412,
        }),
        // 91 °F is the last hour within the day.
        forecast: known(&town, "Riverside").await.unwrap().forecast,
        alerts: Some(Alerts {
            as_of: now(),
            source: source(),
            advisories: vec![Advisory::Heat],
            last: vec![(Advisory::Heat, now())],
        }),
    };
    let ahead = expected.forecast.clone().unwrap();
    assert_eq!((ahead.hours, ahead.high_c10, ahead.low_c10), (24, 328, 200));
    assert_eq!(known(&town, "Riverside").await, Some(expected));
    // It is not asked again at once, and where the place lies is asked once.
    let asked = fake.asked.lock().unwrap().len();
    assert_eq!(
        sources.look(store, at(now() + Span::minutes(1))).await,
        Ok(0)
    );
    assert_eq!(fake.asked.lock().unwrap().len(), asked);
    sources
        .look(store, at(now() + Span::minutes(6)))
        .await
        .unwrap();
    let points = |asked: &[String]| asked.iter().filter(|at| at.contains("points/")).count();
    assert_eq!(
        points(&fake.asked.lock().unwrap()[asked..]),
        1,
        "the hourly forecast alone"
    );
    // What it warns of is as new as the question.
    let later = known(&town, "Riverside").await;
    let warned = later.as_ref().and_then(|weather| weather.alerts.as_ref());
    let warned = warned.map(|alerts| alerts.as_of);
    assert_eq!(warned, Some(now() + Span::minutes(6)));
    // A service that fails is a trouble for the log, and what it said stays as old as it is.
    *fake.broken.lock().unwrap() = true;
    let failed = sources.look(store, at(now() + Span::hours(1))).await;
    assert!(failed.unwrap_err().contains("HTTP 502"));
    assert_eq!(known(&town, "Riverside").await, later);
}

#[tokio::test]
async fn fr10_a_service_that_sends_us_elsewhere_is_not_followed() {
    let town = Town::new().await;
    let fake = Fake {
        elsewhere: true,
        ..Fake::default()
    };
    let service = Some(fake.start().await);
    let sources = Sources::new(&WeatherFrom {
        file: None,
        service,
    })
    .unwrap();
    sources.look(&town.app.css.store, at(now())).await.unwrap();
    let told = known(&town, "Riverside").await.unwrap();
    assert_eq!((told.observed, told.forecast), (None, None));
    let asked = fake.asked.lock().unwrap();
    assert!(!asked.iter().any(|at| at.contains("hourly")), "{asked:?}");
}

#[tokio::test]
async fn fr10_a_heat_warning_is_heard_whatever_else_of_the_service_is_down() {
    for down in ["points", "stations", "hourly", "observations"] {
        let town = Town::new().await;
        let fake = Fake {
            down,
            ..Fake::default()
        };
        let service = Some(fake.start().await);
        let from = WeatherFrom {
            file: None,
            service,
        };
        let sources = Sources::new(&from).unwrap();
        let looked = sources.look(&town.app.css.store, at(now())).await;
        assert_eq!(looked, Ok(1), "{down}");
        let told = known(&town, "Riverside").await.unwrap();
        let warned = told.alerts.map(|alerts| alerts.advisories);
        assert_eq!(warned, Some(vec![Advisory::Heat]), "{down}");
        // And what is down is unknown, not well.
        assert_eq!(told.forecast.is_some(), down == "observations", "{down}");
        assert_eq!(told.observed.is_some(), down == "hourly", "{down}");
    }
    // Without the warnings the rest is heard, and what they are is unknown.
    let town = Town::new().await;
    let fake = Fake {
        down: "alerts",
        ..Fake::default()
    };
    let service = Some(fake.start().await);
    let sources = Sources::new(&WeatherFrom {
        file: None,
        service,
    })
    .unwrap();
    let looked = sources.look(&town.app.css.store, at(now())).await;
    assert_eq!(looked, Ok(1));
    let told = known(&town, "Riverside").await.unwrap();
    assert_eq!(told.alerts, None);
    assert!(told.observed.is_some() && told.forecast.is_some());
}

#[tokio::test]
async fn fr10_a_file_is_read_again_and_half_a_file_is_none() {
    let town = Town::new().await;
    let path = town.folder.path().join("weather.toml");
    let from = WeatherFrom {
        file: Some(path.clone()),
        service: None,
    };
    let sources = Sources::new(&from).unwrap();
    let store = &town.app.css.store;
    assert!(
        sources.look(store, at(now())).await.is_err(),
        "there is no file yet"
    );
    let text = |as_of: Timestamp, now_c10: i32| {
        format!(
            "[[report]]\nplace = 'Indio'\nas_of = {}\nnow_c10 = {now_c10}\nhigh_c10 = 450\n\
             low_c10 = 200\nadvisories = ['heat']\n",
            as_of.as_millis()
        )
    };
    std::fs::write(&path, text(now(), 300)).unwrap();
    assert_eq!(sources.look(store, at(now())).await, Ok(1));
    let half = text(now() + Span::hours(1), 310);
    std::fs::write(&path, &half[..half.len() / 2]).unwrap();
    assert!(
        sources
            .look(store, at(now() + Span::hours(1)))
            .await
            .is_err()
    );
    std::fs::write(&path, text(now() + Span::hours(1), 9_000)).unwrap();
    assert!(
        sources
            .look(store, at(now() + Span::hours(1)))
            .await
            .is_err(),
        "900 degrees"
    );
    assert_eq!(known(&town, "Indio").await.map(degrees), Some(300));
}

#[tokio::test]
async fn fr10_a_utility_reports_the_weather_over_mqtt_and_is_answered() {
    let house = House::new().await;
    let mut utility = house
        .connect("weather system", "uma", PASSWORD)
        .await
        .unwrap();
    assert!(utility.subscribe(topic::UTILITY_REPLY).await);
    let as_of = house.town.app.now().business;
    let report = |now_c10| WeatherReports {
        v: ami_wire::VERSION,
        reports: vec![Weather {
            place: "Indio".into(),
            observed: Some(Observed {
                as_of,
                source: "station".into(),
                now_c10,
            }),
            forecast: None,
            alerts: None,
        }],
    };
    for (body, places) in [
        (report(300).to_bytes(), Some(1)),
        (report(9_000).to_bytes(), None),
        (b"{\"v\":1}".to_vec(), None),
    ] {
        let sent = utility
            .client
            .publish(topic::UTILITY_WEATHER, ONCE, false, body);
        sent.await.unwrap();
        let reply = utility.hear(topic::UTILITY_REPLY).await;
        let reply = UtilityReply::from_bytes(&reply).unwrap();
        assert_eq!(reply.places, places);
        assert_eq!(reply.refused.is_none(), places.is_some());
    }
    let weather = known(&house.town, "Indio").await.unwrap();
    let source = weather.observed.as_ref().map(|is| is.source.as_str());
    assert_eq!(source, Some("MQTT: station"));
    assert_eq!(degrees(weather), 300);
    house.end().await;
}

#[tokio::test]
async fn fr10_nobody_at_the_console_ends_a_warning_under_the_name_of_the_weather_service() {
    let town = Town::new().await;
    let (now, service) = (town.app.now(), "National Weather Service");
    let warned = Weather {
        place: "Indio".into(),
        observed: None,
        forecast: None,
        alerts: Some(Alerts {
            as_of: now.business - Span::hours(1),
            source: service.into(),
            advisories: vec![Advisory::Heat],
            last: Vec::new(),
        }),
    };
    let kept = ami_adcs::weather::keep(&town.app.css.store, now, &[warned]).await;
    assert_eq!(kept.unwrap(), 1);
    let body = json!({"place": "Indio", "source": service, "now_c10": 215, "high_c10": 290,
        "low_c10": 120, "advisories": []});
    let (put, path) = (axum::http::Method::PUT, "/api/utility/weather");
    let answer = town.ask(Some(UMA), put, path, Some(body)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let alerts = known(&town, "Indio").await.unwrap().alerts.unwrap();
    assert_eq!(alerts.advisories, [Advisory::Heat], "{}", answer.text);
}
