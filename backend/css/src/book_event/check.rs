//! What a place answers to a request, and what the window will cost (SC2.3, SC2.4, IX-02, IX-03).

use super::{EventError, Wish};
use crate::take_back::hashed;
use crate::{Css, CssError};
use ami_adcs::refresh;
use ami_domain::clock::Now;
use ami_domain::estimate::Estimate;
use ami_domain::event::{self, Answer, FREE_MAX, free_windows};
use ami_domain::explain::CostGrounds;
use ami_domain::id::{AccountId, CostId, LocationId};
use ami_domain::time::{Span, Window, Zone};
use ami_store::{StoreError, Tx};

/// So many costs of an account are kept, the newest, for whoever asks where they come from.
const KEPT: u32 = 8;

/// Free windows are looked for this far around the one that is taken.
const NEAR: Span = Span::days(14);

/// The answer of a place.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The real window that was asked for.
    pub window: Window,
    /// What the place says.
    pub answer: Answer,
    /// Free windows nearby, the nearest first, when it is taken.
    pub free: Vec<Window>,
    /// The expected cost, when it is free.
    pub estimate: Option<Estimate>,
    /// The name under which what it rests on is kept: `cost.ID` explains it.
    pub cost: Option<CostId>,
    /// The place's zone.
    pub zone: Zone,
}

/// The zone and address of a place.
///
/// # Errors
/// [`EventError::UnknownPlace`], or when the store fails.
pub async fn place_of(tx: &mut Tx, location: LocationId) -> Result<(Zone, String), CssError> {
    let place = tx
        .location(location)
        .await?
        .ok_or(EventError::UnknownPlace)?;
    let zone = Zone::named(&place.zone).map_err(|_| EventError::UnknownPlace)?;
    Ok((zone, place.address))
}

impl Css {
    /// Asks a place about a window.
    ///
    /// # Errors
    /// [`EventError::Refused`] when the window is outside the rules, [`EventError::UnknownPlace`],
    /// [`CssError::UnknownAccount`], or when the store fails.
    pub async fn ask_event(
        &self,
        now: Now,
        account: AccountId,
        wish: &Wish,
    ) -> Result<Answered, CssError> {
        let mut tx = self.store.read().await?;
        let payer = tx
            .account(account)
            .await?
            .ok_or(CssError::UnknownAccount(account))?;
        let (zone, _) = place_of(&mut tx, wish.location).await?;
        let asked = Window::new(wish.start, wish.end);
        let asked = asked.ok_or(EventError::Refused(event::EventRefused::Reversed))?;
        let mut answered = Answered {
            window: asked,
            answer: Answer::NotPrepay,
            free: Vec::new(),
            estimate: None,
            cost: None,
            zone,
        };
        let (site, meter) = match self.bookable(&mut tx, &payer, wish).await {
            Ok(found) => found,
            Err(CssError::Event(EventError::NotFree(_))) => return Ok(answered),
            Err(error) => return Err(error),
        };
        let window = event::check(wish.start, wish.end, now.business, meter.interval)
            .map_err(EventError::Refused)?;
        let first =
            (now.business.floor_to(meter.interval) + meter.interval).max(window.start - NEAR);
        let around = Window {
            start: first.min(window.start),
            end: window.end + NEAR,
        };
        let taken = taken(&mut tx, wish.location, around).await?;
        if event::conflict(&taken, window) {
            answered.answer = Answer::Scheduled;
            answered.free = free_windows(&taken, window, around, FREE_MAX);
            // Those that touch the far edges are free and near nothing.
            answered
                .free
                .retain(|one| one.start != around.end - window.length());
        } else {
            answered.answer = Answer::Available;
            let look = refresh::look_for(&mut tx, now, &self.terms, site, account).await?;
            let least = self.terms.policy.payment_min;
            let estimate = look.event_estimate(window, least);
            answered.estimate = Some(estimate);
            let kept = look.event_costed(account, estimate, least);
            drop(tx);
            answered.cost = Some(self.keep_cost(wish.location, &kept).await?);
        }
        Ok(answered)
    }

    /// What was asked has one name: the same question in the same moment has the same answer.
    async fn keep_cost(&self, place: LocationId, kept: &CostGrounds) -> Result<CostId, CssError> {
        let window = kept.said.window;
        let [at, start, end] = [kept.at, window.start, window.end].map(|one| one.as_millis());
        let id = hashed(&[
            "cost",
            &kept.account.to_string(),
            &place.to_string(),
            &format!("{at} {start} {end}"),
        ]);
        let id = CostId::from_bytes(id.to_bytes());
        let mut tx = self.store.begin().await?;
        tx.keep_cost(id, kept, KEPT).await?;
        tx.commit().await?;
        Ok(id)
    }
}

async fn taken(
    tx: &mut Tx,
    location: LocationId,
    around: Window,
) -> Result<Vec<Window>, StoreError> {
    let taken = tx.windows_taken(location, around).await?;
    Ok(taken.into_iter().map(|(_, window)| window).collect())
}
