//! A configuration that is wrong is refused before anything starts, naming the key.

use ami_server::Config;
use ami_server::config::Broker;

const GOOD: &str = "database_url = 'sqlite://x.sqlite'\nhttp = '127.0.0.1:0'\n\
                    metrics = '127.0.0.1:0'\n";

fn load(text: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.toml");
    std::fs::write(&path, text).unwrap();
    let environment: Vec<_> = environment
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Config::load(&path, environment.into_iter()).map_err(|error| error.to_string())
}

#[test]
fn three_keys_are_enough_and_the_rest_is_safe() {
    let config = load(GOOD, &[]).unwrap();
    assert!(config.cookie_secure);
    assert!(config.log_json);
    assert!(
        matches!(config.broker, Broker::Embedded { listen, tls: None } if listen.ip().is_loopback())
    );
    assert_eq!(config.clock, ami_domain::clock::BusinessClock::REAL);
    assert_eq!(config.policy, ami_domain::policy::Policy::default());
}

#[test]
fn what_is_wrong_is_named_with_its_key() {
    let cases = [
        ("database_url = 'mysql://x'", "database_url"),
        ("http = 'localhost'", "http"),
        ("http = '127.0.0.1'", "http"),
        ("metrics = 'x'", "metrics"),
        (
            "cookie_secure = false\nhttp = '0.0.0.0:80'",
            "cookie_secure",
        ),
        ("trusted_proxies = '10.0.0.0/33'", "trusted_proxies"),
        ("log = 'xml'", "log"),
        ("verify_timeout_ms = 99", "verify_timeout_ms"),
        ("verify_timeout_ms = 60001", "verify_timeout_ms"),
        ("verify_timeout_ms = -1", "verify_timeout_ms"),
        ("broker = 'kafka'", "broker"),
        ("broker = 'mqtt://host'", "broker"),
        ("broker = 'http://host:1'", "broker"),
        ("broker = 'mqtt://host:1'", "broker_user"),
        (
            "broker = 'mqtt://host:1'\nbroker_user = 'u'",
            "broker_password_file",
        ),
        ("broker_listen = 'all'", "broker_listen"),
        ("broker_listen = '0.0.0.0:1883'", "broker_listen"),
        ("broker_listen = '[::]:1883'", "broker_plain = true"),
        ("broker_certificate_file = 'x'", "broker_key_file"),
        ("broker_key_file = 'x'", "broker_certificate_file"),
        (
            "broker_certificate_file = 'x'\nbroker_key_file = 'x'\nbroker_plain = true",
            "broker_plain",
        ),
        (
            "broker_certificate_file = '/no/such'\nbroker_key_file = 'x'",
            "/no/such",
        ),
        (
            "work_order_url = 'https://host/orders'",
            "work_order_secret_file",
        ),
        ("work_order_secret_file = 'x'", "work_order_url"),
        ("[weather]\nservice = 'http://elsewhere'", "weather.service"),
        ("[weather]\nservice = 'https://host'", "weather.contact"),
        (
            "[weather]\nservice = 'https://host'\ncontact = 'a@b'",
            "weather.place",
        ),
        (
            "[weather]\nservice = 'https://host'\ncontact = 'a@b'\n[clock]\n\
             real_origin_ms = 0\nbusiness_origin_ms = 0\nfactor = 9",
            "weather.service",
        ),
        (
            "work_order_url = 'http://host/orders'\nwork_order_secret_file = 'x'",
            "work_order_url",
        ),
        (
            "work_order_url = 'https://me:word@host/'\nwork_order_secret_file = 'x'",
            "work_order_url",
        ),
        (
            "work_order_url = 'orders'\nwork_order_secret_file = 'x'",
            "work_order_url",
        ),
        ("ui_dir = '/nowhere/at/all'", "ui_dir"),
        ("tariffs_dir = '/nowhere/at/all'", "tariffs_dir"),
        ("colour = 'red'", "colour"),
        ("[policy]\npayment_min = 0", "payment_min"),
        ("[policy]\npayment_min = 2000000000", "payment_min"),
        ("[policy]\nrefresh_every = 1", "refresh_every"),
        ("[policy]\nretry_after = 61000", "retry_after"),
        ("[policy]\nlow_treshold = 1", "low_treshold"),
        (
            "[clock]\nreal_origin_ms = 0\nbusiness_origin_ms = 0\nfactor = 0",
            "factor",
        ),
        (
            "[clock]\nreal_origin_ms = 0\nbusiness_origin_ms = 0\nfactor = 86401",
            "factor",
        ),
    ];
    for (line, key) in cases {
        // A key may stand once only: the line replaces the good one.
        let keys: Vec<_> = line.lines().filter_map(|l| l.split_once(" = ")).collect();
        let kept = |good: &&str| {
            !keys
                .iter()
                .any(|(key, _)| good.starts_with(&format!("{key} ")))
        };
        let rest: Vec<_> = GOOD.lines().filter(kept).collect();
        let refused = load(&format!("{}\n{line}\n", rest.join("\n")), &[]);
        let why = refused.err().unwrap_or_else(|| panic!("{line} was taken"));
        assert!(why.contains(key), "{line}: {why}");
    }
}

