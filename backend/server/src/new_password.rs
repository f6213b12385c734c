//! `ami-server password LOGIN`: a new password for somebody who has forgotten theirs. It is read
//! from standard input, so that no list of processes and no history of a shell holds it.

use crate::Config;
use crate::password::{fits, hash};
use ami_store::Store;
use ami_wire::api::{PASSWORD_MAX, PASSWORD_MIN};
use anyhow::{Context, ensure};
use std::io::Read;

/// Sets the password that `from` gives, without the end of its line; every session of theirs ends.
///
/// # Errors
/// When nobody has this login, the password is too short or too long, or the store fails; nothing
/// is changed then.
pub async fn run(config: &Config, login: &str, mut from: impl Read) -> anyhow::Result<()> {
    let mut text = String::new();
    from.read_to_string(&mut text)
        .context("reading the password")?;
    let text = text.trim_end_matches(['\r', '\n']);
    ensure!(
        fits(text),
        "a password has at least {PASSWORD_MIN} characters and at most {PASSWORD_MAX} bytes; give \
         another one on standard input"
    );
    let store = Store::open(&config.database_url).await?;
    let mut tx = store.begin().await?;
    let person = tx.person_by_login(&login.to_lowercase()).await?;
    let person = person.with_context(|| format!("nobody signs in as {login:?}"))?;
    tx.set_password_hash(person.id, &hash(text)?).await?;
    let ended = tx.delete_sessions_of(person.id).await?;
    tx.commit().await?;
    store.close().await;
    println!("{login} has a new password; {ended} sessions ended");
    Ok(())
}
