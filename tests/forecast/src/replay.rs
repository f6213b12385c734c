//! One household, replayed: each look sees what was known then and nothing later, and the balance
//! is chosen so that it really lasts for the horizon.

use crate::Home;
use ami_domain::display::Remaining;
use ami_domain::energy::WattHours;
use ami_domain::forecast::{Basis, energy_for, forecast};
use ami_domain::money::{Money, Round};
use ami_domain::tariff::{Meterage, Tariff, Walk};
use ami_domain::time::{Span, Timestamp, Window};
use ami_domain::usage::{Interval, Pace, Profile};

/// Bills close on this day.
const BILL_DAY: i8 = 5;
/// A forecast beyond the horizon of all forecasts counts as this long.
const FAR: i64 = 99 * 24 * 60;
/// What lies ahead of the last look.
const AHEAD: Span = Span::days(31);

/// Which days are replayed. What was chosen by looking at data was chosen on the first half.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The first half of the days that can be replayed.
    Tuned,
    /// The second half.
    Unseen,
    /// All of them.
    All,
}

/// What was said once, and what came. Times in minutes from the moment of asking, energy in
/// watt-hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub real: i64,
    pub likely: i64,
    pub early: i64,
    pub late: i64,
    /// Balance over the mean cost of the last seven days.
    pub mean7: i64,
    /// The intervals of the last seven days, again and again, under the tariff.
    pub week: i64,
    pub energy_real: i64,
    pub energy: i64,
    /// Balance over the price of now.
    pub energy_by_price: i64,
    /// What was expected to be charged by the real end, off the balance, in micro-dollars: along
    /// the expected use, and by the mean cost of the last seven days.
    pub money: i64,
    pub money_by_mean7: i64,
}

impl Look {
    /// There was a forecast: none is made where nothing was used for a week, and none beyond the
    /// horizon of all forecasts. A look without one counts as a miss and as far off, but there is
    /// no band whose width could be judged.
    pub fn is_said(&self) -> bool {
        self.likely < FAR
    }
    /// The band held the truth.
    pub fn is_inside(&self) -> bool {
        self.early <= self.real && self.real <= self.late
    }
}

/// One moment of asking.
struct Origin<'a> {
    home: &'a Home,
    tariff: &'a Tariff,
    past: &'a [Interval],
    ahead: &'a [Interval],
    now: Timestamp,
}

/// The moments of a part, `every` apart: places in the list of intervals. Each has eight weeks
/// behind it, of which a half or more and the last day are known, and a month ahead.
pub fn origins(home: &Home, part: Part, every: Span) -> Vec<usize> {
    let (Some(first), Some(last)) = (home.intervals.first(), home.intervals.last()) else {
        return Vec::new();
    };
    let mut at = first.start + Profile::HISTORY;
    let end = last.end() - AHEAD;
    let mut all = Vec::new();
    while at < end {
        let place = home.intervals.partition_point(|one| one.start < at);
        let begins = home.intervals.get(place).is_some_and(|one| one.start == at);
        if begins && is_known(home, at, place) {
            all.push(place);
        }
        at = at + every;
    }
    let half = all.len() / 2;
    match part {
        Part::Tuned => all.truncate(half),
        Part::Unseen => drop(all.drain(..half)),
        Part::All => {}
    }
    all
}

fn is_known(home: &Home, at: Timestamp, place: usize) -> bool {
    let known = |span: Span| {
        let from = home.intervals.partition_point(|one| one.start < at - span);
        let length: i64 = home.intervals[from..place]
            .iter()
            .map(|one| one.length.as_millis())
            .sum();
        (length, span.as_millis())
    };
    let (weeks, all) = known(Profile::HISTORY);
    let (day, whole) = known(Span::days(1));
    weeks * 2 >= all && day == whole
}

