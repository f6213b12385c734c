//! A real mosquitto with a password file and the manual's ACL, and its two client programs.

use crate::house::{PASSWORD, Plan};
use crate::process::{End, Part};
use crate::wait::{seconds, until};
use std::fs;
use std::net::TcpStream;
use std::process::Command;

/// The manual, whose blocks of the ACL are the ones that run here.
const MANUAL: &str = include_str!("../../backend/server/README.md");

/// The block of the manual's ACL for this user.
fn block(user: &str) -> String {
    let begins = format!("user {user}");
    let lines = MANUAL.lines().map(str::trim);
    let block = lines.skip_while(|line| *line != begins);
    let own = |line: &&str| *line == begins || line.starts_with("topic ");
    let block: Vec<&str> = block.take_while(own).collect();
    assert!(block.len() > 4, "the manual has a block for {user}");
    block.join("\n") + "\n"
}

/// The broker of a house.
#[derive(Debug)]
pub(crate) struct Mosquitto {
    part: Part,
}

impl Mosquitto {
    /// Writes its files and starts it.
    pub(crate) async fn start(plan: &Plan) -> Self {
        write(plan);
        let mut broker = Self { part: run(plan) };
        broker.answers(plan).await;
        broker
    }

    /// `kill -9`.
    pub(crate) fn kill(&mut self) {
        self.part.kill();
    }

    /// Starts it again with what it had stored.
    pub(crate) async fn again(&mut self, plan: &Plan) {
        self.part = run(plan);
        self.answers(plan).await;
    }

    async fn answers(&mut self, plan: &Plan) {
        let port = plan.broker_port();
        until("mosquitto listens", seconds(20), async || {
            self.part.check();
            TcpStream::connect(("127.0.0.1", port)).ok()
        })
        .await;
    }
}

fn run(plan: &Plan) -> Part {
    let mut command = Command::new("mosquitto");
    command.arg("-c").arg(plan.dir.join("mosquitto.conf"));
    Part::start("mosquitto", command, &plan.dir, End::Kill)
}

fn write(plan: &Plan) {
    let at = |name: &str| plan.dir.join(name);
    let mut acl = block("adcs");
    let mut people = vec![("adcs".to_owned(), plan.adcs_secret.clone())];
    for home in &plan.homes {
        let (gateway, meter) = (home.gateway.to_string(), home.meter.to_string());
        let own = block("GATEWAY_ID");
        acl += "\n";
        acl += &own
            .replace("GATEWAY_ID", &gateway)
            .replace("METER_ID", &meter);
        people.push((gateway, home.gateway_secret.clone()));
    }
    fs::write(at("acl"), acl).unwrap();
    for (number, (name, password)) in people.iter().enumerate() {
        let mut passwd = Command::new("mosquitto_passwd");
        if number == 0 {
            passwd.arg("-c");
        }
        let made = passwd
            .arg("-b")
            .arg(at("passwords"))
            .args([name, password])
            .output();
        assert!(
            made.expect("mosquitto is installed by `cargo ci`")
                .status
                .success()
        );
    }
    let port = plan.broker_port();
    let dir = plan.dir.display();
    // Started by root it would become another user, who cannot read the files.
    let conf = format!(
        "user root\nlistener {port} 127.0.0.1\nallow_anonymous false\n\
         password_file {dir}/passwords\nacl_file {dir}/acl\npersistence true\n\
         persistence_location {dir}/\nlog_dest stderr\n"
    );
    fs::write(at("mosquitto.conf"), conf).unwrap();
}

/// A client program of mosquitto as the utility's person, as the manual says.
pub(crate) fn utility(program: &str, port: u16, topic: &str) -> Command {
    let mut command = Command::new(program);
    let port = port.to_string();
    command.args([
        "-V",
        "5",
        "-h",
        "127.0.0.1",
        "-p",
        &port,
        "-u",
        "uma",
        "-P",
        PASSWORD,
    ]);
    command.args(["-q", "1", "-t", topic]);
    command
}
