//! The whole server from its two files: what an operator writes, and what a customer then sees.

use ami_server::command_line::CommandLine;
use ami_server::{Config, Server, http, new_password};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Method, Request, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::generate_simple_self_signed;
use rumqttc::v5::mqttbytes::v5::Packet;
use rumqttc::v5::{AsyncClient, Event, MqttOptions};
use rumqttc::{TlsConfiguration, Transport};
use serde_json::json;
use std::path::Path;
use std::time::Duration;
use tower::ServiceExt;

fn seed(password: &str, tariff: &str) -> String {
    format!(
        "[[person]]\nrole = \"customer\"\nsign_in = \"Ana\"\nname = \"Ana\"\n\
         locale = \"es-US\"\npassword = \"{password}\"\n\n[[home]]\ncustomer = \"ana\"\n\
         account_id = \"000000000000000000000000000000aa\"\naccount_number = \"3-1\"\n\
         tariff = \"{tariff}\"\nlocation_id = \"000000000000000000000000000000ab\"\n\
         address = \"1 Orange Street\"\nzone = \"America/Los_Angeles\"\n\
         meter_id = \"000000000000000000000000000000ac\"\nmeter_serial = \"AMI1\"\n\
         gateway_id = \"000000000000000000000000000000ad\"\ngateway_secret = \"s\"\n\
         opening_balance_cents = 2000\nat_zero = \"limit\"\nbill_day = 15\n"
    )
}

fn files(folder: &Path, seed: &str) -> Config {
    std::fs::write(folder.join("seed.toml"), seed).unwrap();
    let text = format!(
        "database_url = \"sqlite://{0}/u.sqlite\"\nhttp = \"127.0.0.1:0\"\n\
         metrics = \"127.0.0.1:0\"\nbroker_listen = \"127.0.0.1:0\"\n\
         seed = \"{0}/seed.toml\"\ncookie_secure = false\n",
        folder.display()
    );
    std::fs::write(folder.join("server.toml"), text).unwrap();
    Config::load(&folder.join("server.toml"), std::iter::empty()).unwrap()
}

async fn sign_in(router: &Router, password: &str) -> HeaderValue {
    let body = json!({"login": "ana", "password": password});
    let request = Request::builder()
        .method(Method::POST)
        .uri("/api/session")
        .header(header::HOST, "127.0.0.1:1")
        .header(header::ORIGIN, "http://127.0.0.1:1")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 200);
    response.headers()[header::SET_COOKIE].clone()
}

#[tokio::test]
async fn a_backup_that_was_put_back_signs_everybody_out_and_stops_all_cuts() {
    let folder = tempfile::tempdir().unwrap();
    let config = files(folder.path(), &seed("a long password", "demo-tiered"));
    let server = Server::start(config.clone()).await.unwrap();
    let cookie = sign_in(&http::router(server.app().clone()), "a long password").await;
    server.stop().await;
    let line = "--config server.toml restored"
        .split(' ')
        .map(str::to_owned);
    let task = CommandLine::read(line).unwrap().task;
    assert_eq!(task.run(&config).await.unwrap(), Some(0));
    let server = Server::start(config).await.unwrap();
    let router = http::router(server.app().clone());
    let asked = Request::get("/api/accounts/000000000000000000000000000000aa");
    let asked = asked.header(header::COOKIE, cookie).body(Body::empty());
    let answer = router.oneshot(asked.unwrap()).await.unwrap();
    assert_eq!(answer.status(), 401);
    let mut tx = server.app().css.store.read().await.unwrap();
    let stop = tx.cut_stop().await.unwrap().unwrap();
    assert_eq!((stop.by, stop.lifted_by), (None, None));
    drop(tx);
    server.stop().await;
}