/// What is said at a moment about a balance, from what was known before it alone; `None` where
/// nothing is.
pub fn said(home: &Home, tariff: &Tariff, place: usize, balance: Money) -> Option<Remaining> {
    let origin = Origin::at(home, tariff, place)?;
    let profile = origin.learn();
    forecast(&origin.basis(&profile), balance, Money::ZERO)
}

/// All looks from one moment, one for each horizon whose future is known in full; `None` where it
/// is not, and where nothing is used.
pub fn looks(home: &Home, tariff: &Tariff, place: usize, horizons: &[Span]) -> Vec<Option<Look>> {
    let Some(origin) = Origin::at(home, tariff, place) else {
        return vec![None; horizons.len()];
    };
    let profile = origin.learn();
    let basis = origin.basis(&profile);
    horizons
        .iter()
        .map(|horizon| origin.look(&basis, *horizon))
        .collect()
}

/// The look from one moment with this balance, whenever that is gone; `None` where the future up to
/// then is not known in full, and where nothing is used.
pub fn look_with(
    home: &Home,
    tariff: &Tariff,
    place: usize,
    balances: &[Money],
) -> Vec<Option<Look>> {
    let Some(origin) = Origin::at(home, tariff, place) else {
        return vec![None; balances.len()];
    };
    let profile = origin.learn();
    let basis = origin.basis(&profile);
    let look = |balance: &Money| {
        let look = origin.judge(&basis, origin.ahead, *balance)?;
        let end = origin.now + Span::minutes(look.real);
        let known = origin.ahead.iter().take_while(|one| one.start <= end);
        let known: i64 = known.map(|one| one.length.as_millis()).sum();
        (known >= end.since(origin.now).as_millis()).then_some(look)
    };
    balances.iter().map(look).collect()
}

impl<'a> Origin<'a> {
    fn at(home: &'a Home, tariff: &'a Tariff, place: usize) -> Option<Self> {
        let (past, ahead) = home.intervals.split_at(place);
        let now = ahead.first()?.start;
        let from = past.partition_point(|one| one.start < now - Profile::HISTORY);
        Some(Self {
            home,
            tariff,
            past: &past[from..],
            ahead,
            now,
        })
    }

    fn learn(&self) -> Profile {
        let (zone, holidays) = (&self.home.zone, &self.tariff.holidays);
        Profile::learn(self.past, self.now, zone, holidays)
    }

    fn basis<'b>(&'b self, profile: &'b Profile) -> Basis<'b> {
        Basis {
            zone: &self.home.zone,
            tariff: self.tariff,
            profile,
            meterage: Meterage::counted(self.past, self.now, &self.home.zone, BILL_DAY),
            charged_until: self.now,
            now: self.now,
        }
    }

    fn look(&self, basis: &Basis<'_>, horizon: Span) -> Option<Look> {
        let end = self.now + horizon;
        let count = self.ahead.partition_point(|one| one.start < end);
        let ahead = &self.ahead[..count];
        let known: i64 = ahead.iter().map(|one| one.length.as_millis()).sum();
        if known != horizon.as_millis() {
            return None;
        }
        let mut walk = Walk::new(self.tariff, basis.zone, basis.meterage);
        let balance: Money = ahead
            .iter()
            .map(|one| walk.step(one, Round::Nearest).total())
            .fold(Money::ZERO, |sum, cost| sum + cost);
        if !balance.is_positive() {
            return None;
        }
        self.judge(basis, ahead, balance)
    }

