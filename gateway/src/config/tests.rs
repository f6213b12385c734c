//! What the configuration refuses, and with which words.
#![expect(clippy::unwrap_used, reason = "tests")]
use super::*;

const GOOD: &str = r#"
gateway_id = "000000000000000000000000000000aa"
secret_file = "DIR/secret"
broker = "mqtt://127.0.0.1:1883"
spool = "DIR/spool"
local_listen = "127.0.0.1:0"
display_secret_file = "DIR/secret"

[[meter]]
meter_id = "000000000000000000000000000000bb"
link = "serial:/dev/ttyUSB0"
protocol = "dlms"
keys = "DIR/keys.toml"

[clock]
real_origin_ms = 0
business_origin_ms = 0
factor = 360
"#;

fn read(change: impl Fn(String) -> String) -> Result<Config, ConfigError> {
    let dir = tempfile::tempdir().unwrap();
    let here = dir.path().to_str().unwrap();
    fs::write(dir.path().join("secret"), "0123456789abcdef0123").unwrap();
    let keys = format!(
        "ek = \"{}\"\nak = \"{}\"\n",
        "0a".repeat(16),
        "0b".repeat(16)
    );
    fs::write(dir.path().join("keys.toml"), keys).unwrap();
    fs::write(dir.path().join("bad.toml"), "ek = \"0a\"\nak = \"0b\"\n").unwrap();
    let path = dir.path().join("gateway.toml");
    fs::write(&path, change(GOOD.to_owned()).replace("DIR", here)).unwrap();
    Config::read(&path)
}

#[test]
fn a_good_file_is_read_and_shows_no_secret() {
    let config = read(|text| text).unwrap();
    assert_eq!(config.clock.factor, 360);
    assert_eq!(config.meters.len(), 1);
    assert_eq!(config.meters[0].keys.encryption, [0x0a; 16]);
    let shown = format!("{config:?}");
    assert!(!shown.contains("0123456789abcdef0123") && !shown.contains("10, 10"));
}

#[test]
fn what_is_wrong_is_refused_with_its_key() {
    let cases: [(&str, &str, &str); 13] = [
        ("gateway_id = \"0000", "gateway_id = \"zz", "gateway_id"),
        ("broker = \"mqtt:", "broker = \"http:", "broker"),
        ("mqtt://127", "mqtt://me:secret@127", "broker"),
        (
            "secret_file = \"DIR/secret\"\nb",
            "secret_file = \"DIR/none\"\nb",
            "secret_file",
        ),
        ("local_listen = \"127.0.0.1:0\"", "", "local_listen"),
        (
            "local_listen = \"127.0.0.1:0\"",
            "local_listen = \"x\"",
            "local_listen",
        ),
        (
            "display_secret_file = \"DIR/secret\"",
            "display_secret_file = \"DIR/none\"",
            "display_secret_file",
        ),
        ("link = \"serial:", "link = \"pigeon:", "meter.link"),
        (
            "protocol = \"dlms\"",
            "protocol = \"morse\"",
            "meter.protocol",
        ),
        ("keys = \"DIR/keys.toml\"", "keys = \"DIR/bad.toml\"", "ek"),
        (
            "keys = \"DIR/keys.toml\"",
            "keys = \"DIR/none.toml\"",
            "none.toml",
        ),
        ("factor = 360", "factor = 0", "clock.factor"),
        ("[clock]", "[colck]", "colck"),
    ];
    for (from, to, key) in cases {
        let changed = read(|text| text.replacen(from, to, 1));
        let error = changed.map(|_| ()).unwrap_err().to_string();
        assert!(error.contains(key), "{to}: {error}");
    }
}

#[test]
fn without_a_file_of_secrets_displays_are_paired_by_an_installer_only() {
    let config = read(|text| text.replacen("display_secret_file = \"DIR/secret\"", "", 1));
    let pairing = config.unwrap().local.unwrap().pairing;
    assert_eq!(pairing.admits("display", b"0123456789abcdef"), None);
}

#[test]
fn two_meters_never_share_an_id_or_a_port() {
    let twice = |text: String| {
        let meter = text.split("[[meter]]").nth(1).unwrap();
        let meter = meter.split("[clock]").next().unwrap().to_owned();
        text.replace("[clock]", &format!("[[meter]]{meter}[clock]"))
    };
    let error = read(twice).unwrap_err().to_string();
    assert!(error.contains("meter.meter_id"), "{error}");
    let error = read(|text| twice(text).replacen("bb\"", "cc\"", 1)).unwrap_err();
    assert!(error.to_string().contains("meter.link"), "{error}");
}

#[test]
fn with_several_meters_a_displays_secret_says_of_which_it_is() {
    let two = |text: String| {
        let other = "[[meter]]\nmeter_id = \"000000000000000000000000000000cc\"\n\
                     link = \"serial:/dev/ttyUSB1\"\nprotocol = \"dlms\"\n\
                     keys = \"DIR/keys.toml\"\n\n[clock]";
        text.replace("[clock]", other)
    };
    let error = read(two).unwrap_err().to_string();
    assert!(error.contains("display_secret_file"), "{error}");
    assert!(error.contains("METER_ID SECRET"), "{error}");
}
