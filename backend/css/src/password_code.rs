//! A customer who has forgotten their password gets back in without the operator: a representative
//! who has checked who is calling gives them a code, and with it they set a new password.

use crate::identity::UNPROVED;
use crate::{Css, CssError, debt};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::id::{AccountId, AlertId, UserId};
use ami_domain::identity::Fact;
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::password_code::{PER_DAY, TRIES, TRIES_STRANGE, VALID};
use ami_domain::role::Role;
use ami_domain::time::{LocalMoment, Span, Timestamp, Window};
use ami_locales::arg::moment;
use ami_locales::{Args, Locale, tr};
use ami_store::{PasswordCodeRow, Person, Tx};
use std::fmt;

/// The word under which customers are told of it.
const WORD: &str = "password";
/// It is shown for so long: whoever did not ask for it shall see it.
const SHOWN: Span = Span::days(7);
/// Homes at which one customer is told.
const HOMES_MAX: usize = 20;

/// Why a code for a new password is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordCodeError {
    /// The account was opened in an emergency: nobody has proved who they are.
    #[error("account {0} was opened without proof, so nobody gets a code for it")]
    Unproved(AccountId),
    /// What was said stands on any letter.
    #[error("what the caller of account {0} said stands on any letter")]
    Letter(AccountId),
    /// Its customer does not sign in.
    #[error("nobody signs in as the customer of account {0}")]
    Nobody(AccountId),
    /// Too many in a day.
    #[error("the customer of account {0} was given {max} codes in a day", max = PER_DAY)]
    TooMany(AccountId),
}

impl PasswordCodeError {
    /// Id of the text that tells a person what to do next.
    pub const fn text_id(self) -> &'static str {
        match self {
            PasswordCodeError::Unproved(_) => "error-code-unproved",
            PasswordCodeError::Letter(_) => "error-code-letter",
            PasswordCodeError::Nobody(_) => "error-code-nobody",
            PasswordCodeError::TooMany(_) => "error-code-many",
        }
    }
}

/// From where a code is tried. A stranger who knows a login uses up no try of its owner's.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Of its address; the address itself is not kept.
    pub digest: [u8; 32],
    /// Its person is known there when they have signed in there at or after this, real time.
    pub since: Timestamp,
}

/// A place in a key.
struct PlaceName<'a>(&'a [u8; 32]);

impl fmt::Display for PlaceName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A code that is tried: its person, when it was given, and its hash.
pub struct TriedCode {
    /// Who set a password with it, if it is right.
    pub person: Person,
    given_at: Timestamp,
    /// What the code must have been hashed to.
    pub hash: String,
}

impl fmt::Debug for TriedCode {
    /// Without the hash: this may reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TriedCode")
            .field("person", &self.person)
            .field("given_at", &self.given_at)
            .finish_non_exhaustive()
    }
}

