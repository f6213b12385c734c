//! Time passes: every duty of the server, every meter and every packet on its way, in small steps
//! that end where something is due.

use super::broker::{End, Packet};
use super::clock::HandClock;
use super::sabotage::{Sabotage, rename};
use super::{World, still};
use ami_adcs::{alerts, dispatch, receive};
use ami_domain::clock::{Clock, Now};
use ami_domain::id::{GatewayId, MessageId};
use ami_domain::time::{Span, Timestamp, Zone};
use ami_store::limits::LIST_MAX;
use ami_wire::down::Ack;
use ami_wire::topic::{self, Topic};
use ami_wire::up::Up;
use anyhow::Context;
use std::collections::BTreeMap;
use std::sync::Arc;

/// No step is longer: the load of the homes changes.
const STEP_MAX: Span = Span::minutes(15);
/// No step is shorter: what could not be done waits a little.
const STEP_MIN: Span = Span::millis(100);
/// Payments that are open for so long are ended.
const SETTLE_AFTER: Span = Span::seconds(30);
/// After everything that this project will ever plan.
const FAR: Timestamp = Timestamp::from_millis(i64::MAX / 4);

impl World {
    /// Time passes, and everything that is due in it happens.
    ///
    /// # Errors
    /// When the store fails: a defect, for nothing in a world may break it.
    pub async fn pass(&mut self, span: Span) -> anyhow::Result<()> {
        let end = self.clock.business() + span;
        loop {
            self.moment().await?;
            self.counts.steps += 1;
            if self.clock.business() >= end {
                return Ok(());
            }
            let next = self.next_moment(end).await?;
            self.clock.set(next);
        }
    }

    /// Everything that is due now, once.
    async fn moment(&mut self) -> anyhow::Result<()> {
        let now = self.clock.now();
        for home in &mut self.homes {
            home.live(now.business);
        }
        self.arrive(now).await?;
        self.offer(now);
        self.duties(now).await?;
        self.look(now);
        Ok(())
    }

    /// The duties of the server, in the order of its list. It may die after each of them.
    async fn duties(&mut self, now: Now) -> anyhow::Result<()> {
        let clock = Arc::clone(&self.clock);
        self.css.charge(&*clock, &mut self.server_chance).await?;
        self.perhaps_crash().await?;
        self.css.refresh(&*clock, &mut self.server_chance).await?;
        self.perhaps_crash().await?;
        if self.watches {
            self.css.watch(&*clock, &mut self.server_chance).await?;
            self.css.pay_days(&*clock, &mut self.server_chance).await?;
        }
        self.perhaps_crash().await?;
        ami_adcs::collect::collect(&self.css.store, now, &self.css.terms).await?;
        let before = now.business - SETTLE_AFTER;
        self.css
            .settle(&*clock, &mut self.server_chance, before)
            .await?;
        self.perhaps_crash().await?;
        let zone = Zone::named(super::build::ZONE)?;
        self.css.close_days(&zone, now.business).await?;
        self.css.issue_statements(&zone, now.business).await?;
        self.css.check_credit(now.business).await?;
        let chance = &mut self.server_chance;
        self.css.pay_debt_days(&*clock, chance).await?;
        self.css.end_help(&*clock, chance).await?;
        self.perhaps_crash().await?;
        let chance = &mut self.server_chance;
        self.css.close_accounts(&*clock, chance).await?;
        self.perhaps_crash().await?;
        alerts::archive(&self.css.store, now).await?;
        while alerts::walk(&self.css.store, now, &mut self.server_chance).await? {
            self.perhaps_crash().await?;
        }
        let terms = &self.css.terms;
        let chance = &mut self.server_chance;
        ami_adcs::plans::run(&self.css.store, now, chance, terms).await?;
        ami_adcs::rules::run(&self.css.store, now, chance, terms).await?;
        self.css.bring_back(now, chance).await?;
        self.perhaps_crash().await?;
        self.css
            .watch_no_power(now, &mut self.server_chance)
            .await?;
        self.css
            .run_events(&*clock, &mut self.server_chance)
            .await?;
        self.perhaps_crash().await?;
        ami_adcs::schedule::verify(&self.css.store, now, &mut self.server_chance).await?;
        self.perhaps_crash().await?;
        let done = dispatch::dispatch(&self.css.store, now, &self.css.terms).await?;
        self.counts.sent += u64::from(done.sent);
        self.counts.expired += u64::from(done.expired);
        self.counts.late += done.late;
        self.perhaps_crash().await?;
        self.publish(now).await
    }

