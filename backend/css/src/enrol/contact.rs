//! Second contacts: whom the customer has named, with their own consent, and for what.

use super::{Actor, EnrolError, proof};
use crate::{Css, CssError};
use ami_domain::clock::Now;
use ami_domain::enrol::{CONTACT_CHARS, CONTACTS_MAX, Scope};
use ami_domain::id::{AccountId, ContactId};
use ami_store::ContactRow;

/// A second contact as it is named.
#[derive(Clone, PartialEq, Eq)]
pub struct NewContact {
    /// Their name.
    pub name: String,
    /// Telephone number or mail address.
    pub reach: String,
    /// What they may be told and do; at least one.
    pub scope: Vec<Scope>,
    /// The customer agrees, and says that the contact does.
    pub consent: bool,
}

impl std::fmt::Debug for NewContact {
    /// Without name and number: this may reach a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewContact({:?})", self.scope)
    }
}

impl Css {
    /// The second contacts of an account.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn contacts(&self, account: AccountId) -> Result<Vec<ContactRow>, CssError> {
        let mut tx = self.store.read().await?;
        Ok(tx.contacts(account, most()).await?)
    }

    /// Names a second contact, or changes one. The same again changes nothing.
    ///
    /// # Errors
    /// [`EnrolError`] when something is missing or there are too many; [`CssError::NotVerified`].
    pub async fn name_contact(
        &self,
        now: Now,
        by: Actor,
        account: AccountId,
        id: ContactId,
        wanted: &NewContact,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        // The lock counts contacts that are named at once.
        let unknown = || CssError::UnknownAccount(account);
        tx.lock_account(account).await?.ok_or_else(unknown)?;
        proof(&mut tx, now, by, account).await?;
        check(wanted)?;
        let known = tx.contacts(account, most()).await?;
        let new = known.iter().all(|one| one.id != id);
        if new && known.len() >= CONTACTS_MAX {
            return Err(EnrolError::ContactsFull.into());
        }
        let mut scope = wanted.scope.clone();
        scope.sort_unstable();
        scope.dedup();
        let row = ContactRow {
            id,
            account,
            name: wanted.name.trim().to_owned(),
            reach: wanted.reach.trim().to_owned(),
            scope,
            consent_at: now.business,
            consent_by: by.person,
        };
        if !tx.put_contact(&row).await? {
            return Err(EnrolError::NoContact.into());
        }
        tx.commit().await?;
        Ok(())
    }

    /// Removes a second contact, with name and number. One that is gone already stays so.
    ///
    /// # Errors
    /// [`CssError::NotVerified`]; else when the store fails.
    pub async fn remove_contact(
        &self,
        now: Now,
        by: Actor,
        account: AccountId,
        id: ContactId,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        proof(&mut tx, now, by, account).await?;
        tx.remove_contact(account, id, by.person, now.business)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

fn most() -> u32 {
    u32::try_from(CONTACTS_MAX).unwrap_or(u32::MAX)
}

fn check(wanted: &NewContact) -> Result<(), EnrolError> {
    let fits = |text: &str| {
        let text = text.trim();
        CONTACT_CHARS.contains(&text.chars().count()) && !text.chars().any(char::is_control)
    };
    if !fits(&wanted.name) {
        return Err(EnrolError::ContactName);
    }
    let digits = wanted.reach.chars().filter(char::is_ascii_digit).count();
    let mail = wanted.reach.split_once('@');
    let mail = mail.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !fits(&wanted.reach) || !(mail || digits >= 7) {
        return Err(EnrolError::ContactReach);
    }
    if wanted.scope.is_empty() {
        return Err(EnrolError::ContactScope);
    }
    if wanted.consent {
        Ok(())
    } else {
        Err(EnrolError::NoConsent)
    }
}
