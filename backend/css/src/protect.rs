//! What protects a customer from being cut, and whose rules hold for them: set and ended by people
//! with a proof, and every change is written down for good. Who is dark when a protection begins
//! gets service back in the same transaction.

mod error;
mod home;

pub use error::ProtectError;

use crate::enrol::Actor;
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clearance::Pack;
use ami_domain::clock::Now;
use ami_domain::energy::Watts;
use ami_domain::id::AccountId;
use ami_domain::protection::{Class, Flag, Friendly, Protection, Standing};
use ami_domain::time::{Span, Timestamp, Zone};
use ami_store::{AccountRow, Noted, ProtectionNote, Tx};

/// Notes that a page shows at most.
pub const NOTES: u32 = 50;
/// Most characters in the name of a place.
pub const PLACE_MAX: usize = 80;

/// What protects a customer, and what was said of it.
#[derive(Debug, Clone)]
pub struct Protected {
    /// What holds; `None` when nothing is known of the customer, who is protected by that alone.
    pub standing: Option<Standing>,
    /// Since when they live there, as far as their use is theirs to see; `None` when the account
    /// is closed.
    pub lives_since: Option<Timestamp>,
    /// The newest notes first; at most [`NOTES`].
    pub notes: Vec<ProtectionNote>,
    /// The rules of their jurisdiction; `None`: the utility's own text.
    pub pack: Option<Pack>,
    /// A customer may certify a need themselves, and it holds for so many days.
    pub certify_days: Option<u16>,
}

/// Whose rules hold for a customer, and their own hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesOf {
    /// What kind of customer it is; `None` leaves what was said before.
    pub class: Option<Class>,
    /// Name of the place whose weather counts; `None` leaves what was said before.
    pub place: Option<String>,
    /// Such as `us-az`; `None` for the base rules.
    pub jurisdiction: Option<String>,
    /// Hours in which they are never cut.
    pub friendly: Vec<Friendly>,
    /// Why.
    pub proof: String,
}

