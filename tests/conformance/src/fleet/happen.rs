//! What befalls homes: reading, paying, darkness, restarts; and the fate of a day.

use super::Faults;
use super::clock::START;
use super::district::{District, Event};
use ami_adcs::alerts::{self, Publish};
use ami_css::Offer;
use ami_domain::audience::Audience;
use ami_domain::chance::Chance as _;
use ami_domain::id::{AlertId, PaymentId};
use ami_domain::message::{Bilingual, Importance, Notice};
use ami_domain::money::Money;
use ami_domain::time::{Span, Window};
use ami_meter::Input;

/// A text to all of them comes every so many days, one to a list every day.
const TEXT_DAYS: i64 = 10;
const LIST: u64 = 50;

impl District {
    /// Puts the first events into the queue.
    pub(crate) fn begin(&mut self) {
        for home in 0..self.homes.len() {
            let minute = Span::minutes(self.homes[home].minute);
            self.at(START + minute, Event::Read(home));
            self.at(START, Event::Day(home));
        }
        self.at(START + Span::minutes(1), Event::Minute);
        if self.sabotage == Some(super::Sabotage::SwitchOpens) {
            self.at(START + Span::hours(9), Event::Opens(0));
        }
        let days = self.end.since(START).as_millis() / Span::days(1).as_millis();
        for day in 0..days {
            let noon = START + Span::days(day) + Span::hours(12);
            let all = day % TEXT_DAYS == 1 || days < 2;
            self.at(noon, Event::Alert(if all { 0 } else { LIST }));
            let restarts = self.faults.server_restart_days;
            if restarts > 0 && day % restarts == restarts - 1 {
                self.at(noon + Span::hours(7), Event::Restart);
            }
        }
    }

    pub(crate) async fn happen(&mut self, event: Event) -> anyhow::Result<()> {
        match event {
            Event::Due(home) => {
                if self.homes[home].powered {
                    self.live_until_now(home);
                    self.offer(home);
                    self.homes[home].due = None;
                    self.plan_due(home);
                }
            }
            Event::Read(home) => self.read(home),
            Event::Day(home) => self.day(home),
            Event::Pay(home, dollars) => self.pay(home, dollars).await?,
            Event::Book(home) => self.book(home).await?,
            Event::Cancel(home, event) => self.cancel(home, event).await?,
            Event::Opens(home) => {
                let now = self.clock.business();
                self.homes[home].give(now, Input::Disconnect);
            }
            Event::PowerOff(home) => self.power_off(home).await?,
            Event::PowerOn(home) => self.power_on(home).await?,
            Event::LinkDown(home) => self.link(home, false).await?,
            Event::LinkUp(home) => self.link(home, true).await?,
            Event::MeterReboot(home) => {
                if self.homes[home].powered {
                    self.live_until_now(home);
                    self.homes[home].reboot()?;
                    self.counts.reboots += 1;
                }
            }
            Event::GatewayReboot(home) => {
                self.counts.reboots += 1;
                self.link(home, false).await?;
                let soon = self.clock.business() + Span::seconds(15);
                self.at(soon, Event::LinkUp(home));
            }
            Event::Alert(homes) => self.alert(homes).await?,
            Event::Test(home) => self.test(home).await?,
            Event::Restart => self.restart().await?,
            Event::Minute => self.minute().await?,
            Event::Wake => self.dirty = true,
            Event::Command(..)
            | Event::Ack(..)
            | Event::Up(..)
            | Event::Still(..)
            | Event::Go(..)
            | Event::Look(_) => {}
        }
        Ok(())
    }

    /// The gateway reads the meter: once a day, and with each interval when little is left.
    fn read(&mut self, home: usize) {
        let now = self.clock.business();
        if self.homes[home].powered {
            self.live_until_now(home);
            self.homes[home].upload(now);
            self.offer(home);
        }
        if now >= self.end {
            return;
        }
        let pace = if self.homes[home].is_low() {
            Span::hours(1)
        } else {
            Span::hours(24)
        };
        let minute = Span::minutes(self.homes[home].minute);
        let offset = Span::millis(minute.as_millis() % pace.as_millis());
        let next = (now - offset).floor_to(pace) + pace + offset;
        self.at(next, Event::Read(home));
    }

    fn day(&mut self, home: usize) {
        let now = self.clock.business();
        let (faults, habits) = (self.faults, self.habits);
        let (low, ok) = (self.homes[home].is_low(), now + Span::days(1) < self.end);
        if ok {
            self.at(now + Span::days(1), Event::Day(home));
        }
        let mut hit = |ppm: u64| {
            let falls = self.dice.below(1_000_000) < ppm;
            let second = i64::try_from(self.dice.below(86_000)).unwrap_or(0);
            let length = self.dice.below(1_000_000);
            falls.then_some((now + Span::seconds(second), length))
        };
        let pays = hit(if low {
            habits.pays_when_low
        } else {
            habits.pays
        });
        let dark = hit(faults.power_cut);
        let silent = hit(faults.link_down);
        let meter = hit(faults.meter_reboot);
        let gateway = hit(faults.gateway_reboot);
        let test = hit(habits.tests);
        let books = hit(habits.books);
        if let Some((at, much)) = pays {
            let dollars = 60 + i64::try_from(much % 100).unwrap_or(0);
            self.at(at, Event::Pay(home, dollars));
        }
        if let Some((at, part)) = dark {
            self.at(at, Event::PowerOff(home));
            self.at(at + share(Faults::DARK, part), Event::PowerOn(home));
        }
        if let Some((at, part)) = silent {
            self.at(at, Event::LinkDown(home));
            self.at(at + share(Faults::SILENT, part), Event::LinkUp(home));
        }
        if let Some((at, _)) = meter {
            self.at(at, Event::MeterReboot(home));
        }
        if let Some((at, _)) = gateway {
            self.at(at, Event::GatewayReboot(home));
        }
        if let Some((at, _)) = books {
            self.at(at, Event::Book(home));
        }
        if let Some((at, _)) = test {
            self.at(at, Event::Test(home));
        }
    }

