//! The real binary, read by our own client over its pseudo terminal and over TCP, and killed.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "serve/limits.rs"]
mod limits;
#[path = "common/process.rs"]
mod process;

use ami_dlms::client::{Authentication, Cipher, Transport};
use ami_dlms::hdlc::HdlcConfig;
use ami_dlms::security::Form;
use ami_dlms::{
    Attribute, Client, ClientConfig, Counter, Data, Keys, Method, Obis, Protection, Request,
    Response, Selector, SystemTitle,
};
use ami_domain::command::{Command, CommandKind, Prepay};
use ami_domain::energy::WattHours;
use ami_domain::id::{MessageId, MeterId, PaymentId};
use ami_domain::receipt::{Receipt, Switch};
use ami_domain::time::Timestamp;
use ami_meter::display::DisplayValues;
use ami_wire::down::Down;
use process::{Home, METER, ORIGIN_MS, Running};
use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::OpenOptionsExt;
use std::process::Stdio;
use std::time::Duration;

const INBOX: Obis = Obis::new(0, 0, 128, 1, 0, 255);
const DISPLAY: Attribute = Attribute::new(9000, Obis::new(0, 0, 128, 0, 0, 255), 2);
const PROFILE: Attribute = Attribute::new(7, Obis::new(1, 0, 99, 1, 0, 255), 2);
const ENERGY: Attribute = Attribute::new(3, Obis::new(1, 0, 1, 8, 0, 255), 2);

impl Running {
    /// As the power goes: no chance to say anything.
    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Standard input ends; gives the exit code.
    fn orphan(&mut self) -> Option<i32> {
        drop(self.child.stdin.take());
        self.child.wait().unwrap().code()
    }

    fn id(&self) -> u32 {
        self.child.id()
    }

