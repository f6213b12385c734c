//! What the meter says of events, limits, tests and its log's chain, on its way to ADCS.

use crate::{Home, METER, eventually};
use ami_domain::command::{Command, CommandKind};
use ami_domain::energy::{WattHours, Watts};
use ami_domain::event::{AfterEvent, EventReport, MeterEvent, MeterEventState};
use ami_domain::id::{EventId, MessageId};
use ami_domain::receipt::{Outcome, Switch};
use ami_domain::time::{Span, Timestamp, Window};
use ami_meter::Input;
use ami_wire::up::{LogRow, Up, UpBody};

fn command(seq: u64, kind: CommandKind) -> Command {
    let at = Timestamp::from_millis(0);
    Command {
        id: MessageId::from_number(u128::from(seq)),
        meter: METER,
        epoch: 1,
        seq,
        priority: kind.priority(),
        kind,
        accepted_at: at,
        not_before: at,
        not_after: None,
    }
}

fn reports(ups: &[Up]) -> Vec<EventReport> {
    let of = |up: &Up| match &up.body {
        UpBody::Events(reports) => reports.clone(),
        _ => Vec::new(),
    };
    ups.iter().flat_map(of).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sc2_10_sc2_13_what_becomes_of_an_event_comes_up_each_time_it_changes() {
    let mut home = Home::new("events").await;
    let heard = home.utility.heard.clone();
    eventually("online", || heard.last_status().is_some()).await;
    let clock = ami_gateway::clock::Clock::new(ami_domain::clock::BusinessClock::REAL);
    let start = clock.business() + Span::seconds(4);
    let event = MeterEvent {
        id: EventId::from_number(5),
        version: 1,
        window: Window {
            start,
            end: start + Span::seconds(4),
        },
        energy: WattHours::kilo(1),
        level: None,
        after: AfterEvent::Limit,
    };
    let sent = command(1, CommandKind::Event(event));
    home.utility.send(&sent).await;
    eventually("a receipt", || !heard.receipts(sent.id).is_empty()).await;
    for state in [
        MeterEventState::Stored,
        MeterEventState::Running,
        MeterEventState::Over,
    ] {
        let is = |report: &EventReport| report.state == state;
        eventually("the event's state", || reports(&heard.ups()).iter().any(is)).await;
    }
    let all = reports(&heard.ups());
    let stays = all
        .iter()
        .all(|one| (one.event, one.version) == (event.id, 1));
    assert!(stays, "{all:?}");
    let started = all.iter().find(|one| one.state == MeterEventState::Running);
    assert!(started.unwrap().at.since(start) < Span::seconds(3));
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fr13_a_test_is_answered_and_a_trip_and_the_chain_of_the_log_come_up() {
    let mut home = Home::new("tested").await;
    let heard = home.utility.heard.clone();
    eventually("online", || heard.last_status().is_some()).await;
    home.utility.send(&command(1, CommandKind::Connect)).await;
    let test = command(2, CommandKind::Test);
    home.utility.send(&test).await;
    eventually("a receipt", || !heard.receipts(test.id).is_empty()).await;
    let receipt = heard.receipts(test.id)[0].1;
    assert_eq!(receipt.outcome, Outcome::Done);
    assert_eq!(receipt.test.unwrap().line_mv, 240_000);

    home.meter.draw(Watts::new(5_000));
    let settings = ami_domain::command::MeterSettings {
        averaged_over_s: 1,
        ..Default::default()
    };
    home.meter.happen(Input::Settings(Box::new(settings)));
    home.meter.happen(Input::Limit(Some(Watts::new(2_000))));
    let tripped = |up: &Up| {
        let UpBody::Supply(supply) = &up.body else {
            return false;
        };
        let closes = supply.trip.is_some_and(|trip| trip.closes_at.is_some());
        supply.switch == Switch::Off && closes
    };
    eventually("the trip", || heard.ups().iter().any(tripped)).await;
    let log = || -> Vec<LogRow> {
        let of = |up: Up| match up.body {
            UpBody::Log(rows) => rows,
            _ => Vec::new(),
        };
        heard.ups().into_iter().flat_map(of).collect()
    };
    let trip = ami_domain::code::Code::LIMIT_TRIP;
    eventually("the log", || log().iter().any(|row| row.code == trip)).await;
    let mut rows = log();
    rows.sort_by_key(|row| row.seq);
    rows.dedup();
    assert!(rows.iter().all(|row| row.chain.is_some()), "{rows:?}");
    assert_eq!(ami_wire::chain::broken_link(None, &rows), None);
    home.stop().await;
}
