//! Displays on the LAN: at once, true, and only for those who are paired.

use crate::utility::prepay;
use crate::{DISPLAY_SECRET, Home, METER, PATIENCE, eventually};
use ami_domain::command::{Command, CommandKind, Priority};
use ami_domain::energy::Watts;
use ami_domain::id::AlertId;
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::receipt::Switch;
use ami_domain::time::{Timestamp, Window};
use ami_wire::ihd::{IhdConfirm, IhdMessage, IhdSeen, IhdView};
use ami_wire::topic;
use ami_wire::up::{Up, UpBody};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{Packet, Publish};
use rumqttc::v5::{AsyncClient, Event, EventLoop};
use std::time::Duration;

pub(crate) fn display(home: &Home, secret: &str) -> (AsyncClient, EventLoop) {
    home.client("display-1", "display", secret)
}

pub(crate) async fn paired(home: &Home, secret: &str) -> (AsyncClient, EventLoop) {
    let (client, events) = display(home, secret);
    for path in [topic::ihd_view(METER), topic::ihd_messages(METER)] {
        client.subscribe(path, QoS::AtLeastOnce).await.unwrap();
    }
    (client, events)
}

pub(crate) async fn publish<T>(
    events: &mut EventLoop,
    wanted: impl Fn(&Publish) -> Option<T>,
) -> T {
    let waiting = async {
        loop {
            if let Event::Incoming(Packet::Publish(publish)) = events.poll().await.unwrap()
                && let Some(found) = wanted(&publish)
            {
                return found;
            }
        }
    };
    tokio::time::timeout(PATIENCE, waiting).await.unwrap()
}

pub(crate) async fn view(events: &mut EventLoop, wanted: impl Fn(&IhdView) -> bool) -> IhdView {
    let read = |publish: &Publish| IhdView::from_bytes(&publish.payload).ok().filter(&wanted);
    publish(events, read).await
}

pub(crate) fn notice(id: u128) -> Notice {
    Notice {
        id: AlertId::from_number(id),
        importance: Importance::Warning,
        text: Bilingual {
            en: "Storm".into(),
            es: "Tormenta".into(),
        },
        valid: Window {
            start: Timestamp::from_millis(0),
            end: Timestamp::from_millis(4_000_000_000_000),
        },
        confirm: true,
        figures: false,
    }
}