    fn wait(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

/// Our client with a line that does not block.
struct Tool {
    client: Client,
    line: Box<dyn Line>,
    ms: u64,
}

impl Tool {
    fn new(transport: Transport, line: Box<dyn Line>, first: u32) -> Self {
        let mut config = ClientConfig::new(transport);
        config.authentication = Authentication::Hls5;
        config.cipher = Some(Cipher {
            keys: Keys::new(bytes(process::EK), bytes(process::AK)),
            title: SystemTitle(*b"GWY\0\0\0\0\x01"),
            protection: Protection::Both,
            form: Form::Service,
        });
        let mut client = Client::new(config, Counter::resume(first));
        client.reserve_counter(10_000);
        Self {
            client,
            line,
            ms: 0,
        }
    }

    fn serial(path: &str, first: u32) -> Self {
        let nonblock = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap();
        let line: File = File::options()
            .read(true)
            .write(true)
            .custom_flags(nonblock)
            .open(path)
            .unwrap();
        Self::new(
            Transport::Hdlc(HdlcConfig::new(1, 1)),
            Box::new(line),
            first,
        )
    }

    fn tcp(address: &str, first: u32) -> Self {
        let line = TcpStream::connect(address).unwrap();
        line.set_nonblocking(true).unwrap();
        Self::new(
            Transport::Wrapper {
                client: 1,
                server: 1,
            },
            Box::new(line),
            first,
        )
    }

    fn ask(&mut self, request: Request) -> Response {
        self.client.start(request, self.ms).unwrap();
        let mut buffer = [0; 4_096];
        for _ in 0..10_000 {
            while let Some(out) = self.client.poll_transmit() {
                self.line.write_all(&out).unwrap();
            }
            if let Some(result) = self.client.poll_result() {
                return result.unwrap();
            }
            match self.line.read(&mut buffer) {
                Ok(n) if n > 0 => self.client.receive(&buffer[..n], self.ms),
                Ok(_) | Err(_) => {
                    std::thread::sleep(Duration::from_millis(2));
                    self.ms += 2;
                    self.client.on_timeout(self.ms);
                }
            }
        }
        panic!("no answer");
    }

    fn connect(&mut self) {
        self.ask(Request::Connect {
            challenge: vec![0x5A; 16],
        });
    }

    fn get(&mut self, attribute: Attribute, selector: Option<Selector>) -> Data {
        let target = ami_dlms::apdu::Target {
            attribute,
            selector,
        };
        match self.ask(Request::Get(target)) {
            Response::Data(data) => data,
            other => panic!("{other:?}"),
        }
    }

    fn process(&mut self, message: &[u8]) -> Receipt {
        let method = Method::new(9001, INBOX, 1);
        match self.ask(Request::Action(
            method,
            Some(Data::Octets(message.to_vec())),
        )) {
            Response::Done(Some(Data::Octets(json))) => serde_json::from_slice(&json).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    fn display(&mut self) -> DisplayValues {
        let data = self.get(DISPLAY, None);
        serde_json::from_slice(data.as_bytes().unwrap()).unwrap()
    }
}

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    let pair = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
    std::array::from_fn(pair)
}

fn prepay(id: u128) -> Vec<u8> {
    let payment = PaymentId::from_number(id);
    let kind = CommandKind::Prepay(Prepay {
        payment,
        credit: WattHours::kilo(25),
    });
    let at = Timestamp::from_millis(ORIGIN_MS);
    Down::new(Command {
        id: MessageId::from_number(id),
        meter: MeterId::from_number(METER),
        epoch: 1,
        seq: u64::try_from(id).unwrap(),
        priority: kind.priority(),
        kind,
        accepted_at: at,
        not_before: at,
        not_after: None,
    })
    .to_bytes()
}

#[test]
fn a_meter_on_a_serial_port_is_read_paid_killed_and_has_the_credit_once() {
    let home = Home::on_serial();
    let mut meter = home.start();
    let mut tool = Tool::serial(&meter.at, 1);
    tool.connect();
    let total = tool.get(ENERGY, None).as_u64().unwrap();
    assert!(
        (20_000..30_000).contains(&total),
        "ten days of the table: {total}"
    );
    let rows = tool.get(PROFILE, Some(Selector::rows(145, 240)));
    assert_eq!(rows.items().unwrap().len(), 96);
    let energy = |row: &Data| row.items().unwrap()[2].as_u64().unwrap();
    // 08:00 in Los Angeles, when the table draws 108 Wh; the last hours were dark.
    assert_eq!(energy(&rows.items().unwrap()[0]), 108);
    assert_eq!(energy(&rows.items().unwrap()[95]), 0);
    assert_eq!(tool.display().supply.switch, Switch::Off);

    let receipt = tool.process(&prepay(1));
    assert_eq!(receipt.supply.switch, Switch::On);
    meter.kill();

    let meter = home.start();
    let mut tool = Tool::serial(&meter.at, 20_000);
    tool.connect();
    assert_eq!(
        tool.process(&prepay(1)),
        receipt,
        "the copy gets the same receipt"
    );
    let values = tool.display();
    assert_eq!(values.supply.switch, Switch::On);
    let credit = values.supply.credit;
    assert!(
        credit <= WattHours::kilo(25) && credit > WattHours::kilo(24),
        "{credit}"
    );
}

#[test]
fn a_port_survives_clients_that_come_and_go_without_a_word() {
    let home = Home::on_serial();
    let meter = home.start();
    for first in [1, 20_000, 40_000] {
        let mut tool = Tool::serial(&meter.at, first);
        tool.connect();
        assert!(tool.get(ENERGY, None).as_u64().is_some());
        // Gone in the middle of a request.
        tool.client.get(PROFILE, tool.ms).unwrap();
        while let Some(out) = tool.client.poll_transmit() {
            tool.line.write_all(&out).unwrap();
        }
    }
}

#[test]
fn the_same_meter_is_served_on_tcp() {
    let home = Home::new(|_| "listen = \"127.0.0.1:0\"".to_owned());
    let mut meter = home.start();
    for first in [1, 20_000] {
        let mut tool = Tool::tcp(&meter.at, first);
        tool.connect();
        assert!(tool.get(ENERGY, None).as_u64().is_some());
        let receipt = tool.process(&prepay(1));
        assert_eq!(receipt.supply.credit, WattHours::kilo(25));
    }
    assert_eq!(meter.orphan(), Some(0), "it ends with its parent");
}

#[test]
fn sigterm_ends_it_cleanly_and_takes_the_link_away() {
    let home = Home::on_serial();
    let mut meter = home.start();
    let pid = rustix::process::Pid::from_raw(i32::try_from(meter.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    assert_eq!(meter.wait(), Some(0));
    assert!(std::fs::symlink_metadata(home.path("port")).is_err());
}

#[test]
fn what_is_wrong_at_the_start_is_said_with_its_key_and_the_code_is_one() {
    let home = Home::on_serial();
    let config = std::fs::read_to_string(home.path("meter.toml")).unwrap();
    let refused = |from: &str, to: &str| {
        std::fs::write(home.path("meter.toml"), config.replace(from, to)).unwrap();
        let end = home.command().stdin(Stdio::null()).output().unwrap();
        assert_eq!(end.status.code(), Some(1));
        String::from_utf8(end.stderr).unwrap()
    };
    assert!(refused("title = \"41", "title = \"zz").contains("`title` must be 16"));
    assert!(refused("factor = 1", "factor = 0").contains("`clock.factor`"));
    assert!(refused("serial", "serail").contains("unknown field `serail`"));
    assert!(refused("use.csv", "none.csv").contains("none.csv"));
    assert!(refused("Los_Angeles", "Los_Angles").contains("`zone`"));
    assert!(refused("meter.json", "no/such/meter.json").contains("cannot write the state"));
    let key = "000102030405060708090a0b0c0d0e0f";
    let keys = std::fs::read_to_string(home.path("keys.toml")).unwrap();
    std::fs::write(home.path("keys.toml"), keys.replace(key, &key[1..])).unwrap();
    let told = refused("factor = 1", "factor = 1");
    assert!(
        told.contains("`ek` must be 32") && !told.contains(&key[1..]),
        "{told}"
    );
    std::fs::write(home.path("keys.toml"), keys).unwrap();
    std::fs::write(home.path("meter.json"), "{}").unwrap();
    assert!(refused("factor = 1", "factor = 1").contains("cannot be used"));
    std::fs::remove_file(home.path("meter.json")).unwrap();
    std::fs::write(home.path("meter.toml"), &config).unwrap();
    let _running = home.start();
    assert!(refused("factor = 1", "factor = 1").contains("another meter uses the state"));
}
