//! Coming to prepayment: the medical questions first, then the text that is read whole and agreed
//! to, then the mode changes at the end of the running interval. Nothing is switched by it.

mod contact;
mod error;

pub use contact::NewContact;
pub use error::EnrolError;

use crate::convert::boundary;
use crate::disclosure::{self, Text};
use crate::{Css, CssError, identity};
use ami_adcs::program;
use ami_domain::account::{AtZero, Mode};
use ami_domain::chance::Chance;
use ami_domain::clock::{Clock, Now};
use ami_domain::convert::Terms;
use ami_domain::energy::Watts;
use ami_domain::enrol::{Bar, Facts, Need, SCREENED_FOR, SELF_CERTIFIED};
use ami_domain::id::{AccountId, UserId};
use ami_domain::ledger::Book;
use ami_domain::protection::{Protection, Standing};
use ami_domain::role::Role;
use ami_domain::time::Timestamp;
use ami_store::{AccountRow, DisclosureRow, EnrolmentRow, Meter, ScreeningRow, Tx};

/// Who acts for the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The person.
    pub person: UserId,
    /// In which role.
    pub role: Role,
}

/// Where an account stands on its way.
#[derive(Debug, Clone)]
pub struct Standpoint {
    /// The account.
    pub account: AccountRow,
    /// The last time it came to prepayment.
    pub enrolled: Option<EnrolmentRow>,
    /// Answers to the medical questions that still hold.
    pub screened: Option<ScreeningRow>,
    /// Why it does not come at all.
    pub bars: Vec<Bar>,
    /// Every outcome of zero, and every reason why it is not open.
    pub offers: Vec<(AtZero, Vec<Bar>)>,
    /// From when on it would prepay: the end of the running interval (FR-28).
    pub starts: Timestamp,
}

/// What the customer agrees to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreement {
    /// The outcome of zero that they chose.
    pub at_zero: AtZero,
    /// SHA-256 of the text that they read.
    pub disclosure: [u8; 32],
    /// They said yes.
    pub consent: bool,
}