pub(crate) fn command(id: u128, seq: u64, kind: CommandKind) -> Command {
    Command {
        priority: Priority::Alert,
        kind,
        ..prepay(id, seq)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nfr01_a_display_sees_a_change_of_the_meter_at_once_and_the_last_view_when_it_joins() {
    let mut home = Home::new("display").await;
    let (_client, mut events) = paired(&home, DISPLAY_SECRET).await;
    let first = view(&mut events, |view| view.meter_link && view.utility_link).await;
    assert_eq!(first.supply.switch, Switch::Off);
    home.utility.send(&prepay(1, 1)).await;
    let on = view(&mut events, |view| view.supply.switch == Switch::On).await;
    assert_eq!(on.meter, METER);
    home.meter.draw(Watts::new(1_234));
    let drawn = tokio::time::timeout(
        Duration::from_secs(3),
        view(&mut events, |view| view.power == Watts::new(1_234)),
    );
    drawn.await.unwrap();
    // One that joins later needs not wait for the next change.
    drop(events);
    let (_later, mut events) = paired(&home, DISPLAY_SECRET).await;
    let soon = tokio::time::timeout(Duration::from_millis(900), view(&mut events, |_| true));
    assert_eq!(soon.await.unwrap().supply.switch, Switch::On);
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fr03_the_display_is_told_which_link_is_down_and_keeps_the_last_values() {
    let mut home = Home::new("links").await;
    let (_client, mut events) = paired(&home, DISPLAY_SECRET).await;
    view(&mut events, |view| view.meter_link && view.utility_link).await;
    home.utility.kill().await;
    let view_now = view(&mut events, |view| !view.utility_link).await;
    assert!(view_now.meter_link, "the meter is still there");
    home.meter.unplug();
    let view_now = view(&mut events, |view| !view.meter_link).await;
    assert_eq!(
        view_now.supply.switch,
        Switch::Off,
        "the last that was known"
    );
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fr11_a_text_appears_is_confirmed_and_goes_away_again() {
    let mut home = Home::new("texts").await;
    let heard = home.utility.heard.clone();
    let (client, mut events) = paired(&home, DISPLAY_SECRET).await;
    view(&mut events, |view| view.utility_link).await;
    let notice = notice(7);
    let shown = CommandKind::Notice(Box::new(notice.clone()));
    home.utility.send(&command(1, 1, shown)).await;
    let text = |publish: &Publish| IhdMessage::from_bytes(&publish.payload).ok();
    assert_eq!(publish(&mut events, text).await.notice, notice);
    let (v, alert) = (ami_wire::VERSION, notice.id);
    let seen = IhdSeen { v, alert }.to_bytes();
    let path = topic::ihd_seen(METER);
    client
        .publish(path, QoS::AtLeastOnce, false, seen)
        .await
        .unwrap();
    let confirm = IhdConfirm { v, alert };
    let path = topic::ihd_confirm(METER);
    client
        .publish(path, QoS::AtLeastOnce, false, confirm.to_bytes())
        .await
        .unwrap();
    home.utility
        .send(&command(2, 2, CommandKind::Withdraw(notice.id)))
        .await;
    let gone = topic::ihd_message(METER, notice.id);
    let empty = |publish: &Publish| {
        (publish.topic == gone.as_bytes() && publish.payload.is_empty()).then_some(())
    };
    publish(&mut events, empty).await;
    let confirmed =
        |up: &Up| matches!(up.body, UpBody::Confirmed { alert, .. } if alert == notice.id);
    eventually("the confirmation", || heard.ups().iter().any(confirmed)).await;
    let shown = |up: &Up| matches!(up.body, UpBody::Shown { alert, .. } if alert == notice.id);
    eventually("that it was shown", || heard.ups().iter().any(shown)).await;
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_paired_stays_out_and_a_display_cannot_speak_for_the_meter() {
    let mut home = Home::new("paired").await;
    let (_stranger, mut events) = display(&home, "some other display's secret");
    assert!(events.poll().await.is_err());
    let (client, mut events) = paired(&home, DISPLAY_SECRET).await;
    view(&mut events, |_| true).await;
    let path = topic::ihd_view(METER);
    client
        .publish(path, QoS::AtLeastOnce, true, "{}")
        .await
        .unwrap();
    let code = async {
        loop {
            if let Event::Incoming(Packet::PubAck(ack)) = events.poll().await.unwrap() {
                return ack.reason;
            }
        }
    };
    let code = tokio::time::timeout(PATIENCE, code).await.unwrap();
    let denied = rumqttc::v5::mqttbytes::v5::PubAckReason::NotAuthorized;
    assert_eq!(code, denied);
    home.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmation_of_a_text_that_nobody_sees_uses_no_room() {
    let mut home = Home::new("unseen").await;
    let (client, mut events) = paired(&home, DISPLAY_SECRET).await;
    view(&mut events, |view| view.utility_link).await;
    for number in 1_000..1_005 {
        let confirm = IhdConfirm {
            v: ami_wire::VERSION,
            alert: notice(number).id,
        };
        let path = topic::ihd_confirm(METER);
        let sent = client.publish(path, QoS::AtLeastOnce, false, confirm.to_bytes());
        sent.await.unwrap();
    }
    // Polling sends them and takes their acknowledgements.
    let polled = async { while events.poll().await.is_ok() {} };
    let second = std::time::Duration::from_secs(1);
    tokio::time::timeout(second, polled).await.unwrap_err();
    let heard = home.utility.heard.clone();
    let confirmed = |up: &Up| matches!(up.body, UpBody::Confirmed { .. });
    assert!(!heard.ups().iter().any(confirmed));
    home.stop().await;
}
