//! The one command of the README.

use crate::house::free_ports;
use crate::places;
use crate::process::{End, Part, signal};
use crate::wait::{seconds, until};
use std::process::Command;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn demo_command_starts_three_homes_and_ctrl_c_ends_all() {
    let dir = tempfile::Builder::new()
        .prefix("ami-journey-")
        .tempdir()
        .unwrap();
    let data = dir.path().join("data");
    let [port] = free_ports();
    // A shell's background job ignores interrupts, and so would everything below it; a person's
    // terminal does not.
    let mut command = Command::new("env");
    command
        .current_dir(places::root())
        .arg("--default-signal=INT")
        .arg(places::program("ami-xtask"))
        .args(["demo", "--port", &port.to_string()]);
    command.arg("--data").arg(&data);
    command
        .arg("--bin-dir")
        .arg(places::bin_dir())
        .arg("--ui-dir")
        .arg(places::website());
    let mut demo = Part::start("demo", command, dir.path(), End::Kill);

    let website = demo.says("  website").await;
    assert_eq!(website, format!("http://127.0.0.1:{port}"));
    demo.says("Ctrl-C ends it.").await;
    let table = demo.log();
    let password = |login: &str| {
        let mut lines = table.lines().filter_map(|line| line.split_once(login));
        let (_, rest) = lines
            .next()
            .unwrap_or_else(|| panic!("{login} is in {table}"));
        rest.trim().to_owned()
    };
    for login in ["ana", "benito", "carol", "rosa", "uma", "ines"] {
        assert_eq!(
            password(login).len(),
            19,
            "{login} has a password in {table}"
        );
    }
    let page = reqwest::get(&website).await.unwrap().text().await.unwrap();
    assert!(page.contains("<html"), "{page}");
    let api = crate::api::Api::sign_in(&website, "ana", &password("ana")).await;
    let session = api.session().await;
    let account = session.accounts[0];
    until("the gateway of home 1 is online", seconds(30), async || {
        api.account(account).await.gateway_online.then_some(())
    })
    .await;

    let programs = children(&data.display().to_string());
    assert_eq!(
        programs.len(),
        8,
        "a payment company, a server, three meters, three gateways: {programs:?}"
    );
    // Ctrl-C reaches the whole foreground group of a terminal; here the group is the demo's own.
    signal(&format!("-{}", demo.id()), "-INT");
    until("the demo ends", seconds(30), async || {
        demo.is_over().then_some(())
    })
    .await;
    let left = children(&data.display().to_string());
    assert!(left.is_empty(), "left over: {left:?}");
}

/// Command lines of running programs that were started with a file in this folder.
fn children(dir: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        // A process may end while we look.
        let Ok(line) = std::fs::read(entry.path().join("cmdline")) else {
            continue;
        };
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        let ours = ["ami-server", "ami-meter", "ami-gateway", "ami-provider"];
        let program = line.split(' ').next().unwrap_or_default();
        if ours.iter().any(|name| program.ends_with(name)) && line.contains(dir) {
            found.push(line);
        }
    }
    found
}