impl Css {
    /// Where an account stands, and what is open to it.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn standpoint(&self, now: Now, account: AccountId) -> Result<Standpoint, CssError> {
        let mut tx = self.store.read().await?;
        let (row, meter) = read(&mut tx, account).await?;
        let facts = facts(&mut tx, now, &row, &meter).await?;
        let since = now.business - SCREENED_FOR;
        Ok(Standpoint {
            enrolled: tx.enrolment(account).await?,
            screened: tx.screening(account).await?.filter(|row| row.at >= since),
            bars: facts.bars(),
            offers: AtZero::ALL
                .into_iter()
                .map(|outcome| (outcome, facts.bars_to(outcome)))
                .collect(),
            starts: boundary(&meter, now.business),
            account: row,
        })
    }

    /// Takes the answers to the medical questions. A yes protects at once, for
    /// [`SELF_CERTIFIED`], whether the customer goes on or not; a no takes no protection away.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], [`CssError::NotVerified`] for a representative whose caller
    /// has not proved who they are; else when the store fails.
    pub async fn screen(
        &self,
        now: Now,
        by: Actor,
        account: AccountId,
        needs: &[Need],
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let unknown = || CssError::UnknownAccount(account);
        tx.lock_account(account).await?.ok_or_else(unknown)?;
        proof(&mut tx, now, by, account).await?;
        let mut named = needs.to_vec();
        named.sort_unstable();
        named.dedup();
        if !named.is_empty() {
            let rated = Watts::new(self.terms.policy.rated_w);
            protect(&mut tx, now.business, account, &named, rated).await?;
        }
        let row = ScreeningRow {
            person: by.person,
            at: now.business,
            needs: named,
        };
        tx.add_screening(account, &row).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Brings an account to prepayment from the end of the running interval on, and keeps the
    /// text that was agreed to. The same agreement again changes nothing.
    ///
    /// # Errors
    /// [`EnrolError`] when consent, text, questions or eligibility are missing;
    /// [`CssError::NotVerified`]; nothing changed then.
    pub async fn enrol(
        &self,
        clock: &dyn Clock,
        chance: &mut dyn Chance,
        by: Actor,
        account: AccountId,
        agreed: Agreement,
    ) -> Result<(), CssError> {
        let now = clock.now();
        let mut tx = self.store.begin().await?;
        let unknown = || CssError::UnknownAccount(account);
        let row = tx.lock_account(account).await?.ok_or_else(unknown)?;
        let meter = tx.meter(row.meter).await?.ok_or_else(unknown)?;
        let proof = proof(&mut tx, now, by, account).await?;
        if !agreed.consent {
            return Err(EnrolError::NoConsent.into());
        }
        let text = shown(agreed.disclosure).ok_or(EnrolError::OtherText)?;
        let screened = tx.screening(account).await?;
        let since = now.business - SCREENED_FOR;
        if screened.is_none_or(|row| row.at < since) {
            return Err(EnrolError::NotScreened.into());
        }
        let facts = facts(&mut tx, now, &row, &meter).await?;
        if let Some(bar) = facts.bars().first() {
            return Err(EnrolError::Barred(*bar).into());
        }
        if let Some(bar) = facts.bars_to(agreed.at_zero).first() {
            return Err(EnrolError::NotOpen(*bar).into());
        }
        let known = tx.enrolment(account).await?;
        let same = known.is_some_and(|one| {
            one.at_zero == agreed.at_zero && one.disclosure == agreed.disclosure
        });
        if same && row.mode == Mode::Prepaid && row.at_zero == agreed.at_zero {
            return Ok(());
        }
        tx.keep_disclosure(&kept(&text)).await?;
        tx.set_prepay_enabled(account, true).await?;
        tx.set_program(account, agreed.at_zero, row.low).await?;
        // An enrolment has its own terms: it costs nothing, and a deposit that is held comes back.
        let (starts, _) = self
            .convert_in(
                &mut tx,
                now,
                chance,
                (&row, Some(by.person)),
                Mode::Prepaid,
                Terms::default(),
            )
            .await?;
        let enrolled = EnrolmentRow {
            person: by.person,
            proof,
            at: now.business,
            starts,
            at_zero: agreed.at_zero,
            disclosure: agreed.disclosure,
        };
        tx.add_enrolment(account, &enrolled).await?;
        let word = agreed.at_zero.word();
        let detail = format!("enrolled, at zero {word}, from {}", starts.as_millis());
        tx.program_changed(account, by.person, now.business, &detail)
            .await?;
        self.show_again(&mut tx, now, chance, account).await?;
        tx.watch(account, now.business, false).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// How it is known that the customer wants this: their own session, or what a caller has proved
/// to the representative (SC6.2).
pub(crate) async fn proof(
    tx: &mut Tx,
    now: Now,
    by: Actor,
    account: AccountId,
) -> Result<String, CssError> {
    match by.role {
        Role::Customer => Ok("session".to_owned()),
        Role::Representative | Role::Utility | Role::Installer => {
            identity::required(tx, now, by.person, account).await?;
            let proof = tx.identity_proof(account, by.person, now.real).await?;
            proof.ok_or(CssError::NotVerified(account))
        }
    }
}

async fn read(tx: &mut Tx, account: AccountId) -> Result<(AccountRow, Meter), CssError> {
    let unknown = || CssError::UnknownAccount(account);
    let row = tx.account(account).await?.ok_or_else(unknown)?;
    let meter = tx.meter(row.meter).await?.ok_or_else(unknown)?;
    Ok((row, meter))
}

async fn facts(tx: &mut Tx, now: Now, row: &AccountRow, meter: &Meter) -> Result<Facts, CssError> {
    let (program, _) = program::facts(tx, row, meter, now.business).await?;
    let class = tx.standing(row.id).await?.and_then(|known| known.class);
    // What is owed on the monthly bill is below zero there.
    let owed = -tx.balance(Book::Receivable(row.id)).await?;
    Ok(Facts {
        program,
        class,
        owed,
        leaving: tx.move_out(row.id).await?.is_some(),
    })
}

/// Adds protections that the customer claims. One that holds longer stays as it is.
async fn protect(
    tx: &mut Tx,
    now: Timestamp,
    account: AccountId,
    needs: &[Need],
    rated: Watts,
) -> Result<(), CssError> {
    let known = tx.standing(account).await?;
    let mut standing = known.unwrap_or_else(|| Standing::unknown(rated));
    standing.protections.retain(|one| one.holds(now));
    let until = now + SELF_CERTIFIED;
    for need in needs {
        let flag = need.flag();
        let longer = |one: &Protection| one.flag == flag && one.holds(until);
        if standing.protections.iter().any(longer) {
            continue;
        }
        standing.protections.retain(|one| one.flag != flag);
        if standing.protections.len() < Standing::PROTECTIONS_MAX {
            standing.protections.push(Protection {
                flag,
                until: Some(until),
            });
        }
    }
    tx.set_standing(account, &standing).await?;
    Ok(())
}

/// The text of this digest, when it is one that is shown now.
fn shown(digest: [u8; 32]) -> Option<Text> {
    let tags = ami_locales::LOCALES.iter().map(|row| row.tag);
    tags.filter_map(disclosure::current)
        .find(|text| text.digest() == digest)
}

fn kept(text: &Text) -> DisclosureRow {
    DisclosureRow {
        digest: text.digest(),
        name: text.name.to_owned(),
        version: text.version,
        locale: text.locale.to_owned(),
        body: text.body.to_owned(),
    }
}
