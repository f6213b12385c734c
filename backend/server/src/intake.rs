//! What arrives from the broker, whichever broker it is: read, kept, answered. The embedded
//! broker's door and the client of an external broker both end here.

use crate::state::App;
use crate::together::NotKept;
use ami_adcs::alerts::{self, Publish};
use ami_adcs::weather::{REPORTS_MAX, keep as keep_weather};
use ami_adcs::{AdcsError, gateway, pair};
use ami_domain::id::GatewayId;
use ami_domain::weather::Weather;
use ami_store::NextStep;
use ami_wire::down::Ack;
use ami_wire::pair::PairUp;
use ami_wire::still::{Go, Still};
use ami_wire::topic::{self, Topic};
use ami_wire::up::{Up, UpBody};
use ami_wire::utility::{UtilityReply, UtilityWish};
use ami_wire::weather::WeatherReports;

/// What becomes of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// Kept; this answer goes out.
    Answer {
        /// To which topic.
        topic: String,
        /// What.
        body: Vec<u8>,
    },
    /// Kept; nothing to say.
    Silently,
    /// Not a message of ours: drop it, it will never be one.
    Malformed,
    /// Not theirs to say.
    Forbidden,
    /// Could not be kept now; it must come again.
    Later,
}

/// The retained word of a gateway and its last will.
#[derive(Debug, serde::Deserialize)]
struct Status {
    online: bool,
}

/// Takes one message. `claimed` is the gateway that the connection belongs to; with an external
/// broker it is what the message says, and that broker's ACL vouches for it.
pub async fn take(app: &App, claimed: Option<GatewayId>, name: &str, body: &[u8]) -> Taken {
    match Topic::parse(name) {
        Some(Topic::Up(meter, _)) => {
            let Ok(up) = Up::from_bytes(body) else {
                return refuse(app, "body");
            };
            if up.meter != meter {
                return refuse(app, "meter");
            }
            keep(app, claimed.unwrap_or(up.gateway), up).await
        }
        Some(Topic::Status(who)) => {
            let Ok(status) = serde_json::from_slice::<Status>(body) else {
                return refuse(app, "status");
            };
            match gateway::status(&app.css.store, app.now(), who, status.online).await {
                Ok(()) => {
                    app.gauges.gateway(who, status.online);
                    app.wake.notify_one();
                    Taken::Silently
                }
                Err(error) => failed(app, &error),
            }
        }
        Some(Topic::Still(gateway)) => match Still::from_bytes(body) {
            Ok(question)
                if question.gateway == gateway && claimed.is_none_or(|who| who == gateway) =>
            {
                still(app, &question).await
            }
            Ok(_) => Taken::Forbidden,
            Err(_) => refuse(app, "question"),
        },
        Some(Topic::Paired(gateway)) => match PairUp::from_bytes(body) {
            Ok(up) if up.gateway == gateway && claimed.is_none_or(|who| who == gateway) => {
                paired(app, &up).await
            }
            Ok(_) => Taken::Forbidden,
            Err(_) => refuse(app, "pairing"),
        },
        Some(Topic::UtilityAlert) => publish(app, body).await,
        Some(Topic::UtilityWeather) => weather(app, body).await,
        Some(
            Topic::Command(_)
            | Topic::Ack(_)
            | Topic::Go(_)
            | Topic::Pair(_)
            | Topic::View(_)
            | Topic::Message(..)
            | Topic::Confirm(_)
            | Topic::Seen(_)
            | Topic::UtilityReply,
        )
        | None => refuse(app, "topic"),
    }
}

/// The question before a switch opens (DESIGN 7.9). Without a clear yes the answer is no.
async fn still(app: &App, question: &Still) -> Taken {
    let (store, terms) = (&app.css.store, &app.css.terms);
    let mut chance = app.chance();
    let decided = ami_adcs::still::decide(store, app.now(), &mut chance, terms, question);
    let go = match decided.await {
        Ok(go) => go,
        Err(error) => {
            tracing::warn!(%error, message.id = %question.message, "A cut could not be decided: held");
            false
        }
    };
    let answer = Go {
        v: ami_wire::VERSION,
        message: question.message,
        nonce: question.nonce,
        go,
    };
    Taken::Answer {
        topic: topic::go(question.gateway),
        body: answer.to_bytes(),
    }
}

/// How a pairing stands at its gateway. One that is over here and not there is told to end.
async fn paired(app: &App, up: &PairUp) -> Taken {
    match pair::heard(&app.css.store, app.now(), up).await {
        Ok(None) => Taken::Silently,
        Ok(Some(order)) => Taken::Answer {
            topic: topic::pair(up.gateway),
            body: order.to_bytes(),
        },
        Err(error) => failed(app, &AdcsError::Store(error)),
    }
}

