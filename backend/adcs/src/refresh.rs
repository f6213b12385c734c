//! One look at an account, and what follows from it for meter, in-home display and website
//! (SC1.12, SC1.13, FR-08, FR-09): one `DisplayView`, computed once, carried unchanged to all.

use crate::lineage::{Place, place, tariff_at};
use crate::{AdcsError, Terms, event_view, program, request, schedule};
use ami_domain::behind::{Behind, debt_of_day};
use ami_domain::chance::Chance;
use ami_domain::clock::Now;
use ami_domain::command::CommandKind;
use ami_domain::debt::DEBTS_MAX;
use ami_domain::display::{Ahead, DisplayView, Standing};
use ami_domain::energy::WattHours;
use ami_domain::forecast::{Basis, energy_for};
use ami_domain::id::AccountId;
use ami_domain::ledger::Book;
use ami_domain::money::{Money, Round};
use ami_domain::policy::Policy;
use ami_domain::program::LowAt;
use ami_domain::tariff::{Meterage, Tariff};
use ami_domain::time::{Span, Timestamp, Window, Zone};
use ami_domain::usage::{Interval, Profile};
use ami_domain::view::{Inputs, standing_with, view_with};
use ami_mdms::feed::{self, Change};
use ami_mdms::history;
use ami_store::{AccountRow, EventRow, Meter, Tx};

/// An interval is waited for so long at most before a view goes out without it.
const LATE_MAX: Span = Span::minutes(5);

/// No look goes further back.
const REACH: Span = Span::days(430);

/// Everything about an account that estimates, credits and views are computed from; read once.
#[derive(Debug)]
pub struct Look {
    /// The account as it stood.
    pub account: AccountRow,
    /// Its meter.
    pub meter: Meter,
    /// Where it is.
    pub zone: Zone,
    /// What it pays by.
    pub tariff: Tariff,
    /// Intervals of the last eight weeks, and further back where charging begins earlier: of its
    /// whole billing period. Those of prepayment events are there without energy, as missing: they
    /// are not the account's.
    pub history: Vec<Interval>,
    /// The same with everything that was used here.
    pub(crate) everything: Vec<Interval>,
    /// Events at this site since then, and those of the next 24 h.
    pub(crate) events: Vec<EventRow>,
    /// Where the meter stood at `account.charged_until`.
    pub meterage: Meterage,
    /// What lies ahead at zero.
    pub ahead: Ahead,
    /// The intervals begin here.
    pub(crate) history_from: Timestamp,
    pub(crate) profile: Profile,
    policy: Policy,
    pub(crate) now: Timestamp,
}

/// Looks at an account.
///
/// # Errors
/// [`AdcsError::Unknown`] when its meter, place, zone or tariff is not known; else when the store
/// fails.
pub async fn look(
    tx: &mut Tx,
    now: Now,
    terms: &Terms,
    account: AccountRow,
) -> Result<Look, AdcsError> {
    let Place {
        meter,
        zone,
        tariff,
    } = place(tx, terms, &account).await?;
    let start = begins(&zone, now.business, &account);
    let window = Window {
        start: start.floor_to(meter.interval),
        end: now.business,
    };
    let everything = history::of_account(tx, &account, &meter, window).await?;
    let wide = Window {
        // With the event that starts in exactly 24 h: that is when it is first shown.
        end: now.business + schedule::AHEAD + Span::millis(1),
        ..window
    };
    let events = tx.events_at_site(account.id, wide).await?;
    let history = event_view::without(&everything, &events);
    let meterage = stands(&tariff, &zone, &history, window.start, &account);
    let ahead = program::ahead(tx, terms, &account, &meter, &zone, now.business).await?;
    let profile = Profile::learn(&history, now.business, &zone, &tariff.holidays);
    Ok(Look {
        account,
        meter,
        zone,
        tariff,
        history,
        everything,
        events,
        meterage,
        ahead,
        history_from: window.start,
        profile,
        policy: terms.policy.clone(),
        now: now.business,
    })
}

/// Looks at the place of an event for whoever pays for it: by a guest's prices where that is not
/// the customer who lives there.
///
/// # Errors
/// As [`look`].
pub async fn look_for(
    tx: &mut Tx,
    now: Now,
    terms: &Terms,
    site: AccountRow,
    payer: AccountId,
) -> Result<Look, AdcsError> {
    let mut look = look(tx, now, terms, site).await?;
    if payer != look.account.id {
        look.tariff = tariff_at(tx, terms, &look.account, payer).await?;
    }
    Ok(look)
}

/// Eight weeks back, and further where charging begins earlier: with the whole billing period and
/// the day before it, since the prices of its hours depend on those.
fn begins(zone: &Zone, now: Timestamp, account: &AccountRow) -> Timestamp {
    let day = zone.civil(account.charged_until - Span::millis(1)).day;
    let period = Meterage::starting(day.plus(-1), account.bill_day).billed_from;
    let first = zone.start_of(period.plus(-1)).max(now - REACH);
    first.min(now - Profile::HISTORY)
}

/// Where the meter stands at the end of what is charged; `known` is where the history begins.
fn stands(
    tariff: &Tariff,
    zone: &Zone,
    history: &[Interval],
    known: Timestamp,
    account: &AccountRow,
) -> Meterage {
    let when = (account.opened_at.max(known), account.charged_until);
    Meterage::charged(tariff, zone, history, when, account.bill_day)
}