    async fn pay(&mut self, home: usize, dollars: i64) -> anyhow::Result<()> {
        let payment = PaymentId::from_bytes(self.chance.bytes());
        let refused = self.dice.below(1_000_000) < self.habits.refused;
        let offer = Offer {
            amount: Money::dollars(dollars),
            method: "sandbox_card".to_owned(),
            token: if refused {
                "tok_decline"
            } else {
                "tok_approve"
            }
            .to_owned(),
        };
        let (by, account) = (self.homes[home].customer, self.homes[home].account);
        let css = self.css.clone();
        css.pay(&self.clock, &mut self.chance, by, account, payment, &offer)
            .await?;
        self.counts.payments += 1;
        self.dirty = true;
        Ok(())
    }

    async fn power_off(&mut self, home: usize) -> anyhow::Result<()> {
        if !self.homes[home].powered || self.calm {
            return Ok(());
        }
        self.live_until_now(home);
        let now = self.clock.business();
        self.homes[home].darken(now);
        self.counts.power_cuts += 1;
        self.link(home, false).await
    }

    pub(crate) async fn power_on(&mut self, home: usize) -> anyhow::Result<()> {
        if self.homes[home].powered {
            return Ok(());
        }
        let now = self.clock.business();
        self.homes[home].lighten(now);
        self.link(home, true).await
    }

    pub(crate) async fn link(&mut self, home: usize, up: bool) -> anyhow::Result<()> {
        let (now, gateway) = (self.now(), self.homes[home].gateway);
        if up && !self.homes[home].powered || self.homes[home].link.up == up {
            return Ok(());
        }
        self.homes[home].link.up = up;
        // What a gateway was about to carry out it has forgotten; ADCS has not.
        self.homes[home].asked.clear();
        ami_adcs::gateway::status(&self.css.store, now, gateway, up).await?;
        if up {
            for (_, next) in &mut self.homes[home].spool {
                *next = now.business;
            }
            self.offer(home);
            self.dirty = true;
        }
        Ok(())
    }

    async fn alert(&mut self, homes: u64) -> anyhow::Result<()> {
        let now = self.now();
        let end = now.business + Span::hours(6);
        let notice = Notice {
            id: AlertId::from_bytes(self.chance.bytes()),
            importance: Importance::Warning,
            text: Bilingual {
                en: "Storm tonight".into(),
                es: "Tormenta esta noche".into(),
            },
            valid: Window {
                start: now.business,
                end,
            },
            confirm: false,
            figures: false,
        };
        let audience = if homes == 0 {
            Audience::All
        } else {
            let count = self.homes.len() as u64;
            let some = (0..homes).filter_map(|_| usize::try_from(self.dice.below(count)).ok());
            Audience::List(some.map(|home| self.homes[home].account).collect())
        };
        let store = self.css.store.clone();
        let wanted = Publish {
            notice: &notice,
            audience: &audience,
            replaces: None,
            by: None,
        };
        let taken = alerts::accept(&store, now, &wanted).await?;
        self.counts.texts += taken.accounts;
        self.texts = true;
        Ok(())
    }

    async fn restart(&mut self) -> anyhow::Result<()> {
        self.counts.restarts += 1;
        self.lose_packets();
        // Every gateway notices within seconds and comes back by itself.
        for home in 0..self.homes.len() {
            if self.homes[home].link.up {
                self.link(home, false).await?;
                let wait = i64::try_from(1 + self.dice.below(10)).unwrap_or(1);
                let back = self.clock.business() + Span::seconds(wait);
                self.at(back, Event::LinkUp(home));
            }
        }
        Ok(())
    }

    /// Faults end, and every home has power and a link.
    pub(crate) async fn calm(&mut self) -> anyhow::Result<()> {
        self.calm = true;
        self.faults = Faults::NONE;
        for home in 0..self.homes.len() {
            self.homes[home].link.loss = 0;
            self.power_on(home).await?;
            self.link(home, true).await?;
            let last = self.clock.business() + Span::minutes(61);
            self.at(last, Event::Read(home));
        }
        self.at(self.clock.business(), Event::Minute);
        Ok(())
    }
}

fn share(whole: Span, ppm: u64) -> Span {
    let ppm = i64::try_from(ppm).unwrap_or(0);
    Span::seconds(60) + Span::millis(whole.as_millis() / 1_000_000 * ppm)
}
