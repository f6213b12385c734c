//! The payment processor, who we are there, and what seals its events.

use super::{ConfigError, value};
use crate::http::guard::loopback;
use ami_css::processor::Access;
use reqwest::Url;
use std::path::{Path, PathBuf};

/// Shortest secret of events.
const SECRET_MIN: usize = 16;
/// Longest secret.
const SECRET_MAX: usize = 1_024;

/// A processor that speaks Stripe's API.
#[derive(Clone)]
pub struct ProcessorAccess {
    /// Where it is, and our key.
    pub access: Access,
    /// Seals its events.
    pub events: String,
}

impl std::fmt::Debug for ProcessorAccess {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProcessorAccess({:?})", self.access)
    }
}

/// Who moves the money of bank transfers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BankTransfers {
    /// None are taken.
    Off,
    /// The processor collects them.
    Collected,
    /// Customers send them there; the bank's files say what came.
    Sent {
        /// Where to, as customers read it.
        to: String,
    },
}

/// As written.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProcessor {
    url: Option<String>,
    secret_file: Option<PathBuf>,
    events_secret_file: Option<PathBuf>,
    return_url: Option<String>,
    bank_transfers: Option<String>,
    bank_account: Option<String>,
}

/// All keys that belong together, or none.
pub(super) fn checked(
    raw: RawProcessor,
) -> Result<(Option<ProcessorAccess>, BankTransfers), ConfigError> {
    let bank = raw.bank_transfers.as_deref().unwrap_or("off");
    let access = match (raw.url, raw.secret_file, raw.events_secret_file) {
        (None, None, None) => None,
        (Some(url), Some(secret), Some(events)) => Some(ProcessorAccess {
            access: Access {
                url: address("processor.url", &url)?,
                secret: secret_in("processor.secret_file", &secret)?,
                return_url: back(raw.return_url.clone(), "payments/")?,
                page_url: back(raw.return_url.clone(), "p/back/")?,
                card_url: back(raw.return_url, "auto-pay")?,
            },
            events: secret_in("processor.events_secret_file", &events)?,
        }),
        _ => {
            let why = "needs processor.url, processor.secret_file and \
                       processor.events_secret_file together";
            return Err(value("processor", why));
        }
    };
    let bank = match (bank, raw.bank_account) {
        ("off", _) => BankTransfers::Off,
        ("collected", _) if access.is_some() => BankTransfers::Collected,
        ("collected", _) => {
            let why = "\"collected\" needs processor.url";
            return Err(value("processor.bank_transfers", why));
        }
        ("sent", Some(to)) if !to.trim().is_empty() => BankTransfers::Sent { to },
        ("sent", _) => {
            let why = "is required with bank_transfers = \"sent\": where customers send money";
            return Err(value("processor.bank_account", why));
        }
        _ => {
            let why = "must be \"off\", \"collected\" or \"sent\"";
            return Err(value("processor.bank_transfers", why));
        }
    };
    Ok((access, bank))
}

/// HTTPS, or this machine.
fn address(key: &'static str, text: &str) -> Result<Url, ConfigError> {
    let url: Url = text
        .parse()
        .map_err(|_| value(key, "is not a URL, such as https://api.stripe.com"))?;
    let here = url.host_str().is_some_and(loopback);
    if url.scheme() != "https" && !(url.scheme() == "http" && here) {
        let why = "must begin with https://; http:// only on this machine";
        return Err(value(key, why));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(value(
            key,
            "must not hold a key: that is in the secret's file",
        ));
    }
    Ok(url)
}

/// Where payers come back to: this place of our own website.
fn back(url: Option<String>, place: &str) -> Result<String, ConfigError> {
    let key = "processor.return_url";
    let url = url.ok_or_else(|| value(key, "is required with processor.url: our own website"))?;
    let url = address(key, &url)?;
    Ok(format!("{}/{place}", url.as_str().trim_end_matches('/')))
}

fn secret_in(key: &'static str, file: &Path) -> Result<String, ConfigError> {
    let secret = std::fs::read_to_string(file).map_err(|source| ConfigError::Read {
        path: file.to_owned(),
        source,
    })?;
    let secret = secret.trim();
    let visible = secret.bytes().all(|b| b.is_ascii_graphic());
    if !(SECRET_MIN..=SECRET_MAX).contains(&secret.len()) || !visible {
        return Err(value(
            key,
            "must hold one line of 16 to 1024 visible characters",
        ));
    }
    Ok(secret.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(folder: &Path) -> RawProcessor {
        let file = |name: &str, text: &str| {
            let path = folder.join(name);
            std::fs::write(&path, text).expect("written");
            Some(path)
        };
        RawProcessor {
            url: Some("https://api.stripe.com".into()),
            secret_file: file("key", "sk_test_0123456789abcdef\n"),
            events_secret_file: file("events", "whsec_0123456789abcdef"),
            return_url: Some("https://pay.example/".into()),
            bank_transfers: Some("collected".into()),
            bank_account: None,
        }
    }

    #[test]
    fn keys_of_the_processor_come_together_and_never_over_a_plain_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let (access, bank) = checked(raw(folder.path())).expect("good");
        let access = access.expect("a processor");
        assert_eq!(access.access.return_url, "https://pay.example/payments/");
        assert_eq!(access.access.page_url, "https://pay.example/p/back/");
        assert_eq!(access.access.card_url, "https://pay.example/auto-pay");
        assert_eq!(access.access.secret, "sk_test_0123456789abcdef");
        assert_eq!(bank, BankTransfers::Collected);
        assert!(!format!("{access:?}").contains("sk_test"), "no key in logs");
        assert_eq!(
            checked(RawProcessor::default()).expect("none").1,
            BankTransfers::Off
        );
        let spoilt: [fn(&mut RawProcessor); 6] = [
            |raw| raw.url = Some("http://api.stripe.com".into()),
            |raw| raw.url = Some("https://sk_live@api.stripe.com".into()),
            |raw| raw.secret_file = None,
            |raw| raw.events_secret_file = Some("/nowhere/at/all".into()),
            |raw| raw.return_url = None,
            |raw| raw.bank_transfers = Some("sent".into()),
        ];
        for spoil in spoilt {
            let mut raw = raw(folder.path());
            spoil(&mut raw);
            assert!(checked(raw).is_err());
        }
    }
}