/// PEM (RFC 7468).
fn pem(what: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines = text.as_bytes().chunks(64).map(String::from_utf8_lossy);
    let lines: Vec<_> = lines.collect();
    let lines = lines.join("\n");
    format!("-----BEGIN {what}-----\n{lines}\n-----END {what}-----\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_certificate_gateways_come_in_over_tls_alone_and_a_mixed_up_key_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let [made, other] =
        [(); 2].map(|()| generate_simple_self_signed(["localhost".into()]).unwrap());
    let certificate = pem("CERTIFICATE", made.cert.der());
    std::fs::write(folder.path().join("c.pem"), &certificate).unwrap();
    let key = |made: &rcgen::CertifiedKey<rcgen::KeyPair>| {
        let text = pem("PRIVATE KEY", &made.signing_key.serialize_der());
        std::fs::write(folder.path().join("k.pem"), text).unwrap();
    };
    key(&other);
    files(folder.path(), &seed("a long password", "demo-tiered"));
    let file = folder.path().join("server.toml");
    let mut text = std::fs::read_to_string(&file).unwrap();
    for name in ["certificate", "key"] {
        let path = folder.path().join(&name[..1]).with_extension("pem");
        text += &format!("broker_{name}_file = {path:?}\n");
    }
    std::fs::write(&file, &text).unwrap();
    let wrong = Config::load(&file, std::iter::empty()).unwrap_err();
    assert!(wrong.to_string().contains("broker_key_file"), "{wrong}");
    key(&made);
    // Everybody may reach it then.
    std::fs::write(
        &file,
        text.replace("listen = \"127.0.0.1:0", "listen = \"0.0.0.0:0"),
    )
    .unwrap();
    let config = Config::load(&file, std::iter::empty()).unwrap();
    let server = Server::start(config).await.unwrap();
    let port = server.broker_addr().unwrap().port();
    let gateway = |trusted: Option<&str>| {
        let id = "000000000000000000000000000000ad";
        let mut options = MqttOptions::new(id, "localhost", port);
        options.set_credentials(id, "s");
        if let Some(ca) = trusted {
            options.set_transport(Transport::Tls(TlsConfiguration::SimpleNative {
                ca: ca.as_bytes().to_vec(),
                client_auth: None,
            }));
        }
        AsyncClient::new(options, 4)
    };
    let (_client, mut events) = gateway(None);
    assert!(events.poll().await.is_err());
    let (_client, mut events) = gateway(Some(&certificate));
    let first = events.poll().await.unwrap();
    assert!(
        matches!(first, Event::Incoming(Packet::ConnAck(_))),
        "{first:?}"
    );
    // Renewed while it runs: first one file, then the other.
    let renewed = pem("CERTIFICATE", other.cert.der());
    std::fs::write(folder.path().join("c.pem"), &renewed).unwrap();
    key(&other);
    let shown = async {
        loop {
            let (_client, mut events) = gateway(Some(&renewed));
            if events.poll().await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), shown)
        .await
        .expect("the renewed certificate is not shown");
    server.stop().await;
}

#[tokio::test]
async fn homes_that_could_not_be_charged_are_named_and_the_server_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let tariffs = folder.path().join("tariffs");
    std::fs::create_dir(&tariffs).unwrap();
    let write = |name: &str| {
        let text = "name = \"Plain\"\ncurrency = \"USD\"\nfixed_per_day = 0\n\n[energy]\n\
                    kind = \"flat\"\nprice = 250000\n";
        std::fs::write(tariffs.join(name), text).unwrap();
    };
    let with_tariffs = |mut config: Config| {
        config.tariffs_dir = Some(tariffs.clone());
        config
    };
    write("plain.toml");
    write("other.toml");
    let seed = seed("a long password", "plain");
    let config = with_tariffs(files(folder.path(), &seed));
    Server::start(config.clone()).await.unwrap().stop().await;
    std::fs::remove_file(tariffs.join("plain.toml")).unwrap();
    let refused = Server::start(config.clone()).await.unwrap_err();
    let said = format!("{refused:#}");
    for word in ["\"plain\"", "3-1", "tariffs_dir"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    write("plain.toml");
    let server = Server::start(config.clone()).await.unwrap();
    let mut tx = server.app().css.store.begin().await.unwrap();
    let place = ami_store::Location {
        id: ami_domain::id::LocationId::from_number(9),
        address: "9 Sunken Street".into(),
        zone: "America/Atlantis".into(),
        feeder: String::new(),
        postal: String::new(),
        version: 0,
    };
    tx.insert_location(&place).await.unwrap();
    tx.commit().await.unwrap();
    server.stop().await;
    let said = format!("{:#}", Server::start(config).await.unwrap_err());
    for word in ["America/Atlantis", "9 Sunken Street"] {
        assert!(said.contains(word), "{word}: {said}");
    }
}

#[tokio::test]
async fn whoever_forgot_their_password_gets_another_one_from_the_operator() {
    let folder = tempfile::tempdir().unwrap();
    let config = files(folder.path(), &seed("a long password", "demo-tiered"));
    let server = Server::start(config.clone()).await.unwrap();
    let cookie = sign_in(&http::router(server.app().clone()), "a long password").await;
    server.stop().await;
    for (login, text) in [("ana", "short\n"), ("nobody", "another long one\n")] {
        let refused = new_password::run(&config, login, text.as_bytes()).await;
        refused.expect_err("too short, or nobody");
    }
    let text = "another long one\n".as_bytes();
    new_password::run(&config, "ANA", text).await.unwrap();
    let server = Server::start(config).await.unwrap();
    let router = http::router(server.app().clone());
    let asked = Request::get("/api/session").header(header::COOKIE, cookie);
    let asked = asked.body(Body::empty()).unwrap();
    let answer = router.clone().oneshot(asked).await.unwrap();
    assert_eq!(answer.status(), 401, "sessions of before ended");
    sign_in(&router, "another long one").await;
    server.stop().await;
}

#[tokio::test]
async fn two_files_are_a_utility_and_a_second_start_finds_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let config = files(folder.path(), &seed("a long password", "demo-tiered"));
    for _ in 0..2 {
        let server = Server::start(config.clone()).await.unwrap();
        let router = http::router(server.app().clone());
        let cookie = sign_in(&router, "a long password").await;
        let get = |path: &str| {
            let request = Request::get(path).header(header::COOKIE, cookie.clone());
            router.clone().oneshot(request.body(Body::empty()).unwrap())
        };
        let account = get("/api/accounts/000000000000000000000000000000aa")
            .await
            .unwrap();
        assert_eq!(account.status(), 200);
        let body = axum::body::to_bytes(account.into_body(), 1 << 20)
            .await
            .unwrap();
        let account: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(account["view"]["balance"], 20_000_000);
        assert_eq!(get("/readyz").await.unwrap().status(), 200);
        server.stop().await;
        assert_eq!(get("/readyz").await.unwrap().status(), 503);
    }
}

