//! Coming to prepayment: the medical questions, the text that was agreed to, second contacts.

use crate::error::StoreError;
use crate::sql::{Row, at_most, each};
use crate::tx::Tx;
use ami_domain::account::AtZero;
use ami_domain::enrol::{Need, Scope};
use ami_domain::id::{AccountId, ContactId, UserId};
use ami_domain::time::Timestamp;

/// A text as it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisclosureRow {
    /// SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// Which text.
    pub name: String,
    /// Which wording of it.
    pub version: u32,
    /// In which language.
    pub locale: String,
    /// The text.
    pub body: String,
}

/// Answers to the medical questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreeningRow {
    /// Who answered, or wrote the answers down.
    pub person: UserId,
    /// When.
    pub at: Timestamp,
    /// The needs that were named.
    pub needs: Vec<Need>,
}

/// An account came to prepayment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentRow {
    /// Who agreed, or wrote it down.
    pub person: UserId,
    /// How it was made sure who the customer is.
    pub proof: String,
    /// When.
    pub at: Timestamp,
    /// Prepaid from then on.
    pub starts: Timestamp,
    /// The outcome of zero that was chosen.
    pub at_zero: AtZero,
    /// SHA-256 of the text that was agreed to.
    pub disclosure: [u8; 32],
}

/// Somebody else who may be told.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactRow {
    /// Which; made by the caller.
    pub id: ContactId,
    /// Whose.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// Telephone number or mail address.
    pub reach: String,
    /// What they may be told and do.
    pub scope: Vec<Scope>,
    /// When the customer said that they agree.
    pub consent_at: Timestamp,
    /// Who said so.
    pub consent_by: UserId,
}

impl std::fmt::Debug for ContactRow {
    /// Without name and number: this may reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ContactRow")
            .field("id", &self.id)
            .field("account", &self.account)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// The columns of `second_contact`.
const CONTACT: &str = "id, account, name, reach, scope, consent_at, consent_by";

impl Tx {
    /// Keeps a text as it was shown; the same again changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn keep_disclosure(&mut self, text: &DisclosureRow) -> Result<(), StoreError> {
        let sql = "INSERT INTO disclosure (digest, name, version, locale, body) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (digest) DO NOTHING";
        self.ask("keeping a disclosure", sql)
            .with(text.digest)
            .with(text.name.as_str())
            .with(text.version)
            .with(text.locale.as_str())
            .with(text.body.as_str())
            .run()
            .await
            .map(drop)
    }

