//! The key of a pay station. Only its digest is stored; a wrong one costs a try of the place that
//! it comes from, and every refusal is the same.

use crate::http::error::Refused;
use crate::http::session::{digest, reader};
use crate::http::sign_in::Caller;
use crate::state::App;
use crate::station_tries::{key_failed, may_ask, may_show};
use ami_domain::time::Zone;
use ami_locales::Locale;
use ami_store::AgentRow;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};

/// Hexadecimal digits of a key: 256 bits.
const KEY_LENGTH: usize = 64;

/// A station that has shown its key.
#[derive(Debug, Clone)]
pub struct Counter {
    /// Which.
    pub agent: AgentRow,
    /// The language that it asks for.
    pub locale: Locale,
}

impl Counter {
    /// The zone of the station.
    pub fn zone(&self) -> Zone {
        Zone::named(&self.agent.zone).unwrap_or_else(|_| Zone::utc())
    }
}

impl FromRequestParts<App> for Counter {
    type Rejection = Refused;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refused> {
        let locale = reader(&parts.headers);
        let Ok(Caller(from)) = Caller::from_request_parts(parts, app).await;
        let broken = |error| Refused::store(locale, &error);
        if !may_show(app, &from).await.map_err(broken)? {
            return Err(Refused::too_many(locale));
        }
        let header = parts.headers.get(header::AUTHORIZATION);
        let shown = header.and_then(|value| value.to_str().ok());
        let key = shown.and_then(|value| value.strip_prefix("Bearer "));
        let key = key.filter(|key| {
            key.len() == KEY_LENGTH && key.bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        let agent = match key {
            Some(key) => {
                let real = app.now().real;
                let mut tx = app.css.store.read().await.map_err(broken)?;
                let found = tx.agent_of_key(digest(key.as_bytes()), real).await;
                found.map_err(broken)?
            }
            None => None,
        };
        let Some(agent) = agent else {
            if shown.is_some() {
                key_failed(app, &from).await.map_err(broken)?;
            }
            let wrong = StatusCode::UNAUTHORIZED;
            return Err(Refused::new(locale, wrong, "error-station-key"));
        };
        if !may_ask(app, agent.id).await.map_err(broken)? {
            return Err(Refused::too_many(locale));
        }
        Ok(Self { agent, locale })
    }
}
