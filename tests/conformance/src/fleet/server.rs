//! The server of a district: what comes in, and the duties of its list.

use super::Sabotage;
use super::clock::HandClock;
use super::district::{District, Event};
use ami_adcs::{alerts, dispatch, receive, request};
use ami_domain::command::CommandKind;
use ami_domain::id::{GatewayId, MessageId, MeterId};
use ami_domain::time::Span;
use ami_store::limits::LIST_MAX;
use ami_wire::down::Ack;
use ami_wire::topic::Topic;
use ami_wire::up::{Up, UpBody};
use anyhow::Context as _;
use std::collections::BTreeMap;

/// Messages that one commit takes at most, as the server's own intake does.
const GROUP: usize = 64;
/// Payments that are open for so long are ended.
const SETTLE_AFTER: Span = Span::seconds(30);
/// Received ids and told changes are kept so long.
const KEPT: Span = Span::days(2);
/// A test is of no use to the person who waits after this.
const TEST_VALID: Span = Span::minutes(5);

impl District {
    /// Messages of gateways arrive: one commit for a group of them, then their acknowledgements.
    pub(crate) async fn receive(&mut self, packets: Vec<(usize, Vec<u8>)>) -> anyhow::Result<()> {
        let now = self.now();
        for group in packets.chunks(GROUP) {
            let mut ups = Vec::with_capacity(group.len());
            for (home, bytes) in group {
                ups.push((*home, Up::from_bytes(bytes)?));
            }
            let batch: Vec<(GatewayId, &Up)> = ups.iter().map(|(_, up)| (up.gateway, up)).collect();
            receive::receive_all(&self.css.store, now, &batch).await?;
            let mut acks: BTreeMap<usize, Vec<MessageId>> = BTreeMap::new();
            for (home, up) in &ups {
                if matches!(up.body, UpBody::Interval(_)) {
                    self.to_charge = true;
                    self.homes[*home].collected.push(now.business);
                }
                acks.entry(*home).or_default().push(up.id);
            }
            for (home, ids) in acks {
                let bytes = Ack::new(ids).to_bytes();
                self.carry(home, |bytes| Event::Ack(home, bytes), bytes);
            }
        }
        Ok(())
    }

    /// What the server does after anything has happened.
    pub(crate) async fn duties(&mut self) -> anyhow::Result<()> {
        if self.to_charge {
            let charged = self.css.charge(&self.clock, &mut self.chance).await?;
            self.counts.charged += u64::from(charged);
            // More than one batch waits: the duty looks again at its next tick.
            self.to_charge = charged >= 1_024;
            if self.to_charge {
                self.at(self.clock.business(), Event::Wake);
            }
            self.dirty |= charged > 0;
            self.look_after().await?;
        }
        if self.texts {
            let now = self.now();
            self.texts = alerts::walk(&self.css.store, now, &mut self.chance).await?;
            if self.texts {
                self.at(now.business, Event::Wake);
            }
            self.dirty = true;
        }
        if !self.dirty {
            return Ok(());
        }
        self.dirty = false;
        let now = self.now();
        let done = dispatch::dispatch(&self.css.store, now, &self.css.terms).await?;
        self.counts.sent += u64::from(done.sent);
        self.publish().await?;
        let next = self.css.store.read().await?.next_command_at().await?;
        if let Some(real) = next {
            self.at(HandClock::business_of(real), Event::Wake);
        }
        Ok(())
    }

    /// Accounts that run low or are empty are looked after (SC4, SC5).
    async fn look_after(&mut self) -> anyhow::Result<()> {
        let css = self.css.clone();
        let watched = css.watch(&self.clock, &mut self.chance).await?;
        self.dirty |= watched > 0;
        Ok(())
    }

    /// The outbox goes to the broker; its rows go when the broker has them.
    async fn publish(&mut self) -> anyhow::Result<()> {
        let rows = self.css.store.read().await?.outbox(LIST_MAX).await?;
        if rows.is_empty() {
            return Ok(());
        }
        let mut ids = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(Topic::Command(meter)) = Topic::parse(&row.topic) else {
                anyhow::bail!("{} is no topic of a command", row.topic);
            };
            let home = place_of(meter).context("a command goes to a meter that exists")?;
            ids.push(row.id);
            if self.sabotage == Some(Sabotage::LosesCommands) && row.id % 7 == 0 {
                continue;
            }
            self.carry(home, |bytes| Event::Command(home, bytes), row.payload);
        }
        let mut tx = self.css.store.begin().await?;
        tx.delete_outbox(&ids).await?;
        Ok(tx.commit().await?)
    }

    /// The duties that look by themselves, and old rows that nobody needs.
    pub(crate) async fn minute(&mut self) -> anyhow::Result<()> {
        let now = self.now();
        let shown = self.css.refresh(&self.clock, &mut self.chance).await?;
        self.dirty |= shown > 0;
        self.look_after().await?;
        let store = self.css.store.clone();
        let terms = self.css.terms.clone();
        ami_adcs::collect::collect(&store, now, &terms).await?;
        let mut done = ami_adcs::plans::run(&store, now, &mut self.chance, &terms).await?;
        ami_adcs::rules::run(&store, now, &mut self.chance, &terms).await?;
        let css = self.css.clone();
        done += css.watch_no_power(now, &mut self.chance).await?;
        done += css.run_events(&self.clock, &mut self.chance).await?;
        done += ami_adcs::schedule::verify(&store, now, &mut self.chance).await?;
        self.dirty |= done > 0;
        let before = now.business - SETTLE_AFTER;
        self.css
            .settle(&self.clock, &mut self.chance, before)
            .await?;
        alerts::archive(&self.css.store, now).await?;
        if now.business.as_millis() % Span::hours(1).as_millis() == 0 {
            let mut tx = self.css.store.begin().await?;
            tx.forget_told_before(now.real - Span::minutes(10)).await?;
            tx.forget_received_before(now.real - KEPT).await?;
            tx.commit().await?;
        }
        let next = (self.clock.business()).floor_to(Span::minutes(1)) + Span::minutes(1);
        self.at(next, Event::Minute);
        Ok(())
    }

    /// A person at the desk tests a meter (SC6.4).
    pub(crate) async fn test(&mut self, home: usize) -> anyhow::Result<()> {
        let now = self.now();
        let meter = self.homes[home].meter_id;
        let end = Some(now.business + TEST_VALID);
        let mut tx = self.css.store.begin().await?;
        request::accept(
            &mut tx,
            now,
            &mut self.chance,
            meter,
            CommandKind::Test,
            end,
        )
        .await?;
        tx.commit().await?;
        self.dirty = true;
        Ok(())
    }
}

/// The place of a meter's home: its number is in its id.
fn place_of(meter: MeterId) -> Option<usize> {
    let number = u128::from_be_bytes(meter.to_bytes()) & u128::from(u64::MAX);
    usize::try_from(number).ok()?.checked_sub(1)
}
