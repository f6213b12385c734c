//! Where a figure comes from: ledger entries, tariff lines, intervals and profile behind it, in a
//! bundle that computes itself again anywhere.

mod event;
mod money;
mod preview;
mod statement;

pub use money::entries_of;

use crate::book_event::EventError;
use crate::rate::{KINDS, Kind, name};
use crate::stands::{POSTED_MAX, reversal};
use crate::{Css, CssError, debt};
use ami_adcs::lineage::{self, Place};
use ami_domain::explain::{Bundle, Charge, ChargesSubject, LineageId, Subject};
use ami_domain::id::{AccountId, TransferId};
use ami_domain::ledger::{Reason, Transfer};
use ami_domain::tariff::Meterage;
use ami_domain::time::{Span, Timestamp, Window, Zone};
use ami_domain::usage::Interval;
use ami_store::{AccountRow, StoreError, Tx};
use std::collections::BTreeMap;

/// The charges of so long a stretch are explained at once.
pub const WINDOW_MAX: Span = Span::days(32);

/// The last interval before a stretch is looked for so far back: as far as any look goes.
const REACH: Span = Span::days(430);

impl Css {
    /// Whose figure it is; `None` when it is no customer's, or nobody knows it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn figure_of(&self, lineage: LineageId) -> Result<Option<AccountId>, CssError> {
        Ok(match lineage {
            LineageId::View { account, .. }
            | LineageId::Estimate { account, .. }
            | LineageId::Charges { account, .. }
            | LineageId::Statement { account, .. }
            | LineageId::Owed(account)
            | LineageId::Books(account)
            | LineageId::Hold(account)
            | LineageId::Recovery { account, .. }
            | LineageId::Preview { account, .. }
            | LineageId::Conversion { account, .. } => Some(account),
            LineageId::Alert(id) => {
                let mut tx = self.store.read().await?;
                tx.notice_figures(id).await?.map(|figures| figures.account)
            }
            LineageId::Cost(id) => {
                let mut tx = self.store.read().await?;
                tx.shown_cost(id).await?.map(|cost| cost.account)
            }
            LineageId::Event(id) => {
                let mut tx = self.store.read().await?;
                tx.event(id).await?.map(|event| event.account)
            }
            LineageId::Payment(id) => {
                let mut tx = self.store.read().await?;
                tx.payment(id).await?.map(|payment| payment.account)
            }
            LineageId::Entry(id) => {
                let mut tx = self.store.read().await?;
                match tx.transfer(id).await? {
                    Some(entry) => owner(&mut tx, &entry).await?,
                    None => None,
                }
            }
        })
    }

    /// Everything behind a figure. Of views the newest is known, whatever number was asked for:
    /// what it says is in the bundle. `None` when there is no such figure.
    ///
    /// # Errors
    /// [`CssError::WindowTooLong`], [`CssError::UnknownAccount`], or when the store fails.
    pub async fn explain(&self, lineage: LineageId) -> Result<Option<Bundle>, CssError> {
        let Some(account) = self.figure_of(lineage).await? else {
            return Ok(None);
        };
        // Before the store is held: who waits for a second reader with the first in hand may wait
        // for ever.
        let calendar = self.utility_zone().await?;
        let mut tx = self.store.read().await?;
        let row = tx.account(account).await?;
        let row = row.ok_or(CssError::UnknownAccount(account))?;
        match lineage {
            LineageId::View { .. } => {
                let subject = lineage::view_subject(&mut tx, &self.terms, &row).await?;
                Ok(subject.map(|view| {
                    let seq = view.shown.seq;
                    let lineage = LineageId::View { account, seq };
                    Bundle::new(lineage, Subject::View(Box::new(view)))
                }))
            }
            LineageId::Estimate { window, .. } => {
                let estimate = lineage::estimate_subject(&mut tx, &self.terms, &row, window).await;
                let subject = |estimate| Subject::Estimate(Box::new(estimate));
                Ok(estimate?.map(|estimate| Bundle::new(lineage, subject(estimate))))
            }
            LineageId::Charges { window, .. } => {
                let charges = self.charges(&mut tx, &row, window).await?;
                Ok(Some(Bundle::new(lineage, charges)))
            }
            LineageId::Alert(id) => {
                let (said, figures) = (tx.notice(id).await?, tx.notice_figures(id).await?);
                let Some((said, figures)) = said.zip(figures) else {
                    return Ok(None);
                };
                let told = (id, said.text);
                let alert = lineage::alert_subject(&mut tx, &row, told, figures).await?;
                Ok(Some(Bundle::new(lineage, Subject::Alert(Box::new(alert)))))
            }
            LineageId::Cost(id) => {
                let Some(grounds) = tx.shown_cost(id).await? else {
                    return Ok(None);
                };
                let zone = Zone::named(&grounds.zone).map_err(|_| EventError::UnknownPlace)?;
                let cost = Subject::Cost(Box::new(grounds.subject(id, &zone)));
                Ok(Some(Bundle::new(lineage, cost)))
            }
            LineageId::Event(id) => {
                let event = self.event_behind(&mut tx, id).await?;
                let subject = |event| Subject::Event(Box::new(event));
                Ok(event.map(|event| Bundle::new(lineage, subject(event))))
            }
            LineageId::Statement { from, .. } => {
                let statement = statement::statement(&mut tx, &row, &calendar, from).await?;
                Ok(statement.map(|statement| Bundle::new(lineage, statement)))
            }
            LineageId::Payment(id) => {
                let Some(payment) = tx.payment(id).await? else {
                    return Ok(None);
                };
                let payment = money::payment(&mut tx, &row, &payment).await?;
                let payment = Subject::Payment(Box::new(payment));
                Ok(Some(Bundle::new(lineage, payment)))
            }
            LineageId::Owed(_) => {
                let owed = Subject::Owed(Box::new(money::owed(&mut tx, &row).await?));
                Ok(Some(Bundle::new(lineage, owed)))
            }
            LineageId::Books(_) => {
                let books = Subject::Books(Box::new(money::books(&mut tx, &row).await?));
                Ok(Some(Bundle::new(lineage, books)))
            }
            LineageId::Hold(_) => {
                let hold = tx.hold_grounds(account).await?;
                let subject = |hold| Subject::Hold(Box::new(hold));
                Ok(hold.map(|hold| Bundle::new(lineage, subject(hold))))
            }
            LineageId::Recovery { day, .. } => {
                let at = debt::zone(&mut tx, &row).await?.start_of(day);
                let day = money::recovery(&mut tx, &row, at).await?;
                Ok(day.map(|day| Bundle::new(lineage, day)))
            }
            LineageId::Preview { to, at, .. } => {
                let preview = tx.shown_preview(account, to, at).await?;
                let subject = |preview| Subject::Preview(Box::new(preview));
                Ok(preview.map(|preview| Bundle::new(lineage, subject(preview))))
            }
            LineageId::Conversion { at, .. } => {
                let change = money::conversion(&mut tx, &row, at).await?;
                Ok(change.map(|change| Bundle::new(lineage, change)))
            }
            LineageId::Entry(id) => self.entry(&mut tx, &row, id).await,
        }
    }

    /// A charge by its interval, with all that was posted for that; the use and the return of an
    /// event by that event; what a day paid of debt by that day; any other entry by itself.
    async fn entry(
        &self,
        tx: &mut Tx,
        row: &AccountRow,
        id: TransferId,
    ) -> Result<Option<Bundle>, CssError> {
        let Some(entry) = tx.transfer(id).await? else {
            return Ok(None);
        };
        let charge = if let Reason::Reversal(charge) = entry.reason {
            tx.transfer(charge).await?
        } else {
            Some(entry)
        };
        let start = charge.and_then(|charge| charge.reason.interval());
        if let Reason::DebtDay(at) = entry.reason
            && let Some(day) = money::recovery(tx, row, at).await?
        {
            return Ok(Some(Bundle::new(LineageId::Entry(id), day)));
        }
        let event = match entry.reason {
            Reason::EventUsage { event, .. } | Reason::EventReturn(event) => Some(event),
            _ => None,
        };
        if let Some(event) = event
            && let Some(event) = self.event_behind(tx, event).await?
            && event.has(id)
        {
            let subject = Subject::Event(Box::new(event));
            return Ok(Some(Bundle::new(LineageId::Entry(id), subject)));
        }
        let subject = match start {
            None => Subject::Entry { entry },
            Some(start) => {
                let end = start + Span::millis(1);
                self.charges(tx, row, Window { start, end }).await?
            }
        };
        Ok(Some(Bundle::new(LineageId::Entry(id), subject)))
    }

    async fn charges(
        &self,
        tx: &mut Tx,
        row: &AccountRow,
        window: Window,
    ) -> Result<Subject, CssError> {
        let far = window.start < Timestamp::default();
        if far || window.end <= window.start || window.length() > WINDOW_MAX {
            let days = WINDOW_MAX.as_millis() / Span::days(1).as_millis();
            return Err(CssError::WindowTooLong { days });
        }
        let place = lineage::place(tx, &self.terms, row).await?;
        let (known, history) = known(tx, row, &place, window).await?;
        let mut subject = ChargesSubject {
            account: row.id,
            window,
            zone: place.zone.name().to_owned(),
            bill_day: row.bill_day,
            opened_at: row.opened_at.max(known),
            charged_until: row.charged_until,
            history,
            tariff: place.tariff,
            charges: Vec::new(),
        };
        let lines = subject.lines(&place.zone);
        let starts: Vec<Timestamp> = lines.iter().map(|(start, _)| *start).collect();
        let mut entries = entries(tx, row.id, &starts).await?;
        subject.charges = lines
            .into_iter()
            .map(|(start, lines)| Charge {
                start,
                amount: lines.iter().map(|line| line.amount).sum(),
                lines,
                entries: entries.remove(&start).unwrap_or_default(),
            })
            .collect();
        Ok(Subject::Charges(Box::new(subject)))
    }
}

