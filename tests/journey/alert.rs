//! A text of the utility, from any MQTT client to the display in the home and back.

use crate::broker::utility;
use crate::house::{House, Wish, new_alert};
use crate::process::{End, Part};
use crate::wait::{seconds, until};
use ami_domain::id::AlertId;
use ami_wire::topic::{UTILITY_ALERT, UTILITY_REPLY};
use ami_wire::utility::UtilityReply;
use serde_json::json;
use std::process::Command;

pub(crate) const EN: &str = "Maintenance tonight from 1 to 2 a.m.";
pub(crate) const ES: &str = "Mantenimiento esta noche de 1 a 2 a.m.";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn utility_alert_over_mqtt_reaches_the_display() {
    let house = House::start(Wish {
        homes: 2,
        ..Wish::default()
    })
    .await;
    let (port, alert) = (house.broker_port(), new_alert());
    let mut replies = reader(&house, port);
    replies.says("Subscribed").await;

    let body = body(alert);
    publish(port, &body);
    let reply = UtilityReply::from_bytes(replies.says("reply ").await.as_bytes()).unwrap();
    assert_eq!(
        (reply.id, reply.accounts, reply.refused),
        (Some(alert), Some(2), None)
    );

    // Both homes hear it, in both languages.
    let (ana, benito) = (house.display(1).await, house.display(2).await);
    for display in [&ana, &benito] {
        let notice = display.text(alert).await;
        assert_eq!((notice.text.en.as_str(), notice.text.es.as_str()), (EN, ES));
        assert!(notice.confirm);
    }

    // What one reader confirms is confirmed for that account only.
    benito.confirm(alert).await;
    let customer = house.sign_in("benito").await;
    until(
        "the confirmation is at the utility",
        seconds(30),
        async || {
            let all = customer.messages(house.home(2).account).await;
            all.into_iter()
                .find(|m| m.id == alert && m.confirmed_at.is_some())
        },
    )
    .await;
    let other = house
        .sign_in("ana")
        .await
        .messages(house.home(1).account)
        .await;
    assert!(
        other
            .iter()
            .any(|m| m.id == alert && m.confirmed_at.is_none())
    );

    // The second copy changes nothing, and what cannot be read is answered with the reason.
    publish(port, &body);
    let reply = UtilityReply::from_bytes(replies.says("reply ").await.as_bytes()).unwrap();
    assert_eq!((reply.id, reply.refused), (Some(alert), None));
    let all = customer.messages(house.home(2).account).await;
    assert_eq!(all.iter().filter(|m| m.id == alert).count(), 1);
    publish(port, r#"{"v":1,"en":"half a text"}"#);
    let reply = UtilityReply::from_bytes(replies.says("reply ").await.as_bytes()).unwrap();
    assert!(reply.refused.is_some_and(|why| !why.is_empty()));
}

/// A text to everybody that asks to be confirmed.
pub(crate) fn publish_notice(port: u16, alert: AlertId) {
    publish(port, &body(alert));
}

fn body(alert: AlertId) -> String {
    let (v, audience) = (ami_wire::VERSION, "all");
    json!({
        "v": v, "id": alert.to_string(), "audience": audience, "importance": "warning",
        "en": EN, "es": ES, "confirm": true,
    })
    .to_string()
}

pub(crate) fn reader(house: &House, port: u16) -> Part {
    // Debug output says when the subscription stands; line by line, since it goes into a pipe.
    let subscribe = utility("mosquitto_sub", port, UTILITY_REPLY);
    let mut command = Command::new("stdbuf");
    command
        .arg("-oL")
        .arg(subscribe.get_program())
        .args(subscribe.get_args())
        .arg("-d");
    command.args(["-F", "reply %p"]);
    Part::start("mosquitto_sub", command, house.dir(), End::Kill)
}

pub(crate) fn publish(port: u16, body: &str) {
    let out = utility("mosquitto_pub", port, UTILITY_ALERT)
        .args(["-m", body])
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}
