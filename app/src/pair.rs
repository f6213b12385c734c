//! The display's life: it comes in with the secret of a file or with what an installer has given
//! it, and without either it shows a code until it has been paired.

use crate::bridge::News;
use crate::clock;
use crate::config::{Config, Pass, Secret};
use crate::limits::{ASK_EVERY, OLD_AGAIN, REQUESTS_MAX, TICK};
use crate::mqtt::{self, End, Link, chance, is_refused};
use crate::offer::{Next, Offer};
use crate::pass::Passes;
use crate::tls::{self, Trusted};
use ami_domain::id::MeterId;
use ami_domain::time::Span;
use ami_wire::pair::{IhdPair, IhdPass, from_hex};
use ami_wire::topic::{IHD_ASK, IHD_PAIR, IHD_PAIR_CLIENT};
use rumqttc::v5::mqttbytes::QoS;
use rumqttc::v5::mqttbytes::v5::{ConnectReturnCode, Packet};
use rumqttc::v5::{AsyncClient, ConnectionError, Event, EventLoop};
use std::time::{Duration, Instant};
use tracing::{info, warn};

/// User name of a display that wants to be paired.
const USER: &str = "pair";

/// How one visit at the gateway ended.
enum Visit {
    /// It awaits nobody.
    Closed,
    /// It is not there, or has gone.
    Away,
    /// An installer has paired the display.
    Paired(IhdPass),
    /// The code is to be another one.
    Anew,
}

/// A code, and since when.
struct Shown {
    offer: Offer,
    since: Instant,
}

impl Shown {
    fn age(&self) -> Span {
        let passed = clock::instant().saturating_duration_since(self.since);
        Span::millis(i64::try_from(passed.as_millis()).unwrap_or(i64::MAX))
    }
    fn told(&self, reached: bool) -> News {
        News::Pairing(self.offer.shown(self.age(), reached))
    }
}

/// Runs for the life of the window.
pub(crate) async fn live(config: Config, passes: Passes, join: impl Fn(Link), hear: impl Fn(News)) {
    if let Err(error) = run(&config, &passes, &join, &hear).await {
        warn!(%error, "The display cannot go on");
    }
}

async fn run(
    config: &Config,
    passes: &Passes,
    join: &impl Fn(Link),
    hear: &impl Fn(News),
) -> anyhow::Result<()> {
    if let Some(home) = &config.home {
        let (link, events) = mqtt::prepare(config, home.meter, &home.pass)?;
        join(link.clone());
        mqtt::follow(link, events, Some(home), hear).await;
        return Ok(());
    }
    let mut pass = passes.load().as_ref().and_then(how);
    let mut shown = None;
    loop {
        let mut end = End::Refused;
        if let Some((meter, pass)) = &pass {
            let (link, events) = mqtt::prepare(config, *meter, pass)?;
            join(link.clone());
            end = mqtt::follow(link, events, None, hear).await;
        }
        match end {
            End::Refused => hear(News::Unpaired),
            // Anybody on the home's network can play the gateway: what the reader sees stays, with
            // its age, until the true one is back or the display is paired anew.
            End::Stranger => {}
        }
        let again = pass.is_some().then_some(OLD_AGAIN);
        let Some(new) = wait(config, &mut shown, again, hear).await? else {
            continue;
        };
        passes.store(&new)?;
        info!(meter.id = %new.meter, "An installer has paired this display");
        hear(News::Paired(new.meter));
        (pass, shown) = (how(&new), None);
    }
}

/// Where and how a pairing comes in; `None` when its certificate is none.
fn how(pass: &IhdPass) -> Option<(MeterId, Pass)> {
    let certificate = from_hex(&pass.certificate)?;
    let trusted = Trusted::from_der(&certificate).ok()?;
    let secret = Secret(pass.password.clone());
    Some((pass.meter, Pass { secret, trusted }))
}

