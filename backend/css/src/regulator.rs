//! The regulator's report, counted day by day and page by page: each page is one short look at the
//! store, so that a year of a large town neither fills memory nor holds the store.

use crate::{Css, CssError};
use ami_domain::clearance::Reduce;
use ami_domain::clock::Now;
use ami_domain::regulator::{Line, Promise, Reduced, Tally, TextKind, Told, ZERO_TOLD_WITHIN};
use ami_domain::time::{Day, Span, Timestamp, Window, Zone};
use ami_store::{ReportedDecision, ReportedText, Ruling};

/// One report spans at most so many days: a year, also a leap one.
pub const DAYS_MAX: i64 = 366;
/// Decisions or texts of one page.
const PAGE: u32 = 1_000;

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The first day.
    pub from: Day,
    /// The first day after.
    pub until: Day,
    /// When it was made.
    pub made_at: Timestamp,
    /// The utility's own calendar.
    pub zone: Zone,
    /// What may be published.
    pub lines: Vec<Line>,
}

impl Css {
    /// Counts what is on record of the days from `from` and before `until`, by the utility's
    /// calendar.
    ///
    /// # Errors
    /// [`CssError::WindowTooLong`] when there is no day in it, more than [`DAYS_MAX`], or one that
    /// no calendar has; else when the store fails.
    pub async fn regulator_report(
        &self,
        now: Now,
        from: Day,
        until: Day,
    ) -> Result<Report, CssError> {
        let zone = self.utility_zone().await?;
        let whole = Window {
            start: zone.start_of(from),
            end: zone.start_of(until),
        };
        // With an hour more: the clock may have been put back in between.
        let most = Span::days(DAYS_MAX) + Span::hours(1);
        let is_day = |day: Day| zone.civil(zone.start_of(day)).day == day;
        if until <= from || whole.length() > most || !is_day(from) || !is_day(until) {
            return Err(CssError::WindowTooLong { days: DAYS_MAX });
        }
        let mut tally = Tally::default();
        self.count_holds(&mut tally, whole.start).await?;
        let mut day = from;
        while day < until && zone.start_of(day) <= now.business {
            let next = day.plus(1);
            let window = Window {
                start: zone.start_of(day),
                end: zone.start_of(next),
            };
            tally.begin_day(window.start);
            self.count_decisions(&mut tally, window).await?;
            self.count_texts(&mut tally, now, window).await?;
            day = next;
        }
        Ok(Report {
            from,
            until,
            made_at: now.business,
            zone,
            lines: tally.lines(),
        })
    }

    /// What was decided before the first day and still held then.
    async fn count_holds(&self, tally: &mut Tally, start: Timestamp) -> Result<(), CssError> {
        let mut after = None;
        loop {
            let mut tx = self.store.read().await?;
            let page = tx.holds_ended(start, after, PAGE).await?;
            drop(tx);
            for one in &page {
                tally.held_before(one.meter, &one.holds, one.until);
            }
            let Some(last) = page.last().filter(|_| page.len() >= PAGE as usize) else {
                break;
            };
            after = Some((last.until, last.decision));
        }
        let mut after = None;
        loop {
            let mut tx = self.store.read().await?;
            let page = tx.holds_open(start, after, PAGE).await?;
            drop(tx);
            for one in &page {
                tally.held_before(one.meter, &one.holds, one.until);
            }
            let Some(last) = page.last().filter(|_| page.len() >= PAGE as usize) else {
                return Ok(());
            };
            after = Some((last.meter, last.cause));
        }
    }

    async fn count_decisions(&self, tally: &mut Tally, window: Window) -> Result<(), CssError> {
        let mut after = None;
        loop {
            let mut tx = self.store.read().await?;
            let page = tx.decisions_in(window, after, PAGE).await?;
            drop(tx);
            page.iter().for_each(|one| decided(tally, one));
            let Some(last) = page.last().filter(|_| page.len() >= PAGE as usize) else {
                return Ok(());
            };
            after = Some((last.decision.facts.at, last.decision.id));
        }
    }

    async fn count_texts(
        &self,
        tally: &mut Tally,
        now: Now,
        window: Window,
    ) -> Result<(), CssError> {
        let mut after = None;
        loop {
            let mut tx = self.store.read().await?;
            let page = tx.texts_in(window, after, ZERO_TOLD_WITHIN, PAGE).await?;
            drop(tx);
            page.iter().for_each(|one| told(tally, now, one));
            let Some(last) = page.last().filter(|_| page.len() >= PAGE as usize) else {
                return Ok(());
            };
            after = Some((last.issued, last.message));
        }
    }
}

fn decided(tally: &mut Tally, one: &ReportedDecision) {
    let facts = &one.decision.facts;
    match one.decision.ruling {
        Ruling::Held | Ruling::Quarantined => {
            tally.held(facts.meter, &one.decision.holds, one.held_until);
        }
        Ruling::Cleared => {
            let Some(done_at) = one.done_at else {
                return;
            };
            let back_at = match facts.what {
                Reduce::Disconnect => one.on_at,
                Reduce::Limit(_) => one.whole_at,
            };
            let observed = facts.weather.as_ref().and_then(|all| all.observed.as_ref());
            tally.reduced(&Reduced {
                meter: facts.meter,
                what: facts.what,
                cause: facts.cause,
                class: facts.standing.as_ref().and_then(|known| known.class),
                lasted: back_at.map(|at| at.since(done_at).max(Span::ZERO)),
                observed_c10: observed.map(|observed| observed.now_c10),
            });
        }
    }
}

fn told(tally: &mut Tally, now: Now, one: &ReportedText) {
    let kind = TextKind::of(&one.audience);
    let account = one.account;
    tally.told(&Told {
        account,
        kind,
        issued: one.issued,
        at_meter: one.at_meter,
        shown: one.shown,
    });
    if let Some(until) = one.promised_until.filter(|_| kind == TextKind::LowBalance) {
        let promise = Promise {
            account,
            until,
            zero_at: one.zero_at,
            paid_at: one.paid_at,
        };
        tally.promised(&promise, now.business);
    }
}