#[test]
fn a_key_that_is_missing_and_a_file_that_is_missing_are_named() {
    for key in ["database_url", "http", "metrics"] {
        let rest: Vec<_> = GOOD.lines().filter(|line| !line.starts_with(key)).collect();
        let why = load(&rest.join("\n"), &[]).unwrap_err();
        assert!(why.contains(key), "{why}");
    }
    let nothing = std::iter::empty();
    let why = Config::load(std::path::Path::new("no/such.toml"), nothing).unwrap_err();
    assert!(why.to_string().contains("no/such.toml"), "{why}");
    let why = load("this is no TOML", &[]).unwrap_err();
    assert!(why.contains("--help-config"), "{why}");
}

#[test]
fn the_environment_wins_over_the_file_and_is_checked_like_it() {
    let config = load(GOOD, &[("AMI_HTTP", "127.0.0.1:99"), ("PATH", "x")]).unwrap();
    assert_eq!(config.http.port(), 99);
    let config = load(GOOD, &[("AMI_VERIFY_TIMEOUT_MS", "250")]).unwrap();
    assert_eq!(config.verify_timeout.as_millis(), 250);
    let config = load(GOOD, &[("AMI_COOKIE_SECURE", "false")]).unwrap();
    assert!(!config.cookie_secure);
    // Neither yes nor no must not quietly become no.
    let why = load(GOOD, &[("AMI_COOKIE_SECURE", "yes")]).unwrap_err();
    assert!(why.contains("cookie_secure"), "{why}");
    let why = load(GOOD, &[("AMI_LOG", "xml")]).unwrap_err();
    assert!(why.contains("log"), "{why}");
}

#[test]
fn every_key_is_in_the_help() {
    for key in [
        "database_url",
        "http",
        "metrics",
        "broker",
        "broker_listen",
        "broker_certificate_file",
        "broker_key_file",
        "broker_plain",
        "broker_user",
        "broker_password_file",
        "ui_dir",
        "seed",
        "tariffs_dir",
        "sandbox_journal",
        "cookie_secure",
        "trusted_proxies",
        "log",
        "verify_timeout_ms",
        "real_origin_ms",
        "payment_min",
        "show_valid",
    ] {
        assert!(
            ami_server::config::HELP.contains(&format!("{key} = ")),
            "{key}"
        );
    }
}

#[test]
fn a_brokers_password_never_reaches_a_log() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("password");
    std::fs::write(&file, "hunter2\n").unwrap();
    let text = format!(
        "{GOOD}broker = 'mqtts://broker.example:8883'\nbroker_user = 'adcs'\n\
         broker_password_file = '{}'\n",
        file.display()
    );
    let config = load(&text, &[]).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
    let Broker::External {
        host,
        port,
        tls,
        password,
        ..
    } = config.broker
    else {
        panic!("an external broker");
    };
    assert_eq!(
        (host.as_str(), port, tls, password.as_str()),
        ("broker.example", 8883, true, "hunter2")
    );
}

#[test]
fn the_secret_of_the_work_order_system_is_long_and_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("secret");
    let text = format!(
        "{GOOD}work_order_url = 'http://127.0.0.1:1/orders'\nwork_order_secret_file = {file:?}\n"
    );
    std::fs::write(&file, "short\n").unwrap();
    assert!(load(&text, &[]).unwrap_err().contains("32 to 1024 bytes"));
    std::fs::write(&file, "0123456789abcdef0123456789abcdef\n").unwrap();
    let config = load(&text, &[]).unwrap();
    assert!(config.work_orders.is_some());
    assert!(!format!("{config:?}").contains("0123456789abcdef"));
}
