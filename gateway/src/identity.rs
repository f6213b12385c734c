//! Who the gateway is to its displays: a key of its own, and a certificate that rests on nothing
//! else. Made at the first start with displays; a display trusts exactly this certificate.
//!
//! The two stand together in one file for the owner alone, which is replaced in one step, so that
//! after a power cut they still belong to each other. The certificate alone is put beside it for
//! whoever sets a display up by hand.

use crate::alarm::{Alarm, Alarms};
use crate::records::{at, sync_dir};
use crate::summed::{Found, beside, beside_for_owner, bytes_of, find, set_aside};
use ami_broker::Identity;
use ami_wire::pair::{from_hex, to_hex};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_ECDSA_P256_SHA256, date_time_ymd};
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The certificate for an installer's hand, in PEM.
pub const CERTIFICATE_FILE: &str = "certificate.pem";
const FILE: &str = "identity.json";
/// Its owner's alone.
const OWNERS: u32 = 0o600;
/// Whom it names. Nothing of the home: everybody on the network may read it.
const NAME: &str = "gateway";

/// The gateway's own.
#[derive(Debug, Clone)]
pub(crate) struct Own {
    pub(crate) identity: Identity,
    /// DER.
    pub(crate) certificate: Vec<u8>,
}

/// As on disk: DER as hexadecimal digits, the key in PKCS #8. Never printed.
#[derive(serde::Serialize, serde::Deserialize)]
struct Kept {
    certificate: String,
    key: String,
}

impl Own {
    /// Reads it, or makes it. One that cannot be read any more is set aside, [`Alarm::Damaged`] is
    /// raised, and another one made: the meters go on, and displays are paired anew.
    ///
    /// # Errors
    /// When it cannot be made or kept.
    pub(crate) fn open(folder: &Path, alarms: &Alarms) -> io::Result<Self> {
        let file = folder.join(FILE);
        let own = match read(&file) {
            Ok(Some(own)) => own,
            Ok(None) => anew(&file)?,
            Err(why) => {
                let what = format!("{}; pair its displays anew", set_aside(&file, &why));
                alarms.raise(Alarm::Damaged, &what);
                anew(&file)?
            }
        };
        // A backup that was put back may have been more open.
        fs::set_permissions(&file, Permissions::from_mode(OWNERS)).map_err(|e| at(&file, &e))?;
        let shown = folder.join(CERTIFICATE_FILE);
        let pem = pem(&own.certificate);
        if fs::read(&shown).ok().as_deref() != Some(pem.as_bytes()) {
            put(&shown, &beside(&shown, pem.as_bytes())?)?;
        }
        Ok(own)
    }

    fn of(kept: &Kept) -> Result<Self, String> {
        let certificate = from_hex(&kept.certificate);
        let key = from_hex(&kept.key);
        let (Some(certificate), Some(key)) = (certificate, key) else {
            return Err("it holds no certificate with its key".to_owned());
        };
        let identity = Identity::from_der(&certificate, &key);
        Ok(Self {
            identity: identity.map_err(|error| error.to_string())?,
            certificate,
        })
    }
}

fn read(file: &Path) -> Result<Option<Own>, String> {
    match find::<Kept>(file) {
        Found::Missing => Ok(None),
        Found::Damaged(why) => Err(why),
        Found::Whole(kept) => Own::of(&kept).map(Some),
    }
}

fn anew(file: &Path) -> io::Result<Own> {
    let kept = make().map_err(|error| io::Error::other(error.to_string()))?;
    let own = Own::of(&kept).map_err(io::Error::other)?;
    put(file, &beside_for_owner(file, &bytes_of(&kept)?)?)?;
    tracing::info!("This gateway has made itself a certificate for its displays");
    Ok(own)
}

fn put(file: &Path, draft: &Path) -> io::Result<()> {
    fs::rename(draft, file).map_err(|error| at(file, &error))?;
    file.parent().map_or(Ok(()), sync_dir)
}