/// Shows a code until the display is paired; `None` when its old password is to be tried again.
async fn wait(
    config: &Config,
    shown: &mut Option<Shown>,
    again: Option<Duration>,
    hear: &impl Fn(News),
) -> anyhow::Result<Option<IhdPass>> {
    let begun = clock::instant();
    loop {
        let mut now = match shown.take() {
            Some(now) if !now.offer.is_over(now.age()) => now,
            Some(_) | None => anew().await?,
        };
        let visit = visit(config, &mut now, hear).await?;
        let reached = matches!(visit, Visit::Closed | Visit::Anew);
        match visit {
            Visit::Paired(pass) => return Ok(Some(pass)),
            Visit::Anew => {}
            Visit::Closed | Visit::Away => {
                let used = now.offer.closed();
                if !used {
                    *shown = Some(now);
                }
            }
        }
        if shown.is_none() {
            *shown = Some(anew().await?);
        }
        if let Some(now) = shown {
            hear(now.told(reached));
        }
        let passed = clock::instant().saturating_duration_since(begun);
        if again.is_some_and(|again| passed >= again) {
            return Ok(None);
        }
        tokio::time::sleep(ASK_EVERY).await;
    }
}

/// A new code, and the key that it is of.
async fn anew() -> anyhow::Result<Shown> {
    let (key, nonce) = (chance()?, chance()?);
    let made = tokio::task::spawn_blocking(move || Offer::new(key, nonce)).await?;
    Ok(Shown {
        offer: made?,
        since: clock::instant(),
    })
}

/// Asks the gateway whether this display is awaited, and stays until that is over.
async fn visit(config: &Config, now: &mut Shown, hear: &impl Fn(News)) -> anyhow::Result<Visit> {
    // Its password counts for nothing, and must not be empty.
    let options = mqtt::options(config, IHD_PAIR_CLIENT, (USER, USER), tls::whoever()?)?;
    let (client, mut events) = AsyncClient::new(options, REQUESTS_MAX);
    loop {
        let packet = match packet(&mut events, now, hear).await {
            Some(Ok(packet)) => packet,
            Some(Err(error)) if is_refused(&error) => return Ok(Visit::Closed),
            Some(Err(_)) => return Ok(Visit::Away),
            None => return Ok(Visit::Anew),
        };
        match packet {
            Packet::ConnAck(ack) if ack.code == ConnectReturnCode::Success => {
                client.try_subscribe(IHD_PAIR, QoS::AtLeastOnce)?;
            }
            Packet::Publish(publish) if publish.topic == IHD_PAIR.as_bytes() => {
                if publish.payload.is_empty() {
                    return Ok(Visit::Closed);
                }
                let Ok(said) = IhdPair::from_bytes(&publish.payload) else {
                    warn!("The gateway's word to displays cannot be read");
                    continue;
                };
                match now.offer.heard(&said) {
                    Next::Wait => {}
                    Next::Ask(ask) => {
                        client.try_publish(IHD_ASK, QoS::AtLeastOnce, false, ask.to_bytes())?;
                    }
                    Next::Enter(pass) => return Ok(Visit::Paired(pass)),
                    Next::Anew => return Ok(Visit::Anew),
                }
                hear(now.told(true));
            }
            // The rest is the protocol's own talk.
            _ => {}
        }
    }
}

/// The next packet; `None` when the code is too old. Each tick tells how long it lasts, and never
/// drops what is being read.
async fn packet(
    events: &mut EventLoop,
    now: &Shown,
    hear: &impl Fn(News),
) -> Option<Result<Packet, ConnectionError>> {
    loop {
        let mut event = std::pin::pin!(events.poll());
        let event = loop {
            tokio::select! {
                event = &mut event => break event,
                () = tokio::time::sleep(TICK) => {
                    if now.offer.is_over(now.age()) {
                        return None;
                    }
                    hear(now.told(true));
                }
            }
        };
        match event {
            Ok(Event::Incoming(packet)) => return Some(Ok(packet)),
            Ok(Event::Outgoing(_)) => {}
            Err(error) => return Some(Err(error)),
        }
    }
}
