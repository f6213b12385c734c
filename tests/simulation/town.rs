//! A town of five homes and what happens to it.

use ami_domain::chance::Seeded;
use ami_domain::energy::Watts;
use ami_domain::id::PaymentId;
use ami_domain::money::Money;
use ami_domain::time::Span;
use ami_tests::{CrashPoint, Faults, HomeId, HomeSpec, UsePattern, World};
use anyhow::{Result, ensure};

/// Things that happen to a town before its faults end.
const HAPPENINGS: usize = 14;
/// A town comes to rest within this after its faults have ended; retries wait 15 min at most.
const REST: Span = Span::hours(2);
/// What a card may say.
const TOKENS: [&str; 8] = [
    "tok_approve",
    "tok_approve",
    "tok_approve",
    "tok_duplicate",
    "tok_decline",
    "tok_insufficient",
    "tok_timeout",
    "tok_unknown",
];

/// A town.
#[derive(Debug)]
pub(crate) struct Town {
    world: World,
    homes: Vec<HomeId>,
    dice: Seeded,
    /// Payments that somebody may try again.
    offered: Vec<(HomeId, PaymentId, Money, &'static str)>,
}

impl Town {
    /// Five homes on a store that survives crashes.
    pub(crate) async fn build(seed: u64) -> Result<Self> {
        Self::over(World::on_disk(seed).await?, seed).await
    }

    /// Five homes in a world that survives crashes.
    pub(crate) async fn over(mut world: World, seed: u64) -> Result<Self> {
        let steady = |power| UsePattern::Steady(Watts::new(power));
        let short = |spec: HomeSpec| HomeSpec {
            history_days: 3,
            ..spec
        };
        let specs = [
            short(HomeSpec::flat()),
            short(HomeSpec::time_of_use()),
            short(HomeSpec::flat().on(Money::dollars(30))),
            HomeSpec {
                tariff: "demo-tiered",
                pattern: steady(3_000),
                ..short(HomeSpec::flat().on(Money::dollars(2)))
            },
            HomeSpec {
                has_switch: false,
                pattern: UsePattern::Empty,
                ..HomeSpec::time_of_use().on(Money::dollars(-15))
            },
        ];
        let mut homes = Vec::new();
        for spec in specs {
            homes.push(world.home(spec).await?);
        }
        let dice = Seeded::new(seed ^ 0x70_0017);
        Ok(Self {
            world,
            homes,
            dice,
            offered: Vec::new(),
        })
    }

    /// Faults and payments; then the faults end and the town comes to rest.
    pub(crate) async fn live(mut self) -> Result<World> {
        for _ in 0..HAPPENINGS {
            self.trouble();
            self.happen().await?;
            let seconds = i64::try_from(1 + self.dice.below(1_500))?;
            self.world.pass(Span::seconds(seconds)).await?;
        }
        self.end_faults().await?;
        let quiet = self.world.rest(REST).await?;
        ensure!(quiet, "the town did not come to rest");
        Ok(self.world)
    }

    pub(crate) async fn end_faults(&mut self) -> Result<()> {
        self.world.crash_percent = 0;
        self.world.broker.heal();
        for home in self.homes.clone() {
            self.world.restore(home).await?;
        }
        Ok(())
    }

    /// What goes wrong from now on.
    fn trouble(&mut self) {
        let dice = &mut self.dice;
        self.world.broker.faults = Faults {
            drop: dice.below(35),
            duplicate: dice.below(35),
            delay: Span::seconds(i64::try_from(dice.below(50)).unwrap_or(0)),
            reorder: dice.below(2) == 1,
        };
        self.world.crash_percent = dice.below(4);
    }

    async fn happen(&mut self) -> Result<()> {
        let home = self.homes[usize::try_from(self.dice.below(self.homes.len() as u64))?];
        let amount = Money::dollars(10 + i64::try_from(self.dice.below(60))?);
        let token = TOKENS[usize::try_from(self.dice.below(TOKENS.len() as u64))?];
        let payment = self.world.payment_id();
        match self.dice.below(8) {
            0..=2 => {
                self.world.pay_as(home, payment, amount, token).await?;
                self.offered.push((home, payment, amount, token));
            }
            3 => self.again().await?,
            4 => {
                // Impatience, or two people of one household.
                let other = if self.dice.below(2) == 0 {
                    payment
                } else {
                    self.world.payment_id()
                };
                let offers = [(payment, amount, token), (other, amount, token)];
                for answer in self.world.pay_two_at_once(home, offers).await {
                    answer?;
                }
            }
            5 => {
                let points = [
                    CrashPoint::BeforeCharge,
                    CrashPoint::AfterCharge,
                    CrashPoint::AfterApply,
                ];
                let point = points[usize::try_from(self.dice.below(3))?];
                let dollars = amount.as_micros() / 1_000_000;
                let crash = self
                    .world
                    .pay_until_crash(home, payment, dollars, token, point);
                crash.await?;
                self.offered.push((home, payment, amount, token));
            }
            6 => self.world.cut(home).await?,
            _ => self.world.restore(home).await?,
        }
        Ok(())
    }

    /// Somebody tries a payment again, with the same id.
    async fn again(&mut self) -> Result<()> {
        let Some((home, payment, amount, token)) = self.offered.last().copied() else {
            return Ok(());
        };
        self.world.pay_as(home, payment, amount, token).await?;
        Ok(())
    }
}

/// Everything that ADCS and the meters of a town wrote down.
pub(crate) async fn journal_text(world: &World) -> Result<String> {
    let mut text = String::new();
    for (index, home) in world.homes.iter().enumerate() {
        text.push_str(&world.journal(HomeId(index)).await?.text());
        for row in &home.log {
            text.push_str(&format!("{row:?}\n"));
        }
    }
    Ok(text)
}
