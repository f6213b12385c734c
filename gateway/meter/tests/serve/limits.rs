//! The real binary in each state of its limiter and its events, killed there, and started again.

use super::*;
use ami_dlms::class::manufacturer::Reclose;
use ami_domain::energy::Watts;
use ami_domain::event::{AfterEvent, MeterEvent, MeterEventState};
use ami_domain::id::EventId;
use ami_domain::time::{Span, Window};

const THRESHOLD: Attribute = Attribute::new(71, Obis::new(0, 0, 17, 0, 0, 255), 4);
const MIN_OVER: Attribute = Attribute::new(71, Obis::new(0, 0, 17, 0, 0, 255), 6);
const RECLOSE: Attribute = Attribute::new(9004, Obis::new(0, 0, 128, 4, 0, 255), 2);
const LOG: Attribute = Attribute::new(7, Obis::new(0, 0, 99, 98, 0, 255), 2);
const VOLTAGE: Attribute = Attribute::new(3, Obis::new(1, 0, 32, 7, 0, 255), 2);
/// Codes in the log.
const RECLOSED: u64 = 0xC308;
const STARTED: u64 = 0xC331;

/// A running meter and the tool that is connected to it.
struct Bench {
    home: Home,
    meter: Running,
    tool: Tool,
    counter: u32,
}

impl Bench {
    fn new() -> Self {
        let home = Home::on_serial();
        let meter = home.start();
        let mut tool = Tool::serial(&meter.at, 1);
        tool.connect();
        Self {
            home,
            meter,
            tool,
            counter: 1,
        }
    }

    /// The power goes without a word, and comes again.
    fn power_cut(&mut self) {
        self.meter.kill();
        self.meter = self.home.start();
        self.counter += 20_000;
        self.tool = Tool::serial(&self.meter.at, self.counter);
        self.tool.connect();
    }

    fn set(&mut self, attribute: Attribute, value: Data) {
        let done = self.tool.ask(Request::Set(attribute, value));
        assert!(
            matches!(done, Response::Done(_) | Response::Written),
            "{done:?}"
        );
    }

    fn until(&mut self, what: &str, holds: impl Fn(&DisplayValues) -> bool) {
        for _ in 0..200 {
            if holds(&self.tool.display()) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("never: {what}; {:?}", self.tool.display().supply);
    }

    fn logged(&mut self, code: u64) -> usize {
        let rows = self.tool.get(LOG, None);
        let is = |row: &&Data| row.items().unwrap()[1].as_u64() == Some(code);
        rows.items().unwrap().iter().filter(is).count()
    }
}

#[test]
fn fr22_fr23_a_kill_in_each_state_of_the_limiter_changes_nothing() {
    let mut bench = Bench::new();
    bench.tool.process(&prepay(1));
    // The table draws some 108 W; two seconds of waiting instead of two minutes.
    bench.set(MIN_OVER, Data::U32(1));
    let delay = Reclose {
        max: 1,
        delay_s: 2,
        used: 0,
        trips: 0,
    };
    bench.set(RECLOSE, delay.to_data());
    bench.set(THRESHOLD, Data::U32(50));
    bench.power_cut();
    assert_eq!(
        bench.tool.display().supply.limit,
        Some(Watts::new(50)),
        "limited"
    );
    bench.until("tripped", |shown| shown.supply.switch == Switch::Off);
    bench.power_cut();
    bench.until("closed by itself, and tripped again", |shown| {
        shown.supply.switch == Switch::Ready
    });
    assert_eq!(bench.logged(RECLOSED), 1);
    bench.power_cut();
    std::thread::sleep(Duration::from_secs(3));
    let supply = bench.tool.display().supply;
    assert_eq!(
        supply.switch,
        Switch::Ready,
        "it waits for a hand, however often power is cut"
    );
    assert!(supply.trip.is_some_and(|trip| trip.closes_at.is_none()));
    assert_eq!(bench.logged(RECLOSED), 1);
    bench.set(THRESHOLD, Data::U32(0));
    assert_eq!(bench.tool.display().supply.switch, Switch::On);
}

fn message(seq: u64, kind: CommandKind) -> Vec<u8> {
    let at = Timestamp::from_millis(ORIGIN_MS);
    Down::new(Command {
        id: MessageId::from_number(u128::from(seq)),
        meter: MeterId::from_number(METER),
        epoch: 1,
        seq,
        priority: kind.priority(),
        kind,
        accepted_at: at,
        not_before: at,
        not_after: None,
    })
    .to_bytes()
}

#[test]
fn sc2_13_a_kill_in_each_state_of_an_event_neither_forgets_nor_starts_it_twice() {
    let mut bench = Bench::new();
    // By the meter's own clock, as it shows it.
    let start = bench.tool.display().supply.at + Span::seconds(4);
    let event = MeterEvent {
        id: EventId::from_number(1),
        version: 1,
        window: Window {
            start,
            end: start + Span::seconds(4),
        },
        energy: WattHours::kilo(1),
        level: None,
        after: AfterEvent::Limit,
    };
    bench.tool.process(&message(1, CommandKind::Event(event)));
    let state = |shown: &DisplayValues| shown.events[0].state;
    bench.power_cut();
    assert_eq!(state(&bench.tool.display()), MeterEventState::Stored);
    assert_eq!(bench.tool.display().supply.switch, Switch::Off);
    bench.until("running", |shown| state(shown) == MeterEventState::Running);
    bench.power_cut();
    assert_eq!(bench.tool.display().supply.switch, Switch::On);
    bench.until("over", |shown| state(shown) == MeterEventState::Over);
    bench.power_cut();
    let shown = bench.tool.display();
    assert_eq!(state(&shown), MeterEventState::Over);
    assert_eq!(shown.supply.switch, Switch::On, "its end opens nothing");
    assert_eq!(bench.logged(STARTED), 1);
}

#[test]
fn sc6_5_a_fault_can_be_given_on_the_command_line_and_is_told_by_the_test() {
    let home = Home::on_serial();
    let mut meter = home.start_with(&["--fault", "line_dead"]);
    let mut tool = Tool::serial(&meter.at, 1);
    tool.connect();
    let test = tool.process(&message(1, CommandKind::Test)).test.unwrap();
    assert_eq!((test.line_mv, test.load_mv, test.current_ma), (0, 0, 0));
    assert_eq!(tool.get(VOLTAGE, None).as_u64(), Some(0));
    meter.kill();
    let mut meter = home.start_with(&["--fault", "none"]);
    let mut tool = Tool::serial(&meter.at, 20_000);
    tool.connect();
    assert_eq!(tool.get(VOLTAGE, None).as_u64(), Some(240_000));
    meter.kill();
    let mut wrong = home.command();
    let end = wrong.args(["--fault", "tired"]).output().unwrap();
    assert_eq!(end.status.code(), Some(1));
    let told = String::from_utf8(end.stderr).unwrap();
    assert!(told.contains("line_dead"), "{told}");
}