    async fn perhaps_crash(&mut self) -> anyhow::Result<()> {
        if self.crash_percent > 0 && self.fate.below(100) < self.crash_percent {
            self.crash_server().await?;
        }
        Ok(())
    }

    /// The outbox goes to the broker; its rows go when the broker has them.
    async fn publish(&mut self, now: Now) -> anyhow::Result<()> {
        let rows = self.css.store.read().await?.outbox(LIST_MAX).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for row in &rows {
            let Some(Topic::Command(meter)) = Topic::parse(&row.topic) else {
                anyhow::bail!("{} is no topic of a command", row.topic);
            };
            let home = self.homes.iter().find(|home| home.meter_id == meter);
            let link = home
                .context("a command goes to a meter that exists")?
                .gateway;
            let payload = if self.sabotage.contains(&Sabotage::NaiveRetryNewId) {
                rename(&row.payload, &mut self.sent_once, &mut self.fate)
            } else {
                row.payload.clone()
            };
            let topic = row.topic.clone();
            let packet = Packet {
                link,
                to: End::Gateway,
                topic,
                payload,
            };
            self.broker.publish(now.business, packet);
        }
        // The server may die between publishing and forgetting: then it publishes twice.
        self.perhaps_crash().await?;
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut tx = self.css.store.begin().await?;
        tx.delete_outbox(&ids).await?;
        Ok(tx.commit().await?)
    }

    /// Packets arrive: commands at gateways, everything else at the server, one commit a gateway.
    async fn arrive(&mut self, now: Now) -> anyhow::Result<()> {
        let mut ups: BTreeMap<GatewayId, Vec<Up>> = BTreeMap::new();
        for packet in self.broker.arrived(now.business) {
            match packet.to {
                End::Gateway => self.at_gateway(now, &packet)?,
                End::Server if matches!(Topic::parse(&packet.topic), Some(Topic::Still(_))) => {
                    self.answer_still(now, &packet).await?;
                }
                End::Server => {
                    let up = Up::from_bytes(&packet.payload)?;
                    ups.entry(packet.link).or_default().push(up);
                }
            }
        }
        for (gateway, batch) in ups {
            receive::receive(&self.css.store, now, gateway, &batch).await?;
            self.perhaps_crash().await?;
            let ids: Vec<MessageId> = batch.iter().map(|up| up.id).collect();
            for part in ids.chunks(Ack::MAX) {
                let packet = Packet {
                    link: gateway,
                    to: End::Gateway,
                    topic: topic::gateway_ack(gateway),
                    payload: Ack::new(part.to_vec()).to_bytes(),
                };
                self.broker.publish(now.business, packet);
            }
        }
        Ok(())
    }

    fn at_gateway(&mut self, now: Now, packet: &Packet) -> anyhow::Result<()> {
        let forgets = self.sabotage.contains(&Sabotage::MeterForgetsIds);
        let home = self
            .homes
            .iter_mut()
            .find(|home| home.gateway == packet.link);
        let home = home.context("a link has a home at its end")?;
        match Topic::parse(&packet.topic) {
            Some(Topic::Ack(_)) => home.acknowledged(&Ack::from_bytes(&packet.payload)?.ids),
            Some(Topic::Command(meter)) if meter == home.meter_id => {
                if forgets {
                    home.forget();
                }
                let at = now.business;
                let asks = still::command(home, at, &packet.payload, &self.sabotage);
                if let Some(question) = asks {
                    self.broker.publish(at, question);
                }
            }
            Some(Topic::Go(_)) => {
                still::answer(home, now.business, &packet.payload, &self.sabotage)?;
            }
            other => anyhow::bail!("{} came to a gateway: {other:?}", packet.topic),
        }
        Ok(())
    }

