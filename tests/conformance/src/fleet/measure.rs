//! From the records of a district to figures: commands and receipts as production keeps them.

use super::check::Bought;
use super::district::{Counts, District};
use super::home::Home;
use ami_domain::command::CommandKind;
use ami_domain::conformance::{Class, Delivery, End, Figures, Share, Spread, Success, Tally};
use ami_domain::event::MeterEvent;
use ami_domain::id::MeterId;
use ami_domain::time::{Span, Timestamp};
use ami_store::limits::LIST_MAX;
use ami_store::{CommandState, DeliveryRow};
use std::collections::{BTreeMap, HashMap};

const DAY: Span = Span::hours(24);
/// A message may be this long under way before a gap counts.
/// What was asked in the last minutes of a simulation may be under way at its end.
const LATEST: Span = Span::minutes(30);
const GRACE: Span = Span::seconds(60);

/// Everything that a fleet's records say. Districts add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Measured {
    /// Times, retries, leads, ends.
    pub figures: Figures,
    /// Groups of meters that did alike, for NFR-12: with and without those that had no power.
    pub all: [Alike; 2],
    /// The same for what moves supply (NFR-13).
    pub supply: [Alike; 2],
    /// Meter-days with a balance at the meter (FR-09), of meters that had power that day.
    pub balance_daily: Share,
    /// The longest time between two balances at one meter that had power.
    pub balance_gap: Spread,
    /// Meter-days with intervals collected (FR-20).
    pub collected_daily: Share,
    /// What happened.
    pub counts: Counts,
    /// What does not hold.
    pub faults: Vec<String>,
    /// Meters.
    pub meters: u64,
}

/// Meters by what they were asked and did.
pub type Alike = BTreeMap<(u64, u64), u64>;

impl Measured {
    /// Adds a district.
    pub fn merge(&mut self, other: Measured) {
        self.figures.merge(&other.figures);
        for (mine, theirs) in [(&mut self.all, other.all), (&mut self.supply, other.supply)] {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                for (share, meters) in theirs {
                    *mine.entry(share).or_default() += meters;
                }
            }
        }
        self.balance_daily = self.balance_daily.plus(other.balance_daily);
        self.balance_gap.merge(&other.balance_gap);
        self.collected_daily = self.collected_daily.plus(other.collected_daily);
        self.counts.merge(other.counts);
        self.faults.extend(other.faults);
        self.meters += other.meters;
    }

    /// The groups of NFR-12 or NFR-13 from meters that did alike.
    pub fn success(alike: &Alike) -> Success {
        let share =
            |((part, whole), meters): (&(u64, u64), &u64)| (Share::new(*part, *whole), *meters);
        Success::of_alike(alike.iter().map(share))
    }
}

/// What is gathered of one meter.
#[derive(Default)]
struct One {
    all: Tally,
    supply: Tally,
    balances: Vec<Timestamp>,
    bought: Bought,
}

impl District {
    /// Reads the records and checks what must hold.
    pub(crate) async fn measure(&self) -> anyhow::Result<Measured> {
        let mut measured = Measured {
            counts: self.counts,
            meters: self.homes.len() as u64,
            ..Measured::default()
        };
        let homes: HashMap<MeterId, usize> = self
            .homes
            .iter()
            .enumerate()
            .map(|(at, home)| (home.meter_id, at))
            .collect();
        let mut ones: Vec<One> = self.homes.iter().map(|_| One::default()).collect();
        let mut after = None;
        loop {
            let mut tx = self.css.store.read().await?;
            let page = tx.deliveries(after, LIST_MAX).await?;
            for row in &page {
                let Some(at) = homes.get(&row.meter).copied() else {
                    measured.faults.push(format!("{} has no home", row.message));
                    continue;
                };
                self.note(row, at, &mut ones[at], &mut measured)?;
                if row.kind == "prepay" && row.state == CommandState::Receipted {
                    let command = tx.command(row.message).await?;
                    if let Some(CommandKind::Prepay(one)) = command.map(|row| row.command.kind) {
                        ones[at].bought.energy += one.credit;
                        ones[at].bought.payments.push(one.payment);
                    }
                }
            }
            match page.last() {
                Some(last) if page.len() == LIST_MAX as usize => after = Some(last.message),
                _ => break,
            }
        }
        for (home, one) in self.homes.iter().zip(&mut ones) {
            self.daily(home, one, &mut measured);
        }
        let bought: Vec<Bought> = ones.into_iter().map(|one| one.bought).collect();
        measured.faults.extend(self.faults(&bought).await?);
        measured.counts.switched = self
            .homes
            .iter()
            .map(|home| home.switched.len() as u64)
            .sum();
        Ok(measured)
    }