impl Look {
    /// What looks ahead rest on.
    pub fn basis(&self) -> Basis<'_> {
        Basis {
            zone: &self.zone,
            tariff: &self.tariff,
            profile: &self.profile,
            meterage: self.meterage,
            charged_until: self.account.charged_until,
            now: self.now,
        }
    }

    /// The same look after the account was charged: what was learnt of the home stays.
    #[must_use]
    pub fn charged(mut self, account: AccountRow) -> Self {
        let known = self.history_from;
        self.meterage = stands(&self.tariff, &self.zone, &self.history, known, &account);
        self.account = account;
        self
    }

    /// The energy that this much money buys here (SC1.6).
    pub fn credit(&self, balance: Money) -> WattHours {
        energy_for(&self.basis(), balance, Round::InUtilitysFavour)
    }

    /// The view with this balance.
    pub fn view(&self, balance: Money, seq: u64, previous: Option<&DisplayView>) -> DisplayView {
        view_with(&self.inputs(balance, seq, previous), &self.profile)
    }

    /// How the balance stands in that view, for a small part of its cost.
    pub fn standing(&self, balance: Money, previous: Option<&DisplayView>) -> Standing {
        standing_with(&self.inputs(balance, 0, previous), &self.profile)
    }

    /// When the balance counts as low.
    pub(crate) fn low(&self) -> LowAt {
        let set = self.account.low;
        set.unwrap_or(LowAt::Time(self.policy.low_threshold))
    }

    pub(crate) fn least(&self) -> Money {
        self.policy.payment_min
    }

    fn inputs(&self, balance: Money, seq: u64, previous: Option<&DisplayView>) -> Inputs<'_> {
        Inputs {
            seq,
            mode: self.account.mode,
            at_zero: self.account.at_zero,
            balance,
            cut_off: Money::ZERO,
            tariff: &self.tariff,
            zone: &self.zone,
            history: &self.history,
            meterage: self.meterage,
            charged_until: self.account.charged_until,
            low: self.low(),
            ahead: Some(self.ahead),
            policy: &self.policy,
            previous: previous.map(|view| view.standing),
            now: self.now,
        }
    }
}

/// Computes the view, keeps it for the website, and sends the same one to the meter, which hands
/// it to the in-home display. Website and meter can only differ by the time of one message, and
/// while somebody else's event runs at the site: the meter then shows that and nothing else (SC3).
///
/// # Errors
/// When the store fails.
pub async fn show(
    tx: &mut Tx,
    now: Now,
    chance: &mut dyn Chance,
    terms: &Terms,
    look: &Look,
) -> Result<DisplayView, AdcsError> {
    let account = &look.account;
    let funds = tx.funds(account.id).await?;
    let balance = funds.spendable();
    let previous = tx.view(account.id).await?;
    let before = previous.as_ref().map(|view| view.seq);
    let seq = tx.next_view(account.meter, before).await?;
    let mut view = look.view(balance, seq, previous.as_ref());
    view.borrowed = -tx.balance(Book::Emergency(account.id)).await?;
    view.event = event_view::shown(tx, look).await?;
    view.behind = Some(Box::new(behind(tx, look, &view, previous.as_ref()).await?));
    let grounds = look.grounds(previous.as_ref().map(|before| before.standing), funds.help);
    tx.save_view(account.id, &view, Some(&grounds)).await?;
    let (due, low) = due(look, &view, now.business, &terms.policy);
    tx.set_shown_at(account.id, now.business, due).await?;
    // What was low before is looked at once more, so that its warnings end.
    if low || previous.is_some_and(|before| is_low(before.standing)) {
        tx.watch(account.id, now.business, false).await?;
    }
    let end = Some(now.business + terms.policy.show_valid);
    let at_meter = event_view::at_meter(&view, look);
    let kind = CommandKind::Show(Box::new(at_meter));
    request::accept(tx, now, chance, account.meter, kind, end).await?;
    feed::tell(tx, now, account.id, Change::View).await?;
    Ok(view)
}

/// What is behind a view, in the few numbers that go with it to the display.
async fn behind(
    tx: &mut Tx,
    look: &Look,
    view: &DisplayView,
    previous: Option<&DisplayView>,
) -> Result<Behind, AdcsError> {
    let account = look.account.id;
    let debts = tx.debts(account, DEBTS_MAX).await?;
    let owing = match debts.is_empty() {
        true => None,
        false => tx.owing(account).await?,
    };
    let held = owing.is_some_and(|owing| owing.is_held(look.now));
    let inputs = look.inputs(view.balance, view.seq, previous);
    Ok(Behind::new(account, &inputs, debt_of_day(&debts, held)))
}

/// When the next view is due though nothing happens, and whether this one is low. Below the
/// threshold it is due at the end of each interval, a little later so that the interval can be in
/// it: one clock for collection, balance and display (FR-02, FR-07, FR-08). Above it once a day,
/// at the hour that the utility has set (FR-09).
fn due(look: &Look, view: &DisplayView, now: Timestamp, policy: &Policy) -> (Timestamp, bool) {
    if !is_low(view.standing) {
        return (policy.refresh_after(&look.zone, now), false);
    }
    let interval = look.meter.interval;
    let late = Span::millis(interval.as_millis() / 4).min(LATE_MAX);
    (now.floor_to(interval) + interval + late, true)
}

const fn is_low(standing: Standing) -> bool {
    match standing {
        Standing::Low | Standing::Zero => true,
        Standing::Ok | Standing::Regular | Standing::Vacant => false,
    }
}