/// Good at every time: the clock of a display or a gateway may be dead, and who pairs the two has
/// looked at both.
fn make() -> Result<Kept, rcgen::Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, NAME);
    params.not_before = date_time_ymd(1960, 1, 1);
    // RFC 5280, 4.1.2.5: it has no well-defined end.
    params.not_after = date_time_ymd(9999, 12, 31);
    let certificate = params.self_signed(&key)?;
    Ok(Kept {
        certificate: to_hex(certificate.der()),
        key: to_hex(&key.serialize_der()),
    })
}

/// A certificate in PEM (RFC 7468).
pub fn pem(certificate: &[u8]) -> String {
    let text = STANDARD.encode(certificate);
    let mut pem = String::from("-----BEGIN CERTIFICATE-----");
    for (at, sign) in text.chars().enumerate() {
        if at % 64 == 0 {
            pem.push('\n');
        }
        pem.push(sign);
    }
    pem + "\n-----END CERTIFICATE-----\n"
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use std::path::PathBuf;

    fn mode(path: &PathBuf) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn it_is_the_same_after_a_restart_and_only_the_owner_reads_the_key() {
        let folder = tempfile::tempdir().unwrap();
        let (file, shown) = (
            folder.path().join(FILE),
            folder.path().join(CERTIFICATE_FILE),
        );
        // What a power cut left half-written, open to all.
        fs::write(file.with_extension("new"), "half of it").unwrap();
        let alarms = Alarms::default();
        let first = Own::open(folder.path(), &alarms).unwrap();
        assert_eq!(mode(&file), OWNERS);
        fs::set_permissions(&file, Permissions::from_mode(0o644)).unwrap();
        fs::remove_file(&shown).unwrap();
        let second = Own::open(folder.path(), &alarms).unwrap();
        assert_eq!(second.certificate, first.certificate);
        assert_eq!(mode(&file), OWNERS);
        assert_eq!(alarms.count(Alarm::Damaged), 0);
        let read = fs::read_to_string(&shown).unwrap();
        assert_eq!(read, pem(&first.certificate));
        let key = find::<Kept>(&file);
        let Found::Whole(kept) = key else {
            panic!("it is not kept")
        };
        Identity::from_pem(read.as_bytes(), b"").unwrap_err();
        assert!(!read.contains(&kept.key) && !format!("{first:?}").contains(&kept.key));
        let elsewhere = tempfile::tempdir().unwrap();
        let other = Own::open(elsewhere.path(), &alarms).unwrap();
        assert_ne!(other.certificate, first.certificate);
    }

    #[test]
    fn one_that_is_damaged_is_set_aside_and_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(FILE);
        let alarms = Alarms::default();
        let first = Own::open(folder.path(), &alarms).unwrap();
        let whole = fs::read(&file).unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        Own::open(elsewhere.path(), &alarms).unwrap();
        let Found::Whole(other) = find::<Kept>(&elsewhere.path().join(FILE)) else {
            panic!("it is not kept")
        };
        let Found::Whole(ours) = find::<Kept>(&file) else {
            panic!("it is not kept")
        };
        // The key of another certificate.
        let mixed = bytes_of(&Kept {
            key: other.key,
            ..ours
        })
        .unwrap();
        let mut flipped = whole.clone();
        flipped[40] ^= 1;
        for (count, bytes) in [&whole[..whole.len() / 2], &flipped, &mixed]
            .iter()
            .enumerate()
        {
            fs::write(&file, bytes).unwrap();
            let new = Own::open(folder.path(), &alarms).unwrap();
            assert_ne!(new.certificate, first.certificate);
            assert_eq!(alarms.count(Alarm::Damaged), count as u64 + 1);
            assert_eq!(mode(&file), OWNERS);
            let shown = fs::read_to_string(folder.path().join(CERTIFICATE_FILE)).unwrap();
            assert_eq!(shown, pem(&new.certificate));
        }
    }
}
