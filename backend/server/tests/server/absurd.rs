//! Whatever stands in a request, its answer is an answer: nothing breaks of a number that no money
//! has, a moment that no calendar has, or a text that no engine keeps. By every operation, on
//! either engine.

use crate::common::{HOME_A, Town, ours};
use crate::matrix::{MATRIX, WHO, body, path};
use crate::newcomer::on_postgres;
use axum::body::Body;
use axum::http::header;
use serde_json::{Value, json};

/// What stands in the place of each value, one at a time.
fn absurd() -> Vec<Value> {
    let texts = [
        "",
        "a\u{0}b",
        "\u{feff}\u{202e}",
        "9999-12-31T23:59",
        "-009999-01-01",
        "2026-03-08T02:30",
    ];
    let mut all: Vec<Value> = texts.iter().map(|text| json!(text)).collect();
    all.push(json!("\u{1f4a1}".repeat(4_000)));
    for number in [i64::MIN, -1, 0, i64::MAX] {
        all.push(json!(number));
    }
    all.extend([json!(u64::MAX), json!(1e300), json!(null), json!([])]);
    all
}

/// The same value with one of its leaves in each absurd way.
fn bent(good: &Value) -> Vec<Value> {
    fn places(of: &Value, at: &str, all: &mut Vec<String>) {
        match of {
            Value::Object(map) => {
                for (key, value) in map {
                    places(value, &format!("{at}/{key}"), all);
                }
            }
            Value::Array(list) if !list.is_empty() => places(&list[0], &format!("{at}/0"), all),
            _ => all.push(at.to_owned()),
        }
    }
    let mut all = Vec::new();
    places(good, "", &mut all);
    let mut bent = Vec::new();
    for place in all {
        for value in absurd() {
            let mut one = good.clone();
            if let Some(leaf) = one.pointer_mut(&place) {
                *leaf = value;
                bent.push(one);
            }
        }
    }
    bent
}

/// The path with each value of its query in each absurd way.
fn asked(path: &str) -> Vec<String> {
    let Some((path, query)) = path.split_once('?') else {
        return Vec::new();
    };
    let pairs: Vec<&str> = query.split('&').collect();
    let mut all = Vec::new();
    for place in 0..pairs.len() {
        for value in [
            "",
            "%00",
            "-1",
            "0",
            "9223372036854775807",
            "-9223372036854775808",
            "9999-12-31",
            "9999-12-31T23:59",
            "-009999-01-01",
            "2026-02-30",
            "%F0%9F%92%A1",
        ] {
            let mut own: Vec<String> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
            let (key, _) = pairs[place].split_once('=').unwrap();
            own[place] = format!("{key}={value}");
            all.push(format!("{path}?{}", own.join("&")));
        }
    }
    all
}

async fn nothing_breaks(town: &Town) {
    let account = HOME_A.account.to_string();
    let mut cookies = Vec::new();
    for who in WHO {
        cookies.push(match who {
            Some(who) => town.signed(who).await,
            None => String::new(),
        });
    }
    let mut broke = Vec::new();
    for (word, route, expected) in MATRIX {
        if *route == "/api/session" {
            continue;
        }
        let shut = |by: &usize, words: &[u16]| words.contains(&expected[*by]);
        let own = [3, 4, 1, 5];
        let by = own.iter().find(|by| !shut(by, &[401, 403, 404]));
        let by = *by
            .or(own.iter().find(|by| !shut(by, &[401, 403])))
            .unwrap_or(&3);
        let good = body(word, route, 40 + by);
        let path = path(word, route, &account, 40 + by);
        let mut all: Vec<(String, Option<Value>)> = asked(&path)
            .into_iter()
            .map(|path| (path, good.clone()))
            .collect();
        for bad in good.iter().flat_map(bent) {
            all.push((path.clone(), Some(bad)));
        }
        for (path, body) in all {
            let request = ours(word.to_uppercase().parse().unwrap(), &path);
            let request = request.header(header::COOKIE, &cookies[by]);
            let text = body.map(|body| body.to_string()).unwrap_or_default();
            let request = request.body(Body::from(text.clone())).unwrap();
            let answer = town.send(request).await;
            if answer.status.is_server_error() {
                let short: String = text.chars().take(300).collect();
                broke.push(format!("{} {word} {path} {short}", answer.status));
            }
        }
    }
    assert_eq!(broke, Vec::<String>::new());
}

#[tokio::test]
async fn nothing_that_a_caller_writes_breaks_the_server() {
    nothing_breaks(&Town::new().await).await;
    on_postgres(nothing_breaks).await;
}