    /// The text of this digest, as it was shown.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn disclosure(
        &mut self,
        digest: &[u8; 32],
    ) -> Result<Option<DisclosureRow>, StoreError> {
        let sql = "SELECT name, version, locale, body FROM disclosure WHERE digest = $1";
        let row = self.ask("disclosure", sql).with(*digest).one().await?;
        row.map(|row| {
            Ok(DisclosureRow {
                digest: *digest,
                name: row.get("name")?,
                version: row.get("version")?,
                locale: row.get("locale")?,
                body: row.get("body")?,
            })
        })
        .transpose()
    }

    /// Notes answers to the medical questions.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when account or person are not known.
    pub async fn add_screening(
        &mut self,
        account: AccountId,
        row: &ScreeningRow,
    ) -> Result<(), StoreError> {
        let needs: Vec<_> = row.needs.iter().map(|need| need.word()).collect();
        let sql = "INSERT INTO screening (account, person, at, needs) VALUES ($1, $2, $3, $4)";
        let ask = self.ask("noting a screening", sql).with(account);
        let ask = ask.with(row.person).with(row.at);
        ask.with(needs.join(" ").as_str()).run().await.map(drop)
    }

    /// The last answers.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn screening(
        &mut self,
        account: AccountId,
    ) -> Result<Option<ScreeningRow>, StoreError> {
        let sql = "SELECT person, at, needs FROM screening WHERE account = $1 \
                   ORDER BY seq DESC LIMIT 1";
        let row = self.ask("screening", sql).with(account).one().await?;
        row.map(|row| {
            Ok(ScreeningRow {
                person: row.get("person")?,
                at: row.get("at")?,
                needs: words(&row, "needs", Need::from_word)?,
            })
        })
        .transpose()
    }

    /// Notes that an account came to prepayment. The text must be kept before.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when account, person or text are not known.
    pub async fn add_enrolment(
        &mut self,
        account: AccountId,
        row: &EnrolmentRow,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO enrolment (account, person, proof, at, starts_at, at_zero, \
                   disclosure) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.ask("noting an enrolment", sql)
            .with(account)
            .with(row.person)
            .with(row.proof.as_str())
            .with(row.at)
            .with(row.starts)
            .with(row.at_zero.word())
            .with(row.disclosure)
            .run()
            .await
            .map(drop)
    }

    /// The last time that an account came to prepayment.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn enrolment(
        &mut self,
        account: AccountId,
    ) -> Result<Option<EnrolmentRow>, StoreError> {
        let sql = "SELECT person, proof, at, starts_at, at_zero, disclosure FROM enrolment \
                   WHERE account = $1 ORDER BY seq DESC LIMIT 1";
        let row = self.ask("enrolment", sql).with(account).one().await?;
        row.map(|row| {
            Ok(EnrolmentRow {
                person: row.get("person")?,
                proof: row.get("proof")?,
                at: row.get("at")?,
                starts: row.get("starts_at")?,
                at_zero: row.word("at_zero", AtZero::from_word)?,
                disclosure: row.get("disclosure")?,
            })
        })
        .transpose()
    }

    /// Keeps a second contact, or what changed of one; `false` when the id is of another account
    /// or of a contact that was removed.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when account or person are not known.
    pub async fn put_contact(&mut self, row: &ContactRow) -> Result<bool, StoreError> {
        let scope: Vec<_> = row.scope.iter().map(|scope| scope.word()).collect();
        let sql = format!(
            "INSERT INTO second_contact ({CONTACT}) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, reach = excluded.reach, \
             scope = excluded.scope, consent_at = excluded.consent_at, \
             consent_by = excluded.consent_by \
             WHERE second_contact.account = excluded.account \
             AND second_contact.removed_at IS NULL"
        );
        self.ask("keeping a contact", sql)
            .with(row.id)
            .with(row.account)
            .with(row.name.as_str())
            .with(row.reach.as_str())
            .with(scope.join(" ").as_str())
            .with(row.consent_at)
            .with(row.consent_by)
            .run_one()
            .await
    }

    /// The second contacts of an account, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the engine, or [`StoreError::Corrupt`].
    pub async fn contacts(
        &mut self,
        account: AccountId,
        limit: u32,
    ) -> Result<Vec<ContactRow>, StoreError> {
        let sql = format!(
            "SELECT {CONTACT} FROM second_contact WHERE account = $1 AND removed_at IS NULL \
             ORDER BY consent_at LIMIT $2"
        );
        let ask = self.ask("contacts", sql).with(account);
        each(ask.with(at_most(limit)).all().await?, |row| {
            Ok(ContactRow {
                id: row.get("id")?,
                account: row.get("account")?,
                name: row.get("name")?,
                reach: row.get("reach")?,
                scope: words(row, "scope", Scope::from_word)?,
                consent_at: row.get("consent_at")?,
                consent_by: row.get("consent_by")?,
            })
        })
    }

    /// Removes a second contact, with name and number; whether there was one.
    ///
    /// # Errors
    /// [`StoreError`] of the engine.
    pub async fn remove_contact(
        &mut self,
        account: AccountId,
        contact: ContactId,
        by: UserId,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE second_contact SET removed_at = $3, removed_by = $4, name = '', \
                   reach = '' WHERE id = $1 AND account = $2 AND removed_at IS NULL";
        let ask = self.ask("removing a contact", sql).with(contact);
        ask.with(account).with(at).with(by).run_one().await
    }
}

/// Words in a text with spaces between them.
fn words<T>(
    row: &Row,
    column: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, StoreError> {
    let text: String = row.get(column)?;
    let read = |word: &str| read(word).ok_or_else(|| row.corrupt(column, &word));
    text.split_whitespace().map(read).collect()
}