async fn keep(app: &App, gateway: GatewayId, up: Up) -> Taken {
    let id = up.id;
    let receipt = matches!(up.body, UpBody::Receipt(_));
    let kept = app.together.keep(&app.css.store, &app.clock, gateway, up);
    match kept.await {
        Ok(()) => {
            app.gauges.received.inc();
            app.gauges.receipts.inc_by(u64::from(receipt));
            let body = Ack::new(vec![id]).said_at(app.now().real).to_bytes();
            Taken::Answer {
                topic: topic::gateway_ack(gateway),
                body,
            }
        }
        Err(NotKept::Refused(error)) => failed(app, &error),
        Err(NotKept::Later) => Taken::Later,
    }
}

/// A utility's text or its taking back, and the answer that says how many will see it or why
/// nobody will. Who answers `accepted` has only written it down: a duty carries it out.
async fn publish(app: &App, body: &[u8]) -> Taken {
    let mut reply = nothing_yet();
    let done = match UtilityWish::from_bytes(body) {
        Ok(UtilityWish::Publish(alert)) => {
            reply.id = Some(alert.id);
            let now = app.now();
            let notice = alert.notice(now.business);
            let wanted = Publish {
                notice: &notice,
                audience: &alert.audience,
                replaces: alert.replace,
                by: None,
            };
            let accepted = alerts::accept(&app.css.store, now, &wanted).await;
            accepted.map(|accepted| reply.accounts = Some(accepted.accounts))
        }
        Ok(UtilityWish::Cancel(id)) => {
            reply.id = Some(id);
            let cancelled = alerts::cancel(&app.css.store, app.now(), id, None).await;
            cancelled.map(|()| reply.cancelled = true)
        }
        Err(unreadable) => {
            reply.id = unreadable.id;
            reply.field = unreadable.field;
            reply.refused = Some(unreadable.why);
            Ok(())
        }
    };
    match done {
        Ok(()) => app.wake_alerts.notify_one(),
        Err(AdcsError::Store(error)) => return failed(app, &AdcsError::Store(error)),
        Err(error) => {
            reply.field = error.field().map(str::to_owned);
            reply.refused = Some(error.to_string());
        }
    }
    replied(&reply)
}

/// A report about the weather (FR-10), and the answer that says how many places were newer.
async fn weather(app: &App, body: &[u8]) -> Taken {
    let mut reply = nothing_yet();
    let kept = match WeatherReports::from_bytes(body) {
        Ok(told) if told.reports.len() > REPORTS_MAX => {
            Err(format!("at most {REPORTS_MAX} reports are taken at once"))
        }
        Ok(told) => {
            let reports = told.reports.into_iter();
            let reports: Vec<Weather> = reports.map(|one| one.brought_by("MQTT")).collect();
            match keep_weather(&app.css.store, app.now(), &reports).await {
                Err(AdcsError::Store(error)) => return failed(app, &AdcsError::Store(error)),
                kept => kept.map_err(|error| error.to_string()),
            }
        }
        Err(error) => Err(error.to_string()),
    };
    match kept {
        Ok(places) => reply.places = Some(places),
        Err(why) => {
            reply.field = Some("reports".to_owned());
            reply.refused = Some(why);
        }
    }
    replied(&reply)
}

const fn nothing_yet() -> UtilityReply {
    UtilityReply {
        v: ami_wire::VERSION,
        id: None,
        accounts: None,
        places: None,
        cancelled: false,
        field: None,
        refused: None,
    }
}

fn replied(reply: &UtilityReply) -> Taken {
    Taken::Answer {
        topic: topic::UTILITY_REPLY.to_owned(),
        body: reply.to_bytes(),
    }
}

fn refuse(app: &App, what: &'static str) -> Taken {
    app.gauges.refused.inc();
    tracing::warn!(what, "A message from the broker cannot be read");
    Taken::Malformed
}

fn failed(app: &App, error: &AdcsError) -> Taken {
    app.gauges.refused.inc();
    match error {
        AdcsError::Store(error) => {
            tracing::error!(%error, "A message could not be kept, it must come again");
            // What the store will never take must not hold up what comes behind it.
            match error.next_step() {
                NextStep::GiveUp => Taken::Malformed,
                NextStep::Retry | NextStep::AskAPerson => Taken::Later,
            }
        }
        AdcsError::NotItsMeter { .. } => {
            tracing::warn!(%error, "A gateway spoke for a meter that is not its own");
            Taken::Forbidden
        }
        AdcsError::Unknown { .. }
        | AdcsError::Notice(_)
        | AdcsError::Audience(_)
        | AdcsError::Alert(_)
        | AdcsError::NoClearance(_)
        | AdcsError::RulesChanged(_)
        | AdcsError::PlanPast
        | AdcsError::PlanTaken(_)
        | AdcsError::PlanChanged(_)
        | AdcsError::PlanMany
        | AdcsError::Weather(_) => {
            tracing::warn!(%error, "A message was refused");
            Taken::Malformed
        }
    }
}
