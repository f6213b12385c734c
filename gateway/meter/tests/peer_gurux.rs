//! Another vendor's client, in a process of its own, reads and operates the real binary over its
//! pseudo terminal: without authentication, with a password, and with HLS 5 and ciphering.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "common/process.rs"]
mod process;

use process::{AK, EK, Home, LLS};
use std::path::PathBuf;
use std::process::Command;

/// The interpreter that has `gurux-dlms`; `cargo xtask setup` makes it.
#[expect(clippy::disallowed_methods, reason = "tests")]
fn python() -> PathBuf {
    let venv = std::env::var("AMI_VENV")
        .map(PathBuf::from)
        .unwrap_or_else(|_| PathBuf::from(std::env::var("HOME").unwrap()).join(".cache/ami/venv"));
    let python = venv.join("bin/python");
    assert!(
        python.exists(),
        "{} is missing: make it with python3 -m venv and pip install gurux-dlms==1.0.203, or set \
         AMI_VENV",
        python.display()
    );
    python
}

/// Runs the client and gives what it says, without the library's own chatter.
fn gurux(port: &str, mode: &str) -> Vec<String> {
    let script = "tests/gurux_client.py";
    let keys = [EK, AK, LLS];
    let end = Command::new(python())
        .arg(script)
        .args([port, mode])
        .args(keys)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&end.stdout);
    let trouble = String::from_utf8_lossy(&end.stderr);
    assert!(end.status.success(), "{said}\n{trouble}");
    let chatter = |line: &&str| !line.ends_with("is applied.");
    said.lines().filter(chatter).map(str::to_owned).collect()
}

fn has(said: &[String], line: &str) {
    assert!(
        said.iter().any(|one| one == line),
        "no {line:?} in {said:?}"
    );
}

/// What every reader of the measured values must see: the last 96 of 240 hours.
fn sees_the_profile(said: &[String]) {
    let energy = said
        .iter()
        .find_map(|line| line.strip_prefix("energy "))
        .unwrap();
    assert!((20_000..30_000).contains(&energy.parse::<i64>().unwrap()));
    for line in ["columns 3", "rows 96", "first 108", "last 0", "profiles 2"] {
        has(said, line);
    }
}

#[test]
fn without_authentication_it_reads_names_and_clock_and_nothing_else() {
    let home = Home::on_serial();
    let meter = home.start();
    let said = gurux(&meter.at, "none");
    for line in ["associated none", "name AMI00000007", "year 2026", "done"] {
        has(&said, line);
    }
    assert!(
        said.iter().any(|line| line.starts_with("refused")),
        "{said:?}"
    );
}

#[test]
fn with_a_password_it_reads_the_register_and_ninety_six_rows() {
    let home = Home::on_serial();
    let meter = home.start();
    let said = gurux(&meter.at, "lls");
    has(&said, "associated lls");
    sees_the_profile(&said);
}

#[test]
fn with_hls_and_ciphering_it_reads_switches_and_limits() {
    let home = Home::on_serial();
    let meter = home.start();
    let said = gurux(&meter.at, "hls");
    has(&said, "associated hls");
    sees_the_profile(&said);
    let moved = |line: &&String| line.contains("connected ");
    let moves: Vec<_> = said.iter().filter(moved).collect();
    assert_eq!(
        moves,
        [
            "reconnected True 1",
            "disconnected False 0",
            "reconnected True 1"
        ]
    );
    for line in ["limit 6900", "active 6900", "over 60"] {
        has(&said, line);
    }
    // What a test measures is open to every client of the standard (FR-13).
    let measured = |word: &str| said.iter().find_map(|line| line.strip_prefix(word));
    assert!(
        measured("voltage ").is_some_and(|volts| volts.starts_with("240")),
        "{said:?}"
    );
    let amperes = measured("current ").and_then(|text| text.split(' ').next());
    let amperes: f64 = amperes.unwrap().parse().unwrap();
    assert!(amperes > 0.1 && amperes < 5.0, "{said:?}");
    has(&said, "done");
}