/// The intervals that the prices of a stretch depend on, and from when on they are known: those of
/// its billing period, and of that of the last interval before it, since the interval that ends a
/// gap owes the days of the gap.
async fn known(
    tx: &mut Tx,
    row: &AccountRow,
    place: &Place,
    window: Window,
) -> Result<(Timestamp, Vec<Interval>), CssError> {
    let begins = |at: Timestamp| {
        let day = place.zone.civil(at - Span::millis(1)).day;
        let period = Meterage::starting(day.plus(-1), row.bill_day).billed_from;
        place.zone.start_of(period.plus(-1))
    };
    let near = begins(window.start);
    let mut start = near;
    let mut history = own(tx, row, place, start, window.end).await?;
    let is_gap = !history.iter().any(|one| one.start < window.start);
    if is_gap && row.opened_at < near {
        start = window.start - REACH;
        history = own(tx, row, place, start, window.end).await?;
        let last = history.iter().rev().find(|one| one.start < window.start);
        start = last.map_or(near, |last| begins(last.end())).min(near);
        history.retain(|one| one.start >= start);
    }
    Ok((start, history))
}

/// The intervals since a moment that were the account's: what was used before it opened prices
/// nothing of it, and is nobody's here to see.
async fn own(
    tx: &mut Tx,
    row: &AccountRow,
    place: &Place,
    start: Timestamp,
    end: Timestamp,
) -> Result<Vec<Interval>, StoreError> {
    let start = start.max(row.opened_at);
    match Window::new(start, end) {
        Some(window) => lineage::intervals(tx, &place.meter, row, window).await,
        None => Ok(Vec::new()),
    }
}