impl Css {
    /// Keeps the hash of a new code for the customer of an account, in the place of one that is
    /// open, and tells them; for whom it is.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], [`CssError::NotVerified`], [`PasswordCodeError`]; else when
    /// the store fails.
    pub async fn give_password_code(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: UserId,
        account: AccountId,
        hash: &str,
    ) -> Result<Person, CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let proof = tx.identity_proof(account, by, now.real).await?;
        match proof.as_deref() {
            None => return Err(CssError::NotVerified(account)),
            Some(UNPROVED) => return Err(PasswordCodeError::Unproved(account).into()),
            Some(facts) if !more_than_a_letter(facts) => {
                return Err(PasswordCodeError::Letter(account).into());
            }
            Some(_) => {}
        }
        let person = tx.person(row.customer).await?.filter(signs_in);
        let person = person.ok_or(PasswordCodeError::Nobody(account))?;
        // First, so that the count that follows is right also when two do this at once.
        tx.end_password_code(person.id).await?;
        let today = now.real - Span::days(1);
        if tx.password_codes_since(person.id, today).await? >= PER_DAY {
            return Err(PasswordCodeError::TooMany(account).into());
        }
        let code = PasswordCodeRow {
            person: person.id,
            given_at: now.real,
            given_by: by,
            account,
            valid_until: now.real + VALID,
            tries: 0,
            used_at: None,
        };
        tx.insert_password_code(&code, hash).await?;
        tell(&mut tx, now, chance, person.id, "password-code-given").await?;
        tx.commit().await?;
        tracing::info!(person.id = %person.id, given.by = %by, "A password code was given");
        Ok(person)
    }

    /// Counts a try of the open code of whoever signs in so; `None` when there is no such person,
    /// no such code, or no try of it left there. Whether there is must not show: each way takes the
    /// same statements.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn try_password_code(
        &self,
        now: Now,
        login: &str,
        from: Place,
    ) -> Result<Option<TriedCode>, CssError> {
        /// Nobody's id: what is asked for it finds nothing.
        const NOBODY: UserId = UserId::from_number(0);
        let mut tx = self.store.begin().await?;
        let person = tx.person_by_login(login).await?.filter(signs_in);
        let id = person.as_ref().map_or(NOBODY, |person| person.id);
        let known = tx
            .has_signed_in_from(login, from.digest, from.since)
            .await?;
        let code = tx.lock_password_code(id, now.real).await?;
        let given = code.as_ref().map_or(now.real, |(given_at, _)| *given_at);
        let all = format!("code:{id}:{}", given.as_millis());
        let here = format!("{all}@{}", PlaceName(&from.digest));
        let tried_here = tx.count_attempts(&here, given).await?;
        let tried_strange = tx.count_attempts(&all, given).await?;
        let left = tried_here < TRIES && (known || tried_strange < TRIES_STRANGE);
        let code = code.filter(|_| left);
        // Rows either way, so that either way the same is written to the disk.
        let nothing = "password-code".to_owned();
        let (here, all) = match (&code, known) {
            (Some(_), false) => (here, all),
            (Some(_), true) => (here, nothing),
            (None, _) => (nothing.clone(), nothing),
        };
        tx.note_code_try(
            id,
            code.as_ref().map_or(now.real, |(given_at, _)| *given_at),
        )
        .await?;
        tx.add_attempt(&here, now.real).await?;
        tx.add_attempt(&all, now.real).await?;
        tx.commit().await?;
        let tried = person.zip(code);
        Ok(tried.map(|(person, (given_at, hash))| TriedCode {
            person,
            given_at,
            hash,
        }))
    }

    /// Sets a password with a code that was right: it is used up, every session of theirs ends,
    /// and they are told. `false` when the code is over by now; nothing has changed then.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn use_password_code(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        code: &TriedCode,
        password_hash: &str,
    ) -> Result<bool, CssError> {
        let person = code.person.id;
        let mut tx = self.store.begin().await?;
        let used = tx.use_password_code(person, code.given_at, now.real);
        if !used.await? {
            return Ok(false);
        }
        tx.set_password_hash(person, password_hash).await?;
        tx.delete_sessions_of(person).await?;
        tell(&mut tx, now, chance, person, "password-code-used").await?;
        tx.commit().await?;
        tracing::info!(person.id = %person, "A password was set anew with a code");
        Ok(true)
    }
}

/// Whether one of the facts that were right, as a check keeps them, stands on no letter. A code
/// opens the account to whoever gets it, for good: a letter from a mailbox must not be enough.
fn more_than_a_letter(facts: &str) -> bool {
    let said = |fact: &Fact| facts.split(',').any(|word| word == fact.word());
    Fact::ALL
        .iter()
        .any(|fact| !fact.is_on_letters() && said(fact))
}

/// A customer who may sign in; never staff.
fn signs_in(person: &Person) -> bool {
    person.active && person.role == Role::Customer
}

/// Tells a customer at each home of theirs. Where they have moved out, somebody else may live now.
async fn tell(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    person: UserId,
    text: &str,
) -> Result<(), CssError> {
    for account in tx.accounts_of(person).await?.into_iter().take(HOMES_MAX) {
        if tx.tenancy(account.id).await?.is_some() {
            continue;
        }
        let at = debt::zone(tx, &account).await?.local(now.business);
        let notice = notice(chance, text, at);
        ami_adcs::warn::warn(tx, now, chance, &account, WORD, &notice).await?;
    }
    Ok(())
}

fn notice(chance: &mut dyn Chance, text: &str, at: LocalMoment) -> Notice {
    let args = Args::new().with("at", moment(at.at.as_millis(), at.offset_minutes));
    Notice {
        id: AlertId::from_bytes(chance.bytes()),
        importance: Importance::Warning,
        text: Bilingual {
            en: tr(Locale::EnUs, text, &args),
            es: tr(Locale::EsUs, text, &args),
        },
        valid: Window {
            start: at.at,
            end: at.at + SHOWN,
        },
        confirm: true,
        figures: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ami_domain::chance::Seeded;
    use ami_domain::time::Zone;

    #[test]
    fn what_customers_are_told_names_the_moment_and_fits_a_meter() {
        let at = Zone::utc().local(Timestamp::from_millis(1_795_475_100_000));
        for text in ["password-code-given", "password-code-used"] {
            let said = notice(&mut Seeded::new(1), text, at);
            assert_eq!(said.check(at.at), Ok(()), "{text}: {:?}", said.text);
            for side in [&said.text.en, &said.text.es] {
                assert!(
                    side.contains("2026") && !side.contains("password-code"),
                    "{side}"
                );
            }
            assert!(said.text.en.contains("call us") && said.text.es.contains("llámenos"));
        }
    }
}
