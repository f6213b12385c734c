//! What baseline a home is entitled to: its region and whether medical equipment needs power. Said
//! by a person with a reason, from a day on that has not begun, so that no hour that was charged is
//! priced anew.

use crate::enrol::{Actor, EnrolError};
use crate::{Css, CssError};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::id::AccountId;
use ami_domain::tariff::{Entitled, Tariff};
use ami_domain::time::{Day, Zone};
use ami_store::{AccountRow, EntitledNote, Tx};

/// Notes that a page shows at most.
pub const NOTES: u32 = 50;
/// So many days ahead a change may begin.
pub const AHEAD_MAX: i32 = 366;

/// Why a baseline is not taken; nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BaselineError {
    /// The tariff of the account has no such region.
    #[error("the tariff of this account has no such region")]
    Region,
    /// A day that has begun, or is too far ahead.
    #[error("a baseline begins tomorrow at the earliest and in {AHEAD_MAX} days at the latest")]
    Day,
    /// No reason, or one that is too long.
    #[error("say why, in 3 to {} characters", EntitledNote::WHY_MAX)]
    Why,
}

impl BaselineError {
    /// Id of the text that tells a person what to do next.
    pub const fn text_id(self) -> &'static str {
        match self {
            BaselineError::Region => "error-baseline-region",
            BaselineError::Day => "error-baseline-day",
            BaselineError::Why => "error-baseline-why",
        }
    }
    /// The field of the request that is wrong.
    pub const fn field(self) -> &'static str {
        match self {
            BaselineError::Region => "region",
            BaselineError::Day => "from",
            BaselineError::Why => "why",
        }
    }
}

/// What a home is entitled to, and what may be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// By the day from which on it is, in rising order.
    pub entitled: Vec<Entitled>,
    /// What was said, the newest first; at most [`NOTES`].
    pub notes: Vec<EntitledNote>,
    /// Regions of the account's tariff, by name.
    pub regions: Vec<String>,
    /// Whether any baseline is part of the account's tariff.
    pub priced: bool,
    /// Today at the site.
    pub today: Day,
}

impl Css {
    /// What a home is entitled to.
    ///
    /// # Errors
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn baseline(&self, now: Now, account: AccountId) -> Result<Baseline, CssError> {
        let mut tx = self.store.read().await?;
        let row = tx.account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        let tariff = self.terms.tariffs.get(&row.tariff);
        let versions: Vec<&Tariff> = tariff.map_or_else(Vec::new, |one| {
            std::iter::once(one).chain(&one.later).collect()
        });
        Ok(Baseline {
            entitled: tx.entitled(account).await?,
            notes: tx.entitled_notes(account, NOTES).await?,
            regions: regions(&versions),
            priced: versions.iter().any(|version| version.baseline.is_some()),
            today: today(&mut tx, now, &row).await?,
        })
    }

    /// Says what a home is entitled to from a day on; the same day again changes it.
    ///
    /// # Errors
    /// [`BaselineError`], [`EnrolError::Closed`]; nothing changed then.
    pub async fn set_baseline(
        &self,
        now: Now,
        chance: &mut dyn Chance,
        by: Actor,
        account: AccountId,
        entitled: &Entitled,
        why: &str,
    ) -> Result<(), CssError> {
        let known = self.baseline(now, account).await?;
        if !entitled.region.is_empty() && !known.regions.contains(&entitled.region) {
            return Err(BaselineError::Region.into());
        }
        let real = entitled.from.plus(1).plus(-1) == entitled.from;
        let ahead = known.today < entitled.from && entitled.from <= known.today.plus(AHEAD_MAX);
        if !real || !ahead {
            return Err(BaselineError::Day.into());
        }
        let why = why.trim();
        if !(3..=EntitledNote::WHY_MAX).contains(&why.chars().count()) {
            return Err(BaselineError::Why.into());
        }
        let mut tx = self.store.begin().await?;
        let row = tx.lock_account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        if row.is_closed() {
            return Err(EnrolError::Closed.into());
        }
        tx.set_entitled(account, entitled).await?;
        let note = EntitledNote {
            at: now.business,
            person: by.person,
            entitled: entitled.clone(),
            why: why.to_owned(),
        };
        tx.note_entitled(account, &note).await?;
        // The time left is walked over the days to come, so it may be another one by now.
        self.show_again(&mut tx, now, chance, account).await?;
        tx.watch(account, now.business, false).await?;
        tx.commit().await?;
        tracing::info!(account.id = %account, person.id = %by.person, "A baseline was changed");
        Ok(())
    }
}

/// The names of every region in any version, sorted, each once.
fn regions(versions: &[&Tariff]) -> Vec<String> {
    let baselines = versions.iter().filter_map(|one| one.baseline.as_ref());
    let rows = baselines.flat_map(|baseline| &baseline.allowances);
    let named = rows.filter(|row| !row.region.is_empty());
    let mut regions: Vec<String> = named.map(|row| row.region.clone()).collect();
    regions.sort_unstable();
    regions.dedup();
    regions
}

async fn today(tx: &mut Tx, now: Now, row: &AccountRow) -> Result<Day, CssError> {
    let place = tx.location(row.location).await?;
    let zone = place.and_then(|place| Zone::named(&place.zone).ok());
    let zone = zone.unwrap_or_else(Zone::utc);
    Ok(zone.civil(now.business).day)
}