/// The customer whose book an entry moves, or whose event it is of.
async fn owner(tx: &mut Tx, entry: &Transfer) -> Result<Option<AccountId>, StoreError> {
    let account = entry.from.account().or(entry.to.account());
    if account.is_some() {
        return Ok(account);
    }
    let event = match entry.from.event().or(entry.to.event()) {
        Some(event) => tx.event(event).await?,
        None => None,
    };
    Ok(event.map(|event| event.account))
}

/// The entries of intervals, with those that were taken back and what took them back.
async fn entries(
    tx: &mut Tx,
    account: AccountId,
    starts: &[Timestamp],
) -> Result<BTreeMap<Timestamp, Vec<Transfer>>, CssError> {
    let kinds = |start: &Timestamp| KINDS.map(|kind| (*start, kind));
    let named = |(start, kind): &(Timestamp, Kind), posted| name(account, *kind, *start, posted);
    posted(tx, starts.iter().flat_map(kinds).collect(), named).await
}

/// Everything that was posted under names of charges, by the interval that each is of.
async fn posted<K>(
    tx: &mut Tx,
    mut open: Vec<(Timestamp, K)>,
    name: impl Fn(&(Timestamp, K), u32) -> TransferId,
) -> Result<BTreeMap<Timestamp, Vec<Transfer>>, CssError> {
    let mut found: BTreeMap<Timestamp, Vec<Transfer>> = BTreeMap::new();
    for posted in 0..POSTED_MAX {
        let ids: Vec<TransferId> = open
            .iter()
            .map(|one| name(one, posted))
            .flat_map(|id| [id, reversal(id)])
            .collect();
        let known = tx.transfers_named(&ids).await?;
        open.retain(|one| {
            let id = name(one, posted);
            let (charge, back) = (known.get(&id), known.get(&reversal(id)));
            let entries = found.entry(one.0).or_default();
            entries.extend(charge);
            entries.extend(back);
            back.is_some()
        });
        if open.is_empty() {
            break;
        }
    }
    Ok(found)
}
