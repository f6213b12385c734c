//! A paired display without a window: it joins the gateway's broker as a real one does and keeps
//! what it hears. It is how a journey sees what the meter itself says.

use crate::house::Home;
use crate::wait::{seconds, until};
use ami_domain::id::AlertId;
use ami_domain::message::Notice;
use ami_wire::ihd::{IhdConfirm, IhdMessage, IhdSeen, IhdView};
use ami_wire::topic::{self, Topic};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{Packet, Publish};
use rumqttc::v5::{AsyncClient, Event};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::JoinHandle;

/// What it has heard.
#[derive(Debug, Default)]
struct Heard {
    view: Option<IhdView>,
    texts: HashMap<AlertId, Notice>,
}

/// A display.
pub(crate) struct Display {
    heard: Arc<Mutex<Heard>>,
    client: AsyncClient,
    listener: JoinHandle<()>,
    home: Home,
}

impl Display {
    /// Joins, and joins again whenever the gateway comes back.
    pub(crate) async fn join(home: &Home) -> Self {
        let name = format!("test-display-{}", home.number);
        let mut options = home.client(name, "display", &home.display_secret);
        options.set_keep_alive(seconds(5));
        let (client, mut events) = AsyncClient::new(options, 16);
        let heard = Arc::new(Mutex::new(Heard::default()));
        let (told, speaker, meter) = (heard.clone(), client.clone(), home.meter);
        let listener = tokio::spawn(async move {
            loop {
                match events.poll().await {
                    Ok(Event::Incoming(Packet::ConnAck(_))) => {
                        for filter in [topic::ihd_view(meter), topic::ihd_messages(meter)] {
                            speaker.try_subscribe(filter, QoS::AtLeastOnce).ok();
                        }
                    }
                    Ok(Event::Incoming(Packet::Publish(publish))) => hear(&told, &publish),
                    Ok(_) => {}
                    // The gateway is away; that is what some journeys are about.
                    Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                }
            }
        });
        let display = Self {
            heard,
            client,
            listener,
            home: home.clone(),
        };
        display.shows("a first view", |_| true).await;
        display
    }

    fn heard<T>(&self, look: impl FnOnce(&Heard) -> T) -> T {
        look(&self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits until it shows a view like this.
    pub(crate) async fn shows(&self, what: &str, is: impl Fn(&IhdView) -> bool) -> IhdView {
        let what = format!("the display shows {what}");
        until(&what, seconds(60), async || {
            self.heard(|heard| heard.view.clone())
                .filter(|view| is(view))
        })
        .await
    }

    /// Waits for a text.
    pub(crate) async fn text(&self, alert: AlertId) -> Notice {
        until("the text is on the display", seconds(30), async || {
            self.heard(|heard| heard.texts.get(&alert).cloned())
        })
        .await
    }

    /// The text is gone from it.
    pub(crate) async fn has_not(&self, alert: AlertId) {
        until(
            "the text is gone from the display",
            seconds(60),
            async || self.heard(|heard| (!heard.texts.contains_key(&alert)).then_some(())),
        )
        .await;
    }

    /// It says that the text stands on its screen.
    pub(crate) async fn see(&self, alert: AlertId) {
        let topic = topic::ihd_seen(self.home.meter);
        let v = ami_wire::VERSION;
        let body = IhdSeen { v, alert }.to_bytes();
        self.client
            .publish(topic, QoS::AtLeastOnce, false, body)
            .await
            .unwrap();
    }

    /// Its reader says that the text was read.
    pub(crate) async fn confirm(&self, alert: AlertId) {
        let topic = topic::ihd_confirm(self.home.meter);
        let v = ami_wire::VERSION;
        let body = IhdConfirm { v, alert }.to_bytes();
        self.client
            .publish(topic, QoS::AtLeastOnce, false, body)
            .await
            .unwrap();
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

fn hear(told: &Mutex<Heard>, publish: &Publish) {
    let topic = std::str::from_utf8(&publish.topic).unwrap();
    let mut heard = told.lock().unwrap_or_else(PoisonError::into_inner);
    match Topic::parse(topic) {
        Some(Topic::View(_)) => {
            heard.view = Some(IhdView::from_bytes(&publish.payload).unwrap());
        }
        Some(Topic::Message(_, alert)) if publish.payload.is_empty() => {
            heard.texts.remove(&alert);
        }
        Some(Topic::Message(_, alert)) => {
            let message = IhdMessage::from_bytes(&publish.payload).unwrap();
            heard.texts.insert(alert, message.notice);
        }
        other => panic!("a display hears {other:?}"),
    }
}