    /// What is said about a balance, and what came of it along the real use.
    fn judge(&self, basis: &Basis<'_>, ahead: &[Interval], balance: Money) -> Option<Look> {
        let (zero, energy_real) = spend(basis, ahead.iter().copied(), balance)?;
        let said = forecast(basis, balance, Money::ZERO);
        let minutes = |span: Span| span.as_millis() / 60_000;
        let price = self.tariff.rate_at(basis.zone, basis.meterage, self.now);
        let mean7 = self.seven_day_mean(balance)?.min(Span::minutes(FAR));
        let by_mean7 = i128::from(balance.as_micros()) * i128::from(zero.as_millis())
            / i128::from(mean7.as_millis().max(1));
        let by_mean7 = Money::micros(i64::try_from(by_mean7).unwrap_or(i64::MAX));
        let off = |charged: Money| (charged - balance).as_micros().abs();
        Some(Look {
            real: minutes(zero),
            likely: said.map_or(FAR, |said| minutes(said.likely)),
            early: said.map_or(FAR, |said| minutes(said.early)),
            late: said.map_or(FAR, |said| minutes(said.late)),
            mean7: minutes(mean7),
            week: self.last_week(basis, balance).map_or(FAR, minutes),
            energy_real: energy_real.get(),
            energy: energy_for(basis, balance, Round::Nearest).get(),
            energy_by_price: over_price(balance, price.as_micros_per_kwh()),
            money: off(expected_charge(basis, zero)),
            money_by_mean7: off(by_mean7),
        })
    }

    fn week(&self) -> &'a [Interval] {
        let from = self
            .past
            .partition_point(|one| one.start < self.now - Span::days(7));
        &self.past[from..]
    }

    /// The rule of simple meters; `None` where nothing was used.
    fn seven_day_mean(&self, balance: Money) -> Option<Span> {
        let (week, zone) = (self.week(), &self.home.zone);
        let start = week.first()?.start;
        let meterage = Meterage::counted(self.past, start, zone, BILL_DAY);
        let series = week.iter().copied();
        let (cost, _) = self
            .tariff
            .cost_of_window(zone, meterage, series, Round::Nearest);
        let length: i64 = week.iter().map(|one| one.length.as_millis()).sum();
        let share = i128::from(length) * i128::from(balance.as_micros());
        let span = share / i128::from(cost.total().as_micros().max(1));
        Some(Span::millis(i64::try_from(span).unwrap_or(i64::MAX)))
    }

    /// The last week again and again; `None` when that lasts beyond every horizon.
    fn last_week(&self, basis: &Basis<'_>, balance: Money) -> Option<Span> {
        let again = (1..=14).flat_map(|weeks| {
            self.week().iter().map(move |one| Interval {
                start: one.start + Span::days(7 * weeks),
                ..*one
            })
        });
        spend(basis, again, balance).map(|(zero, _)| zero)
    }
}

/// When and after how much energy a balance is gone along these intervals.
fn spend(
    basis: &Basis<'_>,
    along: impl Iterator<Item = Interval>,
    balance: Money,
) -> Option<(Span, WattHours)> {
    let mut walk = Walk::new(basis.tariff, basis.zone, basis.meterage);
    let (mut left, mut energy) = (balance, WattHours::ZERO);
    for interval in along {
        let cost = walk.step(&interval, Round::Nearest);
        left -= cost.fixed;
        if left <= Money::ZERO {
            return Some((interval.start.since(basis.now), energy));
        }
        if cost.energy >= left {
            let (part, whole) = (left.as_micros(), cost.energy.as_micros());
            let share = interval.length.as_millis() * part / whole;
            let zero = interval.start + Span::millis(share);
            return Some((
                zero.since(basis.now),
                energy + interval.energy.share(part, whole),
            ));
        }
        left -= cost.energy;
        energy += interval.energy;
    }
    None
}

/// What is expected to be charged in the time from now on.
fn expected_charge(basis: &Basis<'_>, ahead: Span) -> Money {
    let Some(window) = Window::new(basis.now, basis.now + ahead) else {
        return Money::ZERO;
    };
    let mut walk = Walk::new(basis.tariff, basis.zone, basis.meterage);
    basis
        .profile
        .expected(basis.zone, basis.holidays(), window, Pace::Likely)
        .map(|one| walk.step(&one, Round::Nearest).total())
        .fold(Money::ZERO, |sum, cost| sum + cost)
}

fn over_price(balance: Money, micros_per_kwh: i64) -> i64 {
    balance.as_micros() * 1000 / micros_per_kwh.max(1)
}