#[tokio::test]
async fn a_seed_that_is_wrong_plants_nothing_and_tells_no_password() {
    let good = seed("a long password", "demo-flat");
    let cases = [
        (seed("short", "demo-flat"), "12 characters"),
        (seed("a long password", "free-energy"), "free-energy"),
        (
            good.replace("customer = \"ana\"", "customer = \"eva\""),
            "eva",
        ),
        (
            good.replace("America/Los_Angeles", "America/Atlantis"),
            "Atlantis",
        ),
        (good.replace("bill_day = 15", "bill_day = 31"), "bill_day"),
        (
            good.replace("bill_day = 15", "interval_minutes = 17"),
            "interval_minutes",
        ),
        (
            good.replace("role = \"customer\"", "role = \"king\""),
            "king",
        ),
        (good.replace("sign_in =", "signin ="), "signin"),
        (good.replace("password = ", "password = 7 # "), "string"),
    ];
    for (text, word) in cases {
        let folder = tempfile::tempdir().unwrap();
        let config = files(folder.path(), &text);
        let url = config.database_url.clone();
        let why = match Server::start(config).await {
            Ok(_) => panic!("{word} was taken"),
            Err(error) => format!("{error:#}"),
        };
        assert!(why.contains(word), "{word}: {why}");
        assert!(!why.contains("a long password"), "{why}");
        let store = ami_store::Store::open(&url).await.unwrap();
        let count = store.read().await.unwrap().count_accounts().await.unwrap();
        assert_eq!(count, 0, "{word}");
        let nobody = store
            .read()
            .await
            .unwrap()
            .person_by_login("ana")
            .await
            .unwrap();
        assert_eq!(nobody, None, "{word}");
    }
}
