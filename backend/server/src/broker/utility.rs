//! Utility systems at the door: who may publish texts and the weather. Looked at again for as long
//! as they stay, because a password that is changed must end what came in by the old one.

use super::{ServerDoor, lock};
use crate::tries::{Try, may_try};
use ami_domain::id::UserId;
use ami_domain::role::Role;
use ami_domain::time::{Span, Timestamp};
use ami_store::{Person, StoreError, Tx};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Mutex;

/// A utility system that connects for each text is not hashed anew for this long.
const REMEMBERED: Span = Span::minutes(1);
/// So many of them are remembered.
const REMEMBERED_MAX: usize = 64;

/// Utility systems that were let in.
#[derive(Debug, Default)]
pub(super) struct Utilities {
    /// Digests of login, password and what is stored of it, and when they were right.
    remembered: Mutex<HashMap<[u8; 32], Timestamp>>,
    /// Who is behind each name at the broker: one for each person and password.
    here: Mutex<HashMap<String, UserId>>,
}

impl Utilities {
    /// Names of those who may not stay; they are forgotten here.
    ///
    /// # Errors
    /// When the store fails.
    pub(super) async fn ended(&self, tx: &mut Tx) -> Result<Vec<String>, StoreError> {
        let here: Vec<_> = lock(&self.here).clone().into_iter().collect();
        let mut ended = Vec::new();
        for (name, id) in here {
            let person = tx.person(id).await?;
            let stays = person
                .filter(may_come)
                .is_some_and(|is| name_of(&is) == name);
            if !stays {
                lock(&self.here).remove(&name);
                ended.push(name);
            }
        }
        Ok(ended)
    }
}

impl ServerDoor {
    /// A utility system: a person with that role. Limited like a sign-in on the website, and the
    /// same work whether there is such a person or not.
    pub(super) async fn utility(&self, name: &str, password: &[u8]) -> Option<String> {
        let login = name.trim().to_lowercase();
        let real = self.app.now().real;
        let mut tx = self.app.css.store.read().await.ok()?;
        let person = tx.person_by_login(&login).await.ok()?;
        drop(tx);
        let person = person.filter(may_come);
        let stored = person.as_ref().map(|person| person.password_hash.clone());
        let key = digest(&[&login, stored.as_deref().unwrap_or_default()], password);
        let fresh = |at: &Timestamp| real < *at + REMEMBERED;
        let known = lock(&self.utilities.remembered)
            .get(&key)
            .is_some_and(fresh);
        if !known {
            if may_try(&self.app, &login, None).await.ok()? != Try::May {
                return None;
            }
            let password = std::str::from_utf8(password).ok()?.to_owned();
            if !self.app.passwords.check(password, stored).await {
                return None;
            }
            let mut remembered = lock(&self.utilities.remembered);
            remembered.retain(|_, at| fresh(at));
            if remembered.len() < REMEMBERED_MAX {
                remembered.insert(key, real);
            }
        }
        let person = person?;
        let name = name_of(&person);
        lock(&self.utilities.here).insert(name.clone(), person.id);
        Some(name)
    }
}

fn may_come(person: &Person) -> bool {
    person.active && person.role == Role::Utility
}

/// Its name at the broker: another one when its password is another one.
fn name_of(person: &Person) -> String {
    let digest = digest(&[], person.password_hash.as_bytes());
    let [a, b, c, d, ..] = digest;
    let password = u32::from_be_bytes([a, b, c, d]);
    format!("utility:{}:{password:08x}", person.id)
}

fn digest(words: &[&str], last: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_be_bytes());
        hash.update(word);
    }
    hash.update(last);
    hash.finalize().into()
}