impl Css {
    /// What protects a customer.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn protections(&self, now: Now, account: AccountId) -> Result<Protected, CssError> {
        let mut tx = self.store.read().await?;
        let row = tx.account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let standing = tx.standing(account).await?;
        let pack = self.pack_of(&mut tx, now, &row, standing.as_ref()).await?;
        let lives_since = if row.is_closed() {
            None
        } else {
            tx.occupancy(&row).await?.map(|own| own.window.start)
        };
        Ok(Protected {
            lives_since,
            certify_days: certify_days(pack),
            notes: tx.protection_notes(account, NOTES).await?,
            pack: pack.cloned(),
            standing,
        })
    }

    /// Sets a protection, or another end of it.
    ///
    /// # Errors
    /// [`ProtectError`] when it cannot be meant or nothing proves it; nothing changed then.
    #[expect(
        clippy::too_many_arguments,
        reason = "one call of a desk; each is said by name"
    )]
    pub async fn protect(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: Actor,
        account: AccountId,
        flag: Flag,
        until: Option<Timestamp>,
        proof: &str,
    ) -> Result<(), CssError> {
        if until.is_some_and(|until| until <= now.business) {
            return Err(ProtectError::Past.into());
        }
        let note = noted(now, by, Noted::Flag(flag), proof)?;
        let note = ProtectionNote { until, ..note };
        self.change(now, chance, account, &note, |standing| {
            standing.protections.retain(|one| one.flag != flag);
            standing.protections.push(Protection { flag, until });
            Ok(())
        })
        .await
    }

    /// The customer certifies a need themselves; it holds for as long as their rules allow.
    ///
    /// # Errors
    /// [`ProtectError::NotAllowed`] where the rules know no such thing, [`ProtectError::Running`]
    /// while one holds: it is not made longer by saying it again.
    pub async fn self_certify(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: Actor,
        account: AccountId,
    ) -> Result<(), CssError> {
        let known = self.protections(now, account).await?;
        let days = known.certify_days.ok_or(ProtectError::NotAllowed)?;
        let until = Some(now.business + Span::days(i64::from(days)));
        let flag = Flag::SelfCertified;
        let note = noted(now, by, Noted::Flag(flag), "said by the customer")?;
        let note = ProtectionNote { until, ..note };
        self.change(now, chance, account, &note, |standing| {
            let runs = |one: &Protection| one.flag == flag && one.holds(now.business);
            if standing.protections.iter().any(runs) {
                return Err(ProtectError::Running);
            }
            standing.protections.retain(|one| one.flag != flag);
            standing.protections.push(Protection { flag, until });
            Ok(())
        })
        .await
    }

    /// Ends a protection. Nothing is switched by it; what follows is decided with its warnings.
    ///
    /// # Errors
    /// [`ProtectError::NotSet`] when it does not hold; [`ProtectError::Proof`] without a reason.
    pub async fn end_protection(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: Actor,
        account: AccountId,
        flag: Flag,
        proof: &str,
    ) -> Result<(), CssError> {
        let note = noted(now, by, Noted::Flag(flag), proof)?;
        let note = ProtectionNote {
            ended: true,
            ..note
        };
        self.change(now, chance, account, &note, |standing| {
            let before = standing.protections.len();
            standing.protections.retain(|one| one.flag != flag);
            if standing.protections.len() == before {
                return Err(ProtectError::NotSet);
            }
            Ok(())
        })
        .await
    }

    /// Says what kind of customer it is, where their weather is, whose rules hold for them, and in
    /// which hours of their own they are never cut.
    ///
    /// # Errors
    /// [`ProtectError::UnknownRules`] for a jurisdiction without a pack; [`ProtectError::Place`]
    /// for a name of a place that is too long; [`ProtectError`] when the hours are none.
    pub async fn set_rules_of(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: Actor,
        account: AccountId,
        rules: &RulesOf,
    ) -> Result<(), CssError> {
        if let Some(name) = &rules.jurisdiction
            && !self
                .terms
                .packs
                .all()
                .iter()
                .any(|pack| pack.jurisdiction == *name)
        {
            return Err(ProtectError::UnknownRules.into());
        }
        if rules
            .place
            .as_ref()
            .is_some_and(|place| place.trim().chars().count() > PLACE_MAX)
        {
            return Err(ProtectError::Place.into());
        }
        let note = noted(now, by, Noted::Rules, &rules.proof)?;
        self.change(now, chance, account, &note, |standing| {
            standing.class = rules.class.or(standing.class);
            if let Some(place) = &rules.place {
                place.trim().clone_into(&mut standing.place);
            }
            standing.jurisdiction.clone_from(&rules.jurisdiction);
            standing.friendly.clone_from(&rules.friendly);
            Ok(())
        })
        .await
    }

    /// Changes what is known of a customer, writes down who did it, and brings service back where
    /// it must be by now: one commit under the account's lock.
    async fn change(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        account: AccountId,
        note: &ProtectionNote,
        change: impl FnOnce(&mut Standing) -> Result<(), ProtectError>,
    ) -> Result<(), CssError> {
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let rated = Watts::new(self.terms.policy.rated_w);
        let known = tx.standing(account).await?;
        let mut standing = known.unwrap_or_else(|| Standing::unknown(rated));
        change(&mut standing)?;
        standing.check(now.business).map_err(ProtectError::from)?;
        tx.set_standing(account, &standing).await?;
        tx.note_protection(account, note).await?;
        self.back_for(&mut tx, now, chance, &row).await?;
        tx.commit().await?;
        tracing::info!(account.id = %account, person.id = %note.person, ended = note.ended,
            what = ?note.what, "What protects a customer was changed");
        Ok(())
    }

    /// The pack that holds for a customer today.
    async fn pack_of(
        &self,
        tx: &mut Tx,
        now: Now,
        row: &AccountRow,
        standing: Option<&Standing>,
    ) -> Result<Option<&Pack>, CssError> {
        let place = tx.location(row.location).await?;
        let zone = place.and_then(|place| Zone::named(&place.zone).ok());
        let day = zone.unwrap_or_else(Zone::utc).civil(now.business).day;
        let named = standing.and_then(|known| known.jurisdiction.as_deref());
        Ok(self.terms.packs.named(named, day))
    }
}

/// For how long a customer may certify a need themselves: as the pack says; where a utility has
/// rules of its own and no pack, for as long as the questions before prepayment protect.
fn certify_days(pack: Option<&Pack>) -> Option<u16> {
    match pack {
        Some(pack) => pack.certify_days,
        None => u16::try_from(ami_domain::enrol::SELF_CERTIFIED.as_seconds() / 86_400).ok(),
    }
}

fn noted(now: Now, by: Actor, what: Noted, proof: &str) -> Result<ProtectionNote, ProtectError> {
    let proof = proof.trim();
    if proof.chars().count() < 3 || proof.chars().count() > ProtectionNote::PROOF_MAX {
        return Err(ProtectError::Proof);
    }
    Ok(ProtectionNote {
        at: now.business,
        person: by.person,
        what,
        ended: false,
        until: None,
        proof: proof.to_owned(),
    })
}
