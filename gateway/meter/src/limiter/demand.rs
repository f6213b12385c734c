//! Mean demand over a window that slides: exact to the millisecond for power that is constant
//! between two inputs, and bounded in memory whatever comes in.

use ami_domain::energy::Watts;
use ami_domain::time::Span;
use std::collections::VecDeque;

/// Parts of different power that are kept apart; beyond them the two shortest neighbours become
/// one with their mean.
pub const PARTS_MAX: usize = 128;
/// No home draws more; a wild number from outside must not overflow a sum.
const POWER_MAX: i64 = 1_000_000_000;

/// Power during a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Part {
    ms: i64,
    watt_ms: i64,
}

/// The demand of the last while in which the limit was in force and the switch closed.
///
/// Nothing is compared before a whole window has been measured: a home that has just been
/// switched on gets the full time of averaging to switch something off.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Demand {
    parts: VecDeque<Part>,
}

impl Demand {
    /// Begins to measure anew.
    pub fn clear(&mut self) {
        self.parts.clear();
    }

    /// This power was drawn for this long; keeps no more than the window.
    pub fn add(&mut self, window: Span, power: Watts, length: Span) {
        let ms = length.as_millis().clamp(0, window.as_millis());
        let watts = clamp(power);
        if ms == 0 {
            return;
        }
        match self.parts.back_mut() {
            Some(last) if last.watt_ms == watts * last.ms => {
                last.ms += ms;
                last.watt_ms += watts * ms;
            }
            Some(_) | None => self.parts.push_back(Part {
                ms,
                watt_ms: watts * ms,
            }),
        }
        self.drop_older(window.as_millis());
        self.merge();
    }

    /// Whether the whole window is measured and its mean is above the limit.
    pub fn is_over(&self, window: Span, limit: Watts) -> bool {
        let (ms, sum) = self.sum();
        ms >= window.as_millis() && sum > i128::from(clamp(limit)) * i128::from(window.as_millis())
    }

    /// After how long the mean comes above the limit if this power goes on; `None` for never.
    pub fn over_in(&self, window: Span, limit: Watts, power: Watts) -> Option<Span> {
        let window = window.as_millis();
        let power = i128::from(clamp(power));
        let (ms, mut sum) = self.sum();
        let most = i128::from(clamp(limit)) * i128::from(window);
        let mut passed = (window - ms).max(0);
        sum += power * i128::from(passed);
        let given = |ms| Some(Span::millis(ms));
        if sum > most {
            return given(passed);
        }
        // The window slides: what is old leaves it part by part, what is drawn now comes in.
        for part in &self.parts {
            let gain = power * i128::from(part.ms) - i128::from(part.watt_ms);
            if gain > 0 && sum + gain > most {
                // sum + gain * t / part.ms > most, in whole milliseconds.
                let t = (most - sum) * i128::from(part.ms) / gain + 1;
                return given(passed + i64::try_from(t).unwrap_or(part.ms).min(part.ms));
            }
            sum += gain;
            passed += part.ms;
        }
        None
    }

    fn sum(&self) -> (i64, i128) {
        let ms = self.parts.iter().map(|part| part.ms).sum();
        let sum = self.parts.iter().map(|part| i128::from(part.watt_ms)).sum();
        (ms, sum)
    }

    fn drop_older(&mut self, window: i64) {
        let (ms, _) = self.sum();
        let mut surplus = ms - window;
        while surplus > 0 {
            let Some(first) = self.parts.front_mut() else {
                return;
            };
            if first.ms <= surplus {
                surplus -= first.ms;
                self.parts.pop_front();
            } else {
                let part = i128::from(first.watt_ms) * i128::from(surplus) / i128::from(first.ms);
                first.watt_ms -= i64::try_from(part).unwrap_or(0);
                first.ms -= surplus;
                surplus = 0;
            }
        }
    }

    fn merge(&mut self) {
        while self.parts.len() > PARTS_MAX {
            let length = |at: &usize| {
                let ms = |place| self.parts.get(place).map_or(0, |part: &Part| part.ms);
                ms(*at) + ms(*at + 1)
            };
            let shortest = (0..self.parts.len() - 1).min_by_key(length).unwrap_or(0);
            let Some(next) = self.parts.remove(shortest + 1) else {
                return;
            };
            if let Some(part) = self.parts.get_mut(shortest) {
                part.ms += next.ms;
                part.watt_ms += next.watt_ms;
            }
        }
    }
}

fn clamp(power: Watts) -> i64 {
    power.get().clamp(0, POWER_MAX)
}
