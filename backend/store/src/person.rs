//! People who sign in.

use crate::error::StoreError;
use crate::sql::{Row, must};
use crate::tx::Tx;
use ami_domain::id::UserId;
use ami_domain::role::Role;
use std::fmt;

/// A person who signs in.
#[derive(Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub id: UserId,
    /// What they type to sign in, lower-cased by the caller; unique.
    pub login: String,
    /// How they are called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Their language, for example `en-US`.
    pub locale: String,
    /// Hash of the password in its own text form. Never logged.
    pub password_hash: String,
    /// May sign in.
    pub active: bool,
}

const COLUMNS: &str = "id, login, name, role, locale, password_hash, active";

impl Tx {
    /// Takes a new person.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the id or login is taken.
    pub async fn insert_person(&mut self, person: &Person) -> Result<(), StoreError> {
        let sql = "INSERT INTO person (id, login, name, role, locale, password_hash, active) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.ask("adding a person", sql)
            .with(person.id)
            .with(person.login.as_str())
            .with(person.name.as_str())
            .with(person.role.word())
            .with(person.locale.as_str())
            .with(person.password_hash.as_str())
            .with(person.active)
            .run()
            .await
            .map(drop)
    }

    /// The person with this login.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn person_by_login(&mut self, login: &str) -> Result<Option<Person>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM person WHERE login = $1");
        let row = self.ask("person by login", sql).with(login).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// The person.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn person(&mut self, id: UserId) -> Result<Option<Person>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM person WHERE id = $1");
        let row = self.ask("person", sql).with(id).one().await?;
        row.as_ref().map(read).transpose()
    }

    /// Keeps the language that the person chose.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such person.
    pub async fn set_locale(&mut self, id: UserId, locale: &str) -> Result<(), StoreError> {
        let sql = "UPDATE person SET locale = $2 WHERE id = $1";
        let ask = self.ask("setting a locale", sql).with(id).with(locale);
        must(ask.run_one().await?, "person", id)
    }

    /// Keeps a new password's hash.
    ///
    /// # Errors
    /// [`StoreError::Missing`] when there is no such person.
    pub async fn set_password_hash(&mut self, id: UserId, hash: &str) -> Result<(), StoreError> {
        let sql = "UPDATE person SET password_hash = $2 WHERE id = $1";
        let ask = self.ask("setting a password", sql).with(id).with(hash);
        must(ask.run_one().await?, "person", id)
    }
}

fn read(row: &Row) -> Result<Person, StoreError> {
    Ok(Person {
        id: row.get("id")?,
        login: row.get("login")?,
        name: row.get("name")?,
        role: row.word("role", |word| word.parse().ok())?,
        locale: row.get("locale")?,
        password_hash: row.get("password_hash")?,
        active: row.get("active")?,
    })
}

impl fmt::Debug for Person {
    /// Without name, login and hash: this may reach a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("role", &self.role)
            .field("active", &self.active)
            .finish_non_exhaustive()
    }
}
