//! Where orders are handed over, and the secret that seals them.

use super::{ConfigError, value};
use crate::http::guard::loopback;
use crate::work_order::ANSWER;
use crate::work_order::seal::{SECRET_MAX, SECRET_MIN, Seal};
use reqwest::Url;
use std::path::PathBuf;
use std::time::Duration;

/// The system that sends people (IX-11).
#[derive(Debug, Clone)]
pub struct WorkOrderSystem {
    /// Where orders are posted: HTTPS, or this machine.
    pub url: Url,
    /// Seals what goes there and opens what comes back; the secret itself is not kept.
    pub seal: Seal,
    /// Longest wait for an answer.
    pub wait: Duration,
}

/// Both keys or none.
pub(super) fn checked(
    url: Option<String>,
    file: Option<PathBuf>,
) -> Result<Option<WorkOrderSystem>, ConfigError> {
    let (url, file) = match (url, file) {
        (None, None) => return Ok(None),
        (Some(_), None) => {
            let why = "is required with work_order_url";
            return Err(value("work_order_secret_file", why));
        }
        (None, Some(_)) => {
            let why = "is required with work_order_secret_file";
            return Err(value("work_order_url", why));
        }
        (Some(url), Some(file)) => (url, file),
    };
    let url: Url = url.parse().map_err(|_| {
        value(
            "work_order_url",
            "is not a URL, such as https://host/orders",
        )
    })?;
    let here = url.host_str().is_some_and(loopback);
    if url.scheme() != "https" && !(url.scheme() == "http" && here) {
        let why = "must begin with https://; http:// only on this machine";
        return Err(value("work_order_url", why));
    }
    if !url.username().is_empty() || url.password().is_some() {
        let why = "must not hold a password: what is handed over is sealed with the secret's file";
        return Err(value("work_order_url", why));
    }
    let secret = std::fs::read_to_string(&file)
        .map_err(|source| ConfigError::Read { path: file, source })?;
    let secret = secret.trim();
    if !(SECRET_MIN..=SECRET_MAX).contains(&secret.len()) {
        let why = "must hold 32 to 1024 bytes; make it with: openssl rand -hex 32";
        return Err(value("work_order_secret_file", why));
    }
    Ok(Some(WorkOrderSystem {
        url,
        seal: Seal::new(secret.as_bytes()),
        wait: ANSWER,
    }))
}