    fn note(
        &self,
        row: &DeliveryRow,
        at: usize,
        one: &mut One,
        measured: &mut Measured,
    ) -> anyhow::Result<()> {
        let delivery = delivery(row, |from, to| self.homes[at].lit(from, to), self.end)?;
        if row.state.is_open() && row.due_at + LATEST < self.clock.business() {
            let message = row.message;
            measured
                .faults
                .push(format!("{message} ({}) is still open after calm", row.kind));
        }
        measured.figures.add(&delivery);
        if delivery.counts() {
            one.all.count(delivery.succeeded(), delivery.powered);
            if delivery.class.moves_supply() {
                one.supply.count(delivery.succeeded(), delivery.powered);
            }
        }
        if delivery.class == Class::Balance
            && let End::Done(at) = delivery.end
        {
            one.balances.push(at);
        }
        Ok(())
    }

    /// Day by day from the first midnight on: did the balance come, were intervals collected?
    fn daily(&self, home: &Home, one: &mut One, measured: &mut Measured) {
        one.balances.sort_unstable();
        let gaps = one.balances.windows(2).filter_map(|pair| {
            let [from, to] = pair else { return None };
            home.lit(*from, *to).then(|| to.since(*from))
        });
        if let Some(longest) = gaps.max() {
            measured.balance_gap.add(Some(longest));
        }
        let mut day = super::clock::START;
        while day + DAY <= self.end {
            let end = day + DAY + GRACE;
            if home.lit(day, end) {
                let within = |all: &[Timestamp]| {
                    let first = all.partition_point(|at| *at < day);
                    all.get(first).is_some_and(|at| *at <= end)
                };
                measured.balance_daily.count(within(&one.balances));
                measured.collected_daily.count(within(&home.collected));
            }
            day = day + DAY;
        }
        for (mine, tally) in [
            (&mut measured.all, one.all),
            (&mut measured.supply, one.supply),
        ] {
            for (alike, share) in mine.iter_mut().zip([tally.all, tally.powered]) {
                if share.whole > 0 {
                    *alike.entry((share.part, share.whole)).or_default() += 1;
                }
            }
        }
    }
}

/// A stored row as a record of delivery. `lit` says whether its meter had power between two
/// moments; `end` is when the simulation's last message could have been asked for.
fn delivery(
    row: &DeliveryRow,
    lit: impl Fn(Timestamp, Timestamp) -> bool,
    end: Timestamp,
) -> anyhow::Result<Delivery> {
    let received = row.received_at.unwrap_or(end);
    let how = match row.state {
        CommandState::Receipted => End::Done(received),
        CommandState::Refused if row.stale => End::Superseded,
        CommandState::Refused => End::Refused(received),
        CommandState::Expired => End::Expired,
        CommandState::Superseded => End::Superseded,
        CommandState::Queued | CommandState::Sent => End::Open,
    };
    let starts_at = match &row.event {
        Some(body) => event_start(body)?,
        None => None,
    };
    // What never had a receipt was tried for as long as it mattered: look at its first day.
    let until = how
        .receipted_at()
        .unwrap_or_else(|| (row.due_at + DAY).min(end.max(row.due_at)));
    Ok(Delivery {
        class: Class::of(&row.kind),
        accepted_at: row.due_at,
        sent_at: row.sent_at,
        end: how,
        attempts: row.attempts,
        again_after: row.first_to_last.filter(|_| row.attempts == 2),
        powered: lit(row.due_at, until),
        starts_at,
    })
}

fn event_start(body: &str) -> anyhow::Result<Option<Timestamp>> {
    #[derive(serde::Deserialize)]
    struct Stored {
        with: MeterEvent,
    }
    let stored: Stored = serde_json::from_str(body)?;
    Ok(Some(stored.with.window.start))
}