    /// Gateways send what ADCS has not acknowledged.
    fn offer(&mut self, now: Now) {
        for home in &mut self.homes {
            if self.broker.is_cut(home.gateway) {
                continue;
            }
            for up in home.due(now.business) {
                let packet = Packet {
                    link: home.gateway,
                    to: End::Server,
                    topic: topic::up(up.meter, up.body.word()),
                    payload: up.to_bytes(),
                };
                self.broker.publish(now.business, packet);
            }
        }
    }

    /// The displays read their meters (NFR-01: as soon as data is received or recorded).
    fn look(&mut self, now: Now) {
        for home in &mut self.homes {
            let link = !self.broker.is_cut(home.gateway);
            home.look(now.business, link);
        }
    }

    /// The next moment at which something is due, at most `end`.
    async fn next_moment(&mut self, end: Timestamp) -> anyhow::Result<Timestamp> {
        let now = self.clock.business();
        let mut next = end.min(now.floor_to(STEP_MAX) + STEP_MAX);
        let mut due = |at: Timestamp| next = next.min(at);
        self.broker.next_at().map(&mut due);
        for home in &self.homes {
            // What a meter does by itself is told when it happens, not at the next round minute.
            if let Some(at) = home.meter.next_due() {
                due(at.max(now + Span::millis(1)));
            }
            if !self.broker.is_cut(home.gateway) {
                home.spool.values().for_each(|waiting| due(waiting.next_at));
            }
        }
        let policy = &self.css.terms.policy;
        let mut tx = self.css.store.read().await?;
        for row in tx
            .due_commands(
                Now {
                    business: FAR,
                    real: FAR,
                },
                LIST_MAX,
            )
            .await?
        {
            due(HandClock::business_of(row.next_at_real).max(row.command.not_before));
            if let (Some((_, first)), false) = (row.first_sent, row.late) {
                due(HandClock::business_of(first) + policy.receipt_deadline);
            }
        }
        for row in tx.due_plans(FAR, LIST_MAX).await? {
            due(row.next_at);
        }
        for case in tx.open_cases(LIST_MAX).await? {
            let since = HandClock::business_of(case.since_real);
            due(since + ami_domain::no_power::waits(case.state));
        }
        for row in tx.open_payments((FAR, FAR), LIST_MAX).await? {
            due(row.offered_at + SETTLE_AFTER + Span::millis(1));
        }
        for event in tx.events_due(FAR, LIST_MAX).await? {
            let row = tx.event(event).await?;
            row.and_then(|row| row.next_at).map(&mut due);
        }
        for event in tx.events_to_verify(FAR, Span::ZERO, LIST_MAX).await? {
            let row = tx.event(event).await?;
            row.and_then(|row| row.verify_at).map(&mut due);
        }
        for row in tx.all_accounts(None, LIST_MAX).await? {
            due(row.show_due);
        }
        Ok(next.max(now + STEP_MIN).min(end))
    }
}

impl World {
    /// Time passes until no command is open, no gateway holds anything and nothing is under way,
    /// or this span is over. `true` when everything came to rest.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn rest(&mut self, at_most: Span) -> anyhow::Result<bool> {
        let end = self.clock.now().business + at_most;
        while self.clock.business() < end {
            self.pass(Span::seconds(15)).await?;
            let far = Now {
                business: FAR,
                real: FAR,
            };
            let mut tx = self.css.store.read().await?;
            let open =
                tx.due_commands(far, 1).await?.len() + tx.open_payments((FAR, FAR), 1).await?.len();
            let held: usize = self.homes.iter().map(super::Home::waiting).sum();
            if open + held == 0 && self.broker.next_at().is_none() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
