//! The program itself.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

fn files(dir: &Path, extra: &str) -> PathBuf {
    let at = |name: &str| dir.join(name).display().to_string();
    fs::write(dir.join("secret"), "0123456789abcdef0123").unwrap();
    let keys = format!(
        "ek = \"{}\"\nak = \"{}\"\n",
        "0a".repeat(16),
        "0b".repeat(16)
    );
    fs::write(dir.join("keys.toml"), keys).unwrap();
    let text = format!(
        "gateway_id = \"{:032x}\"\nsecret_file = \"{}\"\nbroker = \"mqtt://127.0.0.1:1\"\n\
         spool = \"{}\"\n{extra}\n[[meter]]\nmeter_id = \"{:032x}\"\nlink = \"serial:{}\"\n\
         protocol = \"dlms\"\nkeys = \"{}\"\n",
        1,
        at("secret"),
        at("spool"),
        2,
        at("no-such-port"),
        at("keys.toml"),
    );
    let path = dir.join("gateway.toml");
    fs::write(&path, text).unwrap();
    path
}

fn start(config: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_ami-gateway"))
        .arg("--config")
        .arg(config)
        .arg("--exit-with-parent")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn it_is_ready_without_meter_and_utility_says_so_and_ends_with_its_parent() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = start(&files(dir.path(), ""));
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    std::thread::sleep(Duration::from_millis(800));
    assert!(child.try_wait().unwrap().is_none(), "it keeps trying");
    drop(child.stdin.take());
    let status = child.wait().unwrap();
    let mut log = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut log)
        .unwrap();
    assert!(status.success(), "{log}");
    assert!(
        log.contains("no-such-port") && log.contains("trying on"),
        "{log}"
    );
    assert!(!log.contains("0123456789abcdef0123"), "a secret in the log");
    let tries = log.matches("no-such-port").count();
    assert_eq!(tries, 1, "the same trouble is logged once:\n{log}");
}

#[test]
fn a_wrong_key_or_a_taken_port_ends_it_with_a_word() {
    let dir = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let secret = dir.path().join("secret").display().to_string();
    let local = format!("local_listen = \"127.0.0.1:x\"\ndisplay_secret_file = \"{secret}\"");
    let cases = [
        ("colour = \"red\"".to_owned(), "colour"),
        (local.clone(), "local_listen"),
        (local.replace("127.0.0.1:x", &taken), "local_listen"),
    ];
    for (extra, says) in cases {
        let output = start(&files(dir.path(), &extra))
            .wait_with_output()
            .unwrap();
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{log}");
        assert!(log.contains(says), "{log}");
    }
}
